"""演示：登记地区、机构、届次和会议。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from lianxin.access.seeds.plans import CongressPlan, StreetPlan
from lianxin.access.usecases.registers import (
    hold_session,
    open_term,
    register_body,
    register_region,
)
from lianxin.orgs.models import Body, Region, Term

Note = dict[str, Any]
SECTIONS = ("公共管理办公室", "平安建设办公室")
_SESSION_DAYS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Street:
    """登记好的一个街道。"""

    plan: StreetPlan
    region: Region
    committee: Body
    office: Body
    sections: tuple[Body, ...]
    villages: tuple[Body, ...]

    @property
    def label(self) -> str:
        """去掉“街道”的叫法，如“五里界”。"""
        return self.plan.name.removesuffix("街道").removesuffix("街")


@dataclass(frozen=True, slots=True)
class Congress:
    """登记好的一级人大。"""

    plan: CongressPlan
    body: Body
    term: Term
    bodies: dict[str, Body]
    streets: tuple[Street, ...]


#: 市里能办事的两家：够把一件市级建议交办下去。
_CITY_UNITS = (
    ("wh-jtj", "武汉市交通运输局", "市交通局"),
    ("wh-cjj", "武汉市城乡建设局", "市城建局"),
)


def lay_out_upper(*, province: Region, starts_on: date, note: Note) -> tuple[Region, Body, Term]:
    """登记武汉市和市人大。"""
    city = register_region(
        code="420100000000", name="武汉市", level="city", parent=province, **note
    )
    add = partial(register_body, region=city, starts_on=starts_on, **note)
    congress = add(
        kind="congress", name="武汉市人民代表大会", short_name="武汉市人大", slug="wh", prefix="WH"
    )
    committee = add(
        kind="standing_committee", name="武汉市人大常委会", slug="wh-sc", congress=congress
    )
    add(
        kind="deputy_affairs",
        name="武汉市人大常委会代表工作委员会",
        short_name="市人大代工委",
        slug="wh-da",
        congress=congress,
        parent=committee,
    )
    add(kind="government", name="武汉市人民政府", slug="wh-gov", congress=congress)
    for slug, name, short in _CITY_UNITS:
        add(kind="department", name=name, short_name=short, slug=slug, congress=congress)
    return city, congress, open_term(congress=congress, ordinal=15, starts_on=starts_on, **note)


def lay_out(plan: CongressPlan, *, city: Region, upper: Body, note: Note) -> Congress:
    """按布局登记一级人大的全部机构、街道和村（社区）。"""
    county = register_region(
        code=plan.region_code, name=plan.region_name, level="county", parent=city, **note
    )
    add = partial(register_body, region=county, starts_on=plan.term_starts_on, **note)
    congress = add(
        kind="congress",
        name=plan.name,
        short_name=plan.short_name,
        slug=plan.slug,
        prefix=plan.prefix,
        parent=upper,
    )
    add = partial(add, congress=congress)
    bodies = _organs(plan, add)
    for body in plan.bodies:
        bodies[body.slug] = add(
            kind=body.kind,
            slug=f"{plan.slug}-{body.slug}",
            name=body.name,
            short_name=body.short_name,
            domains=body.domains,
        )
    streets = tuple(_street(plan, street, county, add, note) for street in plan.streets)
    return Congress(plan, congress, _term(plan, congress, note), bodies, streets)


def _organs(plan: CongressPlan, add: Any) -> dict[str, Body]:
    """常委会、主任会议、代工委：每级人大都有。"""
    name = plan.standing_committee
    committee = add(kind="standing_committee", slug=f"{plan.slug}-sc", name=name)
    under = partial(add, parent=committee)
    return {
        "sc": committee,
        "cc": under(
            kind="chair_council",
            slug=f"{plan.slug}-cc",
            name=f"{name}主任会议",
            short_name="主任会议",
        ),
        "da": under(
            kind="deputy_affairs",
            slug=f"{plan.slug}-da",
            name=f"{name}代表工作委员会",
            short_name="代工委",
        ),
    }


def _street(plan: CongressPlan, street: StreetPlan, county: Region, add: Any, note: Note) -> Street:
    town = register_region(code=street.code, name=street.name, level="town", parent=county, **note)
    here, slug = partial(add, region=town), f"{plan.slug}-{street.slug}"
    committee = here(
        kind="street_committee",
        slug=slug,
        name=f"{plan.region_name}人大{street.name}工作委员会",
        short_name=f"{street.name}人大工委",
    )
    office = here(
        kind="subdistrict", slug=f"{slug}-office", name=f"{street.name}办事处", domains=["乡镇"]
    )
    sections = tuple(
        here(
            kind="section",
            slug=f"{slug}-section-{number}",
            name=f"{street.name}{name}",
            short_name=name,
            parent=office,
        )
        for number, name in enumerate(SECTIONS, 1)
        if plan.has_sections
    )
    villages = tuple(
        add(
            kind="village",
            slug=f"{plan.slug}-v{code[6:]}",
            name=name,
            region=register_region(code=code, name=name, level="village", parent=town, **note),
            parent=office,
        )
        for code, name in street.villages
    )
    return Street(street, town, committee, office, sections, villages)


def _term(plan: CongressPlan, congress: Body, note: Note) -> Term:
    term = open_term(congress=congress, ordinal=plan.ordinal, starts_on=plan.term_starts_on, **note)
    for ordinal, starts_on in enumerate(plan.sessions, 1):
        hold_session(
            term=term,
            ordinal=ordinal,
            starts_on=starts_on,
            ends_on=starts_on + _SESSION_DAYS,
            **note,
        )
    return term
