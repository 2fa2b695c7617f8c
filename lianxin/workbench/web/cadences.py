"""采用、停用一份频次办法的页面。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.queries.cadence import may_adopt
from lianxin.activities.queries.cadencefiles import shipped
from lianxin.activities.usecases.cadence import adopt_cadence, end_cadence
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.web.desk import Desk, desk_of
from lianxin.workbench.web.registerpages import posted, sheet_page
from lianxin.workbench.web.registers.forms import day_field

OWN = "own"
BACK = "workbench:cadence"


class AdoptForm(forms.Form):
    """采用哪一份，从哪天起。"""

    pack = forms.ChoiceField(label="哪一份", widget=forms.RadioSelect)
    source = forms.CharField(
        label="自己写的全文",
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="只有选“自己写的一份”才填；照机制包里 cadence-*.toml 的样子写，有错会逐条说明。",
    )
    starts_on = day_field("从哪天起")

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        choices = [(one.key, f"{one.label}（{one.place}）：{one.summary}") for one in shipped()]
        self.fields["pack"].choices = [*choices, (OWN, "自己写的一份")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """选了自己写的，就要有全文。"""
        given = super().clean() or {}
        if given.get("pack") == OWN and not given.get("source", "").strip():
            self.add_error("source", "请把办法的全文贴在这里。")
        return given

    def text(self, given: dict[str, Any]) -> str:
        """选定的那一份的全文。"""
        if given["pack"] == OWN:
            return str(given["source"])
        return next(one.text for one in shipped() if one.key == given["pack"])


class EndForm(forms.Form):
    """停用的日子与理由。"""

    ends_on = day_field("从哪天起不用")
    reason = forms.CharField(label="为什么停用", max_length=120)


def _decider(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not may_adopt(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def adopt(request: HttpRequest) -> HttpResponse:
    """采用一份频次办法。"""
    desk = _decider(request)
    first = desk.today.replace(month=1, day=1)
    form = AdoptForm(posted(request), initial={"starts_on": first})

    def act(given: dict[str, Any]) -> str:
        made = adopt_cadence(
            congress_id=desk.congress_id,
            source=form.text(given),
            path="自己写的一份" if given["pack"] == OWN else given["pack"],
            starts_on=given["starts_on"],
            actor=desk.doer,
            at=desk.now,
        )
        return f"已采用“{made.label}”，自 {made.starts_on} 起。"

    return sheet_page(
        request,
        desk,
        form,
        title="采用频次办法",
        intro="从那天起照它算；采用以前的窗口不计。同一份换了新版本，旧版本那一段照旧版本算。",
        back=("频次", reverse(BACK)),
        button="采用",
        active="cadence",
        act=act,
    )


@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """停用一份频次办法。"""
    desk = _decider(request)
    form = EndForm(posted(request), initial={"ends_on": desk.today})

    def act(given: dict[str, Any]) -> str:
        row = end_cadence(practice_id=pk, **given, actor=desk.doer, at=desk.now)
        return f"已停用“{row.label}”，{row.ends_on} 以前满了的窗口照样看得见。"

    return sheet_page(
        request,
        desk,
        form,
        title="停用频次办法",
        back=("频次", reverse(BACK)),
        button="停用",
        active="cadence",
        act=act,
    )
