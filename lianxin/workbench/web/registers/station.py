"""一个站：资料、大事、进站代表、小组、接待、码，都在一页上改。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import make_aware

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body, Person
from lianxin.orgs.queries import bodies_of_kind
from lianxin.stations.models import Station
from lianxin.stations.queries import bindings, open_now, opening_of, station_page
from lianxin.stations.queries.ledger import code_rows, reception_plan
from lianxin.stations.usecases import codes, registry, roster
from lianxin.workbench import policies
from lianxin.workbench.queries.pickers import deputy_options, station_options
from lianxin.workbench.queries.registers import may_keep, station_seen
from lianxin.workbench.web.desk import Desk, go, show
from lianxin.workbench.web.registers import forms as sheets
from lianxin.workbench.web.registers.doors import attempt, registrar
from lianxin.workbench.web.registers.rescheduling import cancel, move, reception_notice

GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
RECENT = timedelta(days=31)
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """这一页上的一件事：填哪张表、怎么办、办完说什么。"""

    form: type[forms.Form]
    do: Callable[[Desk, Station, Given], str]


@signed_in
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """站点页；改得了的人，表就在页上。"""
    desk = registrar(request)
    row = station_seen(viewer=desk.viewer, pk=pk)
    keeps = may_keep(desk.viewer, row)
    if request.method != "POST":
        return _page(request, desk, row, _forms(desk, row) if keeps else {})
    act = request.POST.get("act", "")
    if not keeps:
        raise NotVisible("没有这一页。")
    if act in ROW_ACTS:
        return _row_act(request, desk, row, ROW_ACTS[act])
    if act not in ACTS:
        raise NotVisible("没有这一步。")
    bound = _forms(desk, row, act, request.POST)
    if attempt(request, bound[act], lambda given: ACTS[act].do(desk, row, given)):
        return go(request, f"{reverse('workbench:station', args=(pk,))}#{act}")
    return _page(request, desk, row, bound, status=422)


def _row_act(
    request: HttpRequest, desk: Desk, row: Station, do: Callable[[Desk, Station, Any], str]
) -> HttpResponse:
    """名单上一行的小动作：转出、调出。"""
    try:
        messages.success(request, do(desk, row, request.POST))
    except RuleViolation as why:
        messages.error(request, str(why))
    return go(request, reverse("workbench:station", args=(row.pk,)))


def _forms(desk: Desk, row: Station, act: str = "", data: Any = None) -> dict[str, forms.Form]:
    """页上的几张表；交上来的那一张带着填的内容。"""
    initial: dict[str, Given] = {
        "facts": {name: getattr(row, name) for name in registry.CHANGEABLE},
        "event": {"happened_on": desk.today},
        "assign": {"on": desk.today},
        "group": {"on": desk.today},
        "reception": _next_reception(desk),
        "code": {"label": f"{row.name}门口"},
    }
    choices = _choices(desk, row)
    made: dict[str, forms.Form] = {}
    for key, each in ACTS.items():
        more: Given = {"prefix": key, "initial": initial[key]}
        if key in choices:
            more["choices"] = choices[key]
        made[key] = each.form(data if key == act else None, **more)
    return made


def _choices(desk: Desk, row: Station) -> dict[str, Given]:
    inside = deputy_options(row.congress_id, on=desk.today, station_ids=[row.pk])
    everyone = deputy_options(row.congress_id, on=desk.today)
    groups = bodies_of_kind(row.congress_id, *GROUPS, on=desk.today)
    here = set(inside)
    return {
        "assign": {"person": [pair for pair in everyone if pair not in here]},
        "group": {"group": [(str(card.id), card.short_name) for card in groups]},
        "reception": {"deputies": inside},
        "code": {"deputy": inside},
    }


def _next_reception(desk: Desk) -> Given:
    """接待预填在三天以后的上午：来得及贴预告。"""
    day = desk.today + timedelta(days=3)
    return {
        "starts_at": make_aware(datetime.combine(day, time(9))),
        "ends_at": make_aware(datetime.combine(day, time(11, 30))),
    }


def _page(
    request: HttpRequest, desk: Desk, row: Station, acts: dict[str, Any], status: int = 200
) -> HttpResponse:
    page = station_page(station_id=row.pk, at=desk.now, today=desk.today)
    bound = bindings(congress_id=row.congress_id, on=desk.today).rows
    context = {
        "page": page,
        "acts": acts,
        "keeps": bool(acts),
        "groups": [each for each in bound if each.station_id == row.pk],
        "receptions": reception_plan(since=desk.now - RECENT, station_id=row.pk),
        "notice": reception_notice(),
        "codes": code_rows(
            congress_ids=policies.congresses_of(desk.viewer),
            at=desk.now,
            state="all",
            station_id=row.pk,
        ),
        "now": desk.now,
        "open_now": open_now(opening=opening_of(station_id=row.pk, today=desk.today), at=desk.now),
        "others": [
            pair
            for pair in station_options(row.congress_id, on=desk.today)
            if pair[0] != str(row.pk)
        ]
        if acts
        else (),
        "since": desk.today - RECENT,
    }
    return show(
        request,
        desk,
        "workbench/registers/station.html",
        context,
        active="stations",
        status=status,
    )


def _change(desk: Desk, row: Station, given: Given) -> str:
    registry.change_station(station_id=row.pk, actor=desk.actor, at=desk.now, **given)
    return "资料改好了。"


def _event(desk: Desk, row: Station, given: Given) -> str:
    event = registry.record_event(station_id=row.pk, actor=desk.actor, at=desk.now, **given)
    return f"记下了：{event.get_kind_display()}。"


def _assign(desk: Desk, row: Station, given: Given) -> str:
    person = Person.objects.get(pk=given["person"])
    roster.assign_deputy(station=row, person=person, on=given["on"], actor=desk.actor, at=desk.now)
    return f"{person.name}代表进站了。"


def _bind(desk: Desk, row: Station, given: Given) -> str:
    group = Body.objects.get(pk=given["group"])
    roster.bind_group(station=row, group=group, on=given["on"], actor=desk.actor, at=desk.now)
    return f"“{group.short_name}”编入这个站了。"


def _plan(desk: Desk, row: Station, given: Given) -> str:
    planned = roster.plan_reception(
        station=row,
        deputies=Person.objects.filter(pk__in=given["deputies"]).order_by("id"),
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
        theme=given["theme"],
        notice=reception_notice(),
        actor=desk.actor,
        at=desk.now,
    )
    return "。".join(["接待安排好了，预告已经贴到网上", *planned.warnings]) + "。"


def _issue(desk: Desk, row: Station, given: Given) -> str:
    deputy = Person.objects.filter(pk=given.get("deputy") or 0).first()
    last = given["expires_on"]
    code = codes.issue_code(
        kind=given["kind"],
        congress=row.congress,
        station=row,
        deputy=deputy if given["kind"] == "deputy" else None,
        label=given["label"],
        # 用到那一天结束。
        expires_at=make_aware(datetime.combine(last + timedelta(days=1), time())) if last else None,
        actor=desk.actor,
        at=desk.now,
    )
    return f"{code.get_kind_display()}发好了，可以下载海报张贴。"


def _release(desk: Desk, row: Station, given: Any) -> str:
    """转出一位代表；选了别的站，就是转站。"""
    person = _one(Person, given.get("person"))
    note: Given = {"on": desk.today, "actor": desk.actor, "at": desk.now}
    if to := given.get("to"):
        target = station_seen(viewer=desk.viewer, pk=_number(to))
        roster.move_deputy(person=person, from_station=row, to_station=target, **note)
        return f"{person.name}代表转到“{target.name}”了。"
    roster.release_deputy(station=row, person=person, reason="转出", **note)
    return f"{person.name}代表转出了。"


def _unbind(desk: Desk, row: Station, given: Any) -> str:
    group = _one(Body, given.get("group"))
    roster.release_group(station=row, group=group, on=desk.today, actor=desk.actor, at=desk.now)
    return f"“{group.short_name}”调出这个站了。"


def _one(model: Any, text: str | None) -> Any:
    found = model.objects.filter(pk=_number(text)).first()
    if found is None:
        raise NotVisible("没有这一条。")
    return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


ACTS: dict[str, Act] = {
    "facts": Act(sheets.FactsForm, _change),
    "event": Act(sheets.EventForm, _event),
    "assign": Act(sheets.AssignForm, _assign),
    "group": Act(sheets.GroupForm, _bind),
    "reception": Act(sheets.ReceptionForm, _plan),
    "code": Act(sheets.CodeForm, _issue),
}
ROW_ACTS: dict[str, Callable[[Desk, Station, Any], str]] = {
    "release": _release,
    "unbind": _unbind,
    "move": move,
    "cancel": cancel,
}
