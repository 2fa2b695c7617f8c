"""小组改名、并组：名册跟着走，原来的名字、各人的各段都留作历史。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from lianxin.access.usecases.groups import GROUP_KINDS, GroupingRefused
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.orgs.models import Body, GroupCharter, GroupEvent, Membership, Post, in_force
from lianxin.orgs.transactions import whole

_LEADER = Membership.Role.LEADER


@dataclass(frozen=True, slots=True)
class Merged:
    """并好了：原来的组、接手的组、几个人跟着过去、几个人两边都在。"""

    group: Body
    heir: Body
    moved: int
    shared: int


@whole
def rename_group(
    *, group_id: int, name: str, short_name: str, on: date, reason: str, actor: Actor, at: datetime
) -> Body:
    """给小组改名；从哪天起、原来叫什么都留着。

    :raises GroupingRefused: 不是小组、已经撤并、没写名字或缘由、名字没变、与别的组重名，或日子不对
    """
    (group,) = _locked(group_id)
    full, short = name.strip()[:80], (short_name.strip() or name.strip())[:40]
    why = _reason(reason)
    _check_name(group, full, short)
    _check_day(on, since=_last_turn(group), at=at)
    before = group.name
    group.name, group.short_name = full, short
    group.save(update_fields=["name", "short_name"])
    _note(group, GroupEvent.Kind.RENAMED, on=on, before=before, reason=why, at=at, after=full)
    facts = {"before": before, "after": full, "on": on.isoformat(), "reason": why}
    _record(group, "group.renamed", facts, actor=actor, at=at)
    return group


@whole
def merge_rosters(
    *, group_id: int, into_id: int, on: date, reason: str, actor: Actor, at: datetime
) -> Merged:
    """把一个小组并到另一个：名册、指导关系从那天起归接手的组，原来的组那天撤销。

    接手的组有组长的（推选的，或凭岗位兼任的），原组长过去任副组长；其余的身份照旧。

    :raises GroupingRefused: 并到自己、撤并了的、别种或别级的；还有人任职、人数超过章程；日子不对
    """
    if group_id == into_id:
        raise GroupingRefused("不能并到自己，请选另一个小组。")
    group, heir = _locked(group_id, into_id)
    why = _reason(reason)
    _check_pair(group, heir)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person")
    members = list(rows.filter(body=group, ends_on=None).order_by("id"))
    since = max([_last_turn(group), heir.starts_on, *(one.starts_on for one in members)])
    _check_day(on, since=since, at=at)
    if on == group.starts_on:
        raise GroupingRefused(f"“{group.short_name}”{on} 才成立，请选这以后的一天。")
    inside = set(
        Membership.objects.filter(body=heir, ends_on=None).values_list("person_id", flat=True)
    )
    moving = [one for one in members if one.person_id not in inside]
    _check_size(heir, len(inside) + len(moving))
    _carry(members, moving, group, heir, on=on, actor=actor, at=at)
    _close(group, heir, on=on)
    _note(group, GroupEvent.Kind.MERGED, on=on, before=group.name, reason=why, at=at, heir=heir)
    facts = {"before": group.name, "after": heir.name, "on": on.isoformat(), "reason": why}
    _record(group, "group.merged", {**facts, "people": len(members)}, actor=actor, at=at)
    return Merged(group, heir, len(moving), len(members) - len(moving))


def _locked(*ids: int) -> list[Body]:
    """照编号由小到大锁住，照给的先后还回来；两处同时并的，后一个等前一个办完再看。"""
    rows = Body.objects.select_for_update(of=("self",)).filter(pk__in=ids, kind__in=GROUP_KINDS)
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < len(set(ids)):
        raise GroupingRefused("没有这个小组，请重新选。")
    for row in found.values():
        if row.ends_on is not None:
            raise GroupingRefused(f"“{row.short_name}”已于 {row.ends_on} 撤并，请选在册的小组。")
    return [found[pk] for pk in ids]


def _reason(reason: str) -> str:
    words = reason.strip()[:120]
    if len(words) < 2:
        raise GroupingRefused("请写明缘由，如依据哪次会议。")
    return words


def _check_name(group: Body, name: str, short: str) -> None:
    if len(name) < 2:
        raise GroupingRefused("请写小组的全称。")
    if (name, short) == (group.name, group.short_name):
        raise GroupingRefused("名字没有变，不用改。")
    others = Body.objects.filter(congress=group.congress_id, kind__in=GROUP_KINDS, ends_on=None)
    if others.exclude(pk=group.pk).filter(name=name).exists():
        raise GroupingRefused(f"已有一个小组叫“{name}”，请换一个名字。")


def _check_pair(group: Body, heir: Body) -> None:
    if group.congress_id != heir.congress_id:
        raise GroupingRefused("两个小组不在同一级人大，不能并。")
    if group.kind != heir.kind:
        raise GroupingRefused("普通小组与专业小组不能互相并，请选同一种的。")
    if Post.objects.filter(body=group, ends_on=None).exists():
        raise GroupingRefused(f"“{group.short_name}”还有人任职，请先办理离任。")


def _last_turn(group: Body) -> date:
    """成立、上一次改名，后一个。"""
    turns = GroupEvent.objects.filter(body=group).order_by("-on").values_list("on", flat=True)
    return max([group.starts_on, *turns[:1]])


def _check_day(on: date, *, since: date, at: datetime) -> None:
    if not since <= on <= localtime(at).date():
        raise GroupingRefused(
            f"日子要在 {since} 到今天之间：早于它的，名册上还有后来的变动；以后的事到那天再办。"
        )


def _check_size(heir: Body, total: int) -> None:
    """并进来的一起数；章程没写至多几人的不限。"""
    most = GroupCharter.objects.filter(body=heir).values_list("most", flat=True).first()
    if most is not None and total > most:
        raise GroupingRefused(
            f"并过去“{heir.short_name}”会有 {total} 人，章程至多 {most} 人；"
            "请先调出几位，或者改章程。"
        )


def _carry(
    members: Sequence[Membership],
    moving: Sequence[Membership],
    group: Body,
    heir: Body,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """原来的各段到那天为止，跟着过去的从那天起另立一段。"""
    led = _has_leader(heir, on)
    Membership.objects.filter(pk__in=[one.pk for one in members]).update(ends_on=on)
    for one in moving:
        role = Membership.Role.DEPUTY_LEADER if led and one.role == _LEADER else one.role
        made = Membership.objects.create(
            body=heir, person_id=one.person_id, role=role, starts_on=on
        )
        rule = f"随“{group.short_name}”并入"
        facts = {"person": one.person_id, "group": heir.pk, "rule": rule, "role": role}
        record(
            actor=actor,
            at=at,
            verb="group.assign",
            subject_kind="membership",
            subject_id=made.pk,
            jurisdiction_id=heir.jurisdiction_id,
            facts={**facts, "left": [group.pk]},
        )


def _has_leader(heir: Body, on: date) -> bool:
    """接手的组有没有组长：推选的，或章程写明由哪家负责人兼任、那家此刻有负责人的。"""
    if Membership.objects.filter(body=heir, ends_on=None, role=_LEADER).exists():
        return True
    leads = GroupCharter.objects.filter(body=heir, lead_body__isnull=False).values("lead_body")
    return Post.objects.filter(in_force(on), body__in=leads, kind=Post.Kind.HEAD).exists()


def _close(group: Body, heir: Body, *, on: date) -> None:
    """原来的组撤销；它指导的改由接手的组指导，接手的组原由它指导的就不再有人指导。"""
    group.ends_on = on
    group.save(update_fields=["ends_on"])
    guided = GroupCharter.objects.filter(guided_by=group)
    guided.filter(body=heir).update(guided_by=None)
    guided.exclude(body=heir).update(guided_by=heir)


def _note(
    group: Body,
    kind: str,
    *,
    on: date,
    before: str,
    reason: str,
    at: datetime,
    after: str = "",
    heir: Body | None = None,
) -> None:
    GroupEvent.objects.create(
        body=group,
        kind=kind,
        on=on,
        before=before,
        after=heir.name if heir else after,
        into=heir,
        reason=reason,
        noted_at=at,
    )


def _record(group: Body, verb: str, facts: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="body",
        subject_id=group.pk,
        jurisdiction_id=group.jurisdiction_id,
        facts={"group": group.pk, **facts},
    )
