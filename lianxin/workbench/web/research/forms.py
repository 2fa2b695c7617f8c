"""调研的几张表：安排、派任务、列名单、记走访、定口径、写报告。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from lianxin.activities.models import Item, Research, Target
from lianxin.activities.queries.research import METHODS, MODES, TargetLine
from lianxin.activities.usecases.research import Finding, ResearchDraft, VisitDraft
from lianxin.workbench.web.registers.forms import Choices, Choosing, day_field, moment_field

FINDINGS = 3
#: 走访时问题怎么处置：列进清单交办、当场解决、只记在案。
DISPOSITIONS = (
    (Item.Disposition.TAKEN_BACK.value, "列进问题清单"),
    (Item.Disposition.SOLVED.value, "现场解决了"),
    (Item.Disposition.NOTED.value, "记录在案"),
)


class ResearchForm(Choosing):
    """安排一项调研。"""

    kind = forms.ChoiceField(label="哪种调研", choices=Research.Kind.choices)
    body = forms.ChoiceField(label="哪家牵头")
    title = forms.CharField(label="题目", max_length=80)
    scope = forms.CharField(
        label="调研什么",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    programme = forms.ChoiceField(label="在哪个安排里", required=False)
    starts_on = day_field("从哪天起")
    ends_on = day_field("到哪天止")

    def draft(self) -> ResearchDraft:
        """填好的安排。"""
        given = dict(self.cleaned_data)
        body, programme = int(given.pop("body")), given.pop("programme")
        return ResearchDraft(
            body_id=body, programme_id=int(programme) if programme else None, **given
        )


class AssignForm(Choosing):
    """派给一个组。"""

    body = forms.ChoiceField(label="派给哪个组")
    methods = forms.MultipleChoiceField(
        label="用什么方法",
        choices=list(METHODS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    modes = forms.MultipleChoiceField(
        label="怎样组织",
        choices=list(MODES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scope = forms.CharField(label="重点", max_length=300, required=False)
    due_on = day_field("哪天以前")


class TargetsForm(forms.Form):
    """列名单。"""

    kind = forms.ChoiceField(label="哪种对象", choices=Target.Kind.choices, initial="firm")
    names = forms.CharField(
        label="名单",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一处；名单上已经有的不会重复列。",
    )


class VisitForm(forms.Form):
    """记一次走访。"""

    starts_at = moment_field("从")
    ends_at = moment_field("到")
    method = forms.ChoiceField(label="用什么方法", widget=forms.RadioSelect)
    targets = forms.MultipleChoiceField(
        label="去了名单里的哪几处", required=False, widget=forms.CheckboxSelectMultiple
    )
    extra_kind = forms.ChoiceField(
        label="临时加走的是哪种", choices=Target.Kind.choices, initial="firm", required=False
    )
    extra = forms.CharField(
        label="临时加走的",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一处，会记成计划外。",
    )
    place = forms.CharField(label="在哪里", max_length=80, required=False)
    people = forms.MultipleChoiceField(
        label="组里谁去了", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.IntegerField(label="企业、群众到了几人", required=False, min_value=0)

    def __init__(
        self,
        *data: Any,
        methods: Sequence[str],
        lines: Sequence[TargetLine],
        people: Choices,
        categories: Choices,
        units: Choices,
        **more: Any,
    ) -> None:
        super().__init__(*data, **more)
        self._pick("method", [(key, METHODS[key]) for key in methods])
        kept = [one for one in lines if not one.drop_reason]
        self._pick("targets", [(str(one.id), _line_words(one)) for one in kept])
        self._pick("people", people)
        for n in range(1, FINDINGS + 1):
            self._add_finding(n, categories, units)
        self.fields["minutes"] = forms.CharField(
            label="记录",
            max_length=5000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def _pick(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not choices and not self.fields[name].required:
            del self.fields[name]

    def _add_finding(self, n: int, categories: Choices, units: Choices) -> None:
        rows = {"rows": 2}
        self.fields[f"text_{n}"] = forms.CharField(
            label=f"问题 {n}",
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs=rows),
        )
        self.fields[f"category_{n}"] = forms.ChoiceField(
            label="哪一类", choices=[("", "请选"), *categories], required=False
        )
        self.fields[f"said_{n}"] = forms.ChoiceField(
            label="怎么处置", choices=DISPOSITIONS, required=False
        )
        self.fields[f"unit_{n}"] = forms.ChoiceField(
            label="该哪家办", choices=[("", "还不清楚"), *units], required=False
        )
        self.fields[f"answer_{n}"] = forms.CharField(
            label="现场怎么解决的", max_length=300, required=False
        )

    def clean(self) -> dict[str, Any]:
        """写了问题的要分类；没写问题的几格不看。"""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, FINDINGS + 1):
            if given.get(f"text_{n}") and not given.get(f"category_{n}"):
                self.add_error(f"category_{n}", "请选这个问题是哪一类，清单按类别汇总。")
        return given

    def visit(self) -> VisitDraft:
        """填好的一次走访。"""
        given = self.cleaned_data
        return VisitDraft(
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            method=given["method"],
            target_ids=[int(one) for one in given.get("targets", ())],
            extra=[(given["extra_kind"], line) for line in given["extra"].splitlines()],
            place=given["place"],
            people=[_person(one) for one in given.get("people", ())],
            others=given["others"] or 0,
            findings=[self._finding(n) for n in range(1, FINDINGS + 1) if given[f"text_{n}"]],
            minutes=given["minutes"],
        )

    def _finding(self, n: int) -> Finding:
        given = self.cleaned_data
        unit = given[f"unit_{n}"]
        return Finding(
            text=given[f"text_{n}"],
            category_id=given[f"category_{n}"],
            disposition=given[f"said_{n}"] or Item.Disposition.TAKEN_BACK,
            body_id=int(unit) if unit else None,
            answer=given[f"answer_{n}"],
        )


class CutoffForm(forms.Form):
    """定一个口径。"""

    on = day_field("截到哪天")
    label = forms.CharField(
        label="用在哪里", max_length=60, help_text="如：主任会议汇报、年度总结。"
    )


class ReportForm(forms.Form):
    """写报告。"""

    title = forms.CharField(label="标题", max_length=80)
    text = forms.CharField(
        label="正文",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="空行分段，“# ”开头是小标题，“- ”开头是列表。",
    )


def _line_words(one: TargetLine) -> str:
    went = f"（去过 {one.visits} 次）" if one.visits else ""
    return f"{one.kind}：{one.name}{went}"


def _person(text: str) -> tuple[int, str]:
    """``编号:身份``。"""
    number, _, role = text.partition(":")
    return int(number), role or "deputy"


def moments(now: datetime) -> dict[str, Any]:
    """预填：刚刚结束的两个小时。"""
    return {"ends_at": now, "starts_at": now.replace(hour=max(now.hour - 2, 0), minute=0)}
