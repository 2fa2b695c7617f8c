"""真浏览器测试共用的：开门办事的小世界，和一部窄屏手机。"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lianxin.portal.tests.town import Town, clock, town

__all__ = ["clock", "town"]

NARROW = {"width": 360, "height": 740}


@pytest.fixture
def open_town(town: Town, live_server: Any) -> Town:
    """小世界，连同在跑的服务。"""
    town.address = live_server.url
    return town


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """三百六十像素宽的手机。"""
    context = chromium.new_context(viewport=NARROW, has_touch=True, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """关掉脚本的手机。"""
    context = chromium.new_context(viewport=NARROW, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()
