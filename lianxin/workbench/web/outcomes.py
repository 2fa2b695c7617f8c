"""成果：清单与总数、一件事的成果、一项的核实更正作废。"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.casework.models import Case
from lianxin.casework.queries import get_case
from lianxin.files.queries import attachments_of
from lianxin.kernel.errors import NotVisible
from lianxin.outcomes.queries import (
    DEFINITIONS,
    PAGE,
    STATES,
    OutcomeCard,
    Total,
    get_outcome,
    listed_totals,
    outcome_page,
    outcomes_of,
    thread_totals,
)
from lianxin.outcomes.usecases import (
    Home,
    correct_outcome,
    record_outcome,
    verify_outcome,
    void_outcome,
)
from lianxin.supervision.queries.results import home_of
from lianxin.workbench.outcomeforms import CorrectForm, OutcomeFilter, OutcomeForm, VoidForm
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.tables import (
    Figure,
    Line,
    Link,
    Mark,
    Table,
    exports_of,
    table_sheet,
)

HEADERS = ("是什么", "哪一类", "数", "钱从哪来", "哪天", "算不算数", "谁核的")
SHEET_HEADERS = (
    *("编号", "是什么", "哪一类", "量什么", "数值", "单位", "有多准", "写法"),
    *("钱从哪来", "哪天", "算不算数", "包含在", "谁记的", "谁核的", "更正作废原因"),
)
TONES = {"counted": "ok", "pending": "warn", "undone": "none"}


@signed_in
def outcomes(request: HttpRequest) -> HttpResponse:
    """成果清单，上面是同样条件下算数的总数。"""
    desk = desk_of(request)
    state, wanted = _asked(request)
    page = _page_of(desk, state, wanted)
    rows = page(before=whole(request.GET.get("before")), limit=PAGE)
    given = kept(request, "q", "group", "source", "since", "until") | {"state": state}
    context = {
        "form": OutcomeFilter(request.GET),
        "state": state,
        "definition": DEFINITIONS.get(state, ""),
        "figures": _figures(listed_totals(viewer=desk.viewer, cases=_cases(desk), **wanted)),
        "table": _table("成果清单", rows),
        "tabs": plain_tabs(STATES, state, given, "state"),
        "is_filtered": bool(wanted),
        "exports": exports_of("workbench:outcomes_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/outcomes.html", context, active="outcomes")


@signed_in
def outcomes_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出成果清单：页面上看得见的，一行不多。"""
    desk = desk_of(request)
    page = _page_of(desk, *_asked(request))
    rows = every(lambda before: page(before=before, limit=500), lambda row: row.id)
    return sheet(desk, ext, "成果清单", SHEET_HEADERS, map(_cells, rows))


def _asked(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    state = request.GET.get("state", "counted")
    wanted = OutcomeFilter(request.GET).wanted()
    if "until" in wanted:
        # 页面上写的“到”含当天。
        wanted["until"] += timedelta(days=1)
    return (state if state in dict(STATES) else "counted"), wanted


def _page_of(desk: Desk, state: str, wanted: dict[str, Any]) -> partial[list[OutcomeCard]]:
    return partial(outcome_page, viewer=desk.viewer, cases=_cases(desk), state=state, **wanted)


def _cases(desk: Desk) -> Any:
    return Case.objects.visible_to(desk.viewer)


def _figures(totals: tuple[Total, ...]) -> list[Figure]:
    return [_figure(total, total.metric.unit) for total in totals]


def _figure(total: Total, unit: str) -> Figure:
    label = f"{total.metric.group_label}：{total.label}"
    return Figure(label, total.words.removesuffix(unit), unit, note=f"{total.number} 项加成")


def _table(title: str, rows: list[OutcomeCard]) -> Table:
    return Table(title, HEADERS, tuple(map(_line, rows)), empty="还没有记下成果。")


def _line(row: OutcomeCard) -> Line:
    inside = "（其中）" if row.part_of else ""
    return (
        Link(row.what, reverse("workbench:outcome", args=(row.id,)), inside),
        row.metric.label,
        row.words,
        row.source_label,
        row.happened_on,
        Mark(row.state_label, TONES[row.state]),
        row.verified_by,
    )


def _cells(row: OutcomeCard) -> tuple[Any, ...]:
    return (
        *(row.id, row.what, row.metric.group_label, row.metric.label, float(row.value)),
        *(row.metric.unit, row.precision, row.words, row.source_label, row.happened_on),
        *(row.state_label, row.part_of, row.recorded_by, row.verified_by, row.undone_reason),
    )


@signed_in
def case_outcomes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """一件事的成果：这条线的总数、逐项、记一项；``?form=csv`` 导出。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    home = home_of(viewer=desk.viewer, case_id=pk)
    rows = outcomes_of(viewer=desk.viewer, cases=_cases(desk), thread=home.thread)
    table = _table("这件事的成果", rows)
    if ext := request.GET.get("form"):
        return table_sheet(desk, ext, [table], title=f"成果-{case.number}")
    sent = request.method == "POST"
    if sent and not home.may_record:
        raise NotVisible("没有这一页。")
    form = _blank(desk, request)
    if sent and attempt(request, form, lambda _: _record(desk, home, form)):
        return go(request, request.path)
    seen = {row.case_id for row in rows} | {pk}
    context = {
        "case": case,
        "table": table,
        "figures": _figures(_shared_totals(desk, home, seen)),
        "form": form if home.may_record else None,
        "exports": [
            {"label": "导出 csv", "url": "?form=csv"},
            {"label": "导出表格", "url": "?form=xlsx"},
        ],
    }
    status = 422 if sent else 200
    return show(request, desk, "workbench/case_outcomes.html", context, active="", status=status)


def _shared_totals(desk: Desk, home: Home, seen: set[int]) -> tuple[Total, ...]:
    """整条线的总数；线上有他看不见的办件的，只给他看得见的那几件的。"""
    hidden = Case.objects.filter(thread=home.thread).exclude(pk__in=_cases(desk).values("pk"))
    if not hidden.exists():
        return thread_totals(thread=home.thread)
    cases = Case.objects.filter(pk__in=seen)
    return listed_totals(viewer=desk.viewer, cases=cases)


def _blank(desk: Desk, request: HttpRequest) -> OutcomeForm:
    if request.method == "POST":
        return OutcomeForm(request.POST, request.FILES)
    return OutcomeForm(initial={"happened_on": desk.today})


def _record(desk: Desk, home: Home, form: OutcomeForm) -> str:
    uploads = [(file, file.name or "") for file in form.files.getlist("evidence")]
    stored = store_files(uploads=uploads, audience="staff", doer=desk.doer, at=desk.now)
    record_outcome(
        home=home,
        figure=form.figure(),
        evidence=[UUID(file.id) for file in stored],
        actor=desk.actor,
        at=desk.now,
    )
    return "记下了。请代表工作机构或专（工）委核实，核实后才算数。"


@signed_in
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """一项成果：凭证、来历；核实、更正、作废。"""
    desk = desk_of(request)
    card = get_outcome(viewer=desk.viewer, cases=_cases(desk), pk=pk)
    home = home_of(viewer=desk.viewer, case_id=card.case_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    acts = _acts(desk, card, home)
    if act and act not in acts:
        raise NotVisible("没有这一页。")
    forms_ = _forms(card, request, act)
    if act and attempt(request, forms_[act], partial(_do, act, desk, card, home, forms_[act])):
        return go(request, reverse("workbench:case_outcomes", args=(card.case_id,)))
    context = {
        "card": card,
        "files": attachments_of(subject_kind="outcome", subject_id=pk, seen_by="staff"),
        "acts": {name: forms_[name] for name in acts},
        "form": forms_[act] if act else None,
    }
    status = 422 if act else 200
    return show(request, desk, "workbench/outcome.html", context, active="outcomes", status=status)


def _acts(desk: Desk, card: OutcomeCard, home: Home) -> tuple[str, ...]:
    if card.state == "undone":
        return ()
    own = card.recorded_by_id == desk.viewer.account_id
    verifies = home.may_verify and not own and card.state == "pending"
    mends = home.may_record or home.may_verify
    return (*(("verify",) if verifies else ()), *(("correct", "void") if mends else ()))


def _forms(card: OutcomeCard, request: HttpRequest, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    first = {
        "value": f"{card.value:f}".rstrip("0").rstrip("."),
        "precision": card.precision,
        "what": card.what,
        "happened_on": card.happened_on,
    }
    kept_ = {"metric": card.metric.key, "source": card.source}
    return {
        "verify": forms.Form(data("verify")),
        "correct": CorrectForm(data("correct"), initial=first, prefix="c", **kept_),
        "void": VoidForm(data("void"), prefix="v"),
    }


def _do(
    act: str, desk: Desk, card: OutcomeCard, home: Home, form: Any, given: dict[str, Any]
) -> str:
    note: dict[str, Any] = {
        "outcome_id": card.id,
        "home": home,
        "actor": desk.actor,
        "at": desk.now,
    }
    if act == "verify":
        verify_outcome(**note)
        return "核实了，从现在起算数。"
    if act == "correct":
        correct_outcome(figure=form.figure(), reason=given["reason"], **note)
        return "更正了。旧的留着备查，新的核实后才算数。"
    void_outcome(reason=given["reason"], **note)
    return "作废了，不再算数；行还留着。"
