"""压力：一个进程、若干条保持着的连接，收到一个答复才发下一个；只用标准库，自己尽量少占 CPU。"""

from __future__ import annotations

import gc
import http.client
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

DRAIN_SECONDS = 30.0
LARGEST_READ = 262144
_END = b"\r\n\r\n"


class LoadTrouble(Exception):
    """压不下去：连接断了，或者答复读不懂。"""


@dataclass(slots=True)
class Outcome:
    """一次压测：用了几秒、每个答复等了几秒、各状态码几个。"""

    seconds: float
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        """收到几个答复。"""
        return len(self.waits)

    @property
    def per_second(self) -> float:
        """每秒几个。"""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        """第几百分位的等待，毫秒。"""
        ranked = sorted(self.waits)
        return 1000 * ranked[min(len(ranked) - 1, int(len(ranked) * share))]


@dataclass(slots=True)
class _Line:
    """一条连接：收到一半的答复，和发出的时刻。"""

    socket: socket.socket
    received: bytes = b""
    expected: int = 0
    sent_at: float = 0.0


def request(
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    kind: str = "application/json",
) -> bytes:
    """写好一个请求的全部字节。"""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + _END + body


def drive(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Outcome:
    """压一段时间；到点、或要发的发完了，不再发新的，等齐在途的答复再算。

    :raises LoadTrouble: 连接断了，或三十秒等不齐
    """
    lines = {line.socket.fileno(): line for line in (_connect(port) for _ in range(clients))}
    poll = select.epoll()
    for number in lines:
        poll.register(number, select.EPOLLIN)
    gc.collect()
    gc.disable()
    try:
        return _run(poll, lines, requests, seconds)
    finally:
        gc.enable()
        poll.close()
        for line in lines.values():
            line.socket.close()


def _connect(port: int) -> _Line:
    made = socket.create_connection(("127.0.0.1", port), timeout=DRAIN_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Line(made)


def _run(
    poll: select.epoll, lines: dict[int, _Line], requests: Iterator[bytes], seconds: float
) -> Outcome:
    clock = time.perf_counter
    began = clock()
    outcome, until, busy = Outcome(0.0), began + seconds, 0
    for line in lines.values():
        busy += _sent(line, requests, clock())
    while busy:
        ready = poll.poll(1.0)
        if clock() > until + DRAIN_SECONDS:
            raise LoadTrouble(f"还有 {busy} 个答复三十秒没有等到")
        for number, _ in ready:
            line = lines[number]
            if not _read(line, outcome):
                continue
            now = clock()
            outcome.waits.append(now - line.sent_at)
            if now >= until or not _sent(line, requests, now):
                busy -= 1
    outcome.seconds = clock() - began
    return outcome


def _sent(line: _Line, requests: Iterator[bytes], now: float) -> bool:
    """发下一个；没有了就不发。"""
    raw = next(requests, None)
    if raw is None:
        return False
    line.sent_at = now
    line.socket.sendall(raw)
    return True


def _read(line: _Line, outcome: Outcome) -> bool:
    """收一截；收齐一个答复就记下状态码。"""
    got = line.socket.recv(LARGEST_READ)
    if not got:
        raise LoadTrouble("服务断开了连接")
    line.received += got
    if not line.expected:
        head = line.received.find(_END)
        if head < 0:
            return False
        line.expected = head + len(_END) + _length(line.received[:head])
    if len(line.received) < line.expected:
        return False
    outcome.statuses[int(line.received[9:12])] += 1
    line.received, line.expected = b"", 0
    return True


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    if at < 0:
        raise LoadTrouble("答复没有写明长度")
    return int(head[at + 15 :].split(b"\r\n", 1)[0])


def ask(port: int, raw: bytes) -> tuple[int, bytes]:
    """发一个请求，读一个答复：正式压之前先核对一次。"""
    with _connect(port).socket as made:
        made.sendall(raw)
        answer = http.client.HTTPResponse(made)
        answer.begin()
        return answer.status, answer.read()
