"""公开的事：一览、一件、跟进。只读公开的那一份，不碰内部的行。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from lianxin.access.audience import public
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import follow_opinion
from lianxin.portal.forms import MatterFilter, fit_once, once_key, with_choices
from lianxin.portal.queries import category_groups, opinion_behind
from lianxin.portal.usecases import only_once
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.saying import issued
from lianxin.portal.web.shell import Here, asked, here, show, url, whole
from lianxin.portal.web.stories import as_json, outcome_lines, rating_words, story_of
from lianxin.portal.words import day_words, dotted, light_of, moment_words
from lianxin.publicity.queries import MatterCard, MatterDetail, public_matter, public_matters

STATES = (
    ("", "全部"),
    ("open", "正在办"),
    ("answered", "已答复"),
    ("closed", "办结"),
    ("proved", "见成果"),
    ("key", "重点督办"),
)
STANDING = {"ok": "正在办", "none": "正在办", "warn": "快到期", "bad": "逾期"}


@public
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """公开事项，新的在前；可以找、可以按类别和进度看。"""
    place, given = here(request), request.GET
    wanted = asked(request, "q", "category", "state", "station")
    page = public_matters(
        jurisdiction_id=place.congress.id if place.chosen else None,
        q=wanted["q"],
        category=wanted["category"],
        station_id=whole(wanted["station"]),
        state=wanted["state"],
        today=place.today,
        cursor=whole(given.get("after")),
    )
    keep = {**wanted, **place.keep}
    context = {
        "form": with_choices(MatterFilter(wanted), category=_categories()),
        "tabs": [_tab(key, label, keep) for key, label in STATES],
        "matters": [matter_entry(card, place.today) for card in page.cards],
        "next_url": url("portal:matters", **keep, after=page.next_cursor)
        if page.next_cursor
        else "",
        "first_url": url("portal:matters", **keep) if given.get("after") else "",
    }
    return show(request, "portal/matters.html", context, place=place, section="matters")


def _categories() -> list[Any]:
    return [("", "全部类别"), *category_groups()[1:]]


def _tab(state: str, label: str, keep: Mapping[str, str]) -> dict[str, object]:
    link = url("portal:matters", **{**keep, "state": state})
    return {"label": label, "url": link, "active": keep["state"] == state}


@public
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """一件公开的事。"""
    place = here(request)
    return _page(request, place, _found(number))


def _found(number: str) -> MatterDetail:
    if not number.isprintable():
        raise NotVisible("没有这件公开事项，可能已经撤下。")
    return public_matter(number=number)


@public
@csrf_exempt
@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """“我也是”：不用再写一遍，拿一个自己的编号，一起等结果。"""
    place, detail = here(request), _found(number)
    if is_stale(request) and not came_from_here(request):
        return _page(request, place, detail, error=STALE, status=403)
    if wait := wait_before_writing(request):
        return _page(request, place, detail, error=TOO_FAST.format(wait), status=429)
    opinion = opinion_behind(number=detail.card.number)
    if opinion is None or detail.card.is_closed:
        raise NotVisible("这件事已经办结，或者不能跟进。您可以单独写一条，我们重新办。")
    done = only_once(
        scope="portal.join",
        key=fit_once(request.POST.get("once_key", "")),
        content=f"{detail.card.number:0<40}",
        at=place.now,
        act=partial(_follow, opinion, place),
    )
    return issued(request, done["receipt_no"])


def _follow(opinion: int, place: Here) -> dict[str, Any]:
    done = follow_opinion(
        target_id=opinion, contact=None, channel=Opinion.Channel.WEB, actor=PUBLIC, at=place.now
    )
    return {"receipt_no": done.receipt_no}


@public
@require_safe
def story(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 （网址都带请求）
    """一件公开的事，机器可读：与页面上写的是同一份。"""
    return JsonResponse(as_json(_found(number)), json_dumps_params={"ensure_ascii": False})


def _page(
    request: HttpRequest, place: Here, detail: MatterDetail, *, error: str = "", status: int = 200
) -> HttpResponse:
    card = detail.card
    can_join = not card.is_closed and opinion_behind(number=card.number) is not None
    context = {
        "matter": _shown(detail, place.today),
        "join_url": reverse("portal:matter_join", args=(card.number,)) if can_join else "",
        "once_key": once_key(),
        "errors": [error] if error else [],
        "page_url": request.build_absolute_uri(reverse("portal:matter", args=(card.number,))),
    }
    return show(
        request, "portal/matter.html", context, place=place, section="matters", status=status
    )


def _shown(detail: MatterDetail, today: date) -> dict[str, Any]:
    card = detail.card
    light = light_of(due=card.due_date, is_closed=card.is_closed, today=today)
    return {
        "title": card.title,
        "number": card.number,
        "category_label": card.category,
        "place_words": card.place,
        "is_key": card.is_key,
        "is_led": card.is_led,
        "light": light,
        "stage_label": card.stage,
        "due_words": "",
        "holder_words": "" if card.is_closed else _holder_words(card, today),
        "text": detail.summary,
        "answer": {"text": detail.answer} if detail.answer else None,
        "timeline": _timeline(detail, today),
        "rating_words": rating_words(card.ratings),
        "chain": story_of(detail, today),
        "outcomes": outcome_lines(detail, today),
        "photos": detail.photos,
        "station": {"name": card.station} if card.station else None,
        "received_on": card.received_on,
        "published_at": card.published_at,
    }


def _holder_words(card: MatterCard, today: date) -> str:
    if card.due_date is None:
        return f"{card.handler}负责" if card.handler else ""
    late = "，现在逾期了" if card.due_date < today else ""
    return f"{card.handler}负责，这一步 {day_words(card.due_date, today)}前办完{late}"


def _timeline(detail: MatterDetail, today: date) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = []
    for step in detail.steps:
        title = _without_answer(step.text, detail.answer)
        if not steps or steps[-1]["title"] != title:
            meta = moment_words(step.at, today)
            steps.append({"state": "done", "title": title, "meta": meta})
    if not detail.card.is_closed:
        steps.append({"state": "cur", "title": detail.card.stage})
    return steps


def _without_answer(text: str, answer: str) -> str:
    """答复全文上面已经写着，经过里不再写一遍。"""
    if not answer or answer not in text:
        return text
    return text.replace(answer, "").strip(" ：，。:") or "已经答复"


def matter_entry(card: MatterCard, today: date) -> dict[str, Any]:
    """列表里的一行：右边说办没办完，下面说谁在办、到哪一步。"""
    light = light_of(due=card.due_date, is_closed=card.is_closed, today=today)
    due = f"{day_words(card.due_date, today)}前办完这一步" if card.due_date else ""
    handled = () if card.is_closed else (card.handler, due)
    return {
        "title": card.title,
        "url": reverse("portal:matter", args=(card.number,)),
        "light": light,
        "light_words": "已办结" if card.is_closed else STANDING[light],
        "meta": dotted(*handled, card.station or card.place, card.category),
    }
