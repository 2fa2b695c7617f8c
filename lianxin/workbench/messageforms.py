"""消息设置要填的表：自己怎么收、规则怎么改、预演什么。"""

from __future__ import annotations

from typing import Any

from django import forms

from lianxin.notify.vocabulary import (
    BLANK_WORDS,
    BLANKS,
    CASELESS,
    CHANNELS,
    EVENTS,
    URGENCIES,
    stored_text,
)


class ChoicesForm(forms.Form):
    """自己怎么收消息。"""

    channels = forms.MultipleChoiceField(
        label="除了站内，还发到哪里",
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都不勾，就只在这里看。",
    )
    digest_hour = forms.TypedChoiceField(
        label="每日摘要几点发",
        coerce=int,
        empty_value=None,
        choices=[("", "照大家的"), *((hour, f"{hour} 点") for hour in range(8, 20))],
        required=False,
        help_text="工作日一天一份，没有新消息就不发。",
    )
    email = forms.CharField(label="邮箱", max_length=120, required=False)
    sms = forms.CharField(label="手机号", max_length=20, required=False)
    wechat = forms.CharField(
        label="微信的接收编号",
        max_length=64,
        required=False,
        help_text="在公众号里点“绑定工作台”得到的那一串，不是微信号。",
    )


class RuleForm(forms.Form):
    """改一条规则。"""

    is_on = forms.BooleanField(label="往外发（停用后只在站内看）", required=False)
    urgency = forms.ChoiceField(
        label="多急", choices=list(URGENCIES.items()), widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label="走哪几条通道",
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label="怎么说", max_length=120, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, event: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        can = "、".join(f"{{{BLANK_WORDS[name]}}}" for name in sorted(BLANKS[event]))
        self.fields["text"].help_text = f"花括号里由系统填，可以用：{can}。链接由系统加在末尾。"

    def clean_text(self) -> str:
        """人写“{欠什么}”，规则里存的是系统认的那个名字。"""
        return stored_text(str(self.cleaned_data["text"]))


class PreviewForm(forms.Form):
    """预演什么：一件办件，或一段时间。"""

    event = forms.ChoiceField(
        label="假如", choices=[(key, words) for key, words in EVENTS.items() if key not in CASELESS]
    )
    number = forms.CharField(
        label="哪件办件", max_length=30, required=False, help_text="填编号；不填就看下面这段时间。"
    )
    since = forms.DateField(
        label="从",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """办件与时间总要有一样；时间不能倒着。"""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if not given.get("number") and not (since and until):
            raise forms.ValidationError("请填一件办件的编号，或者一段时间的起止。")
        if since and until and since > until:
            raise forms.ValidationError("时间倒过来了：起在止的后面。")
        return given
