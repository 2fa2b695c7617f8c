"""活动：公开的人人可查，没有任何人的名字；一律键集翻页。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from lianxin.activities.queries.lists import (
    ActivityCard,
    ActivityFilter,
    Mark,
    public_activities,
)
from lianxin.activities.queries.pages import public_page
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.fields import Id, Paged, Told, Words
from lianxin.openapi.handlers import FieldRefused

router = Router(tags=["活动"])


class ActivityFilters(Paged):
    """活动的筛选。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是各级")
    q: Words = Field("", max_length=80, description="名称、地点里的字")
    kind: Words = Field("", max_length=40, description="种类的键，如 bench_talk")
    family: Words = Field("", max_length=20, description="哪一类，如 reception")
    body: Id | None = Field(None, description="主办或协办机构的编号")
    programme: Id | None = Field(None, description="安排的编号，连同它下面的")
    station: Id | None = None
    since: date | None = None
    until: date | None = Field(None, description="到哪天，含当天")


class ActivityListed(Told):
    """一场公开的活动；``visits`` 是人次，没有任何人的姓名。"""

    id: int
    kind: str
    kind_label: str
    family_label: str
    title: str
    body: str
    co_bodies: list[str]
    station: str
    place: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    state: str
    state_label: str
    visits: int
    voices: int
    items: int


class Activities(Told):
    """一页活动。"""

    items: list[ActivityListed]
    next_cursor: str | None


class Labelled(Told):
    """一栏：名称与内容。"""

    label: str
    value: str


class ActivityTold(ActivityListed):
    """一场公开活动的全部；``cancelled`` 是取消的缘由，没取消为空。"""

    agenda: str
    summary: str
    video_link: str
    fields: list[Labelled]
    results: list[Labelled]
    cancelled: str


@router.get("activities", response=Activities, summary="活动清单")
def list_activities(request: HttpRequest, filters: Query[ActivityFilters]) -> dict[str, Any]:  # noqa: ARG001
    """公开的活动，新的在前，预告的也在里面；人人可看。"""
    found = public_activities(
        wanted=ActivityFilter(
            q=filters.q,
            kind=filters.kind,
            family=filters.family,
            body=filters.body,
            programme=filters.programme,
            station=filters.station,
            congress=congress_id(filters.congress) if filters.congress else None,
            since=filters.since,
            until=filters.until,
        ),
        before=_place(cursors.read("activities", filters.cursor)),
        limit=filters.limit + 1,
    )
    shown, more = found[: filters.limit], len(found) > filters.limit
    return {
        "items": shown,
        "next_cursor": cursors.write("activities", _mark(shown[-1])) if more else None,
    }


@router.get("activities/{pk}", response=ActivityTold, summary="一场活动")
def one_activity(request: HttpRequest, pk: Id) -> dict[str, Any]:  # noqa: ARG001
    """一场公开的活动：主题、时间、地点、谁办的、结果；不公开的回 404。"""
    page = public_page(pk=pk)
    card = page.card
    return {
        **{name: getattr(card, name) for name in ActivityListed.model_fields},
        "agenda": page.agenda,
        "summary": page.summary,
        "video_link": page.video_link,
        "fields": [{"label": label, "value": words} for label, words in page.fields],
        "results": [{"label": label, "value": str(count)} for label, count in page.results],
        "cancelled": page.cancelled,
    }


def _mark(card: ActivityCard) -> str:
    return f"{card.starts_at.isoformat()}_{card.id}"


def _place(position: str) -> Mark | None:
    """翻页的位置；记号签过名，改坏的到不了这里。"""
    if not position:
        return None
    moment, _, last = position.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(last)
    except ValueError as wrong:
        raise FieldRefused("cursor", cursors.WRONG) from wrong
