"""责任动词：签收、退回改派、延期、催办、中止、派人；巡查提醒与升级。"""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.audit.models import Entry
from lianxin.casework.models import Duty
from lianxin.casework.queries import neglected_cases
from lianxin.casework.tests.fixtures import BEIJING, SOURCE, Story, days, install, start
from lianxin.casework.usecases import sweep
from lianxin.casework.usecases.moving import MoveRefused
from lianxin.notify.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world):
    """已经交给主办单位的一件。"""
    install(world)
    story = start(world)
    story.dispatch()
    return story


def lead(story: Story) -> Duty:
    return Duty.objects.open().get(case=story.case, role="undertaker")


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=BEIJING)


def test_signing_does_not_move_the_due_date(story):
    """签收只记时间，到期日不变：时钟从交办起算。"""
    before = lead(story).due_date
    story.act(story.world.unit, "sign", at=days(3))
    assert lead(story).signed_at == days(3)
    assert lead(story).due_date == before


def test_what_was_signed_once_is_not_signed_again(story):
    """签收过的，答复以后再办还是这家，不用再签；改派的新单位要自己签。"""
    unit, office = story.world.unit, story.world.office
    story.act(unit, "sign", at=days(1))
    again(story)
    assert lead(story).signed_at == days(1)
    with pytest.raises(MoveRefused, match="不能由您“签收”"):
        story.act(unit, "sign", at=days(4))
    story.act(unit, "ask_return", at=days(4), reason="不在我局职责内")
    story.act(office, "grant_return", at=days(5), to_body=story.world.other_unit_body.pk)
    story.act(story.world.other_unit, "sign", at=days(6))
    assert lead(story).signed_at == days(6)


def test_what_was_never_signed_still_waits_for_it(story):
    """没有签收就答复了，再办时仍请它签收。"""
    again(story)
    assert lead(story).signed_at is None
    story.act(story.world.unit, "sign", at=days(4))
    assert lead(story).signed_at == days(4)


def again(story: Story) -> None:
    """答复了，代工委请再办。"""
    story.act(story.world.unit, "log_contact", at=days(2), how="phone", note="问了")
    story.move(story.world.unit, "reply", at=days(2), answer="装好了")
    story.move(story.world.office, "redo", at=days(3), why="还有两盏不亮")


def test_others_cannot_sign_for_the_unit(story):
    """别的单位不能代签；本单位能签。"""
    with pytest.raises(MoveRefused, match="不能由您“签收”"):
        story.act(story.world.other_unit, "sign")
    story.act(story.world.unit, "sign")


def test_return_is_granted_with_a_new_holder_and_a_new_clock(story):
    """退回要说理由；准了就当场改派，新单位从改派之日起算。"""
    other = story.world.other_unit_body
    story.act(
        story.world.unit, "ask_return", at=days(2), reason="不在我局职责内", return_to=other.pk
    )
    story.act(story.world.office, "grant_return", at=days(3), to_body=other.pk)
    duty = lead(story)
    assert duty.holder_body == other
    assert duty.due_date == date(2026, 6, 5)
    old = Duty.objects.get(case=story.case, holder_body=story.world.unit_body)
    assert old.outcome == Duty.Outcome.RETURNED


def test_only_one_return_in_the_whole_case(story):
    """全案只许退回一次；第二个单位不能再退。"""
    other = story.world.other_unit_body
    story.act(story.world.unit, "ask_return", reason="不在我局职责内")
    story.act(story.world.office, "grant_return", to_body=other.pk)
    with pytest.raises(MoveRefused, match="不能由您“申请退回”"):
        story.act(story.world.other_unit, "ask_return", reason="也不归我们管")


def test_a_late_return_is_refused(story):
    """过了五个工作日不能再退回；期限内可以。"""
    attempt = {"verb": "ask_return", "reason": "不在我局职责内"}
    with pytest.raises(MoveRefused, match="3 月 9 日前提出"):
        story.act(story.world.unit, at=days(10), **attempt)
    story.act(story.world.unit, at=days(7), **attempt)


def test_denied_return_leaves_the_duty_where_it_was(story):
    """不准退回的，责任还在原单位，到期日不变。"""
    before = lead(story).due_date
    story.act(story.world.unit, "ask_return", reason="不在我局职责内")
    story.act(story.world.office, "deny_return", reason="职责分工写明由你局牵头")
    assert (lead(story).holder_body, lead(story).due_date) == (story.world.unit_body, before)


def test_extension_is_asked_granted_and_bounded(story):
    """延期要交办机关批，最长到交办之日起六个月（代表法 51 条②）。"""
    ask = {"verb": "ask_extension", "reason": "涉及面广，要分期施工"}
    with pytest.raises(MoveRefused, match="最长只能延到 2026 年 9 月 2 日"):
        story.act(story.world.unit, to_date="2026-09-03", **ask)
    story.act(story.world.unit, to_date="2026-09-01", **ask)
    assert lead(story).due_date == date(2026, 6, 2)
    story.act(story.world.office, "grant_extension")
    assert lead(story).due_date == date(2026, 9, 1)
    assert lead(story).extended_from == date(2026, 6, 2)


def test_urging_adds_the_weight_of_who_urges(story):
    """催办记次数和分量：代表一次一分，代工委一次两分；承办单位不能催自己。"""
    story.act(story.world.deputy, "urge", note="请抓紧")
    story.act(story.world.office, "urge")
    assert (lead(story).urge_count, lead(story).urge_weight) == (2, 3)
    with pytest.raises(MoveRefused):
        story.act(story.world.unit, "urge")


def test_pause_stops_the_clock(story):
    """中止多少天，到期日顺延多少天；中止期间不算逾期。"""
    story.act(story.world.office, "pause", at=days(10), reason="等上级批复")
    assert not Duty.objects.overdue(on=date(2027, 1, 1)).filter(pk=lead(story).pk).exists()
    story.act(story.world.office, "resume", at=days(20))
    assert lead(story).due_date == date(2026, 6, 12)


def test_assigning_a_person_is_an_inside_matter(story):
    """本单位可以把件派到人；派不到别的单位的人头上。"""
    world = story.world
    with pytest.raises(MoveRefused, match="本单位在任"):
        story.act(world.unit, "assign_person", person=world.other_unit.person.pk)
    story.act(world.unit, "assign_person", person=world.unit.person.pk)
    assert lead(story).holder_person == world.unit.person


def test_sweep_warns_then_escalates_once(story):
    """到预警日提醒一次，逾期升级一次，报给代工委；再跑一遍什么也不多做。"""
    warn_day = lead(story).check_on
    assert sweep(at=at(warn_day.month, warn_day.day - 1)).warned == 0
    assert sweep(at=at(warn_day.month, warn_day.day)).warned == 1
    assert sweep(at=at(6, 2)).escalated == 0
    first, second = sweep(at=at(6, 3)), sweep(at=at(6, 3))
    assert (first.escalated, second.escalated) == (1, 0)
    followup = Duty.objects.open().get(case=story.case, role="office")
    assert followup.holder_body == story.world.deputy_affairs
    assert "督办逾期" in followup.owes
    assert lead(story).escalated_at is not None


def test_what_is_made_good_late_is_no_longer_followed_up(story):
    """逾期报了代工委，准了延期，督办责任就解除；又过了期再立；改派以后也不再盯着。"""
    followed = Duty.objects.open().filter(case=story.case, owes__startswith="督办逾期")
    sweep(at=at(6, 3))
    story.act(story.world.unit, "add_progress", at=at(6, 4), note="正在装第八盏")
    assert followed.count() == 1
    story.act(
        story.world.unit, "ask_extension", at=at(6, 4), to_date="2026-07-02", reason="等灯杆到货"
    )
    story.act(story.world.office, "grant_extension", at=at(6, 5))
    assert not followed.exists()
    assert neglected_cases() == []
    sweep(at=at(7, 3))
    assert followed.count() == 1
    assert (
        Duty.objects.filter(case=story.case, owes__startswith="督办", outcome="moved_on").count()
        == 1
    )


def test_one_helper_late_keeps_the_follow_up_until_he_is_in(world):
    """两家协办都迟了：交了一家还盯着，都交了督办责任才解除，主办的责任照旧。"""
    install(world, SOURCE.replace('within = "1m" }', 'within = "1m", escalate = "office" }'))
    story = start(world)
    story.dispatch(helpers=(world.other_unit_body.pk, world.unit_body.pk))
    followed = Duty.objects.open().filter(case=story.case, owes="督办逾期：提出协办意见")
    sweep(at=at(4, 3))
    story.move(world.other_unit, "co_opinion", at=at(4, 6), opinion="同意，灯归我们养护")
    assert followed.count() == 1
    story.move(world.unit, "co_opinion", at=at(4, 6), opinion="照办")
    assert not followed.exists()
    assert lead(story).discharged_at is None


def test_sweeping_many_costs_as_few_statements_as_sweeping_one(world):
    """一批里一件与二十件，巡查的语句数一样；每份都留了痕、告诉了担责任的单位。"""
    install(world)
    sweep(at=at(3, 2))

    def cost(count: int, day: int) -> int:
        for number in range(count):
            start(world, number=f"JX-2026-{day:02d}{number:04d}", at=at(3, day)).dispatch(
                at(3, day)
            )
        with CaptureQueriesContext(connection) as caught:
            assert sweep(at=at(9, day)).escalated == count
        return len(caught)

    cost(2, 2)
    assert cost(20, 4) == cost(1, 3) <= 18
    assert Entry.objects.filter(verb="duty.overdue").count() == 23
    assert Notice.objects.filter(event="overdue", body=world.unit_body).count() == 23


def test_the_day_itself_is_not_overdue(story):
    """到期日当天不算逾期，第二天才算。"""
    due = lead(story).due_date
    assert not Duty.objects.overdue(on=due).exists()
    assert Duty.objects.overdue(on=date(due.year, due.month, due.day + 1)).exists()


def test_waiting_stage_moves_on_by_itself(story):
    """三十天没有人查验，系统期满办结；当天不动，第二天才动，只动一次。"""
    story.act(story.world.unit, "log_contact", how="phone", note="问了")
    story.move(story.world.unit, "reply", at=at(3, 5), answer="装好了")
    due = story.case.timeout_on
    assert sweep(at=at(due.month, due.day)).advanced == 0
    report = sweep(at=at(due.month, due.day + 1))
    story.case.refresh_from_db()
    assert report.advanced == 1
    assert story.case.closed_at is not None
    last = Entry.objects.filter(thread=story.case.thread, verb__endswith=".lapse").get()
    assert last.actor_name == "系统"


def test_nothing_is_ever_left_without_a_holder(story):
    """夜间核验：没有一件未办结的办件没人管。"""
    assert neglected_cases() == []


DATED = (
    SOURCE.replace("version = 1", "version = 9")
    .replace(
        '\n[[stage]]\nkey      = "analysis"',
        '\n[[fact]]\nkey = "promised"\nlabel = "说好的日子"\nkind = "date"\n\n'
        '[[stage]]\nkey      = "analysis"',
    )
    .replace('may     = ["helpers"]', 'may     = ["helpers", "promised"]')
    .replace(
        'deadline = { from = "dispatch", within = "3m", warn = "5wd", escalate = "office" }',
        'deadline = { from = "promised", warn = "5wd", escalate = "office", '
        'otherwise = { from = "opened", within = "2m" } }',
    )
    .replace(
        '[[stage.move]]\nverb    = "reply"',
        '[[stage.move]]\nverb = "promise"\nlabel = "定日子"\nby = ["undertaker"]\n'
        'needs = ["promised"]\n\n[[stage.move]]\nverb    = "reply"',
    )
)


def test_without_the_day_the_clock_runs_from_the_opening(world):
    """没有说好日子的，从立件起两个月；说好了，到期日挪到那天；一开始就说好的，就是那天。"""
    install(world, DATED)
    late = start(world)
    late.dispatch(days(3))
    assert lead(late).due_date == date(2026, 5, 4)
    late.move(late.world.unit, "promise", days(4), promised="2026-06-10")
    assert lead(late).due_date == date(2026, 6, 10)

    other = start(world, id=2, number="JX-2026-000002")
    helpers, unit = [], world.unit_body.pk
    other.move(world.office, "dispatch", days(3), unit=unit, helpers=helpers, promised="2026-06-10")
    assert lead(other).due_date == date(2026, 6, 10)
