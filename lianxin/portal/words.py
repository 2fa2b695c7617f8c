"""门户上的说法：哪一天、什么时刻、哪天前答复。今天是哪天由页面传进来，这里不看钟。"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localtime

SOON_DAYS = 3


def day_words(day: date, today: date) -> str:
    """“6 月 3 日”；不在今年的带上年份。"""
    words = f"{day.month} 月 {day.day} 日"
    return words if day.year == today.year else f"{day.year} 年 {words}"


def moment_words(at: datetime, today: date) -> str:
    """“6 月 3 日 19:42”，按北京时间。"""
    local = localtime(at)
    return f"{day_words(local.date(), today)} {local:%H:%M}"


def dotted(*parts: str) -> str:
    """几段小字用间隔点连起来，空的不要。"""
    return " · ".join(part for part in parts if part)


def light_of(*, due: date | None, is_closed: bool, today: date, soon: int = SOON_DAYS) -> str:
    """给群众看的灯：逾期红、``soon`` 天内到期黄、其余绿；办完了或没有期限的不亮。"""
    if is_closed or due is None:
        return "none"
    if due < today:
        return "bad"
    return "warn" if (due - today).days <= soon else "ok"


def congress_words(name: str) -> str:
    """“某某区人大”：全称太长，群众平时也这么说。"""
    return name.replace("人民代表大会", "人大")
