"""活动、到场、对象、事项、安排的表。"""

from lianxin.activities.models.activity import (
    Activity,
    Attendance,
    Headcount,
    OpenedModule,
    Organiser,
    Series,
    Target,
)
from lianxin.activities.models.items import Item, LookedAt, Voice
from lianxin.activities.models.programme import Programme, Task

__all__ = [
    "Activity",
    "Attendance",
    "Headcount",
    "Item",
    "LookedAt",
    "OpenedModule",
    "Organiser",
    "Programme",
    "Series",
    "Target",
    "Task",
    "Voice",
]
