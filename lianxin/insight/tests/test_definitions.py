"""指标的定义：写错了启动就报；给人看的写法不许把没到的说成到了。"""

from datetime import date

import pytest

from lianxin.insight.definitions import (
    REGISTERS,
    SELECTS,
    SUGGESTED,
    BadDefinitions,
    definition,
    definitions,
    parse,
)
from lianxin.insight.queries import NotSliced, Period, Value, following, indicator, recent
from lianxin.insight.records import _GRADES, _PICKED
from lianxin.insight.registers import ROWS
from lianxin.kernel.errors import NotVisible

GOOD = """
[[indicator]]
key = "a.count"
label = "甲"
fact = "opinion"
measure = "count"
select = "all"
unit = "条"
definition = "甲的口径。"
"""
UNITS = frozenset("条/件/天/%/人次/项/个/家/名/户/人/元/米/台/平方米/场/次/类".split("/"))  # noqa: SIM905
HALF = Period(date(2026, 1, 1), date(2026, 7, 1))


def test_every_indicator_states_what_it_counts() -> None:
    """每个指标都写明名称、单位、口径；答复率、办结率、满意率各有各的定义。"""
    for each in definitions().values():
        assert len(each.definition) >= 15, each.key
        assert each.unit in {
            "条",
            "件",
            "天",
            "%",
            "人次",
            "项",
            "个",
            "家",
            "名",
            "户",
            "人",
            "元",
            "米",
            "台",
            "平方米",
            "场",
            "次",
            "类",
        }
    rates = [definition(f"opinion.{name}.rate") for name in ("answered", "closed", "satisfied")]
    assert len({(each.fact, each.select, each.of) for each in rates}) == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('fact = "opinion"', 'fact = "weather"', "没有“weather”这类事"),
        ('select = "all"', 'select = "closed"', "select 不认识“closed”"),
        ('measure = "count"', 'measure = "mean"', "measure 不认识“mean”"),
        ('measure = "count"', 'measure = "ratio"', "占比要写分母"),
        ('measure = "count"', 'measure = "percentile"', "百分位要写 share"),
        ('unit = "条"', 'unit = ""', "没有写 unit"),
        ('label = "甲"', 'label = "甲"\ncolour = "red"', "不认识“colour”"),
    ],
)
def test_a_wrong_definition_is_refused(before: str, after: str, said: str) -> None:
    """写错一处就不收，说明错在哪里；原样的收。"""
    assert parse(GOOD)["a.count"].label == "甲"
    with pytest.raises(BadDefinitions, match=r"a\.count") as refusal:
        parse(GOOD.replace(before, after))
    assert said in str(refusal.value)


def test_all_mistakes_are_told_at_once() -> None:
    """几处错一次说全，重名也算错。"""
    bad = GOOD.replace('select = "all"', 'select = "x"') + GOOD.replace('unit = "条"', 'unit = ""')
    with pytest.raises(BadDefinitions) as refusal:
        parse(GOOD + GOOD + bad)
    assert str(refusal.value).count("a.count：") == 5


def test_counting_and_listing_use_the_same_words() -> None:
    """能数的每一个词，都能列出记录。"""
    for fact, words in SELECTS.items():
        if fact in SUGGESTED:
            continue
        if fact in REGISTERS:
            assert {word for each, word in ROWS if each == fact} == set(words), fact
            continue
        listed = (
            set(_GRADES)
            if fact in ("attitude", "result")
            else {word for each, word in _PICKED if each == fact}
        )
        assert set(words) == listed, fact


@pytest.mark.parametrize(
    ("number", "shown"),
    [(None, "—"), (100.0, "100"), (99.97, "99.9"), (0.0, "0"), (0.01, "0.1"), (1234, "1,234")],
)
def test_a_number_is_never_rounded_into_a_claim(number: float | None, shown: str) -> None:
    """没到百分之百的不写 100，不是零的不写 0，没有底数的写“—”。"""
    value = Value(definition("opinion.answered.rate"), number, 1, HALF, {})
    assert value.shown == shown


@pytest.mark.django_db
def test_an_unknown_number_or_cut_is_refused() -> None:
    """没有的指标当作不存在；不能那样分的说明不能。"""
    ask = {"jurisdiction_id": 1, "period": HALF, "today": date(2026, 3, 2)}
    assert indicator("opinion.count", **ask, slices={"channel": "scan"}).number == 0
    with pytest.raises(NotVisible):
        indicator("opinion.weight", **ask)
    for key, slices in (
        ("opinion.count", {"colour": "red"}),
        ("opinion.count", {"channel": "scan", "category": "waste"}),
        ("opinion.rated.count", {"category": "waste"}),
    ):
        with pytest.raises(NotSliced):
            indicator(key, **ask, slices=slices)


def test_months_are_counted_across_years() -> None:
    """月份跨年照数。"""
    assert following(date(2025, 12, 1)) == date(2026, 1, 1)
    assert following(date(2026, 1, 1), -13) == date(2024, 12, 1)
    assert recent(today=date(2026, 2, 15), months=3).months == (
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
