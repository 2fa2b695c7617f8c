"""文章：有日期、有来源、有附件，撤下的归档也找得到。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.files.queries import attachments_of
from lianxin.portal.web.shell import Here, asked, here, show, url, whole
from lianxin.portal.words import day_words, dotted
from lianxin.publicity.queries import ArticleCard, article_columns
from lianxin.publicity.queries import article as article_detail
from lianxin.publicity.queries import articles as article_cards
from lianxin.publicity.queries.articles import PAGE

ARCHIVE = "归档"


@public
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """文章一览：按栏目看，归档的按年份看。"""
    place, given = here(request), asked(request, "archived", "column", "year", "after")
    archived, column, year = given["archived"] == "1", given["column"], whole(given["year"])
    cards = article_cards(
        jurisdiction_id=place.congress.id,
        column=column,
        archived=archived,
        year=year if year and year < 9999 else None,
        after=_after(given["after"]),
        limit=PAGE + 1,
    )
    keep = {"column": column, "archived": "1" if archived else "", "year": year or "", **place.keep}
    shown, more = cards[:PAGE], len(cards) > PAGE
    context = {
        "tabs": _tabs(place, column, archived=archived),
        "years": _years(place, year) if archived else [],
        "articles": [article_entry(card, place.today) for card in shown],
        "archived": archived,
        "next_url": url("portal:articles", **keep, after=_mark(shown[-1])) if more else "",
        "first_url": url("portal:articles", **keep) if given["after"] else "",
    }
    return show(request, "portal/articles.html", context, place=place, section="articles")


def _mark(card: ArticleCard) -> str:
    return f"{card.published_at.isoformat()}|{card.id}"


def _after(text: str) -> tuple[datetime, int] | None:
    at, _, number = text.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(number)) if number.isdecimal() and moment.tzinfo else None


def _tabs(place: Here, column: str, *, archived: bool) -> list[dict[str, Any]]:
    columns = article_columns(jurisdiction_id=place.congress.id)
    listed = [
        {
            "label": name or "全部",
            "url": url("portal:articles", column=name, **place.keep),
            "count": sum(columns.values()) if not name else columns[name],
            "active": not archived and column == name,
        }
        for name in ("", *columns)
    ]
    old = {"label": ARCHIVE, "url": url("portal:articles", archived="1", **place.keep)}
    return [*listed, {**old, "active": archived}]


def _years(place: Here, chosen: int | None) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{year} 年",
            "url": url("portal:articles", archived="1", year=year, **place.keep),
            "active": year == chosen,
        }
        for year in range(place.today.year, place.today.year - 6, -1)
    ]


@public
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """一篇文章。"""
    place = here(request)
    found = article_detail(article_id=pk)
    context = {
        "article": found.card,
        "blocks": found.blocks,
        "files": [
            {"name": card.name, "url": url("portal:article_file", pk, card.id)}
            for card in attachments_of(subject_kind="article", subject_id=pk, seen_by="public")
        ],
    }
    return show(request, "portal/article.html", context, place=place, section="articles")


def article_entry(card: ArticleCard, today: date) -> dict[str, Any]:
    """列表里的一行。"""
    return {
        "title": card.title,
        "url": url("portal:article", card.id),
        "meta": dotted(day_words(card.published_at.date(), today), card.source),
        "tag": card.column,
    }
