"""照题目生成的问卷表：手机上答的。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from lianxin.activities.models import Survey, SurveyQuestion
from lianxin.activities.usecases.survey_building import SurveyRefused
from lianxin.activities.usecases.survey_replies import LONGEST_TEXT, Given, Sheet
from lianxin.portal.forms import Words

Kind = SurveyQuestion.Kind


class SheetForm(forms.Form):
    """一份问卷：各题，加上票号和街道。"""

    def __init__(
        self, data: Any, *, survey: Survey, streets: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.survey = survey
        self.questions = list(survey.questions.all())
        if survey.slips:
            self.fields["slip"] = Words(
                label="票号",
                help_text="发给您的那张票上的号，如 0012-7KQ。",
                error_messages={"required": "请照发给您的那张票，把号再抄一遍。"},
            )
        for question in self.questions:
            self.fields[name_of(question)] = self.field_of(question)
        if survey.asks_street:
            self.fields["region"] = forms.ChoiceField(
                label="您住在哪个街道（乡镇）",
                choices=[("", "请选"), *streets],
                error_messages={"required": "请选您住在哪个街道（乡镇）。"},
            )

    def field_of(self, question: SurveyQuestion) -> forms.Field:
        """一道题的那一格。"""
        field = _FIELDS[Kind(question.kind)](question)
        field.required = field.widget.is_required = question.is_required
        field.error_messages["required"] = f"第 {question.place} 题要答。"
        return field

    def sheet(self) -> Sheet:
        """填好的一份。"""
        given = self.cleaned_data
        return Sheet(
            answers={one.pk: self.answer_of(one) for one in self.questions},
            region=given.get("region", ""),
            slip=given.get("slip", ""),
        )

    def answer_of(self, question: SurveyQuestion) -> Given:
        """一题交来的。"""
        said = self.cleaned_data.get(name_of(question)) or []
        if question.kind in (Kind.TEXT, Kind.NUMBER):
            return str(said or "")
        return [int(one) for one in (said if isinstance(said, list) else [said])]

    def refuse(self, refusal: SurveyRefused) -> None:
        """把收不下的原因标到那一题。"""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for field, words in refusal.fields.items():
            self.add_error(field if field in self.fields else None, words)


def name_of(question: SurveyQuestion) -> str:
    """这道题在表里的名字。"""
    return f"q{question.pk}"


def _label(question: SurveyQuestion) -> str:
    return f"{question.place}. {question.text}"


def _numbered(options: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(n), text) for n, text in enumerate(options, start=1)]


def _single(question: SurveyQuestion) -> forms.Field:
    return forms.ChoiceField(
        label=_label(question),
        choices=_numbered(question.options),
        required=False,
        widget=forms.RadioSelect,
        help_text=question.note,
    )


def _multi(question: SurveyQuestion) -> forms.Field:
    most = f"最多选 {question.most} 项。" if question.most else "可以选几项。"
    return forms.MultipleChoiceField(
        label=_label(question),
        choices=_numbered(question.options),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{most}{question.note}",
    )


def _scale(question: SurveyQuestion) -> forms.Field:
    top = question.most or 5
    low, high = [*question.options, "", ""][:2]
    ends: Mapping[int, str] = {1: low, top: high}
    words = [f"{n} 分　{ends[n]}" if ends.get(n) else f"{n} 分" for n in range(1, top + 1)]
    return forms.ChoiceField(
        label=_label(question),
        choices=_numbered(words),
        required=False,
        widget=forms.RadioSelect,
        help_text=question.note,
    )


def _text(question: SurveyQuestion) -> forms.Field:
    privacy = "不要写姓名、电话；写了也会先遮住，谁也看不到。"
    return Words(
        label=_label(question),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT}),
        help_text=f"{question.note}{privacy}",
    )


def _number(question: SurveyQuestion) -> forms.Field:
    unit = f"单位：{question.unit}。" if question.unit else ""
    return Words(
        label=_label(question),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=f"{unit}{question.note}",
    )


_FIELDS = {
    Kind.SINGLE: _single,
    Kind.MULTI: _multi,
    Kind.SCALE: _scale,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
}
