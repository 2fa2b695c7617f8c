"""工作日历的装入与改动：国务院办公厅公布一年装一年，改了就通知期限重算。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from lianxin.access.holidays import SpecialDay, published_years
from lianxin.audit.usecases import record
from lianxin.kernel import events
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import CalendarDay, CalendarYear

_SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知"
_WEEKEND = 5


class CalendarRefused(RuleViolation):
    """放假安排装不了、改不了。"""


@transaction.atomic
def load_year(
    *, year: int, days: Iterable[SpecialDay], source: str, actor: Actor, at: datetime
) -> CalendarYear:
    """装入一年的放假安排；装过的整年换掉，修订次数加一。

    :param days: 放假与调休的日子；元旦的调休可以落在上一年十二月
    :param source: 依据的通知
    :raises CalendarRefused: 跳过了年份、日子不在这一年，或平日写成调休上班
    """
    listed = list(days)
    _check(year, listed)
    CalendarDay.objects.filter(date__year=year).delete()
    _put(listed)
    loaded = _revise(year, source=source, at=at)
    _announce(loaded, verb="calendar.load", facts={"source": source}, actor=actor, at=at)
    return loaded


@transaction.atomic
def change_day(
    *, day: date, kind: str | None, name: str, source: str, actor: Actor, at: datetime
) -> CalendarYear:
    """改一天：放假、调休上班，或恢复平常（``kind`` 为空）。

    :raises CalendarRefused: 这一年还没有装入，或平日写成调休上班
    """
    if not CalendarYear.objects.filter(year=day.year).exists():
        raise CalendarRefused(f"{day.year} 年的放假安排还没有装入，请先装入全年")
    if kind is None:
        CalendarDay.objects.filter(date=day).delete()
    else:
        special = SpecialDay(day, kind, name)
        _check_weekend(special)
        _put([special])
    changed = _revise(day.year, source=source, at=at)
    facts = {"day": day.isoformat(), "kind": kind or "normal", "name": name, "source": source}
    _announce(changed, verb="calendar.change", facts=facts, actor=actor, at=at)
    return changed


def load_published(*, actor: Actor, at: datetime) -> list[int]:
    """把随程序带来的历年安排（2004 年起）补齐；已有的年份不动。返回新装的年份。"""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = {year: days for year, days in published_years().items() if year not in known}
    start = min(known or fresh, default=0)
    # 从已有的年份向后、再向前接着装，中间不跳。
    for year in sorted(fresh, key=lambda year: (year < start, abs(year - start))):
        source = _SOURCE.format(year=year)
        load_year(year=year, days=fresh[year], source=source, actor=actor, at=at)
    return sorted(fresh)


def _check(year: int, days: Sequence[SpecialDay]) -> None:
    known = set(CalendarYear.objects.values_list("year", flat=True))
    if known and not {year - 1, year, year + 1} & known:
        nearest = max(known) + 1 if year > max(known) else min(known) - 1
        raise CalendarRefused(f"年份要接着装，请先装入 {nearest} 年")
    for day in days:
        if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
            raise CalendarRefused(f"{day.date} 不在 {year} 年，请核对")
        _check_weekend(day)


def _check_weekend(day: SpecialDay) -> None:
    if day.kind == CalendarDay.Kind.MAKEUP and day.date.weekday() < _WEEKEND:
        raise CalendarRefused(f"{day.date} 本来就上班，不必写成调休上班")


def _put(days: Iterable[SpecialDay]) -> None:
    CalendarDay.objects.bulk_create(
        (CalendarDay(date=day.date, kind=day.kind, name=day.name) for day in days),
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "name"],
    )


def _revise(year: int, *, source: str, at: datetime) -> CalendarYear:
    row = CalendarYear.objects.select_for_update().filter(year=year).first()
    if row is None:
        return CalendarYear.objects.create(year=year, source=source, loaded_at=at)
    row.source, row.loaded_at, row.revision = source, at, row.revision + 1
    row.save(update_fields=["source", "loaded_at", "revision"])
    return row


def _announce(
    row: CalendarYear, *, verb: str, facts: dict[str, str], actor: Actor, at: datetime
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="calendar",
        subject_id=row.year,
        facts={**facts, "revision": row.revision},
    )
    events.publish(events.CalendarChanged(year=row.year, at=at, actor=actor))
