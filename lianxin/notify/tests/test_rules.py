"""消息规则：词是封闭的，错误一次全说，各地的改动只动那一条。"""

from typing import Any

import pytest

from lianxin.notify.rules import BadRules, Change, parse, standing_rules
from lianxin.notify.vocabulary import AUDIENCES, CHANNELS, EVENTS, URGENCIES

LIMITS = """
[limits]
direct_per_day = 5
open_hour = 8
close_hour = 20
digest_hour = 9
sms_chars = 134
fresh_days = 3
"""


def source(**changes: Any) -> str:
    """一份只有一条规则的文件。"""
    given = {
        "key": "one",
        "event": "overdue",
        "audience": "holder",
        "urgency": "direct",
        "channels": ["email"],
        "text": "已逾期：{owes}",
        **changes,
    }
    lines = [f"{name} = {value!r}" for name, value in given.items() if value is not None]
    return LIMITS + "[[rule]]\n" + "\n".join(lines)


def test_the_standing_rules_use_known_words() -> None:
    """随程序来的规则装得上，每件事都有人知道。"""
    rules = standing_rules().rules
    assert {rule.event for rule in rules} == EVENTS.keys()
    assert {rule.audience for rule in rules} == AUDIENCES.keys()
    assert {rule.urgency for rule in rules} == URGENCIES.keys()
    assert {channel for rule in rules for channel in rule.channels} == CHANNELS.keys()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"event": "moon"}, "event 写了“moon”"),
        ({"audience": "mayor"}, "audience 写了“mayor”"),
        ({"urgency": "now"}, "urgency 写了“now”"),
        ({"channels": ["fax"]}, "通道写了“fax”"),
        ({"channels": []}, "没有写通道"),
        ({"text": "{title}逾期"}, "填了 {title}"),
        ({"text": "{owes.__class__}"}, "填了 {owes.__class__}"),
        ({"text": "{owes!r}"}, "填了 {owes!}"),
        ({"text": "逾期{"}, "花括号不成对"),
        ({"text": "看 http://example.com"}, "有网址"),
        ({"text": "长" * 121}, "最多 120 字"),
        ({"text": None}, "缺 text"),
        ({"extra": 1}, "多了 extra"),
    ],
)
def test_a_wrong_word_is_refused(changes: dict[str, Any], said: str) -> None:
    """写了没有的词，装不上，说明错在哪里；改对了就装上。"""
    with pytest.raises(BadRules) as refused:
        parse(source(**changes))
    assert said in str(refused.value)
    assert parse(source()).rules[0].key == "one"


def test_all_mistakes_are_told_at_once() -> None:
    """几处错，一次全说。"""
    wrong = source(event="moon", channels=["fax"]).replace("open_hour = 8", "open_hour = 22")
    with pytest.raises(BadRules) as refused:
        parse(wrong + source(text="{nothing}").replace(LIMITS, "\n"))
    for said in ("moon", "fax", "open_hour ≤ digest_hour", "{nothing}", "写了两次"):
        assert said in str(refused.value)


def test_a_broken_file_is_refused() -> None:
    """不是 TOML 的，说不是；缺了限度的，逐项说。"""
    with pytest.raises(BadRules, match="不是合格的 TOML"):
        parse("[[rule")
    with pytest.raises(BadRules, match="限度里缺 sms_chars"):
        parse(source().replace("sms_chars = 134", ""))


def test_a_local_change_touches_one_rule() -> None:
    """一地改一条，别的不动；空着的照默认；停用的不再算。"""
    before = standing_rules()
    after = before.changed([Change("urged_holder", is_on=True, urgency="digest")])
    changed = after.get("urged_holder")
    assert changed is not None
    assert (changed.urgency, changed.text) == ("digest", before.get("urged_holder").text)  # type: ignore[union-attr]
    assert [r for r in after.rules if r != changed] == [
        r for r in before.rules if r.key != "urged_holder"
    ]
    assert before.changed([Change("urged_holder", is_on=False)]).find("urged", "holder") is None
