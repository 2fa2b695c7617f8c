"""地区、机构、人员、岗位、届次、代表资格、小组章程、议事席位与工作日历的表。"""

from lianxin.orgs.models.groups import CouncilSeat, GroupCharter
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
    "Mandate",
    "Membership",
    "Person",
    "Post",
    "Region",
    "Session",
    "Term",
    "in_force",
]
