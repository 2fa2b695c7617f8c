"""今天要办：压在这个人肩上的责任，按到期日排，分成几堆。三条查询，与件数无关。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Duty
from lianxin.casework.queries import DutyCard, duty_card
from lianxin.kernel.mechanism.model import Stage
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar
from lianxin.opinions.models import Opinion
from lianxin.orgs.calendar import work_calendar

PAGE = 50
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

    def count(self, key: str) -> int:
        """某一堆几件。"""
        return next(tab.count for tab in self.tabs if tab.key == key)


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
    mine = Duty.objects.open().of(viewer)
    if holder:
        mine = mine.filter(holder_body=holder)
    piles = _Piles(today, calendar)
    groups = [_group(row) for row in mine.order_by().values(*_BY).annotate(**piles.counts())]
    rows = turned(mine.filter(piles.where(which, groups)), after).annotate(**_about())[: limit + 1]
    shown = [_item(row, calendar, today) for row in rows[:limit]]
    return Queue(
        which=which,
        tabs=tuple(Tab(key, label, sum(g.count(key) for g in groups)) for key, label in TABS),
        items=tuple(shown),
        after=mark_of(rows[limit - 1]) if len(rows) > limit else "",
    )


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


def turned(rows: QuerySet[Duty], after: str) -> QuerySet[Duty]:
    """按到期日排好，翻到 ``after`` 之后；连同办件、责任人一起取。"""
    if after:
        due, _, last = after.partition("_")
        rows = rows.filter(Q(due_date__gt=due) | Q(due_date=due, id__gt=int(last)))
    return rows.select_related(
        "case__category", "case__local_body", "holder_body", "holder_person"
    ).order_by("due_date", "id")


def mark_of(row: Duty) -> str:
    """翻页的记号：到期日与编号。"""
    return f"{row.due_date.isoformat()}_{row.pk}"


def _about() -> dict[str, object]:
    """这件事从哪来：跟着责任一起取，不另查。"""
    opinion = Opinion.objects.filter(pk=OuterRef("case__subject_id"))

    def of_opinion(name: str, field: CharField[str, str] | IntegerField[int, int]) -> Case:
        return Case(
            When(case__subject_kind="opinion", then=Subquery(opinion.values(name)[:1])),
            default=Value(None),
            output_field=field,
        )

    return {
        "channel": of_opinion("channel", CharField()),
        "station_name": of_opinion("station__name", CharField()),
        "followers": of_opinion("follower_count", IntegerField()),
        "deputy_name": F("case__deputy__name"),
    }


def _item(row: Duty, calendar: WorkCalendar, today: date) -> QueueItem:
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
        meta=" · ".join(filter(None, _meta(row, card))),
    )


def when_words(card: DutyCard) -> str:
    """急的说还剩几天，不急的说哪天。"""
    if card.is_overdue or card.is_paused or card.days_left <= 3:
        return card.due_words
    return f"{card.due_date.month} 月 {card.due_date.day} 日前"


def _meta(row: Duty, card: DutyCard) -> Iterable[str]:
    yield card.stage
    channel = getattr(row, "channel", None)
    yield Opinion.Channel(channel).label if channel else ("代表建议" if _is_suggestion(row) else "")
    yield getattr(row, "station_name", None) or card.local_body
    deputy = getattr(row, "deputy_name", None)
    yield f"{deputy}代表" if deputy else ""
    followers = getattr(row, "followers", None)
    yield f"另有 {followers} 人跟进" if followers else ""
    yield from states_of(card)


def _is_suggestion(row: Duty) -> bool:
    return row.case.subject_kind == "suggestion"


def states_of(card: DutyCard) -> Iterable[str]:
    """签收、退回、延期、催办的情况。"""
    if card.sign_due and not card.signed_at:
        yield f"待签收，{card.sign_due.month} 月 {card.sign_due.day} 日前"
    if card.person:
        yield f"{card.person}经办"
    if card.extension_asked_to:
        yield "已申请延期"
    if card.urge_count:
        yield f"已催 {card.urge_count} 次"
    if card.is_escalated:
        yield "已报上级"
