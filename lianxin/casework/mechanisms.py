"""已发布机制的取用：全文在库里，读成数据类后缓存在进程里（发布后不可改，所以永不过期）。"""

from functools import lru_cache

from lianxin.casework.models import Practice, PublishedMechanism
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.overlay import apply_overlay
from lianxin.kernel.mechanism.parse import load_mechanism


class NoPractice(RuleViolation):
    """这级人大还没有采用这一段的机制。"""


@lru_cache(maxsize=256)
def build(source: str, overlay_source: str, *, path: str) -> Mechanism:
    """把全文读成机制；有本地版就套上。同样的全文只读一遍：机制读成之后不会再变。

    :raises MechanismMistakes: 全文有错
    """
    base = load_mechanism(source, path)
    return apply_overlay(base, overlay_source, f"{path}+") if overlay_source else base


@lru_cache(maxsize=512)
def mechanism(mechanism_id: int) -> Mechanism:
    """按已发布机制的编号取。"""
    row = PublishedMechanism.objects.get(pk=mechanism_id)
    return build(row.source, row.overlay_source, path=str(row))


def adopted(jurisdiction_id: int, slot: str) -> bool:
    """这级人大现在采用了这一段的机制没有。一条语句。"""
    rows = Practice.objects.filter(jurisdiction=jurisdiction_id, slot=slot, ends_at__isnull=True)
    return rows.exists()
