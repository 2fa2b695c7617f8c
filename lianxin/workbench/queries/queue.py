"""今天要办：压在这个人肩上的责任，按到期日排，分成几堆。语句数与件数无关。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Duty
from lianxin.casework.queries import DutyCard, duty_card
from lianxin.kernel.mechanism.model import Stage
from lianxin.kernel.mechanism.vocabulary import SLOTS, SUBJECTS
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar
from lianxin.opinions.models import Opinion
from lianxin.orgs.calendar import work_calendar

PAGE = 50
#: 每堆最多数到这么多件，再多就说“以上”。
MOST_COUNTED = 999
SOON = Timespan(3, "wd")
TABS = (
    ("new", "新到"),
    ("due", "将到期"),
    ("overdue", "已逾期"),
    ("answer", "待答复"),
    ("all", "全部"),
)
#: 主按钮带这些效果的环节，就是“待答复”：办得差不多了，欠对方一句话。
_ANSWERS = frozenset({"tell", "answer_parent", "ask_rating"})


@dataclass(frozen=True, slots=True)
class Tab:
    """一堆：叫什么，几件。"""

    key: str
    label: str
    count: int

    @property
    def shown(self) -> int | str:
        """几件；多得数不过来就说“以上”。"""
        return self.count if self.count <= MOST_COUNTED else f"{MOST_COUNTED}+"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """清单里的一行。"""

    duty_id: int
    case_id: int
    title: str
    number: str
    light: str
    light_words: str
    when_words: str
    is_late: bool
    meta: str


@dataclass(frozen=True, slots=True)
class Queue:
    """一页清单；``after`` 是往下翻的记号，没有就是到底了。"""

    which: str
    tabs: tuple[Tab, ...]
    items: tuple[QueueItem, ...]
    after: str

    def shown(self, key: str) -> int | str:
        """某一堆几件。"""
        return next(tab.shown for tab in self.tabs if tab.key == key)


def queue(
    *,
    viewer: Viewer,
    today: date,
    which: str = "all",
    holder: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Queue:
    """压在这个人肩上的责任。

    :param which: new 新到、due 将到期、overdue 已逾期、answer 待答复、all 全部
    :param holder: 只看这个机构的
    :param after: 上一页给的记号
    """
    calendar = work_calendar()
    mine, piles = _mine(viewer, holder), _Piles(today, calendar)
    counted = _nearest(mine, Q(), MOST_COUNTED + 1).order_by()
    groups = [_group(row) for row in counted.values(*_BY).annotate(**piles.counts())]
    asked = piles.where(which, groups) & later(after)
    rows = list(turned(_nearest(mine, asked, limit + 1))[: limit + 1])
    voices = _voices(rows[:limit])
    return Queue(
        which=which,
        tabs=tuple(Tab(key, label, sum(g.count(key) for g in groups)) for key, label in TABS),
        items=tuple(_item(row, voices, calendar, today) for row in rows[:limit]),
        after=mark_of(rows[limit - 1]) if len(rows) > limit else "",
    )


def _mine(viewer: Viewer, holder: int | None) -> list[Q]:
    """压在这个人肩上的：所在的每个机构一份，直接派给他的一份；各自按到期日有现成的次序。"""
    at = Q(holder_body=holder) if holder else Q()
    bodies = [Q(holder_body=body) for body in viewer.acts_for if holder in (None, body)]
    return [*bodies, Q(holder_person=viewer.person_id) & at] if viewer.person_id else bodies


def _nearest(mine: Iterable[Q], asked: Q, most: int) -> QuerySet[Duty]:
    """最先到期的那些：各份取够就停，积压再多，翻开工作台也一样快。"""
    parts = [
        Duty.objects.open().filter(part & asked).order_by("due_date", "id").values("pk")[:most]
        for part in mine
    ]
    first, *others = parts or [Duty.objects.none().values("pk")]
    nearest = first.union(*others) if others else first
    return Duty.objects.filter(pk__in=nearest)


def awaits_answer(stage: Stage) -> bool:
    """这个环节的主按钮是不是“回话”。"""
    main = next((move for move in stage.moves if move.main), None)
    return main is not None and any(call.name in _ANSWERS for call in main.effects)


_BY = ("case__mechanism", "stage")


@dataclass(frozen=True, slots=True)
class _Group:
    """同一机制同一环节的一组责任，各种情形各几件。"""

    mechanism_id: int
    stage: str
    counts: Mapping[str, int]
    is_first: bool
    answers: bool

    def count(self, key: str) -> int:
        """这一组在某一堆里有几件。"""
        if key == "new":
            return self.counts["unsigned"] + self.counts["fresh"] * self.is_first
        if key == "answer":
            return self.counts["all"] * self.answers
        return self.counts[key]


def _group(row: Mapping[str, Any]) -> _Group:
    mech = mechanism(row["case__mechanism"])
    return _Group(
        mechanism_id=row["case__mechanism"],
        stage=row["stage"],
        counts=row,
        is_first=mech.first_stage.key == row["stage"],
        answers=awaits_answer(mech.stage(row["stage"])),
    )


class _Piles:
    """几堆的条件：计数与筛选同出一份，数与列表不会对不上。

    新到：承办单位还没签收的；不用签收的，是停在头一个环节、谁也没动过的。
    """

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        soon = calendar.due(today, SOON, roll=False).date
        ahead = Q(due_date__gte=today)
        self.conditions = {
            "all": Q(),
            "unsigned": ahead & Q(signed_at__isnull=True, sign_due__isnull=False),
            "fresh": ahead & Q(sign_due__isnull=True),
            "due": ahead & Q(due_date__lte=soon, paused_on__isnull=True),
            "overdue": Q(due_date__lt=today, paused_on__isnull=True),
        }

    def counts(self) -> dict[str, Count]:
        """各种情形几件。"""
        return {key: Count("pk", filter=wanted or None) for key, wanted in self.conditions.items()}

    def where(self, which: str, groups: Iterable[_Group]) -> Q:
        """这一堆的条件。"""
        if which == "answer":
            return _in(group for group in groups if group.answers)
        if which == "new":
            untouched = _in(group for group in groups if group.is_first)
            return self.conditions["unsigned"] | (self.conditions["fresh"] & untouched)
        return self.conditions.get(which, Q())


def _in(groups: Iterable[_Group]) -> Q:
    found = Q(pk__in=[])
    for group in groups:
        found |= Q(case__mechanism=group.mechanism_id, stage=group.stage)
    return found


def later(after: str) -> Q:
    """翻到 ``after`` 之后。"""
    if not after:
        return Q()
    due, _, last = after.partition("_")
    return Q(due_date__gt=due) | Q(due_date=due, id__gt=int(last))


def turned(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """按到期日排好；连同办件、责任人一起取。"""
    return rows.select_related(
        "case__category", "case__local_body", "case__deputy", "holder_body", "holder_person"
    ).order_by("due_date", "id")


def mark_of(row: Duty) -> str:
    """翻页的记号：到期日与编号。"""
    return f"{row.due_date.isoformat()}_{row.pk}"


class _Voice(NamedTuple):
    """这件事从哪来：渠道、家站室、另有几人跟进。"""

    channel: str
    station: str
    followers: int


def _voices(rows: Iterable[Duty]) -> Mapping[int, _Voice]:
    """群众意见的来处，按意见编号；一条查询。"""
    asked = {row.case.subject_id for row in rows if row.case.subject_kind == "opinion"}
    if not asked:
        return {}
    found = Opinion.objects.filter(pk__in=asked).select_related("station")
    return {
        row.pk: _Voice(row.channel, row.station.name if row.station else "", row.follower_count)
        for row in found.only("channel", "follower_count", "station__name")
    }


def _item(
    row: Duty, voices: Mapping[int, _Voice], calendar: WorkCalendar, today: date
) -> QueueItem:
    card = duty_card(row, calendar, today=today)
    return QueueItem(
        duty_id=card.id,
        case_id=card.case_id,
        title=card.title,
        number=card.number,
        light=card.light,
        light_words=card.due_words,
        when_words=when_words(card),
        is_late=card.is_overdue,
        meta=" · ".join(filter(None, _meta(row, voices, card))),
    )


def when_words(card: DutyCard) -> str:
    """急的说还剩几天，不急的说哪天。"""
    if card.is_overdue or card.is_paused or card.days_left <= 3:
        return card.due_words
    return f"{card.due_date.month} 月 {card.due_date.day} 日前"


def _meta(row: Duty, voices: Mapping[int, _Voice], card: DutyCard) -> Iterable[str]:
    voice = voices.get(row.case.subject_id) if row.case.subject_kind == "opinion" else None
    yield card.owes
    yield _source(row, voice)
    yield (voice.station if voice else None) or card.local_body
    yield f"{row.case.deputy.name}代表" if row.case.deputy else ""
    yield f"另有 {voice.followers} 人跟进" if voice and voice.followers else ""
    yield from states_of(card)


def _source(row: Duty, voice: _Voice | None) -> str:
    if voice:
        return Opinion.Channel(voice.channel).label
    return SLOTS.get(row.case.beside or "") or SUBJECTS.get(row.case.subject_kind, "")


def states_of(card: DutyCard) -> Iterable[str]:
    """签收、退回、延期、催办的情况。"""
    if card.sign_due and not card.signed_at:
        day = f"{card.sign_due.month} 月 {card.sign_due.day} 日"
        yield f"一直没有签收，应在 {day}前" if card.sign_is_late else f"待签收，{day}前"
    if card.person and card.holder:
        yield f"{card.person}经办"
    if card.extension_asked_to:
        yield "已申请延期"
    if card.urge_count:
        yield f"已催 {card.urge_count} 次"
    if card.is_escalated:
        yield "已报上级"
