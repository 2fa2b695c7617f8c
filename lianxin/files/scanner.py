"""查毒：把内容交给 clamd（INSTREAM 协议），只认“没有”和“查出什么”，别的都算没查成。"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

_CHUNK: Final = 128 * 1024
_LONGEST_ANSWER: Final = 4096
_CONNECT_SECONDS: Final = 3.0
_FOUND: Final = " FOUND"


class ScannerDown(Exception):
    """没查成：连不上、断了、超时，或答得看不懂。不说明文件有没有毒。"""


def scan(content: bytes, *, address: str, seconds: float) -> str:
    """查一份内容；没有毒返回空，查出来返回病毒的名字。

    :param address: ``tcp://主机:端口`` 或套接字文件的路径
    :param seconds: 从连上到答完最多等几秒
    :raises ScannerDown: 没查成
    """
    answer = _ask(address, _stream(content), seconds).removeprefix("stream:").strip()
    if answer == "OK":
        return ""
    if answer.endswith(_FOUND) and answer != _FOUND.strip():
        return answer.removesuffix(_FOUND)[:120]
    raise ScannerDown(f"查毒程序答得看不懂：{answer[:120]!r}")


def ping(*, address: str, seconds: float) -> None:
    """问一声在不在。

    :raises ScannerDown: 不在，或答得不对
    """
    if _ask(address, iter([b"zPING\0"]), seconds) != "PONG":
        raise ScannerDown("查毒程序有应答，但不是 clamd")


def _stream(content: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(content), _CHUNK):
        part = content[start : start + _CHUNK]
        yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)


def _ask(address: str, parts: Iterator[bytes], seconds: float) -> str:
    until = time.monotonic() + seconds
    try:
        with _connected(address, seconds) as line:
            _send(line, parts, until)
            return _answer(line, until)
    except (OSError, ValueError) as broken:
        raise ScannerDown(f"查毒程序没有应答：{broken}") from broken


def _send(line: socket.socket, parts: Iterator[bytes], until: float) -> None:
    try:
        for part in parts:
            line.settimeout(_left(until))
            line.sendall(part)
    except (BrokenPipeError, ConnectionResetError):
        # 超过它的上限时，它不等收完就答；答了什么接着读。
        return


def _answer(line: socket.socket, until: float) -> str:
    got = b""
    while b"\0" not in got and len(got) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        more = line.recv(1024)
        if not more:
            break
        got += more
    if not got.endswith(b"\0"):
        raise ValueError("话没有说完就断了")
    return got.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("等得太久")
    return left


@contextmanager
def _connected(address: str, seconds: float) -> Iterator[socket.socket]:
    wait = min(_CONNECT_SECONDS, seconds)
    if address.startswith("tcp://"):
        parts = urlsplit(address)
        if not parts.hostname or not parts.port:
            raise ValueError("地址要写成 tcp://主机:端口")
        with socket.create_connection((parts.hostname, parts.port), timeout=wait) as line:
            yield line
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(wait)
        line.connect(address.removeprefix("unix:"))
        yield line
