"""页面小零件：日期怎么说、灯怎么画、表单的一格连不连得上。"""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template

from lianxin.config.templatetags import ui

TODAY = date(2026, 6, 3)


class SampleForm(forms.Form):
    """一格必填带说明，一格单选。"""

    title = forms.CharField(label="标题", help_text="一句话说清。")
    score = forms.ChoiceField(
        label="满意吗", choices=[("1", "满意"), ("2", "不满意")], widget=forms.RadioSelect
    )


def draw(form: forms.Form, name: str) -> str:
    """画出表单里的一格。"""
    return Template("{% load ui %}{% field one %}").render(Context({"one": form[name]}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 6, 3), "6 月 3 日"),
        (date(2025, 12, 30), "2025 年 12 月 30 日"),
        (datetime(2026, 6, 2, 17, 0, tzinfo=UTC), "6 月 3 日"),
        (None, ""),
    ],
)
def test_dates_are_said_the_chinese_way(value: date | None, words: str) -> None:
    """同一年不写年，跨年写年；带时区的按北京时间算哪一天。"""
    assert ui.cn_date(value, TODAY) == words


def test_a_moment_carries_the_clock() -> None:
    """时刻写成几月几日几点几分，按北京时间。"""
    assert ui.cn_datetime(datetime(2026, 5, 12, 11, 42, tzinfo=UTC), TODAY) == "5 月 12 日 19:42"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 6, 3, 1, 5, tzinfo=UTC), "今天 09:05"),
        (date(2026, 6, 3), "今天"),
        (date(2026, 6, 2), "昨天"),
        (date(2026, 5, 28), "周四"),
        (date(2026, 5, 27), "5 月 27 日"),
        (date(2026, 6, 4), "6 月 4 日"),
    ],
)
def test_lists_say_when_shortly(value: date, words: str) -> None:
    """今天、昨天、六天以内写周几，再早和将来写日期。"""
    assert ui.cn_when(value, TODAY) == words


@pytest.mark.parametrize(
    ("light", "style", "words"),
    [("bad", "light-bad", "已逾期"), ("purple", "light-none", "没有期限")],
)
def test_a_light_always_has_words(light: str, style: str, words: str) -> None:
    """灯有样式也有字；不认识的灯不借别人的颜色。"""
    assert (ui.light_class(light), ui.light_words(light)) == (style, words)


def test_a_field_ties_label_help_and_error_to_the_box() -> None:
    """读屏软件念到输入框时，能念出说明和错误。"""
    html = draw(SampleForm({}), "title")

    assert '<label for="id_title">标题</label>' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert 'id="id_title_helptext"' in html


def test_an_empty_field_is_called_by_its_name() -> None:
    """没填的说出是哪一样，选的说“请选”，不说“字段”。"""
    asked = [draw(SampleForm({}), name) for name in ("title", "score")]
    assert "请填写“标题”。" in asked[0]
    assert "请选“满意吗”。" in asked[1]
    assert not any("字段" in html for html in asked)


def test_an_untouched_field_shows_no_error() -> None:
    """还没填的表单不喊错。"""
    assert "_error" not in draw(SampleForm(), "title")


def test_choices_are_one_group_with_a_legend() -> None:
    """一组单选是一个整体，题目写在 legend 里。"""
    html = draw(SampleForm(), "score")

    assert html.strip().startswith("<fieldset")
    assert "<legend>满意吗</legend>" in html


def test_an_icon_is_silent_and_points_into_the_sprite() -> None:
    """图标不出声，取自那一张拼好的图。"""
    html = ui.icon("filled-star", "big")

    assert 'aria-hidden="true"' in html
    assert 'class="icon big icon-filled"' in html
    assert "vendor/icons" in html
    assert "#filled-star" in html
