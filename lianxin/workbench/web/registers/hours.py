"""一个站的开放时间：每周哪天几点到几点，哪一天另有安排。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.stations.models import OpeningHours, Station
from lianxin.stations.queries import (
    Opening,
    Span,
    clock_words,
    open_now,
    opening_of,
    week_of,
)
from lianxin.stations.usecases.opening import drop_special_day, set_special_day, set_week
from lianxin.workbench.queries.registers import may_keep, station_seen
from lianxin.workbench.web.desk import Desk, day, go, show
from lianxin.workbench.web.registers.doors import attempt, registrar
from lianxin.workbench.web.registers.forms import day_field

_SPAN = re.compile(
    r"(\d{1,2})[:：](\d{2})\s*[-—–~～至到]+\s*(\d{1,2})[:：](\d{2})(?:\s*[(（]([^()（）]*)[)）])?"
)
WRONG = "写成“9:00-12:00、14:00-17:00”的样子；要说明的写在括号里；不开就空着。"


class WeekForm(forms.Form):
    """七天各一格，一格可以写几段。"""

    def __init__(self, data: Any, *, opening: Opening, today: date, **more: Any) -> None:
        week = week_of(opening, today=today)
        initial = {f"day{n}": _written(week, n) for n in range(7)} | {"on": today}
        super().__init__(data, initial=initial, prefix="week", **more)
        for number, label in OpeningHours.Weekday.choices:
            self.fields[f"day{number}"] = forms.CharField(
                label=label, required=False, max_length=120
            )
        self.fields["on"] = day_field("从哪天起照这样开")

    def clean(self) -> dict[str, Any]:
        """各天的几段读成时间。"""
        given: dict[str, Any] = super().clean() or {}
        found: list[Span] = []
        for number in range(7):
            try:
                found += _read(number, given.get(f"day{number}", ""))
            except ValueError:
                self.add_error(f"day{number}", WRONG)
        return {**given, "spans": found}


class SpecialForm(forms.Form):
    """某一天另有安排；两格时间空着就是这天不开。"""

    prefix = "special"

    on = day_field("哪一天")
    opens = forms.TimeField(
        label="几点开", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    closes = forms.TimeField(
        label="几点关", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    note = forms.CharField(
        label="缘由", max_length=60, help_text="来的人会看到，如：停电检修、国庆值班。"
    )


def _written(week: Iterable[Span], weekday: int) -> str:
    spans = (span for span in week if span.weekday == weekday)
    return "、".join(
        f"{clock_words(span.opens)}-{clock_words(span.closes)}"
        + (f"（{span.note}）" if span.note else "")
        for span in spans
    )


def _read(weekday: int, text: str) -> list[Span]:
    found = [
        Span(weekday, time(int(h1), int(m1)), _closing(int(h2), int(m2)), note.strip()[:40])
        for h1, m1, h2, m2, note in _SPAN.findall(text)
    ]
    if _SPAN.sub("", text).strip(" 、，,；;"):
        raise ValueError(text)
    return found


def _closing(hour: int, minute: int) -> time:
    """开到半夜的，写 24:00 也认。"""
    return time(23, 59) if (hour, minute) == (24, 0) else time(hour, minute)


@signed_in
def station_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """看开放时间；管站的人改每周的、安排某一天、撤掉安排。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    keeps = may_keep(desk.viewer, row)
    act = request.POST.get("act", "")
    if request.method == "POST" and not (keeps and act in ("week", "special", "drop")):
        raise NotVisible("没有这一步。")
    if act == "drop":
        _drop(request, desk, row)
        return go(request, reverse("workbench:station_hours", args=(pk,)))
    opening = opening_of(station_id=pk, today=desk.today)
    data = request.POST if act else None
    week = WeekForm(data if act == "week" else None, opening=opening, today=desk.today)
    special = SpecialForm(data if act == "special" else None)
    if act and _done(request, desk, row, week if act == "week" else special):
        return go(request, reverse("workbench:station_hours", args=(pk,)))
    context = {
        "station": row,
        "opening": opening,
        "open_now": open_now(opening=opening, at=desk.now),
        "week": week if keeps else None,
        "special": special if keeps else None,
    }
    status = 422 if act else 200
    name = "workbench/registers/hours.html"
    return show(request, desk, name, context, active="stations", status=status)


def _done(request: HttpRequest, desk: Desk, row: Station, form: forms.Form) -> bool:
    note: dict[str, Any] = {"station_id": row.pk, "actor": desk.actor, "at": desk.now}

    def week(given: dict[str, Any]) -> str:
        made = set_week(spans=given["spans"], on=given["on"], **note)
        return f"开放时间改好了：{made.hours}。"

    def special(given: dict[str, Any]) -> str:
        set_special_day(**given, **note, today=desk.today)
        return "这一天安排好了，站点页和扫码页上都看得到。"

    return attempt(request, form, week if isinstance(form, WeekForm) else special)


def _drop(request: HttpRequest, desk: Desk, row: Station) -> None:
    on = day(request.POST.get("on"))
    if on is None:
        raise NotVisible("没有这一天的安排。")
    note: dict[str, Any] = {"actor": desk.actor, "at": desk.now, "today": desk.today}
    try:
        drop_special_day(station_id=row.pk, on=on, **note)
    except RuleViolation as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "撤掉了，这一天照每周的时间开。")
