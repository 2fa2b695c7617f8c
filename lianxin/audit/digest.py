"""一条留痕怎么变成一个摘要：逐栏加盐承诺，再合成一个；不查库，离线也能重算。

每栏各有一把由盐派生的钥匙。给谁看哪几栏，就给他哪几栏的钥匙和内容，其余只给承诺：
看不见的栏猜不出来（内容再短也有钥匙垫着），看得见的栏改不了一个字。
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from lianxin.kernel.actors import Actor

SALT_BYTES = 16
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def new_salt() -> bytes:
    """一条留痕一份新盐。"""
    return secrets.token_bytes(SALT_BYTES)


def plain(value: Any) -> Any:
    """变成存进库里再取出来仍一模一样的 JSON 值；日期、小数按文字存，整数值的浮点存成整数。"""
    match value:
        case None | bool():
            return value
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case int() | float():
            return int(value) if value == int(value) else float(value)
        case Mapping():
            return {plain(str(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            return moment(value)
        case date() | Decimal():
            return str(value)
    raise TypeError(f"留痕里不能放 {type(value).__name__}")


def moment(at: datetime) -> str:
    """时间的唯一写法：世界时，到微秒；不带时区的抛 ``ValueError``。"""
    if at.tzinfo is None:
        raise ValueError("留痕的时间要带时区")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> bytes:
    """JSON 值的唯一写法：键排序、无空白、UTF-8。"""
    return _encode(value).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """要记的一条：谁、何时、做了什么、对什么、在谁的账上、哪条线索、留下什么。"""

    actor: Actor
    at: datetime
    verb: str
    subject_kind: str
    subject_id: int
    jurisdiction_id: int | None = None
    thread: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def fields(line: Line) -> dict[str, Any]:
    """摊成一栏一栏；材料一项一栏，成组的再摊一层。``line.facts`` 须已经是 :func:`plain`。"""
    return {
        "at": moment(line.at),
        "who": [line.actor.id, line.actor.name, line.actor.post],
        "verb": line.verb,
        "subject": [line.subject_kind, line.subject_id],
        "place": [line.jurisdiction_id, line.thread],
        **dict(_fact_fields(line.facts)),
    }


def _fact_fields(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in facts.items():
        name = fact_field(key)
        if isinstance(value, Mapping) and value:
            yield from ((f"{name}/{_escaped(inner)}", part) for inner, part in value.items())
        else:
            yield name, value


def fact_field(key: str) -> str:
    """某项材料的栏名，如 ``facts/public``；写法同 JSON Pointer，不会混淆。"""
    return f"facts/{_escaped(key)}"


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def field_key(salt: bytes, name: str) -> bytes:
    """某一栏的钥匙。"""
    return hashlib.blake2b(name.encode(), key=salt, digest_size=32).digest()


def commitment(key: bytes, name: str, value: Any) -> bytes:
    """某一栏的承诺：名字也在里面，换栏就对不上。"""
    return hashlib.sha256(key + canonical([name, value])).digest()


def combine(commitments: Iterable[bytes]) -> bytes:
    """各栏的承诺排序后合成一个摘要。"""
    return hashlib.sha256(b"".join(sorted(commitments))).digest()


def digest_of(line: Line, salt: bytes) -> bytes:
    """一条留痕的摘要，32 字节。"""
    return combine(
        commitment(field_key(salt, name), name, value) for name, value in fields(line).items()
    )
