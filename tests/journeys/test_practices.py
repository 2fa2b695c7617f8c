"""各地的办法从正门走一遍：江夏“1+2+3”、江汉“清单＋督办”、分级办理。"""

import pytest

from lianxin.audit.models import Entry
from lianxin.casework.models import Duty
from tests.journeys.hands import photo

pytestmark = pytest.mark.django_db


def _handed_over(hands):
    """一条意见转办、分析、交给住建局；返回回执和办理的那一件。"""
    receipt = hands.say()
    hands.do("street", hands.case(receipt), "handle", category="waste")
    child = hands.case(receipt, "jiangxia-1+2+3")
    hands.do("street", child, "raise", level="district", analysis="路段共缺十一盏灯")
    hands.do("office", child, "dispatch", lead_unit=hands.world.unit_body.pk)
    return receipt, child


@pytest.mark.row("S0-17")
def test_jiangxia_supervises_in_three_forms_and_two_media(hands):
    """江夏“1+2+3”：督办记清现场、重点、跟踪三种形式和线上、线下两种载体，按形式数得出来。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    _, child = _handed_over(hands)
    for who, form, medium in (
        ("deputy", "onsite", "offline"),
        ("office", "track", "online"),
        ("street", "track", "offline"),
    ):
        hands.do(
            who,
            child,
            "supervise",
            supervise_form=form,
            supervise_medium=medium,
            supervise_note="到路段看了，请抓紧立杆",
        )
    notes = Entry.objects.filter(thread=child.thread, verb="jiangxia-1+2+3.supervise")
    forms = [note.facts["facts"]["supervise_form"] for note in notes.order_by("id")]
    assert forms == ["onsite", "track", "track"]
    page = hands.see("office", f"/desk/cases/{child.pk}/")
    assert "现场督办" in page
    assert "线上" in page


@pytest.mark.row("S0-17")
@pytest.mark.row("S2-14")
def test_the_loop_returns_to_research_until_it_really_works(hands):
    """调研—反映—督办—反馈—调研：回现场看效果不好就重新交办，一条线索、一份记录，三级都在上面。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    receipt, child = _handed_over(hands)
    _finish(hands, child)
    hands.wait(30)
    child = hands.do("street", child, "not_effective", visit_note="夜里去看，还有三盏不亮")
    assert child.stage == "dispatching"
    hands.do("office", child, "dispatch", lead_unit=hands.world.unit_body.pk)
    _finish(hands, child)
    child = hands.do("street", child, "confirm", visit_note="夜里再看，全亮了")
    assert child.stage == "posting"
    entries = Entry.objects.filter(thread=child.thread, verb__endswith=".dispatch")
    assert entries.count() == 2
    shown = hands.receipt(receipt)
    assert any("还在" in str(line) for line in shown["timeline"])


def _finish(hands, child):
    hands.do("unit", child, "finish", handling_result="已装路灯十一盏，全部调试亮灯")
    hands.do("unit", child, "feed_deputy", deputy_feedback="当面向周代表说明了经过")
    return hands.do("street", child, "feed_public", public_feedback="路灯装好了，请街坊监督")


@pytest.mark.row("S0-18")
def test_feedback_to_deputy_and_to_public_are_apart_and_posted_in_time(hands):
    """江夏公示反馈：反馈代表、反馈群众分开记，公示有期限，公示后人人看得到，群众能打分。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    receipt, child = _handed_over(hands)
    _finish(hands, child)
    child = hands.do("street", child, "confirm", visit_note="夜里去看，全亮了")
    posting = Duty.objects.open().get(case=child, owes__contains="公示")
    assert posting.within == "7d"
    child = hands.do("street", child, "post")
    verbs = list(Entry.objects.filter(thread=child.thread).values_list("verb", flat=True))
    assert "jiangxia-1+2+3.feed_deputy" in verbs
    assert "jiangxia-1+2+3.feed_public" in verbs
    page = hands.see("stranger", "/matters/")
    assert "路灯" in page
    assert receipt["receipt_no"] not in page


@pytest.mark.row("S1-14")
def test_jianghan_strikes_off_only_on_proof_and_acceptance(hands):
    """江汉清单督办：按号列单，办结要证据、要代表认可、由查验方销号，承办单位自己销不了。"""
    hands.adopt("intake_qr", "jianghan_list", "deputy_suggestion")
    world = hands.world
    receipt = hands.say()
    hands.do("street", hands.case(receipt), "handle", category="waste")
    child = hands.case(receipt, "jianghan-list")
    hands.do(
        "chair",
        child,
        "list_key",
        list_name="第二季度交办清单",
        item_number=7,
        lead_unit=world.unit_body.pk,
        check_unit=world.special_committee.pk,
        finish_date="2026-04-30",
        leader=world.chair.person.pk,
        committee_unit=world.special_committee.pk,
        decision_no="主任会议纪要〔2026〕3 号",
    )
    hands.do("unit", child, "sign")
    hands.do("unit", child, "log_contact", how="phone", note="问清路段位置")
    claim = {"verb": "claim", "handling_result": "十一盏路灯全部装好"}
    assert "请填写" in hands.cannot("unit", child, **claim)
    hands.do("unit", child, **claim, proof=photo())
    assert hands.cannot("unit", child, "strike_off", check_note="自己验", public_answer="办好了")
    hands.do("deputy", child, "accept")
    child = hands.do(
        "committee",
        child,
        "strike_off",
        check_note="夜里到现场核过，十一盏全亮",
        public_answer="村口到小学的路灯已经全部装好",
    )
    assert child.stage == "rating"
    assert "key" in child.flags
    hands.do("deputy", child, "rate", effect="satisfied")
    assert hands.receipt(receipt)["answer"] == "村口到小学的路灯已经全部装好"


@pytest.mark.row("S1-29")
def test_each_level_handles_what_it_is_competent_for(hands):
    """分级办理：街道的事街道办，区里的事代工委交办，市里的事向上报，结果都回到同一条意见。"""
    hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    world = hands.world
    at_street = _graded(hands, "keep", grading_note="街道自己办", lead_unit=world.subdistrict.pk)
    assert at_street.stage == "street_handling"
    assert Duty.objects.open().get(case=at_street).within == "15d"
    at_district = _graded(hands, "raise_district", grading_note="区住建局职责")
    assert Duty.objects.open().get(case=at_district).holder_body == world.deputy_affairs
    assert hands.cannot("street", at_district, "dispatch", lead_unit=world.unit_body.pk)
    hands.do("office", at_district, "dispatch", lead_unit=world.unit_body.pk)
    upward = _graded(hands, "raise_city", grading_note="涉及市管道路")
    assert upward.stage == "reporting_up"
    assert Duty.objects.open().get(case=upward).within == "10wd"


def _graded(hands, verb, **facts):
    receipt = hands.say()
    hands.do("street", hands.case(receipt), "handle", category="waste")
    return hands.do("street", hands.case(receipt, "tiered-routing"), verb, **facts)


@pytest.mark.row("S1-14")
@pytest.mark.row("S0-16")
def test_the_same_opinion_runs_under_either_practice(hands):
    """同一句话，换一份机制包就换一种办法：程序不动，环节、责任、期限都随机制走。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    first = hands.say()
    hands.do("street", hands.case(first), "handle", category="waste")
    hands.adopt("jianghan_list")
    second = hands.say()
    hands.do("street", hands.case(second), "handle", category="waste")
    jiangxia = hands.case(first, "jiangxia-1+2+3")
    jianghan = hands.case(second, "jianghan-list")
    assert (jiangxia.stage, jianghan.stage) == ("analysing", "listing")
    roles = ("street", "office")
    mine = Duty.objects.open().filter(
        owes__in=("分析研判，定由哪一级办", "编入清单，定承办、定日期")
    )
    owed = {duty.case_id: duty.holder_body for duty in mine.filter(role__in=roles)}
    assert owed[jiangxia.pk] == hands.world.street_committee
    assert owed[jianghan.pk] == hands.world.deputy_affairs


@pytest.mark.row("S1-07")
def test_one_register_whatever_the_channel(hands):
    """扫码、网上接口、工作人员代登记，进的是同一本台账，在微信里和普通浏览器里都打得开。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    wechat = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.50"
    scan = hands.browser("stranger").get(f"/s/{hands.world.code}", headers={"User-Agent": wechat})
    assert scan.status_code == 200
    assert "<form" in scan.content.decode()
    receipt = hands.say()
    answer = hands.browser("street").post(
        "/desk/opinions/new/",
        {"channel": "visit", "text": "来访反映：小区门口积水，老人不好走。", "kind": "opinion"},
    )
    assert answer.status_code in {200, 302}, answer.content.decode()
    ledger = hands.see("street", "/desk/opinions/")
    assert receipt["receipt_no"] in ledger
    assert "小区门口积水" in ledger
