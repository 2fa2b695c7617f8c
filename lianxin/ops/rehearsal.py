"""回放用的小县：一级人大、一个街道、两个单位、一位代表，全部经用例造出来。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from lianxin.access.models import Account
from lianxin.access.usecases import accounts, registers
from lianxin.access.usecases.calendar import load_published
from lianxin.access.usecases.groups import assign_group
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Body, Person, Region

SINCE = date(2022, 1, 5)
CATEGORY = "replay.lamp"
STAFF = (
    ("office", "陈诚", "affairs", "head", "代工委主任"),
    ("street", "李文", "street", "head", "街道工委主任"),
    ("keeper", "方小雨", "street", "keeper", "站点管理员"),
    ("unit", "赵明", "housing", "handler", "住建局承办人"),
    ("other_unit", "钱远", "city", "handler", "城管局承办人"),
    ("committee", "孙立", "special", "head", "城环委主任委员"),
    ("procurator", "林清", "procuratorate", "handler", "检察院检察官"),
    ("chair", "吴远山", "council", "head", "主任会议成员"),
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """小县里的编号与身份。``viewers``、``names`` 以身份为键，``holders`` 以机构、人员编号为键。"""

    congress_id: int
    street_id: int
    unit_id: int
    other_unit_id: int
    committee_id: int
    procuratorate_id: int
    affairs_id: int
    group_id: int
    other_group_id: int
    deputy_id: int
    chair_id: int
    viewers: dict[str, Viewer]
    names: dict[str, str]
    holders: dict[tuple[str, int], str]


def rehearsal(*, at: datetime) -> Rehearsal:
    """造一个小县；名字不与真的重复，演完随事务一起撤掉。"""
    note: dict[str, Any] = {"actor": SYSTEM, "at": at}
    load_published(**note)
    county = registers.register_region(code="999901000000", name="回放区", level="county", **note)
    bodies = _bodies(county, note)
    registers.register_category(key=CATEGORY, label="路灯照明", domain="住建", **note)
    people = {key: _person(name, f"replay-{key}", note) for key, name, *_ in STAFF}
    for key, _name, body, kind, title in STAFF:
        accounts.grant_post(
            person=people[key], body=bodies[body], kind=kind, title=title, starts_on=SINCE, **note
        )
    people["deputy"] = _deputy(bodies["congress"], note)
    assign_group(
        person=people["deputy"],
        group=bodies["group"],
        on=SINCE,
        rule="就近",
        role="leader",
        **note,
    )
    return Rehearsal(
        congress_id=bodies["congress"].pk,
        street_id=bodies["street"].pk,
        unit_id=bodies["housing"].pk,
        other_unit_id=bodies["city"].pk,
        committee_id=bodies["special"].pk,
        procuratorate_id=bodies["procuratorate"].pk,
        affairs_id=bodies["affairs"].pk,
        group_id=bodies["group"].pk,
        other_group_id=bodies["other_group"].pk,
        deputy_id=people["deputy"].pk,
        chair_id=people["chair"].pk,
        viewers={key: _viewer(person, at.date()) for key, person in people.items()},
        names=_names(),
        holders=_holders(bodies, people),
    )


def _names() -> dict[str, str]:
    return {"deputy": "周岭梅代表", **{who: title + name for who, name, _, _, title in STAFF}}


def _holders(bodies: dict[str, Body], people: dict[str, Person]) -> dict[tuple[str, int], str]:
    return {("body", body.pk): body.name for body in bodies.values()} | {
        ("person", person.pk): person.name for person in people.values()
    }


def _bodies(county: Region, note: dict[str, Any]) -> dict[str, Body]:
    body = partial(registers.register_body, region=county, starts_on=SINCE, **note)
    congress = body(kind="congress", name="回放区人大", slug="replay", prefix="HF")
    under = partial(body, congress=congress)
    return {
        "congress": congress,
        "affairs": under(kind="deputy_affairs", name="代表工作委员会", slug="replay-da"),
        "council": under(kind="chair_council", name="主任会议", slug="replay-cc"),
        "special": under(
            kind="special_committee", name="城环委", slug="replay-sc", domains=["住建"]
        ),
        "street": under(kind="street_committee", name="回放街道工委", slug="replay-st"),
        "housing": under(kind="department", name="区住建局", slug="replay-zj", domains=["住建"]),
        "procuratorate": under(kind="procuratorate", name="区检察院", slug="replay-jc"),
        "city": under(kind="department", name="区城管局", slug="replay-cg", domains=["城管"]),
        "group": under(kind="group", name="回放第一代表小组", slug="replay-g1"),
        "other_group": under(kind="group", name="回放第二代表小组", slug="replay-g2"),
    }


def _person(name: str, username: str, note: dict[str, Any]) -> Person:
    person = registers.register_person(name=name, **note)
    accounts.open_account(username=username, password=None, person=person, **note)
    return person


def _deputy(congress: Body, note: dict[str, Any]) -> Person:
    person = _person("周岭梅", "replay-deputy", note)
    term = registers.open_term(congress=congress, ordinal=1, starts_on=SINCE, **note)
    registers.seat_deputy(person=person, term=term, number="HF001", starts_on=SINCE, **note)
    return person


def _viewer(person: Person, today: date) -> Viewer:
    return viewer_for(Account.objects.select_related("person").get(person=person), today=today)
