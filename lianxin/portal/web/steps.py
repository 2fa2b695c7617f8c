"""提交人在回执上办事：打分、要求再办、撤回、补充。有哪些步、要填什么，都由机制定。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lianxin.access.audience import public
from lianxin.casework.available import Available
from lianxin.casework.forms import StepForm
from lianxin.casework.policies import SUBMITTER_DOER
from lianxin.files.refusals import FileRefused
from lianxin.kernel.errors import RuleViolation
from lianxin.opinions.queries import key_for
from lianxin.opinions.usecases import add_to_opinion
from lianxin.portal.forms import AddForm, fit_once, once_key
from lianxin.portal.queries import ReceiptPage, receipt_page
from lianxin.portal.tickets import ticket
from lianxin.portal.usecases import fingerprint, only_once, store_photos, take_step, was_done
from lianxin.portal.web import opened
from lianxin.portal.web.patience import STALE, TOO_FAST, is_stale, wait_before_writing
from lianxin.portal.web.shell import private, show, url

SCOPE = "portal.step"
GONE = "这一步现在不能办了，可能刚办过。下面是最新的进展。"
CLOSED = "这件事已经办结，补充没有人看得到了。还没办好的，请要求再办。"


@public
@csrf_exempt
@require_POST
def step(request: HttpRequest, receipt_no: str, verb: str) -> HttpResponse:
    """提交人走一步：打分、要求再办、撤回……有哪些步由机制定。"""
    if not opened.is_open(request, receipt_no):
        return HttpResponseRedirect(url("portal:receipt", receipt_no), status=303)
    page = seen_now(receipt_no)
    offered = next((each for each in page.receipt.steps if each.verb == verb), None)
    if offered is None and was_done(scope=SCOPE, key=_once(request)):
        return _back(receipt_no)
    if offered is None:
        return receipt_shown(request, page, errors=[GONE], status=422)
    form = StepForm(request.POST, request.FILES, step=offered, for_staff=False)
    form.full_clean()
    if words := _impatient(request):
        return receipt_shown(request, page, errors=[words], bad=form, status=403)
    try:
        _take(request, receipt_no, form, at=timezone.now())
    except RuleViolation as refusal:
        form.refuse(refusal)
        return receipt_shown(request, page, bad=form, status=422)
    messages.success(request, f"好了，您这一步记下了：{offered.label}。")
    return _back(receipt_no)


def _take(request: HttpRequest, receipt_no: str, form: StepForm, *, at: datetime) -> None:
    facts = form.facts()
    photos = {key: uploads for key, (_, uploads, _) in form.uploads().items()}
    every = [photo for uploads in photos.values() for photo in uploads]

    def act() -> dict[str, Any]:
        stored = {key: store_photos(photos=some, at=at) for key, some in photos.items()}
        take_step(
            receipt_no=receipt_no,
            receipt_key=key_for(receipt_no),
            verb=form.step.verb,
            facts={**facts, **{key: list(ids) for key, ids in stored.items()}},
            files=[each for ids in stored.values() for each in ids],
            actor=SUBMITTER_DOER,
            at=at,
        )
        return {}

    content = fingerprint({**facts, "receipt": receipt_no, "verb": form.step.verb}, every)
    only_once(scope=SCOPE, key=_once(request), content=content, at=at, act=act)


def _once(request: HttpRequest) -> str:
    return fit_once(request.POST.get("once_key", ""))


@public
@csrf_exempt
@require_POST
def add(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """补充情况或照片。"""
    if not opened.is_open(request, receipt_no):
        return HttpResponseRedirect(url("portal:receipt", receipt_no), status=303)
    page = seen_now(receipt_no)
    if page.receipt.is_closed:
        return receipt_shown(request, page, errors=[CLOSED], status=422)
    form = AddForm(request.POST, request.FILES)
    is_good = form.is_valid()
    if words := _impatient(request):
        return receipt_shown(request, page, errors=[words], bad=form, status=403)
    if not is_good or not _add(receipt_no, form, at=timezone.now()):
        return receipt_shown(request, page, bad=form, status=422)
    messages.success(request, "补充上去了，经办的人看得到。")
    return _back(receipt_no)


def _add(receipt_no: str, form: AddForm, *, at: datetime) -> bool:
    given = form.cleaned_data
    content = fingerprint({"receipt": receipt_no, "text": given["text"]}, given["photos"])
    act = partial(_supplement, receipt_no, given, at)
    try:
        only_once(scope="portal.add", key=given["once_key"], content=content, at=at, act=act)
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


def _supplement(receipt_no: str, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    files = (*given["kept"], *store_photos(photos=given["photos"], at=at))
    entry = add_to_opinion(
        receipt_no=receipt_no,
        receipt_key=key_for(receipt_no),
        text=given["text"],
        files=files,
        at=at,
    )
    return {"entry": entry}


def _impatient(request: HttpRequest) -> str:
    if is_stale(request):
        return STALE
    wait = wait_before_writing(request)
    return TOO_FAST.format(wait) if wait else ""


def seen_now(receipt_no: str) -> ReceiptPage:
    """打开了的一张回执此刻的样子。"""
    return receipt_page(
        receipt_no=receipt_no, receipt_key=key_for(receipt_no), today=timezone.localdate()
    )


def _back(receipt_no: str) -> HttpResponse:
    return private(HttpResponseRedirect(url("portal:receipt", receipt_no), status=303))


def receipt_shown(
    request: HttpRequest,
    page: ReceiptPage,
    *,
    errors: list[str] | None = None,
    bad: StepForm | AddForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """画出回执；``bad`` 是退回来要改的那张表。"""
    context = {
        "opinion": ticket(page, today=timezone.localdate()),
        "steps": [
            _step_context(page, each, bad) for each in page.receipt.steps if not each.blocked
        ],
        "add": _add_context(page, bad),
        "save_url": url("portal:proof", page.receipt.receipt_no),
        "close_url": url("portal:receipt_close"),
        "errors": errors,
        "bad_form": bad,
    }
    drawn = show(
        request,
        "portal/receipt.html",
        context,
        congress=page.receipt.congress,
        section="progress",
        status=status,
    )
    return private(drawn)


def _step_context(
    page: ReceiptPage, step: Available, bad: StepForm | AddForm | None
) -> dict[str, Any]:
    mine = bad if isinstance(bad, StepForm) and bad.step.verb == step.verb else None
    form = mine or StepForm(step=step, for_staff=False)
    # 同一页上几张表，各格的标识不能重名。
    form.auto_id = f"{step.verb}_%s"
    return {
        "verb": step.verb,
        "label": step.label,
        "is_main": step.is_main,
        "is_direct": not form.fields,
        "form": form,
        "open": mine is not None,
        "url": url("portal:receipt_step", page.receipt.receipt_no, step.verb),
        "once_key": once_key(),
    }


def _add_context(page: ReceiptPage, bad: StepForm | AddForm | None) -> dict[str, Any] | None:
    if page.receipt.is_closed:
        return None
    mine = bad if isinstance(bad, AddForm) else None
    form = mine or AddForm(initial={"once_key": once_key()})
    form.auto_id = "add_%s"
    return {
        "form": form,
        "open": mine is not None,
        "url": url("portal:receipt_add", page.receipt.receipt_no),
    }
