"""问卷：扫码进来一屏答完，不用账号、没有脚本也能答；一部手机一份，不留是谁。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.access.audience import public
from lianxin.activities.models import Survey
from lianxin.activities.queries.survey_tallies import (
    DEFINITION,
    asked_or_first,
    cross_by_street,
    crossable,
    tabulate,
)
from lianxin.activities.queries.surveys import (
    device_of,
    has_answered,
    public_list,
    public_survey,
    streets_of,
)
from lianxin.activities.usecases.survey_building import SurveyRefused
from lianxin.activities.usecases.survey_replies import (
    AnsweredTwice,
    SurveyOver,
    answer_survey,
    check_open,
)
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.errors import NotVisible
from lianxin.portal.surveyforms import SheetForm
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.phones import phone_of, recognise
from lianxin.portal.web.shell import here, private, show, url, whole

NO_COOKIE = "手机刚才没有记住这份问卷，您答的都还在，请再交一次；还不行，请允许本站使用 Cookie。"
DONE = "已经收到。一部手机只收一份，不记您是谁；结束以后公布汇总的结果。"


@public
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """正在收的问卷，和公布了的结果。"""
    place = here(request)
    rows = public_list(congress_id=place.congress.id, today=place.today)
    context = {
        "going": [row for row in rows if row.published_at is None],
        "done": [row for row in rows if row.published_at is not None],
    }
    return show(request, "portal/surveys.html", context, place=place)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, serial: str) -> HttpResponse:
    """看题、答题；不在收的，说清楚。"""
    now = timezone.now()
    row = public_survey(serial=serial)
    try:
        if not row.by_link:
            raise SurveyOver("这份问卷只收纸质的，不在网上填。")
        check_open(row, on=timezone.localtime(now).date())
    except SurveyOver as over:
        return _over(request, row, str(over), status=410)
    if request.method == "POST":
        return _take(request, row)
    phone = phone_of(request)
    if phone and not row.slips and has_answered(row, device_of(row.serial, phone)):
        return _over(request, row, DONE, title="您已经答过了", status=200)
    return _page(request, row, _form(row))


def _take(request: HttpRequest, row: Survey) -> HttpResponse:
    form = _form(row, request.POST)
    phone = phone_of(request)
    wait = wait_before_writing(request)
    form.is_valid()
    if is_stale(request) and not came_from_here(request):
        return _again(request, row, form, STALE, status=403)
    if wait:
        return _again(request, row, form, TOO_FAST.format(wait), status=429)
    if not phone:
        return _again(request, row, form, NO_COOKIE, status=422)
    if form.errors:
        return _page(request, row, form, status=422)
    return _answer(request, row, form, device_of(row.serial, phone))


def _answer(request: HttpRequest, row: Survey, form: SheetForm, device: bytes) -> HttpResponse:
    """交上去；手快点了两下的，说收到了，不拿一张退回来的表吓他。"""
    sheet = form.sheet()
    try:
        answer_survey(
            serial=row.serial, sheet=sheet, device=device, actor=PUBLIC, at=timezone.now()
        )
    except SurveyOver as over:
        return _over(request, row, str(over), status=410)
    except SurveyRefused as refusal:
        twice = isinstance(refusal, AnsweredTwice)
        if twice and not row.slips:
            return _over(request, row, DONE, title="您已经答过了", status=409)
        form.refuse(refusal)
        return _page(request, row, form, status=409 if twice else 422)
    return HttpResponseRedirect(url("portal:survey_done", row.serial), status=303)


@public
@require_safe
def survey_done(request: HttpRequest, serial: str) -> HttpResponse:
    """交成了的那一页。"""
    row = public_survey(serial=serial)
    return _over(request, row, DONE, title="谢谢您，收到了", status=200)


@public
@require_safe
def survey_result(request: HttpRequest, serial: str) -> HttpResponse:
    """公布的结果：只有汇总的数。"""
    row = public_survey(serial=serial)
    if row.published_at is None:
        raise NotVisible("这份问卷的结果还没有公布。")
    wanted = asked_or_first(row, whole(request.GET.get("cross")))
    context = {
        "survey": row,
        "result": tabulate(row),
        "definition": DEFINITION,
        "crossable": crossable(row),
        "cross": cross_by_street(row, question_id=wanted, is_public=True) if wanted else None,
    }
    return show(request, "portal/survey_result.html", context, congress=row.congress.name)


def _form(row: Survey, data: Any = None) -> SheetForm:
    return SheetForm(data, survey=row, streets=streets_of(row))


def _again(
    request: HttpRequest, row: Survey, form: SheetForm, words: str, *, status: int
) -> HttpResponse:
    form.add_error(None, words)
    return _page(request, row, form, status=status)


def _page(request: HttpRequest, row: Survey, form: SheetForm, *, status: int = 200) -> HttpResponse:
    """给出题；头一回来的手机，发一个随机串。"""
    context = {"survey": row, "form": form}
    response = private(show(request, "portal/survey.html", context, status=status))
    recognise(request, response)
    return response


def _over(
    request: HttpRequest, row: Survey, words: str, *, title: str = "现在不收", status: int
) -> HttpResponse:
    later = getattr(row, "next_version", None)
    is_open = later is not None and later.state == Survey.State.OPEN and later.by_link
    context = {"survey": row, "title": title, "message": words, "later": later if is_open else None}
    name = row.congress.name
    return private(show(request, "portal/survey_over.html", context, congress=name, status=status))
