"""种类的读：有哪几种、哪几族、哪些身份；别的模块从这里取。"""

from lianxin.activities.kindfiles import Kind, KindField, kind_of, kinds, startable
from lianxin.activities.kindwords import FAMILIES, ITEM_KINDS, MODULES, ROLES, TARGET_KINDS

__all__ = [
    "FAMILIES",
    "ITEM_KINDS",
    "MODULES",
    "ROLES",
    "TARGET_KINDS",
    "Kind",
    "KindField",
    "kind_of",
    "kinds",
    "startable",
]
