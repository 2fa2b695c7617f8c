"""便民服务：不用账号请站里办一件小事，凭编号和查询码看答复；不是意见，另外办、另外数。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianxin.access.audience import public
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.queries import key_for
from lianxin.portal.forms import FindForm, ReachForm, Words, once_key
from lianxin.portal.queries import target_at_station
from lianxin.portal.usecases import fingerprint, only_once
from lianxin.portal.web import opened
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.shell import Here, here, private, show, url
from lianxin.stations.models import ServiceRequest
from lianxin.stations.queries.services import service_card
from lianxin.stations.usecases.services import (
    ServiceContact,
    receive_service,
    service_key,
    service_of,
)


class ServiceForm(ReachForm):
    """要办什么；姓名电话可以不留。"""

    kind = forms.ChoiceField(
        label="要哪种服务",
        choices=ServiceRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一种；拿不准就选“别的服务”。"},
    )
    text = Words(
        label="要办什么",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": "请写几个字，要办什么事。"},
    )

    def contact(self) -> ServiceContact | None:
        """留下的联系方式；没留就没有。"""
        given = self.cleaned_data
        if not given["phone"]:
            return None
        return ServiceContact(given["name"], given["phone"])


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """请一个站办一件小事；收下了给编号和查询码，只给这一次。"""
    place = here(request)
    target = target_at_station(pk, on=place.today)
    given = request.POST if request.method == "POST" else None
    form = ServiceForm(given, initial={"once_key": once_key()})
    if request.method == "POST" and form.is_valid():
        taken = _take(request, form, pk, place)
        if taken is not None:
            return private(taken)
    context = {
        "form": form,
        "station": target.station,
        "say_url": url("portal:say", station=pk),
        "find_url": url("portal:service_find"),
    }
    status = 422 if form.errors else 200
    return private(show(request, "portal/services/ask.html", context, place=place, status=status))


def _take(request: HttpRequest, form: ServiceForm, pk: int, place: Here) -> HttpResponse | None:
    if not came_from_here(request) and is_stale(request):
        form.add_error(None, STALE)
        return None
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    try:
        number = _received(form, pk, place)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
    context = {
        "receipt_no": number,
        "receipt_key": service_key(number),
        "find_url": url("portal:service_find"),
    }
    return show(request, "portal/services/taken.html", context, place=place, status=201)


def _received(form: ServiceForm, pk: int, place: Here) -> str:
    """收下来，返回编号；手快点两下、刷新重交，还是那一件。"""
    given = form.cleaned_data
    words = {name: given[name] for name in ("kind", "text", "name", "phone")}

    def act() -> dict[str, Any]:
        made = receive_service(
            station_id=pk,
            kind=given["kind"],
            text=given["text"],
            contact=form.contact(),
            at=place.now,
            today=place.today,
        )
        return {"receipt_no": made.receipt_no}

    answer = only_once(
        scope="portal.service",
        key=given["once_key"],
        content=fingerprint({**words, "station": pk}, []),
        at=place.now,
        act=act,
    )
    return str(answer["receipt_no"])


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """凭编号和查询码看办到哪、怎么答复的。"""
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "find_url": url("portal:service_find")}
    congress = ""
    if request.method == "POST" and form.is_valid():
        context["service"] = service = _found(request, form)
        congress = service.congress if service else ""
        if service and service.opinion_no:
            context["opinion_key"] = key_for(service.opinion_no)
    status = 422 if form.errors else 200
    response = show(request, "portal/services/mine.html", context, congress=congress, status=status)
    if "opinion_key" in context:
        opened.remember(response, request, context["service"].opinion_no)
    return private(response)


def _found(request: HttpRequest, form: FindForm) -> Any:
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    given = form.cleaned_data
    try:
        return service_card(service_of(receipt=given["receipt_no"], key=given["receipt_key"]))
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
