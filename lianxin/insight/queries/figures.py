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
from lianxin.insight.definitions import (
    REGISTERS,
    SLICES,
    SUGGESTED,
    TALLIED,
    Definition,
    definition,
    definitions,
)
from lianxin.insight.queries.naming import Names, name_of, names_of, names_of_suggestions
from lianxin.insight.records import PAGE, RecordPage, Window, opinions_behind, ratings_behind
from lianxin.insight.registers import Scope, count, known, registered_behind, scope_of
from lianxin.insight.suggested import read_suggested, suggested_behind
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Category


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
        if isinstance(self.number, float) and self.definition.unit == "%":
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
    """一页数字要的全部：总的，逐月的，各类别的；建议还分承办单位、会中闭会。"""

    jurisdiction_id: int
    period: Period
    totals: Mapping[str, Value]
    months: tuple[Part, ...]
    categories: tuple[Part, ...]
    units: tuple[Part, ...] = ()
    raised_in: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """数哪一级人大的、哪一段时间的、以哪一天为准。"""

    jurisdiction_id: int
    period: Period
    today: date


Found = Mapping[tuple[str, date | None, str], Cells]
#: 全部的分法；哪个指标能用哪几种，见 ``definitions.SLICES``。
SLICED = frozenset().union(*SLICES.values())
SUGGESTION_CUTS = ("category", "unit", "raised_in")


def indicator(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    today: date,
    slices: Mapping[str, str] | None = None,
) -> Value:
    """一个指标的值。

    :param today: 看时点的、看逾期的，以哪一天为准
    :param slices: 只看哪一份，如 ``{"category": "construction"}``（连同下级）；除名录外至多按一项分
    :raises NotVisible: 没有这个指标
    :raises NotSliced: 不能这样分
    """
    chosen, cut = definition(key), dict(slices or {})
    by = _slice_of(chosen, cut)
    if chosen.fact in REGISTERS:
        scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
        found = count(chosen, scope, cut)
        return Value(chosen, found.number, found.sample, period, cut)
    ask = Ask(jurisdiction_id, period, today)
    wanted = _keys(by, cut)
    cells = merged(part for (_, _, name), part in _read(ask, chosen, by).items() if name in wanted)
    return _value(chosen, cells, period, cut)


def trend(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    today: date,
    slices: Mapping[str, str] | None = None,
) -> list[tuple[date, Value]]:
    """逐月的值，一个月也不缺。

    :raises NotSliced: 名录上的数，不按月分
    """
    chosen, cut = definition(key), dict(slices or {})
    if not is_monthly(chosen):
        raise NotSliced(f"“{chosen.label}”数的是名录，不按月分。")
    by = _slice_of(chosen, cut)
    found = _read(Ask(jurisdiction_id, period, today), chosen, by, by_month=True)
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


def is_monthly(chosen: Definition) -> bool:
    """这个指标能不能逐月看；名录上的数不能。"""
    return chosen.fact not in REGISTERS


def breakdown(
    key: str, *, by: str, jurisdiction_id: int, period: Period, today: date
) -> list[Part]:
    """按某一项分开，多的在前；类别归到一级。

    :raises NotSliced: 不能这样分
    """
    chosen = definition(key)
    _slice_of(chosen, {by: ""})
    if chosen.fact in REGISTERS:
        return _kinds(
            chosen, by, scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
        )
    return _parts([chosen], _read(Ask(jurisdiction_id, period, today), chosen, by), by, period)


def _kinds(chosen: Definition, by: str, scope: Scope) -> list[Part]:
    parts = []
    for name, label in known(chosen.fact, by).items():
        found = count(chosen, scope, {by: name})
        if found.sample:
            value = Value(chosen, found.number, found.sample, scope.period, {by: name})
            parts.append(Part(name, label, {chosen.key: value}))
    return sorted(parts, key=lambda part: -(part.values[chosen.key].number or 0))


def _read(ask: Ask, chosen: Definition, by: str, *, by_month: bool = False) -> Found:
    if chosen.fact in SUGGESTED:
        sliced = read_suggested(
            jurisdiction_id=ask.jurisdiction_id,
            period=ask.period,
            today=ask.today,
            slices=[by],
            by_month=by_month,
        ).get(by, {})
        return {place: cells for place, cells in sliced.items() if place[0] == chosen.fact}
    return read(
        jurisdiction_id=ask.jurisdiction_id,
        period=ask.period,
        facts=[chosen.fact],
        slice_by=by,
        by_month=by_month,
    )


def records_behind(
    key: str,
    *,
    jurisdiction_id: int,
    period: Period,
    today: date,
    viewer: Viewer,
    slices: Mapping[str, str] | None = None,
    cursor: str = "",
    limit: int = PAGE,
    of_base: bool = False,
) -> RecordPage:
    """一个数背后的记录，这个人看得见的，新的在前。

    占比列的是分子，``of_base`` 列的是底数里的；百分位列的是参加排队的全体。

    :raises NotVisible: 没有这个指标，或翻页的记号不对
    """
    chosen, cut = definition(key), dict(slices or {})
    if of_base and chosen.measure == "ratio":
        chosen = chosen.base()
    by = _slice_of(chosen, cut)
    window = Window(jurisdiction_id, period, viewer, cursor, limit)
    if chosen.fact in REGISTERS:
        scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
        return registered_behind(chosen, window, scope, cut)
    if chosen.fact in SUGGESTED:
        return suggested_behind(chosen, window, today=today, by=by, keys=_keys(by, cut))
    if chosen.fact in ("attitude", "result"):
        return ratings_behind(chosen, window)
    return opinions_behind(chosen, window, slices=_where(by, cut, chosen.fact))


def slice_words(slices: Mapping[str, str], *, fact: str) -> str:
    """只看哪一份，说成名称；没有分开就是空字。"""
    return "、".join(
        name_of(by, key, fact=fact) for by, key in slices.items() if by in SLICES[fact]
    )


def board(*, jurisdiction_id: int, period: Period) -> Board:
    """群众意见的一页数字；不管有多少记录，都是四条语句。"""
    chosen = {key: each for key, each in definitions().items() if each.fact in TALLIED}
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


def suggestion_board(
    *, jurisdiction_id: int, period: Period, today: date, session_id: int | None = None
) -> Board:
    """代表建议的一页数字：总的，按会中闭会、类别、承办单位各分一遍；两条语句。

    :param session_id: 只看这次会议上提的
    """
    chosen = {key: each for key, each in definitions().items() if each.fact in SUGGESTED}
    sliced = read_suggested(
        jurisdiction_id=jurisdiction_id,
        period=period,
        today=today,
        slices=("all", *SUGGESTION_CUTS),
        session_id=session_id,
    )
    names = names_of_suggestions()
    parts = {
        by: tuple(_parts(chosen.values(), sliced.get(by, {}), by, period, names=names[by]))
        for by in SUGGESTION_CUTS
    }
    return Board(
        jurisdiction_id=jurisdiction_id,
        period=period,
        totals=_values(chosen.values(), _by_fact(sliced.get("all", {})), period, {}),
        months=(),
        categories=parts["category"],
        units=parts["unit"],
        raised_in=parts["raised_in"],
    )


def _slice_of(chosen: Definition, cut: Mapping[str, str]) -> str:
    if not cut:
        return "all"
    if len(cut) > 1 and chosen.fact not in REGISTERS:
        raise NotSliced("一次只能按一项分：类别、渠道、承办单位……选一样。")
    for by in cut:
        if by not in SLICES[chosen.fact]:
            raise NotSliced(f"“{chosen.label}”不能按“{by}”分。")
    return next(iter(cut))


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


def _parts(
    chosen: Iterable[Definition],
    found: Found,
    by: str,
    period: Period,
    *,
    names: Names | None = None,
) -> list[Part]:
    """归到要显示的那一级，多的在前。"""
    defined, (labels, tops) = list(chosen), names or names_of(by)
    grouped: dict[str, list[tuple[str, Cells]]] = {}
    for (fact, _, key), cells in found.items():
        grouped.setdefault(tops.get(key, key), []).append((fact, cells))
    parts = [
        Part(
            key,
            labels.get(key, key),
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
