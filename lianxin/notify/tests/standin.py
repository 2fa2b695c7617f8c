"""对方的替身：真的在本机开一个网址，能收下、能报错、能不答、能收了不答、能认出重复。"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Standin:
    """替身。``script`` 里写着接下来每一次怎么答，写完了就都收下。"""

    def __init__(self) -> None:
        self.script: deque[str] = deque()
        self.accepted: dict[str, dict[str, Any]] = {}
        self.calls: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.go_on = threading.Event()
        self.url = ""

    def take(self, body: dict[str, Any]) -> list[dict[str, str]]:
        """收下一批；收过的说收过。"""
        self.calls.append(body)
        results = []
        for one in body["messages"]:
            known = one["id"] in self.accepted
            self.accepted.setdefault(one["id"], one)
            status = "duplicate" if known else "accepted"
            results.append({"id": one["id"], "status": status, "ref": f"r{len(self.accepted)}"})
        return results


@contextmanager
def standin() -> Iterator[Standin]:
    """开着的替身；用完关掉。"""
    found = Standin()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.keys.append(self.headers["Authorization"])
            _answer(self, found, body)

        def log_message(self, *_: Any) -> None:
            """不往屏幕上写。"""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/send"
    try:
        yield found
    finally:
        found.go_on.set()
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, found: Standin, body: dict[str, Any]) -> None:
    how = found.script.popleft() if found.script else "ok"
    if how == "hang":
        found.calls.append(body)
        found.go_on.wait(10)
        return
    if how == "500":
        _reply(handler, 500, b"{}")
        return
    if how == "jump":
        handler.send_response(302)
        handler.send_header("Location", found.url + "/elsewhere")
        handler.end_headers()
        return
    if how == "reject":
        results = [
            {"id": one["id"], "status": "rejected", "reason": "号码不存在"}
            for one in body["messages"]
        ]
    else:
        results = found.take(body)
    found.before_answer()
    if how == "drop":
        handler.connection.close()
        return
    given = b"<html>" if how == "garbage" else json.dumps({"results": results}).encode()
    _reply(handler, 200, given)


def _reply(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
