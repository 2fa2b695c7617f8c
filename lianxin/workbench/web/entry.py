"""替群众登记一条：来访、来电、意见箱、活动上、代表听到的；登记完给一张回执单。"""

from __future__ import annotations

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
from lianxin.opinions.queries import get_opinion, key_for
from lianxin.opinions.usecases import Contact, Draft, Registered, register_opinion
from lianxin.orgs.models import Body
from lianxin.workbench import policies
from lianxin.workbench.filters import EntryForm
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.queries.pickers import deputy_options, region_groups, station_options
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole

SLIP = "workbench.slip"


@signed_in
def opinion_new(request: HttpRequest) -> HttpResponse:
    """登记一条。"""
    desk = desk_of(request)
    if not (policies.registers_opinions(desk.viewer) or desk.viewer.is_deputy):
        raise NotVisible("这一页给街道工委、代工委和代表用。")
    choices = _choices(desk)
    if request.method != "POST":
        return _page(request, desk, EntryForm(choices=choices), 200)
    form = EntryForm(request.POST, request.FILES, choices=choices)
    if form.is_valid() and (made := _register(form, desk)):
        request.session[SLIP] = made.opinion_id
        return go(request, reverse("workbench:slip", args=(made.opinion_id,)))
    return _page(request, desk, form, 422)


@signed_in
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """回执单：交给提交人的一张纸；只有刚登记的人、刚登记的这一条打得开。"""
    desk = desk_of(request)
    if request.session.get(SLIP) != pk:
        raise NotVisible("没有这张回执单。")
    opinion = get_opinion(viewer=desk.viewer, pk=pk)
    url = f"{settings.PUBLIC_URL}{reverse('portal:receipt', args=(opinion.receipt_no,))}"
    context = {
        "opinion": opinion,
        "key": key_for(opinion.receipt_no),
        "url": url,
        # segno 画的图里只有路径，没有外来的文字。
        "code": mark_safe(segno.make(url, error="m").svg_inline(scale=4, border=2)),  # noqa: S308
    }
    response = show(request, desk, "workbench/slip.html", context, active="opinions")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, desk: Desk, form: EntryForm, status: int) -> HttpResponse:
    return show(
        request,
        desk,
        "workbench/entry.html",
        {"form": form},
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


def _register(form: EntryForm, desk: Desk) -> Registered | None:
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
        return register_opinion(
            draft=_draft(given, desk, tuple(each.id for each in files)),
            actor=desk.actor,
            at=desk.now,
        )
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
