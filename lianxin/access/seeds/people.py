"""演示：工作人员到任，代表当选，编组。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lianxin.access.seeds.bodies import Congress, Note, Street
from lianxin.access.usecases.accounts import end_post, grant_post, open_account
from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import (
    change_employer,
    register_body,
    register_constituency,
    register_person,
    seat_deputy,
)
from lianxin.orgs.models import Body, Constituency, Person, Post, Term

#: 代表的单位和职务，按次序轮着来。
_WALKS = (
    ("{village}", "党总支书记"),
    ("江城精密制造公司", "总工程师"),
    ("{street}中心小学", "教师"),
    ("{street}卫生服务中心", "主治医师"),
    ("{village}种植合作社", "理事长"),
    ("{street}社区服务中心", "网格员"),
    ("楚天智能装备公司", "车间主任"),
    ("{street}办事处", "副主任"),
)
#: 兼任市人大代表的：每个街道的第几位。
_UPPER_SEATS = frozenset({0})
#: 有三个小组的街道有几个，其余各两个：合起来三十七个普通小组。
_STREETS_OF_THREE = 7
_PROFESSIONAL = (
    ("law", "监察和司法专业代表小组"),
    ("finance", "财政经济专业代表小组"),
    ("urban", "城乡建设与环境保护专业代表小组"),
    ("culture", "教育科学文化卫生专业代表小组"),
    ("rural", "农业与农村专业代表小组"),
    ("social", "社会建设专业代表小组"),
    ("liaison", "民族宗教侨务外事专业代表小组"),
    ("business", "营商环境专业代表小组"),
    ("budget", "预算审查专业代表小组"),
)
_PROFESSIONAL_SIZE = 7


@dataclass(slots=True)
class Staffing:
    """边招人边记：谁的名字、账号、密码已经定好。"""

    names: Iterator[tuple[str, str]]
    named: dict[str, str]
    passwords: dict[str, str]
    note: Note
    since: date
    deputies: list[Person] = field(default_factory=list)

    def hire(
        self, body: Body, kind: str, title: str, *, username: str = "", full_time: bool = False
    ) -> Person:
        """招一个人到任；给了用户名就开账号。"""
        person = self.person(username)
        grant_post(
            person=person,
            body=body,
            kind=kind,
            title=title,
            starts_on=self.since,
            is_full_time=full_time,
            **self.note,
        )
        return person

    def person(self, username: str = "", **facts: Any) -> Person:
        """登记一个人；用户名有指定姓名的用指定的，其余编一个。"""
        made_up, gender = next(self.names) if username not in self.named else ("", "")
        person = register_person(
            name=self.named.get(username, made_up), gender=gender, **facts, **self.note
        )
        if username:
            password = self.passwords.get(username)
            open_account(username=username, password=password, person=person, **self.note)
        return person


def staff(congress: Congress, work: Staffing, *, own: dict[str, str]) -> None:
    """机关、委员会、部门、街道、村（社区）的人都到任。

    :param own: 机构代号到用户名；没写的按“人大代号-机构代号”开账号，密码自己设
    """
    slug, bodies = congress.plan.slug, congress.bodies
    work.hire(bodies["da"], "head", "主任", username=own.get("da", f"{slug}-da"))
    work.hire(bodies["da"], "staff", "科长", username=f"{slug}-da-staff")
    work.hire(bodies["cc"], "head", "副主任", username=own.get("cc", f"{slug}-cc"))
    work.hire(bodies["sc"], "staff", "办公室工作人员", username=f"{slug}-sc")
    for key, body in bodies.items():
        username = own.get(key, f"{slug}-{key}")
        if body.kind == Body.Kind.SPECIAL_COMMITTEE:
            work.hire(body, "head", "主任委员", username=username)
        elif key not in ("da", "cc", "sc"):
            work.hire(body, "handler", "承办人", username=username)
    for street in congress.streets:
        _staff_street(street, work, own.get(street.plan.slug, f"{slug}-{street.plan.slug}"))


def _staff_street(street: Street, work: Staffing, username: str) -> None:
    work.hire(street.committee, "head", "主任", username=username, full_time=True)
    work.hire(street.committee, "liaison", "联络员")
    work.hire(street.office, "handler", "承办人", username=f"{username}-office")
    for section in street.sections:
        work.hire(section, "handler", "经办人")
    for village in street.villages:
        work.hire(village, "staff", "党总支副书记")


def leave_gaps(committee: Body, work: Staffing, *, on: date) -> None:
    """街道联络员交接一次，一个村的副书记空缺：配备表上要看得见。"""
    posts = Post.objects.filter(ends_on=None)
    liaison = posts.get(body=committee, kind="liaison")
    vices = posts.filter(body__region__parent=committee.region_id, title="党总支副书记")
    for post in (liaison, vices.order_by("id")[0]):
        end_post(post_id=post.pk, on=on, reason="轮岗", **work.note)
    grant_post(
        person=work.person(),
        body=committee,
        kind="liaison",
        title="联络员",
        starts_on=on + timedelta(days=6),
        **work.note,
    )


def elect(
    congress: Congress, upper: Term, work: Staffing, *, own: dict[tuple[str, int], str]
) -> None:
    """各街道选出代表；每街道第一位是村（社区）书记，兼任市人大代表。"""
    number = 0
    for street in congress.streets:
        halves = _constituencies(congress, street, work.note)
        for place in range(congress.plan.deputies_per_street):
            number += 1
            username = own.get((street.plan.slug, place), f"{congress.plan.slug}{number:04d}")
            person = _deputy(street, place, username, work)
            seat_deputy(
                person=person,
                term=congress.term,
                number=f"{congress.plan.prefix}{number:04d}",
                starts_on=congress.plan.term_starts_on,
                constituency=halves[place % len(halves)],
                **work.note,
            )
            if place in _UPPER_SEATS:
                _seat_upper(person, upper, f"{congress.plan.prefix}{number:04d}", work.note)
            work.deputies.append(person)
    _unit_heads(congress, work)


def group(congress: Congress, work: Staffing) -> None:
    """普通小组按街道编，专业小组按专长编，每组第一位是组长。"""
    size = congress.plan.deputies_per_street
    for place, street in enumerate(congress.streets):
        people = work.deputies[place * size : (place + 1) * size]
        teams = (3 if place < _STREETS_OF_THREE else 2) if congress.plan.has_sections else 1
        for number in range(teams):
            body = _group(
                congress,
                f"g-{street.plan.slug}-{number + 1}",
                f"{street.label}第{'一二三'[number]}代表小组",
                street,
                work,
            )
            _fill(body, people[number::teams], "按选区", work)
    if congress.plan.has_sections:
        for number, (key, name) in enumerate(_PROFESSIONAL):
            body = _group(congress, f"pg-{key}", name, None, work)
            _fill(body, work.deputies[number::13][:_PROFESSIONAL_SIZE], "按专业", work)


def _constituencies(congress: Congress, street: Street, note: Note) -> list[Constituency]:
    regions = [village.region for village in street.villages]
    return [
        register_constituency(
            congress=congress.body, name=f"{street.label}第{label}选区", regions=part, **note
        )
        for label, part in (("一", regions[:1]), ("二", regions[1:]))
        if part
    ]


def _deputy(street: Street, place: int, username: str, work: Staffing) -> Person:
    workplace, title = _WALKS[place % len(_WALKS)]
    village = street.villages[-1]
    is_secretary = place == 0
    person = work.person(
        username,
        workplace=workplace.format(village=village.name, street=street.label),
        work_title=title,
        employer=village if is_secretary else None,
    )
    if is_secretary:
        grant_post(
            person=person,
            body=village,
            kind="head",
            title=title,
            starts_on=work.since,
            **work.note,
        )
    return person


def _seat_upper(person: Person, upper: Term, number: str, note: Note) -> None:
    seat_deputy(person=person, term=upper, number=f"WH{number}", starts_on=upper.starts_on, **note)


def _unit_heads(congress: Congress, work: Staffing) -> None:
    """有两位部门负责人也是代表：他们本单位的答复，他们不能评。"""
    departments = [b for b in congress.bodies.values() if b.kind == Body.Kind.DEPARTMENT]
    size = congress.plan.deputies_per_street
    for department, person in zip(departments[:2], work.deputies[size - 1 :: size], strict=False):
        change_employer(
            person=person,
            employer=department,
            workplace=department.name,
            work_title="副局长",
            **work.note,
        )
        grant_post(
            person=person,
            body=department,
            kind="head",
            title="副局长",
            starts_on=work.since,
            **work.note,
        )


def _group(congress: Congress, slug: str, name: str, street: Street | None, work: Staffing) -> Body:
    return register_body(
        kind="group" if street else "professional_group",
        name=name,
        slug=f"{congress.plan.slug}-{slug}",
        congress=congress.body,
        region=street.region if street else congress.body.region,
        parent=street.committee if street else None,
        starts_on=congress.plan.term_starts_on,
        **work.note,
    )


def _fill(body: Body, people: list[Person], rule: str, work: Staffing) -> None:
    for place, person in enumerate(people):
        assign_group(
            person=person,
            group=body,
            on=work.since,
            rule=rule,
            role="leader" if place == 0 else "member",
            **work.note,
        )
