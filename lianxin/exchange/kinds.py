"""能导入哪几种表：各认各的列，各有各的来源编号。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from django.utils.timezone import localtime

from lianxin.exchange import messages, opinions_sheet
from lianxin.exchange.categories import Categories
from lianxin.exchange.places import Places
from lianxin.exchange.reading import Known, Reader, Reading, read_sheet
from lianxin.kernel.errors import RuleViolation
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body

KnownKeys = Callable[[Iterable[str]], Mapping[str, Known]]


class UnknownKind(RuleViolation):
    """没有这一种表。"""


@dataclass(frozen=True, slots=True)
class Kind:
    """一种表。"""

    key: str
    label: str
    prepare: Callable[[Body, datetime], tuple[Reader, KnownKeys]]


def _messages(congress: Body, at: datetime) -> tuple[Reader, KnownKeys]:
    made = messages.reader(jurisdiction_id=congress.pk, categories=Categories.load(), now=at)
    return made, partial(_known_messages, jurisdiction_id=congress.pk)


def _known_messages(keys: Iterable[str], *, jurisdiction_id: int) -> dict[str, Known]:
    rows = Opinion.objects.filter(
        jurisdiction=jurisdiction_id, source_kind=messages.KIND, source_id__in=list(keys)
    ).values_list("source_id", "case", "told_at")
    return {key: Known(case or 0, waits=told_at is None) for key, case, told_at in rows}


def _opinions(congress: Body, at: datetime) -> tuple[Reader, KnownKeys]:
    registers = opinions_sheet.Registers(
        jurisdiction_id=congress.pk,
        categories=Categories.load(),
        places=Places.load(congress, on=localtime(at).date()),
        now=at,
    )
    known = partial(opinions_sheet.known, jurisdiction_id=congress.pk)
    return opinions_sheet.reader(registers), known


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Kind(messages.KIND, "网上留言与答复", _messages),
            Kind(opinions_sheet.KIND, "群众意见台账", _opinions),
        )
    }
)


def kind_named(key: str) -> Kind:
    """按名字取一种表。

    :raises UnknownKind: 没有这一种
    """
    if key not in KINDS:
        known = "、".join(f"{kind.key}（{kind.label}）" for kind in KINDS.values())
        raise UnknownKind(f"没有“{key}”这种表；可以导入：{known}")
    return KINDS[key]


def read(kind: Kind, source: Path | bytes, *, congress: Body, at: datetime) -> Reading:
    """读一张表，对照账上逐行核对；不写库。

    :raises RuleViolation: 表读不了，或缺必须有的列
    """
    reader, known = kind.prepare(congress, at)
    return read_sheet(source, reader=reader, known=known)
