"""地区、机构、人员、岗位、届次、代表资格、小组章程与大事、议事席位与工作日历的表。"""

from lianxin.orgs.models.groups import CouncilSeat, GroupCharter, GroupEvent
from lianxin.orgs.models.registry import (
    SIGNIFICANT_DIGITS,
    Body,
    CalendarDay,
    CalendarYear,
    Category,
    Constituency,
    Mandate,
    Membership,
    Person,
    Post,
    Region,
    Session,
    Term,
    in_force,
)

__all__ = [
    "SIGNIFICANT_DIGITS",
    "Body",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "Constituency",
    "CouncilSeat",
    "GroupCharter",
    "GroupEvent",
    "Mandate",
    "Membership",
    "Person",
    "Post",
    "Region",
    "Session",
    "Term",
    "in_force",
]
