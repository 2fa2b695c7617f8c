"""问卷的几张表：一道题、作废一份、按键盘录一份纸质的。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from lianxin.activities.models import Survey, SurveyQuestion
from lianxin.activities.usecases.survey_building import QuestionDraft, SurveyRefused
from lianxin.activities.usecases.survey_replies import Given, Sheet

Kind = SurveyQuestion.Kind
_NUMBERS = re.compile(r"[\s,，、;；/]+")
_WRITTEN = (Kind.TEXT, Kind.NUMBER)


class QuestionForm(forms.Form):
    """一道题。"""

    kind = forms.ChoiceField(
        label="哪种题",
        choices=SurveyQuestion.Kind.choices,
        initial="single",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="问什么", max_length=200)
    options = forms.CharField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="单选、多选一行一个，至少两个；打分的可以写两行：最低分的意思、最高分的意思。",
    )
    most = forms.IntegerField(
        label="最多选几项，或满分是几",
        required=False,
        min_value=1,
        max_value=20,
        help_text="多选不限就空着；打分不写就是 5 分。",
    )
    unit = forms.CharField(
        label="单位", max_length=12, required=False, help_text="填一个数的题才用，如：元、平方米。"
    )
    note = forms.CharField(
        label="提示", max_length=200, required=False, help_text="写在题目下面的一句小字，帮人看懂。"
    )
    is_required = forms.BooleanField(label="必答", required=False, initial=True)

    def question(self) -> QuestionDraft:
        """填好的一道题。"""
        given = self.cleaned_data
        return QuestionDraft(**{**given, "options": tuple(given["options"].splitlines())})


class VoidForm(forms.Form):
    """作废录错的一份。"""

    slip = forms.CharField(label="卷号", max_length=20)
    reason = forms.CharField(label="为什么作废", max_length=120)


class PaperForm(forms.Form):
    """录纸质的：选择题打数字，多选用空格隔开，回车到底，手不离键盘。"""

    def __init__(
        self, data: Any, *, survey: Survey, streets: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.questions = list(survey.questions.all())
        typed = forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
        self.fields["slip"] = forms.CharField(label="卷号", required=False, widget=typed)
        for question in self.questions:
            self.fields[name_of(question)] = _field(question)
        if survey.asks_street:
            choices = [("", "没写"), *streets]
            self.fields["region"] = forms.ChoiceField(label="街道", choices=choices, required=False)
        self.fields["received_on"] = forms.DateField(
            label="收到的日子",
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def clean(self) -> dict[str, Any]:
        """选择题只认数字。"""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self.questions:
            typed = question.kind not in _WRITTEN
            if typed and not all(map(_is_short_number, _split(given.get(name_of(question), "")))):
                self.add_error(name_of(question), f"第 {question.place} 题请打数字，如 2。")
        return given

    def sheet(self) -> Sheet:
        """录好的一份。"""
        given = self.cleaned_data
        answers = {one.pk: self._answer_of(one) for one in self.questions}
        return Sheet(answers=answers, region=given.get("region", ""), slip=given["slip"])

    def _answer_of(self, question: SurveyQuestion) -> Given:
        said = self.cleaned_data.get(name_of(question), "")
        return said if question.kind in _WRITTEN else [int(one) for one in _split(said)]

    def refuse(self, refusal: SurveyRefused) -> None:
        """把收不下的原因标到那一题。"""
        refuse(self, refusal)


def refuse(form: forms.Form, refusal: SurveyRefused) -> None:
    """原因标到那一格；说不到哪一格的写在最上面。"""
    if not refusal.fields:
        form.add_error(None, str(refusal))
    for field, words in refusal.fields.items():
        form.add_error(field if field in form.fields else None, words)


def name_of(question: SurveyQuestion) -> str:
    """这道题在表里的名字。"""
    return f"q{question.pk}"


def _split(said: str) -> list[str]:
    return [one for one in _NUMBERS.split(said.strip()) if one]


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4


def _field(question: SurveyQuestion) -> forms.Field:
    keys = {"autocomplete": "off"}
    if question.kind not in (Kind.TEXT, Kind.MULTI):
        keys["inputmode"] = "decimal" if question.kind == Kind.NUMBER else "numeric"
    return forms.CharField(
        label=f"{question.place}. {question.text}",
        required=False,
        help_text=_keys_of(question),
        widget=forms.TextInput(attrs=keys),
    )


def _keys_of(question: SurveyQuestion) -> str:
    if question.kind == Kind.TEXT:
        return "照纸上写的打，姓名电话不用打。"
    if question.kind == Kind.NUMBER:
        return f"单位：{question.unit}" if question.unit else "打一个数"
    if question.kind == Kind.SCALE:
        return f"打 1 到 {question.most}"
    shown = "　".join(f"{n} {text}" for n, text in enumerate(question.options, start=1))
    return f"{shown}（可多选，空格隔开）" if question.kind == Kind.MULTI else shown
