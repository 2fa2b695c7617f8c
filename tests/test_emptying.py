"""测试之间清空各表：上一个测试留下的请求没办完，不许清。"""

import threading
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests.plugins.emptying import QUIET


@pytest.mark.django_db(transaction=True)
def test_emptying_waits_for_the_request_left_behind(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """请求卡在半路，等不到“都办完了”；放行，马上等到。"""
    come, go = threading.Event(), threading.Event()
    answer = WSGIHandler.get_response

    def held(self: Any, request: Any) -> Any:
        come.set()
        go.wait(10)
        return answer(self, request)

    monkeypatch.setattr(WSGIHandler, "get_response", held)
    left = threading.Thread(target=lambda: urlopen(live_server.url + "/healthz").read())
    left.start()
    assert come.wait(10)
    assert not QUIET.wait(patience=0.1)
    go.set()
    assert QUIET.wait()
    left.join()
