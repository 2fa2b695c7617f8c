"""现场的数：到了几人、每一项几票；都是现数，没有存着的计数。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from lianxin.activities.models import Attendance, HandCount, Headcount, Mark, Poll
from lianxin.activities.queries.live.words import CHOICES, FOR, GROUPS


@dataclass(frozen=True, slots=True)
class Share:
    """一种选法：几票，占几成（按选了的人算）。"""

    key: str
    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """一项的票数：总的，和分评的人几类的。``phones`` 手机按的，``hands`` 数出来的。"""

    total: int
    phones: int
    hands: int
    in_favour: int
    shares: tuple[Share, ...]
    groups: tuple[tuple[str, int, tuple[Share, ...]], ...]

    @property
    def percent(self) -> int:
        """赞成（满意）的占几成。"""
        return round(100 * self.in_favour / self.total) if self.total else 0


def present_count(activity_id: int) -> int:
    """到场几人：签到、点到的一人一个，只数人头的按数。"""
    signed = Attendance.objects.filter(activity=activity_id, state=Attendance.State.ATTENDED)
    heads = Headcount.objects.filter(activity=activity_id).aggregate(sum=Sum("count"))["sum"]
    return signed.count() + (heads or 0)


def tallies(polls: Iterable[Poll]) -> dict[int, Tally]:
    """各项的票数；两条语句，与几项、几票无关。"""
    wanted = {poll.pk: poll.scale for poll in polls}
    marks = Mark.objects.filter(poll__in=wanted).values_list("poll", "group", "choice")
    phones = {row[:3]: row[3] for row in marks.annotate(n=Count("pk"))}
    hands = {
        (row.poll_id, row.group, row.choice): row.count
        for row in HandCount.objects.filter(poll__in=wanted)
    }
    return {pk: _tally(pk, scale, phones, hands) for pk, scale in wanted.items()}


_Counts = dict[tuple[int, str, str], int]


def _tally(poll: int, scale: str, phones: _Counts, hands: _Counts) -> Tally:
    by_group: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for counts in (phones, hands):
        for (pk, group, choice), count in counts.items():
            if pk == poll:
                by_group[group][choice] += count
    every = {key: sum(each[key] for each in by_group.values()) for key in CHOICES[scale]}
    groups = tuple(
        (GROUPS[key], sum(by_group[key].values()), _shares(scale, by_group[key]))
        for key in GROUPS
        if sum(by_group[key].values())
    )
    return Tally(
        total=sum(every.values()),
        phones=sum(count for key, count in phones.items() if key[0] == poll),
        hands=sum(count for key, count in hands.items() if key[0] == poll),
        in_favour=every[FOR[scale]],
        shares=_shares(scale, every),
        groups=groups,
    )


def _shares(scale: str, counts: dict[str, int]) -> tuple[Share, ...]:
    total = sum(counts.values())
    return tuple(
        Share(key, label, counts.get(key, 0), _percent(counts.get(key, 0), total))
        for key, label in CHOICES[scale].items()
    )


def _percent(count: int, total: int) -> int:
    return round(100 * count / total) if total else 0
