"""频次办法的画法：一年十二个月的日历条，一条规则一行，每个窗口一格；另有一张表。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from lianxin.kernel.cadence.judging import warns_on
from lianxin.kernel.cadence.model import MEASURES, NEEDS, WHO, Cadence, Rule
from lianxin.kernel.cadence.windows import Window, windows, year_at

HEADINGS = ("规则", "对谁", "要求", "数什么", "怎样才算", "提前提醒")
_INK, _INK_2, _LINE, _PAPER = "#1d2430", "#5b6472", "#cfc9bd", "#faf8f4"
_CELL, _WARN = "#e6f0ea", "#f3d9a4"
_FONT = "PingFang SC,Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,system-ui,sans-serif"
_LEFT, _DAY, _TOP, _ROW, _BAR, _EDGE = 250, 2.4, 92, 54, 30, 32


def table(cadence: Cadence) -> list[tuple[str, ...]]:
    """一条规则一行，照 ``HEADINGS``。"""
    return [
        (
            rule.label,
            WHO[rule.who],
            rule.text,
            MEASURES[rule.measure],
            _qualified(rule) or "—",
            rule.warn.text,
        )
        for rule in cadence.rules
    ]


def _qualified(rule: Rule) -> str:
    parts = [NEEDS[need] for need in rule.needs]
    if rule.kinds:
        parts.append(f"种类 {'、'.join(rule.kinds)}")
    if rule.families:
        parts.append(f"族 {'、'.join(rule.families)}")
    if rule.places:
        parts.append(f"在 {'、'.join(rule.places)}")
    return "，".join(parts)


def strip(cadence: Cadence, year: int) -> str:
    """画一年的日历条（SVG）：浅格是窗口，深的一段是提醒期。"""
    whole = year_at(date(year, 1, 1))
    width = _LEFT + whole.days * _DAY + _EDGE
    height = _TOP + len(cadence.rules) * _ROW + 24
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
        f'font-family="{_FONT}" role="img" aria-label="{escape(cadence.label)}">',
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
        _text(24, 38, f"{cadence.label} · {year} 年", 20, _INK),
        *_months(whole, height),
    ]
    for place, rule in enumerate(cadence.rules):
        lines += _row(rule, whole, _TOP + place * _ROW)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _months(year: Window, height: int) -> Iterator[str]:
    for month in range(1, 13):
        x = _x(date(year.starts.year, month, 1), year)
        yield f'<path d="M{x:.1f} 62V{height - 20}" stroke="{_LINE}" stroke-width="1"/>'
        yield _text(x + 4, 76, f"{month} 月", 12, _INK_2)


def _row(rule: Rule, year: Window, y: int) -> Iterator[str]:
    yield _text(24, y + 16, rule.label, 14, _INK)
    yield _text(24, y + 34, f"{WHO[rule.who]}，{rule.text}", 11, _INK_2)
    for window in windows(rule.frame, year.starts, year.ends):
        left, right = (
            _x(max(window.starts, year.starts), year),
            _x(min(window.ends, year.ends), year),
        )
        warn = _x(min(max(warns_on(rule, window), year.starts), year.ends), year)
        yield _box(left, y, right - left, _CELL)
        if right > warn:
            yield _box(warn, y, right - warn, _WARN)
        if right - left > 24:
            yield _text(left + 6, y + 20, f"≥{rule.least}", 12, _INK)


def _box(x: float, y: int, width: float, colour: str) -> str:
    return (
        f'<rect x="{x + 1:.1f}" y="{y}" width="{max(width - 2, 1):.1f}" height="{_BAR}" '
        f'rx="3" fill="{colour}"/>'
    )


def _text(x: float, y: int, words: str, size: int, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{colour}">{escape(words)}</text>'


def _x(day: date, year: Window) -> float:
    return _LEFT + (day - year.starts).days * _DAY
