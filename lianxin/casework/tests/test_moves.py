"""走一步：身份、材料、条件、环节、责任。"""

from datetime import date

import pytest

from lianxin.audit.models import Entry
from lianxin.casework.facts import FactsRefused
from lianxin.casework.models import Duty, Party
from lianxin.casework.tests.fixtures import Story, days, install, start
from lianxin.casework.usecases.moving import MoveRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world):
    """采用试验办法，立一件。"""
    install(world)
    return start(world)


def duties(story: Story) -> list[Duty]:
    return list(Duty.objects.open().filter(case=story.case).order_by("id"))


def test_opening_gives_the_first_duty_to_the_street(story):
    """立件当时就有人管：街道工委，五个工作日内分析。"""
    (duty,) = duties(story)
    assert duty.holder_body == story.world.street_committee
    assert duty.due_date == date(2026, 3, 9)
    assert duty.owes == "分析"


def test_only_the_office_may_dispatch(story):
    """交办只能由代工委来办；街道工委材料齐全也不行（代表法 51 条①）。"""
    attempt = {"verb": "dispatch", "unit": story.world.unit_body.pk}
    with pytest.raises(MoveRefused, match="由代工委来办"):
        story.move(story.world.street, **attempt)
    story.move(story.world.office, **attempt)
    assert story.case.stage == "handling"


def test_dispatch_starts_the_clock_at_once(story):
    """交办之日起三个月内答复，不等承办单位签收；主办、协办各有各的期限。"""
    story.dispatch(helpers=(story.world.other_unit_body.pk,))
    lead, helper = duties(story)
    assert (lead.role, lead.holder_body, lead.due_date) == (
        "undertaker",
        story.world.unit_body,
        date(2026, 6, 2),
    )
    assert (helper.role, helper.holder_body, helper.due_date) == (
        "helper",
        story.world.other_unit_body,
        date(2026, 4, 2),
    )
    assert lead.signed_at is None


def test_the_previous_duty_is_over_when_the_stage_moves_on(story):
    """环节往前走，上一环节的责任随之解除，写明是环节已过。"""
    story.dispatch()
    first = Duty.objects.order_by("id").first()
    assert first.outcome == Duty.Outcome.MOVED_ON
    assert first.discharged_at is not None


def test_missing_facts_are_told_all_at_once(story):
    """缺材料、选错单位，一次说清每一项。"""
    with pytest.raises(FactsRefused) as refusal:
        story.move(story.world.office, "dispatch", unit="", helpers=[999999])
    assert refusal.value.fields == {
        "unit": "请填写",
        "helpers": "所选机构不在可选范围内，请重新选",
    }


def test_reply_needs_a_contact_and_the_helpers_opinion(story):
    """没有与代表联系、协办意见没到，不能答复；都有了才行（代表法 51 条②）。"""
    world = story.world
    story.dispatch(helpers=(world.other_unit_body.pk,))
    reply = {"verb": "reply", "at": days(10), "answer": "已装好路灯"}
    with pytest.raises(MoveRefused, match=r"至少 1 次联系；.*协办单位"):
        story.move(world.unit, **reply)
    story.act(world.unit, "log_contact", how="phone", note="电话问了情况")
    story.move(world.other_unit, "co_opinion", opinion="同意")
    story.move(world.unit, **reply)
    assert story.case.stage == "checking"


def test_another_unit_cannot_reply(story):
    """别的单位不能替主办单位答复。"""
    story.dispatch()
    story.act(story.world.unit, "log_contact", how="phone", note="问了")
    reply = {"verb": "reply", "answer": "已装好"}
    with pytest.raises(MoveRefused, match="由承办单位来办"):
        story.move(story.world.other_unit, **reply)
    story.move(story.world.unit, **reply)


def test_a_second_dispatch_finds_the_stage_gone(story):
    """两个人先后交办，后一个看到现在到了哪一步，不会交办两次。"""
    story.dispatch()
    with pytest.raises(MoveRefused, match="现在是“办理中”"):
        story.dispatch()
    assert Party.objects.filter(case=story.case, role="undertaker").count() == 1


def _replied(story: Story) -> Story:
    story.dispatch()
    story.act(story.world.unit, "log_contact", how="phone", note="问了")
    story.move(story.world.unit, "reply", at=days(3), answer="已装好")
    return story


def test_dissatisfied_rating_cannot_strike_off(story):
    """评了不满意的，不能销号；满意的可以。"""
    _replied(story)
    rating = {"verb": "accept", "attitude": "satisfied"}
    with pytest.raises(MoveRefused, match="不是“不满意”"):
        story.move(story.world.deputy, result="dissatisfied", **rating)
    story.move(story.world.deputy, result="satisfied", **rating)
    assert story.case.result == "resolved"
    assert story.case.closed_at is not None
    assert not duties(story)


def test_a_deputy_cannot_rate_the_unit_he_works_for(story):
    """代表在承办单位任职的，不能评自己单位办的件；不在了才能评。"""
    _replied(story)
    person = story.world.deputy.person
    rating = {"verb": "accept", "attitude": "satisfied", "result": "satisfied"}
    person.employer = story.world.unit_body
    person.save()
    with pytest.raises(MoveRefused, match="同一单位"):
        story.move(story.world.deputy, **rating)
    person.employer = None
    person.save()
    story.move(story.world.deputy, **rating)


def test_redo_is_limited(story):
    """再办最多两次。"""
    _replied(story)
    for round_at in (days(4), days(6)):
        story.move(story.world.deputy, "redo", at=round_at, why="还是不亮")
        story.move(story.world.unit, "reply", at=round_at, answer="又修了")
    with pytest.raises(MoveRefused, match="至多 2 次"):
        story.move(story.world.deputy, "redo", at=days(8), why="还是不亮")


def test_every_step_leaves_a_trace(story):
    """每一步都留痕：谁、什么身份、何时、从哪到哪、给群众的话。"""
    story.dispatch()
    entry = Entry.objects.filter(thread=story.case.thread).order_by("-id").first()
    assert entry.verb == "test-practice.dispatch"
    assert entry.actor_name == story.world.office.viewer.name
    assert entry.facts["from"] == "待分析"
    assert entry.facts["to"] == "办理中"
    assert entry.facts["public"] == f"交给{story.world.unit_body.short_name}办理"


def test_a_deputy_acts_as_a_deputy_whatever_else_he_is(world):
    """代表兼任村里职务的，以代表身份办事时留痕写“人大代表”。"""
    install(world)
    story = start(world)
    story.dispatch()
    story.act(world.deputy, "urge", note="请抓紧")
    entry = Entry.objects.filter(thread=story.case.thread).order_by("-id").first()
    assert entry.actor_post == "人大代表"
