"""家站室的几张表：筛选、登记、改资料、记大事、进站、接待、发码。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from lianxin.casework.fields import Group
from lianxin.stations.models import Station, StationEvent
from lianxin.workbench.filters import ANY, Quiet

Choices = Sequence[tuple[str, str]] | Sequence[Group]
_WRITTEN_BY_HAND = (StationEvent.Kind.BUILT,)


def day_field(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    """选一天。"""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def moment_field(label: str) -> forms.DateTimeField:
    """选一个时刻。"""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class ManyFiles(forms.FileField):
    """几个文件一起传；认不认得由收文件的那一层看。"""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """交上来的几个。"""
        return list(data or initial or [])


class Choosing(forms.Form):
    """下拉的选项由页面给；可填可不填、又没有可选的，这一格就不出现。"""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **more: Any):
        super().__init__(*args, **more)
        for name, options in (choices or {}).items():
            field = self.fields[name]
            if field.required:
                field.choices = options  # type: ignore[attr-defined]
            elif options:
                field.choices = [("", "不选"), *options]  # type: ignore[attr-defined]
            else:
                del self.fields[name]


class StationFilter(Quiet):
    """名录的筛选。"""

    q = forms.CharField(
        label="名称、地址", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label="种类", choices=(ANY, *Station.Kind.choices), required=False)
    street = forms.ChoiceField(label="街道", required=False)
    function = forms.ChoiceField(
        label="功能", choices=(ANY, *Station.Function.choices), required=False
    )

    def __init__(self, data: Any, *, streets: Choices) -> None:
        super().__init__(data)
        self.fields["street"].choices = [ANY, *streets]  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """可以直接改的资料。"""

    address = forms.CharField(label="地址", max_length=80)
    theme = forms.CharField(
        label="主题", max_length=40, required=False, help_text="如：农文旅融合、社区治理。"
    )
    siting = forms.CharField(
        label="选址", max_length=40, required=False, help_text="如：项目地、老旧小区、产业园区。"
    )
    brand = forms.CharField(label="品牌活动", max_length=40, required=False)
    brand_story = forms.CharField(
        label="品牌介绍",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StationForm(Choosing, FactsForm):
    """登记一个站。"""

    field_order = ("name", "kind", "industry", "body", "region", "address", "parent", "opened_on")

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="种类", choices=Station.Kind.choices)
    body = forms.ChoiceField(label="归哪个街道工委管")
    region = forms.ChoiceField(label="在哪里")
    parent = forms.ChoiceField(label="上级站", required=False)
    industry = forms.CharField(
        label="产业", max_length=40, required=False, help_text="产业代表联系点要写，如：光电子。"
    )
    functions = forms.MultipleChoiceField(
        label="功能",
        choices=Station.Function.choices,
        initial=[Station.Function.LIAISON],
        widget=forms.CheckboxSelectMultiple,
    )
    opened_on = day_field("开放日期")


class EventForm(forms.Form):
    """记一件大事。"""

    kind = forms.ChoiceField(
        label="什么事",
        choices=[pair for pair in StationEvent.Kind.choices if pair[0] not in _WRITTEN_BY_HAND],
    )
    happened_on = day_field("哪一天")
    new_kind = forms.ChoiceField(
        label="提升成什么种类", choices=(("", "不变"), *Station.Kind.choices), required=False
    )
    new_name = forms.CharField(label="新名称（更名时写）", max_length=60, required=False)
    new_functions = forms.MultipleChoiceField(
        label="增加的功能",
        choices=Station.Function.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="说明", max_length=120, required=False)


class AssignForm(Choosing):
    """代表进站。"""

    person = forms.ChoiceField(label="哪位代表")
    on = day_field("从哪天起")


class GroupForm(Choosing):
    """小组编入阵地。"""

    group = forms.ChoiceField(label="哪个小组")
    on = day_field("从哪天起")


class ReceptionForm(Choosing):
    """安排一次接待。"""

    starts_at = moment_field("从")
    ends_at = moment_field("到")
    deputies = forms.MultipleChoiceField(
        label="由哪几位代表接待", widget=forms.CheckboxSelectMultiple
    )
    theme = forms.CharField(label="主题", max_length=60, required=False)


class CodeForm(Choosing):
    """发一个码。"""

    kind = forms.ChoiceField(
        label="什么码",
        choices=(("station", "站点码"), ("deputy", "代表码"), ("activity", "活动码")),
    )
    deputy = forms.ChoiceField(label="谁的（代表码才选）", required=False)
    label = forms.CharField(
        label="用在哪里", max_length=60, help_text="如：站点门口、代表名片、6 月板凳会。"
    )
    expires_on = day_field(
        "用到哪天", required=False, help_text="活动码写活动结束那天；不写一直有效。"
    )
