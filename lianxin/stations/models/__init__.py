"""家站室的表：名录与大事、进站与接待、代表码，开放时间，来访人数，便民服务。"""

from lianxin.stations.models.opening import OpeningHours, SpecialDay
from lianxin.stations.models.service import ServiceHandover, ServiceRequest
from lianxin.stations.models.station import (
    AccessCode,
    Reception,
    Station,
    StationDeputy,
    StationEvent,
    StationGroup,
    StationQuerySet,
)
from lianxin.stations.models.use import VisitNote

__all__ = [
    "AccessCode",
    "OpeningHours",
    "Reception",
    "ServiceHandover",
    "ServiceRequest",
    "SpecialDay",
    "Station",
    "StationDeputy",
    "StationEvent",
    "StationGroup",
    "StationQuerySet",
    "VisitNote",
]
