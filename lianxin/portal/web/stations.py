"""联络站：一览、网上站、张贴用的名牌与公示单。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.documents import PostingRow, PostingSheet, posting_sheet_pdf
from lianxin.insight.queries import recent as recent_months
from lianxin.insight.queries.stations import LEGAL_KINDS, QuarterLine, station_quarters
from lianxin.portal.forms import StationFilter, with_choices
from lianxin.portal.queries import deputy_board, places_in
from lianxin.portal.web.activities import recent
from lianxin.portal.web.matters import matter_entry
from lianxin.portal.web.patience import wait_before_asking
from lianxin.portal.web.shell import Here, asked, busy_printing, here, show, url, whole
from lianxin.portal.web.stories import rating_words
from lianxin.portal.words import day_words, dotted
from lianxin.publicity.queries import Sheet, SheetRow, posting_sheet, public_matters
from lianxin.stations.models import Station
from lianxin.stations.queries import (
    ReceptionCard,
    StationCard,
    StationPage,
    counts_by_kind,
    on_duty,
    open_now,
    opening_of,
    receptions,
    station_cards,
    station_page,
)

PAGE = 120
POSTED_DAYS = 90
COMING_DAYS = 60


@public
@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """联络站一览，按街道分开。"""
    place, given = here(request), request.GET
    wanted = asked(request, "q", "region", "kind", "function")
    cards = station_cards(
        congress_id=place.congress.id,
        on=place.today,
        kind=wanted["kind"],
        region_code=wanted["region"],
        function=wanted["function"],
        text=wanted["q"],
        after_id=whole(given.get("after")) or 0,
        limit=PAGE,
    )
    keep = {**wanted, **place.keep}
    more = len(cards) == PAGE
    context = {
        "form": _filter(place, keep),
        "groups": list(_by_street(cards, place)),
        "total_words": _total_words(place),
        "next_url": url("portal:stations", **keep, after=cards[-1].id) if more else "",
    }
    return show(request, "portal/stations.html", context, place=place, section="stations")


def _filter(place: Here, wanted: dict[str, str]) -> object:
    towns = [("", "全部街道"), *places_in(place.congress.region_code)[1:]]
    return with_choices(
        StationFilter(wanted),
        region=towns,
        kind=[("", "全部种类"), *Station.Kind.choices],
        function=[("", "不限"), *Station.Function.choices],
    )


def _by_street(cards: list[StationCard], place: Here) -> Iterable[dict[str, Any]]:
    coming = _next_days(place)
    ordered = sorted(cards, key=lambda card: (card.body_id, card.id))
    for street, some in groupby(ordered, key=lambda card: card.body_name):
        yield {"name": street, "stations": [_entry(card, coming, place) for card in some]}


def _next_days(place: Here) -> dict[int, ReceptionCard]:
    """各站最近的一次接待。"""
    days = receptions(
        since=place.now,
        until=place.now + timedelta(days=COMING_DAYS),
        congress_id=place.congress.id,
        limit=500,
    )
    return {day.station_id: day for day in reversed(days)}


def _entry(card: StationCard, coming: dict[int, ReceptionCard], place: Here) -> dict[str, Any]:
    day = coming.get(card.id)
    return {
        "name": card.name,
        "url": url("portal:station", card.id, **place.keep),
        "kind_label": card.kind_label,
        "functions": card.functions,
        "address": card.address or card.region_name,
        "open_words": card.hours,
        "next_words": f"{day.words}，有代表接待" if day else "",
        "brand": card.brand,
        "theme": card.theme or card.industry,
    }


def _total_words(place: Here) -> str:
    """“共 57 个：代表工作室 34、代表联络站 18……”，按今天在册的数。"""
    counts = counts_by_kind(congress_id=place.congress.id, on=place.today)
    kinds = "、".join(f"{label} {number}" for label, number in counts.labelled)
    return f"共 {counts.total} 个：{kinds}。" if counts.total else ""


@public
@require_safe
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """网上的联络站：与站里看到的一样，二十四小时收意见。"""
    place = here(request)
    page = station_page(station_id=pk, at=place.now, today=place.today)
    posted = public_matters(station_id=pk, limit=8)
    context = {
        "station": _shown(page, place),
        "deputies": [_person(each, place) for each in page.deputies],
        "receptions": [reception_entry(day, place) for day in page.receptions],
        "matters": [matter_entry(card, place.today) for card in posted.cards],
        "events": page.events,
        "activities": recent(place, station=pk),
        "quarters": _quarters(page, place),
        "activities_url": url("portal:activities", **{**place.keep, "station": pk}),
        "children": [_entry(card, {}, place) for card in page.children],
    }
    return show(request, "portal/station.html", context, place=place, section="stations")


def _quarters(page: StationPage, place: Here) -> list[QuarterLine]:
    """近一年逐季办了几场立法联系、法律咨询、纠纷调解。"""
    return station_quarters(
        jurisdiction_id=page.congress_id,
        station_id=page.card.id,
        kind_keys=LEGAL_KINDS,
        period=recent_months(today=place.today, months=12),
        today=place.today,
    )


def _shown(page: StationPage, place: Here) -> dict[str, Any]:
    card, duty = page.card, on_duty(station_id=page.card.id, at=place.now)
    opening = opening_of(station_id=card.id, today=place.today)
    state = open_now(opening=opening, at=place.now)
    is_closed = card.closed_on is not None and card.closed_on <= place.today
    return {
        "id": card.id,
        "name": card.name,
        "kind_label": card.kind_label,
        "functions": card.functions,
        "theme": dotted(card.theme, card.siting, card.industry),
        "brand": card.brand,
        "brand_story": page.brand_story,
        "parent": page.parent_name,
        "body": card.body_name,
        "region": card.region_name,
        "address": card.address,
        "open_words": card.hours,
        "open_now": state,
        "special_days": opening.specials,
        "groups": "、".join(page.groups),
        "is_receiving": duty.is_receiving,
        "duty_words": duty.words,
        "duty_deputies": "、".join(person.name for person in duty.deputies),
        "notice": duty.receipt_words,
        "closed_on": card.closed_on if is_closed else None,
        "say_url": "" if is_closed else url("portal:say", station=card.id),
        "service_url": "" if is_closed else url("portal:service", card.id),
        "matters_url": url("portal:matters", station=card.id),
        "posting_url": url("portal:posting", card.id),
        "board_url": url("portal:board", card.id),
    }


def _person(each: Any, place: Here) -> dict[str, Any]:
    return {
        "name": each.person.name,
        "surname": each.person.name[:1],
        "role_words": "、".join(f"{level}代表" for level in each.levels),
        "meta": dotted(each.person.workplace, each.person.work_title),
        "url": url("portal:deputy", each.person.id, **place.keep),
    }


def reception_entry(day: ReceptionCard, place: Here) -> dict[str, Any]:
    """一次接待在列表里的一行。"""
    names = "、".join(person.name for person in day.deputies)
    return {
        "date": day.starts_at,
        "is_today": day.words.startswith(_today_words(place.today)),
        "station_name": day.station_name,
        "time_words": day.words.partition("）")[2] or day.words,
        "deputies_words": f"{names}代表接待" if names else "",
        "theme": day.theme,
        "url": url("portal:station", day.station_id, **place.keep),
    }


def _today_words(today: date) -> str:
    return f"{today.month}月{today.day}日"


@public
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """代表亮身份：进站代表的姓名、单位、同意公开的联系方式，和接待预告；打印出来贴在站里。"""
    place = here(request)
    page = station_page(station_id=pk, at=place.now, today=place.today)
    people = [each.person for each in page.deputies]
    context = {
        "station": {"name": page.card.name, "url": reverse("portal:station", args=(pk,))},
        "people": deputy_board(people, on=place.today),
        "receptions": [reception_entry(day, place) for day in page.receptions],
    }
    return show(request, "portal/board.html", context, place=place, section="stations")


@public
@require_safe
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """贴在站里的公示单（A4）。"""
    place = here(request)
    if wait_before_asking(request):
        return busy_printing(request)
    sheet = posting_sheet(station_id=pk, since=place.today - timedelta(days=POSTED_DAYS))
    made = posting_sheet_pdf(_posted(sheet, place, request))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="posting-{pk}.pdf"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _posted(sheet: Sheet, place: Here, request: HttpRequest) -> PostingSheet:
    return PostingSheet(
        congress=place.congress.name,
        station=sheet.station,
        since=sheet.since,
        until=place.today,
        rows=[_row(row, place.today) for row in sheet.rows],
        url=request.build_absolute_uri(url("portal:matters", station=sheet.station_id)),
        notes=("没有列完的，请扫码在网上看。",) if sheet.more else (),
    )


def _row(row: SheetRow, today: date) -> PostingRow:
    card = row.card
    latest = dotted(day_words(row.latest_at.date(), today), row.latest) if row.latest_at else ""
    return PostingRow(
        number=card.number,
        title=card.title,
        handler=card.handler,
        progress=latest or card.stage,
        answer=row.answer,
        rating=rating_words(card.ratings),
        received_on=card.received_on,
        due_on=None if card.is_closed else card.due_date,
        done_on=row.latest_at.date() if card.is_closed and row.latest_at else None,
    )
