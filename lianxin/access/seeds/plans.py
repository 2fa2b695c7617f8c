"""演示人大的布局：从 TOML 读出地区、机构、街道和届次。"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """一个要登记的机构。"""

    kind: str
    slug: str
    name: str
    short_name: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """一个街道和它下面要登记的村（社区）：（区划代码，名称）。"""

    code: str
    slug: str
    name: str
    villages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CongressPlan:
    """一级人大的布局。"""

    slug: str
    prefix: str
    name: str
    short_name: str
    region_code: str
    region_name: str
    standing_committee: str
    ordinal: int
    term_starts_on: date
    sessions: tuple[date, ...]
    deputies_per_street: int
    has_sections: bool
    bodies: tuple[BodyPlan, ...]
    streets: tuple[StreetPlan, ...]


def plan(key: str) -> CongressPlan:
    """读一份布局；``key`` 是 ``jiangxia`` 或 ``jianghan``。"""
    text = files("lianxin.access.seeds").joinpath(f"{key}.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    return CongressPlan(
        slug=raw["slug"],
        prefix=raw["prefix"],
        name=raw["name"],
        short_name=raw["short_name"],
        region_code=raw["region"]["code"],
        region_name=raw["region"]["name"],
        standing_committee=raw["standing_committee"],
        ordinal=raw["ordinal"],
        term_starts_on=raw["term_starts_on"],
        sessions=tuple(raw["sessions"]),
        deputies_per_street=raw["deputies_per_street"],
        has_sections=raw["sections"],
        bodies=tuple(
            BodyPlan(**{**body, "domains": tuple(body.get("domains", ()))}) for body in raw["body"]
        ),
        streets=tuple(_street(street) for street in raw["street"]),
    )


def _street(raw: dict[str, object]) -> StreetPlan:
    code, villages = str(raw["code"]), raw["villages"]
    if not isinstance(villages, list):
        raise TypeError(f"{raw['name']} 的 villages 应是一个列表")
    pairs = (str(village).split(" ", 1) for village in villages)
    return StreetPlan(
        code=f"{code}000",
        slug=str(raw["slug"]),
        name=str(raw["name"]),
        villages=tuple((code + suffix, name) for suffix, name in pairs),
    )
