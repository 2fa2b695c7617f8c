"""事件分发：先来先收，同一事务。"""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from lianxin.kernel.actors import PUBLIC, SYSTEM, Actor
from lianxin.kernel.events import Bus, CaseClosed, CaseOpened, publish, subscribe

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def opened(case_id: int = 1) -> CaseOpened:
    return CaseOpened(
        case_id=case_id,
        number=f"JX-{case_id}",
        jurisdiction_id=1,
        subject_kind="opinion",
        subject_id=7,
        mechanism="sample@1",
        at=AT,
        actor=SYSTEM,
    )


def test_handlers_run_in_the_order_they_subscribed() -> None:
    """先订阅的先收到。"""
    bus, seen = Bus(), []
    bus.subscribe(CaseOpened, lambda event: seen.append(("first", event.case_id)))
    bus.subscribe(CaseOpened, lambda event: seen.append(("second", event.case_id)))
    bus.publish(opened(5))
    assert seen == [("first", 5), ("second", 5)]


def test_only_the_subscribed_kind_arrives() -> None:
    """没订阅的事件收不到。"""
    bus, seen = Bus(), []
    bus.subscribe(CaseClosed, seen.append)
    bus.publish(opened())
    assert seen == []
    bus.subscribe(CaseOpened, seen.append)
    bus.publish(opened())
    assert seen == [opened()]


def test_subscribing_twice_counts_once() -> None:
    """重复订阅只收一次，退订之后不再收。"""
    bus, seen = Bus(), []
    bus.subscribe(CaseOpened, seen.append)
    leave = bus.subscribe(CaseOpened, seen.append)
    bus.publish(opened())
    leave()
    leave()
    bus.publish(opened())
    assert seen == [opened()]


def test_nested_events_are_delivered_at_once() -> None:
    """处理中发布的事件立即送完，再轮到下一个订阅者。"""
    bus, seen = Bus(), []
    bus.subscribe(CaseOpened, lambda event: event.case_id < 2 and bus.publish(opened(2)))
    bus.subscribe(CaseOpened, lambda event: seen.append(event.case_id))
    bus.publish(opened(1))
    assert seen == [2, 1]


def test_a_failing_handler_stops_the_rest() -> None:
    """一个订阅者出错，错误原样上抛，后面的不再执行。"""
    bus, seen = Bus(), []

    def fail(event: CaseOpened) -> None:
        if event.case_id == 13:
            raise ValueError("坏了")

    bus.subscribe(CaseOpened, fail)
    bus.subscribe(CaseOpened, lambda event: seen.append(event.case_id))
    with pytest.raises(ValueError, match="坏了"):
        bus.publish(opened(13))
    bus.publish(opened(14))
    assert seen == [14]


def test_the_shared_bus() -> None:
    """全站共用一条分发。"""
    seen: list[CaseOpened] = []
    leave = subscribe(CaseOpened, seen.append)
    event = opened(990001)
    try:
        publish(event)
    finally:
        leave()
    assert seen == [event]


def test_events_are_facts() -> None:
    """已经发生的事不能改。"""
    with pytest.raises(FrozenInstanceError):
        opened().case_id = 2  # type: ignore[misc]


def test_actor_reads_well() -> None:
    """经办人写出来带职务；没有职务的只写名字。"""
    assert str(Actor(3, "周明", "代工委")) == "周明（代工委）"
    assert [str(SYSTEM), str(PUBLIC)] == ["系统", "群众"]


def test_many_events_reach_each_subscriber_once_in_order() -> None:
    """成批发的事件：会成批收的一次收完，别的逐个收，次序不变，谁都不漏。"""
    bus, seen = Bus(), []
    one_by_one = lambda event: seen.append(("one", event.case_id))  # noqa: E731
    whole = lambda events: seen.append(("many", [event.case_id for event in events]))  # noqa: E731
    bus.subscribe(CaseOpened, one_by_one)
    bus.subscribe(CaseOpened, lambda event: seen.append(("never", event.case_id)), many=whole)
    bus.publish_many([opened(1), opened(2)])
    assert seen == [("one", 1), ("one", 2), ("many", [1, 2])]
    seen.clear()
    bus.publish(opened(3))
    assert seen == [("one", 3), ("never", 3)]
