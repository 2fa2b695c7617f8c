"""代表建议与分级办理的机制包真的跑起来。"""

from typing import Any

import pytest

from lianxin.access.usecases.accounts import open_account
from lianxin.access.usecases.registers import register_person, seat_deputy
from lianxin.access.viewers import viewer_for
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Commitment, Duty, Link
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.casework.usecases.doing import do
from lianxin.casework.usecases.moving import MoveRefused, MoveTooLate
from lianxin.kernel.actors import SYSTEM
from lianxin.ratings.models import Rating
from lianxin.suggestions.models import Suggestion, SuggestionVersion
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from tests.packs.readmes import PACKS
from tests.packs.story import BLAME, FILE, PRAISE, REPLY, Story, install, unit_of
from tests.world import AT, PASSWORD, SINCE, TODAY, World


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
        "part_letter": FILE,
        "part_signer": "张局长",
    }
    both = {"reply": REPLY["reply"], "lead_unit": units[0]}
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")
    story.step(world.unit, "reply_part", child, **part)

    with pytest.raises(MoveRefused, match="分办单位"):
        story.step(world.office, "collect_resolved", child, **both)
    story.step(world.other_unit, "reply_part", child, **part)
    story.step(world.office, "collect_resolved", child, **both)

    assert story.now(child) == "rating"


def test_a_withdrawal_is_confirmed_by_the_office(world: World) -> None:
    """撤回由领衔代表提出，代表工作机构确认；撤了也给提交人一个交代。"""
    story = _adopted(world)
    child = story.child
    ask = {"withdraw_reason": "路灯已经装上了"}

    with pytest.raises(MoveRefused, match="领衔代表"):
        story.step(world.office, "withdraw", child, **ask)
    story.step(world.deputy, "withdraw", child, **ask)
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


def _owed(case: Case) -> set[tuple[int | None, str]]:
    """这一件此刻各家欠着什么。"""
    return set(Duty.objects.open().filter(case=case).values_list("holder_body_id", "owes"))


def test_first_contact_is_the_undertakers_own_duty(world: World) -> None:
    """二十个工作日内先联系代表是承办单位的责任，记了联系就尽到；签收、退回不用做两遍。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    contact = Duty.objects.open().get(case=child, owes="先联系代表")
    assert (contact.holder_body_id, str(contact.due_date)) == (unit_of(world), "2026-03-30")
    assert contact.sign_due is None

    story.step(world.unit, "sign", child)
    with pytest.raises(MoveTooLate):
        story.step(world.unit, "sign", child)
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")

    contact.refresh_from_db()
    assert contact.outcome == "done"
    assert _owed(child) == {(unit_of(world), "联系代表，办理并答复")}


def test_a_returned_case_takes_the_contact_along_and_returns_once(world: World) -> None:
    """退回改派，先联系代表跟着新单位从头起算；两家都说归对方，第二次退不回去。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    story.step(world.unit, "ask_return", child, reason="灯杆归城管局管")
    story.step(world.office, "grant_return", child, to_body=world.other_unit_body.pk)

    assert {body for body, _ in _owed(child)} == {world.other_unit_body.pk}
    assert len(_owed(child)) == 2
    with pytest.raises(MoveTooLate, match="申请退回"):
        story.step(world.other_unit, "ask_return", child, reason="路灯归住建局管")
    story.step(world.other_unit, "log_contact", child, how="phone", note="电话里先谈了一次")


@pytest.mark.parametrize(("answer", "stays"), [("say_not_ours", False), ("say_ours", True)])
def test_two_units_answer_before_dispatch(world: World, answer: str, stays: bool) -> None:
    """交办以前各家各回各的话，谁也不盖掉谁；回了话责任就尽到，代工委照着交办。"""
    story = _adopted(world)
    child = story.child
    both = [world.unit_body.pk, world.other_unit_body.pk]
    ask = {"consult_units": both, "consult_note": "拟请住建局主办"}
    story.step(world.office, "consult", child, **ask)
    assert {body for body, owes in _owed(child) if owes.startswith("回话")} == set(both)
    words = {
        "say_ours": {"ours_note": "路灯由我局来装"},
        "say_not_ours": {"not_ours_reason": "灯杆不在我局管养的范围里"},
    }
    story.step(world.unit, answer, child, **words[answer])
    story.step(
        world.other_unit, "say_not_ours", child, not_ours_reason="配电归供电公司，我局管不到"
    )

    facts = story.child.facts
    assert len(facts["not_ours_reason"]) == (1 if stays else 2)
    assert {owes for _, owes in _owed(child)} == {"看单位的回话，交给承办单位"}
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    assert story.now(child) == "handling"


def test_part_replies_do_not_overwrite_each_other(world: World) -> None:
    """分办的几家各答各的，先答的不被后答的盖掉。"""
    story = _adopted(world)
    child = story.child
    units = [world.unit_body.pk, world.other_unit_body.pk]
    story.step(world.office, "dispatch_separate", child, separate_units=units)
    replies = {
        "unit": "路灯今年装齐十一盏，六月底以前全部亮灯，之后由我局维护。",
        "other_unit": "灯杆的基础由我局来做，三月底以前全部做完，不影响装灯。",
    }
    for name, said in replies.items():
        who = getattr(world, name)
        story.step(who, "log_contact", child, how="visit", note="和代表一起看了现场")
        part = {"part_reply": said, "part_letter": FILE, "part_signer": "张局长"}
        story.step(who, "reply_part", child, **part)

    kept = story.child.facts["part_reply"]
    assert len(kept) == 2
    assert any("六月底" in said for said in kept.values())


def test_a_late_rating_is_kept_but_not_counted(world: World) -> None:
    """到期未评以后可以补一个评价，留着看、不计数；补一次为限。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "dispatch", child, lead_unit=unit_of(world))
    story.step(world.unit, "log_contact", child, how="visit", note="和代表一起看了现场")
    story.step(world.unit, "reply_reference", child, **REPLY)
    story.wait(days=40)
    late = {"late_attitude": "satisfied", "late_result": "basic"}
    story.step(world.deputy, "rate_late", child, **late)

    assert not Rating.objects.get(case_id=child.pk).is_valid
    assert "unrated" in story.child.flags
    with pytest.raises(MoveRefused, match="还不能"):
        story.step(world.deputy, "rate_late", child, **late)


def _cosponsored(world: World) -> tuple[Case, Doer]:
    """一件有附议代表的建议，连同那位代表。"""
    install(world, "deputy_suggestion")
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    person = register_person(name="郑小满", **note)
    account = open_account(username="joiner", password=PASSWORD, person=person, **note)
    seat_deputy(person=person, term=world.term, number="JX0002", starts_on=SINCE, **note)
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=world.congress.pk,
            lead_id=world.deputy.viewer.person_id or 0,
            title="关于在村口至小学路段加装路灯的建议",
            grounds="这条路一共缺十一盏灯，冬天放学天已黑。",
            proposal="请区住建局今年内装齐十一盏路灯。",
            cosponsor_ids=(person.pk,),
        ),
        actor=world.deputy.actor,
        at=AT,
    )
    return Case.objects.get(pk=made.case_id), Doer(viewer_for(account, today=TODAY))


def test_cosponsors_must_agree_to_a_withdrawal(world: World) -> None:
    """有附议的，附议代表本人同意了才撤得成；没有都同意，就接着办。"""
    case, joiner = _cosponsored(world)

    def step(who: Doer, verb: str, **facts: Any) -> None:
        do(case_id=case.pk, verb=verb, actor=who, at=AT, facts=facts)

    office, lead = Doer(world.office.viewer), Doer(world.deputy.viewer)
    step(lead, "withdraw", withdraw_reason="路灯已经装上了")
    with pytest.raises(MoveRefused, match="附议代表"):
        step(office, "confirm_withdrawal")
    step(office, "keep_going", not_withdrawn_reason="附议代表还没有回话")
    step(lead, "withdraw", withdraw_reason="路灯已经装上了")
    step(joiner, "agree_withdrawal")
    step(office, "confirm_withdrawal")

    case.refresh_from_db()
    assert case.result == "withdrawn"


def test_a_resubmitted_suggestion_keeps_every_version(world: World) -> None:
    """修改后再提交，建议跟着改；原来的一稿、谁改的，都查得到。"""
    case, _ = _cosponsored(world)
    lead = Doer(world.deputy.viewer)
    office = Doer(world.office.viewer)
    note = {"revise_note": "写明是哪一段路"}
    do(case_id=case.pk, verb="ask_revise", actor=office, at=AT, facts=note)
    better = {
        "suggestion_title": "关于在童周岭村口至小学路段加装路灯的建议",
        "grounds": "村口至小学八百米，一共缺十一盏灯，冬天放学天已黑。",
        "proposal": "请区住建局今年十月底以前装齐十一盏路灯。",
    }
    do(case_id=case.pk, verb="resubmit", actor=lead, at=AT, facts=better)

    row = Suggestion.objects.get(case=case)
    versions = SuggestionVersion.objects.filter(suggestion=row).order_by("number")
    assert (row.title, row.proposal) == (better["suggestion_title"], better["proposal"])
    assert [(one.number, one.written_by) for one in versions] == [(1, "周岭梅"), (2, "周岭梅")]
    assert "八百米" not in versions[0].grounds
    case.refresh_from_db()
    assert case.title == better["suggestion_title"]


def test_running_cases_finish_by_the_version_they_began_with(world: World) -> None:
    """机制升了版，在办的照原来那一版走完；新立的才按新的。"""
    older, _ = _cosponsored(world)
    path = PACKS / "deputy_suggestion" / "mechanism.toml"
    newer = path.read_text(encoding="utf-8").replace("version = 3", "version = 4", 1)
    newer = newer.replace('label    = "待审查交办"', 'label    = "等着交办"', 1)
    row = publish_mechanism(source=newer, path="升版", actor=SYSTEM, at=AT)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    older.refresh_from_db()

    assert mechanism(older.mechanism_id).version == 3
    do(
        case_id=older.pk,
        verb="dispatch",
        actor=Doer(world.office.viewer),
        at=AT,
        facts={"lead_unit": unit_of(world)},
    )
    assert Case.objects.get(pk=older.pk).stage == "handling"


def test_silent_deputy_is_not_waited_for_forever(world: World) -> None:
    """领衔代表不改、不在任了，代表工作机构可以照原稿接着审查。"""
    story = _adopted(world)
    child = story.child
    story.step(world.office, "ask_revise", child, revise_note="写明是哪一段路")
    why = {"take_back_reason": "领衔代表已经不在任"}

    with pytest.raises(MoveRefused, match="代表工作机构"):
        story.step(world.street, "take_back", child, **why)
    story.step(world.office, "take_back", child, **why)
    assert story.now(child) == "submitted"
