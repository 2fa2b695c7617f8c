"""从环境变量读设置：读不懂就当场说清楚，不猜。"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """环境变量写错了；启动前就停下。"""


def text(name: str, default: str = "") -> str:
    """读一段文字；没写就用 ``default``。"""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """读开关：1/true/yes/on 为开，0/false/no/off 为关。

    :raises BadSetting: 写了别的
    """
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise BadSetting(f"环境变量 {name}={value!r} 看不懂：请写 1 或 0。")
    return default


def number(name: str, default: int) -> int:
    """读整数。

    :raises BadSetting: 不是整数
    """
    value = text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise BadSetting(f"环境变量 {name}={value!r} 不是整数。")
    return int(value)


def database(url: str) -> dict[str, object]:
    """把 ``postgresql://`` 网址变成 Django 的连接参数。

    :raises BadSetting: 不是 PostgreSQL 网址
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL 应以 postgresql:// 开头：连心桥只用 PostgreSQL（15 以上）。")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "lianxin",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def home() -> Path:
    """数据目录 ``LIANXIN_HOME``，默认仓库下的 ``var/``。"""
    default = Path(__file__).resolve().parents[2] / "var"
    return Path(text("LIANXIN_HOME") or default).resolve()
