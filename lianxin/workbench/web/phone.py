"""装到手机桌面上：清单、后台小程序、断网时打开的壳；壳里没有任何人的东西。"""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public

PRODUCT = "连心桥"
#: 断网也要有的：壳里用到的样式、脚本、图标。
PARTS = (
    "css/tokens.css",
    "css/parts.css",
    "css/desk.css",
    "workbench/pages.css",
    "workbench/quick.css",
    "js/theme.js",
    "js/once.js",
    "workbench/outbox.js",
    "workbench/quick.js",
    "vendor/icons.svg",
    "img/mark.svg",
)
#: 壳里没有左边的栏目，没有人名。
SHELL = {"shell": True, "frame": "workbench/phone_base.html"}
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """装到桌面上叫什么、什么图标、从哪一页进。"""
    icons = [
        {
            "src": static(f"img/app-{size}{'-full' if purpose == 'maskable' else ''}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ICONS
    ]
    content = {
        "name": f"{PRODUCT} · 代表履职",
        "short_name": PRODUCT,
        "lang": "zh-CN",
        "id": "/desk/",
        "start_url": reverse("workbench:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f4",
        "theme_color": "#b4232a",
        "icons": icons,
        "shortcuts": [{"name": "记一场活动", "url": reverse("workbench:quick")}],
    }
    answer = JsonResponse(content, content_type="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """后台小程序：每次都问有没有新的；内容一变，手机上存的整套换新。"""
    shell_page = reverse("phone:shell")
    parts = [static(part) for part in PARTS]
    body = render_to_string("workbench/quick.html", SHELL, request)
    version = sha256("\n".join([*parts, _plain(body)]).encode()).hexdigest()[:16]
    context = {
        "version": version,
        "parts": [shell_page, *parts],
        "shell": shell_page,
        "scope": reverse("workbench:home"),
        "quick": reverse("workbench:quick"),
    }
    answer = render(request, "workbench/worker.js", context, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """断网时的壳：只有样子，内容由手机自己存的填上。"""
    answer = render(request, "workbench/quick.html", SHELL)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _plain(body: str) -> str:
    """去掉每次都变的行（防伪记号）。"""
    return "\n".join(line for line in body.splitlines() if "csrfmiddlewaretoken" not in line)
