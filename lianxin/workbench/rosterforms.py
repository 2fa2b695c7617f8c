"""代表进站、编组、小组改名并组、改工作日历要填的表；下拉由页面按此刻的名录给。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianxin.orgs.models import CalendarDay, Membership

PICK = ("", "请选一个")
Choices = Mapping[str, tuple[Any, ...]]


class Picked(forms.Form):
    """下拉由页面按此刻的名录给；没给的一格不要。"""

    picked: tuple[str, ...] = ()

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.picked:
            field = self.fields[name]
            options = choices.get(name, ())
            plain = isinstance(field, forms.MultipleChoiceField)
            field.choices = options if plain else [PICK, *options]  # type: ignore[attr-defined]
            if not options and not field.required:
                del self.fields[name]


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class PlaceForm(Picked):
    """代表进站、转站。"""

    picked = ("to_station", "from_station")

    to_station = forms.ChoiceField(label="进哪个站")
    from_station = forms.ChoiceField(
        label="从哪个站转出", required=False, help_text="不选就是再进一个站，原来的站还在。"
    )
    on = _date("从哪天起")


class GroupForm(Picked):
    """编入小组。"""

    picked = ("group",)

    group = forms.ChoiceField(label="编入哪个组")
    role = forms.ChoiceField(
        label="在组里的身份", choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )
    rule = forms.CharField(label="按什么编的", max_length=40, initial="按选区")
    on = _date("从哪天起")


class RenameForm(forms.Form):
    """小组改名。"""

    name = forms.CharField(label="全称", min_length=2, max_length=80)
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="不写就与全称一样。"
    )
    on = _date("从哪天起")
    reason = forms.CharField(label="为什么改", min_length=2, max_length=120)


class MergeForm(Picked):
    """并到哪个小组。"""

    picked = ("into",)

    into = forms.ChoiceField(label="并到哪个小组")
    on = _date("从哪天起")
    reason = forms.CharField(
        label="为什么并", min_length=2, max_length=120, help_text="如依据哪次主任会议。"
    )


class DayForm(forms.Form):
    """改一天：放假、调休上班，或恢复平常。"""

    day = _date("哪一天")
    kind = forms.ChoiceField(
        label="这一天",
        choices=[*CalendarDay.Kind.choices, ("normal", "恢复平常")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="叫什么", max_length=30, help_text="如“国庆节”“台风停工”。")
    source = forms.CharField(label="依据哪份通知", max_length=120)
