"""联系的页面：谁联系谁、一条联系的记录、联系树、缺口。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import ContactLog, ContactPoint, ContactTie
from lianxin.activities.queries.contacts import (
    PAGE,
    TieCard,
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
    add_point,
    log_contact,
    send_down,
    tie_contact,
    untie_contact,
)
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Person
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


def contact_reader(request: HttpRequest) -> Desk:
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
    desk = contact_reader(request)
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
        "oversees": policies.oversees(desk.viewer),
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
    desk = contact_reader(request)
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
    desk = contact_reader(request)
    found = tie_logs(viewer=desk.viewer, tie_id=pk)
    if found is None:
        raise NotVisible("没有这条联系，或者您无权查看。")
    card, logs = found
    context = {"card": card, "logs": logs, "may_keep": _keeps(desk)}
    return show(request, desk, "workbench/contacts/tie.html", context, active="contacts")


@signed_in
def tie_log(request: HttpRequest, pk: int) -> HttpResponse:
    """记一次联系。"""
    desk = contact_reader(request)
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
    desk = contact_reader(request)
    person = desk.viewer.person_id or 0
    context = {
        "chain": below(congress_id=desk.congress_id, person_id=person),
        "sent": messages_sent(congress_id=desk.congress_id, person_id=person),
        "coverage": coverage(congress_id=desk.congress_id, today=desk.today),
        "oversees": policies.oversees(desk.viewer),
    }
    return show(request, desk, "workbench/contacts/tree.html", context, active="contacts")


@signed_in
def send(request: HttpRequest) -> HttpResponse:
    """往下传一句话。"""
    desk = contact_reader(request)
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
    desk = contact_reader(request)
    if not policies.oversees(desk.viewer):
        raise NotVisible("没有这一页。")
    found = gaps(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    return show(request, desk, "workbench/contacts/gaps.html", {"gaps": found}, active="contacts")


def _home() -> tuple[str, str]:
    return "联系", reverse("workbench:contacts")


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
