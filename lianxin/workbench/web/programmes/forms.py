"""安排的几张表：建、改、改日子、结束、认领、分任务、转手。"""

from __future__ import annotations

from typing import Any

from django import forms

from lianxin.activities.models import Programme
from lianxin.activities.queries.standing import FAMILIES
from lianxin.activities.queries.summaries import TARGETS
from lianxin.activities.usecases.programmes import Node
from lianxin.workbench.web.registers.forms import Choosing, day_field


def words_field(label: str, *, rows: int = 4, **more: Any) -> forms.CharField:
    """一段话。"""
    return forms.CharField(
        label=label, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class NodeForm(Choosing):
    """一个节点。"""

    kind = forms.ChoiceField(label="种类", choices=())
    name = forms.CharField(label="名称", min_length=2, max_length=80)
    summary = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="要做什么、做到什么样，一两句话。",
    )
    body = forms.TypedChoiceField(label="谁牵头", coerce=int)
    starts_on = day_field("从哪天")
    ends_on = day_field("到哪天", required=False)
    claim_by = day_field("认领截止", required=False, help_text="清单、主题才用；不写随时可认。")
    least = forms.IntegerField(label="每家至少几个", required=False, min_value=1, max_value=99)
    most = forms.IntegerField(label="每家至多几个", required=False, min_value=1, max_value=99)
    is_mandatory = forms.BooleanField(label="必做的任务", required=False)
    is_public = forms.BooleanField(label="群众看得见", required=False, initial=True)
    is_draft = forms.BooleanField(label="先存草稿，公布了才能认领", required=False)
    tags = forms.MultipleChoiceField(
        label="标签",
        required=False,
        choices=tuple((one.label, one.tags) for one in FAMILIES),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="可以多选，电脑上按住 Ctrl 再点；统计、简报按标签分。",
    )

    def __init__(self, *args: Any, editing: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        for key, label in TARGETS:
            self.fields[f"target_{key}"] = forms.IntegerField(
                label=f"目标：{label}", required=False, min_value=1, max_value=10_000_000
            )
        for name in ("kind", "starts_on", "ends_on", "claim_by", "is_draft") if editing else ():
            del self.fields[name]

    def node(self, given: dict[str, Any], before: Programme | None = None) -> Node:
        """填好的一个节点；改的时候，种类和日子照旧。"""
        dates = ("starts_on", "ends_on", "claim_by")
        plain = ("name", "summary", "least", "most", "is_mandatory", "is_public")
        kept = {name: getattr(before, name) if before else given[name] for name in dates}
        return Node(
            kind=before.kind if before else given["kind"],
            body_id=given["body"],
            is_draft=given.get("is_draft", False),
            order=before.order if before else 0,
            tags=tuple(given["tags"]),
            targets={key: given[f"target_{key}"] for key, _ in TARGETS if given[f"target_{key}"]},
            **kept,
            **{name: given[name] for name in plain},
        )


class DatesForm(forms.Form):
    """改日子。"""

    starts_on = day_field("从哪天")
    ends_on = day_field("到哪天", required=False)
    claim_by = day_field("认领截止", required=False)
    reason = forms.CharField(
        label="为什么改", max_length=200, help_text="领了任务的小组都会看到；到期日跟着改。"
    )


class CloseForm(forms.Form):
    """结束并写小结。"""

    words = words_field("小结", rows=12, help_text="下面是按数字起草的，照实改一改再交。")


class ReasonForm(forms.Form):
    """写缘由。"""

    reason = forms.CharField(label="缘由", max_length=200)


class ClaimForm(Choosing):
    """认领：替哪一家，选哪几个。"""

    body = forms.TypedChoiceField(label="替哪一家", coerce=int)
    themes = forms.TypedMultipleChoiceField(
        label="认领哪几个", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    subject = forms.CharField(
        label="自选的小切口",
        max_length=80,
        required=False,
        help_text="只领一个时写：这一次只盯住的一件具体的事。",
    )


class AssignForm(Choosing):
    """把必做的任务分下去。"""

    bodies = forms.TypedMultipleChoiceField(
        label="分给哪几家", coerce=int, widget=forms.CheckboxSelectMultiple
    )


class PassOnForm(Choosing):
    """小组并了，任务转手。"""

    before = forms.TypedChoiceField(label="并掉的小组", coerce=int)
    after = forms.TypedChoiceField(label="接手的小组", coerce=int)
    reason = forms.CharField(label="缘由", max_length=200)
