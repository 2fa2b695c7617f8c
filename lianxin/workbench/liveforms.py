"""现场各页要填的表：登一件、部门回话、立一项表决、记票数、放时段、记谈话、历年底数。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from lianxin.activities.kindfiles import Kind
from lianxin.activities.kindwords import ITEM_KINDS, ROLES
from lianxin.activities.models import Item, Poll, Slot
from lianxin.activities.queries.live.words import CHOICES, GROUPS
from lianxin.activities.usecases import ItemDraft
from lianxin.activities.usecases.live import Balance, PollDraft, Reply, SlotPlan

Options = list[tuple[str, Any]]
_DATE = {"type": "date"}
#: 登一件时可选的处置：专线只有两样，别处都列。
_SPOKEN = (
    (Item.Disposition.ANSWERED, "现场答复"),
    (Item.Disposition.TAKEN_BACK, "线下核实"),
)
_ALL = (
    (Item.Disposition.NOTED, "先记下，请部门回话"),
    (Item.Disposition.ANSWERED, "现场答复"),
    (Item.Disposition.SOLVED, "现场解决"),
    (Item.Disposition.ACCEPTED, "当场接办"),
    (Item.Disposition.TAKEN_BACK, "带回办理"),
)
_LISTED = ((Item.Disposition.TAKEN_BACK, "列进清单"), (Item.Disposition.NOTED, "只记下"))
DISPOSITIONS = {"hotline": _SPOKEN, "hall": _LISTED, "forum": _LISTED}


class ItemForm(forms.Form):
    """登一件：一行说清什么事，当场怎么处置的。"""

    kind = forms.ChoiceField(label="哪种事", required=False)
    text = forms.CharField(
        label="什么事",
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不用写是谁打来的；写了姓名电话也会遮住，承办单位看不到。",
    )
    body = forms.TypedChoiceField(label="哪家", coerce=int, required=False, empty_value=None)
    person = forms.TypedChoiceField(
        label="哪位代表跟", coerce=int, required=False, empty_value=None
    )
    disposition = forms.ChoiceField(label="怎么处置", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="怎么答的",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="现场答复、解决的要写。",
    )
    answered_by = forms.CharField(label="谁答的（单位职务姓名）", max_length=80, required=False)
    due_on = forms.DateField(
        label="答应哪天前", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE)
    )
    is_public = forms.BooleanField(label="可以上大屏、公开", required=False, initial=True)

    def __init__(
        self, *data: Any, kind: Kind, form: str, bodies: Options, people: Options, **more: Any
    ) -> None:
        super().__init__(*data, **more)
        kinds = [(key, ITEM_KINDS[key]) for key in kind.items or {"problem": ""}]
        self._pick("kind", kinds)
        self._pick("disposition", list(DISPOSITIONS.get(form, _ALL)))
        self._pick("body", [("", "不指定"), *bodies])
        self._pick("person", [("", "不指定"), *people])
        self.fields["kind"].initial = kinds[0][0]
        self.fields["disposition"].initial = DISPOSITIONS.get(form, _ALL)[0][0]

    def _pick(self, name: str, options: Options) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def draft(self) -> ItemDraft:
        """填好的一件。"""
        given = self.cleaned_data
        return ItemDraft(
            kind=given["kind"] or self.fields["kind"].initial,
            text=given["text"],
            body_id=given["body"],
            person_id=given["person"],
            due_on=given["due_on"],
            disposition=given["disposition"],
            answer=given["answer"],
            answered_by=given["answered_by"],
            is_public=given["is_public"],
        )


class ReplyForm(forms.Form):
    """部门当场回一件。"""

    disposition = forms.ChoiceField(
        label="怎么回",
        choices=(
            ("answered", "现场答复：这就能说清"),
            ("solved", "现场解决：当场办好了"),
            ("accepted", "接下来办：定个日子"),
        ),
        widget=forms.RadioSelect,
        initial="accepted",
    )
    answer = forms.CharField(
        label="怎么说的",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="答复、解决的要写；接下来办的可以写一句打算。",
    )
    due_on = forms.DateField(
        label="哪天前办好",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE),
        help_text="接下来办的填；不填的按三十天算。",
    )

    def reply(self) -> Reply:
        """填好的回话。"""
        given = self.cleaned_data
        return Reply(given["disposition"], given["answer"], given["due_on"])


class SeatForm(forms.Form):
    """记一位到场的：谁、什么身份、担当什么。"""

    person = forms.TypedChoiceField(label="谁", coerce=int)
    role = forms.ChoiceField(label="身份")
    duty = forms.CharField(
        label="担当什么", max_length=60, required=False, help_text="如：接听、主持、局长。"
    )

    def __init__(self, *data: Any, kind: Kind, people: Options, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["person"].choices = [("", "请选一位"), *people]  # type: ignore[attr-defined]
        roles = [(key, ROLES[key]) for key in kind.named]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """只数人头的到场。"""

    role = forms.ChoiceField(label="哪种人")
    count = forms.IntegerField(label="几人", min_value=1, max_value=100_000)

    def __init__(self, *data: Any, kind: Kind, **more: Any) -> None:
        super().__init__(*data, **more)
        roles = [(key, ROLES[key]) for key in kind.heads]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    """开始现场。"""

    roll = forms.IntegerField(
        label="应到几人",
        min_value=1,
        max_value=10_000,
        required=False,
        help_text="要够人数才能表决的才填。",
    )


class PollForm(forms.Form):
    """立一项：评这场上的一件，或者选几件办件一起评。"""

    item = forms.TypedChoiceField(label="评哪一件", coerce=int, required=False, empty_value=None)
    title = forms.CharField(
        label="评什么", max_length=80, required=False, help_text="评某一件的，不写就用它的标题。"
    )
    scale = forms.ChoiceField(label="几种选法", choices=Poll.Scale.choices)

    def __init__(self, *data: Any, items: Options, scale: str, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["item"].choices = [("", "不是某一件"), *items]  # type: ignore[attr-defined]
        self.fields["scale"].initial = scale
        self._titles = dict(items)

    def clean(self) -> dict[str, Any]:
        """没写标题的，用那一件的。"""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("title") and given.get("item"):
            given["title"] = self._titles.get(str(given["item"]), "")
        return given

    def draft(self) -> PollDraft:
        """填好的一项。"""
        given = self.cleaned_data
        return PollDraft(given["title"], given["scale"], item_id=given["item"])


class MattersForm(forms.Form):
    """共评会：从办件里选几件来评。"""

    cases = forms.TypedMultipleChoiceField(
        label="选几件来评", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *data: Any, cases: Options, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["cases"].choices = cases  # type: ignore[attr-defined]


class HandsForm(forms.Form):
    """记数牌、数手、数纸票的数。"""

    group = forms.ChoiceField(label="哪类人评的", choices=tuple(GROUPS.items()))

    def __init__(self, *data: Any, scale: str, **more: Any) -> None:
        super().__init__(*data, **more)
        for key, label in CHOICES[scale].items():
            self.fields[f"n_{key}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100_000, initial=0
            )

    def counts(self) -> dict[str, int]:
        """各几个。"""
        names = [name for name in self.fields if name.startswith("n_")]
        return {name[2:]: self.cleaned_data[name] for name in names}


class SlotsForm(forms.Form):
    """放几个时段。"""

    first = forms.TimeField(label="从几点起", widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label="每段几分钟", min_value=5, max_value=120, initial=15)
    count = forms.IntegerField(label="放几段", min_value=1, max_value=48, initial=4)
    way = forms.ChoiceField(label="怎样谈", choices=Slot.Way.choices, initial=Slot.Way.VIDEO)

    def plan(self, starts_at: datetime) -> SlotPlan:
        """填好的；日子就是活动那天。"""
        given = self.cleaned_data
        day = timezone.localtime(starts_at)
        first = day.replace(
            hour=given["first"].hour, minute=given["first"].minute, second=0, microsecond=0
        )
        return SlotPlan(first, given["minutes"], given["count"], given["way"])


class WhyForm(forms.Form):
    """看电话要写的原因。"""

    why = forms.CharField(
        label="为什么要看", max_length=200, help_text="如：到了约好的时间，打电话接通。"
    )


class SettleForm(forms.Form):
    """谈过了，记下来。"""

    came = forms.TypedChoiceField(
        label="来了没有",
        choices=(("yes", "谈过了"), ("no", "没有来")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    minutes = forms.CharField(
        label="谈话记录",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="谈过的要写；不写姓名电话。",
    )
    opinion = forms.CharField(
        label="要办的事，写成一条意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="当场说清、不用办的不写。写了就照常登记立件。",
    )


class BalanceForm(forms.Form):
    """历年底数。"""

    kind = forms.ChoiceField(label="哪种活动")
    since = forms.DateField(
        label="从哪天算起", widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE)
    )
    until = forms.DateField(
        label="到哪天为止",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DATE),
        help_text="用这个系统的前一天；以后的由系统自己数。",
    )
    episodes = forms.IntegerField(label="期数", min_value=0)
    deputies = forms.IntegerField(label="代表人次", min_value=0)
    calls = forms.IntegerField(label="来电件数", min_value=0)
    solved = forms.IntegerField(label="解决件数", min_value=0)
    source = forms.CharField(
        label="数从哪里来", min_length=4, max_length=120, help_text="如：代工委历年总结。"
    )

    def __init__(self, *data: Any, kinds: Options, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def balance(self, congress_id: int) -> Balance:
        """填好的底数。"""
        return Balance(congress_id=congress_id, **self.cleaned_data)
