"""活动的签到码：发、收回；贴在门口，群众一扫就签到。"""

from __future__ import annotations

from datetime import datetime

from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.writing import locked, note, over_words
from lianxin.casework.policies import Doer
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole
from lianxin.stations.models import AccessCode
from lianxin.stations.usecases.codes import issue_code, revoke_code


@whole
def give_sign_code(*, activity_id: int, actor: Doer, at: datetime) -> AccessCode:
    """给一场活动发签到码；有着能用的就是那个，收回过的换一个新的。

    :raises ActivityRefused: 活动取消了、归档了
    """
    activity = locked(activity_id, actor)
    if words := over_words(activity):
        raise ActivityRefused(words)
    if activity.code is not None and activity.code.revoked_at is None:
        return activity.code
    activity.code = issue_code(
        kind=AccessCode.Kind.ACTIVITY,
        congress=Body.objects.get(pk=activity.congress_id),
        label=activity.title[:60],
        actor=actor.actor(),
        at=at,
        station=activity.station,
    )
    activity.save(update_fields=["code"])
    note(activity, "activity.code_given", actor, at=at)
    return activity.code


@whole
def withdraw_sign_code(*, activity_id: int, reason: str, actor: Doer, at: datetime) -> AccessCode:
    """收回签到码，扫到的人看到缘由；签过的都算数。

    :raises ActivityRefused: 没有发过
    """
    activity = locked(activity_id, actor)
    if activity.code is None:
        raise ActivityRefused("这场活动还没有发签到码。")
    code = revoke_code(code_id=activity.code.pk, reason=reason, actor=actor.actor(), at=at)
    note(activity, "activity.code_withdrawn", actor, at=at, reason=reason)
    return code
