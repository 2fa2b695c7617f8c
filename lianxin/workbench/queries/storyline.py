"""经过：这条线索上每一步谁做的、填了什么；填的几样照机制写的先后排。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from lianxin.casework.following import Line, said_once
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.state import CaseState
from lianxin.files.queries import AttachmentCard
from lianxin.kernel.mechanism.vocabulary import SLOTS


@dataclass(frozen=True, slots=True)
class Happened:
    """经过里的一行。"""

    state: str
    title: str
    meta: str
    text: str
    photos: tuple[AttachmentCard, ...] = ()
    files: tuple[AttachmentCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Mates:
    """同一条线索上的几件：别的几件怎么叫；各机制的材料，名字排第几。"""

    names: Mapping[int, str]
    order: Mapping[str, int]


def mates(case: Case) -> Mates:
    """旁办的叫用途，另有编号的叫编号；同号的不必写。一条查询。"""
    others = Case.objects.filter(thread=case.thread or case.pk).exclude(pk=case.pk)
    rows = list(others.values_list("pk", "number", "beside", "mechanism"))
    names = {
        pk: SLOTS.get(beside or "") or ("" if number == case.number else number)
        for pk, number, beside, _ in rows
    }
    return Mates(names, _order([case.mechanism_id, *(row[3] for row in rows)]))


def _order(mechanisms: Iterable[int]) -> dict[str, int]:
    """留痕里的材料不记先后，页面上照机制文件的次序排，与填的表一样。"""
    order: dict[str, int] = {}
    for one in dict.fromkeys(mechanisms):
        for fact in mechanism(one).facts:
            order.setdefault(fact.label, len(order))
    return order


def happened(
    lines: Iterable[Line],
    cards: Mapping[str, AttachmentCard],
    state: CaseState,
    thread: Mates,
) -> Iterable[Happened]:
    """从头到尾，最后一行是眼下停在哪。"""
    for line in lines:
        when = timezone.localtime(line.at)
        stamp = f"{when.month} 月 {when.day} 日 {when:%H:%M}"
        who = f"{line.actor}（{line.post}）" if line.post else line.actor
        title, text = _told(line, thread.order)
        attached = [cards[name] for name in line.photos if name in cards]
        yield Happened(
            state="done",
            title=title,
            meta=" · ".join(filter(None, (stamp, who, thread.names.get(line.case_id)))),
            text=text,
            photos=tuple(card for card in attached if card.is_image),
            files=tuple(card for card in attached if not card.is_image),
        )
    if state.case.closed_at is None:
        yield Happened("cur", state.stage.label, "", "")


def _told(line: Line, order: Mapping[str, int]) -> tuple[str, str]:
    """一行的标题与原话；同一句话只说一遍。"""
    title = line.label if line.actor else line.public
    shown = sorted(line.shown, key=lambda one: order.get(one["label"], len(order)))
    labels = {one["text"]: one["label"] for one in shown}
    title, texts = said_once(title, labels)
    told = [f"{labels[text]}：{text}" if text in labels else text for text in texts]
    return title, "\n".join(told)
