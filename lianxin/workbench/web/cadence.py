"""频次的页面：各条规则的总况、一条规则的色带板、没达标的清单、窗口日历、数字背后的记录、我的进度。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lianxin.access.audience import signed_in
from lianxin.activities.queries.breaching import Breach, Breaches, breaches
from lianxin.activities.queries.cadence import (
    Board,
    Row,
    RuleInForce,
    board,
    may_adopt,
    my_windows,
    practices,
    records_behind,
    rule_named,
    rules_of,
)
from lianxin.activities.queries.frequency import Thing
from lianxin.activities.queries.subjects import Subject
from lianxin.kernel.cadence.judging import STATES, WANTING
from lianxin.kernel.cadence.model import WHO
from lianxin.kernel.cadence.windows import Window, year_at
from lianxin.kernel.errors import NotVisible
from lianxin.workbench import policies
from lianxin.workbench.filters import Quiet
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, query

PAGE = 60
_SHOWN = {"": "全部", "wanting": "要过问的", "breach": "有没达标的", "fine": "都达标的"}
_YEARS = {1: "这一年", 3: "近三年", 5: "近五年"}
RECORD_HEADERS = ("谁", "规则", "哪一天", "数到的", "编号")
CALENDAR_HEADERS = ("截止", "规则", "窗口", "达标", "共几个")
BREACH_HEADERS = ("谁", "在哪里", "规则", "窗口", "截止", "已有", "至少", "怎样", "办法")


class BoardFilter(Quiet):
    """色带板的筛选。"""

    q = forms.CharField(
        label="名称", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label="看哪些",
        required=False,
        choices=tuple(_SHOWN.items()),
    )
    years = forms.TypedChoiceField(
        label="看几年",
        required=False,
        coerce=int,
        choices=tuple(_YEARS.items()),
    )


def reader(request: HttpRequest) -> Desk:
    """看得见频次的：人大机关、专工委、街道工委看板，代表看自己和自己的小组。"""
    desk = desk_of(request)
    if not (policies.oversees(desk.viewer) or desk.viewer.is_deputy):
        raise NotVisible("没有这一页。")
    return desk


def year_of(request: HttpRequest, desk: Desk) -> int:
    """网址里的年份；写得不对就是今年。"""
    year = whole(request.GET.get("year")) or desk.today.year
    return year if 2000 <= year <= desk.today.year + 1 else desk.today.year


def _period(year: int, years: int = 1) -> Window:
    return Window(date(year - years + 1, 1, 1), date(year + 1, 1, 1))


def _board(desk: Desk, rule: RuleInForce, period: Window) -> Board:
    return board(
        congress_id=desk.congress_id,
        rule=rule,
        period=period,
        today=desk.today,
        viewer=desk.viewer,
    )


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """各条规则今年怎样：达标几格、没达标几格、眼下快到期还不够的几个。"""
    desk = reader(request)
    year = year_of(request, desk)
    found = rules_of(congress_id=desk.congress_id, on=_day_in(year, desk.today))
    context = {
        "year": year,
        "cards": [_card(desk, rule, year) for rule in found],
        "practices": practices(congress_id=desk.congress_id),
        "may_adopt": may_adopt(desk.viewer, desk.congress_id),
        "who": WHO,
    }
    return show(request, desk, "workbench/cadence/overview.html", context, active="cadence")


def _day_in(year: int, today: date) -> date:
    """看往年，就看那年最后一天用着的规则。"""
    return today if year == today.year else date(year, 12, 31)


def _card(desk: Desk, rule: RuleInForce, year: int) -> dict[str, Any]:
    made = _board(desk, rule, _period(year))
    tally = made.tally()
    return {
        "rule": rule,
        "who": WHO[rule.rule.who],
        "subjects": len(made.rows),
        "tally": [(state, STATES[state], number) for state, number in tally.items()],
        "wanting": sum(bool(row.wanting) for row in made.rows),
    }


@signed_in
def rule_board(request: HttpRequest, name: str) -> HttpResponse:
    """一条规则的色带板：一个对象一条，一格一个窗口。"""
    desk = reader(request)
    rule = rule_named(congress_id=desk.congress_id, name=name)
    year, form = year_of(request, desk), BoardFilter(request.GET)
    wanted = form.wanted()
    made = _board(desk, rule, _period(year, wanted.get("years", 1)))
    rows = _wanted(made.rows, wanted)
    start = whole(request.GET.get("from")) or 0
    given = {"year": year, **kept(request, "q", "state", "years")}
    context = {
        "board": made,
        "rule": rule,
        "who": WHO[rule.rule.who],
        "rows": rows[start : start + PAGE],
        "shown": len(rows),
        "tally": [(state, STATES[state], number) for state, number in made.tally().items()],
        "form": form,
        "year": year,
        "may_look_ahead": year < desk.today.year,
        "exports": export_links_of(name, query(given)),
        **_pager(given, start, len(rows)),
    }
    return show(request, desk, "workbench/cadence/board.html", context, active="cadence")


def _pager(given: dict[str, Any], start: int, total: int) -> dict[str, str]:
    """往下翻与回到最前：全部已经算好，按位置翻。"""
    after = query(given, **{"from": start + PAGE})
    return {
        "next_url": f"?{after}" if total > start + PAGE else "",
        "first_url": f"?{query(given)}" if start else "",
    }


def _wanted(rows: tuple[Row, ...], wanted: dict[str, Any]) -> list[Row]:
    """筛出要看的几行。"""
    q, state = wanted.get("q", "").strip(), wanted.get("state", "")
    named = [row for row in rows if q in f"{row.subject.name} {row.subject.note}"]
    if state == "breach":
        return [row for row in named if any(cell.state == "breach" for cell in row.cells)]
    if state in ("wanting", "fine"):
        return [row for row in named if bool(row.wanting) == (state == "wanting")]
    return named


def export_links_of(name: str, given: str) -> list[dict[str, str]]:
    """这块板的两个导出链接。"""
    links = export_links("workbench:cadence_breaches_export", given)
    return [{**one, "url": one["url"].replace("/breaches/", f"/rules/{name}/")} for one in links]


@signed_in
def rule_export(request: HttpRequest, name: str, ext: str) -> HttpResponseBase:
    """导出一条规则的板：一个对象一行，一个窗口一列。"""
    desk = reader(request)
    rule = rule_named(congress_id=desk.congress_id, name=name)
    wanted = BoardFilter(request.GET).wanted()
    made = _board(desk, rule, _period(year_of(request, desk), wanted.get("years", 1)))
    years = [f"{one.year} 年合计" for one in made.rows[0].years] if made.rows else []
    headers = ("名称", "在哪里", *made.labels, *years, "要过问的窗口")
    rows = (_board_cells(row) for row in _wanted(made.rows, wanted))
    return sheet(desk, ext, rule.rule.label, headers, rows)


def _board_cells(row: Row) -> tuple[Cell, ...]:
    cells = [f"{cell.count}（{cell.words}）" for cell in row.cells]
    return (
        *(row.subject.name, row.subject.note, *cells),
        *(year.count for year in row.years),
        row.wanting,
    )


@signed_in
def rule_records(request: HttpRequest, name: str, subject: int) -> HttpResponse:
    """一个数字背后的每一条。"""
    desk = reader(request)
    rule = rule_named(congress_id=desk.congress_id, name=name)
    year = year_of(request, desk)
    whose, found = _behind(desk, rule, subject, year)
    made = _board(desk, rule, _period(year))
    context = {
        "rule": rule,
        "whose": whose,
        "records": found,
        "year": year,
        "row": next(row for row in made.rows if row.subject.id == subject),
        "labels": made.labels,
        "exports": export_links(
            "workbench:cadence_records_export", query({"year": year}), name, str(subject)
        ),
    }
    return show(request, desk, "workbench/cadence/records.html", context, active="cadence")


@signed_in
def records_export(request: HttpRequest, name: str, subject: int, ext: str) -> HttpResponseBase:
    """导出一个数字背后的每一条。"""
    desk = reader(request)
    rule = rule_named(congress_id=desk.congress_id, name=name)
    whose, found = _behind(desk, rule, subject, year_of(request, desk))
    label = rule.rule.label
    rows = ((whose.name, label, one.day, one.title, one.id) for one in found)
    return sheet(desk, ext, f"{label}：{whose.name}", RECORD_HEADERS, rows)


def _behind(desk: Desk, rule: RuleInForce, subject: int, year: int) -> tuple[Subject, list[Thing]]:
    return records_behind(
        viewer=desk.viewer,
        congress_id=desk.congress_id,
        rule=rule,
        subject_id=subject,
        period=year_at(date(year, 1, 1)),
    )


def _breaches(desk: Desk, year: int, state: str) -> Breaches:
    """一条规则一块板；板上只数，不一条条写出来。"""
    found = rules_of(congress_id=desk.congress_id, on=_day_in(year, desk.today))
    boards = (_board(desk, rule, _period(year)) for rule in found)
    return breaches(boards, states=(state,) if state else WANTING)


@signed_in
def breach_list(request: HttpRequest) -> HttpResponse:
    """没有达标的、快到期还不够的，快到期的在前；翻到哪页写哪页。"""
    desk = reader(request)
    year = year_of(request, desk)
    state = request.GET.get("state", "")
    found = _breaches(desk, year, state)
    start = whole(request.GET.get("from")) or 0
    given = {"year": year, "state": state if state in WANTING else ""}
    context = {
        "breaches": found.page(start, PAGE),
        "total": found.total,
        "year": year,
        "may_look_ahead": year < desk.today.year,
        "tabs": [
            {"label": label, "url": f"?{query(given, state=key)}", "active": key == state}
            for key, label in (("", "全部"), ("warn", "快到期还不够"), ("breach", "没有达标"))
        ],
        "exports": export_links("workbench:cadence_breaches_export", query(given)),
        **_pager(given, start, found.total),
    }
    return show(request, desk, "workbench/cadence/breaches.html", context, active="cadence")


@signed_in
def breaches_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出没有达标的清单。"""
    desk = reader(request)
    state = request.GET.get("state", "")
    rows = map(_breach_cells, _breaches(desk, year_of(request, desk), state))
    return sheet(desk, ext, "频次未达标清单", BREACH_HEADERS, rows)


def _breach_cells(one: Breach) -> tuple[Cell, ...]:
    rule = one.rule.rule
    return (
        *(one.subject.name, one.subject.note, rule.label, one.window, one.last),
        *(one.count, one.least, one.words, one.rule.standing.cadence.label),
    )


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """一年里哪天有窗口要满：到那天还有几个不够。"""
    desk = reader(request)
    year = year_of(request, desk)
    closings = _year_closings(desk, year)
    months = [
        (month, [one for one in closings if one["on"].month == month and one["on"].year == year])
        for month in range(1, 13)
    ]
    context = {
        "year": year,
        "months": months,
        "may_look_ahead": year <= desk.today.year,
        "exports": export_links("workbench:cadence_calendar_export", query({"year": year})),
    }
    return show(request, desk, "workbench/cadence/calendar.html", context, active="cadence")


@signed_in
def calendar_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出窗口日历：一个要满的窗口一行；那时还没采用办法的，共 0 个。"""
    desk = reader(request)
    rows = (
        (one["on"], one["rule"].rule.label, one["label"], one["met"], one["of"])
        for one in _year_closings(desk, year_of(request, desk))
    )
    return sheet(desk, ext, "窗口日历", CALENDAR_HEADERS, rows)


def _year_closings(desk: Desk, year: int) -> list[dict[str, Any]]:
    found = rules_of(congress_id=desk.congress_id, on=_day_in(year, desk.today))
    closings = [each for rule in found for each in _closings(_board(desk, rule, _period(year)))]
    return sorted(closings, key=lambda one: one["on"])


def _closings(made: Board) -> list[dict[str, Any]]:
    found = []
    for place, window in enumerate(made.frames):
        states = [row.cells[place].state for row in made.rows]
        judged = [state for state in states if state != "exempt"]
        found.append(
            {
                "on": window.ends - timedelta(days=1),
                "rule": made.rule,
                "label": made.labels[place],
                "met": sum(state in ("met", "over") for state in judged),
                "of": len(judged),
                "tone": "bad" if "breach" in judged else "warn" if "warn" in judged else "ok",
            }
        )
    return found


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """我的进度：我自己、我的小组眼下每条规则还差几次。"""
    desk = reader(request)
    found = my_windows(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    context = {"lacks": found, "year": desk.today.year}
    return show(request, desk, "workbench/cadence/mine.html", context, active="cadence_mine")
