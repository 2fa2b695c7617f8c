"""登记：给了编号就是入了账、立了件、有人管；原话与联系方式各得其所。"""

from datetime import timedelta
from pathlib import Path

import pytest

from lianxin.access.models import SealedContact
from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.casework.queries import open_duties
from lianxin.casework.usecases import adopt_practice, move_case, publish_mechanism
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import get_opinion, opinion_page, receipt, similar_to
from lianxin.opinions.usecases import (
    Contact,
    Draft,
    follow_opinion,
    rate_opinion,
    register_opinion,
    reopen_opinion,
)
from lianxin.opinions.usecases.registering import OpinionRefused
from tests.world import AT, TODAY

pytestmark = pytest.mark.django_db
PACKS = Path(__file__).resolve().parents[2] / "packs"
TEXT = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


@pytest.fixture
def open_world(world):
    """采用了收件和江夏办理机制的小世界。"""
    for pack in ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion"):
        source = (PACKS / pack / "mechanism.toml").read_text()
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    return world


def draft(world, **changes) -> Draft:
    return Draft(
        **{
            "jurisdiction_id": world.congress.pk,
            "text": TEXT,
            "channel": "scan",
            "region_id": world.village.pk,
            "deputy_id": world.deputy.person.pk,
            **changes,
        }
    )


def test_a_receipt_means_it_is_in_the_ledger(open_world):
    """编号给出时，意见、办件、责任、留痕都在；村里的事归所在街道工委管。"""
    done = register_opinion(draft=draft(open_world), actor=PUBLIC, at=AT)
    opinion = Opinion.objects.get(receipt_no=done.receipt_no)
    duty = Duty.objects.get(case=opinion.case)
    assert done.receipt_no.startswith("JX-2026-")
    assert duty.holder_body == open_world.street_committee
    assert Entry.objects.filter(thread=opinion.case_id, verb="opinion.registered").count() == 1


def test_words_out_of_measure_are_refused_kindly(open_world):
    """一个字、空白、两万字都收不下，说清怎么改；表情和换行没有关系。"""
    for text in ("", "  ", "啊", "长" * 20_000):
        with pytest.raises(OpinionRefused, match="请"):
            register_opinion(draft=draft(open_world, text=text), actor=PUBLIC, at=AT)
    register_opinion(draft=draft(open_world, text="路灯坏了😡\n请修"), actor=PUBLIC, at=AT)
    assert Opinion.objects.count() == 1


def test_contact_is_kept_apart_and_sealed(open_world):
    """电话姓名单独加密存，意见和留痕里都没有。"""
    contact = Contact(name="王秀英", phone="13812345678")
    done = register_opinion(draft=draft(open_world, contact=contact), actor=PUBLIC, at=AT)
    sealed = SealedContact.objects.get(subject_kind="opinion", subject_id=done.opinion_id)
    assert b"13812345678" not in bytes(sealed.ciphertext)
    assert "13812345678" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert Opinion.objects.get(pk=done.opinion_id).has_contact


def test_the_undertaking_unit_never_reads_who_said_it(open_world):
    """承办单位看到的是脱敏后的话；街道工委看到原话。"""
    text = "我叫王秀英，电话13812345678，住3栋2单元501，门口路灯不亮。"
    done = register_opinion(draft=draft(open_world, text=text), actor=PUBLIC, at=AT)
    handle(open_world, done.case_id)
    for_unit = get_opinion(viewer=open_world.unit.viewer, pk=done.opinion_id)
    for_street = get_opinion(viewer=open_world.street.viewer, pk=done.opinion_id)
    assert "13812345678" in for_street.text
    for secret in ("13812345678", "王秀英", "501"):
        assert secret not in for_unit.text + for_unit.title


def step(who, case: Case | int, verb: str, at=AT, **facts) -> Case:
    """以某人的身份走一步。"""
    pk = case if isinstance(case, int) else case.pk
    return move_case(case_id=pk, verb=verb, actor=Doer(who.viewer), at=at, facts=facts).case


def handle(world, case_id: int) -> Case:
    """街道分拣转办、分析，代工委交给住建局；返回派生的办件。"""
    step(world.street, case_id, "handle", category="waste")
    child = Case.objects.exclude(pk=case_id).get(thread=case_id)
    step(world.street, child, "raise", level="district", analysis="住建局职责，路段共缺十一盏灯")
    return step(world.office, child, "dispatch", lead_unit=world.unit_body.pk)


def test_the_answer_comes_back_to_the_person_who_asked(open_world):
    """转办的件办结后，结果回到收件这一件，街道核对后告诉本人，本人打分才办结。"""
    world = open_world
    done = register_opinion(draft=draft(world), actor=PUBLIC, at=AT)
    child = handle(world, done.case_id)
    assert open_duties(thread=done.case_id, today=TODAY)[0].holder == "区住房和城乡建设局"
    finish_handling(world, child)
    root = Case.objects.get(pk=done.case_id)
    assert root.stage == "to_tell"
    step(world.street, root, "tell", at=AT + timedelta(days=80), answer="十一盏路灯都装好了。")
    seen = receipt(
        receipt_no=done.receipt_no, receipt_key=done.receipt_key, today=TODAY + timedelta(80)
    )
    assert seen.answer == "十一盏路灯都装好了。"
    assert set(seen.moves) >= {"rate", "reopen"}
    rate = {"receipt_no": done.receipt_no, "attitude": "satisfied", "result": "satisfied"}
    with pytest.raises(NotVisible):
        rate_opinion(receipt_key="AAAA-BBBB-CCCC-DDDD", at=AT + timedelta(81), **rate)
    rate_opinion(receipt_key=done.receipt_key, at=AT + timedelta(81), **rate)
    root.refresh_from_db()
    assert root.closed_at is not None
    assert root.result == "resolved"


def finish_handling(world, child: Case) -> None:
    """承办单位办完，分别反馈，再调研确认，公示期满。"""
    later = AT + timedelta(days=10)
    step(world.unit, child, "finish", at=later, handling_result="已装路灯十一盏，全部亮了")
    step(world.unit, child, "feed_deputy", at=later, deputy_feedback="已当面向周代表说明")
    step(world.street, child, "feed_public", at=later, public_feedback="路灯装好了，请监督")
    visit = later + timedelta(days=61)
    step(world.street, child, "confirm", at=visit, visit_note="晚上去看，灯都亮着")
    step(world.street, child, "skip_posting", at=visit, skip_reason="提交人不同意公开")


def test_followers_get_their_own_number_and_the_same_answer(open_world):
    """“我也是”各有各的编号，办好了一并告诉；看到的是同一条进展。"""
    world = open_world
    first = register_opinion(draft=draft(world), actor=PUBLIC, at=AT)
    mine = follow_opinion(
        target_id=first.opinion_id, contact=None, channel="scan", actor=PUBLIC, at=AT
    )
    assert mine.receipt_no != first.receipt_no
    step(world.street, first.case_id, "answer", category="waste", answer="明天就修。")
    told = dict(Opinion.objects.values_list("receipt_no", "told"))
    assert told == {first.receipt_no: "明天就修。", mine.receipt_no: "明天就修。"}
    seen = receipt(receipt_no=mine.receipt_no, receipt_key=mine.receipt_key, today=TODAY)
    assert seen.merged_into == first.receipt_no
    assert Opinion.objects.get(pk=first.opinion_id).follower_count == 1


def test_wrong_key_and_unknown_number_answer_alike(open_world):
    """查询码不对，和编号不存在，答复一字不差。"""
    done = register_opinion(draft=draft(open_world), actor=PUBLIC, at=AT)
    refusals = []
    for number, key in (
        (done.receipt_no, "AAAA-AAAA-AAAA-AAAA"),
        ("JX-2026-999999", "AAAA-AAAA-AAAA-AAAA"),
    ):
        with pytest.raises(NotVisible) as refusal:
            receipt(receipt_no=number, receipt_key=key, today=TODAY)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert receipt(receipt_no=done.receipt_no, receipt_key=done.receipt_key.lower(), today=TODAY)


def test_reopening_brings_it_back_to_the_street(open_world):
    """不满意可以要求再办，说明哪里没办好；街道工委又有了责任。"""
    world = open_world
    done = register_opinion(draft=draft(world), actor=PUBLIC, at=AT)
    step(world.street, done.case_id, "answer", category="waste", answer="已经修好。")
    reopen_opinion(
        receipt_no=done.receipt_no, receipt_key=done.receipt_key, reason="还是不亮", at=AT
    )
    duty = Duty.objects.open().get(case=done.case_id)
    assert duty.holder_body == world.street_committee


def test_similar_matters_are_found_before_sending(open_world):
    """写的时候就能看到邻居说过的相近的事；标题里没有人名电话。"""
    register_opinion(draft=draft(open_world), actor=PUBLIC, at=AT)
    found = similar_to(
        text="小学门口到村口的路没有路灯，天黑孩子放学不安全",
        jurisdiction_id=open_world.congress.pk,
    )
    assert len(found) == 1
    unrelated = similar_to(text="希望增加一趟公交车", jurisdiction_id=open_world.congress.pk)
    assert unrelated == []


def test_lists_show_only_what_a_post_may_see(open_world):
    """街道看得到自己的，别的单位和陌生人看不到。"""
    world = open_world
    register_opinion(draft=draft(world), actor=PUBLIC, at=AT)
    assert len(opinion_page(viewer=world.street.viewer)) == 1
    assert len(opinion_page(viewer=world.office.viewer)) == 1
    for outsider in (world.unit, world.other_unit, world.stranger):
        assert opinion_page(viewer=outsider.viewer) == []
