"""共评小组的几张表：立小组、开一轮、定后续、记办了。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from lianxin.appraisal.models import PanelAction, PanelTrack
from lianxin.appraisal.usecases.panels import ActionDraft, PanelDraft, TrackDraft
from lianxin.orgs.models import Body, CouncilSeat
from lianxin.workbench.web.registers.forms import Choices, Choosing, day_field

Kind = PanelTrack.Kind


class PanelForm(Choosing):
    """立一个共评小组：每个议事组织是一路，抽几位，或者点哪几位。"""

    body = forms.ChoiceField(label="哪家组织")
    name = forms.CharField(label="名称", max_length=40, help_text="如：黄龙山社区项目共评小组。")
    purpose = forms.CharField(
        label="评什么", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    seed = forms.CharField(
        label="抽签的种子",
        max_length=80,
        required=False,
        help_text="抽签的写：一串事先谁也不知道的字，如当天的开奖号。种子记在案，谁都能再算一遍。",
    )
    seed_source = forms.CharField(
        label="种子从哪来",
        max_length=80,
        required=False,
        help_text="如：在场群众报的；当晚七点半福彩开奖号。",
    )

    def __init__(
        self, data: Any, *, bodies: Choices, seats: Sequence[CouncilSeat], **more: Any
    ) -> None:
        super().__init__(data, choices={"body": bodies}, **more)
        self.councils = [
            (body, list(rows)) for body, rows in groupby(seats, key=lambda seat: seat.body)
        ]
        for body, rows in self.councils:
            self._add_council(body, rows)

    def _add_council(self, body: Body, rows: list[CouncilSeat]) -> None:
        self.fields[f"kind_{body.pk}"] = forms.ChoiceField(
            label=f"{body.short_name}算哪一路",
            choices=[("", "不从这里选"), *Kind.choices],
            required=False,
        )
        self.fields[f"wanted_{body.pk}"] = forms.IntegerField(
            label=f"从{body.short_name}抽几位",
            min_value=1,
            max_value=99,
            required=False,
            help_text=f"在任 {len(rows)} 席。点名的不填这一格，在下面勾。",
        )
        self.fields[f"seats_{body.pk}"] = forms.TypedMultipleChoiceField(
            label=f"{body.short_name}点名",
            coerce=int,
            choices=[(seat.pk, f"第 {seat.number} 席 {seat.name}（{seat.role}）") for seat in rows],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def draft(self) -> PanelDraft:
        """填好的小组。"""
        given = self.cleaned_data
        return PanelDraft(
            body_id=int(given["body"]),
            name=given["name"],
            purpose=given["purpose"],
            seed=given["seed"],
            seed_source=given["seed_source"],
            tracks=tuple(self._tracks()),
        )

    def _tracks(self) -> list[TrackDraft]:
        given = self.cleaned_data
        return [
            TrackDraft(
                kind=given[f"kind_{body.pk}"],
                council_id=body.pk,
                wanted=given[f"wanted_{body.pk}"] or 0,
                seat_ids=tuple(given[f"seats_{body.pk}"]),
            )
            for body, _ in self.councils
            if given[f"kind_{body.pk}"]
        ]


class RoundForm(forms.Form):
    """开一轮共评。"""

    projects = forms.CharField(
        label="评哪几个项目",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个。",
    )
    stewards = forms.CharField(
        label="评哪几位管事的人",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一位，如：便民服务队 刘建国。",
    )
    opens_on = day_field("从哪天收")
    closes_on = day_field("收到哪天")

    def round(self) -> dict[str, Any]:
        """填好的一轮。"""
        given = dict(self.cleaned_data)
        projects, stewards = given.pop("projects"), given.pop("stewards")
        subjects = [("project", one) for one in projects.splitlines() if one.strip()]
        subjects += [("steward", one) for one in stewards.splitlines() if one.strip()]
        return {**given, "subjects": subjects}


class ActionForm(forms.Form):
    """照结果定的后续。"""

    kind = forms.ChoiceField(
        label="怎么办", choices=PanelAction.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="具体怎样",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="奖什么、换成谁、改什么。",
    )
    doer = forms.CharField(label="谁来办", max_length=60)
    decided_on = day_field("哪天定的")
    due_on = day_field("哪天以前办好", required=False, help_text="整改的必须写。")

    def action(self) -> ActionDraft:
        """填好的后续。"""
        return ActionDraft(**self.cleaned_data)


def closing_dates(today: date) -> dict[str, date]:
    """预填：从今天收一周。"""
    return {"opens_on": today, "closes_on": date.fromordinal(today.toordinal() + 7)}
