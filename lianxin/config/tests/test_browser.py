"""真浏览器里看：最严的内容安全策略下，页面照样好好的。"""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/no-such-page/"])
def test_pages_obey_their_own_policy(phone: Page, live_server: Any, path: str) -> None:
    """页面上没有一样东西被内容安全策略挡住，三百九十像素宽也不用横向滚动。"""
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.on("pageerror", lambda error: complaints.append(str(error)))
    phone.goto(live_server.url + path, wait_until="networkidle")

    assert [words for words in complaints if "status of 404" not in words] == []
    wide, room = phone.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= room
    assert phone.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')")
