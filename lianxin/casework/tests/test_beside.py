"""几份机制办同一件事：旁办件跟着主办件，不碰主办件；谁来开、开几件、换了人怎么办。"""

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from lianxin.casework.available import available
from lianxin.casework.facts import FactsRefused
from lianxin.casework.mechanisms import NoPractice
from lianxin.casework.models import Case, Duty, Link, Party
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of, state_of
from lianxin.casework.tests.fixtures import MONDAY, SOURCE, Story, days, install, start
from lianxin.casework.usecases import open_beside, sweep
from lianxin.casework.usecases.besides import MoveTooLate
from lianxin.casework.usecases.doing import do
from lianxin.casework.usecases.moving import MoveRefused
from lianxin.kernel.mechanism.check import check_source

BESIDE = (Path(__file__).parent / "beside.toml").read_text()
WHY = {"reason": "群众反映集中"}


@pytest.fixture
def story(world):
    """一件交办了的意见，这地采用了重点督办。"""
    install(world)
    install(world, BESIDE)
    told = start(world)
    told.dispatch()
    return told


def key_of(story, at=MONDAY, who=None, **facts):
    """启动一件重点督办。"""
    doer = Doer((who or story.world.office).viewer)
    opened = open_beside(
        case_id=story.case.pk, slot="key", actor=doer, at=at, facts={**WHY, **facts}
    )
    return Story(story.world, opened)


def owed(case, role):
    """某身份还欠着的。"""
    return {d.owes: d for d in Duty.objects.open().filter(case=case, role=role)}


def offered(case, who):
    """某人此刻能走的步。"""
    steps = available(state_of(case), Doer(who.viewer), today=day_of(MONDAY))
    return [step.verb for step in steps]


def test_the_sample_is_sound():
    """试验用的旁办机制查得过。"""
    assert check_source(BESIDE, "beside.toml") == []


def test_anyone_named_may_open_it_with_reasons(story):
    """写明的身份才能启动，理由必填；启动后承袭主办，各有各的责任。"""
    with pytest.raises(MoveRefused):
        key_of(story, who=story.world.street)
    with pytest.raises(FactsRefused):
        key_of(story, reason="")
    key = key_of(story)

    assert (key.case.main_id, key.case.thread) == (story.case.pk, story.case.thread)
    assert key.case.facts["reason"] == WHY["reason"]
    assert Link.objects.filter(kind="beside", source=story.case, target=key.case).exists()
    mine = owed(key.case, "undertaker")
    assert {d.holder_body_id for d in mine.values()} == {story.world.unit_body.pk}
    assert mine["按要求推进"].due_date == date(2026, 6, 30)
    assert mine["两月一报"].due_date == date(2026, 5, 4)


def test_the_button_and_the_verb_are_one(story):
    """启动是一个按钮、一个动作：能启动的人看得见，开了就没有了。"""
    office, street = story.world.office, story.world.street
    assert "open_key" in offered(story.case, office)
    assert "open_key" not in offered(story.case, street)
    do(case_id=story.case.pk, verb="open_key", actor=Doer(office.viewer), at=MONDAY, facts=WHY)
    assert "open_key" not in offered(Case.objects.get(pk=story.case.pk), office)
    with pytest.raises(MoveTooLate):
        key_of(story)


def test_the_database_keeps_it_to_one(story):
    """同一主办件同一用途同时至多一件在办：绕过程序也不行。"""
    key = key_of(story)
    twin = Case.objects.get(pk=key.case.pk)
    twin.pk, twin.waits = None, "试验"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    Case.objects.filter(pk=key.case.pk).update(closed_at=days(1), result="implemented")
    twin.save(force_insert=True)
    assert twin.pk


def test_not_adopted_is_not_an_error(world):
    """这地没有采用，就启动不了，也没有按钮；主办件照走。"""
    install(world)
    story = start(world)
    assert "open_key" not in offered(story.case, world.office)
    with pytest.raises(NoPractice):
        key_of(story)
    assert story.dispatch().case.stage == "handling"


def test_nothing_stands_beside_a_companion(story):
    """旁办件旁边不能再启动旁办件。"""
    key = key_of(story)
    assert not [verb for verb in offered(key.case, story.world.office) if verb[:5] == "open_"]


def test_before_anyone_leads_the_office_stands_in(world):
    """主办件还没有承办单位，旁办件由代工委顶上，按钮也归它；交办之后转到承办单位肩上。"""
    install(world)
    install(world, BESIDE)
    story = start(world)
    key = key_of(story)
    assert owed(key.case, "undertaker")["两月一报"].holder_body_id == world.deputy_affairs.pk
    assert "report" in offered(key.case, world.office)

    story.dispatch(days(3), helpers=(world.other_unit_body.pk,))
    mine = owed(key.case, "undertaker")
    assert {d.holder_body_id for d in mine.values()} == {world.unit_body.pk}
    assert owed(key.case, "helper")["联系一次"].holder_body_id == world.other_unit_body.pk
    assert "report" not in offered(key.case, world.office)
    assert "report" in offered(key.case, world.unit)


def test_when_the_main_is_sent_elsewhere_it_follows(story):
    """主办件退回改派，旁办件同一步里跟着换人；没到期的日子不变。"""
    key = key_of(story)
    before = owed(key.case, "undertaker")["两月一报"]
    story.act(story.world.unit, "ask_return", days(1), reason="不归我局管")
    other = story.world.other_unit_body.pk
    story.act(story.world.office, "grant_return", days(2), to_body=other)

    after = owed(key.case, "undertaker")["两月一报"]
    assert (after.holder_body_id, after.due_date) == (other, before.due_date)
    assert (after.anchored_on, after.period) == (before.anchored_on, before.period)
    held = Party.objects.filter(case=key.case, kind="lead", until__isnull=True)
    assert [party.body_id for party in held] == [other]
    before.refresh_from_db()
    assert before.outcome == Duty.Outcome.REPLACED


def test_the_main_moves_and_the_companion_looks(story):
    """主办件有了结果、自己也报过进展，旁办件由系统往下走；主办件不等它。"""
    world = story.world
    key = key_of(story)
    story.act(world.unit, "log_contact", how="phone", note="问过了")
    story.move(world.unit, "reply", days(1), answer="装好了")
    key.move(world.unit, "report", days(1), note="灯杆到了")
    key.case.refresh_from_db()
    assert key.case.stage == "tracking"
    story.move(world.office, "accept", days(2), attitude="satisfied", result="satisfied")
    key.case.refresh_from_db()
    assert (story.case.closed_at is not None, key.case.stage) == (True, "reviewing")


def test_opened_late_it_catches_up_at_once(story):
    """条件早就够了的，自己走一步之后系统也接着往下走。"""
    world = story.world
    key = key_of(story)
    story.act(world.unit, "log_contact", how="phone", note="问过了")
    story.move(world.unit, "reply", days(1), answer="装好了")
    story.move(world.office, "accept", days(2), attitude="satisfied", result="satisfied")
    key.case.refresh_from_db()
    assert key.case.stage == "tracking"
    key.move(world.unit, "report", days(3), note="补报一次")
    assert key.case.stage == "reviewing"


def test_units_fill_their_own(story):
    """几家单位各填各的，不互相盖掉。"""
    world = story.world
    story.world = world
    key = key_of(story)
    key.move(world.unit, "report", days(1), note="我局的")
    key.move(world.unit, "report", days(2), note="我局后来的")
    assert key.case.facts["note"] == {str(world.unit_body.pk): "我局后来的"}


def test_periods_are_anchored_and_missed_ones_show(story):
    """每期起点是上一期的到期日，晚做不漂移；漏掉的几期记作没有做，不悄悄跳过。"""
    world, key = story.world, key_of(story)
    key.move(world.unit, "report", days(10), note="头一期")
    second = owed(key.case, "undertaker")["两月一报"]
    assert (second.period, second.due_date) == (2, date(2026, 7, 2))
    key.move(world.unit, "report", days(260), note="拖到十一月")
    third = owed(key.case, "undertaker")["两月一报"]
    assert (third.period, third.due_date) == (5, date(2027, 1, 4))
    missed = Duty.objects.filter(case=key.case, outcome=Duty.Outcome.MISSED).order_by("period")
    assert [(d.period, d.due_date) for d in missed] == [
        (3, date(2026, 9, 2)),
        (4, date(2026, 11, 2)),
    ]


def test_sweeping_neither_skips_nor_doubles(story):
    """巡查几遍都一样：没做的那一期挂着逾期，不另立、不解除。"""
    key = key_of(story)
    for day in (70, 70, 130, 200):
        sweep(at=days(day))
    periods = Duty.objects.filter(case=key.case, owes="两月一报")
    assert [(d.period, d.outcome) for d in periods] == [(1, "")]


def test_a_contact_can_be_what_was_owed(story):
    """写明“记了联系就算尽到”的，记一次联系就解除。"""
    world = story.world
    other = world.other_unit_body.pk
    fresh = start(world, id=2, number="JX-2026-000002")
    fresh.dispatch(helpers=(other,))
    key = key_of(fresh)
    assert "联系一次" in owed(key.case, "helper")
    key.act(world.other_unit, "log_contact", days(1), how="phone", note="联系过")
    assert owed(key.case, "helper") == {}


def test_due_on_the_day_written_and_moved_with_it(story):
    """到期日从日期材料来；改了日子，到期日跟着改，留痕。"""
    world, key = story.world, key_of(story)
    key.move(world.office, "arrange", days(1), visit_on="2026-04-15")
    assert owed(key.case, "office")["去现场看"].due_date == date(2026, 4, 15)
    key.move(world.office, "put_off", days(2), visit_on="2026-05-20")
    again = owed(key.case, "office")["去现场看"]
    assert (again.due_date, again.warned_at) == (date(2026, 5, 20), None)


def test_a_recheck_outlives_the_stage(story):
    """约好的复查跨环节留着，到哪个环节都有按钮；复查过了才解除。"""
    world, key = story.world, key_of(story)
    key.move(world.office, "arrange", days(1), visit_on="2026-04-15")
    assert "复查：复查" in owed(key.case, "office")
    assert "recheck" in offered(key.case, world.office)
    assert "recheck" not in offered(key.case, world.unit)
    key.move(world.office, "recheck", days(3))
    assert set(owed(key.case, "office")) == {"去现场看"}
    with pytest.raises(MoveTooLate):
        key.move(world.office, "recheck", days(4))


def test_closing_ends_the_recheck_too(story):
    """办结了，没复查的也一并解除。"""
    world, key = story.world, key_of(story)
    key.move(world.office, "arrange", days(1), visit_on="2026-04-15")
    key.move(world.office, "seen", days(2))
    assert "复查：复查" in owed(key.case, "office")
    key.move(world.office, "pass", days(3))
    assert not Duty.objects.open().filter(case=key.case).exists()
    assert key.case.result == "implemented"


def test_a_step_may_bring_one_along(world):
    """主办件的步带 accompany：采用了就同时开一件，没采用照走，已有一件不再开。"""
    source = SOURCE.replace('"mark(replied)"', '"mark(replied)", "accompany(key)"')
    install(world, source)
    for adopted in (False, True):
        if adopted:
            install(world, BESIDE)
        story = start(world, id=10 + adopted)
        story.dispatch()
        story.act(world.unit, "log_contact", how="phone", note="问过了")
        story.move(world.unit, "reply", answer="装好了")
        story.move(world.office, "redo", why="再看看")
        story.move(world.unit, "reply", answer="又装好了")
        assert Case.objects.filter(main=story.case).count() == adopted
