"""小组章程与议事席位：由谁兼任组长、几个人、由谁联系和指导；议事组织各席坐的是谁。"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from lianxin.access.usecases.groups import GROUP_KINDS, GroupingRefused
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.orgs.models import Body, CouncilSeat, GroupCharter, Mandate, Person, in_force
from lianxin.orgs.transactions import whole


@dataclass(frozen=True, slots=True)
class Charter:
    """一个小组的章程；空着的就是没有这项规定。"""

    industry: str = ""
    lead_body_id: int | None = None
    contact_body_id: int | None = None
    guided_by_id: int | None = None
    mixed_levels: bool = False
    least: int | None = None
    most: int | None = None


@whole
def set_charter(*, group: Body, charter: Charter, actor: Actor, at: datetime) -> GroupCharter:
    """定下小组的章程。

    :raises GroupingRefused: 不是小组；至多比至少少；指导的不是小组、是自己，或绕成了圈
    """
    if group.kind not in GROUP_KINDS:
        raise GroupingRefused(f"“{group.name}”不是代表小组，没有章程。")
    least, most = charter.least, charter.most
    if least is not None and most is not None and most < least:
        raise GroupingRefused(f"至多 {most} 人比至少 {least} 人还少，请核对。")
    _check_guide(group, charter.guided_by_id)
    row, _ = GroupCharter.objects.select_for_update(of=("self",)).update_or_create(
        body=group, defaults={**asdict(charter), "set_at": at}
    )
    record(
        actor=actor,
        at=at,
        verb="group.charter",
        subject_kind="body",
        subject_id=group.pk,
        jurisdiction_id=group.jurisdiction_id,
        facts={"group": group.short_name, **asdict(charter)},
    )
    return row


def _check_guide(group: Body, guide_id: int | None) -> None:
    above, steps = guide_id, 0
    while above is not None:
        if above == group.pk or steps > 5:
            raise GroupingRefused("谁指导谁绕成了圈，请重新选指导的小组。")
        if not Body.objects.filter(pk=above, kind__in=GROUP_KINDS).exists():
            raise GroupingRefused("指导的要是一个代表小组，请重新选。")
        above = GroupCharter.objects.filter(body=above).values_list("guided_by", flat=True).first()
        steps += 1


@whole
def seat_council(
    *,
    council: Body,
    number: int,
    name: str,
    role: str,
    on: date,
    actor: Actor,
    at: datetime,
    person_id: int | None = None,
    is_deputy_seat: bool = False,
) -> CouncilSeat:
    """议事组织的一席坐上人；原来坐着的那一段留作历史。

    :raises GroupingRefused: 不是议事组织；没写姓名；代表席位坐的不是在任代表
    """
    if council.kind != Body.Kind.COUNCIL:
        raise GroupingRefused(f"“{council.name}”不是议事组织，没有席位。")
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    words = person.name if person else name.strip()[:40]
    if not words or not role.strip() or number < 1:
        raise GroupingRefused("请写明第几席、姓名和身份。")
    sitting = Mandate.objects.filter(in_force(on), person=person_id, state="active")
    if is_deputy_seat and (person is None or not sitting.exists()):
        raise GroupingRefused("代表席位要坐在任的代表，请从代表里选。")
    held = CouncilSeat.objects.select_for_update().filter(body=council, number=number, ends_on=None)
    held.update(ends_on=on)
    row = CouncilSeat.objects.create(
        body=council,
        number=number,
        person=person,
        name=words,
        role=role.strip()[:40],
        is_deputy_seat=is_deputy_seat,
        starts_on=on,
    )
    record(
        actor=actor,
        at=at,
        verb="council.seated",
        subject_kind="body",
        subject_id=council.pk,
        jurisdiction_id=council.jurisdiction_id,
        facts={"council": council.short_name, "number": number, "name": words},
    )
    return row
