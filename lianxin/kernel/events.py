"""已经发生的事：发布者不认识订阅者，订阅者与发布者同在一个事务里。

事件类都定义在这里。分发是同步的：先订阅的先收到，处理中再发布的事件立即送完；
任何一个订阅者抛错，整件事连同留痕一起回滚。
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from lianxin.kernel.actors import Actor
from lianxin.kernel.mechanism.model import Call

E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """办件上的一件事：哪一件（编号与给人看的号）、在谁的账上、办的是什么、按哪份机制、何时、谁。"""

    case_id: int
    number: str
    jurisdiction_id: int
    subject_kind: str
    subject_id: int
    mechanism: str
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseEvent):
    """立了件。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(CaseEvent):
    """走了一步；``effects`` 是这一步的后果，各模块各取所需，``entry_id`` 是留痕的编号。

    ``reopens`` 为真的，是从终点走出来：办结了的又打开。
    """

    verb: str
    from_stage: str
    to_stage: str
    result: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Call, ...] = ()
    reopens: bool = False
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseEvent):
    """办结了；``result`` 是结果类别（``vocabulary.RESULTS``）。"""

    result: str
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEvent(CaseEvent):
    """一份责任上的事：``role`` 机制里的身份，``holder_id`` 承担的机构，``due_date`` 到期日。"""

    duty_id: int
    role: str
    owes: str
    holder_id: int | None
    person_id: int | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyOpened(DutyEvent):
    """有了一份责任。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDischarged(DutyEvent):
    """责任尽到了，或随办件变化而解除。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyUrged(DutyEvent):
    """被催办；``weight`` 是这一次加的分量，``degree`` 是比一般重的叫法，``note`` 是催办的话。"""

    weight: int = 1
    degree: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDueSoon(DutyEvent):
    """快到期了。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyOverdue(DutyEvent):
    """过了期；``escalate`` 是要报给的身份，没有写就为空。"""

    escalate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRecorded(CaseEvent):
    """督办了一次：``form`` 现场、重点、跟踪，``medium`` 线上、线下，``on`` 哪天。"""

    record_id: int
    form: str
    medium: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRegistered:
    """群众的一条意见已经登记，回执号已经给出。"""

    opinion_id: int
    case_id: int
    jurisdiction_id: int
    receipt_no: str
    channel: str
    station_id: int | None = None
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityChanged:
    """一场活动上发生了一件事：``verb`` 是留痕的动作名，如 ``activity.recorded``。"""

    activity_id: int
    jurisdiction_id: int
    kind: str
    verb: str
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesChanged:
    """一条线索上算数的成果变了：核实了、更正了或作废了。"""

    thread: int
    jurisdiction_id: int
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadershipChanged:
    """一条线索上的某一件，定了由谁领衔督办，或结束了。"""

    thread: int
    jurisdiction_id: int
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged:
    """某一年的放假安排装入了、改了；用到它的暂定期限要重算。"""

    year: int
    at: datetime
    actor: Actor


class Bus:
    """进程内的事件分发。"""

    def __init__(self) -> None:
        self._handlers: dict[type[Any], list[Callable[[Any], object]]] = {}
        self._many: dict[Callable[[Any], object], Callable[[Sequence[Any]], object]] = {}

    def subscribe(
        self,
        event_type: type[E],
        handler: Callable[[E], object],
        *,
        many: Callable[[Sequence[E]], object] | None = None,
    ) -> Callable[[], None]:
        """订阅一种事件（不含子类）；重复订阅只算一次。返回退订的办法。

        :param many: 成批发来的一次处理完，结果须与逐个处理一样；不给就逐个处理
        """
        handlers = self._handlers.setdefault(event_type, [])
        if handler not in handlers:
            handlers.append(handler)
        if many is not None:
            self._many[handler] = many

        def leave() -> None:
            if handler in handlers:
                handlers.remove(handler)

        return leave

    def publish(self, event: object) -> None:
        """把事件依次交给订阅者；谁抛错就停在谁那里，错误原样上抛。"""
        for handler in tuple(self._handlers.get(type(event), ())):
            handler(event)

    def publish_many(self, events: Sequence[object]) -> None:
        """一批事件：同一种的放在一起，种类按第一次出现的先后，同种之内次序不变。"""
        kinds: dict[type[Any], list[object]] = {}
        for event in events:
            kinds.setdefault(type(event), []).append(event)
        for kind, group in kinds.items():
            for handler in tuple(self._handlers.get(kind, ())):
                many = self._many.get(handler)
                if many is not None:
                    many(group)
                    continue
                for event in group:
                    handler(event)


_bus = Bus()
subscribe = _bus.subscribe
publish = _bus.publish
publish_many = _bus.publish_many
