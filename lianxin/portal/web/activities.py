"""公开的活动：按月一览、一场的主题时间地点和结果。没有名单，没有草稿。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.activities.queries.kinds import FAMILIES
from lianxin.activities.queries.lists import (
    PAGE,
    ActivityCard,
    ActivityFilter,
    Mark,
    month_groups,
    public_activities,
)
from lianxin.activities.queries.pages import PublicPage, day_span, public_page
from lianxin.documents import Bulletin, bulletin_pdf
from lianxin.portal.forms import ActivitySearch, with_choices
from lianxin.portal.web.patience import wait_before_asking
from lianxin.portal.web.shell import Here, asked, busy_printing, here, show, url, whole
from lianxin.portal.words import day_words

BESIDE = 6


@public
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """公开的活动，按月分开，新的在前；预告的也在里面。"""
    place = here(request)
    wanted = asked(request, "q", "family", "station")
    cards = public_activities(
        wanted=ActivityFilter(
            q=wanted["q"],
            family=wanted["family"],
            station=whole(wanted["station"]),
            congress=place.congress.id,
        ),
        before=_place(request.GET.get("before", "")),
    )
    keep = {**wanted, **place.keep}
    last = _mark(cards) if len(cards) == PAGE else ""
    families = [("", "全部"), *FAMILIES.items()]
    context = {
        "form": with_choices(ActivitySearch(wanted), family=families),
        "months": [
            (month, [entry(card, place) for card in some]) for month, some in month_groups(cards)
        ],
        "is_filtered": any(wanted.values()),
        "next_url": url("portal:activities", **keep, before=last) if last else "",
        "first_url": url("portal:activities", **keep) if request.GET.get("before") else "",
    }
    return show(request, "portal/activities.html", context, place=place, section="activities")


@public
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """一场公开的活动；也用来打印张贴。"""
    place = here(request)
    page = public_page(pk=pk)
    context = {
        "page": page,
        "card": page.card,
        "when": day_span(page.card.starts_at, page.card.ends_at),
        "coming": page.card.starts_at > place.now,
        "list_url": url("portal:activities", **place.keep),
        "book_url": url("portal:book", pk) if page.card.kind == "online_reception" else "",
    }
    return show(request, "portal/activity.html", context, place=place, section="activities")


@public
@require_safe
def activity_posting(request: HttpRequest, pk: int) -> HttpResponse:
    """一场公开活动的张贴单（A4），贴在村口、站里。"""
    page = public_page(pk=pk)
    place = here(request)
    if wait_before_asking(request):
        return busy_printing(request)
    made = bulletin_pdf(_bulletin(page, place, request))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="activity-{pk}.pdf"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _bulletin(page: PublicPage, place: Here, request: HttpRequest) -> Bulletin:
    card = page.card
    coming = card.starts_at > place.now
    day = day_words(localtime(card.starts_at).date(), place.today)
    when = f"{day} {day_span(card.starts_at, card.ends_at)}"
    facts = [("何时", when), ("何地", card.place), ("主办", card.body)]
    facts += [("协办", "、".join(card.co_bodies)), *page.fields]
    facts += [] if coming else [(label, str(number)) for label, number in page.results]
    cancelled = f"这场活动取消了：{page.cancelled}。" if page.cancelled else ""
    parts = (("取消", cancelled), ("主题与议程", page.agenda), ("小结", page.summary))
    return Bulletin(
        congress=place.congress.name,
        kind=card.kind_label,
        title=card.title,
        state="已取消" if cancelled else "预告" if coming else "",
        url=request.build_absolute_uri(url("portal:activity", card.id)),
        printed_on=place.today,
        facts=[(label, words) for label, words in facts if words],
        parts=[(label, words) for label, words in parts if words],
        items=page.items,
    )


def recent(place: Here, **wanted: Any) -> list[dict[str, Any]]:
    """联络站、代表页上最近的几场。"""
    cards = public_activities(wanted=ActivityFilter(**wanted), limit=BESIDE)
    return [entry(card, place) for card in cards]


def entry(card: ActivityCard, place: Here) -> dict[str, Any]:
    """列表里的一场。"""
    return {
        "url": url("portal:activity", card.id, **place.keep),
        "title": card.title,
        "kind": card.kind_label,
        "icon": card.icon,
        "on": localtime(card.starts_at).date(),
        "when": day_span(card.starts_at, card.ends_at),
        "place": card.place,
        "body": "、".join((card.body, *card.co_bodies)),
        "coming": card.starts_at > place.now,
        "visits": card.visits,
        "voices": card.voices,
    }


def _mark(cards: list[ActivityCard]) -> str:
    return f"{cards[-1].starts_at.isoformat()}_{cards[-1].id}"


def _place(mark: str) -> Mark | None:
    """翻页的记号；改坏了的当作第一页。"""
    moment, _, last = mark.rpartition("_")
    try:
        found = datetime.fromisoformat(moment), int(last)
    except ValueError:
        return None
    return found if found[0].tzinfo is not None else None
