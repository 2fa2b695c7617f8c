"""便民服务的单子和一件：站里答复，转给街道服务中心或单位，办了回来；是意见的登记成意见。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.usecases.contacts import reveal_contact
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.usecases import register_from_service
from lianxin.orgs.models import Body
from lianxin.orgs.queries import bodies_of_kind
from lianxin.stations.queries.services import (
    PAGE,
    STATES,
    ServiceCard,
    get_service,
    service_list,
)
from lianxin.stations.usecases.services import (
    SUBJECT,
    answer_service,
    hand_service_over,
    return_service,
)
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.tables import Link, Mark, Table, plain

#: 转得去的：服务机构、街道、科室、部门、村社区。
TAKERS = (
    *(Body.Kind.SERVICE, Body.Kind.SUBDISTRICT, Body.Kind.SECTION),
    *(Body.Kind.DEPARTMENT, Body.Kind.VILLAGE),
)
HEADERS = ("编号", "要办什么", "哪种服务", "家站室", "走到哪", "在谁手里", "收到", "答复")
Given = dict[str, Any]


class WordsForm(forms.Form):
    """写几句：答复、怎么办的。"""

    words = forms.CharField(label="写明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *data: Any, label: str, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["words"].label = label


class HandForm(forms.Form):
    """转给谁、为什么。"""

    body = forms.ChoiceField(label="转给哪家")
    reason = forms.CharField(label="请对方办什么", max_length=200)

    def __init__(self, *data: Any, options: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["body"].choices = options  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """是一条意见：照原话登记，站里问清了的补进去。"""

    text = forms.CharField(
        label="照群众的原话",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="什么事、多久了；问清楚了的可以补上。",
    )
    place = forms.CharField(label="具体位置", max_length=80, required=False)


class RevealForm(forms.Form):
    """为什么要看联系方式。"""

    why = forms.CharField(label="为什么要看（会记下来）", max_length=100)


@signed_in
def services(request: HttpRequest) -> HttpResponse:
    """看得见的便民服务。"""
    desk = desk_of(request)
    asked = _asked(request)
    rows = service_list(
        viewer=desk.viewer, before=whole(request.GET.get("before")), limit=PAGE, **asked
    )
    given = kept(request, "station") | {"state": asked["state"]}
    context = {
        "table": Table("便民服务", HEADERS, tuple(map(_row, rows))),
        "tabs": plain_tabs(STATES, asked["state"], kept(request, "station"), "state"),
        "exports": export_links("workbench:services_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/services.html", context, active="services")


@signed_in
def services_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出看得见的便民服务。"""
    desk, asked = desk_of(request), _asked(request)
    rows = every(
        lambda before: service_list(viewer=desk.viewer, before=before, limit=500, **asked),
        lambda row: row.id,
    )
    return sheet(desk, ext, "便民服务", HEADERS, (plain(_row(row)) for row in rows))


def _asked(request: HttpRequest) -> Given:
    state = request.GET.get("state", "open")
    known = state if state in dict(STATES) else "open"
    return {"state": known, "station_id": whole(request.GET.get("station"))}


def _row(card: ServiceCard) -> tuple[Any, ...]:
    return (
        Link(card.receipt_no, reverse("workbench:service", args=(card.id,))),
        card.text,
        card.kind,
        card.station,
        Mark(card.state_label, "none" if card.holder else "ok"),
        card.holder,
        card.made_at,
        card.answered_at,
    )


@signed_in
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """一件：答复、转出去、办了回来；转给的单位只能回。"""
    desk = desk_of(request)
    card = get_service(viewer=desk.viewer, pk=pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    acts = _acts(desk, card, request, act)
    if act and act not in acts:
        raise NotVisible("没有这一步。")
    context: Given = {"card": card, "acts": acts}
    if act == "reveal" and acts[act].is_valid():
        context["contact"] = _reveal(desk, card, acts[act].cleaned_data["why"])
    elif act and attempt(request, acts[act], lambda given: DOING[act](desk, card, given)):
        return go(request, reverse("workbench:service", args=(pk,)))
    status = 422 if act and "contact" not in context else 200
    return show(request, desk, "workbench/service.html", context, active="services", status=status)


def _keeps(desk: Desk, card: ServiceCard) -> bool:
    return policies.may_keep_station(
        desk.viewer, congress_id=card.congress_id, body_id=card.street_id
    )


def _acts(desk: Desk, card: ServiceCard, request: HttpRequest, act: str) -> dict[str, forms.Form]:
    """此人此刻能办的几步。"""

    def data(name: str) -> Given:
        return {"data": request.POST if act == name else None, "prefix": name}

    found: dict[str, forms.Form] = {}
    if _keeps(desk, card):
        if card.is_at_station:
            found["answer"] = WordsForm(label="怎么答复", **data("answer"))
            found["hand"] = HandForm(options=_takers(desk, card), **data("hand"))
            found["opinion"] = OpinionForm(initial={"text": card.text}, **data("opinion"))
        if card.has_contact:
            found["reveal"] = RevealForm(**data("reveal"))
    away = {one.body_id for one in card.handovers if one.returned_at is None}
    if away & set(desk.viewer.body_ids) or (away and _keeps(desk, card)):
        found["return"] = WordsForm(label="怎么办的，办不了的写明为什么", **data("return"))
    return found


def _takers(desk: Desk, card: ServiceCard) -> list[tuple[str, str]]:
    cards = bodies_of_kind(card.congress_id, *TAKERS, on=desk.today)
    return [("", "请选一家"), *((str(one.id), one.short_name) for one in cards)]


def _reveal(desk: Desk, card: ServiceCard, why: str) -> Any:
    return reveal_contact(
        viewer=desk.viewer,
        subject_kind=SUBJECT,
        subject_id=card.id,
        why=why,
        at=desk.now,
        policy=lambda _: _keeps(desk, card),
    )


def _answer(desk: Desk, card: ServiceCard, given: Given) -> str:
    answer_service(request_id=card.id, answer=given["words"], actor=desk.actor, at=desk.now)
    return "答复了，群众凭编号和查询码看得到。"


def _hand(desk: Desk, card: ServiceCard, given: Given) -> str:
    body = Body.objects.get(pk=given["body"])
    hand_service_over(
        request_id=card.id, body=body, reason=given["reason"], actor=desk.actor, at=desk.now
    )
    return f"转给{body.short_name}了，办了会回到这里。"


def _opinion(desk: Desk, card: ServiceCard, given: Given) -> str:
    made = register_from_service(request_id=card.id, **given, actor=desk.actor, at=desk.now)
    return f"登记成意见 {made.receipt_no} 了，群众凭原来的编号和查询码找得到它。"


def _return(desk: Desk, card: ServiceCard, given: Given) -> str:
    return_service(request_id=card.id, reply=given["words"], actor=desk.actor, at=desk.now)
    return "回给站里了，由站里答复群众。"


DOING: dict[str, Callable[[Desk, ServiceCard, Given], str]] = {
    "answer": _answer,
    "hand": _hand,
    "opinion": _opinion,
    "return": _return,
}
