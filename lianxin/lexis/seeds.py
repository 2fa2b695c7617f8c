"""演示的事项类别：用随程序带来的一套。"""

from lianxin.access.usecases.registers import register_category
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden
from lianxin.lexis.categories import shipped_categories
from lianxin.orgs.models import Category


def plant(garden: Garden) -> None:
    """登记两级类别；领域就是多半归哪类部门。"""
    tops: dict[str, Category] = {}
    for order, found in enumerate(shipped_categories()):
        if found.parent_key not in tops:
            tops[found.parent_key] = register_category(
                key=found.parent_key,
                label=found.parent_label,
                order=order,
                actor=SYSTEM,
                at=garden.at,
            )
        register_category(
            key=found.key,
            label=found.label,
            parent=tops[found.parent_key],
            domain=found.unit,
            order=order,
            actor=SYSTEM,
            at=garden.at,
        )
