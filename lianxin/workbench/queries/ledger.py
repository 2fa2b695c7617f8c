"""台账：本单位先后担过的责任，办没办、怎样办的；导出的就是看得见的。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q
from django.utils.timezone import localtime

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Duty
from lianxin.casework.queries import DutyCard, duty_card
from lianxin.opinions.queries import OpinionCard
from lianxin.orgs.calendar import work_calendar

PAGE = 50
STATES = (("open", "没办完的"), ("done", "办完的"), ("all", "全部"))

Cell = str | int | float | date | datetime | None
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """台账里的一行：一份责任，和它怎样了结。"""

    card: DutyCard
    outcome: str
    done_on: date | None


def duty_ledger(
    *,
    viewer: Viewer,
    today: date,
    state: str = "open",
    q: str = "",
    person: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[LedgerRow]:
    """本单位（本人）担过的责任，新的在前。两条查询。

    :param state: open 没办完的、done 办完的、all 全部
    """
    rows = Duty.objects.of(viewer)
    if state in ("open", "done"):
        rows = rows.filter(discharged_at__isnull=state == "open")
    if q:
        rows = rows.filter(Q(case__title__icontains=q.strip()) | Q(case__number__iexact=q.strip()))
    if person:
        rows = rows.filter(holder_person=person)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related(
        "case__category", "case__local_body", "holder_body", "holder_person"
    ).order_by("-id")
    calendar = work_calendar()
    return [
        LedgerRow(
            card=duty_card(row, calendar, today=today),
            outcome=row.get_outcome_display(),
            done_on=localtime(row.discharged_at).date() if row.discharged_at else None,
        )
        for row in rows[:limit]
    ]


def every(page: Callable[[int | None], list[Row]], key: Callable[[Row], int]) -> Iterator[Row]:
    """一页接一页取完，内存里只放一页。"""
    before: int | None = None
    while rows := page(before):
        yield from rows
        before = key(rows[-1])


DUTY_HEADERS = (
    "编号",
    "标题",
    "类别",
    "环节",
    "身份",
    "责任单位",
    "经办人",
    "要办什么",
    "起算日",
    "到期日",
    "签收",
    "催办次数",
    "怎样了结",
    "了结日期",
)


def duty_cells(row: LedgerRow) -> tuple[Cell, ...]:
    """台账一行导出的各格。"""
    card = row.card
    return (
        card.number,
        card.title,
        card.category,
        card.stage,
        card.role,
        card.holder,
        card.person,
        card.owes,
        card.started_on,
        card.due_date,
        localtime(card.signed_at).date() if card.signed_at else None,
        card.urge_count,
        row.outcome or ("逾期未办" if card.is_overdue else "在办"),
        row.done_on,
    )


OPINION_HEADERS = (
    "编号",
    "标题",
    "渠道",
    "家站室",
    "类别",
    "地点",
    "街道工委",
    "所找代表",
    "提交时间",
    "环节",
    "办结",
    "跟进人数",
)


def opinion_cells(card: OpinionCard) -> tuple[Cell, ...]:
    """群众意见一行导出的各格；没有联系方式，也没有原话。"""
    return (
        card.receipt_no,
        card.title,
        card.channel,
        card.station,
        card.category,
        card.place,
        card.local_body,
        card.deputy,
        localtime(card.submitted_at).replace(tzinfo=None),
        card.stage_label,
        "是" if card.is_closed else "否",
        card.followers,
    )
