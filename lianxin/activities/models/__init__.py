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
from lianxin.activities.models.cadence import CadencePractice
from lianxin.activities.models.calendars import CalendarFeed
from lianxin.activities.models.contacts import (
    AgendaItem,
    AgendaPart,
    ContactLog,
    ContactMessage,
    ContactPoint,
    ContactTie,
)
from lianxin.activities.models.delivery import Delivery
from lianxin.activities.models.items import Item, LookedAt, Voice
from lianxin.activities.models.live import (
    Booking,
    HandCount,
    Live,
    Mark,
    OpeningBalance,
    Poll,
    Slot,
)
from lianxin.activities.models.programme import Programme, Task
from lianxin.activities.models.research import (
    Research,
    ResearchAssignment,
    ResearchCutoff,
    ResearchReport,
    ResearchStop,
    ResearchTarget,
    ResearchVisit,
)
from lianxin.activities.models.surveys import (
    Survey,
    SurveyMark,
    SurveyQuestion,
    SurveyReply,
)

__all__ = [
    "Activity",
    "AgendaItem",
    "AgendaPart",
    "Attendance",
    "Booking",
    "CadencePractice",
    "CalendarFeed",
    "ContactLog",
    "ContactMessage",
    "ContactPoint",
    "ContactTie",
    "Delivery",
    "HandCount",
    "Headcount",
    "Item",
    "Live",
    "LookedAt",
    "Mark",
    "OpenedModule",
    "OpeningBalance",
    "Organiser",
    "Poll",
    "Programme",
    "Research",
    "ResearchAssignment",
    "ResearchCutoff",
    "ResearchReport",
    "ResearchStop",
    "ResearchTarget",
    "ResearchVisit",
    "Series",
    "Slot",
    "Survey",
    "SurveyMark",
    "SurveyQuestion",
    "SurveyReply",
    "Target",
    "Task",
    "Voice",
]
