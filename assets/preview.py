"""不连数据库，把零件样张和出错页画出来看：``python assets/preview.py [文件夹] [--shots]``。

每页配上 ``preview_data`` 里的假数据；加 ``--shots`` 就用 Chromium 拍照。真页面用 ``make shots``。
真页面用 ``make shots`` 拍。
"""

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "assets")]

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import include, path  # noqa: E402

LIANXIN = ROOT / "lianxin"
settings.configure(
    DEBUG=True,
    SECRET_KEY="只在这支脚本里用",
    ROOT_URLCONF=__name__,
    STATIC_URL="/static/",
    INSTALLED_APPS=["django.contrib.staticfiles", "template_partials"],
    USE_TZ=False,
    LANGUAGE_CODE="zh-hans",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [LIANXIN / place / "templates" for place in ("config",)],
            "APP_DIRS": False,
            "OPTIONS": {
                "libraries": {"ui": "lianxin.config.templatetags.ui"},
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
)
django.setup()

import preview_data as data  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402


def _page(request: Any) -> None:
    """样子里的网址不会真的去，只要能反查出来。"""


_NAMES = ("home", "receipt_find", "matters", "stations", "deputies", "numbers", "preferences")
_portal = ([path(f"{name}/", _page, name=name) for name in _NAMES], "portal")
urlpatterns = [
    path("", include(_portal)),
    path("account/login/", _page, name="account_login"),
    path("account/logout/", _page, name="account_logout"),
]

SITE = {"site_name": "江夏区人大常委会", "product": "连心桥", "today": data.TODAY, "say_url": "#"}
BAD_MOVE = data.MoveForm({"lead": "1", "reason": "", "due": "2026-06-03"})

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "styleguide": (
        "styleguide.html",
        {
            **data.DESK,
            "stats": data.STATS,
            "form": BAD_MOVE,
            "items": data.TIMELINE,
            "tabs": data.QUEUE.tabs,
            "moves": data.CASE.moves,
            "card": data.MATTERS[0],
            "chart": data.CHART,
        },
    ),
    **{code: (f"{code}.html", {}) for code in ("403", "404", "500", "503")},
    "refusal": (
        "refusal.html",
        {
            "message": "这件事已经交办出去，不能再改层级。要改，请先请承办单位退回。",
            "back_url": "#",
        },
    ),
}

PHONE, DESKTOP = (390, 844), (1440, 900)


def write_pages(out: Path) -> None:
    """把每一页写成文件，静态文件夹做一个链接放在旁边。"""
    out.mkdir(parents=True, exist_ok=True)
    static = out / "static"
    if not static.exists():
        static.symlink_to(LIANXIN / "config" / "static")
    looks = {"": {}, "-elder": {"elder": True}, "-dark": {"theme": "dark"}}
    for name, (template, context) in PAGES.items():
        for suffix, look in looks.items():
            request = RequestFactory().get(f"/{name}/")
            html = render_to_string(template, {**SITE, **context, **look}, request)
            (out / f"{name}{suffix}.html").write_text(html, encoding="utf-8")


def take_shots(out: Path, only: list[str]) -> None:
    """开一个只听本机的小服务，逐页拍照。"""
    from playwright.sync_api import sync_playwright

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """不记流水。"""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for name, suffix, size in shots_wanted(only):
            _shoot(browser, f"http://127.0.0.1:{server.server_port}", out, name + suffix, size)
        browser.close()
    server.shutdown()


def shots_wanted(only: list[str]) -> list[tuple[str, str, tuple[int, int]]]:
    """哪页、哪种配色、多大。"""
    wanted = []
    for name in only or PAGES:
        wanted += [
            (name, "", PHONE),
            (name, "", DESKTOP),
            (name, "-dark", DESKTOP),
            (name, "-elder", PHONE),
        ]
    return wanted


def _shoot(browser: Any, address: str, out: Path, name: str, size: tuple[int, int]) -> None:
    phone = size == PHONE
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=phone, is_mobile=phone
    )
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and print(name, message.text))
    page.goto(f"{address}/{name}.html")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > size[0]:
        print(f"{name} 在 {size[0]} 宽时横向多出 {wide - size[0]} 像素")
    page.screenshot(path=str(out / f"{name}@{size[0]}.png"), full_page=True)
    context.close()


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    folder = Path(words[0]) if words else ROOT / "build" / "look"
    write_pages(folder)
    if "--shots" in sys.argv:
        take_shots(folder, words[1:])
    print(f"样子在 {folder}")
