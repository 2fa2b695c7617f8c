"""清单：意见、建议、办件凭令牌看，看得见的才列；家站室、代表、公开事项人人可看。

一律键集翻页：不数总数，第一页与最后一页一样快。
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from lianxin.casework.queries import case_page
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.cases import CaseNow
from lianxin.openapi.fields import Cursor, Given, Id, Limit, Words
from lianxin.openapi.routes import opinions
from lianxin.openapi.security import BearerToken, Call
from lianxin.opinions.queries import OpinionDetail, get_opinion, opinion_page
from lianxin.publicity.queries import public_matters
from lianxin.stations.queries import station_cards
from lianxin.suggestions.queries import suggestion_page

router = Router(tags=["清单"])
State = Literal["", "open", "closed"]


class Paged(Given):
    """翻页。"""

    cursor: Cursor = ""
    limit: Limit = 50


class OpinionFilters(Paged):
    """意见的筛选。"""

    q: Words = Field("", max_length=80, description="编号，或标题里的字")
    channel: Words = Field("", max_length=20)
    category: Words = Field("", max_length=40)
    station: Id | None = None
    local_body: Id | None = None
    state: State = ""
    since: date | None = None
    until: date | None = None


class OpinionListed(Schema):
    """列表里的一条意见。"""

    id: int
    case_id: int
    receipt_no: str
    title: str
    channel: str
    station: str
    category: str
    place: str
    stage_label: str
    is_closed: bool
    submitted_at: datetime
    followers: int
    deputy: str
    local_body: str


class Opinions(Schema):
    """一页意见。"""

    items: list[OpinionListed]
    next_cursor: str | None


class OpinionSeen(Schema):
    """一条意见的全部；``is_redacted`` 为真时，原话里的个人信息已遮住。"""

    id: int
    case_id: int
    receipt_no: str
    kind: str
    title: str
    text: str
    is_redacted: bool
    channel: str
    station: str
    place: str
    region: str
    category: str
    submitted_at: datetime
    has_contact: bool
    followers: int
    merged_into: str
    answer: str


class SuggestionFilters(Paged):
    """建议的筛选。"""

    q: Words = Field("", max_length=80, description="编号，或案由里的字")
    raised_in: Literal["", "session", "recess"] = ""
    category: Words = Field("", max_length=40)
    lead: Id | None = None
    state: State = ""


class SuggestionListed(Schema):
    """列表里的一件建议。"""

    id: int
    case_id: int
    number: str
    title: str
    lead: str
    raised_in: str
    permission: str
    category: str
    stage_label: str
    is_closed: bool
    submitted_at: datetime


class Suggestions(Schema):
    """一页建议。"""

    items: list[SuggestionListed]
    next_cursor: str | None


class CaseFilters(Paged):
    """办件的筛选。"""

    q: Words = Field("", max_length=80, description="编号，或标题里的字")
    subject_kind: Words = Field("", max_length=20)
    category: Words = Field("", max_length=40)
    local_body: Id | None = None
    state: State = ""


class CaseListed(CaseNow):
    """列表里的一件办件。"""

    category: str
    local_body: str
    deputy: str


class Cases(Schema):
    """一页办件。"""

    items: list[CaseListed]
    next_cursor: str | None


class StationFilters(Paged):
    """家站室的筛选。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是最先登记的")
    q: Words = Field("", max_length=80, description="名称、地址、品牌里的字")
    kind: Words = Field("", max_length=10)
    body: Id | None = Field(None, description="主管工委的编号")
    region: Words = Field("", max_length=12, description="统计用区划代码，含下级")


class StationListed(Schema):
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


class Stations(Schema):
    """一页家站室。"""

    items: list[StationListed]
    next_cursor: str | None


class MatterFilters(Paged):
    """公开事项的筛选。"""

    q: Words = Field("", max_length=80, description="标题、摘要、地点里的字")
    category: Words = Field("", max_length=40)
    station: Id | None = None
    state: Literal["", "open", "closed", "key", "answered", "rated", "overdue"] = ""


class MatterListed(Schema):
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


class Matters(Schema):
    """一页公开事项。"""

    items: list[MatterListed]
    next_cursor: str | None


@opinions.get("opinions", auth=BearerToken(), response=Opinions, summary="意见清单")
def list_opinions(request: Call, filters: Query[OpinionFilters]) -> dict[str, Any]:
    """看得见的意见，新的在前。"""
    found = opinion_page(viewer=request.auth, **_window("opinions", filters))
    return _page("opinions", found, filters.limit)


@opinions.get(
    "opinions/{int:opinion_id}", auth=BearerToken(), response=OpinionSeen, summary="取一条意见"
)
def get_one_opinion(request: Call, opinion_id: Id) -> OpinionDetail:
    """看不见与不存在，答复完全一样；不该看到原话的，看到的是遮住个人信息的。"""
    return get_opinion(viewer=request.auth, pk=opinion_id)


@router.get("suggestions", auth=BearerToken(), response=Suggestions, summary="代表建议清单")
def list_suggestions(request: Call, filters: Query[SuggestionFilters]) -> dict[str, Any]:
    """看得见的建议，新的在前。"""
    found = suggestion_page(viewer=request.auth, **_window("suggestions", filters))
    return _page("suggestions", found, filters.limit)


@router.get("cases", auth=BearerToken(), response=Cases, summary="办件清单")
def list_cases(request: Call, filters: Query[CaseFilters]) -> dict[str, Any]:
    """看得见的办件，新的在前。"""
    found = case_page(viewer=request.auth, **_window("cases", filters))
    return _page("cases", found, filters.limit)


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
        after_id=cursors.read("stations", filters.cursor) or 0,
        limit=filters.limit + 1,
    )
    return _page("stations", found, filters.limit)


@router.get("matters", response=Matters, summary="公开事项清单")
def list_matters(request: HttpRequest, filters: Query[MatterFilters]) -> dict[str, Any]:  # noqa: ARG001
    """经批准公开的事项，新公开的在前；人人可看。"""
    page = public_matters(
        q=filters.q,
        category=filters.category,
        station_id=filters.station,
        state=filters.state,
        today=timezone.localdate(),
        cursor=cursors.read("matters", filters.cursor),
        limit=filters.limit,
    )
    last = page.next_cursor
    return {"items": page.cards, "next_cursor": last and cursors.write("matters", last)}


def _window(kind: str, filters: Paged) -> dict[str, Any]:
    """筛选条件加翻页：多取一条，才知道有没有下一页。"""
    chosen = filters.model_dump(exclude={"cursor", "limit"})
    before = cursors.read(kind, filters.cursor)
    return {**chosen, "before": before, "limit": filters.limit + 1}


def _page(kind: str, found: Sequence[Any], limit: int) -> dict[str, Any]:
    shown = found[:limit]
    more = len(found) > limit
    return {"items": shown, "next_cursor": cursors.write(kind, shown[-1].id) if more else None}
