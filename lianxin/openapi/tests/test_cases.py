"""办件：能走的步与走得成的步是同一份；看不见的人，怎么问都是没有。"""

import pytest

from lianxin.casework.models import Case, Duty
from lianxin.openapi.tests.hands import case_of, fresh_key, sent
from lianxin.openapi.tests.problems import refusal

pytestmark = pytest.mark.django_db
ANSWER = {"category": "waste", "answer": "十二盏路灯昨天装好了，请晚上去看看。"}


@pytest.fixture
def case_id(town, anyone) -> int:
    """扫码来的一件。"""
    return case_of(sent(anyone, access_code=town.code))


@pytest.fixture
def child_id(town, hand, case_id) -> int:
    """转去办理、交到区住建局的一件。"""
    street = hand(town.street)
    assert _move(street, case_id, "handle", category="waste").status_code == 200
    found = Case.objects.get(mechanism__slot="handling").pk
    assert _move(street, found, "keep", level="street", analysis="街道办得了").status_code == 200
    moved = _move(street, found, "transfer", lead_unit=town.unit_body.pk, visit_group=None)
    assert moved.status_code == 200, moved.content.decode()
    return found


def _move(hand, case_id, verb, /, *, duty=None, headers=None, **facts):
    body = {"facts": facts} | ({"duty": duty} if duty else {})
    return hand.post(f"cases/{case_id}/moves/{verb}", body, headers=headers)


def test_a_case_shows_who_holds_it_and_its_whole_story(town, hand, case_id):
    """一件办件：谁在管、到哪天、从头到尾的时间线。"""
    seen = hand(town.street).get(f"cases/{case_id}").json()
    assert seen["stage_label"] == "待分拣"
    assert [duty["holder"] for duty in seen["duties"]] == [town.street_committee.short_name]
    assert [line["label"] for line in seen["timeline"]] == ["已收到"]


def test_offered_moves_say_what_they_need(town, hand, case_id):
    """能走的步写明要填什么、可选什么；主要的一步有标记。"""
    offered = {
        m["verb"]: m for m in hand(town.street).get(f"cases/{case_id}/moves").json()["items"]
    }
    assert offered["handle"]["is_main"]
    assert [fact["key"] for fact in offered["answer"]["needs"]] == ["category", "answer"]
    channel = offered["refer"]["needs"][0]
    assert channel["choices"][0] == {"value": "petition", "label": "信访"}


def test_a_move_made_is_the_move_offered(town, hand, case_id):
    """照着清单走得成；走完的样子随答复给出。"""
    moved = _move(hand(town.street), case_id, "answer", **ANSWER)
    assert moved.status_code == 200, moved.content.decode()
    assert moved.json()["stage"] == "told"


def test_duty_verbs_go_through_the_same_door(town, hand, child_id):
    """责任动词与机制里的步同一个写法：签收、催办。"""
    unit = hand(town.unit)
    assert _move(unit, child_id, "sign").status_code == 200
    duty = Duty.objects.open().get(case=child_id, role="undertaker")
    assert duty.signed_at is not None
    assert (
        _move(hand(town.street), child_id, "urge", duty=duty.pk, note="请抓紧").status_code == 200
    )
    duty.refresh_from_db()
    assert duty.urge_count == 1


def test_missing_facts_are_named_one_by_one(town, hand, case_id):
    """缺哪几项，逐项写明；补齐就走得成。"""
    answer = _move(hand(town.street), case_id, "answer", category="no-such")
    refusal(answer, 422)
    assert set(answer.json()["errors"]) == {"category", "answer"}
    assert _move(hand(town.street), case_id, "answer", **ANSWER).status_code == 200


@pytest.mark.parametrize(
    "value", [["\x00"], {"a": 1}, [[]], 10**30, 1e308, -1, True, "9" * 400, "\ud800", [None]]
)
@pytest.mark.parametrize("key", ["lead_unit", "helper_units", "agreed_date", "dispatch_note"])
def test_no_fact_however_odd_breaks_anything(town, hand, case_id, key, value):
    """材料填得再怪，也只是填错，不是程序出错。"""
    street = hand(town.street)
    _move(street, case_id, "handle", category="waste")
    child = Case.objects.get(mechanism__slot="handling").pk
    _move(street, child, "keep", level="street", analysis="街道办得了")
    odd = {"lead_unit": town.unit_body.pk, "visit_group": None, key: value}
    assert _move(street, child, "transfer", **odd).status_code in (200, 422)


def test_a_second_mover_is_told_it_changed(town, hand, case_id):
    """两人办同一步：先到的办成，后到的是 409，请重新取。"""
    street = hand(town.street)
    assert _move(street, case_id, "answer", **ANSWER).status_code == 200
    assert "刚有人办过" in refusal(_move(street, case_id, "answer", **ANSWER), 409)


def test_a_resent_move_is_made_once(town, hand, case_id):
    """带钥匙重发：不走第二次，答复一样。"""
    street, headers = hand(town.street), fresh_key()
    first, second = (_move(street, case_id, "answer", headers=headers, **ANSWER) for _ in range(2))
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replay"] == "true"


def test_one_key_serves_one_address(town, hand, anyone, case_id):
    """同一把钥匙用到另一件上就拒绝。"""
    other = case_of(sent(anyone, access_code=town.code))
    street, headers = hand(town.street), fresh_key()
    assert _move(street, case_id, "answer", headers=headers, **ANSWER).status_code == 200
    assert "另一份内容" in refusal(_move(street, other, "answer", headers=headers, **ANSWER), 422)
    assert _move(street, other, "answer", headers=fresh_key(), **ANSWER).status_code == 200


def test_who_sees_it_but_may_not_is_told_who_may(town, hand, case_id):
    """看得见而不归他办：422，说清由谁来办。"""
    assert "街道" in refusal(_move(hand(town.office), case_id, "answer", **ANSWER), 422)
    assert _move(hand(town.street), case_id, "answer", **ANSWER).status_code == 200


@pytest.mark.parametrize("verb", ["no-such-verb", "%00", "办"])
def test_a_verb_nobody_knows_is_not_found(town, hand, case_id, verb):
    """没有这个动作是 404。"""
    refusal(_move(hand(town.street), case_id, verb), 404)


def test_the_wrong_person_finds_nothing(town, hand, child_id):
    """别的单位看不见：详情、可走的步、走一步、清单、意见，都是没有；主办单位看得见。"""
    parent = Case.objects.get(mechanism__slot="intake")
    for persona, status in ((town.unit, 200), (town.other_unit, 404)):
        who = hand(persona)
        assert who.get(f"cases/{child_id}").status_code == status
        assert who.get(f"cases/{child_id}/moves").status_code == status
        assert _move(who, child_id, "sign").status_code == status
        listed = [item["id"] for item in who.get("cases").json()["items"]]
        assert listed == ([child_id] if status == 200 else [])
        # 意见本身不归承办单位看：它看的是交给它的那一件。
        assert who.get(f"opinions/{parent.subject_id}").status_code == status
        assert who.get(f"cases/{parent.pk}").status_code == 404


def test_not_visible_and_not_there_read_the_same(town, hand, child_id):
    """看不见与不存在，答复一字不差。"""
    who = hand(town.other_unit)
    for tail, ask in (("", who.get), ("/moves", who.get), ("/moves/sign", who.post)):
        hidden = refusal(ask(f"cases/{child_id}{tail}"), 404)
        absent = refusal(ask(f"cases/{child_id + 10_000}{tail}"), 404)
        assert hidden == absent


def test_an_undertaker_reads_only_public_words_of_the_intake(town, hand, anyone, child_id):
    """承办单位看时间线，收件那一件上只有给群众看的话，没有补充的原话。"""
    got = sent(anyone, access_code=town.code)
    street = hand(town.street)
    anyone.post(
        f"receipts/{got.receipt_no}/supplements", {"text": "我是三栋的王某"}, headers=got.key
    )
    assert _move(street, case_of(got), "handle", category="waste").status_code == 200
    child = Case.objects.exclude(pk=child_id).get(mechanism__slot="handling").pk
    _move(street, child, "keep", level="street", analysis="街道办得了")
    _move(street, child, "transfer", lead_unit=town.unit_body.pk, visit_group=None)
    assert "王某" in street.get(f"cases/{child}").content.decode()
    assert "王某" not in hand(town.unit).get(f"cases/{child}").content.decode()


def test_merging_into_itself_is_refused(town, hand, anyone, case_id):
    """并到自己、并成一个圈，都说清楚；并到另一件就成。"""
    street = hand(town.street)
    words = {"category": "waste", "answer": "和另一件合在一起办，办好一并告诉您。"}
    own = Case.objects.get(pk=case_id).number
    other = sent(anyone, access_code=town.code)
    assert refusal(_move(street, case_id, "merge", merge_into=own, **words), 422)
    assert _move(street, case_id, "merge", merge_into=other.receipt_no, **words).status_code == 200
    assert refusal(_move(street, case_of(other), "merge", merge_into=own, **words), 422)
