"""``make shots``：装好演示数据，逐页拍照，存进 ``docs/shots``，写好图册。

服务没有在跑就临时启动一套，拍完停下。用 ``PORT``、``LIANXIN_HOME`` 指定拍哪一套；
后面写几个名字，就只重拍这几张：``python -m tests.shots desk scan``。
"""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.plugins.browser import MISSING, chromium_path, launched
from tests.shots import gallery, pictures

ROOT = Path(__file__).resolve().parents[2]
LIANXIN = (sys.executable, "-m", "lianxin.ops.cli")
OUTPUT = ROOT / "docs" / "shots"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
START_SECONDS = 120
#: 手机的图放大一半才看得清字；电脑的图本来就大。
NARROW, LARGER = 600, 1.5
#: 屏幕放高些，一张图里看得到一屏多；固定在屏底的栏目仍在屏底。
HEIGHT = 1000


def main(*names: str) -> int:
    """逐页拍，写图册；有一页没拍成就返回非零。"""
    if chromium_path() is None:
        print(f"✗ {MISSING}", file=sys.stderr)
        return 1
    OUTPUT.mkdir(parents=True, exist_ok=True)
    plan = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))
    wanted = [shot for shot in plan["shot"] if not names or shot["name"] in names]
    demo = _demo()
    with _serving(), launched() as browser:
        camera = Camera(browser, demo)
        failed = [shot["name"] for shot in wanted if not camera.take(shot)]
    words = gallery.page(plan["roles"], plan["shot"])
    (OUTPUT / "README.md").write_text(words, encoding="utf-8")
    return 1 if failed else 0


def _demo() -> dict[str, Any]:
    command = [*LIANXIN, "demo", "--no-serve", "--json"]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return found


@contextmanager
def _serving() -> Iterator[None]:
    if _answers():
        yield
        return
    server = subprocess.Popen([*LIANXIN, "up"])
    deadline = time.monotonic() + START_SECONDS
    try:
        while not _answers() and time.monotonic() < deadline:
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{BASE}/healthz", timeout=2) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Camera:
    """一台相机：同一个人只登录一次。"""

    def __init__(self, browser: Browser, demo: dict[str, Any]) -> None:
        self.browser, self.demo = browser, demo
        self.known: dict[str, Any] = {}

    def take(self, shot: dict[str, Any]) -> bool:
        """拍一页；打不开、没有要跟着点开的，就说明，返回没拍成。"""
        with self._context(shot) as context:
            page = context.new_page()
            problem = self._open(page, shot)
            if problem:
                print(f"✗ {shot['name']}：{problem}", file=sys.stderr)
                return False
            taken = page.screenshot()
            path = page.url.removeprefix(BASE)
        size = pictures.keep(taken, OUTPUT / f"{shot['name']}.png")
        print(f"✓ {shot['name']}　{path}　{size // 1024} KB")
        return True

    @contextmanager
    def _context(self, shot: dict[str, Any]) -> Iterator[BrowserContext]:
        is_narrow = shot["width"] < NARROW
        context = self.browser.new_context(
            viewport={"width": shot["width"], "height": HEIGHT},
            locale="zh-CN",
            device_scale_factor=LARGER if is_narrow else 1,
            service_workers="block",
            storage_state=self._signed_in(shot.get("persona")),
        )
        yield context
        context.close()

    def _signed_in(self, username: str | None) -> Any:
        if username is not None and username not in self.known:
            context = self.browser.new_context(locale="zh-CN")
            _sign_in(context.new_page(), username, self.demo)
            self.known[username] = context.storage_state()
            context.close()
        return self.known.get(username or "")

    def _open(self, page: Page, shot: dict[str, Any]) -> str:
        path = _resolve(shot["path"], self.demo)
        if path is None:
            return f"演示里没有登记“{shot['path']}”"
        for pattern in (None, *shot.get("follow", ())):
            if pattern is not None and (path := _link(page, pattern)) is None:
                return f"{page.url.removeprefix(BASE)} 上没有像 {pattern} 的链接"
            answer = page.goto(f"{BASE}{path}", wait_until="networkidle")
            if answer is None or answer.status != 200:
                return f"{path} 打不开"
        if code := _code(shot["path"], self.demo):
            _unlock(page, code)
        return ""


def _link(page: Page, pattern: str) -> str | None:
    """这一页上第一个像这样的网址。"""
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.getAttribute('href'))"
    )
    return next((each for each in found if re.fullmatch(pattern, each)), None)


def _resolve(path: str, demo: dict[str, Any]) -> str | None:
    before, sign, _ = path.partition("link:")
    if not sign:
        return path
    return next((f"{before}{link['path']}" for link in _named(path, demo)), None)


def _code(path: str, demo: dict[str, Any]) -> str:
    """要凭查询码才打开的，那个查询码；网址里就有的、不要的为空。"""
    found = (str(link["code"]) for link in _named(path, demo) if link["code"] not in link["path"])
    return next(found, "")


def _named(path: str, demo: dict[str, Any]) -> Iterator[dict[str, Any]]:
    wanted = path.partition("link:")[2]
    return (link for link in demo["links"] if wanted and link["label"].startswith(wanted))


def _unlock(page: Page, code: str) -> None:
    page.fill("[name=receipt_key]", code)
    page.locator("form:has([name=receipt_key]) button").first.click()
    page.wait_for_load_state("networkidle")


def _sign_in(page: Page, username: str, demo: dict[str, Any]) -> None:
    persona = next(each for each in demo["personas"] if each["username"] == username)
    page.goto(f"{BASE}/account/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", persona["password"])
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
