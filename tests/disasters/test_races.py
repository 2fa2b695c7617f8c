"""抢着办、重复发：只成一个，其余听得懂为什么。"""

import uuid
from functools import partial

from tests.disasters.conftest import Town
from tests.disasters.crowd import Answer, ask, together

MATTERS = 6
STAFF = 4


def test_only_one_of_several_staff_dispatches_a_matter(town: Town) -> None:
    """几个人同时转办同一件：一个办成，其余 409，说刚有人办过、请刷新。"""
    crowd = town.crowd()
    for _ in range(MATTERS):
        number = crowd.submit(uuid.uuid4().hex).body["receipt_no"]
        case_id = town.one("SELECT case_id FROM opinions_opinion WHERE receipt_no = %s", number)
        got: list[Answer] = []
        together([partial(_dispatch, town, case_id, got)] * STAFF)
        assert sorted(answer.status for answer in got) == [200] + [409] * (STAFF - 1)
        for answer in got:
            if answer.status == 409:
                assert "刚有人办过" in answer.body["detail"]
        spawned = "SELECT count(*) FROM casework_case WHERE thread = %s AND id <> thread"
        assert town.one(spawned, case_id) == 1


def _dispatch(town: Town, case_id: int, got: list[Answer]) -> None:
    path = f"/api/v1/cases/{case_id}/moves/handle"
    bearer = f"Bearer {town.ground['street']}"
    facts = {"facts": {"category": "property"}}
    got.append(ask(town.house.port, "POST", path, facts, Authorization=bearer))


def test_fifty_identical_posts_are_one_opinion(town: Town) -> None:
    """同一把钥匙同时发五十次：一条意见，五十个答复是同一个编号。"""
    crowd, key = town.crowd(), uuid.uuid4().hex
    before = town.one("SELECT count(*) FROM opinions_opinion")
    together([partial(crowd.submit, key)] * 50)
    assert [answer.status for answer in crowd.answers] == [201] * 50
    assert len({answer.body["receipt_no"] for answer in crowd.answers}) == 1
    assert town.one("SELECT count(*) FROM opinions_opinion") == before + 1
