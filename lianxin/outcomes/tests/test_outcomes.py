"""成果：记、核、更正、作废；单位不混，上下级不重复算。"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianxin.access.usecases.registers import register_body, register_region
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.outcomes.metrics import METRICS, MetricFault, read_metrics
from lianxin.outcomes.models import Outcome
from lianxin.outcomes.queries import case_totals, congress_totals, counted_of, thread_totals
from lianxin.outcomes.usecases import (
    AlreadyRecorded,
    Figure,
    Home,
    OutcomeChanged,
    OutcomeRefused,
    correct_outcome,
    record_outcome,
    verify_outcome,
    void_outcome,
)
from lianxin.outcomes.words import amount_words, together
from tests.world import AT, TODAY, World

UNIT, OFFICE = Actor(901, "赵明", "住建局 承办人"), Actor(902, "陈诚", "代工委 主任")
PIPES = Figure("works_length", Decimal(10400), "改造老旧自来水管", TODAY)
FUND = Figure("funds", Decimal(3_000_000), "管网改造", TODAY, source="special")


def home(jurisdiction_id: int, case_id: int = 11, thread: int = 10, **may: bool) -> Home:
    """一件事；默认记得也核得。"""
    return Home(
        jurisdiction_id, thread, case_id, **({"may_record": True, "may_verify": True} | may)
    )


def note(where: Home, figure: Figure, *, verified: bool = True, **changes: Any) -> Outcome:
    """记一项，多半当场核实。"""
    row = record_outcome(home=where, figure=replace(figure, **changes), actor=UNIT, at=AT)
    if verified:
        verify_outcome(outcome_id=row.pk, home=where, actor=OFFICE, at=AT)
    return row


def said(totals: Any) -> dict[str, str]:
    """总数写成字。"""
    return {total.label: total.words for total in totals}


def test_nothing_counts_before_it_is_verified(world: World) -> None:
    """记下的要另一个人核实了才算数。"""
    here = home(world.congress.pk)
    row = note(here, PIPES, verified=False)
    assert thread_totals(thread=10) == ()

    verify_outcome(outcome_id=row.pk, home=here, actor=OFFICE, at=AT)

    assert said(thread_totals(thread=10)) == {"管线、道路": "10400米"}
    assert [
        entry.verb for entry in Entry.objects.filter(subject_kind="outcome").order_by("id")
    ] == [
        "outcome.record",
        "outcome.verify",
    ]


def test_the_recorder_may_not_verify(world: World) -> None:
    """自己记的自己核不了，别人核得了；核过的不能再核。"""
    here = home(world.congress.pk)
    row = note(here, PIPES, verified=False)
    with pytest.raises(OutcomeRefused, match="另一个人"):
        verify_outcome(outcome_id=row.pk, home=here, actor=UNIT, at=AT)
    verify_outcome(outcome_id=row.pk, home=here, actor=OFFICE, at=AT)
    with pytest.raises(OutcomeChanged):
        verify_outcome(outcome_id=row.pk, home=here, actor=OFFICE, at=AT)


def test_only_those_of_the_case_record(world: World) -> None:
    """不是这件事的承办、属地，记不了；是的记得了。"""
    with pytest.raises(OutcomeRefused, match="来记"):
        note(home(world.congress.pk, may_record=False), PIPES)
    assert note(home(world.congress.pk), PIPES).pk


def test_only_the_office_and_committees_verify(world: World) -> None:
    """不是代工委、专工委、主任会议的人，核不了；是的核得了。"""
    row = note(home(world.congress.pk), PIPES, verified=False)
    barred = home(world.congress.pk, may_verify=False)
    with pytest.raises(OutcomeRefused, match="来核实"):
        verify_outcome(outcome_id=row.pk, home=barred, actor=OFFICE, at=AT)
    here = home(world.congress.pk)
    assert verify_outcome(outcome_id=row.pk, home=here, actor=OFFICE, at=AT).verified_at == AT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"metric": "love"}, "没有这种量法"),
        ({"value": Decimal(-1)}, "不能是负的"),
        ({"value": Decimal("0.5")}, "整数"),
        ({"metric": "funds"}, "钱从哪来"),
        ({"source": "bond"}, "不是钱"),
        ({"precision": "maybe"}, "约、余、近"),
        ({"what": "  "}, "一句话"),
        ({"happened_on": TODAY + timedelta(days=1)}, "还没到的日子"),
    ],
)
def test_figures_are_checked(world: World, changes: dict[str, Any], words: str) -> None:
    """数、单位、来源、说明、日子，错一样都不收；不错的收下。"""
    here = home(world.congress.pk)
    with pytest.raises(OutcomeRefused, match=words):
        note(here, PIPES, **changes)
    assert note(here, PIPES).pk


def test_personal_data_is_masked_in_words(world: World) -> None:
    """说明里混进的电话自动遮去。"""
    row = note(home(world.congress.pk), PIPES, what="改造水管，联系人电话13907110001")
    assert "13907110001" not in row.what


def test_the_same_thing_on_child_and_parent_counts_once(world: World) -> None:
    """派生的办件记过，收件的办件再记同一种，要写明关系；写“总数”就只算总数。"""
    child, parent = home(world.congress.pk, 12), home(world.congress.pk, 10)
    note(child, PIPES, value=Decimal(4000))
    with pytest.raises(AlreadyRecorded, match="改造老旧自来水管 4000米"):
        note(parent, PIPES)

    note(parent, PIPES, relation="whole")

    assert said(thread_totals(thread=10)) == {"管线、道路": "10400米"}
    assert said(congress_totals(jurisdiction_id=world.congress.pk)) == {"管线、道路": "10400米"}
    assert said(case_totals(case_id=10)) == {"管线、道路": "10400米"}


def test_a_part_does_not_add_and_cannot_exceed(world: World) -> None:
    """“其中”的一部分不另算；几部分加起来不能超过总数。"""
    here = home(world.congress.pk)
    note(here, PIPES)
    note(here, PIPES, value=Decimal(6000), relation="part")
    with pytest.raises(OutcomeRefused, match="超过了总数"):
        note(here, PIPES, value=Decimal(5000), relation="part")
    assert said(thread_totals(thread=10)) == {"管线、道路": "10400米"}


def test_units_and_sources_never_mix(world: World) -> None:
    """元和米、专项资金和捐资，各是各的总数。"""
    here = home(world.congress.pk)
    note(here, PIPES)
    note(here, FUND)
    note(here, FUND, source="donated", value=Decimal(7_000_000), precision="over")
    assert said(thread_totals(thread=10)) == {
        "管线、道路": "10400米",
        "代表建议办理专项资金": "300万元",
        "捐资": "700余万元",
    }


def test_corrections_keep_the_old_row(world: World) -> None:
    """更正另写一行、要重新核实；旧的留着，不能再改。"""
    here = home(world.congress.pk)
    row = note(here, PIPES)
    mended = correct_outcome(
        outcome_id=row.pk,
        home=here,
        figure=replace(PIPES, value=Decimal(10040)),
        reason="多写了一个零",
        actor=UNIT,
        at=AT,
    )
    assert thread_totals(thread=10) == ()
    verify_outcome(outcome_id=mended.pk, home=here, actor=OFFICE, at=AT)
    assert said(thread_totals(thread=10)) == {"管线、道路": "10040米"}
    assert Outcome.objects.get(pk=row.pk).value == 10400
    with pytest.raises(OutcomeChanged):
        void_outcome(outcome_id=row.pk, home=here, reason="重复", actor=OFFICE, at=AT)


def test_voiding_frees_the_parts(world: World) -> None:
    """总数作废了，原来算在里面的各自单算；作废要写原因。"""
    here = home(world.congress.pk)
    total = note(here, PIPES)
    note(here, PIPES, value=Decimal(6000), relation="part")
    with pytest.raises(OutcomeRefused, match="写明为什么"):
        void_outcome(outcome_id=total.pk, home=here, reason=" ", actor=OFFICE, at=AT)
    void_outcome(outcome_id=total.pk, home=here, reason="没有验收", actor=OFFICE, at=AT)
    assert said(thread_totals(thread=10)) == {"管线、道路": "6000米"}
    assert len(counted_of(thread=10)) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"value": Decimal(-1)},
        {"unit": "元"},
        {"source": "bond"},
        {"verified_at": AT},
        {"verified_at": AT, "verified_by_id": 901, "verified_by": "赵明"},
        {"voided_at": AT},
        {"precision": "maybe"},
    ],
)
def test_the_database_holds_the_line(world: World, broken: dict[str, Any]) -> None:
    """绕过程序也写不进坏数：负数、错单位、没有核实人、自己核自己、没写原因的作废。"""
    row = note(home(world.congress.pk), PIPES, verified=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=row.pk).update(**broken)
    Outcome.objects.filter(pk=row.pk).update(value=Decimal(1))


def test_totals_take_one_query(world: World, django_assert_num_queries: Any) -> None:
    """一件、一条线、一级人大的总数，各一条语句。"""
    note(home(world.congress.pk), FUND)
    for ask in (
        lambda: case_totals(case_id=11),
        lambda: thread_totals(thread=10),
        lambda: congress_totals(jurisdiction_id=world.congress.pk, since=TODAY),
    ):
        with django_assert_num_queries(1):
            assert said(ask()) == {"代表建议办理专项资金": "300万元"}


@pytest.mark.parametrize(
    ("value", "unit", "precision", "words"),
    [
        ("1226000000", "元", "exact", "12.26亿元"),
        ("7000000", "元", "over", "700余万元"),
        ("160000", "元", "over", "16万余元"),
        ("2000000", "元", "near", "近200万元"),
        ("500", "人", "over", "500余人"),
        ("10400.00", "米", "about", "约10400米"),
        ("12345.67", "元", "exact", "12345.67元"),
        ("0", "元", "exact", "0元"),
    ],
)
def test_amounts_in_words(value: str, unit: str, precision: str, words: str) -> None:
    """万、亿自动换；余、近、约放在该放的地方。"""
    assert amount_words(Decimal(value), unit, precision) == words


def test_hedges_add_up() -> None:
    """余加确数是余，近加确数是近，余加近只能说约。"""
    assert together(["exact"]) == "exact"
    assert together(["exact", "over"]) == "over"
    assert together(["near", "exact"]) == "near"
    assert together(["near", "over"]) == "about"


@pytest.mark.parametrize(
    "source",
    [
        '[[metric]]\nkey="a"\ngroup="love"\nlabel="爱"\nunit="个"',
        '[[metric]]\nkey="a"\ngroup="works"\nlabel="甲"',
        '[[metric]]\nkey="a"\ngroup="works"\nlabel="甲"\nunit="个"\ndecimals=3',
        '[[metric]]\nkey="a"\ngroup="works"\nlabel="甲"\nunit="个"\ncolour="red"',
        '[[metric]]\nkey="a"\ngroup="works"\nlabel="甲"\nunit="个"\n' * 2,
    ],
)
def test_a_faulty_registry_is_refused(source: str) -> None:
    """量法写错一处就读不进；写对了读得进。"""
    with pytest.raises(MetricFault):
        read_metrics(source)
    assert (
        read_metrics('[[metric]]\nkey="a"\ngroup="works"\nlabel="甲"\nunit="个"')["a"].unit == "个"
    )


STEP = st.tuples(
    st.sampled_from([10, 20]),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(["works_length", "works_area", "people"]),
    st.integers(0, 500),
    st.sampled_from(["", "separate", "part", "whole"]),
    st.booleans(),
)


class SumsProperty(TestCase):
    """随便怎么记，总数都对得上。"""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(STEP, max_size=12))
    def test_sums_agree_with_the_rows(self, steps: list[Any]) -> None:
        """各线之和等于全县；每个总数等于背后清单之和；包含在总数里的不另算。"""
        county = register_region(
            code="420115000000", name="江夏区", level="county", actor=SYSTEM, at=AT
        )
        congress = register_body(
            kind="congress",
            name="江夏区人大",
            slug="jx",
            prefix="JX",
            region=county,
            starts_on=date(2022, 1, 5),
            actor=SYSTEM,
            at=AT,
        )
        for thread, case, metric, value, relation, verified in steps:
            where = home(congress.pk, thread + case, thread)
            figure = Figure(metric, Decimal(value), "做成的事", TODAY, relation=relation)
            try:
                with transaction.atomic():
                    note(where, figure, verified=verified)
            except OutcomeRefused:
                continue
        whole = {t.metric.key: t.value for t in congress_totals(jurisdiction_id=congress.pk)}
        apart: dict[str, Decimal] = {}
        for thread in (10, 20):
            rows = counted_of(thread=thread)
            ids = {row.id for row in rows}
            assert not any(row.part_of in ids for row in rows)
            for total in thread_totals(thread=thread):
                behind = [row.value for row in rows if row.metric == total.metric]
                assert total.value == sum(behind)
                apart[total.metric.key] = apart.get(total.metric.key, Decimal(0)) + total.value
        assert whole == apart
        assert set(whole) <= set(METRICS)
