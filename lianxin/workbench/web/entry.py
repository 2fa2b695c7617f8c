"""替群众登记一条：来访、来电、意见箱、活动上、代表听到的；登记完给一张回执单。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from lianxin.access.audience import signed_in
from lianxin.files.refusals import FileRefused
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import get_opinion, key_for, registered_slip
from lianxin.opinions.usecases import Contact, Draft, Registered, register_opinion, register_visited
from lianxin.orgs.models import Body
from lianxin.stations.models import Station, VisitNote
from lianxin.stations.queries.visits import visit_days, visits_on
from lianxin.workbench import policies
from lianxin.workbench.filters import EntryForm
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.queries.pickers import deputy_options, region_groups, station_options
from lianxin.workbench.queries.roster import get_kept_station
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show, whole

SLIP = "workbench.slip"


@signed_in
def opinion_new(request: HttpRequest) -> HttpResponse:
    """登记一条。"""
    desk = desk_of(request)
    if not (policies.registers_opinions(desk.viewer) or desk.viewer.is_deputy):
        raise NotVisible("这一页给街道工委、代工委和代表用。")
    choices = _choices(desk)
    return _entry(request, desk, choices)


@signed_in
def visit_opinion(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """把某一天来站里说的一件事登记成意见：站和渠道已定，记来访时写的说明先填上。"""
    desk = desk_of(request)
    visit = _visit(desk, pk, on)
    choices = _choices(desk)
    choices["channel"] = ((Opinion.Channel.VISIT.value, Opinion.Channel.VISIT.label),)
    choices["station"] = ((str(pk), visit.station.name),)
    return _entry(request, desk, choices, visit)


@dataclass(frozen=True, slots=True)
class _Visit:
    """哪个站、哪一天的来访，当时写的说明。"""

    station: Station
    on: date
    note: str


def _visit(desk: Desk, pk: int, on: str) -> _Visit:
    """一天记过的来访，给管这个站的人。

    :raises NotVisible: 不归他管，日子不对，或那天没记有人来反映事情
    """
    station, chosen = get_kept_station(viewer=desk.viewer, pk=pk), day(on)
    days = visit_days(station_id=pk, since=chosen, until=chosen) if chosen else []
    if not days or not visits_on(station_id=pk, on=days[0].on).get(VisitNote.Purpose.SPEAK):
        raise NotVisible("那一天没有记有人来反映事情。")
    return _Visit(station, days[0].on, days[0].note)


def _entry(
    request: HttpRequest,
    desk: Desk,
    choices: dict[str, tuple[Any, ...]],
    visit: _Visit | None = None,
) -> HttpResponse:
    if request.method != "POST":
        known = {"text": visit.note, "station": str(visit.station.pk)} if visit else {}
        return _page(request, desk, EntryForm(choices=choices, initial=known), 200, visit)
    form = EntryForm(request.POST, request.FILES, choices=choices)
    if form.is_valid() and (made := _register(form, desk, visit)):
        request.session[SLIP] = made.opinion_id
        return go(request, reverse("workbench:slip", args=(made.opinion_id,)))
    return _page(request, desk, form, 422, visit)


@signed_in
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """回执单：交给提交人的一张纸；只有刚登记的人、刚登记的这一条打得开。"""
    desk = desk_of(request)
    if request.session.get(SLIP) != pk:
        raise NotVisible("没有这张回执单。")
    opinion = registered_slip(pk=pk)
    url = f"{settings.PUBLIC_URL}{reverse('portal:receipt', args=(opinion.receipt_no,))}"
    context = {
        "opinion": opinion,
        "case_id": _case_of(desk, pk),
        "key": key_for(opinion.receipt_no),
        "url": url,
        # segno 画的图里只有路径，没有外来的文字。
        "code": mark_safe(segno.make(url, error="m").svg_inline(scale=4, border=2)),  # noqa: S308
    }
    response = show(request, desk, "workbench/slip.html", context, active="opinions")
    response.headers["Cache-Control"] = "no-store"
    return response


def _case_of(desk: Desk, pk: int) -> int | None:
    """接着去哪件办件；归别的街道、看不见的，没有。"""
    try:
        return get_opinion(viewer=desk.viewer, pk=pk).case_id
    except NotVisible:
        return None


def _page(
    request: HttpRequest, desk: Desk, form: EntryForm, status: int, visit: _Visit | None
) -> HttpResponse:
    return show(
        request,
        desk,
        "workbench/entry.html",
        {"form": form, "visit": visit},
        active="opinions",
        status=status,
    )


def _choices(desk: Desk) -> dict[str, tuple[Any, ...]]:
    congress = Body.objects.get(pk=desk.congress_id)
    streets = [
        post.body_id for post in desk.viewer.posts if post.body_kind in policies.STREET_KINDS
    ]
    choices: dict[str, tuple[Any, ...]] = {
        "region": region_groups(congress),
        "category": category_groups(),
    }
    if policies.registers_opinions(desk.viewer):
        stations = station_options(congress.pk, on=desk.today, bodies=streets)
        choices["station"] = stations
        near = [int(key) for key, _ in stations] if streets else []
        choices["deputy"] = deputy_options(congress.pk, on=desk.today, station_ids=near)
    else:
        choices["channel"] = ((Opinion.Channel.DEPUTY.value, "代表听到的"),)
    return choices


def _register(form: EntryForm, desk: Desk, visit: _Visit | None) -> Registered | None:
    given = form.cleaned_data
    try:
        files = store_files(
            uploads=[(upload, upload.name or "照片") for upload in form.files.getlist("photos")],
            audience="submitter",
            doer=desk.doer,
            at=desk.now,
        )
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
        return None
    try:
        draft = _draft(given, desk, tuple(each.id for each in files))
        note: dict[str, Any] = {"draft": draft, "actor": desk.actor, "at": desk.now}
        if visit is None:
            return register_opinion(**note)
        return register_visited(station=visit.station, on=visit.on, **note)
    except RuleViolation as refusal:
        for name, why in getattr(refusal, "fields", {"": str(refusal)}).items():
            form.add_error(name if name in form.fields else None, why)
        return None


def _draft(given: dict[str, Any], desk: Desk, files: tuple[str, ...]) -> Draft:
    phone = given["phone"].strip()
    contact = Contact(name=given["name"].strip(), phone=phone) if phone else None
    deputy = whole(given.get("deputy"))
    own = desk.viewer.person_id if not policies.registers_opinions(desk.viewer) else None
    return Draft(
        jurisdiction_id=desk.congress_id,
        text=given["text"],
        channel=given["channel"],
        kind=given["kind"],
        category_id=given.get("category") or None,
        region_id=given.get("region") or None,
        place=given["place"],
        station_id=whole(given.get("station")),
        local_body_id=None if given.get("region") else _own_street(desk),
        deputy_id=deputy or own,
        contact=contact,
        consents=("publish",) if given["publish"] else (),
        files=files,
        where=desk.viewer.posts[0].body_name if desk.viewer.posts else "代表转来",
    )


def _own_street(desk: Desk) -> int | None:
    """没写在哪里的，先归登记的街道管。"""
    posts = desk.viewer.posts_in(*policies.STREET_KINDS)
    return posts[0].body_id if posts else None
