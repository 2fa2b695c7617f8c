"""代表建议的读：列表、建议稿、附议邀请、相近的建议、写建议的对照表。"""

from lianxin.suggestions.queries.drafts import (
    DraftCard,
    DraftPage,
    InvitationCard,
    draft_page,
    drafts_of,
    invitations_to,
    next_window,
)
from lianxin.suggestions.queries.exams import ExamCard, UnitScore, exam_cards, unit_scores
from lianxin.suggestions.queries.joining import JoinedCard, Together, together
from lianxin.suggestions.queries.listing import (
    PAGE,
    ReviewCard,
    SuggestionCard,
    reviews,
    suggestion_page,
)
from lianxin.suggestions.queries.recurring import EarlierCard, recurring
from lianxin.suggestions.queries.rolling import LineageCard, LookBackCard, lineage, look_back
from lianxin.suggestions.queries.similar import SimilarSuggestion, similar_suggestions
from lianxin.suggestions.writing import (
    Check,
    Doubt,
    Exclusion,
    Template,
    checks,
    doubts,
    exclusions,
    templates,
)

__all__ = [
    "PAGE",
    "Check",
    "Doubt",
    "DraftCard",
    "DraftPage",
    "EarlierCard",
    "ExamCard",
    "Exclusion",
    "InvitationCard",
    "JoinedCard",
    "LineageCard",
    "LookBackCard",
    "ReviewCard",
    "SimilarSuggestion",
    "SuggestionCard",
    "Template",
    "Together",
    "UnitScore",
    "checks",
    "doubts",
    "draft_page",
    "drafts_of",
    "exam_cards",
    "exclusions",
    "invitations_to",
    "lineage",
    "look_back",
    "next_window",
    "recurring",
    "reviews",
    "similar_suggestions",
    "suggestion_page",
    "templates",
    "together",
    "unit_scores",
]
