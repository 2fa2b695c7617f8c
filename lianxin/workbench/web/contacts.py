"""联系的页面：谁联系谁、一条联系的记录、联系树、缺口、会议议题的三样。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import AgendaPart, ContactLog, ContactPoint, ContactTie
from lianxin.activities.queries.contacts import (
    PAGE,
    TieCard,
    agenda_items,
    below,
    coverage,
    gaps,
    messages_sent,
    points_of,
    tie_logs,
    tie_page,
)
from lianxin.activities.usecases.contacts import (
    KEEPERS,
    SHAPES,
    Ends,
    add_agenda_item,
    add_point,
    log_contact,
    mark_part,
    send_down,
    tie_contact,
    untie_contact,
)
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Person
from lianxin.orgs.queries import bodies_of_kind
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registerpages import posted, sheet_page
from lianxin.workbench.web.registers.forms import day_field

HEADERS = (
    "哪一种",
    "谁",
    "联系谁",
    "多少人",
    "依据",
    "从哪天起",
    "联系几次",
    "反映问题",
    "最近一次",
)
AGENDA_HEADERS = ("会议", "开会日期", "议题", "专（工）委", "会前调研", "会中讨论", "会后督办")


class TieForm(forms.Form):
    """谁联系谁；人写姓名，同名的写编号。"""

    above = forms.CharField(label="谁", max_length=60, help_text="写姓名；中心户写名称。")
    under = forms.CharField(label="联系谁", max_length=60, help_text="代表写姓名；联系点写名称。")
    basis = forms.CharField(label="依据", max_length=120, required=False)


class PointForm(forms.Form):
    """一个联系点。"""

    kind = forms.ChoiceField(label="是什么", choices=ContactPoint.Kind.choices)
    name = forms.CharField(label="名称", max_length=60, help_text="如：童周岭村三组中心户。")
    people = forms.IntegerField(label="多少人", min_value=0, required=False, initial=0)


class LogForm(forms.Form):
    """一次联系。"""

    on = day_field("哪天")
    way = forms.ChoiceField(label="怎样联系的", choices=ContactLog.Way.choices)
    words = forms.CharField(label="情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    people = forms.IntegerField(label="联系到几人", min_value=0, initial=1)
    issue = forms.CharField(
        label="反映的问题",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写了就登记成一条意见，照常办到底。",
    )


class SendForm(forms.Form):
    """往下传的一句话。"""

    text = forms.CharField(label="转告什么", max_length=200, widget=forms.Textarea({"rows": 3}))


class AgendaForm(forms.Form):
    """一项会议议题。"""

    meeting = forms.CharField(label="哪次会议", max_length=60)
    held_on = day_field("开会日期")
    title = forms.CharField(label="议题", max_length=80)
    committee_id = forms.TypedChoiceField(label="哪个专（工）委负责", coerce=int)


class PartForm(forms.Form):
    """议题的三样之一。"""

    part = forms.ChoiceField(label="哪一样", choices=AgendaPart.Part.choices)
    on = day_field("哪天")
    words = forms.CharField(label="做了什么", max_length=300)
    people = forms.CharField(label="参加的委员与代表", max_length=200)


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if policies.unit_bodies(desk.viewer) and not desk.viewer.is_deputy:
        raise NotVisible("没有这一页。")
    return desk


def _keeps(desk: Desk) -> bool:
    return desk.viewer.holds(*KEEPERS)


def _keeper(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not _keeps(desk):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def ties(request: HttpRequest) -> HttpResponse:
    """谁联系谁：最近一次、反映过几个问题。"""
    desk = _reader(request)
    given = kept(request, "kind")
    before = whole(request.GET.get("before"))
    cards = tie_page(
        viewer=desk.viewer, congress_id=desk.congress_id, kind=given.get("kind", ""), before=before
    )
    context = {
        "cards": [(card, card.is_stale(desk.today)) for card in cards],
        "tabs": _tabs(given.get("kind", "")),
        "may_keep": _keeps(desk),
        "kinds": ContactTie.Kind.choices,
        "coverage": coverage(congress_id=desk.congress_id, today=desk.today),
        "exports": export_links("workbench:contacts_export", query(given)),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/contacts/ties.html", context, active="contacts")


def _tabs(active: str) -> list[dict[str, Any]]:
    choices = [("", "全部"), *ContactTie.Kind.choices]
    return [
        {"label": label, "url": f"?{query({}, kind=key)}", "active": key == active}
        for key, label in choices
    ]


@signed_in
def ties_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出谁联系谁。"""
    desk = _reader(request)
    kind = request.GET.get("kind", "")
    page = partial(tie_page, viewer=desk.viewer, congress_id=desk.congress_id, kind=kind, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.id)
    return sheet(desk, ext, "联系关系", HEADERS, map(_cells, rows))


def _cells(row: TieCard) -> tuple[Cell, ...]:
    return (
        *(row.kind_label, row.above, row.under, row.people, row.basis),
        *(row.since, row.logs, row.issues, row.last_on),
    )


@signed_in
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """一条联系和它的记录；在这一页上记一次。"""
    desk = _reader(request)
    found = tie_logs(viewer=desk.viewer, tie_id=pk)
    if found is None:
        raise NotVisible("没有这条联系，或者您无权查看。")
    card, logs = found
    context = {"card": card, "logs": logs, "may_keep": _keeps(desk)}
    return show(request, desk, "workbench/contacts/tie.html", context, active="contacts")


@signed_in
def tie_log(request: HttpRequest, pk: int) -> HttpResponse:
    """记一次联系。"""
    desk = _reader(request)
    if tie_logs(viewer=desk.viewer, tie_id=pk) is None:
        raise NotVisible("没有这条联系，或者您无权查看。")
    form = LogForm(posted(request), initial={"on": desk.today})

    def act(given: dict[str, Any]) -> str:
        made = log_contact(tie_id=pk, **given, actor=desk.doer, at=desk.now)
        return "记好了，反映的问题登记成了一条意见。" if made.opinion_id else "记好了。"

    back = ("这条联系", reverse("workbench:contact", args=(pk,)))
    return _sheet(request, desk, form, "记一次联系", back, "记下", act)


@signed_in
def tie_end(request: HttpRequest, pk: int) -> HttpResponse:
    """不再联系。"""
    desk = _keeper(request)
    form = forms.Form(posted(request))
    form.fields["reason"] = forms.CharField(label="为什么不再联系", max_length=120)

    def act(given: dict[str, Any]) -> str:
        untie_contact(tie_id=pk, reason=given["reason"], actor=desk.doer, at=desk.now)
        return "结束了，原来的记录都留着。"

    return _sheet(request, desk, form, "不再联系", _home(), "结束", act)


@signed_in
def tie_new(request: HttpRequest, kind: str) -> HttpResponse:
    """定谁联系谁。"""
    desk = _keeper(request)
    if kind not in SHAPES:
        raise NotVisible("没有这种联系。")
    form = TieForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        above, under = SHAPES[kind]
        upper = _end_of(desk, given["above"], above)
        lower = _end_of(desk, given["under"], under)
        ends = Ends(*upper, *lower)
        tie_contact(
            congress_id=desk.congress_id,
            kind=kind,
            ends=ends,
            basis=given["basis"],
            actor=desk.doer,
            at=desk.now,
        )
        return "定好了。"

    title = f"定下：{ContactTie.Kind(kind).label}"
    return _sheet(request, desk, form, title, _home(), "定下", act)


def _end_of(desk: Desk, name: str, kinds: tuple[str, ...]) -> tuple[int | None, int | None]:
    """写的名字是哪个人、哪个联系点；认不出的两样都空着，由用例说清。"""
    words = name.strip()
    if kinds:
        points = points_of(congress_id=desk.congress_id, kinds=kinds)
        return None, next((one.pk for one in points if one.name == words), None)
    if words.isdecimal():
        return int(words), None
    found = list(Person.objects.filter(name=words).values_list("pk", flat=True)[:2])
    return (found[0] if len(found) == 1 else None), None


@signed_in
def point_new(request: HttpRequest) -> HttpResponse:
    """设一个联系点。"""
    desk = _keeper(request)
    form = PointForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        people = given["people"] or 0
        more = {**given, "people": people}
        made = add_point(congress_id=desk.congress_id, **more, actor=desk.doer, at=desk.now)
        return f"设好了：{made.name}。"

    return _sheet(request, desk, form, "设一个联系点", _home(), "设下", act)


@signed_in
def tree(request: HttpRequest) -> HttpResponse:
    """我下面的联系树；在这里往下传话。"""
    desk = _reader(request)
    person = desk.viewer.person_id or 0
    context = {
        "chain": below(congress_id=desk.congress_id, person_id=person),
        "sent": messages_sent(congress_id=desk.congress_id, person_id=person),
        "coverage": coverage(congress_id=desk.congress_id, today=desk.today),
    }
    return show(request, desk, "workbench/contacts/tree.html", context, active="contacts")


@signed_in
def send(request: HttpRequest) -> HttpResponse:
    """往下传一句话。"""
    desk = _reader(request)
    form = SendForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        made = send_down(
            congress_id=desk.congress_id, text=given["text"], actor=desk.doer, at=desk.now
        )
        return (
            f"发给了 {made.deputies} 位代表，"
            f"由他们转告 {made.households} 个中心户、{made.voters} 位选民。"
        )

    back = ("联系树", reverse("workbench:contact_tree"))
    return _sheet(request, desk, form, "往下传一句话", back, "发出", act)


@signed_in
def gap_list(request: HttpRequest) -> HttpResponse:
    """缺口：没人联系的代表、没有联系群众的代表、久了没有联系的。"""
    desk = _reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    found = gaps(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    return show(request, desk, "workbench/contacts/gaps.html", {"gaps": found}, active="contacts")


@signed_in
def agenda_list(request: HttpRequest) -> HttpResponse:
    """会议议题：会前调研、会中讨论、会后督办各做没做。"""
    desk = _reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    context = {
        "items": [
            (item, [(label, _part(item, key)) for key, label in AgendaPart.Part.choices])
            for item in agenda_items(congress_id=desk.congress_id)
        ],
        "exports": export_links("workbench:agenda_items_export", ""),
    }
    return show(request, desk, "workbench/contacts/agenda.html", context, active="contacts")


def _part(item: Any, key: str) -> AgendaPart | None:
    return next((part for part in item.parts.all() if part.part == key), None)


@signed_in
def agenda_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出会议议题的三样。"""
    desk = _reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    rows = map(_agenda_cells, agenda_items(congress_id=desk.congress_id))
    return sheet(desk, ext, "会议议题三样", AGENDA_HEADERS, rows)


def _agenda_cells(item: Any) -> tuple[Cell, ...]:
    parts = (_part(item, key) for key in AgendaPart.Part.values)
    said = (f"{part.on} {part.words}" if part else "" for part in parts)
    return (item.meeting, item.held_on, item.title, item.committee.short_name, *said)


@signed_in
def agenda_new(request: HttpRequest) -> HttpResponse:
    """列一项议题。"""
    desk = _reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    form = AgendaForm(posted(request), initial={"held_on": desk.today})
    bodies = bodies_of_kind(desk.congress_id, Body.Kind.SPECIAL_COMMITTEE)
    form.fields["committee_id"].choices = [(one.id, one.short_name) for one in bodies]  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> str:
        add_agenda_item(congress_id=desk.congress_id, **given, actor=desk.doer, at=desk.now)
        return "列好了。"

    return _sheet(request, desk, form, "列一项议题", _agenda(), "列上", act)


@signed_in
def agenda_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """记下议题的一样。"""
    desk = _reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    form = PartForm(posted(request), initial={"on": desk.today})

    def act(given: dict[str, Any]) -> str:
        mark_part(item_id=pk, **given, actor=desk.doer, at=desk.now)
        return "记下了。"

    return _sheet(request, desk, form, "记一样", _agenda(), "记下", act)


def _home() -> tuple[str, str]:
    return "联系", reverse("workbench:contacts")


def _agenda() -> tuple[str, str]:
    return "会议议题", reverse("workbench:agenda_items")


def _sheet(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    back: tuple[str, str],
    button: str,
    act: Any,
) -> HttpResponse:
    return sheet_page(
        request, desk, form, title=title, back=back, button=button, active="contacts", act=act
    )
