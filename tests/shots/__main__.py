"""``make shots``：装好演示数据，逐页拍照，存进 ``docs/shots``。

服务没有在跑就临时启动一套，拍完停下。用 ``PORT``、``LIANXIN_HOME`` 指定拍哪一套。
"""

import json
import os
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

from playwright.sync_api import Browser

from tests.plugins.browser import MISSING, chromium_path, launched

ROOT = Path(__file__).resolve().parents[2]
LIANXIN = Path(sys.executable).with_name("lianxin")
OUTPUT = ROOT / "docs" / "shots"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
START_SECONDS = 120


def main() -> int:
    """逐页拍；有一页没拍成就返回非零。"""
    if chromium_path() is None:
        print(f"✗ {MISSING}", file=sys.stderr)
        return 1
    OUTPUT.mkdir(parents=True, exist_ok=True)
    shots = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))
    demo = _demo()
    with _serving(), launched() as browser:
        failed = [shot["name"] for shot in shots["shot"] if not _take(browser, shot, demo)]
    return 1 if failed else 0


def _demo() -> dict[str, Any]:
    command = [str(LIANXIN), "demo", "--no-serve", "--json"]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return found


@contextmanager
def _serving() -> Iterator[None]:
    if _answers():
        yield
        return
    server = subprocess.Popen([str(LIANXIN), "up"])
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


def _take(browser: Browser, shot: dict[str, Any], demo: dict[str, Any]) -> bool:
    path = _resolve(shot["path"], demo)
    if path is None:
        print(f"✗ {shot['name']}：演示里没有登记“{shot['path']}”", file=sys.stderr)
        return False
    size = {"width": shot["width"], "height": 844 if shot["width"] < 600 else 900}
    context = browser.new_context(viewport=size, locale="zh-CN", device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    if "persona" in shot:
        _sign_in(page, shot["persona"], demo)
    answer = page.goto(BASE + path, wait_until="networkidle")
    page.screenshot(path=OUTPUT / f"{shot['name']}.png")
    context.close()
    status = answer.status if answer else 0
    print(f"{'✓' if status == 200 else '✗'} {shot['name']}　{path}　{status}")
    return status == 200


def _resolve(path: str, demo: dict[str, Any]) -> str | None:
    if not path.startswith("link:"):
        return path
    wanted = path.removeprefix("link:")
    found = (str(link["path"]) for link in demo["links"] if link["label"].startswith(wanted))
    return next(found, None)


def _sign_in(page: Any, username: str, demo: dict[str, Any]) -> None:
    persona = next(each for each in demo["personas"] if each["username"] == username)
    page.goto(f"{BASE}/account/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", persona["password"])
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
