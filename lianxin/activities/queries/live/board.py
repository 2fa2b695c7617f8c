"""场控一页：到了谁、事项、票数；请来的部门只看问到自己的。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import Kind, kind_of, kinds
from lianxin.activities.kindwords import ROLES
from lianxin.activities.models import Activity, Attendance, Headcount, Item, Live, Poll
from lianxin.activities.policies import may_edit
from lianxin.activities.queries.live.counting import Tally, tallies
from lianxin.activities.queries.live.items import VOTE_FACTS, ItemLine, item_lines, with_cases
from lianxin.kernel.errors import NotVisible

LIVE_SLOTS = ("hotline", "forum", "hall", "pledge")
#: 不靠事项机制、也有现场一页的两种。
LIVE_KINDS = MappingProxyType({"online_reception": "slots", "co_rate": "corate"})
#: 座谈议定的事也跟到底，可座谈不必有场控。
_AFTER_TALKS = {("agreed", "pledge")}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """到场的一类人：身份、机构，各是谁。"""

    role: str
    body: str
    names: str
    count: int


@dataclass(frozen=True, slots=True)
class PollLine:
    """一项表决和它的票数；收了的可以带进办件的哪一步、带哪几样（``fill`` 是查询串）。"""

    row: Poll
    tally: Tally
    case_id: int | None = None
    verb: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """一场活动的现场。

    ``form`` 是哪一种现场：hotline、forum、hall、pledge、slots、corate，别的活动是 plain。
    """

    activity: Activity
    kind: Kind
    form: str
    live: Live | None
    present: int
    seats: tuple[Seat, ...]
    items: tuple[ItemLine, ...]
    polls: tuple[PollLine, ...]
    may_run: bool

    @property
    def problems(self) -> list[ItemLine]:
        """问题清单：还没有议定的。"""
        return [one for one in self.items if not one.is_closed and "decision" not in one.said]

    @property
    def duties(self) -> list[ItemLine]:
        """履职清单：议定了、还没有核实的。"""
        return [one for one in self.items if not one.is_closed and "decision" in one.said]

    @property
    def bills(self) -> list[ItemLine]:
        """幸福账单：核实了的。"""
        return [one for one in self.items if "bill" in one.said]

    @property
    def shelved(self) -> list[ItemLine]:
        """没有议成、不归这里议的。"""
        return [one for one in self.items if one.is_closed and "bill" not in one.said]

    @property
    def on_spot(self) -> int:
        """当场答复、解决的几件。"""
        return sum(one.on_spot for one in self.items)

    @property
    def solved_on_spot(self) -> int:
        """现场解决的几件；后来办结的另数。"""
        return sum(one.disposition == Item.Disposition.SOLVED for one in self.items)

    @property
    def closed_later(self) -> int:
        """接办、带回去以后办结的几件。"""
        return sum(one.is_closed for one in self.items)


def form_of(kind: Kind) -> str:
    """这种活动的现场是哪一种。"""
    if kind.key in LIVE_KINDS:
        return LIVE_KINDS[kind.key]
    slots = {slot for item, slot in kind.items.items() if (item, slot) not in _AFTER_TALKS}
    return next((slot for slot in LIVE_SLOTS if slot in slots), "plain")


def live_board(*, viewer: Viewer, activity_id: int, today: date) -> Board:
    """一场活动的现场；能看这场全部内容的人才看得见。

    :raises NotVisible: 看不见与不存在同样对待
    """
    rows = Activity.objects.open_to(viewer).filter(pk=activity_id)
    activity = rows.select_related("body", "station", "live__item").first()
    if activity is None:
        raise NotVisible("没有这场活动，或者您无权查看。")
    seats, present = _seats(activity.pk)
    live = getattr(activity, "live", None)
    lines = _lines(Q(activity=activity), today)
    kind = kind_of(activity.kind)
    return Board(
        activity=activity,
        kind=kind,
        form=form_of(kind),
        live=live,
        present=present,
        seats=seats,
        items=tuple(lines),
        polls=_polls(live, lines, present) if live else (),
        may_run=may_edit(viewer, activity),
    )


def asked_cards(*, viewer: Viewer, activity_id: int, today: date) -> list[ItemLine]:
    """这场活动上问到看的人所在单位的几件；请来的部门在手机上看。

    :raises NotVisible: 一件也没有问到
    """
    lines = _lines(Q(activity=activity_id, body__in=viewer.body_ids), today)
    if not lines:
        raise NotVisible("没有这场活动，或者还没有问到您单位的事。")
    return lines


def live_list(*, viewer: Viewer, before: int | None = None, limit: int = PAGE) -> list[Activity]:
    """有现场的活动，新的在前：自己看得见全部的，或问到自己单位的。"""
    found = [key for key, kind in kinds().items() if form_of(kind) != "plain"]
    asked = Item.objects.filter(body__in=viewer.body_ids).values("activity")
    mine = Q(pk__in=Activity.objects.open_to(viewer)) | Q(pk__in=asked)
    with_live = Q(kind__in=found) | Q(live__isnull=False)
    rows = Activity.objects.filter(mine, with_live).exclude(state=Activity.State.CANCELLED)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("body", "live").order_by("-pk")[:limit])


def _lines(wanted: Q, today: date) -> list[ItemLine]:
    rows = with_cases().filter(wanted).order_by("number")
    return item_lines(list(rows), today=today)


def _seats(activity_id: int) -> tuple[tuple[Seat, ...], int]:
    rows = Attendance.objects.filter(activity=activity_id, state=Attendance.State.ATTENDED)
    people: dict[tuple[str, str], list[str]] = {}
    for row in rows.select_related("person", "body").order_by("pk"):
        place = (ROLES.get(row.role, row.role), row.body.short_name if row.body else "")
        name = row.person.name if row.person else ""
        people.setdefault(place, []).append(f"{name}（{row.duty}）" if row.duty else name)
    seats = [Seat(role, body, _names(names), len(names)) for (role, body), names in people.items()]
    heads = Headcount.objects.filter(activity=activity_id).order_by("role")
    seats += [Seat(ROLES.get(one.role, one.role), "", "只数人头", one.count) for one in heads]
    return tuple(seats), sum(seat.count for seat in seats)


def _names(names: Iterable[str]) -> str:
    """有名字的列名字，凭手机签到的只说几部。"""
    listed = list(names)
    named = [name for name in listed if name]
    phones = len(listed) - len(named)
    return "、".join([*named, *([f"{phones} 部手机签到"] if phones else [])])


def _polls(live: Live, lines: Sequence[ItemLine], present: int) -> tuple[PollLine, ...]:
    rows = list(Poll.objects.filter(live=live).select_related("item", "case").order_by("number"))
    counted = tallies(rows)
    known = {line.id: line for line in lines}
    return tuple(
        _poll(row, counted[row.pk], known.get(row.item_id or 0), live, present) for row in rows
    )


def _poll(row: Poll, tally: Tally, line: ItemLine | None, live: Live, present: int) -> PollLine:
    """收了、有票、办件此刻正等着票数的，才带得进去。"""
    if row.state != Poll.State.CLOSED or line is None or not line.count_verb or not tally.total:
        return PollLine(row, tally)
    numbers = dict(zip(VOTE_FACTS, (present, tally.total, tally.in_favour), strict=True))
    given = {**numbers, **({"roll": live.roll} if live.roll else {})}
    return PollLine(row, tally, line.case_id, line.count_verb, urlencode(given))
