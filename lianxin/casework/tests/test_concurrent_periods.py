"""反复要做的责任，几个人同时巡查、又有人正在尽责：一期不重、一期不漏，提醒和升级各只一次。"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.audit.models import Entry
from lianxin.casework.models import Duty
from lianxin.casework.tests.fixtures import MONDAY, Story, install, start
from lianxin.casework.tests.test_beside import BESIDE, key_of
from lianxin.casework.usecases import sweep

SWEEPERS = 3
OWED = "两月一报"
#: 隔几天，那天有没有人来报。
DAYS = st.lists(st.tuples(st.integers(3, 95), st.booleans()), min_size=1, max_size=4)
_numbers = count(1)


@pytest.fixture
def told(world: Any) -> Any:
    """采用了重点督办的小世界。"""
    install(world)
    install(world, BESIDE)
    return world


def fresh_key(world: Any) -> Story:
    """另一件交办了的意见，旁边开一件重点督办。"""
    number = next(_numbers)
    story = start(world, id=number, number=f"JX-2026-9{number:05d}")
    story.dispatch()
    return key_of(story)


def at_once(world: Any, key: Story, at: datetime, *, reports: bool) -> None:
    """几个人同时巡查；``reports`` 为真时承办单位同时来报。"""

    def patrol() -> None:
        try:
            sweep(at=at)
        finally:
            connections.close_all()

    def report() -> None:
        try:
            key.move(world.unit, "report", at, note="报一次进度")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(SWEEPERS + 1) as pool:
        work = [pool.submit(patrol) for _ in range(SWEEPERS)]
        if reports:
            work.append(pool.submit(report))
    for one in work:
        one.result()


def told_of(verb: str, duties: list[Duty]) -> Counter[int]:
    """每份责任留了几条这样的痕。"""
    mine = {duty.pk for duty in duties}
    lines = Entry.objects.filter(verb=verb, thread=duties[0].case.thread)
    return Counter(line.facts["duty"] for line in lines if line.facts["duty"] in mine)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days=DAYS)
def test_periods_are_neither_doubled_nor_lost(told: Any, days: list[tuple[int, bool]]) -> None:
    """不管隔多久、巡查与尽责怎样撞在一起：期数从一数起不断不重，只有最后一期没解除，提醒升级至多一次。"""
    key, at = fresh_key(told), MONDAY
    for gap, reports in days:
        at += timedelta(days=gap)
        at_once(told, key, at, reports=reports)
    sweep(at=at)

    duties = list(
        Duty.objects.filter(case=key.case, owes=OWED).select_related("case").order_by("period")
    )
    assert [duty.period for duty in duties] == list(range(1, len(duties) + 1))
    assert [bool(duty.discharged_at) for duty in duties] == [True] * (len(duties) - 1) + [False]
    for verb in ("duty.warned", "duty.overdue"):
        assert set(told_of(verb, duties).values()) <= {1}, verb
    last = duties[-1]
    assert bool(last.escalated_at) == (at.date() > last.due_date)
    done = sum(duty.outcome == Duty.Outcome.DONE for duty in duties)
    assert done == sum(reports for _, reports in days)
