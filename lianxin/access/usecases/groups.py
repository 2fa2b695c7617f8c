"""代表编组：编入、调整、任组长，历史都留着。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, GroupCharter, Mandate, Membership, Person, in_force

#: 可以编入成员的机构。
GROUP_KINDS = frozenset({Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP})


class GroupingRefused(RuleViolation):
    """编不了组。"""


@transaction.atomic
def assign_group(
    *,
    person: Person,
    group: Body,
    on: date,
    rule: str,
    actor: Actor,
    at: datetime,
    role: str = Membership.Role.MEMBER,
) -> Membership:
    """把代表编入小组。

    普通小组一人只在一个，编入新组就从旧组调出，旧的一段留作历史；专业小组可以另外参加。

    :param rule: 按什么编的，如“按选区”“按专业”“就近”
    :raises GroupingRefused: 不是小组、不是在任代表、已在组里，或组长已有人
    """
    _check(person, group, on=on, role=role)
    _check_size(group)
    left = _leave_others(person, group, on=on)
    member = Membership.objects.create(body=group, person=person, role=role, starts_on=on)
    record(
        actor=actor,
        at=at,
        verb="group.assign",
        subject_kind="membership",
        subject_id=member.pk,
        jurisdiction_id=group.jurisdiction_id,
        facts={"person": person.pk, "group": group.pk, "rule": rule, "role": role, "left": left},
    )
    return member


@transaction.atomic
def leave_group(
    *, membership_id: int, on: date, reason: str, actor: Actor, at: datetime
) -> Membership:
    """调出小组。"""
    member = Membership.objects.select_for_update().get(pk=membership_id)
    if member.ends_on is not None:
        raise GroupingRefused(f"已于 {member.ends_on} 调出，不必再办")
    member.ends_on = on
    member.save(update_fields=["ends_on"])
    record(
        actor=actor,
        at=at,
        verb="group.leave",
        subject_kind="membership",
        subject_id=member.pk,
        jurisdiction_id=member.body.jurisdiction_id,
        facts={"reason": reason, "on": on.isoformat()},
    )
    return member


def _check(person: Person, group: Body, *, on: date, role: str) -> None:
    if group.kind not in GROUP_KINDS:
        raise GroupingRefused(f"“{group.name}”不是代表小组，不能编入")
    # 锁住小组再看：同时并组、同时编人的，后一个等前一个办完。
    standing = Body.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if standing.ends_on is not None:
        words = f"“{standing.short_name}”已于 {standing.ends_on} 撤并"
        raise GroupingRefused(f"{words}，请编到接手的小组")
    if not Mandate.objects.filter(in_force(on), person=person, state="active").exists():
        raise GroupingRefused(f"{person.name}不是在任代表，请先确认代表资格")
    current = Membership.objects.select_for_update().filter(body=group, ends_on=None)
    if current.filter(person=person).exists():
        raise GroupingRefused(f"{person.name}已在“{group.short_name}”，不必重复编入")
    if role == Membership.Role.LEADER and current.filter(role=role).exists():
        raise GroupingRefused(f"“{group.short_name}”已有组长，请先调整原组长")


def _check_size(group: Body) -> None:
    """章程写了至多几人的，满了就不再编；没写的不限。"""
    charter = GroupCharter.objects.filter(body=group, most__isnull=False).first()
    if charter is None or charter.most is None:
        return
    inside = Membership.objects.filter(body=group, ends_on=None).count()
    if inside >= charter.most:
        raise GroupingRefused(
            f"“{group.short_name}”已有 {inside} 人，章程至多 {charter.most} 人；"
            "请先调出一位，或者改章程。"
        )


def _leave_others(person: Person, group: Body, *, on: date) -> list[int]:
    """从别的普通小组调出；同一级人大之内才算。"""
    if group.kind != Body.Kind.GROUP:
        return []
    others = Membership.objects.select_for_update().filter(
        person=person,
        ends_on=None,
        body__kind=Body.Kind.GROUP,
        body__congress=group.congress_id,
    )
    left = {member.pk: member.body_id for member in others}
    if left:
        Membership.objects.filter(pk__in=left).update(ends_on=on)
    return list(left.values())
