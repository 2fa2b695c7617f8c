"""数字的读：一个指标的值、逐月的走势、按某一项分开，以及每个数背后的记录。

公众看的与内部看的是同一个值：都从这里来，谁看都一样；不一样的只是打得开哪些记录。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.insight.cells import Cells, Measured, Period, following, measure, merged, read
from lianxin.insight.definitions import SLICES, Definition, definition, definitions
from lianxin.insight.records import PAGE, RecordPage, Window, opinions_behind, ratings_behind
from lianxin.kernel.errors import RuleViolation
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Category
from lianxin.stations.models import Station

UNSORTED = "还没归类"
NO_STATION = "没有经过家站室"


class NotSliced(RuleViolation):
    """这个指标不能这样分。"""


@dataclass(frozen=True, slots=True)
class Value:
    """一个数：值（没有底数就是空）、单位、以多少为底、它的定义、哪段时间、哪一份。"""

    definition: Definition
    number: float | int | None
    sample: int
    period: Period
    slices: Mapping[str, str]

    @property
    def shown(self) -> str:
        """给人看的写法：百分数一位小数，没有底数的写“—”。"""
        if self.number is None:
            return "—"
        if isinstance(self.number, float):
            return _percent(self.number)
        return f"{self.number:,}"


def _percent(number: float) -> str:
    """不满百的绝不写成 100，不是零的绝不写成 0。"""
    kept = round(number, 1)
    if kept == 100 and number < 100:
        kept = 99.9
    if kept == 0 and number > 0:
        kept = 0.1
    return f"{kept:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Part:
    """分出来的一份：哪一份（代号与名称），各指标的值。"""

    key: str
    label: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Board:
    """一页数字要的全部：总的，逐月的，各类别的。"""

    jurisdiction_id: int
    period: Period
    totals: Mapping[str, Value]
    months: tuple[Part, ...]
    categories: tuple[Part, ...]


def indicator(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    slices: Mapping[str, str] | None = None,
) -> Value:
    """一个指标的值。

    :param slices: 只看哪一份，如 ``{"category": "construction"}``（连同下级）；至多按一项分
    :raises NotVisible: 没有这个指标
    :raises NotSliced: 不能这样分
    """
    chosen, cut = definition(key), dict(slices or {})
    by = _slice_of(chosen, cut)
    found = read(jurisdiction_id=jurisdiction_id, period=period, facts=[chosen.fact], slice_by=by)
    wanted = _keys(by, cut)
    cells = merged(part for (_, _, name), part in found.items() if name in wanted)
    return _value(chosen, cells, period, cut)


def trend(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    slices: Mapping[str, str] | None = None,
) -> list[tuple[date, Value]]:
    """逐月的值，一个月也不缺。"""
    chosen, cut = definition(key), dict(slices or {})
    by = _slice_of(chosen, cut)
    found = read(
        jurisdiction_id=jurisdiction_id,
        period=period,
        facts=[chosen.fact],
        slice_by=by,
        by_month=True,
    )
    wanted = _keys(by, cut)
    return [
        (
            month,
            _value(
                chosen,
                merged(part for (_, at, k), part in found.items() if at == month and k in wanted),
                Period(month, following(month)),
                cut,
            ),
        )
        for month in period.months
    ]


def breakdown(key: str, *, by: str, jurisdiction_id: int, period: Period) -> list[Part]:
    """按某一项分开，多的在前；类别归到一级。

    :raises NotSliced: 不能这样分
    """
    chosen = definition(key)
    _slice_of(chosen, {by: ""})
    found = read(jurisdiction_id=jurisdiction_id, period=period, facts=[chosen.fact], slice_by=by)
    return _parts([chosen], found, by, period)


def records_behind(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    viewer: Viewer,
    slices: Mapping[str, str] | None = None,
    cursor: str = "",
    limit: int = PAGE,
) -> RecordPage:
    """一个数背后的记录，这个人看得见的，新的在前。

    占比列的是分子，百分位列的是参加排队的全体。

    :raises NotVisible: 没有这个指标，或翻页的记号不对
    """
    chosen, cut = definition(key), dict(slices or {})
    by = _slice_of(chosen, cut)
    window = Window(jurisdiction_id, period, viewer, cursor, limit)
    if chosen.fact in ("attitude", "result"):
        return ratings_behind(chosen, window)
    return opinions_behind(chosen, window, slices=_where(by, cut, chosen.fact))


def slice_words(slices: Mapping[str, str]) -> str:
    """只看哪一份，说成名称；没有分开就是空字。"""
    return "、".join(_names(by)[0].get(key, key) for by, key in slices.items() if by in _SLICED)


_SLICED = frozenset().union(*SLICES.values())


def board(*, jurisdiction_id: int, period: Period) -> Board:
    """一页数字；不管有多少记录，都是四条语句。"""
    chosen = definitions()
    facts = {each.fact for each in chosen.values()}
    monthly = read(jurisdiction_id=jurisdiction_id, period=period, facts=facts, by_month=True)
    sliced = read(jurisdiction_id=jurisdiction_id, period=period, facts=facts, slice_by="category")
    return Board(
        jurisdiction_id=jurisdiction_id,
        period=period,
        totals=_values(chosen.values(), _by_fact(monthly), period, {}),
        months=tuple(_month(month, chosen, monthly) for month in period.months),
        categories=tuple(
            _parts(
                [d for d in chosen.values() if "category" in SLICES[d.fact]],
                sliced,
                "category",
                period,
            )
        ),
    )


Found = Mapping[tuple[str, date | None, str], Cells]


def _slice_of(chosen: Definition, cut: Mapping[str, str]) -> str:
    if not cut:
        return "all"
    if len(cut) > 1:
        raise NotSliced("一次只能按一项分：类别、渠道、家站室选一样。")
    (by,) = cut
    if by not in SLICES[chosen.fact]:
        raise NotSliced(f"“{chosen.label}”不能按“{by}”分。")
    return by


def _keys(by: str, cut: Mapping[str, str]) -> frozenset[str]:
    """要哪几份：一级类别连同它的下级。"""
    if by == "all":
        return frozenset({""})
    wanted = cut[by]
    if by == "category" and wanted:
        below = Category.objects.filter(parent=wanted).values_list("key", flat=True)
        return frozenset({wanted, *below})
    return frozenset({wanted})


def _where(by: str, cut: Mapping[str, str], fact: str) -> Q:
    """同一份，在记录上怎么挑。收件办件的类别看办件上的。"""
    if by == "all":
        return Q()
    wanted = cut[by]
    if by == "channel":
        return Q(channel=wanted)
    if by == "station":
        return Q(station=int(wanted)) if wanted.isdecimal() else Q(station__isnull=True)
    field = "case__category" if fact == "case" else "category"
    if not wanted:
        return Q(**{f"{field}__isnull": True})
    return Q(**{f"{field}__in": _keys(by, cut)})


def _value(chosen: Definition, cells: Cells, period: Period, slices: Mapping[str, str]) -> Value:
    found: Measured = measure(chosen, cells)
    return Value(chosen, found.number, found.sample, period, slices)


def _values(
    chosen: Iterable[Definition],
    cells: Mapping[str, Cells],
    period: Period,
    slices: Mapping[str, str],
) -> dict[str, Value]:
    return {d.key: _value(d, cells.get(d.fact, {}), period, slices) for d in chosen}


def _by_fact(found: Found) -> dict[str, Cells]:
    facts = {fact for fact, _, _ in found}
    return {
        fact: merged(part for (each, _, _), part in found.items() if each == fact) for fact in facts
    }


def _month(month: date, chosen: Mapping[str, Definition], found: Found) -> Part:
    period = Period(month, following(month))
    cells = {fact: part for (fact, at, _), part in found.items() if at == month}
    values = _values(chosen.values(), cells, period, {})
    return Part(month.isoformat()[:7], f"{month.year} 年 {month.month} 月", values)


def _parts(chosen: Iterable[Definition], found: Found, by: str, period: Period) -> list[Part]:
    """归到要显示的那一级，多的在前。"""
    defined, names, tops = list(chosen), *_names(by)
    grouped: dict[str, list[tuple[str, Cells]]] = {}
    for (fact, _, key), cells in found.items():
        grouped.setdefault(tops.get(key, key), []).append((fact, cells))
    parts = [
        Part(
            key,
            names.get(key, key),
            _values(defined, _gathered(cells), period, {by: key}),
        )
        for key, cells in grouped.items()
    ]
    first = defined[0].key
    return sorted(parts, key=lambda part: (-(part.values[first].number or 0), part.key))


def _gathered(parts: Iterable[tuple[str, Cells]]) -> dict[str, Cells]:
    pieces = list(parts)
    facts = {fact for fact, _ in pieces}
    return {fact: merged(cells for each, cells in pieces if each == fact) for fact in facts}


def _names(by: str) -> tuple[dict[str, str], dict[str, str]]:
    """每一份的名称；类别还要知道它的一级是谁。"""
    if by == "channel":
        return dict(Opinion.Channel.choices), {}
    if by == "station":
        stations = Station.objects.values_list("pk", "name")
        return {"": NO_STATION, **{str(pk): name for pk, name in stations}}, {}
    rows = list(Category.objects.values_list("key", "label", "parent"))
    return (
        {"": UNSORTED, **{key: label for key, label, _ in rows}},
        {key: parent for key, _, parent in rows if parent},
    )
