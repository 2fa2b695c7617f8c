"""真浏览器：系统里的 Chromium，由 playwright 操纵；没有装就跳过，说清怎么装。

有不带窗口的那一种（同一版内核，少一半功夫）就用它。

测试写 ``@pytest.mark.browser``，要 ``phone``（三百九十宽）或 ``desktop``，配 ``live_server`` 用。
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = "没有浏览器：请管理员运行 apt-get install -y chromium fonts-noto-cjk"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


def chromium_path() -> str | None:
    """系统里的 Chromium 在哪里；没有为空。"""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """开一个浏览器，用完关上；root 跑不了沙箱，才关掉沙箱。"""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """整场测试共用一个浏览器。"""
    if chromium_path() is None:
        pytest.skip(MISSING)
    # playwright 在主线程里跑着事件循环，Django 会误以为在异步里查库。
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with launched() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """手机大小的一页，每个测试都是新的。"""
    context = chromium.new_context(viewport=PHONE, has_touch=True, locale="zh-CN")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(chromium: Browser) -> Iterator[Page]:
    """电脑大小的一页，每个测试都是新的。"""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()
