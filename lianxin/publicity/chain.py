"""从一句话到一件实事：谁提的、成了哪件建议、谁来办、办成了什么。只取能公开的几样，再遮一遍。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lianxin.casework.models import Case, Party
from lianxin.casework.state import day_of
from lianxin.outcomes.queries import counted_of
from lianxin.publicity.redaction import clipped, public_text
from lianxin.publicity.sources import Source
from lianxin.suggestions.models import Suggestion

HANDLERS = ("lead", "assist", "separate")
#: 一件事最多公开几项成果；再多就看不清了。
MOST_OUTCOMES = 12
Link = dict[str, Any]


def chain_of(thread: int, source: Source, *, hidden: Iterable[str]) -> list[Link]:
    """各环，按先后。

    ``kind`` 是 voice、suggestion、handling、told；``on`` 日期，``who`` 谁，``text`` 一句话。
    """
    cases = list(Case.objects.filter(thread=thread).select_related("deputy").order_by("id"))
    marks = tuple(hidden)
    links = [
        *_voice(cases, source),
        *_suggestions(cases),
        *_handling(cases),
        *_told(cases, source),
    ]
    return [_safe(link, marks) for link in links]


def outcome_facts(thread: int, *, hidden: Iterable[str], full: bool) -> list[Link]:
    """核实了的成果；只公开标题的，只写是哪一类、多少，不写是什么。"""
    marks = tuple(hidden)
    return [
        {
            "label": card.source_label or card.metric.label,
            "group": card.metric.group_label,
            "words": card.words,
            "value": str(card.value),
            "unit": card.metric.unit,
            "precision": card.precision,
            "what": clipped(public_text(card.what, hidden=marks), 100) if full else "",
            "on": card.happened_on.isoformat(),
        }
        for card in counted_of(thread=thread)[:MOST_OUTCOMES]
    ]


def safe_again(links: Iterable[Link], *, hidden: Iterable[str]) -> list[Link]:
    """新列了要遮的字样，把已有的再遮一遍。"""
    marks = tuple(hidden)
    return [_safe(link, marks) for link in links]


def _safe(link: Link, hidden: tuple[str, ...]) -> Link:
    words = {key: link[key] for key in ("text", "what") if key in link}
    return link | {
        key: clipped(public_text(text, hidden=hidden), 100) for key, text in words.items()
    }


def _voice(cases: list[Case], source: Source) -> Iterator[Link]:
    if source.opinion_id is None:
        return
    deputy = next((case.deputy.name for case in cases if case.deputy), "")
    yield {
        "kind": "voice",
        "on": source.received_on.isoformat(),
        "who": f"说给{deputy}代表" if deputy else "群众反映",
        "text": "",
    }


def _suggestions(cases: list[Case]) -> Iterator[Link]:
    wanted = [case.pk for case in cases if case.subject_kind == "suggestion"]
    rows = Suggestion.objects.filter(case__in=wanted).exclude(permission="none")
    for row in rows.select_related("lead").order_by("id"):
        yield {
            "kind": "suggestion",
            "on": day_of(row.submitted_at).isoformat(),
            "who": f"{row.lead.name}代表提出",
            "text": row.title,
        }


def _handling(cases: list[Case]) -> Iterator[Link]:
    rows = Party.objects.filter(
        case__in=[case.pk for case in cases], kind__in=HANDLERS, body__isnull=False
    ).filter(until__isnull=True)
    found = list(rows.select_related("body").order_by("since", "id"))
    if not found:
        return
    leads = [row for row in found if row.kind != "assist"] or found
    helpers = [row.body.short_name for row in found if row not in leads and row.body]
    yield {
        "kind": "handling",
        "on": day_of(leads[0].since).isoformat(),
        "who": "、".join(dict.fromkeys(row.body.short_name for row in leads if row.body)),
        "text": f"{'、'.join(dict.fromkeys(helpers))}协办" if helpers else "",
    }


def _told(cases: list[Case], source: Source) -> Iterator[Link]:
    """哪天答复的；还没答复而办结了的，是办结那天。"""
    root = cases[0]
    closed = day_of(root.closed_at) if root.closed_at else None
    if day := source.answered_on or closed:
        yield {"kind": "told", "on": day.isoformat(), "who": "", "text": ""}
