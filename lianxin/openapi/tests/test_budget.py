"""语句数有数：登记不超过十条，走一步不超过十二条，看回执三条，清单不超过八条。"""

from dataclasses import fields

import pytest

from lianxin.casework.models import Case
from lianxin.openapi.api import lists
from lianxin.openapi.tests.hands import case_of, counted, fresh_key, send, sent, statements
from lianxin.opinions.queries import OpinionCard

pytestmark = pytest.mark.django_db
CONTACT = {"contact": {"name": "王大爷", "phone": "13800138000"}, "consent": {"contact": True}}


@pytest.fixture
def warm(town, anyone):
    """各机制都已读过一次（读过就留在进程里）。"""
    return sent(anyone, access_code=town.code)


def _cost(act) -> list[str]:
    with counted() as captured:
        answer = act()
    assert answer.status_code < 300, answer.content.decode()
    return statements(captured)


@pytest.mark.parametrize("way", ["code", "congress", "region"])
def test_registering_takes_six_statements_at_most(town, anyone, warm, way):
    """登记一条：原话、办件、责任、留痕、幂等、加密的联系方式，全在六条之内。"""
    where = {
        "code": {"access_code": town.code},
        "congress": {"congress": "jx"},
        "region": {"region": town.village.code},
    }[way]
    spent = _cost(lambda: send(anyone, category="waste", title="装路灯", **where, **CONTACT))
    assert len(spent) <= 6, spent


def test_a_receipt_takes_three_statements(anyone, warm):
    """看回执三条，不多一条。"""
    spent = _cost(lambda: anyone.get(f"receipts/{warm.receipt_no}", headers=warm.key))
    assert len(spent) == 3, spent


def test_a_move_takes_twelve_statements_at_most(town, hand, anyone, warm):
    """走一步：认人、锁住、办、换环节、留痕、告诉提交人，全在十二条之内。"""
    street, unit = hand(town.street), hand(town.unit)
    other = case_of(sent(anyone, access_code=town.code))
    assert street.post(f"cases/{other}/moves/handle", {"facts": {"category": "waste"}}).content
    child = Case.objects.get(mechanism__slot="handling").pk
    words = {"category": "waste", "answer": "十二盏路灯昨天装好了。"}
    steps = [
        (street, case_of(warm), "answer", words),
        (street, child, "keep", {"level": "street", "analysis": "街道办得了"}),
        (street, child, "transfer", {"lead_unit": town.unit_body.pk, "visit_group": None}),
        (unit, child, "sign", {}),
        (unit, child, "finish", {"handling_result": "装了十二盏路灯"}),
    ]
    for who, case_id, verb, facts in steps:
        path = f"cases/{case_id}/moves/{verb}"
        spent = _cost(lambda who=who, path=path, facts=facts: who.post(path, {"facts": facts}))
        assert len(spent) <= 12, (verb, spent)


@pytest.mark.parametrize(
    "kind", ["opinions", "suggestions", "cases", "stations", "deputies", "matters"]
)
def test_a_list_costs_the_same_however_long(town, hand, anyone, warm, kind):
    """清单不超过八条，多十条记录也不多一条语句。"""
    office = hand(town.office)
    few = _cost(lambda: office.get(kind))
    for _ in range(10):
        sent(anyone, access_code=town.code, headers=fresh_key())
    many = _cost(lambda: office.get(kind))
    assert len(many) == len(few) <= 8, many


def test_the_opinion_list_says_exactly_what_its_schema_says():
    """意见清单直接写出，不经校验；各栏与接口说明一一对应，多一栏少一栏都不行。"""
    assert [field.name for field in fields(OpinionCard)] == list(lists.OpinionListed.model_fields)
