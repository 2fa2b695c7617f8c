"""真浏览器里记活动的一部手机：登录、打开、填、存、看草稿箱；还能把网放慢、把存储占满。

不认识 Django：比快慢的程序也用它。
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

QUICK = "/desk/activities/quick/"
SAVE = "记下这一场"
DARK = "村口到小学这段路没有路灯，孩子放学天就黑了。"
#: 慢的网：来回四百毫秒，上下各五十 kB/s。
SLOW = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


class Phone:
    """代表的一部手机。"""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    @property
    def context(self) -> BrowserContext:
        """整部手机：网络、存储、登录。"""
        return self.page.context

    def carry(self, session: str) -> None:
        """换成这个会话登录：先清掉前一位的记号，照服务器做的那样。"""
        self.context.clear_cookies(name="phone_owner")
        cookie = {"name": "sessionid", "value": session, "url": self.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def open(self) -> None:
        """打开这一页，等脚本备好、后台小程序接手。"""
        self.page.goto(self.address + QUICK)
        expect(self.page.locator("#quick[data-ready]")).to_be_attached()

    def settle(self) -> None:
        """等后台小程序装好。"""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def slow_down(self) -> None:
        """把网放慢。"""
        self._tell("Network.emulateNetworkConditions", offline=False, **SLOW)

    def squeeze(self, most: int | None) -> None:
        """浏览器只给这个网站这么多字节的存储；不给数就照常。要在打开之前：浏览器半分钟才重问一次。"""
        given: dict[str, Any] = {} if most is None else {"quotaSize": most}
        self._tell("Storage.overrideQuotaForOrigin", origin=self.address, **given)

    def _tell(self, method: str, **given: Any) -> None:
        self.context.new_cdp_session(self.page).send(method, given)

    def write(self, text: str = DARK, heads: int = 30, place: str = "村口大樟树下") -> None:
        """填一场板凳会。"""
        self.page.locator("[name=kind][value=bench_talk]").check(force=True)
        self.page.locator("[name=body]").select_option(index=self._first_body())
        self.page.get_by_label("具体位置").fill(place)
        self.page.get_by_label("群众", exact=True).fill(str(heads))
        self.page.locator("[name=voice_0]").fill(text)

    def _first_body(self) -> int:
        blank = self.page.locator("[name=body] option").first.get_attribute("value") == ""
        return 1 if blank else 0

    def save(self) -> None:
        """点“记下这一场”。"""
        self.page.get_by_role("button", name=SAVE).click()

    def state(self, words: str, *, seconds: float = 5) -> None:
        """草稿箱里最新一份走到哪。"""
        newest = self.page.locator("#outbox li .light").first
        expect(newest).to_have_text(words, timeout=1000 * seconds)
