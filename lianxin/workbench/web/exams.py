"""承办单位考评得分：一家一行，几件就写几件，点开是哪几件；能导出。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.suggestions.queries import ExamCard, UnitScore, exam_cards, unit_scores
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import plain_tabs, query

YEARS = 4
UNIT_HEADERS = (
    "承办单位",
    *("考评件数", "三次考完", "一考平均分", "一考件数", "二考平均分", "二考件数"),
    *("三考平均分", "三考件数", "各次得分平均"),
)
CASE_HEADERS = ("编号", "案由", "走到哪", "结果", "一考", "二考", "三考")


@signed_in
def exams(request: HttpRequest) -> HttpResponse:
    """按单位汇总的得分；选了一家，下面列出是哪几件。"""
    desk = desk_of(request)
    year, unit = _year(request, desk), whole(request.GET.get("unit"))
    given = {"year": year, "unit": unit}
    years = [
        (str(each), f"{each} 年") for each in range(desk.today.year, desk.today.year - YEARS, -1)
    ]
    context = {
        "rows": unit_scores(viewer=desk.viewer, year=year),
        "cards": exam_cards(viewer=desk.viewer, year=year, unit=unit) if unit else (),
        "unit": unit,
        "year": year,
        "here": reverse("workbench:exams"),
        "tabs": plain_tabs(years, str(year), {}, "year"),
        "exports": export_links("workbench:exams_export", query(given)),
    }
    return show(request, desk, "workbench/exams.html", context, active="suggestions")


@signed_in
def exams_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出：没有选单位的是汇总，选了的是那一家的每一件。"""
    desk = desk_of(request)
    year, unit = _year(request, desk), whole(request.GET.get("unit"))
    if unit:
        cards = exam_cards(viewer=desk.viewer, year=year, unit=unit)
        return sheet(desk, ext, f"{year}年考评明细", CASE_HEADERS, map(_case_row, cards))
    rows = unit_scores(viewer=desk.viewer, year=year)
    return sheet(desk, ext, f"{year}年承办单位考评得分", UNIT_HEADERS, map(_unit_row, rows))


def _year(request: HttpRequest, desk: Desk) -> int:
    asked = whole(request.GET.get("year"))
    return asked if asked and asked in range(2000, 2200) else desk.today.year


def _unit_row(row: UnitScore) -> list[Cell]:
    marks = (row.plan, row.progress, row.result)
    scores = [cell for mark in marks for cell in (mark.average, mark.count)]
    return [row.unit, row.cases, row.finished, *scores, row.mean]


def _case_row(card: ExamCard) -> list[Cell]:
    scores = (card.plan, card.progress, card.result)
    return [card.number, card.title, card.stage_label, card.result_words, *scores]
