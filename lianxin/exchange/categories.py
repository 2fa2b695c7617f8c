"""导入时的类别：账上没有的，照随包的类别树补登一次；没写类别的，按关键词归。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from lianxin.access.usecases.registers import register_category
from lianxin.kernel.actors import Actor
from lianxin.lexis.categories import shipped_categories, suggest_category
from lianxin.orgs.models import Category


@transaction.atomic
def register_shipped(*, actor: Actor, at: datetime) -> int:
    """把随包的两级类别里还没有登记的登记上，返回登记了几个。"""
    have = set(Category.objects.values_list("key", flat=True))
    add = partial(register_category, actor=actor, at=at)
    before, order = len(have), 1000
    for each in shipped_categories():
        order += 1
        if each.parent_key not in have:
            add(key=each.parent_key, label=each.parent_label, order=order)
            have.add(each.parent_key)
        if each.key not in have:
            parent = Category.objects.get(pk=each.parent_key)
            add(key=each.key, label=each.label, parent=parent, domain=each.unit, order=order)
            have.add(each.key)
    return len(have) - before


@dataclass(frozen=True, slots=True)
class Categories:
    """能用的类别：按名称找、按内容猜。"""

    by_name: Mapping[str, str]

    @classmethod
    def load(cls) -> Categories:
        """账上的，加上随包的（导入时会补登）。同名的以账上的为准。"""
        names = {each.label: each.key for each in shipped_categories()}
        names |= {each.key: each.key for each in shipped_categories()}
        for key, label in Category.objects.values_list("key", "label"):
            names |= {label: key, key: key}
        return cls(names)

    def named(self, text: str) -> str | None:
        """按名称或代号找；写成“一级/二级”的，取后一半。"""
        plain = text.strip()
        last = plain.replace("／", "/").replace(">", "/").rpartition("/")[2].strip()
        return self.by_name.get(plain) or self.by_name.get(last)

    def guessed(self, text: str) -> tuple[str, str]:
        """按内容猜：代号与名称。"""
        best = suggest_category(text, limit=1)[0]
        return best.key, best.label
