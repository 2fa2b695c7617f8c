"""群众意见的读：回执、列表、详情、相似、供公开的投影。返回冻结的数据类。"""

from lianxin.opinions.queries.lists import (
    OpinionCard,
    OpinionDetail,
    get_opinion,
    may_reveal,
    opinion_cards,
    opinion_page,
    reads_raw,
)
from lianxin.opinions.queries.publishing import Publishable, publishable
from lianxin.opinions.queries.receipts import Receipt, ReceiptLine, Slip, receipt, registered_slip
from lianxin.opinions.queries.similar import SimilarCard, similar_to
from lianxin.opinions.queries.together import (
    Alike,
    GroupCard,
    GroupDetail,
    MemberCard,
    alike_in,
    pickable,
    reply_group,
    reply_groups,
)
from lianxin.opinions.receipts import key_for
from lianxin.opinions.visits import VisitedOpinion, still_to_register, visited_opinions

__all__ = [
    "Alike",
    "GroupCard",
    "GroupDetail",
    "MemberCard",
    "OpinionCard",
    "OpinionDetail",
    "Publishable",
    "Receipt",
    "ReceiptLine",
    "SimilarCard",
    "Slip",
    "VisitedOpinion",
    "alike_in",
    "get_opinion",
    "key_for",
    "may_reveal",
    "opinion_cards",
    "opinion_page",
    "pickable",
    "publishable",
    "reads_raw",
    "receipt",
    "registered_slip",
    "reply_group",
    "reply_groups",
    "similar_to",
    "still_to_register",
    "visited_opinions",
]
