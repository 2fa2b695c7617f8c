"""代表自己的公开资料：写什么、同意公开哪几项，都由本人定，随时可以收回。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.deputies.queries import OwnProfile, deputy_page, own_profile
from lianxin.deputies.usecases import CONSENTED_FIELDS, LABELS, LONGEST, consent, update_profile
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Person
from lianxin.stations.queries import stations_of
from lianxin.stations.queries.ledger import code_rows
from lianxin.workbench.web.desk import Desk, desk_of, go, show
from lianxin.workbench.web.registers.doors import attempt


class ProfileForm(forms.Form):
    """公开资料；每一项写了什么、公不公开，分开定。"""

    introduction = forms.CharField(
        label=LABELS["introduction"],
        max_length=LONGEST["introduction"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="做什么工作、关心哪些事，几句话就好。",
    )
    expertise = forms.CharField(
        label=LABELS["expertise"], max_length=LONGEST["expertise"], required=False
    )
    contact = forms.CharField(
        label=LABELS["contact"],
        max_length=LONGEST["contact"],
        required=False,
        help_text="不必写手机号；可以写“接待日当面约见，平时请联络站转告”。",
    )
    public_fields = forms.MultipleChoiceField(
        label="同意公开哪几项",
        choices=[(name, LABELS[name]) for name in CONSENTED_FIELDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="姓名、单位职务、选区依法公开。这几项您同意才公开，去掉勾随时收回。",
    )


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """改自己的公开资料；右边是群众看到的样子，下面是自己的码。"""
    desk = desk_of(request)
    if not desk.viewer.is_deputy or desk.viewer.person_id is None:
        raise NotVisible("这一页给代表用。")
    person_id = desk.viewer.person_id
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(own_profile(person_id=person_id)),
    )
    if request.method == "POST" and attempt(request, form, lambda given: _save(desk, given)):
        return go(request, reverse("workbench:profile"))
    context = {
        "form": form,
        "shown": deputy_page(person_id=person_id, today=desk.today),
        "stations": stations_of(person_id=person_id, on=desk.today),
        "codes": code_rows(congress_ids=desk.viewer.deputy_of, at=desk.now, deputy_id=person_id),
    }
    return show(
        request,
        desk,
        "workbench/registers/profile.html",
        context,
        active="deputy",
        status=422 if form.errors else 200,
    )


def _initial(own: OwnProfile) -> dict[str, Any]:
    return {
        "introduction": own.introduction,
        "expertise": own.expertise,
        "contact": own.contact,
        "public_fields": list(own.public_fields),
    }


def _save(desk: Desk, given: dict[str, Any]) -> str:
    """先记内容，再记同意；两样都留痕。"""
    person = Person.objects.get(pk=desk.viewer.person_id or 0)
    note: dict[str, Any] = {"person": person, "actor": desk.actor, "at": desk.now}
    agreed = given.pop("public_fields")
    update_profile(**given, **note)
    consent(fields=agreed, **note)
    return "改好了，群众马上看到新的样子。"
