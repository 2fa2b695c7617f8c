"""页面上反复用到的小零件：图标、日期的说法、灯的颜色、表单里的一格。

日期都按“6 月 3 日”来写，数字与汉字之间空一格；今天是哪天由页面传进来，这里不看钟。
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, ChoiceField, Field
from django.forms.widgets import CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

register = template.Library()

LIGHTS = {"ok": "正常", "warn": "快到期", "bad": "已逾期", "none": "没有期限"}
WEEKDAYS = "一二三四五六日"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """画一个图标；旁边总有文字，所以读屏软件跳过它。``filled-`` 开头的是实心的。"""
    classes = " ".join(filter(None, ["icon", extra, "icon-filled" * name.startswith("filled-")]))
    return format_html(
        '<svg class="{}" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        classes,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def thousands(value: int | None) -> str:
    """大数三位一节：1,837；没有就空着。"""
    return "" if value is None else f"{value:,}"


@register.filter
def cn_date(value: date | datetime | None, today: date | None = None) -> str:
    """“6 月 3 日”；传了 ``today`` 而不在同一年，就带上年份。没有日期给空字。"""
    if value is None or value == "":
        return ""
    day = _local_day(value)
    words = f"{day.month} 月 {day.day} 日"
    return f"{day.year} 年 {words}" if today and day.year != today.year else words


@register.filter
def cn_datetime(value: datetime | None, today: date | None = None) -> str:
    """“6 月 3 日 19:42”，按北京时间；年份的规矩与 :func:`cn_date` 相同。"""
    if value is None or value == "":
        return ""
    return f"{cn_date(value, today)} {_local(value):%H:%M}"


@register.filter
def cn_when(value: date | datetime | None, today: date | None = None) -> str:
    """列表里的短说法：今天 19:42、昨天、六天以内写周几，再早写日期。"""
    if value is None or value == "" or today is None:
        return cn_date(value, today)
    day = _local_day(value)
    days_ago = (today - day).days
    if days_ago == 0:
        return f"今天 {_local(value):%H:%M}" if isinstance(value, datetime) else "今天"
    if days_ago == 1:
        return "昨天"
    return f"周{WEEKDAYS[day.weekday()]}" if 1 < days_ago < 7 else cn_date(value, today)


@register.filter
def light_class(light: str) -> str:
    """灯的样式名；不认识的一律当作没有期限，不会借别人的颜色。"""
    return f"light-{light}" if light in LIGHTS else "light-none"


@register.filter
def light_words(light: str) -> str:
    """灯的意思，用字说出来；颜色从来不是唯一的表示。"""
    return LIGHTS.get(light, LIGHTS["none"])


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, extra: str = "") -> dict[str, Any]:
    """表单里的一格：标签、说明、输入框、错在哪里，读屏软件能把它们连起来。"""
    return {
        "field": bound,
        "extra": extra,
        "is_tick": isinstance(bound.field.widget, CheckboxInput),
        "is_group": bound.use_fieldset,
        "faults": [_plain_fault(bound, str(words)) for words in bound.errors],
    }


def _plain_fault(bound: BoundField, words: str) -> str:
    """框架自带的“这个字段是必填项”换成叫得出名字的一句；各表自己写的照用。"""
    if words != str(Field.default_error_messages["required"]):
        return words
    verb = "选" if isinstance(bound.field, ChoiceField) else "填写"
    return f"请{verb}“{bound.label}”。"


def _local(value: datetime) -> datetime:
    return localtime(value) if is_aware(value) else value


def _local_day(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value
