"""比哪几样活：每样都有我们的做法、裸框架的做法和同样语句的纯 SQL。"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench import load
from bench.house import BARE, Bare, Connection, House
from bench.words import ITEMS, TEXT

Answer = dict[str, Any]


class WrongAnswer(Exception):
    """压之前核对的那一个答复不对：量出来的数没有意义。"""


@dataclass(frozen=True, slots=True)
class Side:
    """一样活的一种做法。

    ``requests`` 源源不断地给请求；``check`` 核对一个答复；``made`` 数做成了几件（只读的不数）。
    """

    name: str
    port: int
    database: str
    requests: Iterator[bytes]
    status: int
    check: Callable[[Answer], bool]
    made: str = ""

    def verify(self) -> None:
        """先做一次，答复要对。

        :raises WrongAnswer: 状态码或内容不对
        """
        status, body = load.ask(self.port, next(self.requests))
        if status != self.status or not self.check(json.loads(body)):
            raise WrongAnswer(f"{self.name} 答复 {status}：{body[:300].decode(errors='replace')}")

    def count(self, connection: Connection) -> int:
        """此刻做成了几件。"""
        row = connection.execute(self.made).fetchone() if self.made else None
        return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Work:
    """一样活：目标是裸框架的几倍。"""

    key: str
    label: str
    goal: float
    ours: Side
    bare: Side
    pgbench: str


@dataclass(frozen=True, slots=True)
class Supply:
    """打压要用的料：令牌、码、还没办的办件、查得了的回执。"""

    ground: Mapping[str, str]
    fresh_cases: Sequence[int]
    receipts: Sequence[tuple[str, str]]
    stored: int


def works(house: House, bare: Bare, supply: Supply) -> list[Work]:
    """四样活。"""
    return [
        Work("intake", "登记一条意见", 0.5, *_intake(house, bare, supply), _CREATE),
        Work("move", "走一步", 0.5, *_move(house, bare, supply), _CHANGE),
        Work("list", "五十条清单（已登录）", 1.0, *_list(house, bare, supply), _LIST),
        Work("receipt", "凭查询码看回执", 0.8, *_receipt(house, bare, supply), _STATUS),
    ]


def _intake(house: House, bare: Bare, supply: Supply) -> tuple[Side, Side]:
    ours = Side(
        "登记",
        house.port,
        "lianxin",
        _opinions(supply.ground["code"]),
        201,
        lambda got: len(got["receipt_key"]) == 19 and got["receipt_no"].startswith("JX-"),
        "SELECT count(*) FROM opinions_opinion",
    )
    content = json.dumps({"text": TEXT, "category": "property"}).encode()
    plain = Side(
        "裸框架登记",
        bare.port,
        BARE,
        itertools.repeat(load.request("POST", "/items", body=content)),
        201,
        lambda got: len(got["code"]) == 20,
        "SELECT count(*) FROM bare_event WHERE verb = 'created'",
    )
    return ours, plain


def _opinions(code: str) -> Iterator[bytes]:
    """一条条各不相同的意见，都带联系方式、各有一把幂等钥匙。"""
    for number in itertools.count():
        content = {
            "text": f"{TEXT}（第 {number % 900} 号杆附近）",
            "access_code": code,
            "category": "property",
            "place": f"村口到小学 {number % 90} 米处",
            "contact": {"name": "王女士", "phone": f"139{number % 10**8:08d}"},
            "consent": True,
        }
        yield load.request(
            "POST",
            "/api/v1/opinions",
            headers={"Idempotency-Key": uuid.uuid4().hex},
            body=json.dumps(content, ensure_ascii=False).encode(),
        )


def _move(house: House, bare: Bare, supply: Supply) -> tuple[Side, Side]:
    facts = json.dumps({"facts": {"category": "property"}}).encode()
    headers = _bearer(supply.ground["street"])
    ours = Side(
        "走一步",
        house.port,
        "lianxin",
        (
            load.request("POST", f"/api/v1/cases/{pk}/moves/look_into", headers=headers, body=facts)
            for pk in supply.fresh_cases
        ),
        200,
        lambda got: got["stage"] == "looking",
        "SELECT count(*) FROM audit_entry WHERE verb = 'intake-qr.look_into'",
    )
    changed = json.dumps({"status": "looking"}).encode()
    plain = Side(
        "裸框架改状态",
        bare.port,
        BARE,
        (
            load.request("POST", f"/items/{pk}/status", body=changed)
            for pk in _scattered(supply.stored)
        ),
        200,
        lambda got: got["status"] == "looking",
        "SELECT count(*) FROM bare_event WHERE verb = 'moved'",
    )
    return ours, plain


def _list(house: House, bare: Bare, supply: Supply) -> tuple[Side, Side]:
    ours = Side(
        "五十条清单",
        house.port,
        "lianxin",
        itertools.repeat(opinions_page(supply.ground["office"])),
        200,
        lambda got: len(got["items"]) == ITEMS and bool(got["next_cursor"]),
    )
    cookie = {"Cookie": f"sessionid={bare.cookie}"}
    plain = Side(
        "裸框架五十条清单",
        bare.port,
        BARE,
        itertools.repeat(load.request("GET", "/items/list", headers=cookie)),
        200,
        lambda got: len(got["items"]) == ITEMS,
    )
    return ours, plain


def _receipt(house: House, bare: Bare, supply: Supply) -> tuple[Side, Side]:
    ours = Side(
        "看回执",
        house.port,
        "lianxin",
        receipts_read(supply.receipts),
        200,
        lambda got: bool(got["label"] and got["timeline"] and got["text"] == TEXT),
    )
    plain = Side(
        "裸框架查状态",
        bare.port,
        BARE,
        (load.request("GET", f"/status/C{pk:012d}") for pk in _scattered(supply.stored)),
        200,
        lambda got: bool(got["status"]),
    )
    return ours, plain


def opinions_page(token: str, *, cursor: str = "") -> bytes:
    """取五十条意见的请求；给了记号就从那里往下。"""
    path = f"/api/v1/opinions?limit={ITEMS}&cursor={cursor}"
    return load.request("GET", path, headers=_bearer(token))


def desk_page(session: str) -> bytes:
    """打开街道工作台的请求。"""
    return load.request("GET", "/desk/", headers={"Cookie": f"sessionid={session}"})


def receipts_read(receipts: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """轮着看各张回执的请求。"""
    return itertools.cycle(
        load.request("GET", f"/api/v1/receipts/{number}", headers={"Receipt-Key": key})
        for number, key in receipts
    )


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _scattered(stored: int) -> Iterator[int]:
    """在已存的里东取一条西取一条。"""
    return (1 + number * 7919 % stored for number in itertools.count())


_CREATE = f"""
BEGIN;
INSERT INTO bare_item (code, title, text, category, status, submitted_at)
VALUES (left(replace(gen_random_uuid()::text, '-', ''), 20), '{TEXT[:30]}', '{TEXT}', 'property',
        'received', now());
INSERT INTO bare_event (item_id, at, verb, facts)
VALUES (currval('bare_item_id_seq'), now(), 'created', '{{"by": "public"}}');
COMMIT;
"""
_CHANGE = """
\\set pk random(1, :stored)
BEGIN;
SELECT * FROM bare_item WHERE id = :pk FOR UPDATE;
UPDATE bare_item SET status = 'looking' WHERE id = :pk;
INSERT INTO bare_event (item_id, at, verb, facts)
VALUES (:pk, now(), 'moved', '{"to": "looking"}');
COMMIT;
"""
_LIST = f"SELECT * FROM bare_item ORDER BY id DESC LIMIT {ITEMS};"
_STATUS = """
\\set pk random(1, :stored)
SELECT * FROM bare_item WHERE code = 'C' || lpad((:pk)::text, 12, '0');
"""
