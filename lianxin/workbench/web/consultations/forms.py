"""聘联络员、征求意见、回意见、反馈结果的几张表。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from lianxin.casework.fields import Uploads
from lianxin.legislation.models import ConsultationAsk, Function
from lianxin.legislation.queries import AskLine
from lianxin.legislation.usecases import LONGEST, ConsultationDraft, OfficerDraft
from lianxin.workbench.web.registers.forms import Choices, Choosing, ManyFiles, day_field

FILES = "PDF、docx、xlsx 或照片。"


class OfficerForm(Choosing):
    """聘一位。"""

    function = forms.ChoiceField(label="哪一种", choices=Function.choices)
    person = forms.ChoiceField(label="聘谁")
    place = forms.CharField(
        label="在哪里", max_length=60, help_text="单位、村（社区）或企业，如：童周岭村。"
    )
    starts_on = day_field("从哪天聘")
    ends_on = day_field("聘到哪天", help_text="到这一天为止，届满可以再聘。")

    def draft(self) -> OfficerDraft:
        """填好的聘任。"""
        given = dict(self.cleaned_data)
        return OfficerDraft(person_id=int(given.pop("person")), **given)


class LeaveForm(forms.Form):
    """提前离任。"""

    on = day_field("哪天离任")
    reason = forms.CharField(label="为什么", max_length=120)


class ConsultationForm(Choosing):
    """一次征求意见。"""

    body = forms.ChoiceField(label="哪家发的")
    title = forms.CharField(
        label="题目", max_length=80, help_text="如：物业管理办法（草案二次审议稿）。"
    )
    text = forms.CharField(
        label="问什么", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    due_on = day_field("哪天以前回")
    officers = forms.TypedMultipleChoiceField(
        label="发给谁", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    papers = ManyFiles(
        label="附上的稿子", required=False, widget=Uploads(many=True), help_text=FILES
    )

    def draft(self, function: str) -> ConsultationDraft:
        """填好的一次。"""
        given = self.cleaned_data
        return ConsultationDraft(
            body_id=int(given["body"]),
            function=function,
            title=given["title"],
            text=given["text"],
            due_on=given["due_on"],
            officer_ids=tuple(given["officers"]),
        )


class AnswerForm(forms.Form):
    """回意见。"""

    answer = forms.CharField(
        label="意见",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "data-draft": "answer"}),
        help_text="没有意见的，写“没有意见”。",
    )
    papers = ManyFiles(label="附件", required=False, widget=Uploads(many=True), help_text=FILES)


class ResultForm(forms.Form):
    """反馈结果：总的一段话，各份采纳没有。"""

    result = forms.CharField(
        label="结果",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="改了什么、哪天通过或印发；问到的人都收得到。",
    )

    def __init__(self, data: Any, *, lines: Sequence[AskLine]) -> None:
        super().__init__(data)
        self.asks = [line.row for line in lines if line.row.answer]
        for ask in self.asks:
            name = ask.officer.person.name
            choices: Choices = ConsultationAsk.Taken.choices
            self.fields[f"taken_{ask.pk}"] = forms.ChoiceField(
                label=f"{name}的意见",
                choices=choices,
                widget=forms.RadioSelect,
                help_text=ask.answer[:120],
            )
            self.fields[f"words_{ask.pk}"] = forms.CharField(
                label=f"怎样采纳{name}的意见，或为什么没有", max_length=300, required=False
            )

    def verdicts(self) -> dict[int, tuple[str, str]]:
        """各份的（采纳没有, 一句话）。"""
        given = self.cleaned_data
        return {ask.pk: (given[f"taken_{ask.pk}"], given[f"words_{ask.pk}"]) for ask in self.asks}
