"""造一批早就到期的责任，或派一次巡查给后台任务；在服务的环境里单独跑。

``python overdue.py 造 条数`` 打印这一批的留言记号；``派`` 派一次巡查；``抢 人数`` 几个人同时巡查。
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import connections
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from lianxin.casework.batches import Batch, together
from lianxin.casework.jobs import sweep_now
from lianxin.casework.usecases import sweep
from lianxin.kernel.actors import PUBLIC
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.orgs.models import Body

LONG_AGO = timedelta(days=40)


def make(count: str) -> int:
    """四十天前登记的若干条；返回头一件办件的编号。"""
    congress = Body.objects.get(kind=Body.Kind.CONGRESS)
    street = Body.objects.get(kind=Body.Kind.STREET_COMMITTEE)
    draft = Draft(
        jurisdiction_id=congress.pk, text="路灯不亮", channel="web", local_body_id=street.pk
    )
    at = timezone.now() - LONG_AGO
    with together(Batch()) as batch:
        made = [
            register_opinion(draft=draft, actor=PUBLIC, at=at, batch=batch)
            for _ in range(int(count))
        ]
    return made[0].case_id


def dispatch() -> int:
    """派一次巡查；正好有一次在排队，就不用再派。"""
    with suppress(AlreadyEnqueued):
        return sweep_now.defer(timestamp=int(timezone.now().timestamp()))
    return 0


def race(people: str) -> int:
    """几个人同时巡查，返回一共升级了几份。"""

    def once(_: int) -> int:
        try:
            return sweep(at=timezone.now()).escalated
        finally:
            connections.close_all()

    with ThreadPoolExecutor(int(people)) as pool:
        return sum(pool.map(once, range(int(people))))


ACTS: dict[str, Any] = {"造": make, "派": dispatch, "抢": race}

if __name__ == "__main__":
    sys.stdout.write(f"{ACTS[sys.argv[1]](*sys.argv[2:])}\n")
