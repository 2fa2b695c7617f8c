"""页面要问的几样：谁管得了、谁看得了，有哪些标签，哪一种挂在哪里。"""

from lianxin.activities.keepers import keeps, keeps_any, may_keep, may_look, runs
from lianxin.activities.nodes import CLAIMABLE, UNDER
from lianxin.activities.tagfile import FAMILIES, Family

__all__ = [
    "CLAIMABLE",
    "FAMILIES",
    "UNDER",
    "Family",
    "keeps",
    "keeps_any",
    "may_keep",
    "may_look",
    "runs",
]
