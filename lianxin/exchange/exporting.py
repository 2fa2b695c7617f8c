"""导出：一页一页地取，边取边写，几十万行也只占一页的内存；看得见的才有。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet
from django.utils.timezone import localtime, make_naive

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.deputies.queries import deputy_list
from lianxin.exchange.places import region_names
from lianxin.files.sheets import Value
from lianxin.kernel.errors import RuleViolation
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import reads_raw
from lianxin.orgs.models import Body
from lianxin.publicity.queries import public_matters
from lianxin.stations.queries import station_cards

PAGE: Final = 1000
Rows = Iterator[Sequence[Value]]


class UnknownLedger(RuleViolation):
    """没有这一种导出。"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """一种导出：叫什么、有哪些列、逐行怎么来。"""

    key: str
    label: str
    headers: tuple[str, ...]
    rows: Callable[[Body, Viewer, date], Rows]


def _opinion_rows(congress: Body, viewer: Viewer, _on: date) -> Rows:
    names = region_names(congress)
    for row in _paged(Opinion.objects.visible_to(viewer).filter(jurisdiction=congress)):
        yield _opinion(row, viewer, names)


def _paged(rows: QuerySet[Opinion]) -> Iterator[Opinion]:
    """老的在前，按编号接着取。"""
    rows = rows.select_related("case", "station", "category").order_by("id")
    page = list(rows[:PAGE])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:PAGE])


def _opinion(row: Opinion, viewer: Viewer, names: Mapping[str, tuple[str, str]]) -> Sequence[Value]:
    case = row.case
    raw = case is not None and reads_raw(viewer, case)
    return (
        row.receipt_no,
        row.title if raw else redact(row.title).text,
        row.text if raw else redact(row.text).text,
        row.get_kind_display(),
        row.category.label if row.category else "",
        row.get_channel_display(),
        row.station.name if row.station else "",
        names.get(row.region_id or "", ("", ""))[1],
        row.place,
        make_naive(row.submitted_at),
        mechanism(case.mechanism_id).stage(case.stage).label if case else "",
        row.told,
        make_naive(row.told_at) if row.told_at else None,
        make_naive(case.closed_at) if case and case.closed_at else None,
    )


def _station_rows(congress: Body, _viewer: Viewer, on: date) -> Rows:
    last = 0
    while page := station_cards(congress_id=congress.pk, on=on, after_id=last, limit=PAGE):
        for card in page:
            yield (
                card.id,
                card.name,
                card.kind_label,
                card.body_name,
                card.region_name,
                card.address,
                card.hours,
                "、".join(card.functions),
                card.brand,
                card.opened_on,
                card.deputies,
            )
        last = page[-1].id


def _deputy_rows(congress: Body, _viewer: Viewer, on: date) -> Rows:
    cursor: str | None = ""
    while cursor is not None:
        page = deputy_list(on=on, congress_id=congress.pk, cursor=cursor, limit=PAGE)
        for card in page.cards:
            yield (
                card.number,
                card.name,
                card.workplace,
                card.work_title,
                card.constituency,
                "、".join(card.groups),
                card.expertise,
            )
        cursor = page.next_cursor or None


def _matter_rows(congress: Body, _viewer: Viewer, _on: date) -> Rows:
    cursor: int | None = None
    while True:
        page = public_matters(jurisdiction_id=congress.pk, cursor=cursor, limit=PAGE)
        for card in page.cards:
            yield (
                card.number,
                card.title,
                card.category,
                card.station,
                card.place,
                card.handler,
                card.stage,
                "是" if card.is_closed else "否",
                card.received_on,
                card.due_date,
                localtime(card.published_at).date(),
            )
        cursor = page.next_cursor
        if cursor is None:
            return


LEDGERS: Mapping[str, Ledger] = MappingProxyType(
    {
        ledger.key: ledger
        for ledger in (
            Ledger(
                "opinions",
                "群众意见台账",
                (
                    *("编号", "标题", "内容", "种类", "类别", "渠道", "家站室", "地点"),
                    *("具体位置", "提交时间", "环节", "答复", "答复时间", "办结时间"),
                ),
                _opinion_rows,
            ),
            Ledger(
                "stations",
                "家站室名录",
                (
                    *("登记号", "名称", "种类", "主管", "地区", "地址", "开放时间", "功能"),
                    *("品牌", "开放日期", "进站代表数"),
                ),
                _station_rows,
            ),
            Ledger(
                "deputies",
                "代表名录",
                ("代表证号", "姓名", "单位", "职务", "选区", "小组", "专长"),
                _deputy_rows,
            ),
            Ledger(
                "matters",
                "公开事项",
                (
                    *("公开编号", "标题", "类别", "家站室", "地点", "谁在办", "环节", "已办结"),
                    *("收到日期", "答复期限", "公开日期"),
                ),
                _matter_rows,
            ),
        )
    }
)


def ledger_named(key: str) -> Ledger:
    """按名字取一种导出。

    :raises UnknownLedger: 没有这一种
    """
    if key not in LEDGERS:
        known = "、".join(f"{each.key}（{each.label}）" for each in LEDGERS.values())
        raise UnknownLedger(f"没有“{key}”这种导出；可以导出：{known}")
    return LEDGERS[key]
