"""成果的几张表：筛选、记一项、更正、作废。"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms

from lianxin.casework.fields import Uploads
from lianxin.outcomes.models import Outcome
from lianxin.outcomes.queries import GROUPS, metric_choices
from lianxin.outcomes.usecases import Figure
from lianxin.workbench.filters import ANY, Quiet

RELATIONS = (
    ("", "这条线上还没有记过"),
    ("separate", "另外一笔，要加在一起"),
    ("part", "已记总数里的一部分"),
    ("whole", "总数，已记的都在里面"),
)


def _day(label: str, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class OutcomeFilter(Quiet):
    """成果清单的筛选。"""

    q = forms.CharField(
        label="说明里的字", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(label="哪一类", choices=(ANY, *GROUPS.items()), required=False)
    source = forms.ChoiceField(
        label="钱从哪来", choices=(ANY, *Outcome.Source.choices), required=False
    )
    since = _day("从", required=False)
    until = _day("到", required=False)


class FigureForm(forms.Form):
    """一项成果的内容。"""

    metric = forms.ChoiceField(label="量什么", choices=metric_choices)
    value = forms.DecimalField(
        label="数",
        max_digits=16,
        decimal_places=2,
        min_value=0,
        help_text="照左边写的单位填；钱以元计，300 万元填 3000000。",
    )
    precision = forms.ChoiceField(
        label="有多准", choices=Outcome.Precision.choices, widget=forms.RadioSelect, initial="exact"
    )
    source = forms.ChoiceField(
        label="钱从哪来（只有资金要选）",
        choices=[("", "不是资金"), *Outcome.Source.choices],
        required=False,
    )
    what = forms.CharField(
        label="是什么", max_length=100, help_text="如：改造童周岭村老旧自来水管。不要写群众姓名。"
    )
    happened_on = _day("哪天做成的")

    def figure(self) -> Figure:
        """填好的内容。"""
        names = {field.name for field in fields(Figure)} & self.cleaned_data.keys()
        return Figure(**{name: self.cleaned_data[name] for name in names})


class OutcomeForm(FigureForm):
    """记一项。"""

    relation = forms.ChoiceField(
        label="与这条线上已记的同一种成果",
        choices=RELATIONS,
        required=False,
        help_text="收件、交办、建议常是同一件事，写明了才不会重复算。",
    )
    evidence = forms.Field(
        label="凭证：照片、合同、验收单",
        required=False,
        widget=Uploads(many=True),
        help_text="公开前还要另外挑选、批准；注意不要拍到别人的脸。",
    )


class CorrectForm(FigureForm):
    """更正：量什么、钱从哪来不变。"""

    reason = forms.CharField(label="为什么更正", max_length=200)

    def __init__(self, *args: Any, metric: str, source: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self._kept = {"metric": metric, "source": source}
        for name in self._kept:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """量法和来源照旧。"""
        given: dict[str, Any] = super().clean() or {}
        return given | self._kept


class VoidForm(forms.Form):
    """作废。"""

    reason = forms.CharField(label="为什么作废", max_length=200)
