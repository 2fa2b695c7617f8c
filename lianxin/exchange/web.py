"""批量导入的页面：传一份表，看每一行会怎样，确认了再导，导到哪里看得见。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from lianxin.access.audience import signed_in
from lianxin.access.models import Account
from lianxin.access.viewers import STRANGER, Viewer, viewer_for
from lianxin.exchange import queries, usecases
from lianxin.exchange.forms import UploadForm
from lianxin.exchange.opinions_sheet import COLUMNS
from lianxin.exchange.policies import imports_for
from lianxin.exchange.reading import MOST_MEGABYTES, STATE_LABELS
from lianxin.files.refusals import FileTooLarge
from lianxin.files.sheetwriting import write_xlsx
from lianxin.kernel.errors import NotVisible, RuleViolation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE_NAME = "%E5%8F%B0%E8%B4%A6%E6%A8%A1%E6%9D%BF.xlsx"
LEVELS = {"refused": "不收", "reported": "要人看", "note": "说明"}


@dataclass(frozen=True, slots=True)
class Desk:
    """一次请求里的人、时刻、替哪级人大。"""

    viewer: Viewer
    now: datetime
    congress_id: int


def _desk(request: HttpRequest) -> Desk:
    now, account = timezone.now(), request.user
    viewer = STRANGER
    if isinstance(account, Account):
        viewer = viewer_for(account, today=timezone.localtime(now).date())
    return Desk(viewer, now, imports_for(viewer))


@signed_in
def imports(request: HttpRequest) -> HttpResponse:
    """传一份表；最近几次导入。"""
    desk = _desk(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _upload(form, desk)
        except RuleViolation as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("exchange:run", args=(run.pk,)))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "runs": queries.runs(viewer=desk.viewer)}
    return _show(request, desk, "exchange/imports.html", context, status=status)


def _upload(form: UploadForm, desk: Desk) -> Any:
    upload = form.cleaned_data["file"]
    # 先看登记的大小，过大的不读进内存。
    if upload.size > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(f"表超过 {MOST_MEGABYTES} MB，请删去图片和多余的列，或分成几份再传。")
    return usecases.upload_sheet(
        kind=form.cleaned_data["kind"],
        content=upload.read(),
        name=upload.name,
        congress_id=desk.congress_id,
        viewer=desk.viewer,
        at=desk.now,
    )


@signed_in
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """一次导入：核对的结果、进度、导完的结果。"""
    desk = _desk(request)
    return _show(request, desk, "exchange/run.html", _run_context(desk, pk))


@signed_in
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入。"""
    return _act(request, pk, usecases.confirm_run)


@signed_in
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """作废。"""
    return _act(request, pk, usecases.drop_run)


def _act(request: HttpRequest, pk: int, step: Any) -> HttpResponse:
    desk = _desk(request)
    if not queries.get_run(viewer=desk.viewer, pk=pk).may_act:
        raise NotVisible("这份表是别人传的，由他确认或作废。")
    try:
        step(run_id=pk, actor=desk.viewer.as_actor(), at=desk.now)
    except RuleViolation as refusal:
        context = {**_run_context(desk, pk), "errors": [str(refusal)]}
        return _show(request, desk, "exchange/run.html", context, status=422)
    return HttpResponseRedirect(reverse("exchange:run", args=(pk,)))


@signed_in
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """空白的台账，照着填就认得。"""
    _desk(request)
    headers = [column.names[0] for column in COLUMNS]
    response = HttpResponse(write_xlsx(headers, [], title="群众意见台账"), content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{TEMPLATE_NAME}"
    return response


def _run_context(desk: Desk, pk: int) -> dict[str, Any]:
    card = queries.get_run(viewer=desk.viewer, pk=pk)
    told = card.summary
    counts = [
        {"label": label, "value": told.get(name, 0), "unit": "行"}
        for name, label in (
            ("added", STATE_LABELS["add"]),
            ("finished", STATE_LABELS["finish"]),
            ("skipped", STATE_LABELS["skip"]),
            ("refused", STATE_LABELS["refuse"]),
        )
    ]
    return {
        "run": card,
        "counts": counts if told else [],
        "lines": [_line(line) for line in told.get("reported", [])],
        "more": told.get("more", 0),
        "notes": told.get("notes", []),
        "first": told.get("first", []),
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "row": line["row"],
        "id": "" if line["id"].startswith("#") else line["id"],
        "state": STATE_LABELS[line["state"]],
        "refused": line["state"] == "refuse",
        "issues": [{**issue, "level": LEVELS[issue["level"]]} for issue in line["issues"]],
    }


def _show(
    request: HttpRequest,
    desk: Desk,
    template_name: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    # 四周的栏目由工作台给；同层互不相识，所以经设置取来。
    frame = import_string(settings.DESK_FRAME)
    shared = {
        "today": timezone.localtime(desk.now).date(),
        "viewer": desk.viewer,
        **frame(desk.viewer, active="imports"),
    }
    return render(request, template_name, {**shared, **context}, status=status)
