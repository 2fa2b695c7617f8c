"""登记地区、机构、人员、届次与代表资格；每一笔都留痕。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zlib import crc32

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import (
    Body,
    Category,
    Constituency,
    Mandate,
    Person,
    Post,
    Region,
    Session,
    Term,
)


class RegisterRefused(RuleViolation):
    """登记不了：缺了该有的，或者前后对不上。"""


@transaction.atomic
def register_region(
    *, code: str, name: str, level: str, parent: Region | None = None, actor: Actor, at: datetime
) -> Region:
    """登记一个地区；``code`` 是统计用区划代码。"""
    if parent is not None and not code.startswith(parent.prefix):
        raise RegisterRefused(f"代码 {code} 不在“{parent.name}”之下，请核对上级地区")
    region = Region.objects.create(code=code, name=name, level=level, parent=parent)
    record(
        actor=actor,
        at=at,
        verb="region.register",
        subject_kind="region",
        subject_id=int(code),
        facts={"name": name, "level": level},
    )
    return region


@transaction.atomic
def register_body(
    *,
    kind: str,
    name: str,
    slug: str,
    region: Region,
    starts_on: date,
    actor: Actor,
    at: datetime,
    congress: Body | None = None,
    parent: Body | None = None,
    short_name: str = "",
    prefix: str = "",
    domains: Iterable[str] = (),
    level: str = "",
) -> Body:
    """登记一个机构。

    :param congress: 在哪一级人大的账上；人大自己不填
    :param parent: 上级机构；不填就是所属人大
    :param prefix: 编号字头，只有人大有，如江夏区人大“JX”
    :param domains: 业务领域，与事项类别的领域对应，用来推荐承办单位和对口委员会
    :raises RegisterRefused: 人大没有字头，或别的机构没写所属人大
    """
    is_congress = kind == Body.Kind.CONGRESS
    if is_congress and not prefix:
        raise RegisterRefused(f"“{name}”是人大，请写明编号字头，如 JX")
    if not is_congress and congress is None:
        raise RegisterRefused(f"请写明“{name}”在哪一级人大的账上")
    body = Body.objects.create(
        kind=kind,
        name=name,
        short_name=short_name or name,
        slug=slug,
        level=level or region.level,
        region=region,
        parent=parent or congress,
        congress=congress,
        prefix=prefix,
        domains=list(domains),
        starts_on=starts_on,
    )
    record(
        actor=actor,
        at=at,
        verb="body.register",
        subject_kind="body",
        subject_id=body.pk,
        jurisdiction_id=body.jurisdiction_id,
        facts={"name": name, "kind": kind},
    )
    return body


@transaction.atomic
def close_body(*, body_id: int, on: date, reason: str, actor: Actor, at: datetime) -> Body:
    """撤销一个机构；还有人在任就不能撤。"""
    body = Body.objects.select_for_update().get(pk=body_id)
    if body.ends_on is not None:
        raise RegisterRefused(f"“{body.name}”已于 {body.ends_on} 撤销")
    if Post.objects.filter(body=body, ends_on=None).exists():
        raise RegisterRefused(f"“{body.name}”还有人在任，请先办理离任")
    body.ends_on = on
    body.save(update_fields=["ends_on"])
    record(
        actor=actor,
        at=at,
        verb="body.close",
        subject_kind="body",
        subject_id=body.pk,
        jurisdiction_id=body.jurisdiction_id,
        facts={"on": on.isoformat(), "reason": reason},
    )
    return body


@transaction.atomic
def register_person(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    gender: str = "",
    workplace: str = "",
    work_title: str = "",
    employer: Body | None = None,
) -> Person:
    """登记一个人；一个人只登记一次，身份另记在岗位和代表资格里。

    :param employer: 所在的承办单位；本单位的答复，他不能评（回避）
    """
    person = Person.objects.create(
        name=name, gender=gender, workplace=workplace, work_title=work_title, employer=employer
    )
    record(
        actor=actor,
        at=at,
        verb="person.register",
        subject_kind="person",
        subject_id=person.pk,
        facts={"name": name},
    )
    return person


@transaction.atomic
def change_employer(
    *,
    person: Person,
    employer: Body | None,
    workplace: str,
    work_title: str,
    actor: Actor,
    at: datetime,
) -> Person:
    """换单位、换职务；在承办单位任职的要写明，评议时回避。"""
    row = Person.objects.select_for_update().get(pk=person.pk)
    row.employer, row.workplace, row.work_title = employer, workplace, work_title
    row.save(update_fields=["employer", "workplace", "work_title"])
    record(
        actor=actor,
        at=at,
        verb="person.change",
        subject_kind="person",
        subject_id=row.pk,
        facts={"workplace": workplace, "work_title": work_title},
    )
    return row


@transaction.atomic
def open_term(*, congress: Body, ordinal: int, starts_on: date, actor: Actor, at: datetime) -> Term:
    """开一届；上一届同日届满（代表法 2 条③：任期从每届第一次会议起算）。"""
    Term.objects.filter(congress=congress, ends_on=None).update(ends_on=starts_on)
    term = Term.objects.create(congress=congress, ordinal=ordinal, starts_on=starts_on)
    record(
        actor=actor,
        at=at,
        verb="term.open",
        subject_kind="term",
        subject_id=term.pk,
        jurisdiction_id=congress.pk,
        facts={"ordinal": ordinal, "starts_on": starts_on.isoformat()},
    )
    return term


@transaction.atomic
def hold_session(
    *, term: Term, ordinal: int, starts_on: date, ends_on: date, actor: Actor, at: datetime
) -> Session:
    """登记一次会议；两次会议之间为闭会期间。"""
    if ends_on < starts_on:
        raise RegisterRefused("闭幕不能早于开幕，请核对日期")
    session = Session.objects.create(
        term=term, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on
    )
    record(
        actor=actor,
        at=at,
        verb="session.hold",
        subject_kind="session",
        subject_id=session.pk,
        jurisdiction_id=term.congress_id,
        facts={"ordinal": ordinal, "starts_on": starts_on.isoformat()},
    )
    return session


@transaction.atomic
def register_constituency(
    *, congress: Body, name: str, regions: Iterable[Region], actor: Actor, at: datetime
) -> Constituency:
    """登记一个选区及其范围。"""
    constituency = Constituency.objects.create(congress=congress, name=name)
    constituency.regions.set(regions)
    record(
        actor=actor,
        at=at,
        verb="constituency.register",
        subject_kind="constituency",
        subject_id=constituency.pk,
        jurisdiction_id=congress.pk,
        facts={"name": name},
    )
    return constituency


@transaction.atomic
def register_category(
    *,
    key: str,
    label: str,
    actor: Actor,
    at: datetime,
    parent: Category | None = None,
    domain: str = "",
    order: int = 0,
) -> Category:
    """登记一个事项类别；最多两级，领域不写就随上级。"""
    if parent is not None and parent.parent_id is not None:
        raise RegisterRefused(f"“{parent.label}”已是二级类别，下面不能再分")
    category, _ = Category.objects.update_or_create(
        key=key,
        defaults={
            "label": label,
            "parent": parent,
            "domain": domain or (parent.domain if parent else ""),
            "order": order,
        },
    )
    record(
        actor=actor,
        at=at,
        verb="category.register",
        subject_kind="category",
        subject_id=crc32(key.encode()),
        facts={"key": key, "label": label},
    )
    return category


@transaction.atomic
def seat_deputy(
    *,
    person: Person,
    term: Term,
    number: str,
    starts_on: date,
    actor: Actor,
    at: datetime,
    constituency: Constituency | None = None,
) -> Mandate:
    """确认一份代表资格；同一人可以兼任几级人大的代表。"""
    if Mandate.objects.filter(person=person, term=term).exists():
        raise RegisterRefused(f"{person.name}已是这一届的代表，不必重复登记")
    mandate = Mandate.objects.create(
        person=person,
        congress_id=term.congress_id,
        term=term,
        constituency=constituency,
        number=number,
        starts_on=starts_on,
    )
    _record_mandate(mandate, verb="mandate.seat", actor=actor, at=at, facts={"number": number})
    return mandate


@transaction.atomic
def suspend_mandate(*, mandate_id: int, reason: str, actor: Actor, at: datetime) -> Mandate:
    """暂时停止执行代表职务（代表法 61 条）；恢复见 :func:`resume_mandate`。"""
    mandate = _change_state(mandate_id, before="active", after="suspended")
    _record_mandate(mandate, verb="mandate.suspend", actor=actor, at=at, facts={"reason": reason})
    return mandate


@transaction.atomic
def resume_mandate(*, mandate_id: int, reason: str, actor: Actor, at: datetime) -> Mandate:
    """停止执行职务的情形消失，恢复执行代表职务（代表法 61 条）。"""
    mandate = _change_state(mandate_id, before="suspended", after="active")
    _record_mandate(mandate, verb="mandate.resume", actor=actor, at=at, facts={"reason": reason})
    return mandate


@transaction.atomic
def end_mandate(*, mandate_id: int, on: date, reason: str, actor: Actor, at: datetime) -> Mandate:
    """代表资格终止（代表法 62 条）；须写明是哪一种情形。"""
    if not reason:
        raise RegisterRefused("请写明代表资格终止的原因")
    mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
    if mandate.state == Mandate.State.ENDED:
        raise RegisterRefused(f"代表证 {mandate.number} 的资格已于 {mandate.ends_on} 终止")
    mandate.state, mandate.ends_on, mandate.end_reason = Mandate.State.ENDED, on, reason
    mandate.save(update_fields=["state", "ends_on", "end_reason"])
    _record_mandate(mandate, verb="mandate.end", actor=actor, at=at, facts={"reason": reason})
    return mandate


def _change_state(mandate_id: int, *, before: str, after: str) -> Mandate:
    mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
    if mandate.state != before:
        now, must = Mandate.State(mandate.state).label, Mandate.State(before).label
        raise RegisterRefused(f"代表证 {mandate.number} 现在是“{now}”，只有“{must}”的才能这样办")
    mandate.state = after
    mandate.save(update_fields=["state"])
    return mandate


def _record_mandate(
    mandate: Mandate, *, verb: str, actor: Actor, at: datetime, facts: dict[str, str]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="mandate",
        subject_id=mandate.pk,
        jurisdiction_id=mandate.congress_id,
        facts=facts,
    )
