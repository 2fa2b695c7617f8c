"""代表建议的公文从这里取：答复函、交办清单、督办记录单、办理情况报告。"""

from lianxin.suggestions.papers import (
    PaperRefused,
    ReplyDraft,
    default_copies,
    default_reply,
    dispatch_list,
    follow_up_note,
    repliers,
    reply_letter,
    result_choices,
)
from lianxin.suggestions.papers_annual import (
    ANNEX_HEADERS,
    Counts,
    Entry,
    Group,
    Rate,
    Scope,
    annex_cells,
    annual_report,
    entries_of,
    scope_choices,
)
from lianxin.suggestions.shielding import plain_shield

__all__ = [
    "ANNEX_HEADERS",
    "Counts",
    "Entry",
    "Group",
    "PaperRefused",
    "Rate",
    "ReplyDraft",
    "Scope",
    "annex_cells",
    "annual_report",
    "default_copies",
    "default_reply",
    "dispatch_list",
    "entries_of",
    "follow_up_note",
    "plain_shield",
    "repliers",
    "reply_letter",
    "result_choices",
    "scope_choices",
]
