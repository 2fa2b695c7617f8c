"""安排这棵树的规矩：哪一种挂在哪一种下面，哪几种可以认领，沿途有谁。"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from lianxin.activities.models import Programme

_K = Programme.Kind
#: 每一种节点可以挂在哪几种下面；空字是可以自成一棵树。
UNDER = MappingProxyType(
    {
        _K.FRAMEWORK: ("",),
        _K.LINE: (_K.FRAMEWORK, _K.LINE, _K.CAMPAIGN, _K.BRAND),
        _K.ITEM: ("", _K.FRAMEWORK, _K.LINE),
        _K.MENU: ("", _K.FRAMEWORK, _K.LINE, _K.ITEM, _K.MENU, _K.THEME),
        _K.THEME: (_K.MENU, _K.THEME),
        _K.CAMPAIGN: ("", _K.FRAMEWORK, _K.LINE, _K.ITEM),
        _K.PHASE: (_K.CAMPAIGN, _K.PHASE),
        _K.TASK: (_K.CAMPAIGN, _K.PHASE, _K.LINE, _K.ITEM),
        _K.BRAND: ("", _K.FRAMEWORK, _K.LINE, _K.ITEM),
    }
)
#: 可以认领、领任务的几种。
CLAIMABLE = (_K.THEME, _K.TASK, _K.ITEM)
DEEPEST = 8


def dates_of(row: Programme) -> dict[str, str]:
    """写进任务办件的几个日子；没有写止的到当年年底，没有认领截止的就是止的那天。"""
    ends = row.ends_on or date(row.starts_on.year, 12, 31)
    return {
        "starts_on": row.starts_on.isoformat(),
        "ends_on": ends.isoformat(),
        "claim_by": (row.claim_by or ends).isoformat(),
    }


def ancestry(path: str) -> list[int]:
    """从根到自己的编号。"""
    return [int(part) for part in path.strip("/").split("/") if part]
