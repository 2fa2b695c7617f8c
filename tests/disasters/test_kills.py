"""杀网页、杀数据库、人比线程多：给过的编号一件不少、一件不重，办不了就明说。"""

import os
import signal
import time
import uuid
from functools import partial

from tests.disasters.conftest import Town
from tests.disasters.crowd import Crowd, together

PEOPLE = 8
A_LITTLE = 0.5


def kill(pids: list[int]) -> None:
    """强行杀死。"""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def struck(town: Town, pids: list[int]) -> None:
    """先好好地收一会儿，杀死，等它自己回来，再收一会儿。"""
    time.sleep(A_LITTLE)
    kill(pids)
    time.sleep(A_LITTLE)
    town.wait()
    time.sleep(A_LITTLE)


def all_kept(town: Town, crowd: Crowd, before: int) -> None:
    """一把钥匙一个编号，个个在账上，账上也没有多出来的。"""
    assert crowd.receipts.keys() == crowd.keys
    assert all(answer.honest for answer in crowd.answers)
    town.kept(crowd)
    assert town.one("SELECT count(*) FROM opinions_opinion") == before + len(crowd.keys)


def test_no_receipt_is_lost_when_the_web_is_killed(town: Town) -> None:
    """八个人正提交，网页进程全被杀死：重启后个个收到编号，一把钥匙一条。"""
    crowd, before = town.crowd(), town.one("SELECT count(*) FROM opinions_opinion")
    killed = town.house.web()
    crowd.rush(people=PEOPLE, meanwhile=partial(struck, town, killed))
    assert crowd.broken
    assert not set(killed) & set(town.house.web())
    all_kept(town, crowd, before)


def test_no_receipt_is_lost_when_the_database_is_killed(town: Town) -> None:
    """八个人正提交，数据库全被杀死：这时答 503 并说几秒后再来；自己恢复，编号一件不少。"""
    crowd, before = town.crowd(), town.one("SELECT count(*) FROM opinions_opinion")
    killed = town.house.backends()
    crowd.rush(people=PEOPLE, meanwhile=partial(struck, town, killed))
    assert {answer.status for answer in crowd.answers} == {201, 503}
    assert not set(killed) & set(town.house.backends())
    all_kept(town, crowd, before)


def test_more_people_than_threads_all_get_an_answer(town: Town) -> None:
    """人比线程多五倍，同时发：个个有答复，要么办成，要么说几秒后再来，没有一个干等。"""
    crowd, people = town.crowd(), 120
    before = town.one("SELECT count(*) FROM opinions_opinion")
    together([partial(crowd.submit, uuid.uuid4().hex) for _ in range(people)])
    assert len(crowd.answers) == people
    assert all(answer.honest for answer in crowd.answers)
    town.kept(crowd)
    assert town.one("SELECT count(*) FROM opinions_opinion") == before + len(crowd.receipts)
