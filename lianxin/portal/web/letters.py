"""公开的监督意见书：提了什么、各项办到哪、办理情况报告。只读公开的那一份，不碰内部的行。"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.files.sheetwriting import csv_lines, write_xlsx
from lianxin.kernel.errors import NotVisible
from lianxin.portal.web.shell import Here, asked, here, show, url, whole
from lianxin.portal.words import day_words, dotted, light_of
from lianxin.publicity.queries import LetterEntry, PublicLetterPage, public_letter, public_letters
from lianxin.publicity.queries.letters import PAGE, PublicItem

STATES = (("", "全部"), ("open", "正在办"), ("closed", "已办结"))
HEADERS = ("序号", "意见", "整改到", "办到哪一步", "销号日期", "措施与结果")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STANDING = {"ok": "正在办", "none": "正在办", "warn": "快到期", "bad": "逾期"}


@public
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """公开的意见书，新公开的在前。"""
    place, given = here(request), asked(request, "state", "before")
    state = given["state"] if given["state"] in dict(STATES) else ""
    cards = public_letters(
        jurisdiction_id=place.congress.id,
        state=state,
        before=whole(given["before"]),
        limit=PAGE + 1,
    )
    shown, more = cards[:PAGE], len(cards) > PAGE
    keep = {"state": state, **place.keep}
    context = {
        "tabs": [_tab(key, label, state, place) for key, label in STATES],
        "letters": [letter_entry(card, place.today) for card in shown],
        "state": state,
        "next_url": url("portal:letters", **keep, before=shown[-1].id) if more else "",
        "first_url": url("portal:letters", **keep) if given["before"] else "",
    }
    return show(request, "portal/letters.html", context, place=place, section="letters")


def _tab(state: str, label: str, chosen: str, place: Here) -> dict[str, Any]:
    link = url("portal:letters", state=state, **place.keep)
    return {"label": label, "url": link, "active": state == chosen}


def letter_entry(card: LetterEntry, today: date) -> dict[str, Any]:
    """列表里的一行：右边说办没办完，下面说谁在办、几项销号。"""
    light = light_of(due=card.due_date, is_closed=card.is_closed, today=today)
    return {
        "title": card.title,
        "url": url("portal:letter", card.number),
        "light": light,
        "light_words": "已办结" if card.is_closed else STANDING[light],
        "meta": dotted(
            card.kind, card.document_number, card.unit, f"{card.items} 项，已销号 {card.done} 项"
        ),
    }


@public
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """一份公开的意见书和它的结果。"""
    place, page = here(request), _found(number)
    context = {
        "letter": page,
        "items": [_item(item, place.today) for item in page.items],
        "due_words": _due_words(page.card, place.today),
        "exports": [
            {"label": label, "url": url("portal:letter_export", page.card.number, ext)}
            for ext, label in (("xlsx", "下载表格"), ("csv", "下载 csv"))
        ],
    }
    return show(request, "portal/letter.html", context, place=place, section="letters")


def _found(number: str) -> PublicLetterPage:
    if not number.isprintable():
        raise NotVisible("没有这份公开的意见书，可能已经撤下。")
    return public_letter(number=number)


def _due_words(card: LetterEntry, today: date) -> str:
    if card.is_closed or card.due_date is None:
        return ""
    late = "，现在逾期了" if card.due_date < today else ""
    return f"这一步 {day_words(card.due_date, today)}前办完{late}"


def _item(item: PublicItem, today: date) -> dict[str, Any]:
    """一项：办没办好、哪天以前。"""
    due = day_words(item.due_on, today) if item.due_on else ""
    late = item.is_overdue(on=today)
    words = f"{due}以前整改到位" + ("，逾期了" if late else "") if due else ""
    if item.done_on:
        words = dotted(f"{day_words(item.done_on, today)}销号", f"期限 {due}" if due else "")
    light = light_of(due=item.due_on, is_closed=item.is_done, today=today)
    return {"one": item, "light": light, "when": words}


@public
@require_safe
def letter_export(request: HttpRequest, number: str, ext: str) -> HttpResponseBase:
    """下载一份公开的意见书各项的办理情况，与页面上写的是同一份。"""
    place, page = here(request), _found(number)
    rows = [_row(item) for item in page.items]
    name = f"意见书办理一览表-{place.today:%Y%m%d}.{ext}"
    answer: HttpResponseBase
    if ext == "csv":
        answer = StreamingHttpResponse(csv_lines(HEADERS, rows), content_type="text/csv")
    elif ext == "xlsx":
        content = write_xlsx(HEADERS, rows, title="意见书办理一览表")
        answer = HttpResponse(content, content_type=XLSX)
    else:
        raise NotVisible("没有这种表。")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _row(item: PublicItem) -> tuple[Any, ...]:
    said = "\n".join(f"{one.label}：{one.text}" for one in item.passages)
    return (item.place, item.text, item.due_on, item.stage, item.done_on, said)
