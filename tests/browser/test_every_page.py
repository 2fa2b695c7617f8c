"""每一页都人人用得上：权限表里打得开的网址，一页不落，都在真浏览器里打开来查。

新网址写进权限表就自己进来；谁先看得到，就由谁去打开。
"""

import tomllib
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from lianxin.portal.tests.town import Clock, clock
from tests.browser.barriers import AXE, NO_AXE, Inspector
from tests.browser.entering import enter
from tests.promises.filled_things import things
from tests.promises.filled_world import fill
from tests.promises.test_matrix import TABLE, filled_in, our_urls
from tests.world import World

__all__ = ["clock"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
#: 看得到的事多的排在前面。
VISITORS = ("stranger", "street", "office", "deputy", "unit", "committee", "chair", "other_unit")
GROUPS = {"people": VISITORS[:1], "street": VISITORS[1:2], "others": VISITORS[2:]}
#: 登录与改密码的几页由登录组件自带，不在权限表里。
ACCOUNT = {
    "account/login/": "stranger",
    "account/logout/": "street",
    "account/password/change/": "street",
    "account/2fa/": "street",
}


def table() -> dict[str, dict[str, int]]:
    """权限表。"""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def pages() -> list[str]:
    """全站的网址里是一页的：以斜线结尾，不是只收提交的；别的是下载、图片。"""
    known = table()
    found = [path for path in our_urls() if not path or path.endswith("/")]
    return [path for path in found if 405 not in known.get(path or "/", {}).values()]


def seen_first(addresses: dict[str, str], clients: dict[str, Client]) -> dict[str, str]:
    """每一页由谁去打开：照权限表；表里还没有人打得开的，人人试一遍。"""
    known, found = table(), dict(ACCOUNT)
    for path in pages():
        row = known.get(path or "/", {})
        able = [who for who in VISITORS if row.get(who) == 200]
        tried = (who for who in VISITORS if clients[who].get(addresses[path]).status_code == 200)
        found[path] = able[0] if able else next(tried, "")
    return found


class Titles:
    """一扇门里各页的页名，不许两页同名：标签页、历史记录里要分得开。"""

    #: 本来就是同一页的：锁着的回执就是“查办理进度”；扫码与直接来反映，填的是同一张表。
    SAME = ("r/<str:receipt_no>/", "say/")

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def clash(self, path: str, title: str) -> list[str]:
        """与哪一页同名。"""
        if path in self.SAME:
            return []
        other = self.known.setdefault(title, path)
        return [] if other == path else [f"与 {other} 同名“{title}”"]


class Building:
    """装满的小世界开着门，各岗的人各有一部登录好的手机。"""

    def __init__(self, world: World, chromium: Browser, address: str) -> None:
        self.world, self.chromium, self.address = world, chromium, address
        filled = fill(world)
        more = things(filled)
        self.addresses = {path: filled_in(path, filled, more) for path in (*pages(), *ACCOUNT)}
        self.clients = {who: getattr(world, who).sign_in(Client()) for who in VISITORS}

    def findings(self, visitors: tuple[str, ...]) -> list[str]:
        """这几个人各走一遍自己先看得到的页，毛病都记下来。"""
        first = seen_first(self.addresses, self.clients)
        found: list[str] = []
        for who in visitors:
            found += self._walk(who, [path for path, seen in first.items() if seen == who])
        return found

    def _walk(self, who: str, paths: list[str]) -> list[str]:
        context = self.chromium.new_context(
            locale="zh-CN", service_workers="block", reduced_motion="reduce"
        )
        enter(context, getattr(self.world, who), self.address)
        inspector, titles = Inspector(context, self.address), Titles()
        found: list[str] = []
        for path in paths:
            wrong = self._visit(inspector, titles, path)
            found += [f"{who} {path}：{each}" for each in wrong]
        context.close()
        return found

    def _visit(self, inspector: Inspector, titles: "Titles", path: str) -> list[str]:
        answer = inspector.open(self.addresses[path])
        if answer.status != 200:
            return [f"答复 {answer.status}"]
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        return [*inspector.findings(), *titles.clash(path, inspector.page.title())]


@pytest.fixture
def building(world: World, clock: Clock, chromium: Browser, live_server: Any) -> Building:
    """装满的小世界，连同在跑的服务。"""
    return Building(world, chromium, live_server.url)


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_serves_everybody(building: Building, group: str) -> None:
    """每一页：打得开、没有严重的障碍、窄屏宽屏都不用横着拖、有自己的名字、没有漏出来的原文、样样取得到。"""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    found = building.findings(GROUPS[group])
    assert not found, "\n".join(found)
