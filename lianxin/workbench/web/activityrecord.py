"""记一场活动：先点种类，再填一屏；也用来安排将来的，和在已有的一场上接着补。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from lianxin.access.audience import signed_in
from lianxin.activities.models import Activity, OpenedModule
from lianxin.activities.queries.kinds import Kind, startable
from lianxin.activities.queries.lists import ActivityCard, similar_activities
from lianxin.activities.queries.pages import open_page
from lianxin.activities.usecases import (
    ActivityDraft,
    SameKeyOtherContent,
    add_record,
    announce,
    plan_activity,
    record_activity,
)
from lianxin.casework.facts import UNDERTAKERS
from lianxin.files.refusals import FileRefused
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.workbench.activityforms import Choices, PlanForm
from lianxin.workbench.activityrecordforms import (
    AddForm,
    QuickForm,
    RecordPart,
    fresh_initial,
    fresh_plan,
)
from lianxin.workbench.queries import activitypickers as pick
from lianxin.workbench.queries.options import body_groups
from lianxin.workbench.queries.pickers import region_groups
from lianxin.workbench.usecases import names_of, store_photos
from lianxin.workbench.web.desk import Desk, desk_of, go, show

FORM = "workbench/activities/form.html"


@signed_in
def activity_record(request: HttpRequest) -> HttpResponse:
    """一张表记一场刚办完的。"""
    return _start(request, QuickForm, planning=False)


@signed_in
def activity_plan(request: HttpRequest) -> HttpResponse:
    """安排一场将来的，可以顺手预告。"""
    return _start(request, PlanForm, planning=True)


@signed_in
def activity_add(request: HttpRequest, pk: int) -> HttpResponse:
    """在已有的一场上接着记。"""
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    if not page.may_edit or page.kind is None:
        raise NotVisible("这场活动由主办、协办的单位来记。")
    kind, back = page.kind, reverse("workbench:activity", args=(pk,))
    choices = _choices(desk, kind, series_id=page.row.series_id)
    form: AddForm = _bound(request, AddForm, kind, choices, {})
    if request.method == "POST" and form.is_valid():
        photos = _photos(form, desk)

        def act() -> Activity:
            given = form.record(photos or ())
            return add_record(activity_id=pk, record=given, actor=desk.doer, at=desk.now)

        if photos is not None and _done(form, act):
            messages.success(request, "补上了。")
            return go(request, back)
    context = {
        "form": form,
        "kind": kind,
        "adding": page.card,
        "back_url": back,
        "back_label": page.card.title,
        "button": "补上",
    }
    return show(request, desk, FORM, context, active="activities", status=_status(form))


def _start(request: HttpRequest, form_class: type[PlanForm], *, planning: bool) -> HttpResponse:
    desk = desk_of(request)
    if not pick.body_options(desk.viewer, desk.congress_id):
        raise NotVisible("活动由人大机关、街道工委、小组和代表来记。")
    wanted = request.GET.get("kind", "")
    if not wanted:
        return _pick_kind(request, desk, planning=planning)
    kind = next((each for each in _startable(desk) if each.key == wanted), None)
    if kind is None:
        raise NotVisible("没有这种活动，或者还没有选开，请重新选。")
    return _fill(request, desk, kind, form_class, planning=planning)


def _fill(
    request: HttpRequest,
    desk: Desk,
    kind: Kind,
    form_class: type[PlanForm],
    *,
    planning: bool,
) -> HttpResponse:
    choices = _choices(desk, kind, planning=planning)
    form = _bound(request, form_class, kind, choices, _initial(desk, kind, choices, planning))
    similar: list[ActivityCard] = []
    if request.method == "POST" and form.is_valid():
        photos = _photos(form, desk)
        draft = form.draft(desk.congress_id)
        similar = [] if request.POST.get("confirmed") else _similar(desk, draft)
        if photos is not None and not similar:
            made = _done(form, lambda: _keep(request, desk, form, draft, photos))
            if made is not None:
                return go(request, reverse("workbench:activity", args=(made.pk,)))
    name = "workbench:activity_plan" if planning else "workbench:activity_record"
    context = {
        "form": form,
        "kind": kind,
        "planning": planning,
        "similar": similar,
        "conflict": getattr(form, "conflict", None),
        "back_url": reverse(name),
        "back_label": "换一种",
        "button": "安排下来" if planning else "记下来",
    }
    status = 422 if similar else _status(form)
    return show(request, desk, FORM, context, active="activities", status=status)


def _keep(
    request: HttpRequest, desk: Desk, form: PlanForm, draft: ActivityDraft, photos: list[str]
) -> Activity:
    """真正去记；安排的，点了“预告”就一并预告。"""
    if isinstance(form, RecordPart):
        record = form.record(photos)
        made = record_activity(draft=draft, record=record, actor=desk.doer, at=desk.now)
        messages.success(request, "记下来了，随时可以再补。")
        return made
    made = plan_activity(draft=draft, actor=desk.doer, at=desk.now)
    if request.POST.get("do") == "announce":
        made = announce(activity_id=made.pk, actor=desk.doer, at=desk.now)
    messages.success(request, "安排好了，已经预告。" if made.announced_at else "安排好了。")
    return made


def _done(form: Any, act: Callable[[], Activity]) -> Activity | None:
    try:
        return act()
    except NotVisible:
        raise
    except SameKeyOtherContent as conflict:
        form.conflict = conflict
        form.add_error(None, str(conflict))
    except RuleViolation as refusal:
        _mark_faults(form, refusal)
    return None


def _mark_faults(form: Any, refusal: RuleViolation) -> None:
    faults = getattr(refusal, "fields", {})
    known = {name: why for name, why in faults.items() if name in form.fields}
    for name, why in known.items():
        form.add_error(name, why)
    if not known or str(refusal) not in known.values():
        form.add_error(None, str(refusal))


def _photos(form: Any, desk: Desk) -> list[str] | None:
    """这次传的照片收好，加上先前传好的；收不下的标出来。"""
    if not isinstance(form, RecordPart):
        return []
    kept = form.kept_photos()
    uploads = form.files.getlist("photos") if hasattr(form.files, "getlist") else []
    try:
        stored = store_photos(
            uploads=[(upload, upload.name or "照片") for upload in uploads],
            doer=desk.doer,
            at=desk.now,
        )
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
        return None
    names = [*kept, *(each.id for each in stored)]
    form.fields["photos"].widget.kept = names_of(names)
    return names


def _similar(desk: Desk, draft: ActivityDraft) -> list[ActivityCard]:
    """像是同一场的；同一份草稿再送的不算。"""
    found = similar_activities(
        viewer=desk.viewer,
        body_id=draft.body_id,
        kind=draft.kind,
        on=localtime(draft.starts_at).date(),
        place=draft.place,
    )
    if draft.client_key is None:
        return found
    same = Activity.objects.filter(client_key=draft.client_key).values_list("pk", flat=True)
    return [card for card in found if card.id not in set(same)]


def _bound(
    request: HttpRequest,
    form_class: type[Any],
    kind: Kind,
    choices: Choices,
    initial: dict[str, Any],
) -> Any:
    if request.method != "POST":
        return form_class(kind=kind, choices=choices, initial=initial)
    kept = names_of(request.POST.getlist("photos_kept"))
    choices = replace(choices, kept=kept)
    return form_class(request.POST, request.FILES, kind=kind, choices=choices, initial=initial)


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _initial(desk: Desk, kind: Kind, choices: Choices, planning: bool) -> dict[str, Any]:  # noqa: FBT001
    station = choices.stations[0] if choices.stations and "station" in kind.needs else None
    body = choices.bodies[0][0] if choices.bodies else ""
    near = station[1] if station else choices.bodies[0][1] if choices.bodies else ""
    fill = fresh_plan if planning else fresh_initial
    found = fill(kind, now=desk.now, title=f"{near}{kind.label}"[:80], body=body)
    return {**found, "station": station[0]} if station else found


def _choices(
    desk: Desk, kind: Kind, *, planning: bool = False, series_id: int | None = None
) -> Choices:
    congress = Body.objects.get(pk=desk.congress_id)
    people = (
        ()
        if planning
        else pick.present_groups(
            desk.viewer, congress.pk, on=desk.today, leaders="leader" in kind.named
        )
    )
    follows = kind.items and not planning
    return Choices(
        bodies=pick.body_options(desk.viewer, congress.pk),
        stations=pick.station_choices(desk.viewer, congress.pk, on=desk.today),
        regions=region_groups(congress),
        present=people,
        co_bodies=pick.co_body_groups(congress.pk),
        programmes=pick.programme_options(congress.pk),
        series=pick.series_options(congress.pk),
        units=body_groups(jurisdiction_id=congress.pk, kinds=UNDERTAKERS) if follows else (),
        earlier=pick.earlier_items(congress.pk, series_id) if follows else (),
    )


def _startable(desk: Desk) -> Iterable[Kind]:
    opened = OpenedModule.objects.filter(congress=desk.congress_id).values_list("module", flat=True)
    return startable(modules=opened)


def _pick_kind(request: HttpRequest, desk: Desk, *, planning: bool) -> HttpResponse:
    """先点种类：常用的在前，其余按族分。"""
    families: dict[str, list[Kind]] = defaultdict(list)
    known = list(_startable(desk))
    for kind in known:
        families[kind.family_label].append(kind)
    name = "workbench:activity_plan" if planning else "workbench:activity_record"
    context = {
        "quick": [kind for kind in known if kind.quick],
        "families": dict(families),
        "planning": planning,
        "base": reverse(name),
    }
    return show(request, desk, "workbench/activities/kinds.html", context, active="activities")
