"""代表与编组：名册、谁还没进站、小组与建议编组；进站、转站、编组。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.access.usecases.groups import assign_group
from lianxin.deputies.queries import PAGE_SIZE, deputy_list, deputy_page
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Person
from lianxin.orgs.queries import (
    bodies_of_kind,
    group_history,
    group_members,
    group_totals,
    propose_groups,
    ungrouped,
)
from lianxin.stations.queries import bindings, stations_of, unassigned_deputies
from lianxin.stations.queries.ledger import code_rows
from lianxin.stations.usecases.roster import assign_deputy, move_deputy
from lianxin.workbench import policies
from lianxin.workbench.queries.roster import (
    get_deputy,
    get_group,
    get_kept_station,
    kept_stations,
    may_see,
    stations_by_person,
)
from lianxin.workbench.rosterforms import GroupForm, PlaceForm
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show
from lianxin.workbench.web.lists import kept, plain_tabs, query
from lianxin.workbench.web.registerpages import posted, sheet_page

VIEWS = (("list", "名册"), ("loose", "还没进站"), ("groups", "小组"), ("propose", "建议编组"))


@signed_in
def deputies(request: HttpRequest) -> HttpResponse:
    """代表名册与编组。"""
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    view = request.GET.get("view", "list")
    if view not in dict(VIEWS):
        raise NotVisible("没有这一页。")
    context = {
        "view": view,
        "on": day(request.GET.get("on")) or desk.today,
        "tabs": plain_tabs(VIEWS, view, {}, "view"),
        "runs_office": policies.runs_office(desk.viewer, desk.congress_id),
        **_VIEWS[view](request, desk),
    }
    return show(request, desk, "workbench/deputies.html", context, active="deputies")


def _list(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    found = deputy_list(
        on=desk.today,
        congress_id=desk.congress_id,
        text=request.GET.get("q", ""),
        cursor=request.GET.get("after", ""),
    )
    placed = stations_by_person(congress_id=desk.congress_id, on=desk.today)
    given = kept(request, "q")
    more = f"?{query(given, after=found.next_cursor)}" if found.next_cursor else ""
    return {
        "rows": [
            {"card": card, "stations": placed.get(card.person_id, [])} for card in found.cards
        ],
        "q": request.GET.get("q", ""),
        "next_url": more,
        "first_url": f"?{query(given)}" if request.GET.get("after") else "",
        "page_size": PAGE_SIZE,
    }


def _loose(_request: HttpRequest, desk: Desk) -> dict[str, Any]:
    return {"loose": unassigned_deputies(congress_id=desk.congress_id, on=desk.today)}


def _groups(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    on = day(request.GET.get("on")) or desk.today
    bound = bindings(congress_id=desk.congress_id, on=on)
    places: dict[int, list[str]] = {}
    for row in bound.rows:
        places.setdefault(row.group_id, []).append(row.station_name)
    grouping = group_totals(congress_id=desk.congress_id, on=on)
    return {
        "grouping": grouping,
        "bound": bound,
        "groups": [{"total": one, "stations": places.get(one.id, [])} for one in grouping.groups],
        "without": ungrouped(congress_id=desk.congress_id, on=on),
    }


def _propose(_request: HttpRequest, desk: Desk) -> dict[str, Any]:
    return {"proposals": propose_groups(congress_id=desk.congress_id, on=desk.today)}


_VIEWS = {"list": _list, "loose": _loose, "groups": _groups, "propose": _propose}


@signed_in
def deputy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """一位代表的内页：资格、在哪些站、先后在哪些组。"""
    desk = desk_of(request)
    get_deputy(viewer=desk.viewer, pk=pk, congress_id=desk.congress_id, on=desk.today)
    context = {
        "page": deputy_page(person_id=pk, today=desk.today),
        "stations": stations_of(person_id=pk, on=desk.today),
        "spells": group_history(person_id=pk, congress_id=desk.congress_id),
        "codes": code_rows(
            congress_ids=[desk.congress_id], at=desk.now, deputy_id=pk, state="live"
        ),
        "may_place": bool(_kept(desk)),
        "runs_office": policies.runs_office(desk.viewer, desk.congress_id),
    }
    return show(request, desk, "workbench/deputy_detail.html", context, active="deputies")


def _kept(desk: Desk) -> tuple[tuple[str, str], ...]:
    rows = kept_stations(viewer=desk.viewer, congress_id=desk.congress_id, on=desk.today)
    return tuple((str(row.pk), row.name) for row in rows)


@signed_in
def deputy_place(request: HttpRequest, pk: int) -> HttpResponse:
    """进站或转站。"""
    desk = desk_of(request)
    person = get_deputy(viewer=desk.viewer, pk=pk, congress_id=desk.congress_id, on=desk.today)
    mine = _kept(desk)
    if not mine:
        raise NotVisible("没有这一页，或者您无权查看。")
    now = tuple((str(card.id), card.name) for card in stations_of(person_id=pk, on=desk.today))

    def act(given: dict[str, Any]) -> str:
        to = get_kept_station(viewer=desk.viewer, pk=int(given["to_station"]))
        note: dict[str, Any] = {"on": given["on"], "actor": desk.actor, "at": desk.now}
        if given.get("from_station"):
            source = get_kept_station(viewer=desk.viewer, pk=int(given["from_station"]))
            move_deputy(person=person, from_station=source, to_station=to, **note)
        else:
            assign_deputy(station=to, person=person, **note)
        return f"{person.name}进了“{to.name}”。"

    return sheet_page(
        request,
        desk,
        PlaceForm(
            data=posted(request),
            choices={"to_station": mine, "from_station": now},
            initial={"on": desk.today.isoformat()},
        ),
        title=f"{person.name}进站",
        back=(person.name, reverse("workbench:deputy_detail", args=(pk,))),
        button="进站",
        active="deputies",
        act=act,
    )


@signed_in
def deputy_group(request: HttpRequest, pk: int) -> HttpResponse:
    """编入小组：代工委来编；普通小组一人一个，编入新的就从旧的调出。"""
    desk = desk_of(request)
    person = get_deputy(viewer=desk.viewer, pk=pk, congress_id=desk.congress_id, on=desk.today)
    if not policies.runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页，或者您无权查看。")
    cards = bodies_of_kind(desk.congress_id, Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)

    def act(given: dict[str, Any]) -> str:
        group = get_group(congress_id=desk.congress_id, pk=int(given["group"]))
        assign_group(
            person=person,
            group=group,
            on=given["on"],
            rule=given["rule"],
            role=given["role"],
            actor=desk.actor,
            at=desk.now,
        )
        return f"{person.name}编入了“{group.short_name}”。"

    return sheet_page(
        request,
        desk,
        GroupForm(
            data=posted(request),
            choices={"group": tuple((str(card.id), card.short_name) for card in cards)},
            initial={"on": desk.today.isoformat()},
        ),
        title=f"{person.name}编组",
        back=(person.name, reverse("workbench:deputy_detail", args=(pk,))),
        button="编入",
        active="deputies",
        act=act,
    )


@signed_in
@require_POST
def propose_accept(request: HttpRequest) -> HttpResponse:
    """照建议编组：勾了的才编。"""
    desk = desk_of(request)
    if not policies.runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页，或者您无权查看。")
    wanted = set(request.POST.getlist("person"))
    done = 0
    for one in propose_groups(congress_id=desk.congress_id, on=desk.today):
        if str(one.person_id) in wanted:
            assign_group(
                person=Person.objects.get(pk=one.person_id),
                group=get_group(congress_id=desk.congress_id, pk=one.group_id),
                on=desk.today,
                rule=one.rule,
                actor=desk.actor,
                at=desk.now,
            )
            done += 1
    messages.success(request, f"{done} 位代表编好了。" if done else "没有勾选，谁也没有编。")
    return go(request, f"{reverse('workbench:deputies')}?view=groups")


@signed_in
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """一个小组的成员。"""
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    row = get_group(congress_id=desk.congress_id, pk=pk)
    # 撤并了的，看它最后一天的样子。
    last = row.ends_on - timedelta(days=1) if row.ends_on else desk.today
    on = day(request.GET.get("on")) or last
    context = {
        "group": row,
        "on": on,
        "members": group_members(group_id=pk, on=on),
        "may_regroup": row.ends_on is None and policies.runs_office(desk.viewer, desk.congress_id),
        "stations": [
            each.station_name
            for each in bindings(congress_id=desk.congress_id, on=on).rows
            if each.group_id == pk
        ],
    }
    return show(request, desk, "workbench/group.html", context, active="deputies")
