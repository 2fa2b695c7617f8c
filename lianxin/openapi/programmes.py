"""主题清单、专项行动、品牌与框架：公开的人人可查，数沿树加上来；没有哪个小组没做，也没有姓名。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from lianxin.activities.queries.programmes import NodeCard, public_node, public_page
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.fields import Id, Paged, Told, Words

router = Router(tags=["安排"])


class ProgrammeFilters(Paged):
    """看哪一级人大的。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是最先登记的")


class Tallied(Told):
    """名下的数，连同下级；``visits`` 是人次。"""

    activities: int
    visits: int
    deputies: int
    opinions: int
    problems: int
    solved: int
    targets: int
    claimed: int
    fulfilled: int


class ProgrammeListed(Told):
    """一项公开的安排；``targets`` 是定下的目标。"""

    id: int
    parent_id: int | None
    kind: str
    kind_label: str
    name: str
    summary: str
    body: str
    starts_on: date
    ends_on: date | None
    claim_by: date | None
    state: str
    state_label: str
    tags: list[str]
    targets: dict[str, int]
    tally: Tallied


class Programmes(Told):
    """一页安排。"""

    items: list[ProgrammeListed]
    next_cursor: str | None


class ProgrammeTold(ProgrammeListed):
    """一项安排和它公开的下一级。"""

    below: list[ProgrammeListed]


@router.get("programmes", response=Programmes, summary="安排清单")
def list_programmes(request: HttpRequest, filters: Query[ProgrammeFilters]) -> dict[str, Any]:  # noqa: ARG001
    """公开的主题清单、行动、品牌、框架，后建的在前；人人可看。"""
    found = public_page(
        congress_id=congress_id(filters.congress),
        before=cursors.read_id("programmes", filters.cursor),
        limit=filters.limit + 1,
    )
    paged = cursors.page("programmes", found, filters.limit)
    return {**paged, "items": [_told(card) for card in paged["items"]]}


@router.get("programmes/{pk}", response=ProgrammeTold, summary="一项安排")
def one_programme(request: HttpRequest, pk: Id) -> dict[str, Any]:  # noqa: ARG001
    """一项公开的安排：目标、进度、公开的下一级；不公开的回 404。"""
    _, card, below = public_node(pk=pk)
    return {**_told(card), "below": [_told(one) for one in below]}


def _told(card: NodeCard) -> dict[str, Any]:
    plain = {
        name: getattr(card, name)
        for name in ProgrammeListed.model_fields
        if name not in ("tally", "tags")
    }
    tally = card.tally
    counts = {name: getattr(tally, name) for name in Tallied.model_fields if name != "visits"}
    return {**plain, "tags": list(card.tags), "tally": {**counts, "visits": tally.attendances}}
