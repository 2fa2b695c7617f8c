"""演示的规范对照和共评小组。"""

from __future__ import annotations

from lianxin.appraisal.seeds import norms, panels
from lianxin.kernel.seeding import Garden


def plant(garden: Garden) -> None:
    """依次种下。"""
    norms.plant(garden)
    panels.plant(garden)
