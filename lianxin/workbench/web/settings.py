"""岗位配备与工作日历：谁在岗、哪天上班；改了马上管用，每一笔都留痕。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.access.usecases.calendar import change_day, load_published
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.queries import coverage_matrix, handovers
from lianxin.workbench import policies
from lianxin.workbench.queries.calendars import calendar_days, calendar_years
from lianxin.workbench.queries.roster import may_see
from lianxin.workbench.rosterforms import DayForm
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show
from lianxin.workbench.web.registerpages import posted, sheet_page

HANDOVERS_BACK = timedelta(days=366)


@signed_in
def posts(request: HttpRequest) -> HttpResponse:
    """岗位配备：该有的岗位有没有人，谁接了谁。"""
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    on = day(request.GET.get("on")) or desk.today
    coverage = coverage_matrix(congress_id=desk.congress_id, on=on)
    labels = {cell.requirement.key: cell.requirement.label for cell in coverage.cells}
    context = {
        "on": on,
        "coverage": coverage,
        "ratios": [(label, *coverage.ratio(key)) for key, label in labels.items()],
        "handovers": handovers(congress_id=desk.congress_id, since=on - HANDOVERS_BACK, until=on),
    }
    return show(request, desk, "workbench/posts.html", context, active="posts")


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """工作日历：装了哪几年，哪些日子放假、调休。"""
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    years = calendar_years()
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else desk.today.year
    context = {
        "years": years,
        "year": year,
        "days": calendar_days(year=year),
        "is_loaded": year in {each.year for each in years},
        "may_change": policies.runs_office(desk.viewer, desk.congress_id),
    }
    return show(request, desk, "workbench/calendar.html", context, active="calendar")


@signed_in
def calendar_change(request: HttpRequest) -> HttpResponse:
    """改一天；暂定的期限会重新推算。"""
    desk = desk_of(request)
    _office_only(desk)

    def act(given: dict[str, Any]) -> str:
        change_day(
            day=given["day"],
            kind=None if given["kind"] == "normal" else given["kind"],
            name=given["name"],
            source=given["source"],
            actor=desk.actor,
            at=desk.now,
        )
        return f"{given['day'].month} 月 {given['day'].day} 日改好了，今后的期限照它算。"

    return sheet_page(
        request,
        desk,
        DayForm(data=posted(request)),
        title="改一天",
        intro="按国务院办公厅公布的安排改；本地临时停工放假也记在这里。",
        back=("工作日历", reverse("workbench:calendar")),
        button="改好了",
        active="calendar",
        act=act,
    )


@signed_in
@require_POST
def calendar_load(request: HttpRequest) -> HttpResponse:
    """把随程序带来的、已公布的各年补齐。"""
    desk = desk_of(request)
    _office_only(desk)
    years = load_published(actor=desk.actor, at=desk.now)
    words = "、".join(map(str, years))
    messages.success(request, f"补上了 {words} 年。" if years else "已公布的年份都已经装好。")
    return go(request, reverse("workbench:calendar"))


def _office_only(desk: Desk) -> None:
    if not policies.runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页，或者您无权查看。")
