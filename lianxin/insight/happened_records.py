"""活动与公文的数背后的记录：看得见的才列，各写成一行。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils.timezone import get_default_timezone

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity, Item, Programme, Target
from lianxin.activities.queries.kinds import kinds
from lianxin.documents.models import Document, Instruction, Rule, RuleCategory
from lianxin.insight.records import Record, opinion_record
from lianxin.insight.scope import Scope
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Person
from lianxin.publicity.models import Coverage

#: 列清单时连带取出的。
_RELATED: Final[Mapping[type[Model], tuple[str, ...]]] = MappingProxyType(
    {
        Item: ("activity", "case", "category"),
        Target: ("activity",),
        Rule: ("category",),
        Opinion: ("case", "category"),
    }
)


def listed(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """这个人看得见的那些，连带取出要写的。人、类别、登在媒体上的报道不另设范围。"""
    rows = rows.select_related(*_RELATED.get(rows.model, ()))
    if rows.model in (Target, Item):
        return rows.filter(activity__in=Activity.objects.visible_to(viewer))
    if rows.model in (Person, RuleCategory, Coverage):
        return rows
    return rows.filter(pk__in=rows.model.objects.visible_to(viewer))


def record_of(row: Any, viewer: Viewer, scope: Scope) -> Record:
    """一行记录。"""
    if isinstance(row, Opinion):
        return opinion_record(row, viewer)
    return _WRITERS[type(row)](row, scope)


def _activity(row: Activity, _: Scope) -> Record:
    value = getattr(row, "value", None)
    note = row.State(row.state).label if value is None else f"{value} 人次"
    return Record(
        id=row.pk,
        case_id=0,
        number="",
        title=row.title,
        at=row.starts_at,
        category=_kind_label(row.kind),
        note=note,
        activity_id=row.pk,
    )


def _kind_label(key: str) -> str:
    kind = kinds().get(key)
    return kind.label if kind else key


def _item(row: Item, _: Scope) -> Record:
    closed = row.case and row.case.closed_at
    return Record(
        id=row.pk,
        case_id=row.case_id or 0,
        number=row.case.number if row.case else "",
        title=row.title,
        at=row.activity.starts_at,
        category=row.category.label if row.category else "",
        note="已办结" if closed else Item.Disposition(row.disposition).label,
        activity_id=row.activity_id,
    )


def _target(row: Target, _: Scope) -> Record:
    kind = Target.Kind(row.kind).label
    line = _plain(row.pk, row.name, row.activity.starts_at, kind, "头一次去")
    return Record(**{**_fields(line), "activity_id": row.activity_id})


def _fields(line: Record) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Record.__dataclass_fields__}


def _plain(pk: int, title: str, at: datetime | date, category: str, note: str) -> Record:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), tzinfo=get_default_timezone())
    return Record(id=pk, case_id=0, number="", title=title, at=at, category=category, note=note)


def _person(row: Person, scope: Scope) -> Record:
    return _plain(row.pk, row.name, scope.on, "人", "到过场")


def _programme(row: Programme, _: Scope) -> Record:
    return _plain(row.pk, row.name, row.starts_on, "主题", Programme.State(row.state).label)


def _document(row: Document, _: Scope) -> Record:
    return _plain(row.pk, row.title, row.issued_at, Document.Kind(row.kind).label, row.number)


def _instruction(row: Instruction, _: Scope) -> Record:
    return _plain(row.pk, row.matter, row.made_on, "批示", Instruction.State(row.state).label)


def _rule(row: Rule, scope: Scope) -> Record:
    return _plain(row.pk, row.title, row.effective_on or scope.on, row.category.name, "现行")


def _rule_category(row: RuleCategory, scope: Scope) -> Record:
    return _plain(row.pk, row.name, scope.on, "规章类别", "")


def _coverage(row: Coverage, _: Scope) -> Record:
    return _plain(row.pk, row.title, row.on, row.get_kind_display(), row.outlet)


_WRITERS: Final[Mapping[type[Model], Callable[[Any, Scope], Record]]] = MappingProxyType(
    {
        Activity: _activity,
        Item: _item,
        Target: _target,
        Person: _person,
        Programme: _programme,
        Document: _document,
        Instruction: _instruction,
        Rule: _rule,
        RuleCategory: _rule_category,
        Coverage: _coverage,
    }
)
