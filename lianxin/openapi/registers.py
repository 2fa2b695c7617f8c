"""名录：家站室、代表、公开事项，人人可看；一律键集翻页，不数总数。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from lianxin.deputies.queries import deputy_list
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.fields import Id, Paged, Told, Words
from lianxin.publicity.queries import public_matters
from lianxin.stations.queries import (
    Opening,
    StationCard,
    open_now,
    openings,
    station_cards,
    week_of,
)

router = Router(tags=["名录"])


class StationFilters(Paged):
    """家站室的筛选。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是最先登记的")
    q: Words = Field("", max_length=80, description="名称、地址、品牌里的字")
    kind: Words = Field("", max_length=10)
    body: Id | None = Field(None, description="主管工委的编号")
    region: Words = Field("", max_length=12, description="统计用区划代码，含下级")


#: 几点几分，如 ``08:30``；标准的 ``time`` 格式要带时区，开门的钟点没有。
Clock = Annotated[str, Field(pattern=r"^[0-2]\d:[0-5]\d$")]


class OpenSpan(Told):
    """每周的一段开放时间；``weekday`` 周一为 0。"""

    weekday: int
    opens: Clock
    closes: Clock
    note: str


class OpenDay(Told):
    """另有安排的一天；``opens`` 为空就是这天不开。"""

    on: date
    opens: Clock | None
    closes: Clock | None
    note: str


class OpeningTold(Told):
    """开放时间：每周的几段、今后另有安排的几天、此刻开没开；没登记的 ``is_open`` 为空。"""

    week: list[OpenSpan]
    special_days: list[OpenDay]
    is_open: bool | None
    words: str


class StationListed(Told):
    """一个开放着的家站室；``deputies`` 是进站代表人数。"""

    id: int
    name: str
    kind: str
    kind_label: str
    parent_id: int | None
    body_name: str
    region_code: str
    region_name: str
    address: str
    hours: str
    functions: list[str]
    theme: str
    brand: str
    industry: str
    opened_on: date
    deputies: int
    opening: OpeningTold


class Stations(Told):
    """一页家站室。"""

    items: list[StationListed]
    next_cursor: str | None


class DeputyFilters(Paged):
    """代表的筛选。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是各级")
    q: Words = Field("", max_length=80, description="姓名、单位、选区里的字")
    group: Id | None = Field(None, description="代表小组的编号")
    region: Words = Field("", max_length=12, description="选区所在地区的区划代码，含下级")


class DeputyListed(Told):
    """一位在任代表；本人没同意公开的项是空的。"""

    person_id: int
    name: str
    workplace: str
    work_title: str
    number: str
    constituency: str
    levels: list[str]
    groups: list[str]
    expertise: str


class Deputies(Told):
    """一页代表。"""

    items: list[DeputyListed]
    next_cursor: str | None


class MatterFilters(Paged):
    """公开事项的筛选。"""

    q: Words = Field("", max_length=80, description="标题、摘要、地点里的字")
    category: Words = Field("", max_length=40)
    station: Id | None = None
    state: Literal["", "open", "closed", "key", "answered", "rated", "overdue"] = ""


class MatterListed(Told):
    """一件公开事项；已经脱敏、经过批准。"""

    number: str
    title: str
    category: str
    station: str
    place: str
    handler: str
    stage: str
    is_key: bool
    is_closed: bool
    received_on: date
    due_date: date | None
    published_at: datetime
    ratings: dict[str, Any]


class Matters(Told):
    """一页公开事项。"""

    items: list[MatterListed]
    next_cursor: str | None


@router.get("stations", response=Stations, summary="家站室清单")
def list_stations(request: HttpRequest, filters: Query[StationFilters]) -> dict[str, Any]:  # noqa: ARG001
    """今天开放着的家站室，先登记的在前；人人可看。"""
    found = station_cards(
        congress_id=congress_id(filters.congress),
        on=timezone.localdate(),
        kind=filters.kind,
        body_id=filters.body,
        region_code=filters.region,
        text=filters.q,
        after_id=cursors.read_id("stations", filters.cursor) or 0,
        limit=filters.limit + 1,
    )
    page = cursors.page("stations", found, filters.limit)
    return {**page, "items": _with_openings(page["items"], at=timezone.now())}


def _with_openings(cards: Sequence[StationCard], *, at: datetime) -> list[dict[str, Any]]:
    """各站连同开放时间；不论几个站，两条语句。"""
    today = timezone.localdate(at)
    known = openings(station_ids=[card.id for card in cards], since=today)
    return [{**asdict(card), "opening": _opening(known[card.id], at, today)} for card in cards]


def _opening(opening: Opening, at: datetime, today: date) -> dict[str, Any]:
    state = open_now(opening=opening, at=at)
    return {
        "week": [_clocked(asdict(span)) for span in week_of(opening, today=today)],
        "special_days": [_clocked(asdict(day)) for day in opening.specials],
        "is_open": state.is_open if state else None,
        "words": state.words if state else "",
    }


def _clocked(row: dict[str, Any]) -> dict[str, Any]:
    """一段开放时间，钟点写成“时:分”。"""
    told = {name: row[name] and f"{row[name]:%H:%M}" for name in ("opens", "closes")}
    return {**row, **told}


@router.get("deputies", response=Deputies, summary="代表名录")
def list_deputies(request: HttpRequest, filters: Query[DeputyFilters]) -> dict[str, Any]:  # noqa: ARG001
    """在任代表，按代表证号；人人可看。"""
    found = deputy_list(
        on=timezone.localdate(),
        congress_id=congress_id(filters.congress) if filters.congress else None,
        text=filters.q,
        group_id=filters.group,
        region_code=filters.region,
        cursor=cursors.read("deputies", filters.cursor),
        limit=filters.limit,
    )
    last = found.next_cursor
    return {"items": found.cards, "next_cursor": cursors.write("deputies", last) if last else None}


@router.get("matters", response=Matters, summary="公开事项清单")
def list_matters(request: HttpRequest, filters: Query[MatterFilters]) -> dict[str, Any]:  # noqa: ARG001
    """经批准公开的事项，新公开的在前；人人可看。"""
    page = public_matters(
        q=filters.q,
        category=filters.category,
        station_id=filters.station,
        state=filters.state,
        today=timezone.localdate(),
        cursor=cursors.read_id("matters", filters.cursor),
        limit=filters.limit,
    )
    last = page.next_cursor
    return {"items": page.cards, "next_cursor": cursors.write("matters", last) if last else None}
