"""每一页都用得着的显示信息：产品名、大字、深浅色。"""

from typing import Any

from django.http import HttpRequest

PRODUCT = "连心桥"
THEMES = ("light", "dark")


def display(request: HttpRequest) -> dict[str, Any]:
    """产品名，以及这台设备选的大字与深浅色（记在 cookie 里，不认人）。"""
    theme = request.COOKIES.get("theme", "")
    return {
        "product": PRODUCT,
        "elder": request.COOKIES.get("elder") == "1",
        "theme": theme if theme in THEMES else "auto",
    }
