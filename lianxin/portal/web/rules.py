"""规章制度：标明公开的、现行的，谁都可以看。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.documents.queries import RuleCard, get_rule, is_rule_public, rule_counts, rule_page
from lianxin.documents.queries.library import PAGE
from lianxin.files.queries import attachments_of, get_attachment, open_attachment
from lianxin.kernel.errors import NotVisible
from lianxin.portal.web.attached import NOT_HERE, sent
from lianxin.portal.web.shell import Here, asked, here, show, url, whole
from lianxin.portal.words import day_words, dotted


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """规章制度一览：按类看，也可以找一个词。"""
    place, given = here(request), asked(request, "category", "q", "before")
    category = whole(given["category"])
    cards = rule_page(
        viewer=None,
        congress_id=place.congress.id,
        today=place.today,
        category=category,
        q=given["q"],
        before=whole(given["before"]),
        limit=PAGE + 1,
    )
    keep = {"category": category or "", "q": given["q"], **place.keep}
    shown, more = cards[:PAGE], len(cards) > PAGE
    context = {
        "tabs": _tabs(place, category, given["q"]),
        "q": given["q"],
        "category": category,
        "rules": [_entry(card, place) for card in shown],
        "next_url": url("portal:rules", **keep, before=shown[-1].id) if more else "",
        "first_url": url("portal:rules", **keep) if given["before"] else "",
    }
    return show(request, "portal/rules.html", context, place=place, section="rules")


def _tabs(place: Here, chosen: int | None, q: str) -> list[dict[str, Any]]:
    counts = rule_counts(viewer=None, congress_id=place.congress.id, today=place.today)
    every = sum(one.in_force for one in counts)
    listed: list[tuple[int | None, str, int]] = [(None, "全部", every)]
    listed += [(one.id, one.name, one.in_force) for one in counts if one.in_force]
    return [
        {
            "label": name,
            "count": number,
            "url": url("portal:rules", category=pk or "", q=q, **place.keep),
            "active": pk == chosen,
        }
        for pk, name, number in listed
    ]


def _entry(card: RuleCard, place: Here) -> dict[str, Any]:
    since = f"{day_words(card.effective_on, place.today)}起施行" if card.effective_on else ""
    return {
        "title": card.title,
        "url": url("portal:rule", card.id, **place.keep),
        "meta": dotted(card.number, card.issuing_body, since),
        "tag": card.category,
    }


@public
@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """一项规章制度的全文。"""
    place = here(request)
    page = get_rule(viewer=None, pk=pk, today=place.today)
    context = {
        "rule": page.card,
        "text": page.text,
        "files": [
            {"name": card.name, "url": url("portal:rule_file", pk, card.id)}
            for card in attachments_of(subject_kind="rule", subject_id=pk, seen_by="staff")
        ],
    }
    return show(request, "portal/rule.html", context, place=place, section="rules")


@public
@require_safe
def rule_file(request: HttpRequest, rule: int, pk: UUID) -> HttpResponseBase:  # noqa: ARG001
    """规章制度的附件：这一项公开着，附件就公开，不另标。"""
    card = get_attachment(attachment_id=pk, seen_by="staff")
    on_it = (card.subject_kind, card.subject_id) == ("rule", rule)
    if not on_it or not is_rule_public(pk=rule, today=timezone.localdate()):
        raise NotVisible(NOT_HERE)
    card, content = open_attachment(attachment_id=pk, seen_by="staff")
    # 改为内部或废止之后，五分钟内各处也就没有了。
    return sent(card, content, caching="public, max-age=300")
