"""代表：名录与代表页。依法公开的公开，要本人同意的，同意了才有。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.deputies.queries import DeputyCard, DeputyPage, deputy_list, deputy_page
from lianxin.portal.forms import DeputyFilter, with_choices
from lianxin.portal.queries import places_in, public_suggestions
from lianxin.portal.web.activities import recent
from lianxin.portal.web.matters import matter_entry
from lianxin.portal.web.shell import Here, asked, here, show, url
from lianxin.portal.web.stations import reception_entry
from lianxin.portal.words import congress_words, dotted
from lianxin.stations.queries import StationCard, receptions, stations_of


@public
@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """代表名录：按姓名、单位、选区、地方找。"""
    place, wanted = here(request), asked(request, "q", "region", "after")
    after = wanted.pop("after")
    found = deputy_list(
        on=place.today,
        congress_id=place.congress.id,
        text=wanted["q"].strip(),
        region_code=wanted["region"],
        cursor=after,
    )
    keep = {**wanted, **place.keep}
    towns = [("", "全部街道"), *places_in(place.congress.region_code)[1:]]
    context = {
        "form": with_choices(DeputyFilter(keep), region=towns),
        "deputies": [_entry(card, place) for card in found.cards],
        "next_url": url("portal:deputies", **keep, after=found.next_cursor)
        if found.next_cursor
        else "",
        "first_url": url("portal:deputies", **keep) if after else "",
    }
    return show(request, "portal/deputies.html", context, place=place, section="deputies")


def _entry(card: DeputyCard, place: Here) -> dict[str, Any]:
    return {
        "name": card.name,
        "surname": card.name[:1],
        "url": url("portal:deputy", card.person_id, **place.keep),
        "role_words": "、".join(f"{level}代表" for level in card.levels),
        "meta": dotted(card.constituency, card.workplace, card.expertise),
    }


@public
@require_safe
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """一位代表的公开页。"""
    place = here(request)
    page = deputy_page(person_id=pk, today=place.today)
    context = {
        "deputy": _shown(page, stations_of(person_id=pk, on=place.today), place),
        "receptions": [
            reception_entry(day, place)
            for day in receptions(person_id=pk, since=place.now, limit=6)
        ],
        "suggestions": [
            matter_entry(card, place.today) for card in public_suggestions(person_id=pk)
        ],
        "activities": recent(place, person=pk),
    }
    return show(request, "portal/deputy.html", context, place=place, section="deputies")


def _shown(page: DeputyPage, placed: list[StationCard], place: Here) -> dict[str, Any]:
    levels = [f"{congress_words(mandate.congress_name)}代表" for mandate in page.mandates]
    numbers = [f"{congress_words(m.congress_name)} {m.number}" for m in page.mandates if m.number]
    return {
        "name": page.name,
        "surname": page.name[:1],
        "roles": [*levels, *page.posts],
        "constituency": "、".join(
            dict.fromkeys(m.constituency for m in page.mandates if m.constituency)
        ),
        "numbers": "；".join(numbers),
        "unit_words": dotted(page.workplace, page.work_title),
        "groups": "、".join(page.groups),
        "stations": [
            {"name": card.name, "url": url("portal:station", card.id, **place.keep)}
            for card in placed
        ],
        "intro": page.introduction,
        "expertise": page.expertise,
        "contact": page.contact,
        "say_url": url("portal:say", deputy=page.person_id, **place.keep),
    }
