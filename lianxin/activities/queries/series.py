"""系列的读：有哪几方，第几次谈了什么，哪几件事又发生了。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity, Item, Series
from lianxin.activities.policies import may_record
from lianxin.activities.queries.lists import ActivityCard, cards_of
from lianxin.kernel.errors import NotVisible

MOST_SESSIONS = 200


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """清单里的一个系列。"""

    id: int
    name: str
    purpose: str
    body: str
    sessions: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """一件又发生的事：原来的那件、这一次的那件、在第几场。"""

    title: str
    before: str
    activity_id: int
    activity: str
    case_id: int | None


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """一个系列：各方分工、逐次、又发生的事。"""

    row: Series
    parties: tuple[tuple[str, str], ...]
    sessions: tuple[tuple[int, ActivityCard], ...]
    recurrences: tuple[Recurrence, ...]
    may_edit: bool


def series_list(*, viewer: Viewer) -> list[SeriesCard]:
    """本级的系列，新的在前；各办了几次（看得见的）。两条语句。"""
    congresses = {post.congress_id for post in viewer.posts} | viewer.deputy_of
    rows = list(Series.objects.filter(congress__in=congresses).select_related("body"))
    seen = Activity.objects.visible_to(viewer).filter(series__in=[row.pk for row in rows])
    held = seen.exclude(state="cancelled").values_list("series").annotate(total=Count("pk"))
    counts = dict(held)
    rows.sort(key=lambda row: -row.pk)
    return [
        SeriesCard(
            row.pk,
            row.name,
            row.purpose,
            row.body.short_name,
            counts.get(row.pk, 0),
            row.ended_at,
        )
        for row in rows
    ]


def series_page(*, viewer: Viewer, pk: int) -> SeriesPage:
    """一个系列；各次从第一次起编号，取消的不编。

    :raises NotVisible: 没有，或不在自己那一级
    """
    congresses = {post.congress_id for post in viewer.posts} | viewer.deputy_of
    row = Series.objects.select_related("body").filter(pk=pk, congress__in=congresses).first()
    if row is None:
        raise NotVisible("没有这个系列，或者您无权查看。")
    seen = Activity.objects.visible_to(viewer).filter(series=pk).exclude(state="cancelled")
    cards = cards_of(seen, limit=MOST_SESSIONS)
    return SeriesPage(
        row=row,
        parties=tuple((one["who"], one["duty"]) for one in row.parties),
        sessions=tuple(enumerate(reversed(cards), 1)),
        recurrences=_recurrences(viewer, pk),
        may_edit=row.ended_at is None and may_record(viewer, row.body_id),
    )


def _recurrences(viewer: Viewer, pk: int) -> tuple[Recurrence, ...]:
    rows = Item.objects.visible_to(viewer).filter(activity__series=pk, recurs__isnull=False)
    return tuple(
        Recurrence(
            title=item.title,
            before=item.recurs.title if item.recurs else "",
            activity_id=item.activity_id,
            activity=item.activity.title,
            case_id=item.case_id,
        )
        for item in rows.select_related("recurs", "activity").order_by("pk")
    )
