"""往外发的通道：一个接口，邮件、短信、微信各一种；没有配置的通道等于没有。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

#: 对方收下了；对方说不行，再试也不行；没送到，可以再试。
ACCEPTED, REJECTED, TROUBLE = "accepted", "rejected", "trouble"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """要送的一份：``uid`` 是对方防重的编号，同一份再送还是它。"""

    uid: str
    to: str
    texts: tuple[str, ...]
    link: str
    subject: str


@dataclass(frozen=True, slots=True)
class Result:
    """送的结果。"""

    state: str
    reference: str = ""
    reason: str = ""


class Gateway(Protocol):
    """一条通道。"""

    def send(self, messages: Sequence[Outgoing]) -> Mapping[str, Result]:
        """送一批，按 ``uid`` 给出各份的结果；送不动不抛错，写在结果里。"""
        ...


def trouble(messages: Sequence[Outgoing], reason: str) -> dict[str, Result]:
    """一批都没送到，都可以再试。"""
    return {one.uid: Result(TROUBLE, reason=reason) for one in messages}
