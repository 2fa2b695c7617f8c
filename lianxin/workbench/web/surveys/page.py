"""一份问卷：题、发出结束公布、收了多少、数出来什么；导出。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import mark_safe

from lianxin.access.audience import signed_in
from lianxin.activities.models import Survey
from lianxin.activities.queries.survey_tallies import (
    DEFINITION,
    TEXTS_PAGE,
    asked_or_first,
    cross_by_street,
    crossable,
    reply_headers,
    reply_rows,
    tabulate,
    texts_of,
)
from lianxin.activities.queries.surveys import all_slips, may_run, state_words, survey_seen
from lianxin.activities.usecases import survey_building as building
from lianxin.activities.usecases import survey_running as running
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.registers.tables import exports_of

TALLY_HEADERS = ("第几题", "问什么", "哪种题", "选项", "份数", "占答了这题的", "答了这题的")


@signed_in
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """一份问卷的全部；发出、结束、公布、另出一版、挪题也从这里交。"""
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    if request.method == "POST":
        return _act(request, desk, row)
    is_sent = row.state != Survey.State.DRAFT
    wanted = asked_or_first(row, whole(request.GET.get("cross"))) if is_sent else None
    url = request.build_absolute_uri(reverse("portal:survey", args=(row.serial,)))
    context = {
        "survey": row,
        "state_words": state_words(row, today=desk.today),
        "runs": may_run(desk.viewer, row),
        "result": tabulate(row) if is_sent else None,
        "definition": DEFINITION,
        "crossable": crossable(row),
        "cross": cross_by_street(row, question_id=wanted) if wanted else None,
        "cross_exports": exports_of("workbench:survey_cross", "", pk, wanted) if wanted else (),
        "link": url,
        # segno 画的图里只有路径，没有外来的文字。
        "qr": mark_safe(segno.make(url, error="m").svg_inline(scale=3, border=2))  # noqa: S308
        if row.by_link and row.state == Survey.State.OPEN
        else "",
        "exports": exports_of("workbench:survey_export", "", pk),
        "reply_exports": exports_of("workbench:survey_replies", "", pk),
        "slip_exports": exports_of("workbench:survey_slips", "", pk) if row.slips else (),
        "texts_url": reverse("workbench:survey_texts", args=(pk,)),
    }
    return show(request, desk, "workbench/surveys/survey.html", context, active="surveys")


def _act(request: HttpRequest, desk: Desk, row: Survey) -> HttpResponse:
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not may_run(desk.viewer, row):
        raise NotVisible("没有这一步。")
    try:
        url = act(desk, row, request.POST)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        url = ""
    return go(request, url or reverse("workbench:survey", args=(row.pk,)))


def _move(desk: Desk, row: Survey, given: Any) -> str:
    building.move_question(
        survey_id=row.pk,
        question_id=whole(given.get("question")) or 0,
        up=given.get("way") == "up",
        actor=desk.doer,
        at=desk.now,
    )
    return reverse("workbench:survey", args=(row.pk,)) + "#questions"


def _drop(desk: Desk, row: Survey, given: Any) -> str:
    question = whole(given.get("question")) or 0
    building.drop_question(survey_id=row.pk, question_id=question, actor=desk.doer, at=desk.now)
    return reverse("workbench:survey", args=(row.pk,)) + "#questions"


def _open(desk: Desk, row: Survey, _given: Any) -> str:
    running.open_survey(survey_id=row.pk, actor=desk.doer, at=desk.now)
    return ""


def _close(desk: Desk, row: Survey, given: Any) -> str:
    words = given.get("words", "")
    running.close_survey(survey_id=row.pk, words=words, actor=desk.doer, at=desk.now)
    return ""


def _publish(desk: Desk, row: Survey, _given: Any) -> str:
    running.publish_result(survey_id=row.pk, actor=desk.doer, at=desk.now)
    return ""


def _renew(desk: Desk, row: Survey, _given: Any) -> str:
    made = running.renew_survey(survey_id=row.pk, actor=desk.doer, at=desk.now)
    return reverse("workbench:survey", args=(made.pk,))


ACTS: dict[str, Callable[[Desk, Survey, Any], str]] = {
    "move": _move,
    "drop": _drop,
    "open": _open,
    "close": _close,
    "publish": _publish,
    "renew": _renew,
}


@signed_in
def survey_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """一题写的话；入库时已遮住个人信息。"""
    desk, row = _runner(request, pk)
    question = whole(request.GET.get("q")) or 0
    asked = next((one for one in row.questions.all() if one.pk == question), None)
    if asked is None:
        raise NotVisible("没有这道题。")
    lines = texts_of(row, question_id=question, before=whole(request.GET.get("before")))
    more = f"?q={question}&before={lines[-1][0]}" if len(lines) == TEXTS_PAGE else ""
    first = f"?q={question}" if request.GET.get("before") else ""
    context = {
        "survey": row,
        "question": asked,
        "lines": lines,
        "next_url": more,
        "first_url": first,
        "exports": exports_of("workbench:survey_texts_export", "", pk, question),
    }
    return show(request, desk, "workbench/surveys/texts.html", context, active="surveys")


@signed_in
def survey_texts_export(request: HttpRequest, pk: int, question: int, ext: str) -> HttpResponseBase:
    """导出一题写的话。"""
    desk, row = _runner(request, pk)
    lines = texts_of(row, question_id=question, limit=100_000)
    rows = [(number, text) for number, (_, text) in enumerate(lines, start=1)]
    return sheet(desk, ext, f"{row.title}：写的话", ("序号", "写的话（已脱敏）"), rows)


@signed_in
def survey_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出各题的汇总。"""
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    return sheet(desk, ext, f"{row.title}：汇总", TALLY_HEADERS, tabulate(row).rows())


@signed_in
def survey_cross(request: HttpRequest, pk: int, question: int, ext: str) -> HttpResponseBase:
    """导出一题按街道的交叉表。"""
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    cross = cross_by_street(row, question_id=question)
    headers = ("街道（乡镇）", "答了的", *cross.columns)
    rows: list[tuple[Cell, ...]] = [
        (line.street, line.answered, *line.cells) for line in cross.lines
    ]
    return sheet(desk, ext, f"{row.title}：第{cross.question.place}题按街道", headers, rows)


@signed_in
def survey_replies(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一份一行的原始数：没有票号，也没有谁。"""
    desk, row = _runner(request, pk)
    return sheet(desk, ext, f"{row.title}：逐份", reply_headers(row), reply_rows(row))


@signed_in
def survey_slips(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出票号，拿去印发。"""
    desk, row = _runner(request, pk)
    rows = ((slip,) for slip in all_slips(row.serial, row.slips))
    return sheet(desk, ext, f"{row.title}：票号", ("票号",), rows)


def _runner(request: HttpRequest, pk: int) -> tuple[Desk, Survey]:
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    if not may_run(desk.viewer, row):
        raise NotVisible("没有这一页。")
    return desk, row
