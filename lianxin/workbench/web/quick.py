"""快速记一场：手机一屏；断网先存在手机里，联网再送；没有脚本照常交。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.access.audience import signed_in
from lianxin.activities.models import Activity, Delivery
from lianxin.activities.queries.phone import PhoneChoices, phone_choices
from lianxin.activities.usecases import (
    SameKeyOtherContent,
    deliver_record,
    prefer_sent,
    record_activity,
)
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body
from lianxin.workbench.queries.pickers import region_groups
from lianxin.workbench.quickforms import QuickForm, blank
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, desk_of, go, show

#: 手机里的草稿认这个：不是账号，猜不出账号；退出、换人登录时由中间件清掉。
OWNER_COOKIE = "phone_owner"
MOST_SKEW_SECONDS = 600
MOST_PHOTOS = 6
NO_NAME = "您现在没有可以用来记活动的机构、小组或站，请联系代表工作机构编组。"


class NoNameToRecord(RuleViolation):
    """没有可以用的名义。"""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """一屏记一场；没有脚本的，交在这里。"""
    desk = desk_of(request)
    form = _form(request, desk)
    if request.method == "POST" and form.is_valid() and (done := _kept(form, desk)):
        request.session["quick_done"] = done.pk
        return go(request, reverse("workbench:quick"))
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "done": _just_done(request, desk),
        "owner": owner_of(request),
        "now": desk.now,
        "shell": False,
        "frame": "workbench/base.html",
    }
    page = show(request, desk, "workbench/quick.html", context, active="deputy", status=status)
    return _remember(page, request)


@signed_in
@require_safe
def hello(request: HttpRequest) -> HttpResponse:
    """手机联上网先问一声：此刻几点、登录的是谁、防伪记号是什么。"""
    desk = desk_of(request)
    answer = JsonResponse(
        {"owner": owner_of(request), "now": desk.now.isoformat(), "token": get_token(request)}
    )
    return _remember(answer, request)


@signed_in
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """送一份草稿：送几次都只算一次；改过的、钟不准的、不是本人的，各说各的。"""
    desk = desk_of(request)
    if request.POST.get("owner") != owner_of(request):
        return _say("other", "这份草稿是另一位同志在这部手机上记的，请本人登录以后再送。", 403)
    form = _form(request, desk)
    if not form.is_valid():
        wrong = {name: str(words[0]) for name, words in form.errors.items()}
        return _say("refused", _summary(form), 422, fields=wrong)
    if (skew := _skew(form, desk.now)) and not form.cleaned_data["clock"]:
        return _clock(skew, desk.now)
    return _deliver(form, desk, prefer=request.POST.get("prefer") == "sent")


def _deliver(form: QuickForm, desk: Desk, *, prefer: bool) -> HttpResponse:
    try:
        activity = _record(form, desk, prefer=prefer)
    except SameKeyOtherContent as two:
        words = {"kept": two.kept, "sent": two.sent, "activity": two.activity_id}
        return _say("conflict", str(two), 409, **words)
    except RuleViolation as refusal:
        return _say("refused", str(refusal), 422, fields=getattr(refusal, "fields", {}))
    return _say(
        "sent",
        f"已经送到：{activity.title}",
        200,
        activity=activity.pk,
        note=activity.backfill_note,
    )


def _record(form: QuickForm, desk: Desk, *, prefer: bool = False) -> Activity:
    given = form.cleaned_data
    draft = form.draft(desk.congress_id)
    plain = form.record()
    planned = int(given["planned"]) if given["planned"] else None
    if not _is_known(given["client_key"]):
        plain = form.record(_photos(form, desk))
    if prefer:
        return prefer_sent(draft=draft, record=plain, actor=desk.doer, at=desk.now)
    if planned is None:
        return record_activity(draft=draft, record=plain, actor=desk.doer, at=desk.now)
    return deliver_record(
        activity_id=planned,
        client_key=given["client_key"],
        draft=draft,
        record=plain,
        actor=desk.doer,
        at=desk.now,
    )


def _is_known(client_key: Any) -> bool:
    """送到过的，照片早就收了，不再存一遍。"""
    if Activity.objects.filter(client_key=client_key).exists():
        return True
    return Delivery.objects.filter(client_key=client_key).exists()


def _photos(form: QuickForm, desk: Desk) -> tuple[str, ...]:
    uploads = form.files.getlist("photos")[:MOST_PHOTOS] if form.files else []
    named = [(upload, upload.name or "照片.jpg") for upload in uploads]
    stored = store_files(uploads=named, audience="staff", doer=desk.doer, at=desk.now)
    return tuple(each.id for each in stored)


def _kept(form: QuickForm, desk: Desk) -> Activity | None:
    """没有脚本时直接记；记不下的，一栏一栏说。"""
    try:
        return _record(form, desk)
    except RuleViolation as refusal:
        for name, why in (getattr(refusal, "fields", {}) or {"": str(refusal)}).items():
            form.add_error(name if name in form.fields else None, why)
        return None


def _form(request: HttpRequest, desk: Desk) -> QuickForm:
    choices = phone_choices(
        viewer=desk.viewer, congress_id=desk.congress_id, at=desk.now, on=desk.today
    )
    if not choices.may_record and request.method != "POST":
        raise NoNameToRecord(NO_NAME)
    regions = region_groups(Body.objects.get(pk=desk.congress_id))
    if request.method == "POST":
        return QuickForm(request.POST, request.FILES, choices=choices, regions=regions)
    given = blank(owner_of(request), localtime(desk.now)) | _likely(desk, choices)
    return QuickForm(choices=choices, regions=regions, initial=given)


def _likely(desk: Desk, choices: PhoneChoices) -> dict[str, str]:
    """多半是谁的名义、在哪个站，先选好，少点两下；拿不准的空着。"""
    own = [key for key, _ in choices.bodies if int(key) in desk.viewer.body_ids]
    found = {"body": own[0]} if own else {}
    if len(choices.stations) == 1:
        found["station"] = choices.stations[0][0]
    return found


def _skew(form: QuickForm, now: datetime) -> int:
    """手机的钟快了（正）慢了（负）几秒；差得不多算没差。"""
    told = form.cleaned_data["phone_now"]
    seconds = round((told - now).total_seconds()) if told else 0
    return seconds if abs(seconds) > MOST_SKEW_SECONDS else 0


def _clock(skew: int, now: datetime) -> HttpResponse:
    fast = "快" if skew > 0 else "慢"
    words = f"手机的钟{fast}了 {_span(abs(skew))}，请看看活动的时间对不对。"
    return _say("clock", words, 409, skew=skew, now=now.isoformat())


def _span(seconds: int) -> str:
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    parts = ((days, "天"), (hours, "小时"), (rest // 60, "分钟"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _summary(form: QuickForm) -> str:
    named = [form.fields[name].label for name in form.errors if name in form.fields]
    return f"有几样要改：{'、'.join(str(name) for name in named if name) or '请重新打开看看'}。"


def _say(state: str, message: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"state": state, "message": message, **more}, status=status)


def owner_of(request: HttpRequest) -> str:
    """手机上用来分开各人草稿的记号。"""
    return salted_hmac("lianxin.workbench.phone", str(request.user.pk)).hexdigest()[:24]


def _remember(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        OWNER_COOKIE,
        owner_of(request),
        samesite="Lax",
        max_age=90 * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _just_done(request: HttpRequest, desk: Desk) -> Activity | None:
    number = request.session.pop("quick_done", None)
    if number is None:
        return None
    return Activity.objects.open_to(desk.viewer).filter(pk=number).first()
