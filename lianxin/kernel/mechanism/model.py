"""机制读进来之后的样子：冻结的数据类，没有行为，只有取用的方便。"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from lianxin.kernel.errors import NotVisible
from lianxin.kernel.timespans import Timespan


@dataclass(frozen=True, slots=True)
class Call:
    """一个条件或效果：``名(参数, …)``；参数都按文字存。"""

    name: str
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.args)})"


@dataclass(frozen=True, slots=True)
class Role:
    """机制里的一个称呼，``kinds`` 是它对应的平台身份（``vocabulary.ROLE_KINDS``）。"""

    key: str
    label: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyRule:
    """某个身份的责任怎么管：签收期限、能退几次、谁批、谁可催。

    ``returns`` 为 0 不许退；``extend_by`` 为空不许延；``extend_limit`` 从同一起点算最长到何时。
    """

    role: str
    sign_within: Timespan | None = None
    returns: int = 0
    return_by: str | None = None
    extend_by: str | None = None
    extend_limit: Timespan | None = None
    urge: tuple[tuple[str, int], ...] = ()

    def urge_weight(self, role: str) -> int:
        """这个身份催办一次加几分；0 表示不可催办。"""
        return dict(self.urge).get(role, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """一个可选项。"""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """一项材料，对应一个表单字段。

    ``audience``：staff 内部、submitter 提交人、public 公开；``min``、``max`` 是字数、数值或个数；
    ``body_kinds`` 为空时只能选承办单位；``each`` 为真的，几家单位各填各的，不互相盖掉。
    """

    key: str
    label: str
    kind: str
    audience: str = "staff"
    help: str = ""
    choices: tuple[Choice, ...] = ()
    min: float | None = None
    max: float | None = None
    body_kinds: tuple[str, ...] = ()
    each: bool = False

    def choice_label(self, value: str) -> str:
        """选项的中文；不在选项里的原样返回。"""
        return next((c.label for c in self.choices if c.value == value), value)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """起算的日期材料没有填时：改从 ``start``（立件或进入本环节）起 ``within`` 之内。"""

    start: str
    within: Timespan


@dataclass(frozen=True, slots=True)
class Deadline:
    """期限：从 ``start`` 起 ``within`` 之内；或到 ``by`` 这一天（``06-30``，过了就是次年）。

    ``start`` 是 opened 立件、entered 进入本环节、本机制里的某个 verb（最近一次走它之日），
    或一项日期材料；从日期材料起、又没有写 ``within`` 的，就是那一天到期。
    ``warn`` 提前多久预警，``escalate`` 逾期报给谁（身份），``roll`` 末日逢假是否顺延。
    ``otherwise`` 是那项日期材料没有填时怎么算。
    """

    start: str
    within: Timespan | None
    warn: Timespan | None = None
    escalate: str | None = None
    roll: bool = True
    by: str = ""
    otherwise: Otherwise | None = None


@dataclass(frozen=True, slots=True)
class AlsoDuty:
    """环节里除主责之外的一份责任；``optional`` 的没有人担任也不妨碍。

    ``done_by`` 担责者走了这一步就算尽到；``every`` 尽到后立下一期，起点是上一期的到期日。
    """

    role: str
    owes: str
    deadline: Deadline | None = None
    optional: bool = False
    every: Timespan | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class Timeout:
    """到期由系统走 ``move`` 这一步；从日期材料起、又没有写 ``within`` 的，那一天过了就走。"""

    start: str
    within: Timespan | None
    move: str
    roll: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """一步：谁、要什么材料、什么条件、到哪里、有什么后果。

    ``to`` 为空表示留在本环节；``public`` 是给群众看的话，为空则这一步不对外。
    """

    verb: str
    label: str
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    guards: tuple[Call, ...] = ()
    to: str | None = None
    effects: tuple[Call, ...] = ()
    public: str = ""
    main: bool = False
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """一个环节；``waits`` 是没有责任与时限时写明的理由。"""

    key: str
    label: str
    public: str = ""
    owner: str | None = None
    owes: str = ""
    deadline: Deadline | None = None
    also: tuple[AlsoDuty, ...] = ()
    waits: str = ""
    auto: str | None = None
    timeout: Timeout | None = None
    final: bool = False
    result: str | None = None
    moves: tuple[Move, ...] = ()

    @property
    def public_label(self) -> str:
        """群众看到的环节名；没有另写的就用内部的。"""
        return self.public or self.label


@dataclass(frozen=True, slots=True)
class Overlay:
    """已经套上的本地版：叫什么、改了哪几处。"""

    key: str
    of: str
    label: str
    basis: tuple[str, ...]
    changed: tuple[str, ...]
    text: str = field(default="", repr=False, compare=False)


#: 后来才有的写法与它们的默认值：没用到的不进摘要，早先发布的机制摘要才不变。
_LATER: Mapping[str, Any] = MappingProxyType(
    {
        "open_by": (),
        "open_needs": (),
        "each": False,
        "by": "",
        "every": None,
        "done_by": None,
        "otherwise": None,
    }
)


def _as_before(content: Any) -> Any:
    """去掉没用到的新写法。"""
    if isinstance(content, dict):
        kept = {k: v for k, v in content.items() if k not in _LATER or v != _LATER[k]}
        # move 里的 by 是“由谁走”，从来都有；期限里的 by 才是后来的。
        return {key: _as_before(value) for key, value in kept.items()}
    return [_as_before(item) for item in content] if isinstance(content, list | tuple) else content


@dataclass(frozen=True, slots=True)
class Mechanism:
    """一份机制的一个版本；``text`` 是原文，存库时一并留底。

    ``open_by`` 是谁可以在主办件旁边启动它，``open_needs`` 是启动时要填的材料；只有旁办的有。
    """

    key: str
    version: int
    label: str
    place: str
    slot: str
    subject: str
    basis: tuple[str, ...]
    summary: str
    roles: tuple[Role, ...]
    duties: tuple[DutyRule, ...]
    facts: tuple[Fact, ...]
    stages: tuple[Stage, ...]
    overlay: Overlay | None = None
    open_by: tuple[str, ...] = ()
    open_needs: tuple[str, ...] = ()
    path: str = field(default="", repr=False, compare=False)
    text: str = field(default="", repr=False, compare=False)

    @property
    def id(self) -> str:
        """全局唯一的写法：``key@version``，套了本地版的再加 ``+overlay``。"""
        base = f"{self.key}@{self.version}"
        return f"{base}+{self.overlay.key}" if self.overlay else base

    @property
    def digest(self) -> str:
        """内容的 SHA-256（十六进制）；与空白、注释、先后次序无关的改动不影响它。"""
        content = asdict(self)
        del content["path"], content["text"]
        if self.overlay:
            del content["overlay"]["text"]
        content = _as_before(content)
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def first_stage(self) -> Stage:
        """立件时进入的环节。"""
        return self.stages[0]

    def stage(self, key: str) -> Stage:
        """按标识取环节；没有则抛 :class:`NotVisible`。"""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise NotVisible(f"“{self.label}”里没有 {key} 这个环节")

    def move(self, stage: str, verb: str) -> Move:
        """取某环节的某一步；没有则抛 :class:`NotVisible`。"""
        found = self.stage(stage)
        for move in found.moves:
            if move.verb == verb:
                return move
        raise NotVisible(f"“{found.label}”环节没有 {verb} 这一步")

    def fact(self, key: str) -> Fact:
        """按标识取材料；没有则抛 :class:`NotVisible`。"""
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise NotVisible(f"“{self.label}”里没有 {key} 这项材料")

    def role(self, key: str) -> Role:
        """按标识取身份；没有则抛 :class:`NotVisible`。"""
        for role in self.roles:
            if role.key == key:
                return role
        raise NotVisible(f"“{self.label}”里没有 {key} 这个身份")

    def duty(self, role: str) -> DutyRule:
        """这个身份的责任怎么管；没有写就是一律不许退、不许延、无人可催。"""
        return next((rule for rule in self.duties if rule.role == role), DutyRule(role))

    def moves(self) -> Iterator[tuple[Stage, Move]]:
        """逐环节逐步。"""
        return ((stage, move) for stage in self.stages for move in stage.moves)

    def verb_label(self, verb: str) -> str:
        """某个 verb 的中文；不在本机制里的原样返回。"""
        return next((move.label for _, move in self.moves() if move.verb == verb), verb)

    def result_after(self, move: Move, *, so_far: str | None) -> str | None:
        """走完这一步的结果类别：这一步写明的优先，其次是此前已定的，再次是终点环节写的。

        从终点重开时，``so_far`` 给空：原来的结果作废。
        """
        if move.result or move.to is None:
            return move.result or so_far
        target = self.stage(move.to)
        return so_far or (target.result if target.final else None)
