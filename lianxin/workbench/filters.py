"""筛选与登记用的小表：都是普通表单，没有脚本照样用。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianxin.casework.fields import Group, Uploads
from lianxin.opinions.models import Opinion

ANY = ("", "全部")
STATES = (ANY, ("open", "在办"), ("closed", "办结"))
#: 工作人员替群众登记时用的渠道；扫码、网上是群众自己来的。
STAFF_CHANNELS = tuple(
    (channel.value, channel.label)
    for channel in (
        Opinion.Channel.VISIT,
        Opinion.Channel.PHONE,
        Opinion.Channel.LETTER_BOX,
        Opinion.Channel.ACTIVITY,
        Opinion.Channel.DEPUTY,
    )
)


class Quiet(forms.Form):
    """筛选用：一项写得不对，就当没写，别的照常。"""

    def wanted(self) -> dict[str, Any]:
        """认得的几项。"""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}


def _pick(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class OpinionFilter(Quiet):
    """群众意见台账的筛选。"""

    q = forms.CharField(
        label="编号或标题", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = _pick("种类", (ANY, *Opinion.Kind.choices))
    channel = _pick("渠道", (ANY, *Opinion.Channel.choices))
    category = _pick("类别", ())
    station = _pick("家站室", ())
    local_body = _pick("街道工委", ())
    state = _pick("办没办结", STATES)
    since = _date("从")
    until = _date("到")

    def __init__(self, data: Any, *, choices: Mapping[str, tuple[Any, ...]]) -> None:
        super().__init__(data)
        for name in ("category", "station", "local_body"):
            if options := choices.get(name):
                self.fields[name].choices = [ANY, *options]  # type: ignore[attr-defined]
            else:
                del self.fields[name]


class EntryForm(forms.Form):
    """替群众登记一条：来访、来电、意见箱、活动上、代表听到的。"""

    kind = forms.ChoiceField(
        label="是哪一种",
        choices=Opinion.Kind.choices,
        initial=Opinion.Kind.OPINION,
        widget=forms.RadioSelect,
        help_text="政策咨询、法律援助、生活帮助这类，选便民服务，转给服务窗口办。",
    )
    channel = forms.ChoiceField(label="从哪里来", choices=STAFF_CHANNELS, widget=forms.RadioSelect)
    text = forms.CharField(
        label="说了什么",
        max_length=5000,
        widget=forms.Textarea(attrs={"data-draft": "entry"}),
        help_text="照群众的原话写：什么事、在哪里、多久了。",
    )
    region = forms.ChoiceField(label="在哪里", required=False)
    place = forms.CharField(
        label="具体位置", max_length=80, required=False, help_text="如：村口到小学那一段。"
    )
    category = forms.ChoiceField(
        label="归哪一类", required=False, help_text="拿不准先空着，分拣时再定。"
    )
    station = forms.ChoiceField(label="在哪个站收的", required=False)
    deputy = forms.ChoiceField(label="找的哪位代表", required=False)
    photos = forms.Field(
        label="照片", required=False, widget=Uploads(many=True), help_text="注意不要拍到别人的脸。"
    )
    name = forms.CharField(label="怎么称呼", max_length=40, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    contact = forms.BooleanField(label="本人同意留下姓名、电话，只用于告知办理情况", required=False)
    publish = forms.BooleanField(label="本人同意隐去身份后公开这件事的办理情况", required=False)

    def __init__(self, *args: Any, choices: Mapping[str, tuple[Group | Any, ...]]) -> None:
        super().__init__(*args)
        for name in ("region", "category", "station", "deputy"):
            if options := choices.get(name):
                self.fields[name].choices = [("", "不选"), *options]  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if channels := choices.get("channel"):
            self.fields["channel"].choices = channels  # type: ignore[attr-defined]
            self.initial["channel"] = channels[0][0]

    def clean(self) -> dict[str, Any]:
        """留了电话，就要有本人的同意。"""
        given: dict[str, Any] = super().clean() or {}
        if given.get("phone", "").strip() and not given.get("contact"):
            self.add_error("contact", "留电话要本人同意；不同意的请把电话清空，凭编号也能查进度。")
        return given


class SuggestionForm(forms.Form):
    """提一件建议：一事一议，案由明确、案据充分、方案可行。"""

    congress = forms.ChoiceField(label="提给哪一级人大")
    title = forms.CharField(
        label="案由",
        min_length=6,
        max_length=80,
        help_text="一事一议，如“关于在村口至小学路段加装路灯的建议”。",
    )
    grounds = forms.CharField(
        label="案据：情况和原因",
        min_length=10,
        max_length=5000,
        widget=forms.Textarea(attrs={"data-draft": "grounds"}),
        help_text="写看到的事实和数据；不要写提意见群众的姓名和住址。",
    )
    proposal = forms.CharField(
        label="方案：建议怎么办",
        min_length=10,
        max_length=5000,
        widget=forms.Textarea(attrs={"data-draft": "proposal"}),
        help_text="写明请谁做什么、做到什么程度。",
    )
    category = forms.ChoiceField(label="归哪一类", required=False)
    cosponsors = forms.CharField(
        label="附议代表",
        max_length=400,
        required=False,
        help_text="写姓名，用顿号隔开；要先征得他们同意。",
    )
    permission = forms.ChoiceField(
        label="同意公开到什么程度",
        choices=(("full", "全文公开"), ("title", "只公开标题"), ("none", "不公开")),
        initial="full",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, choices: Mapping[str, tuple[Any, ...]]) -> None:
        super().__init__(*args)
        self.fields["congress"].choices = choices["congress"]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "不选"), *choices["category"]]  # type: ignore[attr-defined]
        if len(choices["congress"]) == 1:
            self.fields["congress"].widget = forms.HiddenInput()
            self.initial["congress"] = choices["congress"][0][0]
