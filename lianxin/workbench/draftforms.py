"""写建议用的几张表：起稿、写稿、请人附议、定截止时间。"""

from __future__ import annotations

from typing import Any

from django import forms

from lianxin.casework.fields import Group
from lianxin.suggestions.models import Suggestion


class StartForm(forms.Form):
    """从哪里写起。"""

    congress = forms.ChoiceField(label="提给哪一级人大")
    template = forms.ChoiceField(
        label="照着哪份样稿写",
        required=False,
        help_text="样稿写好了框架，照着填空；也可以从空白写。",
    )
    activity = forms.CharField(
        label="从哪次活动来",
        max_length=80,
        required=False,
        help_text="如“5 月板凳会”。不是活动上听来的不用填。",
    )

    def __init__(
        self,
        *args: Any,
        congresses: tuple[tuple[str, str], ...],
        templates: list[tuple[str, str]],
    ):
        super().__init__(*args)
        self.fields["congress"].choices = congresses  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", "空白稿"), *templates]  # type: ignore[attr-defined]
        if len(congresses) == 1:
            self.fields["congress"].widget = forms.HiddenInput()
            self.initial["congress"] = congresses[0][0]


class Unfinished(forms.CharField):
    """提出时必须有、写的时候可以先空着的一格。"""

    def validate(self, value: Any) -> None:
        """空着也能存；缺什么，提出时再说。"""
        del value


class DraftForm(forms.Form):
    """一份稿：写了一半也能存，所以哪一格都可以先空着。"""

    title = Unfinished(
        label="案由",
        max_length=80,
        help_text="一事一议，如“关于在村口至小学路段加装路灯的建议”。",
    )
    grounds = Unfinished(
        label="案据：情况和原因",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写看到的事实和数据；不要写提意见群众的姓名和住址。",
    )
    proposal = Unfinished(
        label="方案：建议怎么办",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明请谁做什么、做到什么程度。",
    )
    category = forms.ChoiceField(label="归哪一类", required=False)
    permission = forms.ChoiceField(
        label="同意公开到什么程度",
        choices=Suggestion.Permission.choices,
        widget=forms.RadioSelect,
    )
    exclusions_clear = forms.BooleanField(
        label="我看过“不作建议处理”的八种情形，这件都不属于", required=False
    )

    use_required_attribute = False

    def __init__(self, *args: Any, category: tuple[Group, ...], is_lead: bool, **more: Any):
        super().__init__(*args, **more)
        self.fields["category"].choices = [("", "不选"), *category]  # type: ignore[attr-defined]
        if not is_lead:
            del self.fields["exclusions_clear"]

    def given(self) -> dict[str, Any]:
        """交给用例的几项。"""
        data = dict(self.cleaned_data)
        data["category_id"] = data.pop("category")
        return data


class InviteForm(forms.Form):
    """请哪几位附议。"""

    people = forms.CharField(
        label="请哪几位附议",
        max_length=400,
        help_text="写姓名，用顿号隔开；重名的写代表证号。他们在自己的桌面上确认了才算。",
    )


class WindowForm(forms.Form):
    """大会建议的截止时间。"""

    session = forms.IntegerField(widget=forms.HiddenInput)
    closes_at = forms.DateTimeField(
        label="大会建议截止时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
