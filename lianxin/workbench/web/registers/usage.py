"""家站室用得怎么样：记来访、一个站逐月的、各站的总表；每个数点开是背后的记录。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.insight.queries import (
    BadPeriod,
    Period,
    choices,
    named,
    period_of,
    recent,
    span,
    words,
)
from lianxin.insight.queries.stations import (
    APART_WORDS,
    COLUMNS,
    HOURS_WORDS,
    LEGAL_KINDS,
    QuarterLine,
    Usage,
    station_months,
    station_quarters,
    station_usage,
)
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import VisitedOpinion, still_to_register, visited_opinions
from lianxin.stations.models import Station, VisitNote
from lianxin.stations.queries.visits import VisitDay, visit_days, visits_on
from lianxin.stations.usecases.visits import MOST, note_visits
from lianxin.workbench import policies
from lianxin.workbench.queries.registers import may_keep, station_seen
from lianxin.workbench.web.desk import Desk, day, go, show, whole
from lianxin.workbench.web.lists import kept
from lianxin.workbench.web.registers.boards import station_link
from lianxin.workbench.web.registers.doors import attempt, registrar
from lianxin.workbench.web.registers.forms import day_field
from lianxin.workbench.web.registers.tables import Figure, Link, Table, exports_of, table_sheet

LISTED = timedelta(days=92)
#: 图上画的几列。
DRAWN = ("noted", "came", "opinions")
MOST_DRAWN = 20


class VisitForm(forms.Form):
    """某一天各种来访各多少人次；空着的不动，写 0 是撤掉。"""

    def __init__(self, data: Any, *, kept: dict[str, int], on: Any) -> None:
        super().__init__(data, initial={"on": on, **kept})
        self.fields["on"] = day_field("哪一天")
        for key, label in VisitNote.Purpose.choices:
            self.fields[key] = forms.IntegerField(
                label=f"{label}（人次）",
                required=False,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.fields["note"] = forms.CharField(
            label="说明", required=False, max_length=60, help_text="可不填，如：赶集日。"
        )

    def counts(self) -> dict[str, int]:
        """写了数的几种。"""
        given = self.cleaned_data
        return {key: given[key] for key in VisitNote.Purpose if given[key] is not None}


@signed_in
def station_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """记来访：一屏几格数，手机上点几下；下面是近三个月记过的。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    keeps = may_keep(desk.viewer, row)
    if request.method == "POST" and not keeps:
        raise NotVisible("没有这一步。")
    on = day(request.GET.get("on")) or desk.today
    kept = dict(visits_on(station_id=pk, on=on))
    form = VisitForm(request.POST if request.method == "POST" else None, kept=kept, on=on)
    if request.method == "POST" and attempt(request, form, lambda _: _note(desk, row, form)):
        return go(request, reverse("workbench:station_visits", args=(pk,)))
    context = {
        "station": row,
        "form": form if keeps else None,
        "tables": _visit_tables(desk, row, keeps=keeps),
        "exports": exports_of("workbench:station_visits_export", "", pk),
    }
    status = 422 if form.errors else 200
    name = "workbench/registers/visits.html"
    return show(request, desk, name, context, active="stations", status=status)


@signed_in
def station_visits_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出近三个月记过的来访。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    tables = _visit_tables(desk, row, keeps=may_keep(desk.viewer, row))
    return table_sheet(desk, ext, tables, title=f"{row.name}来访")


def _note(desk: Desk, row: Station, form: VisitForm) -> str:
    given = form.cleaned_data
    total = note_visits(
        station_id=row.pk,
        on=given["on"],
        counts=form.counts(),
        note=given["note"],
        actor=desk.actor,
        at=desk.now,
        today=desk.today,
    )
    return f"记下了，{given['on'].month} 月 {given['on'].day} 日一共 {total} 人次。"


def _visit_tables(desk: Desk, row: Station, *, keeps: bool) -> list[Table]:
    """近三个月记过的各天；来访说的事登记成的意见，管这个站的人才列。"""
    span: dict[str, Any] = {"since": desk.today - LISTED, "until": desk.today}
    days = visit_days(station_id=row.pk, **span)
    if not keeps:
        return [_days_table(days, row.pk, None)]
    left = still_to_register(station_id=row.pk, **span)
    return [
        _days_table(days, row.pk, left),
        _visited_table(visited_opinions(station_id=row.pk, **span)),
    ]


def _days_table(days: list[VisitDay], pk: int, left: Mapping[date, int] | None) -> Table:
    heads = ("哪一天", "人次", "来做什么", "说明", "谁记的")
    rows = tuple(
        (
            *(one.on, one.total, one.words, one.note, one.noted_by),
            *(() if left is None else (_left(pk, one.on, left.get(one.on, 0)),)),
        )
        for one in days
    )
    more = () if left is None else ("反映的事",)
    return Table("近三个月的来访", (*heads, *more), rows, "还没有记过来访。")


def _left(pk: int, on: date, count: int) -> Link | str:
    """还有几件没登记成意见；点开就登记。"""
    url = reverse("workbench:visit_opinion", args=(pk, on.isoformat()))
    return Link(f"登记成意见（还有 {count} 件）", url) if count else ""


def _visited_table(found: list[VisitedOpinion]) -> Table:
    rows = tuple(
        (
            one.on,
            Link(one.receipt_no, reverse("workbench:case", args=(one.case_id,))),
            one.title,
            one.registered_at,
        )
        for one in found
    )
    heads = ("哪一天来的", "编号", "什么事", "登记时间")
    return Table("来访登记成的意见", heads, rows, "还没有登记过；记了有人来反映事情，就能登记。")


@signed_in
def usage_board(request: HttpRequest) -> HttpResponse:
    """各站的总表：街道看自己的，别人看本级全部。"""
    desk = registrar(request)
    period, chosen = _period(desk, request)
    lines = _lines(desk, period, request)
    given = {"period": chosen, **kept(request, "street")}
    context = {
        "title": "家站室使用情况",
        "period_words": words(period),
        "tabs": _tabs(desk, chosen, street=request.GET.get("street", "")),
        "scopes": _scopes(desk, request, chosen),
        "table": _board_table(lines),
        "figures": _totals(lines),
        "chart": _chart("usage", "各站来访、到场与意见", _busy(lines), kind="across"),
        "notes": (HOURS_WORDS, APART_WORDS),
        "exports": exports_of("workbench:stations_usage_export", urlencode(given)),
        "back": {"url": reverse("workbench:stations"), "label": "家站室"},
    }
    return show(request, desk, "workbench/registers/usage.html", context, active="stations")


@signed_in
def usage_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出各站的总表。"""
    desk = registrar(request)
    period, _ = _period(desk, request)
    table = _board_table(_lines(desk, period, request))
    return table_sheet(desk, ext, [table], title="家站室使用情况")


@signed_in
def station_usage_page(request: HttpRequest, pk: int) -> HttpResponse:
    """一个站：逐月的表和图，立法联系、法律咨询、纠纷调解逐季几场。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    period, chosen = _period(desk, request)
    months, quarters = _station(row, period, desk)
    context = {
        "title": f"{row.name}：使用情况",
        "period_words": words(period),
        "tabs": _tabs(desk, chosen),
        "table": _months_table(months),
        "figures": _totals(months),
        "chart": _chart("months", "逐月的来访、到场与意见", months),
        "quarters": _quarters_table(quarters, row.pk),
        "notes": (HOURS_WORDS, APART_WORDS),
        "exports": exports_of("workbench:station_usage_export", urlencode({"period": chosen}), pk),
        "back": {"url": reverse("workbench:station", args=(pk,)), "label": row.name},
        "visits_url": reverse("workbench:station_visits", args=(pk,)),
        "keeps": may_keep(desk.viewer, row),
    }
    return show(request, desk, "workbench/registers/usage.html", context, active="stations")


@signed_in
def station_usage_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一个站的两张表。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    period, _ = _period(desk, request)
    months, quarters = _station(row, period, desk)
    tables = [_months_table(months), _quarters_table(quarters, pk)]
    return table_sheet(desk, ext, tables, title=f"{row.name}使用情况")


def _station(row: Station, period: Period, desk: Desk) -> tuple[list[Usage], list[QuarterLine]]:
    ask: dict[str, Any] = {
        "jurisdiction_id": row.congress_id,
        "station_id": row.pk,
        "period": period,
        "today": desk.today,
    }
    return station_months(**ask), station_quarters(kind_keys=LEGAL_KINDS, **ask)


def _lines(desk: Desk, period: Period, request: HttpRequest) -> list[Usage]:
    return station_usage(
        jurisdiction_id=desk.congress_id,
        period=period,
        today=desk.today,
        body_ids=_streets(desk, request),
    )


def _streets(desk: Desk, request: HttpRequest) -> list[int]:
    """看哪几个街道的站；街道的人没有另选，就看自己的；空着是全部。"""
    asked = request.GET.get("street", "")
    if body := whole(asked):
        return [body]
    return [] if asked == "all" else _own_streets(desk)


def _own_streets(desk: Desk) -> list[int]:
    return [post.body_id for post in desk.viewer.posts_in(*policies.STREET_KINDS)]


def _scopes(desk: Desk, request: HttpRequest, period: str) -> list[dict[str, object]]:
    """街道的人可以在自己的和全部之间换。"""
    if not _own_streets(desk):
        return []
    asked = request.GET.get("street", "")
    return [
        {"label": label, "url": f"?{urlencode({'period': period, 'street': key})}", "active": on}
        for key, label, on in (("", "我们的站", not asked), ("all", "全部的站", asked == "all"))
    ]


def _period(desk: Desk, request: HttpRequest) -> tuple[Period, str]:
    """看哪一段；没写、看不懂的，看近一年。"""
    text = request.GET.get("period", "")
    known = span(jurisdiction_id=desk.congress_id, today=desk.today)
    try:
        return period_of(text or "recent", span=known, today=desk.today), text or "recent"
    except BadPeriod:
        return recent(today=desk.today, months=12), "recent"


def _tabs(desk: Desk, chosen: str, **more: str) -> list[dict[str, object]]:
    known = span(jurisdiction_id=desk.congress_id, today=desk.today)
    given = {name: value for name, value in more.items() if value}
    return [
        {"label": label, "url": f"?{urlencode({'period': key, **given})}", "active": key == chosen}
        for key, label in choices(known)
    ]


def _cells(one: Usage) -> tuple[Any, ...]:
    return tuple(_cell(one, name, key) for name, _, _, key in COLUMNS)


def _cell(one: Usage, name: str, key: str) -> Any:
    number = getattr(one, name)
    if number is None:
        return "没登记"
    if not key or not number or one.period is None:
        return round(number, 1)
    return Link(f"{number:,}", number_url(key, one.period, station=one.station_id))


def number_url(key: str, period: Period, **slices: Any) -> str:
    """一个数背后的记录。"""
    query = urlencode({"period": named(period), **slices})
    return f"{reverse('workbench:number', args=(key,))}?{query}"


def _board_table(lines: list[Usage]) -> Table:
    heads = ("家站室", "主管工委", *(f"{label}（{unit}）" for _, label, unit, _ in COLUMNS))
    rows = tuple((station_link(one.station_id, one.label), one.body, *_cells(one)) for one in lines)
    return Table("各站", heads, rows, "这里还没有家站室。")


def _months_table(months: list[Usage]) -> Table:
    heads = ("月份", *(f"{label}（{unit}）" for _, label, unit, _ in COLUMNS))
    rows = tuple((one.label, *_cells(one)) for one in reversed(months))
    return Table("逐月", heads, rows)


def _quarters_table(lines: list[QuarterLine], station: int) -> Table:
    rows = tuple(
        (
            line.words,
            line.label,
            Link(
                str(line.held),
                number_url("activity.count", line.period, kind=line.kind, station=station),
            ),
        )
        for line in lines
    )
    heads = ("季度", "什么活动", "场次")
    return Table("立法联系、法律咨询与纠纷调解", heads, rows, "这一段没有办过。")


def _totals(lines: list[Usage]) -> list[Figure]:
    hours = [one.hours for one in lines if one.hours is not None]
    found = [Figure("开放", f"{sum(hours):,.0f}", "小时")] if hours else []
    for name, label, unit, key in COLUMNS:
        if key:
            total = sum(getattr(one, name) for one in lines)
            found.append(Figure(label, f"{total:,}", unit))
    return found


def _busy(lines: list[Usage]) -> list[Usage]:
    """图上只画用得多的那些站。"""
    used = [one for one in lines if any(getattr(one, key) for key in DRAWN)]
    return sorted(used, key=lambda one: -sum(getattr(one, key) for key in DRAWN))[:MOST_DRAWN]


def _chart(name: str, title: str, lines: list[Usage], *, kind: str = "bar") -> dict[str, Any]:
    """图；数就在页面的表里。"""
    labels = {key: label for key, label, _, _ in COLUMNS}
    return {
        "id": f"chart-{name}",
        "title": title,
        "data": {
            "kind": kind,
            "unit": "",
            "labels": [_short(one.label) for one in lines],
            "series": [
                {"name": labels[key], "data": [getattr(one, key) for one in lines]} for key in DRAWN
            ],
        },
        "rows": any(getattr(one, key) for one in lines for key in DRAWN),
        "elsewhere": True,
    }


def _short(label: str) -> str:
    """图上的名字短些：“五里界街道代表联络站”写“五里界街道”。"""
    return label.replace(" ", "").removesuffix("代表联络站").removesuffix("代表工作室") or label
