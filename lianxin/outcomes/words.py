"""数怎么写给人看：万、亿自动换，约、余、近各放在该放的地方。"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lianxin.outcomes.models import Outcome

_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_SCALED = "元"
"""只有钱换成万、亿；米、户照写。"""
P = Outcome.Precision


def amount_words(value: Decimal, unit: str, precision: str = P.EXACT) -> str:
    """“300万元”“约5000米”“700余万元”“16万余元”“近200万元”。"""
    number, scale = _scaled(value, unit)
    if precision == P.OVER:
        # 整十的数“余”在万前（700余万），零头的在万后（16万余）。
        whole_tens = number == number.to_integral_value() and number % 10 == 0
        return _text(number) + (f"余{scale}" if whole_tens or not scale else f"{scale}余") + unit
    mark = {P.ABOUT: "约", P.NEAR: "近"}.get(P(precision), "")
    return f"{mark}{_text(number)}{scale}{unit}"


def together(precisions: Iterable[str]) -> str:
    """几个数加起来有多准：只多不少的加确数仍是余，只少不多的加确数仍是近，混在一起是约。"""
    inexact = set(precisions) - {P.EXACT}
    if not inexact:
        return P.EXACT
    return inexact.pop() if len(inexact) == 1 else P.ABOUT


def _scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    if unit != _SCALED:
        return value, ""
    for size, word in ((_YI, "亿"), (_WAN, "万")):
        number = value / size
        if number >= 1 and number == round(number, 4):
            return number, word
    return value, ""


def _text(number: Decimal) -> str:
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
