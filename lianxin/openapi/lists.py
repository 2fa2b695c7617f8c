"""清单：意见、建议、办件，凭令牌看，看得见的才列。

一律键集翻页：不数总数，第一页与最后一页一样快。
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field
from pydantic_core import to_json

from lianxin.casework.queries import case_page
from lianxin.openapi import cursors
from lianxin.openapi.cases import CaseNow
from lianxin.openapi.fields import Id, Paged, Told, Words
from lianxin.openapi.routes import opinions
from lianxin.openapi.security import BearerToken, Call
from lianxin.opinions.queries import OpinionDetail, get_opinion, opinion_page
from lianxin.suggestions.queries import suggestion_page

router = Router(tags=["清单"])
State = Literal["", "open", "closed"]


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


class OpinionListed(Told):
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
    kind: str


class Opinions(Told):
    """一页意见。"""

    items: list[OpinionListed]
    next_cursor: str | None


class OpinionSeen(Told):
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


class SuggestionListed(Told):
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
    handled_with: str = Field(description="并到哪一件一起办；没有并的为空")


class Suggestions(Told):
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


class Cases(Told):
    """一页办件。"""

    items: list[CaseListed]
    next_cursor: str | None


@opinions.get("opinions", auth=BearerToken(), response=Opinions, summary="意见清单")
def list_opinions(request: Call, filters: Query[OpinionFilters]) -> HttpResponse:
    """看得见的意见，新的在前。各栏与 :class:`OpinionListed` 一一对应（有测试），不再逐项转手。"""
    found = opinion_page(viewer=request.auth, **_window("opinions", filters))
    page = cursors.page("opinions", found, filters.limit)
    return HttpResponse(to_json(page), content_type="application/json; charset=utf-8")


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
    return cursors.page("suggestions", found, filters.limit)


@router.get("cases", auth=BearerToken(), response=Cases, summary="办件清单")
def list_cases(request: Call, filters: Query[CaseFilters]) -> dict[str, Any]:
    """看得见的办件，新的在前。"""
    found = case_page(viewer=request.auth, **_window("cases", filters))
    return cursors.page("cases", found, filters.limit)


def _window(kind: str, filters: Paged) -> dict[str, Any]:
    """筛选条件加翻页：多取一条，才知道有没有下一页。"""
    chosen = filters.model_dump(exclude={"cursor", "limit"})
    before = cursors.read_id(kind, filters.cursor)
    return {**chosen, "before": before, "limit": filters.limit + 1}
