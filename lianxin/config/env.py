"""从环境变量读设置：读不懂就当场说清楚，不猜。"""

import os
from pathlib import Path
from typing import Any
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


def choice(name: str, *known: str) -> str:
    """读几样里的一样；没写就是第一样。

    :raises BadSetting: 写了别的
    """
    value = text(name) or known[0]
    if value not in known:
        raise BadSetting(f"环境变量 {name}={value!r} 看不懂：请写 {' 或 '.join(known)}。")
    return value


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


def secret(name: str) -> str:
    """读一个秘密：写在变量里，或写在 ``名字_FILE`` 指的文件里。

    :raises BadSetting: 指的文件读不了
    """
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as broken:
        raise BadSetting(f"环境变量 {name}_FILE 指的文件读不了：{broken.strerror}。") from broken


def gateways() -> dict[str, dict[str, Any]]:
    """往外发消息的通道，没写的没有。

    :raises BadSetting: 网址不是 https（本机除外），或者缺了钥匙、签名、模板
    """
    timeout = number("LIANXIN_GATEWAY_TIMEOUT", 10)
    found: dict[str, dict[str, Any]] = {}
    if text("LIANXIN_SMTP_HOST"):
        found["email"] = {"sender": _needed("LIANXIN_SMTP_FROM")}
    for channel, extra in (("sms", "sign"), ("wechat", "template")):
        prefix = f"LIANXIN_{channel.upper()}"
        if text(f"{prefix}_URL"):
            found[channel] = {
                "url": _https(f"{prefix}_URL"),
                "key": secret(f"{prefix}_KEY") or _needed(f"{prefix}_KEY"),
                extra: _needed(f"{prefix}_{extra.upper()}"),
                "timeout": timeout,
            }
    return found


def _needed(name: str) -> str:
    value = text(name)
    if not value:
        raise BadSetting(f"写了通道，还缺环境变量 {name}。")
    return value


def _https(name: str) -> str:
    parts = urlsplit(text(name))
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise BadSetting(f"环境变量 {name} 应以 https:// 开头（本机的可用 http://）。")
    return text(name)


def database(url: str) -> dict[str, object]:
    """把 ``postgresql://`` 网址变成 Django 的连接参数。

    :raises BadSetting: 不是 PostgreSQL 网址
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL 应以 postgresql:// 开头：连心桥只用 PostgreSQL（15 以上）。")
    # 我们的语句都短，即时编译只会添上几百毫秒；网址里另有 options 的照网址。
    options = {"options": "-c jit=off", **dict(parse_qsl(parts.query))}
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
