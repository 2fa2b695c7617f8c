"""留痕的读：时间线、某人做过什么、公开的封印、可离线验真的回执。

谁看得见哪件事由调用方先查明；这里只按线索、对象、经办人取。
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from pymerkle import InmemoryTree

from lianxin.audit.chain import build_tree, prove
from lianxin.audit.digest import commitment, fact_field, field_key, fields, moment
from lianxin.audit.models import Entry, Seal, SealedEntry
from lianxin.audit.seals import line_of
from lianxin.audit.sentences import sentence
from lianxin.audit.verify import FORMAT
from lianxin.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class EntryCard:
    """时间线上的一行。"""

    id: int
    at: datetime
    who: str
    verb: str
    text: str
    subject_kind: str
    subject_id: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealCard:
    """公开的一环。摘要都是十六进制。"""

    number: int
    sealed_at: datetime
    entry_count: int
    root: str
    previous: str
    chained: str


def timeline(
    *,
    thread: int | None = None,
    subject: tuple[str, int] | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[EntryCard]:
    """一条线索或一个对象的时间线，从早到晚；``after`` 是上一页最后一条的编号。"""
    rows = _chosen(thread=thread, subject=subject).filter(pk__gt=after)
    return [_card(entry) for entry in rows.order_by("pk")[:limit]]


def log_of(*, actor_id: int, before: int | None = None, limit: int = 50) -> list[EntryCard]:
    """某个账号做过什么，从近到远；``before`` 是上一页最后一条的编号。"""
    rows = Entry.objects.filter(actor_id=actor_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(entry) for entry in rows.order_by("-pk")[:limit]]


def thread_of(*, entry_id: int) -> int | None:
    """某条留痕在哪条线索上。"""
    return Entry.objects.values_list("thread", flat=True).get(pk=entry_id)


def seals(*, limit: int = 50, before: int | None = None) -> list[SealCard]:
    """公开的封印，从近到远；``before`` 是上一页最后一环的编号。"""
    rows = Seal.objects.all() if before is None else Seal.objects.filter(pk__lt=before)
    return [_seal_card(seal) for seal in rows.order_by("-pk")[:limit]]


def receipt_bundle(
    *,
    thread: int | None = None,
    subject: tuple[str, int] | None = None,
    entry_ids: Sequence[int] | None = None,
    facts: Collection[str] = ("public",),
    audiences: Collection[str] = ("submitter", "public"),
) -> dict[str, Any]:
    """可离线验真的回执（三条语句）；用 :func:`lianxin.audit.verify.verify_bundle` 来验。

    ``thread``、``subject``、``entry_ids`` 给一样。只收 ``facts`` 所列材料有内容的条目；
    露出时间、动作、这些材料，和标明给 ``audiences`` 看的材料，其余各栏只给承诺，看不出内容。
    """
    chosen = _chosen(thread=thread, subject=subject, entry_ids=entry_ids).order_by("pk")
    entries = [entry for entry in chosen if any(map(entry.facts.get, facts))]
    sealed = _sealed(entry.pk for entry in entries)
    trees = _trees(leaf.seal_id for leaf in sealed.values())
    named = {"at", "verb", *map(fact_field, facts)}

    def shows(name: str, value: Any) -> bool:
        meant_for = value.get("audience") if isinstance(value, Mapping) else None
        return name in named or meant_for in audiences

    return {
        "format": FORMAT,
        "entries": [
            _disclosed(entry, shows) | _proof(sealed.get(entry.pk), trees) for entry in entries
        ],
    }


def _chosen(
    *,
    thread: int | None = None,
    subject: tuple[str, int] | None = None,
    entry_ids: Sequence[int] | None = None,
) -> QuerySet[Entry]:
    if entry_ids is not None:
        return Entry.objects.filter(pk__in=entry_ids)
    if subject is not None:
        return Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    if thread is not None:
        return Entry.objects.filter(thread=thread)
    raise ValueError("取留痕要说明是哪条线索、哪个对象或哪几条")


def _card(entry: Entry) -> EntryCard:
    return EntryCard(
        id=entry.pk,
        at=entry.at,
        who=str(Actor(entry.actor_id, entry.actor_name, entry.actor_post)),
        verb=entry.verb,
        text=sentence(entry.verb, entry.facts),
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        facts=entry.facts,
    )


def _seal_card(seal: Seal) -> SealCard:
    return SealCard(
        number=seal.pk,
        sealed_at=seal.sealed_at,
        entry_count=seal.entry_count,
        root=bytes(seal.root).hex(),
        previous=bytes(seal.previous).hex(),
        chained=bytes(seal.chained).hex(),
    )


def _sealed(entry_ids: Iterable[int]) -> dict[int, SealedEntry]:
    rows = SealedEntry.objects.filter(entry__in=list(entry_ids)).select_related("seal")
    return {row.entry_id: row for row in rows}


def _trees(seal_ids: Iterable[int]) -> dict[int, InmemoryTree]:
    digests: dict[int, list[bytes]] = {}
    rows = SealedEntry.objects.filter(seal__in=set(seal_ids)).order_by("seal", "leaf")
    for seal_id, digest in rows.values_list("seal_id", "entry__digest"):
        digests.setdefault(seal_id, []).append(bytes(digest))
    return {seal_id: build_tree(leaves) for seal_id, leaves in digests.items()}


def _disclosed(entry: Entry, shows: Callable[[str, Any], bool]) -> dict[str, Any]:
    salt, cells, withheld = bytes(entry.salt), {}, []
    for name, value in fields(line_of(entry)).items():
        key = field_key(salt, name)
        if shows(name, value):
            cells[name] = {"key": key.hex(), "value": value}
        else:
            withheld.append(commitment(key, name, value).hex())
    digest = bytes(entry.digest).hex()
    return {"fields": cells, "withheld": sorted(withheld), "digest": digest}


def _proof(leaf: SealedEntry | None, trees: Mapping[int, InmemoryTree]) -> dict[str, Any]:
    if leaf is None:
        return {"seal": None, "proof": None}
    seal, inclusion = _seal_card(leaf.seal), prove(trees[leaf.seal_id], leaf.leaf)
    return {
        "seal": {
            "sealed_at": moment(seal.sealed_at),
            "entry_count": seal.entry_count,
            "root": seal.root,
            "previous": seal.previous,
            "chained": seal.chained,
        },
        "proof": {"leaf": inclusion.leaf, "rule": inclusion.rule, "path": list(inclusion.path)},
    }
