"""到了时候的各条怎么装：单独的一条一份，摘要一人一天一份；休息时间不发，超过限度的并进摘要。只算不写。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lianxin.notify.hours import Hours

#: 谁、哪条通道。
Box = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """等着装的一条。"""

    id: int
    box: Box
    urgency: str


@dataclass(frozen=True, slots=True)
class Moved:
    """这次不发，改到什么时候；超过限度的改成摘要。"""

    id: int
    urgency: str
    due_at: datetime


@dataclass(slots=True)
class Parcel:
    """装好的一份。"""

    box: Box
    urgency: str
    ids: list[int]


@dataclass(slots=True)
class Today:
    """今天已经发了多少：单独的几份，摘要发过没有。"""

    direct: Counter[Box] = field(default_factory=Counter)
    digested: set[Box] = field(default_factory=set)


@dataclass(slots=True)
class Packed:
    """装的结果：几份要发，几条改期。每一条恰在其中一处。"""

    parcels: list[Parcel] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


def packed(
    lines: Iterable[Waiting],
    today: Today,
    hours: Hours,
    digest_hours: Mapping[int, int | None],
    *,
    at: datetime,
) -> Packed:
    """把到了时候的各条装成份。"""
    result = Packed()
    digests: dict[Box, Parcel] = {}
    quiet = hours.is_quiet(at)
    for line in lines:
        later = hours.next_digest(at, digest_hours.get(line.box[0]))
        if line.urgency == "digest":
            if quiet or line.box in today.digested:
                result.moved.append(Moved(line.id, "digest", later))
            else:
                digests.setdefault(line.box, Parcel(line.box, "digest", [])).ids.append(line.id)
        elif line.urgency == "direct" and quiet:
            result.moved.append(Moved(line.id, "direct", hours.next_open(at)))
        elif today.direct[line.box] >= hours.limits.direct_per_day:
            result.moved.append(Moved(line.id, "digest", later))
        else:
            today.direct[line.box] += 1
            result.parcels.append(Parcel(line.box, line.urgency, [line.id]))
    result.parcels += digests.values()
    today.digested |= digests.keys()
    return result
