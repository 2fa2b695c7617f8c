"""演示的活动。一部分一个文件，人和事都是编的。"""

from __future__ import annotations

from lianxin.activities.seeds import cadence, gatherings, live, programmes, research, surveys
from lianxin.kernel.seeding import Garden


def plant(garden: Garden) -> None:
    """依次种下。"""
    gatherings.plant(garden)
    surveys.plant(garden)
    programmes.plant(garden)
    live.plant(garden)
    research.plant(garden)
    cadence.plant(garden)
