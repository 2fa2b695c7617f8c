"""活动、到场、对象、事项、安排的表。"""

from lianxin.activities.models.activity import (
    Activity,
    Attendance,
    Headcount,
    Organiser,
    Series,
    Target,
)
from lianxin.activities.models.items import Item, Voice
from lianxin.activities.models.programme import Programme, Task

__all__ = [
    "Activity",
    "Attendance",
    "Headcount",
    "Item",
    "Organiser",
    "Programme",
    "Series",
    "Target",
    "Task",
    "Voice",
]
