"""写：代表更新公开资料、逐项同意公开。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.deputies.models import Profile
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Mandate, Person

#: 要本人同意才公开的项；姓名、单位职务、选区、履职情况依法公开，不在其内。
CONSENTED_FIELDS = ("introduction", "expertise", "contact")
LONGEST = {"introduction": 300, "expertise": 60, "contact": 60}
LABELS = {"introduction": "简介", "expertise": "专长", "contact": "联系方式"}


class ProfileRefused(RuleViolation):
    """代表资料改不了。"""


@transaction.atomic
def update_profile(
    *,
    person: Person,
    actor: Actor,
    at: datetime,
    introduction: str | None = None,
    expertise: str | None = None,
    contact: str | None = None,
) -> Profile:
    """更新公开资料；只改给了的项。改联系方式不等于同意公开。

    :raises ProfileRefused: 不是代表，或写得太长
    """
    profile = _profile_of(person)
    given = {"introduction": introduction, "expertise": expertise, "contact": contact}
    changed = {name: text.strip() for name, text in given.items() if text is not None}
    for name, text in changed.items():
        if len(text) > LONGEST[name]:
            raise ProfileRefused(f"{LABELS[name]}最多 {LONGEST[name]} 个字，请精简到这个长度以内")
        setattr(profile, name, text)
    profile.save(update_fields=list(changed))
    # 留痕只记改了哪几项：联系方式的内容不进留痕。
    _record(profile, verb="profile.update", actor=actor, at=at, fields=sorted(changed))
    return profile


@transaction.atomic
def consent(*, person: Person, fields: Iterable[str], actor: Actor, at: datetime) -> Profile:
    """逐项同意公开；没列的项从此不公开（代表法 58 条②、个保法 15 条：同意可以撤回）。

    :raises ProfileRefused: 不是代表，或有不认得的项
    """
    agreed = sorted(set(fields))
    if unknown := set(agreed) - set(CONSENTED_FIELDS):
        raise ProfileRefused(f"没有“{'、'.join(sorted(unknown))}”这一项，请重新勾选")
    profile = _profile_of(person)
    profile.public_fields, profile.consented_at = agreed, at
    profile.save(update_fields=["public_fields", "consented_at"])
    _record(profile, verb="profile.consent", actor=actor, at=at, fields=agreed)
    return profile


def _profile_of(person: Person) -> Profile:
    if not Mandate.objects.filter(person=person).exists():
        raise ProfileRefused(f"{person.name}不是代表，没有代表资料")
    return Profile.objects.select_for_update().get_or_create(person=person)[0]


def _record(profile: Profile, *, verb: str, actor: Actor, at: datetime, fields: list[str]) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="person",
        subject_id=profile.pk,
        facts={"fields": "、".join(LABELS[name] for name in fields) or "无"},
    )
