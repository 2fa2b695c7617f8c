"""家站室的表：名录与大事、进站与接待、代表码，开放时间。"""

from lianxin.stations.models.opening import OpeningHours, SpecialDay
from lianxin.stations.models.station import (
    AccessCode,
    Reception,
    Station,
    StationDeputy,
    StationEvent,
    StationGroup,
    StationQuerySet,
)

__all__ = [
    "AccessCode",
    "OpeningHours",
    "Reception",
    "SpecialDay",
    "Station",
    "StationDeputy",
    "StationEvent",
    "StationGroup",
    "StationQuerySet",
]
