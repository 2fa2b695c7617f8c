"""规章制度的几张表：筛选、登记、废止、定类别、对上机制依据。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from lianxin.casework.fields import Uploads
from lianxin.documents.models import Rule
from lianxin.documents.usecases import RuleText
from lianxin.workbench.filters import ANY, Quiet

Choices = Iterable[tuple[int, str]]


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class RuleFilter(Quiet):
    """汇编的筛选。"""

    q = forms.CharField(
        label="名称、文号、正文里的字",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    category = forms.TypedChoiceField(label="哪一类", required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label="状态", required=False)

    def __init__(self, *args: Any, categories: Choices, drafts: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["category"].choices = [ANY, *categories]  # type: ignore[attr-defined]
        listed = [one for one in Rule.Status.choices if drafts or one[0] != Rule.Status.DRAFT]
        self.fields["status"].choices = [ANY, *listed]  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """登记一项。"""

    title = forms.CharField(label="名称", max_length=120, help_text="不用写书名号。")
    category = forms.TypedChoiceField(label="哪一类", coerce=int)
    number = forms.CharField(label="文号", max_length=60, required=False)
    issuing_body = forms.CharField(label="制定机关", max_length=60, required=False)
    adopted_on = _day("通过日期")
    effective_on = _day("施行日期")
    text = forms.CharField(
        label="正文",
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-draft": "rule"}),
        help_text="只贴文字，空行分段；也可以只传附件。",
    )
    attachments = forms.Field(
        label="附件",
        required=False,
        widget=Uploads(many=True),
        help_text="PDF、docx、xlsx 或照片。",
    )
    supersedes = forms.TypedChoiceField(
        label="代替哪一项",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="选了，这一项施行之日起，那一项废止。",
    )
    is_public = forms.BooleanField(label="施行后在公开网站上公开", required=False)

    def __init__(self, *args: Any, categories: Choices, standing: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["category"].choices = [*categories]  # type: ignore[attr-defined]
        self.fields["supersedes"].choices = [  # type: ignore[attr-defined]
            ("", "不代替哪一项"),
            *standing,
        ]

    def rule(self) -> RuleText:
        """填好的内容。"""
        given = {name: value for name, value in self.cleaned_data.items() if name != "attachments"}
        return RuleText(
            category_id=given.pop("category"), supersedes_id=given.pop("supersedes"), **given
        )


class RepealForm(forms.Form):
    """废止。"""

    repealed_on = _day("哪天起废止", required=True)
    reason = forms.CharField(label="为什么废止", max_length=200)


class CiteForm(forms.Form):
    """对上机制依据里的一条。"""

    basis = forms.ChoiceField(label="机制依据里的一条")

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["basis"].choices = list(choices)  # type: ignore[attr-defined]


class CategoriesForm(forms.Form):
    """定类别：一类一格，清空就是去掉；新加的一行一类。"""

    def __init__(self, *args: Any, categories: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        for place, (pk, name) in enumerate(categories, 1):
            self.fields[f"c{pk}"] = forms.CharField(
                label=f"第 {place} 类", max_length=30, required=False, initial=name
            )
        self.fields["added"] = forms.CharField(
            label="新加的",
            required=False,
            max_length=600,
            widget=forms.Textarea(attrs={"rows": 7}),
            help_text="一行一类。",
        )

    def names(self) -> dict[int, str]:
        """各类改成什么名字。"""
        given = self.cleaned_data.items()
        return {int(name[1:]): value for name, value in given if name != "added"}
