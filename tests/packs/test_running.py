"""机制包真的跑起来：同一条意见，换一份办理机制，收件那一头一个字不用改。"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from lianxin.casework.models import Case, Commitment, Duty, Link
from lianxin.casework.policies import SUBMITTER_DOER, Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism, sweep
from lianxin.casework.usecases.doing import do
from lianxin.casework.usecases.moving import MoveRefused
from lianxin.files.usecases import store_document
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import register_opinion
from lianxin.opinions.usecases.registering import Draft
from tests.packs.readmes import PACKS
from tests.world import AT, Persona, World

#: 材料里写它，就现传一份文件。
FILE = "文件"
REPLY = {
    "reply": "您提出的关于加装路灯的建议收悉，经现场查看，已装好十一盏路灯并亮灯。",
    "reply_letter": FILE,
    "signer": "张局长",
}
PRAISE = {"attitude": "satisfied", "result": "satisfied"}
BLAME = {"attitude": "basic", "result": "dissatisfied"}


def install(world: World, *names: str) -> None:
    """发布并采用几份机制。"""
    for name in names:
        source = (PACKS / name / "mechanism.toml").read_text(encoding="utf-8")
        row = publish_mechanism(source=source, path=name, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


@dataclass
class Story:
    """一条意见的一生：提交以后，谁在哪天办了哪一步。"""

    world: World
    at: datetime = AT
    consents: tuple[str, ...] = ()
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        registered = register_opinion(
            draft=Draft(
                jurisdiction_id=self.world.congress.pk,
                channel="scan",
                text="村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。",
                title="村口到小学的路没有路灯",
                local_body_id=self.world.street_committee.pk,
                deputy_id=self.world.deputy.person.pk,
                consents=self.consents,
            ),
            actor=PUBLIC,
            at=self.at,
        )
        self.case = Case.objects.get(pk=registered.case_id)

    def wait(self, **span: int) -> None:
        """过一段时间，系统巡查一遍。"""
        self.at += timedelta(**span)
        sweep(at=self.at)

    def step(self, who: Persona | None, verb: str, on: Case | None = None, **facts: Any) -> None:
        """某人办一步；没有写谁的是提交人。"""
        doer = Doer(who.viewer) if who else SUBMITTER_DOER
        self.at += timedelta(hours=1)
        given = {key: self._uploaded(value, doer) for key, value in facts.items()}
        do(case_id=(on or self.case).pk, verb=verb, actor=doer, at=self.at, facts=given)

    def _uploaded(self, value: Any, doer: Doer) -> Any:
        if value not in (FILE, [FILE]):
            return value
        kept = store_document(
            upload=BytesIO(b"%PDF-1.4\n%%EOF\n"),
            original_name="材料.pdf",
            audience="staff",
            actor=doer.actor(),
            at=self.at,
        )
        return str(kept.pk)

    @property
    def child(self) -> Case:
        """最近派生或转出的一件。"""
        return Link.objects.filter(source=self.case).latest("id").target

    def now(self, on: Case | None = None) -> str:
        """此刻在哪个环节。"""
        return Case.objects.get(pk=(on or self.case).pk).stage

    def handled(self) -> "Story":
        """街道转去办理。"""
        self.step(self.world.street, "handle", category="waste")
        return self

    def told(self) -> "Story":
        """街道当场答复。"""
        self.step(self.world.street, "answer", category="waste", answer="路灯今天已经修好了。")
        return self


def _by_tiers(story: Story) -> None:
    world, child = story.world, story.child
    story.step(world.street, "keep", child, grading_note="街道自己能办", lead_unit=_unit(world))
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
        lead_unit=_unit(world),
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
    story.step(world.street, "transfer", child, lead_unit=_unit(world))
    seen = {"supervise_form": "onsite", "supervise_medium": "offline"}
    story.step(world.deputy, "supervise", child, supervise_note="到现场看了施工", **seen)
    story.step(world.unit, "finish", child, handling_result="十一盏路灯都装好了")
    story.step(world.unit, "feed_deputy", child, deputy_feedback="十一盏路灯都装好了")
    story.step(world.unit, "feed_public", child, public_feedback="十一盏路灯都装好了。")
    story.wait(days=50)
    story.step(world.street, "confirm", child, visit_note="夜里去看过，都亮着")
    story.step(world.street, "skip_posting", child, skip_reason="提交人不想公开")


def _unit(world: World) -> int:
    return world.unit_body.pk


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
    unit = {"grading_note": "街道自己能办", "lead_unit": _unit(world)}
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
        "lead_unit": _unit(world),
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
    units = {"lead_unit": _unit(world), "check_unit": world.special_committee.pk}
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
    """再调研说效果不好，就回到代工委重新交办，重新派单位。"""
    install(world, "intake_qr", "jiangxia_1_2_3")
    story = Story(world).handled()
    child = story.child
    story.step(world.street, "raise", child, level="district", analysis="路灯归区里管")
    story.step(world.office, "dispatch", child, lead_unit=_unit(world))
    story.step(world.unit, "finish", child, handling_result="装好了十一盏")
    story.step(world.unit, "feed_deputy", child, deputy_feedback="装好了十一盏")
    story.step(world.unit, "feed_public", child, public_feedback="装好了十一盏。")

    story.step(world.street, "not_effective", child, visit_note="有三盏没有亮")

    assert story.now(child) == "dispatching"
    story.step(world.office, "dispatch", child, lead_unit=world.other_unit_body.pk)
    story.step(world.other_unit, "finish", child, handling_result="三盏都换了")
    assert story.now(child) == "to_deputy"


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
        story.step(world.street, "dispatch", child, lead_unit=_unit(world))
    story.step(world.office, "dispatch", child, lead_unit=_unit(world))
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
    story.step(world.office, "dispatch", child, lead_unit=_unit(world))
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
    story.step(world.office, "dispatch", child, lead_unit=_unit(world))
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
