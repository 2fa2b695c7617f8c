"""数怎么写成话：确数照写；“余”“多”只许写小，“近”只许写大；到齐了才说“全部”。纯函数。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from lianxin.kernel.errors import RuleViolation

Number = int | Decimal

#: 约数写在数词后面的、写在前面的。
AFTER: Final = frozenset({"余", "多"})
BEFORE: Final = frozenset({"近", "约"})
HEDGES: Final = AFTER | BEFORE
SCALES: Final = MappingProxyType({"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8})
_ROUNDING: Final = {
    "余": ROUND_FLOOR,
    "多": ROUND_FLOOR,
    "近": ROUND_CEILING,
    "约": ROUND_HALF_UP,
}


class Contradiction(RuleViolation):
    """数不支持这句话。"""


def figure(
    value: Number,
    *,
    hedge: str = "",
    scale: str = "",
    step: Number | None = None,
    hedge_last: bool = False,
) -> str:
    """一个数写出来的样子，不带量词：``1217``、``500余``、``近10``、``700余万``、``12.26亿``。

    :param hedge: 空为确数；余、多写在数后面，近、约写在前面
    :param scale: 空、万、亿
    :param step: 约到多少的整数倍（按原来的单位），缺省约到头一位
    :param hedge_last: “余”写在万、亿后面：``16万余``
    :raises Contradiction: 正好是整数却要加“余”“近”，或者约成了零
    """
    if not hedge:
        return _exact(value, scale)
    words = _exact(rounded(value, hedge=hedge, step=step), scale)
    if hedge in BEFORE:
        return hedge + words
    if not scale or hedge_last:
        return words + hedge
    return words[: -len(scale)] + hedge + scale


def rounded(value: Number, *, hedge: str, step: Number | None = None) -> Number:
    """约数里印出来的那个数：余、多不大于实数，近不小于实数。

    :raises Contradiction: 正好是整数，不该加约数词；或者约下来是零
    """
    base = Decimal(step if step is not None else _leading(value))
    kept = (Decimal(value) / base).to_integral_value(rounding=_ROUNDING[hedge]) * base
    if kept == value and hedge != "约":
        raise Contradiction(f"实数正好是 {_exact(value, '')}，不能写成“{hedge}”，请写确数。")
    if kept <= 0:
        raise Contradiction(f"实数只有 {_exact(value, '')}，写成“{hedge}”就成了零，请写确数。")
    return int(kept) if isinstance(value, int) and kept == int(kept) else kept


def _leading(value: Number) -> Decimal:
    """头一位是几的单位：568 是一百，43 是十，7 是一。"""
    return Decimal(10) ** max(Decimal(value).adjusted(), 0)


def _exact(value: Number, scale: str) -> str:
    amount = Decimal(value) / SCALES[scale]
    words = f"{amount.normalize():f}"
    if scale and -int(Decimal(words).as_tuple().exponent) > 2:
        raise Contradiction(
            f"{value} 用“{scale}”来写要超过两位小数，请改用小一级的单位，或者写成约数。"
        )
    return words + scale


def percent(part: Number, whole: Number) -> str:
    """百分数，两位小数；没到百分之百的不写成 100%，不是零的不写成 0%。

    :raises Contradiction: 底数是零，或者部分比总数还多
    """
    if whole == 0:
        raise Contradiction("底数是零，没有百分数可写。")
    if part > whole:
        raise Contradiction(f"{part} 比总数 {whole} 还多，写不成百分数。")
    share = Decimal(100) * Decimal(part) / Decimal(whole)
    if share in (0, 100):
        return f"{share.to_integral_value():f}%"
    kept = share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    lowest = Decimal("0.01")
    kept = min(max(kept, lowest), Decimal(100) - lowest)
    return f"{kept:f}%"


def rate_claim(part: Number, whole: Number, claimed: str) -> str:
    """写明的比率，数对得上才写。

    :raises Contradiction: 与实际的比率不符，如 845/1217 写成 100%
    """
    real = percent(part, whole)
    said = Decimal(claimed.rstrip("%"))
    if said != Decimal(real.rstrip("%")):
        raise Contradiction(f"写的是 {claimed.rstrip('%')}%，实际是 {part}/{whole}，只有 {real}。")
    return real


def universal(part: Number, whole: Number, word: str, *, what: str = "") -> str:
    """“全部”“均”：一个不差才写。

    :raises Contradiction: 没到齐，或者总数是零
    """
    if whole == 0:
        raise Contradiction(f"{what or '这一项'}一个也没有，说不上“{word}”。")
    if part != whole:
        raise Contradiction(f"{what or '这一项'}{whole} 里只有 {part}，不能说“{word}”。")
    return word


def subset(part: Number, whole: Number, *, of: str, named: str) -> None:
    """“其中……”：部分不能多于总数。

    :raises Contradiction: 部分比总数还多
    """
    if part > whole:
        raise Contradiction(f"“{named}”有 {part}，比“{of}”的 {whole} 还多，不能写成其中的一部分。")


def sampled(names: Sequence[str], total: int, *, shown: int = 3) -> str:
    """名单：不全列的以“等”结尾，总数由调用者接着写；列全了也不写“等”。

    :raises Contradiction: 名单比总数还长，或者一个名字也没有
    """
    if not names:
        raise Contradiction("没有可以列出的名称。")
    if len(names) > total:
        raise Contradiction(f"名单有 {len(names)} 个，总数只有 {total}，对不上。")
    kept = list(names[:shown])
    return "、".join(kept) + ("等" if len(kept) < total else "")
