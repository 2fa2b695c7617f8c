"""指标：定义人人可看，值人人一样；背后的记录凭令牌，看得见的才列。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from lianxin.access.viewers import STRANGER, Viewer
from lianxin.insight.queries import (
    SLICED,
    BadPeriod,
    NotSliced,
    Period,
    Value,
    breakdown,
    definitions,
    following,
    indicator,
    named,
    period_of,
    records_behind,
    span,
    trend,
)
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.fields import Given, Paged, Words
from lianxin.openapi.handlers import FieldRefused
from lianxin.openapi.security import BearerToken, Call

router = Router(tags=["数字"])
Cut = Literal[
    "",
    "month",
    "category",
    "channel",
    "station",
    "unit",
    "raised_in",
    "session",
    "term",
    "kind",
    "level",
    "requirement",
    "source",
    "family",
    "role",
    "way",
    "outlet",
]


class IndicatorFilters(Paged):
    """看哪一级人大、哪段时间、哪一份，要不要分开。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是最先登记的")
    period: Words = Field(
        "", max_length=20, description="2026、2026-03、2026-03..2026-08、recent、all（缺省）"
    )
    category: Words | None = Field(None, max_length=40, description="类别代号，连同下级")
    channel: Words | None = Field(None, max_length=20)
    station: Words | None = Field(None, max_length=20, description="家站室的编号")
    unit: Words | None = Field(None, max_length=20, description="承办单位的编号")
    raised_in: Words | None = Field(None, max_length=10, description="session 会中，recess 闭会")
    session: Words | None = Field(None, max_length=20, description="哪次会议的编号")
    term: Words | None = Field(None, max_length=20, description="哪一届的编号")
    kind: Words | None = Field(
        None, max_length=40, description="家站室、机构、小组、活动、走访对象、公文的种类"
    )
    level: Words | None = Field(None, max_length=10, description="代表、小组的层级")
    requirement: Words | None = Field(None, max_length=30, description="哪个岗位")
    source: Words | None = Field(None, max_length=12, description="钱从哪来")
    scope: Words | None = Field(None, max_length=10, description="below 连同各下级")
    family: Words | None = Field(None, max_length=20, description="活动归哪一类")
    role: Words | None = Field(None, max_length=20, description="到场的身份")
    way: Words | None = Field(None, max_length=10, description="onspot 现场解决，later 后来办成")
    outlet: Words | None = Field(None, max_length=40, description="哪家媒体")
    by: Cut = Field("", description="分开看")


class DefinitionFilters(Given):
    """找指标。"""

    q: Words = Field("", max_length=40, description="名称、口径里的字")


class Defined(Schema):
    """一个指标的定义。"""

    key: str
    label: str
    unit: str
    measure: str
    definition: str


class Defineds(Schema):
    """全部指标。"""

    items: list[Defined]


class PartShown(Schema):
    """分开看的一份。"""

    key: str
    label: str
    value: int | float | None
    sample: int


class RecordListed(Schema):
    """背后的一条记录；``note`` 是它在这个数里的样子。"""

    id: int
    case_id: int
    number: str
    title: str
    at: datetime
    category: str
    note: str


class IndicatorShown(Schema):
    """一个指标的值；``value`` 没有底数时为空，占比是 0–100 的百分数。"""

    key: str
    label: str
    unit: str
    definition: str
    value: int | float | None
    sample: int
    period: str
    since: str
    until: str
    slices: dict[str, str]
    parts: list[PartShown]
    records: list[RecordListed]
    next_cursor: str | None


@router.get("indicators", response=Defineds, summary="全部指标的定义")
def list_indicators(
    request: HttpRequest,  # noqa: ARG001
    filters: Query[DefinitionFilters],
) -> dict[str, Any]:
    """每个数是什么、怎么数、什么口径。"""
    found = definitions().values()
    return {"items": [each for each in found if filters.q in each.label + each.definition]}


def _anyone(request: HttpRequest) -> Viewer:  # noqa: ARG001
    """没带令牌的，是陌生人。"""
    return STRANGER


@router.get(
    "indicators/{key}",
    auth=[BearerToken(), _anyone],
    response=IndicatorShown,
    summary="一个指标的值与背后的记录",
)
def get_indicator(request: Call, key: str, filters: Query[IndicatorFilters]) -> dict[str, Any]:
    """数对谁都一样；``records`` 只列这个人看得见的，新的在前。占比列的是分子。"""
    today = timezone.localdate()
    congress = congress_id(filters.congress)
    cut = filters.model_dump(include=set(SLICED), exclude_none=True)
    try:
        known = span(jurisdiction_id=congress, today=today)
        period = period_of(filters.period, span=known, today=today)
        asked: dict[str, Any] = {"jurisdiction_id": congress, "period": period, "today": today}
        value = indicator(key, **asked, slices=cut)
        parts = _parts(key, filters.by, cut, asked)
        page = records_behind(
            key,
            **asked,
            slices=cut,
            viewer=request.auth,
            cursor=cursors.read("indicators", filters.cursor),
            limit=filters.limit,
        )
    except BadPeriod as wrong:
        raise FieldRefused("period", str(wrong)) from wrong
    except NotSliced as wrong:
        raise FieldRefused("by" if filters.by else "category", str(wrong)) from wrong
    last = page.next_cursor
    return {
        **_shown(value, period),
        "parts": parts,
        "records": page.records,
        "next_cursor": cursors.write("indicators", last) if last else None,
    }


def _shown(value: Value, period: Period) -> dict[str, Any]:
    definition = value.definition
    return {
        "key": definition.key,
        "label": definition.label,
        "unit": definition.unit,
        "definition": definition.definition,
        "value": value.number,
        "sample": value.sample,
        "period": named(period),
        "since": f"{period.since:%Y-%m}",
        "until": f"{following(period.until, -1):%Y-%m}",
        "slices": dict(value.slices),
    }


def _parts(
    key: str, by: str, cut: Mapping[str, str], asked: Mapping[str, Any]
) -> list[dict[str, Any]]:
    if by == "month":
        return [
            _part(f"{month:%Y-%m}", f"{month.year} 年 {month.month} 月", value)
            for month, value in trend(key, **asked, slices=cut)
        ]
    if not by:
        return []
    if cut:
        raise NotSliced("已经只看一份了，不能再分开；要分开看，就不写 category、unit 这些。")
    return [
        _part(part.key, part.label, part.values[key]) for part in breakdown(key, by=by, **asked)
    ]


def _part(key: str, label: str, value: Value) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value.number, "sample": value.sample}
