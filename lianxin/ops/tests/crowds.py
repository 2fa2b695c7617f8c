"""成百上千的记录：先经用例造一份，再照着用例写下的样子抄，免得测试等上几分钟。"""

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from lianxin.access.usecases import accounts, groups, registers
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import move_case, sweep
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.orgs.models import Body, Mandate, Membership, Person
from lianxin.outcomes.usecases import Figure, Home, record_outcome, verify_outcome
from lianxin.stations.models import Station, StationDeputy
from lianxin.stations.usecases.registry import record_event, register_station
from lianxin.stations.usecases.roster import assign_deputy
from tests.world import AT, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
Row = TypeVar("Row", bound=Model)


def copies(row: Row, times: int, change: Callable[[Row, int], None]) -> list[Row]:
    """照这一行再抄几行；编号照常领，``change`` 改抄出来的。"""
    table = type(row)._default_manager
    made = []
    for number, pk in enumerate(_numbers(type(row), times), start=1):
        other = copy(row)
        other._state = copy(row._state)
        other.pk = pk
        change(other, number)
        made.append(other)
    table.bulk_create(made)
    with connection.cursor() as cursor:
        # 一口气添了这么多还没提交，不重新估一估，数据库会照着空表来排查法，慢上千倍。
        cursor.execute(f'ANALYZE "{type(row)._meta.db_table}"')
    return made


def _numbers(table: type[Model], count: int) -> list[int]:
    """向编号器要几个号，后来照常登记的才不会撞上。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def stations(
    world: World, kind: str, count: int, *, on: date = SINCE, congress: Body | None = None
) -> list[Station]:
    """登记几个这一种的家站室。"""
    home = congress or world.congress
    first = register_station(
        congress=home,
        body=world.street_committee,
        name=f"{kind}{on}之一",
        kind=kind,
        region=world.town,
        opened_on=on,
        **NOTE,
    )

    def named(row: Station, number: int) -> None:
        row.name = f"{kind}{on}之{number}"

    return [first, *copies(first, count - 1, named)]


def events(rows: Iterable[Station], kind: str) -> None:
    """各记一件今年的大事。"""
    for row in rows:
        record_event(station_id=row.pk, kind=kind, happened_on=TODAY, **NOTE)


def deputies(world: World, count: int) -> list[Person]:
    """四级代表一共这么多人（连同小世界里的一位）；有一位兼任两级，仍是一个人。"""
    congresses = [world.congress, *_other_levels(world)]
    terms = [
        world.term,
        *(
            registers.open_term(congress=each, ordinal=7, starts_on=SINCE, **NOTE)
            for each in congresses[1:]
        ),
    ]
    person = registers.register_person(name="郑四维", **NOTE)
    seat = registers.seat_deputy(person=person, term=terms[1], number="D0", starts_on=SINCE, **NOTE)
    registers.seat_deputy(person=person, term=terms[0], number="D0", starts_on=SINCE, **NOTE)
    people = copies(person, count - 2, lambda row, number: setattr(row, "name", f"代表{number}"))

    def seated(row: Mandate, number: int) -> None:
        term = terms[number % len(terms)]
        row.person, row.term, row.congress = people[number - 1], term, term.congress
        row.number = f"D{number}"

    copies(seat, count - 2, seated)
    return [world.deputy.person, person, *people]


def _other_levels(world: World) -> list[Body]:
    """省、市、镇三级人大。"""
    body = partial(registers.register_body, kind="congress", starts_on=SINCE, **NOTE)
    return [
        body(name=f"{level}人大", slug=level, prefix=level[:2].upper(), region=region, level=level)
        for level, region in (
            ("province", world.county),
            ("city", world.county),
            ("town", world.town),
        )
    ]


def placed(world: World, people: list[Person]) -> None:
    """都编进站；小世界里的那一位已经在站，再加一个站也只算一个人。"""
    (other,) = stations(world, "home", 1)
    first = assign_deputy(station=other, person=people[0], on=TODAY, **NOTE)
    rest = people[1:]
    copies(first, len(rest), lambda row, number: setattr(row, "person", rest[number - 1]))
    assert StationDeputy.objects.count() == len(people) + 1


def teams(
    world: World, kind: str, count: int, *, on: date = SINCE, level: str = "county"
) -> list[Body]:
    """登记几个代表小组。"""
    return [
        registers.register_body(
            kind=kind,
            name=f"{kind}第{number}组",
            slug=f"{kind.replace('_', '-')}-{number}",
            region=world.county,
            level=level,
            congress=world.congress,
            starts_on=on,
            **NOTE,
        )
        for number in range(count)
    ]


def grouped(people: list[Person], team: Body) -> None:
    """都编进一个组。"""
    first = groups.assign_group(person=people[0], group=team, on=TODAY, rule="按选区", **NOTE)
    rest = people[1:]
    copies(first, len(rest), lambda row, number: setattr(row, "person", rest[number - 1]))
    assert Membership.objects.count() == len(people)


def staffed(world: World, *, streets: int, villages: int) -> None:
    """街道工委都有专职主任和联络员，社区都有一名副书记。"""
    body = partial(
        registers.register_body, congress=world.congress, region=world.town, starts_on=SINCE, **NOTE
    )
    offices = [
        body(kind="street_committee", name=f"第{number}街道工委", slug=f"street-{number}")
        for number in range(streets - 1)
    ]
    homes = [
        body(kind="village", name=f"第{number}社区", slug=f"village-{number}")
        for number in range(villages)
    ]
    for office in [world.street_committee, *offices]:
        _post(office, "head", "专职主任", is_full_time=True)
        _post(office, "liaison", "联络员")
    for home in homes:
        _post(home, "staff", "副书记")


def _post(body: Body, kind: str, title: str, *, is_full_time: bool = False) -> None:
    person = registers.register_person(name="何其多", **NOTE)
    accounts.grant_post(
        person=person,
        body=body,
        kind=kind,
        title=title,
        starts_on=SINCE,
        is_full_time=is_full_time,
        **NOTE,
    )


def voices(world: World, count: int, *, closed: int, channel: str = "web") -> None:
    """来了这么多条意见，其中办结了这么多条；没办结的停在分拣。"""
    waiting = _voice(world, channel, at=AT)
    _more_voices(waiting, count - closed - 1)
    done = _voice(world, channel, at=AT)
    move_case(
        case_id=done.case_id,
        verb="answer",
        actor=Doer(world.street.viewer),
        at=AT + timedelta(days=1),
        facts={"category": "waste", "answer": "已经清运，以后每天一次。"},
    )
    sweep(at=AT + timedelta(days=60))
    _more_voices(Opinion.objects.get(pk=done.pk), closed - 1)


def _voice(world: World, channel: str, *, at: datetime) -> Opinion:
    made = register_opinion(
        draft=Draft(
            jurisdiction_id=world.congress.pk,
            text="路口的垃圾桶满了三天没人收。",
            channel=channel,
            region_id=world.village.pk,
        ),
        actor=PUBLIC,
        at=at,
    )
    return Opinion.objects.get(pk=made.opinion_id)


def _more_voices(row: Opinion, times: int) -> None:
    case = Case.objects.get(pk=row.case_id)
    duties = list(Duty.objects.filter(case=case))

    def numbered(other: Case, number: int) -> None:
        other.thread, other.number = other.pk, f"C{other.pk}"

    cases = copies(case, times, numbered)

    def voiced(other: Opinion, number: int) -> None:
        other.case, other.receipt_no = cases[number - 1], f"R{other.pk}"

    copies(row, times, voiced)
    for duty in duties:
        copies(duty, times, lambda other, number: setattr(other, "case", cases[number - 1]))


def outcome(world: World, metric: str, value: str, source: str = "") -> None:
    """一件意见办出来的成果，另一个人核实过。"""
    case = Case.objects.latest("pk")
    home = Home(
        world.congress.pk, case.thread or case.pk, case.pk, may_record=True, may_verify=True
    )
    figure = Figure(metric, Decimal(value), "办成的事", TODAY, source=source)
    made = record_outcome(home=home, figure=figure, actor=world.unit.actor, at=AT)
    verify_outcome(outcome_id=made.pk, home=home, actor=world.office.actor, at=AT)


def answer_all(world: World) -> None:
    """还没答复的都答复。"""
    for row in Opinion.objects.filter(told_at__isnull=True):
        move_case(
            case_id=row.case_id,
            verb="answer",
            actor=Doer(world.street.viewer),
            at=AT + timedelta(days=2),
            facts={"category": "waste", "answer": "已经清运，以后每天一次。"},
        )
