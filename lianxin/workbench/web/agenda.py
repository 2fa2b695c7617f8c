"""我的日历：一个月里请我的、我们办的、接待、频次截止、要办的；开一份订阅，收回一份订阅。"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime, make_aware
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.queries.calendars import Entry, has_feed, my_entries
from lianxin.activities.usecases.calendars import close_feed, open_feed
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show
from lianxin.workbench.web.exports import export_links, sheet

HEADERS = ("日期", "开始", "结束", "哪一种", "什么事", "地点", "说明")


@signed_in
def agenda(request: HttpRequest) -> HttpResponse:
    """我的一个月。"""
    desk = desk_of(request)
    return _page(request, desk, _month(request, desk))


def _month(request: HttpRequest, desk: Desk) -> date:
    return (day(f"{request.GET.get('month', '')}-01") or desk.today).replace(day=1)


def _entries(desk: Desk, first: date) -> list[Entry]:
    after = (first + timedelta(days=31)).replace(day=1)
    return my_entries(
        viewer=desk.viewer,
        congress_id=desk.congress_id,
        today=desk.today,
        since=_midnight(first),
        until=_midnight(after),
    )


def _midnight(on: date) -> datetime:
    return make_aware(datetime.combine(on, time()))


def _page(request: HttpRequest, desk: Desk, first: date, link: str = "") -> HttpResponse:
    entries = _entries(desk, first)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[localtime(entry.starts_at).date()].append(entry)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    context: dict[str, Any] = {
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "weeks": [[(on, on.month != first.month, by_day.get(on, [])) for on in w] for w in weeks],
        "entries": entries,
        "link": link,
        "has_feed": bool(link) or has_feed(desk.viewer),
        "congress_feed": f"{settings.PUBLIC_URL}/feeds/congress/{desk.congress_id}.ics",
        "exports": export_links("workbench:agenda_export", f"month={first:%Y-%m}"),
    }
    return show(request, desk, "workbench/cadence/agenda.html", context, active="agenda")


@signed_in
def agenda_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出我的一个月。"""
    desk = desk_of(request)
    rows = (_cells(one) for one in _entries(desk, _month(request, desk)))
    return sheet(desk, ext, "我的日历", HEADERS, rows)


def _cells(one: Entry) -> tuple[Cell, ...]:
    start, end = localtime(one.starts_at), localtime(one.ends_at)
    times = ("全天", "") if one.all_day else (f"{start:%H:%M}", f"{end:%H:%M}")
    return (start.date(), *times, one.kind_words, one.title, one.place, one.note)


@signed_in
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """开一份订阅：网址只在这一页上给一次。"""
    desk = desk_of(request)
    token = open_feed(actor=desk.doer, at=desk.now)
    link = f"{settings.PUBLIC_URL}/feeds/{token}.ics"
    answer = _page(request, desk, _month(request, desk), link)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    """收回订阅。"""
    desk = desk_of(request)
    if close_feed(actor=desk.doer, at=desk.now):
        messages.success(request, "订阅收回了，原来的网址打不开了。")
    return go(request, reverse("workbench:agenda"))
