"""代表建议与分级办理的机制包真的跑起来。"""

import pytest

from lianxin.casework.models import Case, Commitment, Link
from lianxin.casework.usecases.moving import MoveRefused
from tests.packs.story import BLAME, FILE, PRAISE, REPLY, Story, install, unit_of
from tests.world import World


def _adopted(world: World) -> Story:
    install(world, "intake_qr", "deputy_suggestion")
    story = Story(world)
    story.step(
        world.deputy,
        "adopt",
        suggestion_title="关于在村口至小学路段加装路灯的建议",
        grounds="这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
        proposal="请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
    )
    return story


def test_a_deputy_makes_it_a_suggestion(world: World) -> None:
    """代表提成建议：代工委交办，先联系后答复，评价、归档，结果回到提交人；街道交办不了。"""
    story = _adopted(world)
    child = story.child
    reply = {**REPLY, "face_to_face": True}

    with pytest.raises(MoveRefused, match="代表工作机构"):
        story.step(world.street, "dispatch", child, lead_unit=unit_of(world))
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    with pytest.raises(MoveRefused, match="联系"):
        story.step(world.unit, "reply_resolved", child, **reply)
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")
    story.step(world.office, "check_contact", child, contact_note="代表说看过现场了")
    story.step(world.unit, "reply_resolved", child, **reply)
    story.step(world.deputy, "rate", child, **PRAISE)
    story.step(world.office, "close", child)

    assert story.child.result == "resolved"
    assert story.now() == "to_tell"
    assert Case.objects.get(pk=story.case.pk).facts["child_answer"] == REPLY["reply"]


def test_twice_dissatisfied_means_a_joint_meeting(world: World) -> None:
    """不满意要再办，再不满意就会商；写了满意就不能走不满意那一步。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    for stage in ("re_handling", "joint"):
        story.step(world.unit, "log_contact", child, how="visit", note="又和代表谈了一次")
        promised = [{"who": "区住建局", "what": "装齐路灯", "by": "2026-12-31"}]
        story.step(world.unit, "reply_planned", child, **REPLY, promises=promised)
        with pytest.raises(MoveRefused, match="不满意"):
            story.step(
                world.deputy, "rate_dissatisfied", child, dissatisfied_reason="还没有动工", **PRAISE
            )
        story.step(
            world.deputy, "rate_dissatisfied", child, dissatisfied_reason="还没有动工", **BLAME
        )
        assert story.now(child) == stage

    assert Commitment.objects.filter(case=child).count() == 2
    minutes = "区长主持，代表、住建局、街道参加，逐条商量。"
    story.step(world.office, "conclude", child, joint_minutes=minutes, decision="年底前装齐十一盏")
    assert story.now(child) == "closing"


def test_silence_is_recorded_as_unrated(world: World) -> None:
    """代表十五个工作日没有评价，系统记作未评，转去归档。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")
    story.step(world.unit, "reply_reference", child, **REPLY)
    story.wait(days=40)

    assert story.now(child) == "closing"
    assert "unrated" in story.child.flags


def test_separate_units_each_answer(world: World) -> None:
    """分办的各答各的，全部答复了才能汇总。"""
    story = _adopted(world)
    child = story.child
    units = [world.unit_body.pk, world.other_unit_body.pk]
    story.step(world.office, "dispatch_separate", child, separate_units=units)
    part = {
        "part_reply": "本单位负责的路灯维护经费已经列入今年的预算，六月底前完成。",
        "reply_letter": FILE,
        "signer": "张局长",
    }
    both = {"reply": REPLY["reply"], "lead_unit": units[0]}
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")
    story.step(world.unit, "reply_part", child, **part)

    with pytest.raises(MoveRefused, match="分办单位"):
        story.step(world.office, "collect_resolved", child, **both)
    story.step(world.other_unit, "reply_part", child, **part)
    story.step(world.office, "collect_resolved", child, **both)

    assert story.now(child) == "rating"


def test_a_withdrawal_needs_everyone_and_the_office(world: World) -> None:
    """撤回要附议代表都同意，再由代表工作机构确认；撤了也给提交人一个交代。"""
    story = _adopted(world)
    child = story.child
    ask = {"withdraw_reason": "路灯已经装上了"}

    with pytest.raises(MoveRefused, match="都同意"):
        story.step(world.deputy, "withdraw", child, **ask, all_agree=False)
    story.step(world.deputy, "withdraw", child, **ask, all_agree=True)
    story.step(world.office, "confirm_withdrawal", child)

    assert story.child.result == "withdrawn"
    assert story.now() == "to_tell"
    story.step(world.street, "tell_otherwise", answer="路灯已经装上，代表撤回了建议。")


def test_a_city_matter_goes_up_and_comes_back(world: World) -> None:
    """市级以上的事向上报，取回结果才办结；区级的也可以由代表提成建议。"""
    install(world, "intake_qr", "tiered_routing", "deputy_suggestion")
    story = Story(world).handled()
    child = story.child
    story.step(world.street, "raise_city", child, grading_note="要动省道，归市里")
    story.step(
        world.office, "send_up", child, upper_body="武汉市人大常委会代表机构", upward_letter=FILE
    )
    story.step(
        world.office,
        "upper_replied",
        child,
        upper_status="已列入市里明年的改造计划",
        final_words="市里回话：已列入明年的改造计划。",
    )

    assert (story.child.result, story.now()) == ("referred", "to_tell")
    assert "reported_up" in story.child.flags


def test_a_district_matter_may_become_a_suggestion(world: World) -> None:
    """区级的事由代表提成建议；建议办结，逐级带回结果。"""
    install(world, "intake_qr", "tiered_routing", "deputy_suggestion")
    story = Story(world).handled()
    middle = story.child
    story.step(world.street, "raise_district", middle, grading_note="归区住建局")
    story.step(
        world.deputy,
        "adopt",
        middle,
        suggestion_title="关于在村口至小学路段加装路灯的建议",
        grounds="这条路一共缺十一盏灯，冬天放学天已黑。",
        proposal="请区住建局今年内装齐十一盏路灯。",
    )
    last = Link.objects.get(source=middle).target
    words = {"reject_reason": "not_ours", "reject_words": "这条路归市里管，请向市里反映。"}
    story.step(world.office, "reject", last, **words)

    assert story.now(middle) == "suggestion_review"
    story.step(world.office, "close_otherwise", middle, final_words="这条路归市里管，已转告市里。")
    assert story.now() == "to_tell"
