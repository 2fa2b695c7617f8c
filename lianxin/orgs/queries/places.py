"""地区与事项类别的查询：选地点、选类别。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Category, Region


@dataclass(frozen=True, slots=True)
class RegionCard:
    """一个地区，连同下一级。"""

    code: str
    name: str
    level: str
    parent_code: str | None
    children: tuple[RegionCard, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """一个类别，连同下一级。"""

    key: str
    label: str
    domain: str
    children: tuple[CategoryCard, ...] = ()


def regions_under(code: str, *, level: str = "") -> list[RegionCard]:
    """这个地区之下的各级地区，不含自己；``level`` 只要某一级。"""
    found = _descendants(_region(code))
    return [_plain(row) for row in found if level in ("", row.level)]


def region_picker(code: str) -> RegionCard:
    """选地点用的一棵树：从这个地区到村（社区）。"""
    top = _region(code)
    below = defaultdict(list)
    for row in _descendants(top):
        below[row.parent_id].append(row)

    def grown(row: Region) -> RegionCard:
        children = tuple(grown(child) for child in below[row.code])
        return RegionCard(row.code, row.name, row.level, row.parent_id, children)

    return grown(top)


def region_path(code: str) -> str:
    """从县（区）写到本级的全名，如“江夏区五里界街道童周岭村”。"""
    lowest = Region.objects.select_related("parent__parent__parent").get(pk=code)
    row: Region | None = lowest
    names: list[str] = []
    while row is not None and row.level not in (Region.Level.CITY, Region.Level.PROVINCE):
        names.append(row.name)
        row = row.parent
    return "".join(reversed(names)) or lowest.name


def place_words(region: str, place: str) -> str:
    """哪里：地区名接着写的位置；位置里已经有地区名的（或地区名里已经有的），不再说一遍。"""
    place = place.strip()
    if region in place:
        return place
    return region if place in region else f"{region}{place}"


def categories() -> list[CategoryCard]:
    """全部类别，两级，按排序。"""
    tops: list[Category] = []
    children: dict[str, list[Category]] = defaultdict(list)
    for row in Category.objects.order_by("order", "key"):
        siblings = tops if row.parent_id is None else children[row.parent_id]
        siblings.append(row)
    return [
        CategoryCard(
            top.key,
            top.label,
            top.domain,
            tuple(CategoryCard(c.key, c.label, c.domain) for c in children[top.key]),
        )
        for top in tops
    ]


def _region(code: str) -> Region:
    region = Region.objects.filter(pk=code).first()
    if region is None:
        raise NotVisible("没有这个地区")
    return region


def _descendants(top: Region) -> list[Region]:
    below = Region.objects.filter(code__startswith=top.prefix).exclude(pk=top.code)
    return list(below.order_by("code"))


def _plain(row: Region) -> RegionCard:
    return RegionCard(row.code, row.name, row.level, row.parent_id)
