"""督办台：督办记录、重点事项清单、督办日历、单位按时率。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.supervision.queries.keyed import KeyedMatter, keyed_matters
from lianxin.supervision.queries.records import (
    FORMS,
    MEDIA,
    PAGE,
    LedMatter,
    RecordCard,
    RecordsWanted,
    form_counts,
    led_matters,
    record_page,
)
from lianxin.workbench import policies
from lianxin.workbench.filters import Quiet
from lianxin.workbench.queries.followups import (
    DEFINITION,
    MOST_IN_SHEET,
    Standing,
    month_of,
    standings,
)
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, day, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registers.forms import day_field

EVENT_KINDS = {"next": "约好再看", "due": "到期", "done": "督办过"}
EVENT_HEADERS = ("日期", "什么事", "说明", "事项", "谁")
FILTERS = ("form", "medium", "since", "until")
RECORD_HEADERS = (
    *("日期", "形式", "线上线下", "编号", "事项", "督办机关"),
    *("参加的人", "看到的情况", "下次再看", "记录人"),
)
LED_HEADERS = (
    *("序号", "编号", "事项", "领衔人", "配合的专工委", "决定", "决定日期"),
    *("环节", "记了几个月", "漏了几个月", "最近一次", "照哪种办法", "下一份", "哪天到期"),
)
UNIT_HEADERS = ("名次", "单位", "按时率", "尽责份数", "按时份数", "在办", "其中逾期")


class RecordFilter(Quiet):
    """督办记录的筛选。"""

    form = forms.ChoiceField(label="形式", choices=(("", "全部"), *FORMS), required=False)
    medium = forms.ChoiceField(label="线上线下", choices=(("", "全部"), *MEDIA), required=False)
    since = day_field("从", required=False)
    until = day_field("到", required=False)


def overseer(request: HttpRequest) -> Desk:
    """督办的人：人大机关、专工委、街道工委。"""
    desk = desk_of(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def records(request: HttpRequest) -> HttpResponse:
    """督办记录，按形式和办法数好。"""
    desk = overseer(request)
    form = RecordFilter(request.GET)
    wanted = RecordsWanted(**form.wanted())
    cards = record_page(viewer=desk.viewer, wanted=wanted, before=whole(request.GET.get("before")))
    given = kept(request, *FILTERS)
    context = {
        "cards": cards,
        "counts": form_counts(viewer=desk.viewer, wanted=wanted),
        "form": form,
        "exports": export_links("workbench:supervise_export", query(given)),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/supervise.html", context, active="supervise")


@signed_in
def records_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出督办记录。"""
    desk = overseer(request)
    wanted = RecordsWanted(**RecordFilter(request.GET).wanted())
    page = partial(record_page, viewer=desk.viewer, wanted=wanted, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.id)
    return sheet(desk, ext, "督办记录", RECORD_HEADERS, map(_record_cells, rows))


def _record_cells(row: RecordCard) -> tuple[Cell, ...]:
    return (
        *(row.on, row.form, row.medium, row.number, row.title, row.body),
        *(row.people, row.finding, row.next_on, row.recorded_by),
    )


@signed_in
def key_matters(request: HttpRequest) -> HttpResponse:
    """重点事项清单：定为重点的、领衔督办的每一件，可打印、可导出。"""
    desk = overseer(request)
    context = {
        "keyed": keyed_matters(viewer=desk.viewer, today=desk.today),
        "matters": led_matters(viewer=desk.viewer, today=desk.today),
        "exports": export_links("workbench:key_export", ""),
    }
    return show(request, desk, "workbench/key_matters.html", context, active="supervise")


@signed_in
def key_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出重点事项清单。"""
    desk = overseer(request)
    keyed = [_keyed_cells(row) for row in keyed_matters(viewer=desk.viewer, today=desk.today)]
    led = [_led_cells(row) for row in led_matters(viewer=desk.viewer, today=desk.today)]
    cells = ((number, *row) for number, row in enumerate([*keyed, *led], start=1))
    return sheet(desk, ext, "重点事项清单", LED_HEADERS, cells)


def _keyed_cells(row: KeyedMatter) -> tuple[Cell, ...]:
    return (
        *(row.number, row.title, row.leader, row.committee, row.decision, row.decided_on),
        *(row.stage, None, None, None, row.mechanism, row.owes, row.due_on),
    )


def _led_cells(row: LedMatter) -> tuple[Cell, ...]:
    return (
        *(row.number, row.title, row.leader, row.committee, row.decision, row.decided_on),
        *(row.stage, row.notes, row.missed, row.last_on, "领衔督办", "每月记一次督办", None),
    )


@signed_in
def followups(request: HttpRequest) -> HttpResponse:
    """督办日历：这个月哪天再看、哪天到期、哪天督办过。"""
    desk = overseer(request)
    first = _month(request, desk)
    context = {
        "month": month_of(viewer=desk.viewer, first=first, today=desk.today),
        "here": reverse("workbench:followups"),
        "exports": export_links("workbench:followups_export", f"month={first:%Y-%m}"),
    }
    return show(request, desk, "workbench/followups.html", context, active="supervise")


@signed_in
def followups_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出这个月的督办日历，一件不截。"""
    desk = overseer(request)
    month = month_of(
        viewer=desk.viewer, first=_month(request, desk), today=desk.today, most=MOST_IN_SHEET
    )
    rows = ((one.on, EVENT_KINDS[one.kind], one.label, one.title, one.who) for one in month.events)
    return sheet(desk, ext, f"督办日历{month.first:%Y-%m}", EVENT_HEADERS, rows)


def _month(request: HttpRequest, desk: Desk) -> date:
    """看哪个月；不写、写错的是这个月。"""
    return (day(f"{request.GET.get('month', '')}-01") or desk.today).replace(day=1)


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """承办单位按时率：口径、份数都写明；份数太少的不排。"""
    desk = overseer(request)
    since, until = _period(request, desk)
    given = {"since": since.isoformat(), "until": until.isoformat()}
    context = {
        "rows": _standings(desk, since, until),
        "since": since,
        "until": until,
        "definition": DEFINITION,
        "exports": export_links("workbench:supervise_units_export", query(given)),
    }
    return show(request, desk, "workbench/supervise_units.html", context, active="supervise")


@signed_in
def units_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出承办单位按时率。"""
    desk = overseer(request)
    rows = _standings(desk, *_period(request, desk))
    return sheet(desk, ext, "承办单位按时率", UNIT_HEADERS, map(_unit_cells, rows))


def _standings(desk: Desk, since: date, until: date) -> list[Standing]:
    return standings(viewer=desk.viewer, since=since, until=until, today=desk.today)


def _period(request: HttpRequest, desk: Desk) -> tuple[date, date]:
    """不写就是今年。"""
    since = day(request.GET.get("since")) or desk.today.replace(month=1, day=1)
    return since, day(request.GET.get("until")) or desk.today


def _unit_cells(row: Standing) -> tuple[Any, ...]:
    return (
        row.place if row.place else "不排名",
        *(row.unit, row.words, row.total, row.on_time, row.open, row.overdue),
    )
