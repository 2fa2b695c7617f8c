"""机制包真的跑起来：同一条意见，换一份办理机制，收件那一头一个字不用改。"""

from typing import Any

import pytest

from lianxin.casework.models import Case, Duty
from lianxin.casework.usecases.moving import MoveRefused
from lianxin.opinions.models import Opinion
from tests.packs.story import FILE, PRAISE, Story, install, unit_of
from tests.world import World


def _by_tiers(story: Story) -> None:
    world, child = story.world, story.child
    story.step(world.street, "keep", child, grading_note="街道自己能办", lead_unit=unit_of(world))
    story.step(world.unit, "sign", child)
    story.step(world.unit, "finish", child, handling_result="十一盏路灯都装好了")
    story.step(world.street, "close", child, final_words="十一盏路灯都装好了，天黑就亮。")


def _by_list(story: Story) -> None:
    world, child = story.world, story.child
    story.step(
        world.office,
        "list_item",
        child,
        list_name="2026 年第一季度交办清单",
        item_number=3,
        lead_unit=unit_of(world),
        check_unit=world.special_committee.pk,
        finish_date="2026-04-20",
    )
    story.step(world.unit, "log_contact", child, how="phone", note="问了代表装几盏")
    story.step(world.unit, "claim", child, handling_result="装好了十一盏", proof=[FILE])
    story.step(world.deputy, "accept", child)
    words = {"check_note": "夜里去看过，都亮", "public_answer": "十一盏路灯都装好了。"}
    story.step(world.committee, "strike_off", child, **words)
    story.wait(days=16)


def _by_loop(story: Story) -> None:
    world, child = story.world, story.child
    story.step(world.street, "keep", child, level="street", analysis="路灯归街道城管办")
    story.step(world.street, "transfer", child, lead_unit=unit_of(world))
    seen = {"supervise_form": "onsite", "supervise_medium": "offline"}
    story.step(world.deputy, "supervise", child, supervise_note="到现场看了施工", **seen)
    story.step(world.unit, "finish", child, handling_result="十一盏路灯都装好了")
    story.step(world.unit, "feed_deputy", child, deputy_feedback="十一盏路灯都装好了")
    story.step(world.unit, "feed_public", child, public_feedback="十一盏路灯都装好了。")
    story.wait(days=50)
    story.step(world.street, "confirm", child, visit_note="夜里去看过，都亮着")
    story.step(world.street, "skip_posting", child, skip_reason="提交人不想公开")


WAYS = {"tiered_routing": _by_tiers, "jianghan_list": _by_list, "jiangxia_1_2_3": _by_loop}


@pytest.mark.parametrize("practice", WAYS)
def test_one_opinion_runs_under_any_practice(world: World, practice: str) -> None:
    """同一条意见，换三种办理机制都走得完：办结自动回到收件，回话、评价、办结。"""
    install(world, "intake_qr", practice)
    story = Story(world).handled()

    WAYS[practice](story)

    assert story.child.closed_at is not None
    assert story.child.result == "resolved"
    assert story.now() == "to_tell"
    assert "十一盏路灯" in Case.objects.get(pk=story.case.pk).facts["child_answer"]
    story.step(world.street, "tell", answer="路灯装好了，您晚上去看看。")
    assert Opinion.objects.get(case=story.case).told == "路灯装好了，您晚上去看看。"
    story.step(None, "rate", **PRAISE)
    closed = Case.objects.get(pk=story.case.pk)
    assert (closed.stage, closed.result) == ("closed", "resolved")


def test_only_what_was_done_may_be_told(world: World) -> None:
    """派生的件没有解决，就不能告诉提交人“已解决”；只能照实说。"""
    install(world, "intake_qr", "tiered_routing")
    story = Story(world).handled()
    unit = {"grading_note": "街道自己能办", "lead_unit": unit_of(world)}
    story.step(world.street, "keep", story.child, **unit)
    story.step(world.unit, "finish_not_now", story.child, handling_result="电力线路还没有通")
    story.step(world.street, "close", story.child, final_words="电力线路还没有通，暂时装不了。")

    with pytest.raises(MoveRefused, match="已解决"):
        story.step(world.street, "tell", answer="电力线路没通，通了就装。")
    story.step(world.street, "tell_not_now", answer="电力线路没通，通了就装。")

    assert Case.objects.get(pk=story.case.pk).result == "not_feasible_now"


def test_reopening_twice_then_the_office_looks(world: World) -> None:
    """提交人至多要求重办两次；还不满意，由代表工作机构过问一次。"""
    install(world, "intake_qr")
    story = Story(world).told()
    for _ in range(2):
        story.step(None, "reopen", reopen_reason="还有两盏不亮")
        story.step(world.street, "answer", answer="两盏也修好了，请您再看。")

    with pytest.raises(MoveRefused, match="至多 2 次"):
        story.step(None, "reopen", reopen_reason="还有两盏不亮")
    story.step(None, "appeal", appeal_reason="还有两盏不亮")

    assert story.now() == "at_office"
    story.step(world.office, "order", order_note="三天内修好，拍照报来")
    assert story.now() == "reopened"


def test_posting_waits_for_consent(world: World) -> None:
    """提交人同意公开的才能上墙公示；没有同意的，回话照回，就是不公示。"""
    install(world, "intake_qr")
    private, open_hearted = Story(world).told(), Story(world, consents=("publish",)).told()

    with pytest.raises(MoveRefused, match="公开"):
        private.step(world.street, "post")
    open_hearted.step(world.street, "post")

    assert (private.now(), open_hearted.now()) == ("told", "told")


def test_thirty_days_to_come_back(world: World) -> None:
    """十五日不评自动办结；办结三十日内可以要求重办，过了就另提一件。"""
    install(world, "intake_qr")
    early, late = Story(world).told(), Story(world).told()
    for story in (early, late):
        story.wait(days=17)
        assert story.now() == "closed"
    early.wait(days=29)
    late.wait(days=35)

    early.step(None, "reopen", reopen_reason="又不亮了")
    with pytest.raises(MoveRefused, match="30 天"):
        late.step(None, "reopen", reopen_reason="又不亮了")

    assert (early.now(), late.now()) == ("reopened", "closed")


def _key_item(world: World) -> dict[str, Any]:
    return {
        "list_name": "2026 年第一季度交办清单",
        "item_number": 1,
        "lead_unit": unit_of(world),
        "check_unit": world.street_committee.pk,
        "finish_date": "2026-04-20",
        "leader": world.chair.person.pk,
        "committee_unit": world.special_committee.pk,
        "decision_no": "第 23 次主任会议",
    }


def test_a_key_item_is_decided_by_the_chair(world: World) -> None:
    """重点件由主任会议定，专（工）委随之有每月一记的责任；代工委自己定不了。"""
    install(world, "intake_qr", "jianghan_list")
    story = Story(world).handled()
    key = _key_item(world)

    with pytest.raises(MoveRefused, match="主任会议"):
        story.step(world.office, "list_key", story.child, **key)
    story.step(world.chair, "list_key", story.child, **key)

    assert "key" in story.child.flags
    story.step(world.committee, "follow_up", story.child, followup_note="去看了施工现场")


def test_undertakers_cannot_strike_off(world: World) -> None:
    """承办单位兼着查验也划不了自己的号；换第三方就能划。"""
    install(world, "intake_qr", "jianghan_list")
    story = Story(world).handled()
    item = {"list_name": "2026 年交办清单", "item_number": 1, "finish_date": "2026-04-20"}
    units = {"lead_unit": unit_of(world), "check_unit": world.special_committee.pk}
    story.step(world.office, "list_item", story.child, **item, **units)
    story.step(world.unit, "log_contact", story.child, how="phone", note="问了代表")
    story.step(world.unit, "claim", story.child, handling_result="装好了十一盏", proof=[FILE])
    story.step(world.deputy, "accept", story.child)
    words = {"check_note": "夜里去看过", "public_answer": "十一盏路灯都装好了。"}

    with pytest.raises(MoveRefused, match="查验单位"):
        story.step(world.unit, "strike_off", story.child, **words)
    story.step(world.committee, "strike_off", story.child, **words)

    assert story.now(story.child) == "rating"


def test_no_effect_goes_round_again(world: World) -> None:
    """再调研说效果不好，就回到代工委重新交办，重新派单位；这回没选协办的，就没有协办。"""
    install(world, "intake_qr", "jiangxia_1_2_3")
    story = Story(world).handled()
    child = story.child
    story.step(world.street, "raise", child, level="district", analysis="路灯归区里管")
    helpers = [world.other_unit_body.pk]
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world), helper_units=helpers)
    story.step(world.other_unit, "give_co_opinion", child, co_opinion="同意在这里立杆")
    story.step(world.unit, "finish", child, handling_result="装好了十一盏")
    story.step(world.unit, "feed_deputy", child, deputy_feedback="装好了十一盏")
    story.step(world.unit, "feed_public", child, public_feedback="装好了十一盏。")

    story.step(world.street, "not_effective", child, visit_note="有三盏没有亮")

    assert story.now(child) == "dispatching"
    story.step(world.office, "dispatch", child, lead_unit=world.other_unit_body.pk)
    assert not Duty.objects.open().filter(case=child, role="helper").exists()
    story.step(world.other_unit, "finish", child, handling_result="三盏都换了")
    assert story.now(child) == "to_deputy"


def test_progress_is_checked_every_thirty_days(world: World) -> None:
    """代工委核对一次进展，三十天后又该核对；督办记几次都行。"""
    install(world, "intake_qr", "jianghan_list")
    story = Story(world).handled()
    story.step(world.chair, "list_key", story.child, **_key_item(world))
    for _ in range(2):
        story.step(world.committee, "follow_up", story.child, followup_note="去看了施工现场")
        story.wait(days=20)
        story.step(world.office, "check_progress", story.child, progress_note="进展属实")

    office = world.deputy_affairs.pk
    (duty,) = Duty.objects.open().filter(case=story.child, holder_body=office)
    assert (duty.due_date - duty.started_on).days in range(30, 33)
