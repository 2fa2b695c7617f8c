"""抽签：种子和名单定了，结果就定了；谁拿着种子和名单都能自己再算一遍。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

METHOD = (
    "把“种子、组织名称、第几席、姓名”四样各写一行，算 SHA-256，"
    "从小到大排，排在最前的几位就是抽中的；种子和名单不变，谁算都一样。"
)


@dataclass(frozen=True, slots=True)
class Lot:
    """一支签：第几席、谁、算出来的数。"""

    number: int
    name: str
    digest: str


def lots(seed: str, council: str, pool: Iterable[tuple[int, str]]) -> list[Lot]:
    """照种子排好的签，前面的先中。"""
    made = [Lot(number, name, _digest(seed, council, number, name)) for number, name in pool]
    return sorted(made, key=lambda lot: (lot.digest, lot.number))


def _digest(seed: str, council: str, number: int, name: str) -> str:
    text = "\n".join((seed, council, str(number), name))
    return sha256(text.encode()).hexdigest()
