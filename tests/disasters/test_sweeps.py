"""巡查做到一半被杀、几个一起巡查：每份责任只提醒一次、只升级一次。"""

import os
import signal
import time
from contextlib import suppress

from lianxin.ops.tests.living import wait_until
from tests.disasters.conftest import Town

MODULE = "tests.disasters.overdue"
#: 这一批里还没有升级的、升级留痕不是正好一条的、督办责任不是正好一份的。
LEFT = """
SELECT count(*) FROM casework_duty
 WHERE case_id >= %s AND role = 'street' AND escalated_at IS NULL AND discharged_at IS NULL
"""
TWICE = """
SELECT count(*) FROM (
    SELECT facts->>'duty' FROM audit_entry WHERE thread >= %s AND verb = 'duty.overdue'
     GROUP BY 1 HAVING count(*) <> 1) AS doubled
"""
FOLLOWED = "SELECT count(*) FROM casework_duty WHERE case_id >= %s AND owes LIKE '督办逾期%%'"
#: 只数给承担的：每分钟还有一趟，另告诉接到上报的。
NOTICED = """
SELECT count(*) FROM notify_notice
 WHERE case_id >= %s AND event = 'overdue' AND audience = 'holder'
"""


def test_a_sweep_killed_halfway_is_finished_by_the_next(town: Town) -> None:
    """后台任务巡查到一半被杀：已提交的不再做，没提交的下一次做完，一份不重一份不漏。"""
    count = 2500
    first = int(town.house.call(MODULE, "造", str(count)))
    town.house.call(MODULE, "派")
    wait_until(lambda: town.one(LEFT, first) < count, 30)
    # 临到要杀才点名：前面的测试刚杀过，看护进程可能正换人。
    workers = town.house.pids("lianxin.ops.worker")
    assert workers
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert town.one(LEFT, first) > 0, "还没来得及杀，就已经做完了"
    wait_until(lambda: set(town.house.pids("lianxin.ops.worker")) - set(workers), 30)
    town.house.call(MODULE, "派")
    wait_until(lambda: town.one(LEFT, first) == 0, 45)
    _exactly_once(town, first, count)


def test_sweepers_do_not_double_each_other(town: Town) -> None:
    """六个人同时巡查：每份责任只升级一次，加起来正好是全部。"""
    count = 300
    first = int(town.house.call(MODULE, "造", str(count)))
    assert int(town.house.call(MODULE, "抢", "6")) == count
    _exactly_once(town, first, count)


def _exactly_once(town: Town, first: int, count: int) -> None:
    time.sleep(0.5)
    assert town.one(LEFT, first) == 0
    assert town.one(TWICE, first) == 0
    assert town.one(FOLLOWED, first) == count
    assert town.one(NOTICED, first) == count
