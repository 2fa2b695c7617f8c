"""机制的发布与采用：发布即冻结，采用只管以后立的件。"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.casework.effects import SUPPORTED
from lianxin.casework.guards import GUARDS
from lianxin.casework.mechanisms import build
from lianxin.casework.models import Practice, PublishedMechanism
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.check import check
from lianxin.kernel.mechanism.model import Mechanism


class PublishRefused(RuleViolation):
    """这份机制不能发布：检查没过，或同一版本已经发布过别的内容。"""


@transaction.atomic
def publish_mechanism(
    *, source: str, path: str, actor: Actor, at: datetime, overlay_source: str = ""
) -> PublishedMechanism:
    """发布一份机制（可带本地版）。内容相同的重复发布没有效果。

    :raises MechanismMistakes: 写错了，逐条说明
    :raises PublishRefused: 检查没过，或同一版本已经发布过别的内容
    """
    mech, digest = _proven(source, overlay_source, path)
    overlay = mech.overlay.key if mech.overlay else ""
    existing = PublishedMechanism.objects.filter(
        key=mech.key, version=mech.version, overlay=overlay
    ).first()
    if existing:
        return _same_content(existing, digest)
    row = PublishedMechanism.objects.create(
        key=mech.key,
        version=mech.version,
        overlay=overlay,
        label=mech.overlay.label if mech.overlay else mech.label,
        slot=mech.slot,
        source=source,
        overlay_source=overlay_source,
        digest=digest,
        published_at=at,
    )
    record(
        actor=actor,
        at=at,
        verb="mechanism.published",
        subject_kind="mechanism",
        subject_id=row.pk,
        facts={"id": mech.id, "digest": digest},
    )
    return row


@lru_cache(maxsize=256)
def _proven(source: str, overlay_source: str, path: str) -> tuple[Mechanism, str]:
    """查过说得通的机制和它的内容摘要；通与不通只看全文，查过的不再查，没过的不记。"""
    mech = build(source, overlay_source, path=path)
    _must_be_sound(mech)
    return mech, mech.digest


def _must_be_sound(mech: Mechanism) -> None:
    mistakes = [str(mistake) for mistake in check(mech)]
    for _stage, move in mech.moves():
        mistakes += [
            f"“{move.label}”的效果 {call} 这个版本的平台还做不到"
            for call in move.effects
            if call.name not in SUPPORTED
        ]
        mistakes += [
            f"“{move.label}”的条件 {call} 这个版本的平台还判断不了"
            for call in move.guards
            if call.name not in GUARDS
        ]
    if mistakes:
        raise PublishRefused("；".join(mistakes))


def _same_content(existing: PublishedMechanism, digest: str) -> PublishedMechanism:
    if existing.digest != digest:
        raise PublishRefused(f"{existing} 已经发布过别的内容，不能再改；请把版本号加一。")
    return existing


@transaction.atomic
def adopt_practice(
    *, jurisdiction_id: int, mechanism_id: int, actor: Actor, at: datetime
) -> Practice:
    """某级人大从现在起采用这份机制；此前立的件按原来的走完。"""
    chosen = PublishedMechanism.objects.get(pk=mechanism_id)
    current = (
        Practice.objects.select_for_update()
        .filter(jurisdiction=jurisdiction_id, slot=chosen.slot, ends_at__isnull=True)
        .first()
    )
    if current and current.mechanism_id == chosen.pk:
        return current
    if current:
        current.ends_at = at
        current.save(update_fields=["ends_at"])
    made = Practice.objects.create(
        jurisdiction_id=jurisdiction_id, slot=chosen.slot, mechanism=chosen, starts_at=at
    )
    record(
        actor=actor,
        at=at,
        verb="practice.adopted",
        subject_kind="practice",
        subject_id=made.pk,
        jurisdiction_id=jurisdiction_id,
        facts={"slot": chosen.slot, "mechanism": str(chosen)},
    )
    return made
