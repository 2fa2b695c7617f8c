"""测试用的小世界：一级人大、一个街道、两个承办单位、一位代表、一个站、两个码。

全部经用例造出来，所以一定合规矩。写测试时要谁就写谁的名字：``office``（代工委）、``street``
（街道工委）、``deputy``、``unit``、``other_unit``、``committee``、``chair``、``stranger``；
每个都是 :class:`Persona`，有 ``viewer``、``actor``、``account``；``world`` 是整个小世界。
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoDbBlocker

from lianxin.access.models import Account
from lianxin.access.usecases import accounts, registers
from lianxin.access.viewers import STRANGER, Viewer, viewer_for
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.orgs.models import Body, Category, Mandate, Person, Post, Region, Term
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, OpeningHours, Station, StationDeputy, StationEvent
from lianxin.stations.usecases.codes import issue_code
from lianxin.stations.usecases.registry import register_station
from lianxin.stations.usecases.roster import assign_deputy

BEIJING = ZoneInfo("Asia/Shanghai")
#: 小世界建成的时刻：2026年3月2日（周一）上午九点，北京时间。
AT = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
TODAY = AT.date()
SINCE = date(2022, 1, 5)
PASSWORD = "lian-xin-qiao-2026"
#: 小世界用到的表，先被引用的在前。
_TABLES: tuple[type[Model], ...] = (
    Region,
    Body,
    Category,
    Person,
    Account,
    Post,
    Term,
    Mandate,
    Station,
    StationEvent,
    OpeningHours,
    StationDeputy,
    AccessCode,
    Entry,
)


@dataclass(frozen=True, slots=True)
class Persona:
    """一个角色：账号、人、任职的机构，以及他看系统的身份。"""

    viewer: Viewer
    account: Account | None = None
    person: Person | None = None
    body: Body | None = None

    @property
    def actor(self) -> Actor:
        """以自己的身份经办。"""
        return self.viewer.as_actor()

    def sign_in(self, client: Client) -> Client:
        """登录这个浏览器；陌生人不登录。"""
        if self.account is not None:
            client.force_login(self.account, backend="django.contrib.auth.backends.ModelBackend")
        return client


@dataclass(frozen=True, slots=True)
class World:
    """小世界里的机构、地方与角色。"""

    congress: Body
    standing_committee: Body
    deputy_affairs: Body
    chair_council: Body
    special_committee: Body
    street_committee: Body
    subdistrict: Body
    unit_body: Body
    other_unit_body: Body
    county: Region
    town: Region
    village: Region
    term: Term
    mandate: Mandate
    station: Station
    station_code: AccessCode
    deputy_code: AccessCode
    office: Persona
    street: Persona
    deputy: Persona
    unit: Persona
    other_unit: Persona
    committee: Persona
    chair: Persona
    stranger: Persona

    @property
    def code(self) -> str:
        """站点码上的文字，可直接拼进 ``/s/<码>``。"""
        return codes.sign(self.station_code.serial)


Recorded = tuple[World, list[list[Model]]]


def build() -> World:
    """造一个小世界；测试以外（如手工试页面）也可以调用。"""
    note = {"actor": SYSTEM, "at": AT}
    places = _places(note)
    county, town, _ = places
    body = partial(registers.register_body, region=county, starts_on=SINCE, **note)
    congress = body(kind="congress", name="江夏区人大", slug="jx", prefix="JX")
    bodies = _bodies(partial(body, congress=congress), town)
    registers.register_category(key="property", label="物业与小区管理", domain="住建", **note)
    registers.register_category(key="waste", label="垃圾与固废", domain="城管", **note)
    term = registers.open_term(congress=congress, ordinal=7, starts_on=SINCE, **note)
    deputy = _person("周岭梅", "deputy", note)
    mandate = registers.seat_deputy(
        person=deputy, term=term, number="JX0001", starts_on=SINCE, **note
    )
    staff = _staff(bodies, note)
    station, station_code, deputy_code = _station(congress, bodies[4], town, deputy, note)
    return World(
        congress,
        *bodies,
        *places,
        term,
        mandate,
        station,
        station_code,
        deputy_code,
        office=staff["office"],
        street=staff["street"],
        deputy=_seen(deputy),
        unit=staff["unit"],
        other_unit=staff["other_unit"],
        committee=staff["committee"],
        chair=staff["chair"],
        stranger=Persona(STRANGER),
    )


def _places(note: dict[str, Any]) -> tuple[Region, Region, Region]:
    add = partial(registers.register_region, **note)
    county = add(code="420115000000", name="江夏区", level="county")
    town = add(code="420115007000", name="五里界街道", level="town", parent=county)
    village = add(code="420115007210", name="童周岭村", level="village", parent=town)
    return county, town, village


def _bodies(body: Callable[..., Body], town: Region) -> tuple[Body, ...]:
    committee = body(kind="standing_committee", name="江夏区人大常委会", slug="jx-sc")
    return (
        committee,
        body(kind="deputy_affairs", name="代表工作委员会", slug="jx-da", parent=committee),
        body(kind="chair_council", name="主任会议", slug="jx-cc", parent=committee),
        body(
            kind="special_committee",
            name="城乡建设与环境资源保护委员会",
            slug="jx-urban",
            domains=["住建", "城管"],
        ),
        body(kind="street_committee", name="五里界街道人大工委", slug="jx-wlj", region=town),
        body(kind="subdistrict", name="五里界街道办事处", slug="jx-wlj-office", region=town),
        body(kind="department", name="区住房和城乡建设局", slug="jx-zjj", domains=["住建"]),
        body(kind="department", name="区城市管理执法局", slug="jx-cgj", domains=["城管"]),
    )


def _staff(bodies: tuple[Body, ...], note: dict[str, Any]) -> dict[str, Persona]:
    _, affairs, council, special, street, _, unit, other = bodies
    given = (
        ("office", "陈诚", affairs, "head", "主任"),
        ("street", "李文", street, "head", "主任"),
        ("unit", "赵明", unit, "handler", "承办人"),
        ("other_unit", "钱远", other, "handler", "承办人"),
        ("committee", "孙立", special, "head", "主任委员"),
        ("chair", "吴远山", council, "head", "主任"),
    )
    staff = {}
    for username, name, body, kind, title in given:
        person = _person(name, username, note)
        accounts.grant_post(
            person=person, body=body, kind=kind, title=title, starts_on=SINCE, **note
        )
        staff[username] = _seen(person, body)
    return staff


def _person(name: str, username: str, note: dict[str, Any]) -> Person:
    person = registers.register_person(name=name, **note)
    accounts.open_account(username=username, password=PASSWORD, person=person, **note)
    return person


def _seen(person: Person, body: Body | None = None) -> Persona:
    account = Account.objects.select_related("person").get(person=person)
    return Persona(viewer_for(account, today=TODAY), account, person, body)


def _station(
    congress: Body, street: Body, town: Region, deputy: Person, note: dict[str, Any]
) -> tuple[Station, AccessCode, AccessCode]:
    station = register_station(
        congress=congress,
        body=street,
        name="五里界代表联络站",
        kind="liaison",
        region=town,
        opened_on=SINCE,
        **note,
    )
    assign_deputy(station=station, person=deputy, on=TODAY, **note)
    issue = partial(issue_code, congress=congress, station=station, **note)
    return (
        station,
        issue(kind="station", label="站点门口"),
        issue(kind="deputy", deputy=deputy, label="代表名片"),
    )


@pytest.fixture(scope="session")
def recorded_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Recorded:
    """经用例造一次，把各表的行记下来；每个测试照样放回去，比重造快十倍。"""
    with django_db_blocker.unblock(), transaction.atomic():
        built = build()
        rows = [list(table._default_manager.all()) for table in _TABLES]
        transaction.set_rollback(True)
    return built, rows


@pytest.fixture
def world(db: None, recorded_world: Recorded) -> World:
    """整个小世界。"""
    built, rows = recorded_world
    for table, known in zip(_TABLES, rows, strict=True):
        table._default_manager.bulk_create(known)
    return deepcopy(built)


@pytest.fixture
def office(world: World) -> Persona:
    """代工委主任陈诚。"""
    return world.office


@pytest.fixture
def street(world: World) -> Persona:
    """五里界街道人大工委主任李文。"""
    return world.street


@pytest.fixture
def deputy(world: World) -> Persona:
    """代表周岭梅。"""
    return world.deputy


@pytest.fixture
def unit(world: World) -> Persona:
    """区住建局承办人赵明。"""
    return world.unit


@pytest.fixture
def other_unit(world: World) -> Persona:
    """区城管局承办人钱远。"""
    return world.other_unit


@pytest.fixture
def committee(world: World) -> Persona:
    """城环委主任委员孙立。"""
    return world.committee


@pytest.fixture
def chair(world: World) -> Persona:
    """主任会议成员吴远山。"""
    return world.chair


@pytest.fixture
def stranger(world: World) -> Persona:
    """没有登录的群众。"""
    return world.stranger
