"""从一句话到一件实事：公开的那一份怎么摆成一条线，页面与机器可读的是同一份。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from lianxin.portal.words import day_words
from lianxin.publicity.queries import MatterDetail

GRADES = (("satisfied", "满意"), ("basic", "基本满意"), ("dissatisfied", "不满意"))
#: 各环叫什么、用什么图标，按先后；没有的那一环不摆。
LINKS = (
    ("voice", "一句话", "message-2"),
    ("suggestion", "一件建议", "bulb"),
    ("handling", "有人来办", "tool"),
    ("told", "有了答复", "circle-check"),
)


def story_of(detail: MatterDetail, today: date) -> list[dict[str, Any]]:
    """一环一环：``state`` 是 done 走过了、cur 正在走。"""
    links = [
        {
            "icon": icon,
            "title": label,
            "who": each["who"],
            "text": each["text"],
            "day": day_words(date.fromisoformat(each["on"]), today),
            "state": "done",
        }
        for kind, label, icon in LINKS
        for each in detail.chain
        if each["kind"] == kind
    ]
    if detail.outcomes:
        links.append(_proof(detail, today))
    if words := rating_words(detail.card.ratings):
        links.append(_link("filled-star", "群众来评", words))
    if not detail.card.is_closed:
        links.append({**_link("clock", detail.card.stage, ""), "state": "cur"})
    return links


def _proof(detail: MatterDetail, today: date) -> dict[str, Any]:
    newest = max(detail.outcomes, key=lambda one: one["on"])
    told = "、".join(f"{one['label']}{one['words']}" for one in detail.outcomes[:3])
    more = "等" if len(detail.outcomes) > 3 else ""
    day = day_words(date.fromisoformat(newest["on"]), today)
    return {**_link("checklist", "一件实事", f"{told}{more}"), "day": day}


def _link(icon: str, title: str, text: str) -> dict[str, Any]:
    return {"icon": icon, "title": title, "who": "", "text": text, "day": "", "state": "done"}


def outcome_lines(detail: MatterDetail, today: date) -> list[dict[str, Any]]:
    """核实了的成果，一项一行。"""
    return [
        {
            "label": one["label"],
            "words": one["words"],
            "what": one["what"],
            "day": day_words(date.fromisoformat(one["on"]), today),
        }
        for one in detail.outcomes
    ]


def rating_words(ratings: Mapping[str, Any]) -> str:
    """“评了 3 次：办理结果满意 2、基本满意 1”；没人评过为空。"""
    total = int(ratings.get("total") or 0)
    if not total:
        return ""
    result = ratings.get("result") or {}
    told = [f"{label} {result[grade]}" for grade, label in GRADES if result.get(grade)]
    return f"评了 {total} 次：办理结果{'、'.join(told)}" if told else f"评了 {total} 次"


def as_json(detail: MatterDetail) -> dict[str, Any]:
    """机器可读的一份：只有公开了的几样。"""
    card = detail.card
    return {
        "number": card.number,
        "title": card.title,
        "category": card.category,
        "station": card.station,
        "stage": card.stage,
        "is_closed": card.is_closed,
        "handler": card.handler,
        "received_on": card.received_on,
        "published_at": card.published_at,
        "summary": detail.summary,
        "answer": detail.answer,
        "chain": detail.chain,
        "outcomes": detail.outcomes,
        "steps": [{"at": step.at, "text": step.text} for step in detail.steps],
        "ratings": card.ratings,
        "photos": [
            {
                "url": reverse("portal:matter_photo", args=(card.number, photo.id)),
                "phase": photo.phase,
                "alt": photo.alt,
            }
            for photo in detail.photos
        ],
    }
