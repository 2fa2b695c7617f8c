"""代表建议的写：起稿、请人附议、提出、修改留稿。办理的每一步由办件运行时走。"""

from lianxin.suggestions.usecases.drafting import (
    DraftConflict,
    DraftStart,
    discard_draft,
    save_draft,
    start_draft,
)
from lianxin.suggestions.usecases.handing import hand_over_lead
from lianxin.suggestions.usecases.inviting import (
    answer_invitation,
    invite_cosponsors,
    withdraw_invitation,
)
from lianxin.suggestions.usecases.raising import (
    SuggestionDraft,
    SuggestionRefused,
    raise_suggestion,
)
from lianxin.suggestions.usecases.submitting import set_submission_window, submit_draft

__all__ = [
    "DraftConflict",
    "DraftStart",
    "SuggestionDraft",
    "SuggestionRefused",
    "answer_invitation",
    "discard_draft",
    "hand_over_lead",
    "invite_cosponsors",
    "raise_suggestion",
    "save_draft",
    "set_submission_window",
    "start_draft",
    "submit_draft",
    "withdraw_invitation",
]
