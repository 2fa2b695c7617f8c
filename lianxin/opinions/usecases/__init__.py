"""群众意见的写：登记、跟进、评价、要求再办、补充。"""

from lianxin.opinions.usecases.from_services import register_from_service
from lianxin.opinions.usecases.looking_up import find_by_caller
from lianxin.opinions.usecases.registering import (
    Contact,
    Draft,
    Registered,
    follow_opinion,
    register_opinion,
)
from lianxin.opinions.usecases.returning import add_to_opinion, rate_opinion, reopen_opinion
from lianxin.opinions.usecases.together import (
    GroupRefused,
    answer_group,
    join_group,
    leave_group,
    open_group,
)
from lianxin.opinions.usecases.visiting import register_visited

__all__ = [
    "Contact",
    "Draft",
    "GroupRefused",
    "Registered",
    "add_to_opinion",
    "answer_group",
    "find_by_caller",
    "follow_opinion",
    "join_group",
    "leave_group",
    "open_group",
    "rate_opinion",
    "register_from_service",
    "register_opinion",
    "register_visited",
    "reopen_opinion",
]
