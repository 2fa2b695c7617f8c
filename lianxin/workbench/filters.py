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
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
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

    def __init__(
        self, *args: Any, choices: Mapping[str, tuple[Group | Any, ...]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
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


class SuggestionFilter(Quiet):
    """代表建议列表的筛选。"""

    q = forms.CharField(
        label="编号或案由", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    raised_in = _pick("会中、闭会", (ANY, ("session", "会议期间"), ("recess", "闭会期间")))
    category = _pick("类别", ())
    year = forms.IntegerField(label="哪一年", required=False, min_value=1954, max_value=2999)
    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, category: tuple[Group, ...]) -> None:
        super().__init__(data)
        self.fields["category"].choices = [ANY, *category]  # type: ignore[attr-defined]
