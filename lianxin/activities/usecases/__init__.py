"""活动的写：安排、预告、记录、签到、意见与事项、取消、小结、归档。"""

from lianxin.activities.drafts import (
    ActivityDraft,
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    Said,
)
from lianxin.activities.refusals import ActivityRefused, SameKeyOtherContent, SignInRefused
from lianxin.activities.usecases.attending import (
    SignedIn,
    answer_invitation,
    invite,
    mark_absent,
    sign_in,
    sign_in_device,
)
from lianxin.activities.usecases.codes import give_sign_code, withdraw_sign_code
from lianxin.activities.usecases.delivering import deliver_record, prefer_sent
from lianxin.activities.usecases.items import look_at_case, note_item, note_voice
from lianxin.activities.usecases.planning import (
    announce,
    archive_activity,
    cancel_activity,
    plan_activity,
    summarise,
)
from lianxin.activities.usecases.recording import add_record, record_activity
from lianxin.activities.usecases.series import end_series, open_series, switch_module

__all__ = [
    "ActivityDraft",
    "ActivityRefused",
    "Head",
    "ItemDraft",
    "Place",
    "Present",
    "Record",
    "Said",
    "SameKeyOtherContent",
    "SignInRefused",
    "SignedIn",
    "add_record",
    "announce",
    "answer_invitation",
    "archive_activity",
    "cancel_activity",
    "deliver_record",
    "end_series",
    "give_sign_code",
    "invite",
    "look_at_case",
    "mark_absent",
    "note_item",
    "note_voice",
    "open_series",
    "plan_activity",
    "prefer_sent",
    "record_activity",
    "sign_in",
    "sign_in_device",
    "summarise",
    "switch_module",
    "withdraw_sign_code",
]
