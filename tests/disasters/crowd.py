"""一群人：各开各的连接同时发，没收到答复就原样重发；记下每一个答复。"""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ANSWER_WITHIN = 45.0
RECOVERED_WITHIN = 60.0


@dataclass(frozen=True)
class Answer:
    """一个答复：状态码、``Retry-After``、内容、等了几秒。"""

    status: int
    retry_after: str
    body: dict[str, Any]
    waited: float

    @property
    def honest(self) -> bool:
        """办成了；或者说明白现在办不了、几秒后再来。"""
        return self.status in (200, 201) or (self.status == 503 and self.retry_after.isdecimal())


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """发一个请求。

    :raises OSError: 连不上，或答到一半断了
    """
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, {"Content-Type": "application/json", **named})
        got = connection.getresponse()
        text = got.read()
    except http.client.HTTPException as broken:
        raise ConnectionError(str(broken)) from broken
    finally:
        connection.close()
    waited = time.monotonic() - began
    return Answer(got.status, got.headers.get("Retry-After", ""), _parsed(text), waited)


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text.decode(errors="replace")}
    return found if isinstance(found, dict) else {"items": found}


@dataclass
class Crowd:
    """一群提交的人：``keys`` 是用过的钥匙，``receipts`` 是钥匙 → 给过的编号。"""

    port: int
    code: str
    keys: set[str] = field(default_factory=set)
    receipts: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    broken: int = 0

    def submit(self, key: str) -> Answer:
        """发一条；同一把钥匙可以反复发。"""
        self.keys.add(key)
        body = {"text": f"路灯不亮，请修一修。{key[:6]}", "access_code": self.code}
        answer = ask(self.port, "POST", "/api/v1/opinions", body, Idempotency_Key=key)
        self.answers.append(answer)
        if answer.status == 201:
            number = answer.body["receipt_no"]
            assert self.receipts.setdefault(key, number) == number, "同一把钥匙给了两个编号"
        return answer

    def insist(self, key: str, until: float) -> None:
        """发到收到编号为止；断了、忙了就等一等原样重发。"""
        while time.monotonic() < until:
            try:
                if self.submit(key).status == 201:
                    return
            except OSError:
                self.broken += 1
            time.sleep(0.2)

    def rush(self, *, people: int, meanwhile: Callable[[], None]) -> None:
        """每人一条接一条地发，直到出的事过去了；手上的一条都收到编号才算完。"""
        over = threading.Event()

        def person() -> None:
            while not over.is_set():
                self.insist(uuid.uuid4().hex, time.monotonic() + RECOVERED_WITHIN)

        def disaster() -> None:
            try:
                meanwhile()
            finally:
                over.set()

        together([person] * people, meanwhile=disaster)


def together(acts: list[Callable[[], Any]], *, meanwhile: Callable[[], None] | None = None) -> None:
    """同时做几件事，都做完才回来；谁出了错就抛谁的。"""
    gate = threading.Barrier(len(acts))
    mistakes: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            act()
        except BaseException as mistake:  # noqa: BLE001 （带回主线程再抛）
            mistakes.append(mistake)

    threads = [threading.Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    if meanwhile is not None:
        meanwhile()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "有人一直没等到答复"
    if mistakes:
        raise mistakes[0]
