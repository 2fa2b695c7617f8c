"""亲手办一遍：真浏览器里，各人从自己的桌面点进去，找到那一件，按看得见的按钮，填看得见的表。

测试里除了工作台的首页，哪一页都不写网址；每到一页都看有没有横着多出来的、没翻成中文的。
设了 ``BY_HAND_SHOTS``（目录），每一步存一张图，给人看。
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

from lianxin.casework.usecases import sweep
from lianxin.stations import codes
from tests.journeys.hands import Hands

DESK = "/desk/"
PAPER = b"%PDF-1.4\n%%EOF\n"
#: 页面上不该有的字：没翻成中文的标识、没填上的变量。
RAW = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bNone\b|\bnull\b|\{\{|\{%")
_MARK = """() => { const old = document.querySelector("#detail > *")
    ?? document.querySelector("main > *"); if (old) old.dataset.old = "1"; }"""
_GONE = "() => !document.querySelector('[data-old]') && document.readyState !== 'loading'"
_SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
#: 横着多出几个像素；正文里只有能自己横着拖的表可以宽。
_OVER = "() => document.documentElement.scrollWidth - innerWidth"
_CONTROLS = "input:not([type=hidden]), textarea, select"
_PATIENCE = 30_000

Value = str | bool | Sequence[Any]
Title = str | re.Pattern[str]


@dataclass
class ByHand:
    """一群人轮流用一部手机（或一台电脑），各登各的，在同一个小世界里办事。"""

    hands: Hands
    browser: Browser
    address: str
    size: Mapping[str, int]
    name: str
    sessions: dict[str, str] = field(default_factory=dict)
    holder: str = ""
    only: Page | None = None
    taken: int = 0

    # ---- 日子 ----

    def on(self, month: int, day: int, *, year: int = 0) -> None:
        """翻到某一天的上午九点；登录早已过期，各人重新登录。"""
        turned = self.hands.now.replace(year=year or self.hands.now.year, month=month, day=day)
        assert turned >= self.hands.now, "日子只能往后翻"
        self.hands.now = turned.replace(hour=9, minute=0)
        self.sessions.clear()
        self.holder = ""

    def patrol(self) -> None:
        """系统夜里巡查一遍。"""
        sweep(at=self.hands.now)

    # ---- 人 ----

    def page(self, who: str) -> Page:
        """轮到某人：同一部手机换他登录，上一位的记号清掉。"""
        if self.only is None:
            self.only = self._unboxed()
        if who != self.holder:
            self.holder = who
            self._hand_over(self.only)
        return self.only

    def _unboxed(self) -> Page:
        context = self.browser.new_context(
            viewport=self.size,  # type: ignore[arg-type]
            has_touch=self.narrow,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(_PATIENCE)
        return context.new_page()

    @property
    def narrow(self) -> bool:
        """是不是手机的宽度。"""
        return self.size["width"] < 800

    def _hand_over(self, page: Page) -> None:
        page.context.clear_cookies()
        if self.holder == "citizen":
            return
        if self.holder not in self.sessions:
            client = getattr(self.hands.world, self.holder).sign_in(Client())
            self.sessions[self.holder] = client.cookies["sessionid"].value
        cookie = {"name": "sessionid", "value": self.sessions[self.holder], "url": self.address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    def close(self) -> None:
        """收起手机。"""
        if self.only is not None:
            self.only.context.close()

    # ---- 走到那一页 ----

    def desk(self, who: str, *through: str) -> Page:
        """从工作台首页起，照栏目的名字（或页上的链接）一层层点进去。"""
        page = self.page(who)
        page.goto(self.address + DESK)
        self._look(page)
        for name in through:
            self._enter(page, name)
        return page

    def _enter(self, page: Page, name: str) -> None:
        nav = ".tabbar" if self.narrow else ".side-nav"
        link = page.locator(nav).get_by_role("link", name=re.compile(rf"^{re.escape(name)}\b"))
        hidden = page.locator(f"{nav} a", has=page.locator(f"span:text-is('{name}')"))
        if hidden.count():
            if not hidden.first.is_visible():
                page.locator(".tab-more > summary").click()
            self._follow(page, hidden.first)
            return
        self._follow(page, _one(page.locator("main"), name, link))

    def find(self, who: str, title: Title, *through: str) -> Page:
        """在自己的清单里找到这一件，点开；同名的写成式样，连欠着什么一起认。"""
        page = self.desk(who, *through)
        self._follow(page, page.locator("main").get_by_role("link", name=title).first)
        return page

    def sees(self, who: str, title: Title, *through: str) -> bool:
        """自己的清单里有没有这一件。"""
        page = self.desk(who, *through)
        return page.locator("main").get_by_role("link", name=title).count() > 0

    # ---- 按按钮、填表 ----

    def press(self, page: Page, label: str) -> None:
        """按页面上这个名字的按钮或链接；收在折叠里的先展开。"""
        self._follow(page, _one(page.locator("main"), label))

    def fill(self, page: Page, fields: Mapping[str, Value]) -> None:
        """照格子上的名字填。"""
        for label, value in fields.items():
            _fill(page, _field(page, label), value)

    def send(self, page: Page, button: str = "") -> str:
        """交表；返回页面上的回话，没办成就报页面上的错。"""
        acts = page.locator("main .form-acts")
        pressed = acts.get_by_role("button", name=button, exact=True) if button else acts
        self._shot(page, "填好")
        self._follow(page, pressed.locator(".btn-main").first if not button else pressed.first)
        wrong = page.locator("main [role=alert], main .wrong")
        assert not wrong.count(), "\n".join(wrong.all_inner_texts())
        return page.locator("#flash").inner_text()

    def work(
        self,
        who: str,
        title: Title,
        label: str,
        fields: Mapping[str, Value] | None = None,
        *,
        via: Sequence[str] = (),
    ) -> str:
        """从自己的清单找到这一件，按这个按钮，照格子的名字填好，交上去；返回回话。"""
        self.hands.now += timedelta(minutes=20)
        page = self.find(who, title, *(via or self.usual(who)))
        self._shot(page, f"{label}之前")
        self.press(page, label)
        if page.locator("main form .form-acts").count() and not _told(page):
            self.fill(page, fields or {})
            self.send(page)
        told = page.locator("#flash").inner_text()
        assert told.strip(), f"办了“{label}”，页面上没有一句回话"
        return told

    def simply(self, page: Page, fields: Mapping[str, Value], button: str = "") -> str:
        """眼前这张表填好、交上去；返回回话。"""
        self.fill(page, fields)
        return self.send(page, button)

    def refused(
        self,
        who: str,
        title: Title,
        label: str,
        fields: Mapping[str, Value] | None = None,
        *,
        via: Sequence[str] = (),
    ) -> str:
        """照样找到、按下、填好，却办不成；返回页面上说的话。按钮按不动的，返回旁边写的缘由。"""
        page = self.find(who, title, *(via or self.usual(who)))
        off = page.locator(".not-yet", has=page.get_by_role("button", name=label, exact=True))
        if off.count():
            return off.first.inner_text()
        self.press(page, label)
        self.fill(page, fields or {})
        self._follow(page, page.locator("main .form-acts .btn-main").first)
        wrong = page.locator("main [role=alert], main .field:has(.wrong)")
        assert wrong.count(), f"“{label}”不该办成"
        self._shot(page, f"{label}没办成")
        return "\n".join(wrong.all_inner_texts())

    def offers(self, who: str, title: Title, *, via: Sequence[str] = ()) -> list[str]:
        """这一件上，他眼下有哪些按钮（按得动的）。"""
        page = self.find(who, title, *(via or self.usual(who)))
        found = page.locator(".step .moves .btn")
        return [re.sub(r"\s*\d$", "", words.strip()) for words in found.all_text_contents()]

    @staticmethod
    def usual(who: str) -> tuple[str, ...]:
        """各人平常从哪里找：代表看“我的履职”，别人看“今天要办”。"""
        return () if who != "deputy" else ("我的履职",)

    # ---- 群众 ----

    def say(self, text: str) -> str:
        """群众扫代表的码，写一段话交上去；返回编号。"""
        page = self.page("citizen")
        page.goto(f"{self.address}/s/{codes.sign(self.hands.world.deputy_code.serial)}")
        page.locator("textarea[name=text]").fill(text)
        self._look(page)
        page.locator("main form button.btn-main, main form [type=submit]").last.click()
        page.wait_for_url(re.compile(r"/r/|/submitted|/s/.*done"))
        self._look(page)
        found = re.search(r"/r/([^/]+)/", page.url)
        return found.group(1) if found else page.locator("main .num").first.inner_text()

    # ---- 看 ----

    def reads(self, page: Page, *words: str) -> None:
        """这一页写着这些话。"""
        for each in words:
            expect(page.locator("main")).to_contain_text(each)

    def _follow(self, page: Page, target: Locator) -> None:
        """点一下，等新的一页（或换上的一块）到了，再看一眼。"""
        page.evaluate(_MARK)
        target.click()
        try:
            page.wait_for_function(_GONE)
        except Late as late:
            wrong = page.locator("#flash, main [role=alert]").all_inner_texts()
            raise AssertionError(f"点了没有动静：{target}；页面上说 {wrong}") from late
        page.wait_for_function(_SETTLED)
        self._look(page)

    def _look(self, page: Page) -> None:
        over = page.evaluate(_OVER)
        assert over <= 0, f"{page.url} 横着多出 {over} 像素"
        words = page.locator("body").inner_text()
        raw = RAW.findall(words)
        assert not raw, f"{page.url} 上有没翻成中文的：{raw}"

    def _shot(self, page: Page, what: str) -> None:
        if folder := os.environ.get("BY_HAND_SHOTS"):
            self.taken += 1
            name = f"{self.name}-{self.size['width']}-{self.taken:03d}-{self.holder}-{what}.png"
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / re.sub(r"[/（）：，、\s]", "", name))


def paper(name: str = "答复函.pdf") -> dict[str, Any]:
    """要传的一份文件。"""
    return {"name": name, "mimeType": "application/pdf", "buffer": PAPER}


def _told(page: Page) -> bool:
    """已经有一句“办好了”：这一步不用填表，点了就办。"""
    return page.locator("#flash .notice-success").count() > 0


def _one(within: Locator, label: str, also: Locator | None = None) -> Locator:
    """叫这个名字的按钮或链接；收在折叠里的先展开。"""
    found = within.get_by_role("button", name=label, exact=True)
    found = found.or_(within.get_by_role("link", name=label, exact=True))
    if found.count() == 0:
        folded = within.locator("details:not([open])", has_text=label)
        for _ in range(folded.count()):
            folded.first.locator("> summary").click()
    if found.count() == 0 and also is not None:
        return also.first
    return found.first


def _field(page: Page, label: str) -> Locator:
    """名字是这个的一格；名字要从头对上，后面可以带“（可不填）”。"""
    named = page.locator("main .field", has=page.locator("label, legend").filter(has_text=label))
    exact = re.compile(rf"^\s*{re.escape(label)}\s*(（可不填）)?\s*$")
    for place in range(named.count()):
        title = named.nth(place).locator("label, legend").first.inner_text()
        if exact.match(title):
            return named.nth(place)
    seen = page.locator("main .field > label, main .field > legend").all_inner_texts()
    raise AssertionError(f"表上没有“{label}”这一格，只有 {seen}")


def _fill(page: Page, one: Locator, value: Value) -> None:
    control = one.locator(_CONTROLS).first
    kind = control.evaluate("node => node.type")
    if one.locator("label.tick").count() and kind == "checkbox":
        control.set_checked(bool(value))
        return
    if isinstance(value, bool):
        value = "是" if value else "否"
    by_kind: dict[str, Callable[[], None]] = {
        "select-one": lambda: _select(control, value),
        "file": lambda: control.set_input_files(value),  # type: ignore[arg-type]
        "radio": lambda: _tick(one, [value]),
        "checkbox": lambda: _tick(one, [value] if isinstance(value, str) else list(value)),
    }
    if one.locator(".promises").count():
        _promise(one, list(value))  # type: ignore[arg-type]
    else:
        by_kind.get(kind, lambda: control.fill(str(value)))()


def _select(control: Locator, value: Any) -> None:
    """选写着这几个字的一项；人名、机构后面可以带职务、分组。"""
    option = control.locator("option", has_text=str(value)).first
    assert option.count(), f"没有“{value}”可选：{control.locator('option').all_inner_texts()}"
    control.select_option(value=option.get_attribute("value"))


def _tick(one: Locator, wanted: list[Any]) -> None:
    for each in wanted:
        found = one.locator("label", has_text=re.compile(rf"^\s*{re.escape(str(each))}\s*$"))
        folded = one.locator("details:not([open])")
        while not found.first.is_visible() and folded.count():
            folded.first.locator("> summary").click()
        found.first.click()


def _promise(one: Locator, rows: list[Mapping[str, str]]) -> None:
    for place, row in enumerate(rows):
        for part, words in row.items():
            one.locator(f"[name$='-{place}-{part}']").fill(words)
