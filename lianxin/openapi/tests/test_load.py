"""并发：网络不好、手抖、脚本乱点，一条意见也只有一条。"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from lianxin.access.usecases.tokens import issue_token
from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty
from lianxin.openapi.tests.hands import Hand, case_of, fresh_key, install, send, sent
from lianxin.opinions.models import Opinion

pytestmark = [pytest.mark.load, pytest.mark.slow]
TIMES = 50
THREADS = 10


def _together(act) -> list:
    """同时做五十次；每个线程一条连接，用完就关。"""

    def once(number):
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(once, range(TIMES)))


@pytest.fixture
def live(transactional_db, world):
    """真提交的小世界：并发的请求各在各的事务里。"""
    install(world)
    return world


def test_fifty_identical_posts_make_one_opinion(live):
    """同一把钥匙同时发五十次：一条意见、一件办件、一份责任，五十个答复一字不差。"""
    headers = fresh_key()
    answers = _together(lambda _: send(Hand(Client()), access_code=live.code, headers=headers))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == TIMES - 1
    assert (Opinion.objects.count(), Case.objects.count(), Duty.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(verb="opinion.registered").count() == 1


def test_fifty_different_posts_make_fifty(live):
    """五十个人同时发：五十条，编号不重。"""
    answers = _together(lambda _: send(Hand(Client()), access_code=live.code))
    numbers = {answer.json()["receipt_no"] for answer in answers}
    assert len(numbers) == Opinion.objects.count() == TIMES


def test_fifty_people_answer_and_one_is_first(live):
    """五十人同时答复同一件：一个办成，其余都说刚有人办过。"""
    case_id = case_of(sent(Hand(Client()), access_code=live.code))
    token = issue_token(account=live.street.account, at=timezone.now())
    words = {"category": "waste", "answer": "十二盏路灯昨天装好了。"}

    def answer(_):
        hand = Hand(Client(), token)
        return hand.post(f"cases/{case_id}/moves/answer", {"facts": words}).status_code

    statuses = _together(answer)
    assert sorted(statuses) == [200] + [409] * (TIMES - 1)
    assert Entry.objects.filter(thread=case_id, verb__endswith=".answer").count() == 1
