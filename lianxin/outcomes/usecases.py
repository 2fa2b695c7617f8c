"""成果的写：记、核实、更正、作废。谁在那件事上是什么身份，由 :class:`Home` 带来。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from lianxin.audit.usecases import record
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.events import OutcomesChanged, publish
from lianxin.lexis.text import redact
from lianxin.orgs.transactions import whole
from lianxin.outcomes.metrics import METRICS, Metric
from lianxin.outcomes.models import Outcome
from lianxin.outcomes.words import amount_words

MOST = Decimal("99999999999999.99")
"""最大的数：十四位整数，两位小数。"""
_LOCK = 20_261


class OutcomeRefused(RuleViolation):
    """这项成果不能这样记、这样核；消息说明怎么改。"""


class AlreadyRecorded(OutcomeRefused):
    """这条线上已经记过同一种成果：要写明是另一笔、其中一部分，还是总数。"""


class OutcomeChanged(OutcomeRefused, Conflict):
    """刚刚有人核实、更正或作废了这一项。"""


@dataclass(frozen=True, slots=True)
class Home:
    """成果记在哪件事上，以及经办人在那件事上能做什么。"""

    jurisdiction_id: int
    thread: int
    case_id: int
    may_record: bool
    may_verify: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """一项成果的内容。

    ``relation`` 是与这条线上已记的同种成果的关系：空（没有别的）、``separate`` 另一笔、
    ``part`` 其中一部分、``whole`` 总数（已记的都在里面）。
    """

    metric: str
    value: Decimal
    what: str
    happened_on: date
    precision: str = Outcome.Precision.EXACT
    source: str = ""
    relation: str = ""


@whole
def record_outcome(
    *, home: Home, figure: Figure, actor: Actor, at: datetime, evidence: Iterable[UUID] = ()
) -> Outcome:
    """在一件事上记一项成果；核实之前不算数。

    :raises OutcomeRefused: 身份不对，或数、单位、来源、说明不对
    :raises AlreadyRecorded: 同一条线上已有同种成果而没写明关系，上下级办件会重复算
    """
    if not home.may_record:
        raise OutcomeRefused("成果由这件事的承办单位、属地街道或代表工作机构来记。")
    metric = _checked(figure, today_at=at)
    _lock(home.thread)
    row = _row(home, figure, metric, actor=actor, at=at)
    known = _alike(row)
    _relate(row, figure.relation, known)
    row.save()
    if figure.relation == "whole":
        Outcome.objects.filter(pk__in=[each.pk for each in known]).update(part_of=row)
    _keep(row, evidence, actor=actor, at=at)
    _log(row, "outcome.record", actor=actor, at=at)
    return row


def _checked(figure: Figure, *, today_at: datetime) -> Metric:
    metric = METRICS.get(figure.metric)
    if metric is None:
        raise OutcomeRefused("没有这种量法，请从列出的里选。")
    _check_number(metric, figure.value)
    if metric.needs_source and figure.source not in Outcome.Source.values:
        raise OutcomeRefused("请写明钱从哪来。")
    if not metric.needs_source and figure.source:
        raise OutcomeRefused(f"“{metric.label}”不是钱，不写来源。")
    if figure.precision not in Outcome.Precision.values:
        raise OutcomeRefused("请写明是确数，还是约、余、近。")
    if not figure.what.strip():
        raise OutcomeRefused("请用一句话写明是什么，如“改造老旧自来水管”。")
    if figure.happened_on > timezone.localtime(today_at).date():
        raise OutcomeRefused("还没到的日子不能算成果，请写做成的那天。")
    return metric


def _check_number(metric: Metric, value: Decimal) -> None:
    if not value.is_finite() or value < 0 or value > MOST:
        raise OutcomeRefused("数不能是负的，也不能大得离谱，请核对单位。")
    if value != round(value, metric.decimals):
        more = "整数" if metric.decimals == 0 else f"最多 {metric.decimals} 位小数"
        raise OutcomeRefused(f"“{metric.label}”以{metric.unit}计，请写{more}。")


def _row(home: Home, figure: Figure, metric: Metric, *, actor: Actor, at: datetime) -> Outcome:
    return Outcome(
        jurisdiction_id=home.jurisdiction_id,
        thread=home.thread,
        case_id=home.case_id,
        metric=metric.key,
        unit=metric.unit,
        value=figure.value,
        precision=figure.precision,
        source=figure.source,
        what=redact(figure.what).text[:100],
        happened_on=figure.happened_on,
        recorded_at=at,
        recorded_by_id=actor.id,
        recorded_by=str(actor),
    )


def _alike(row: Outcome) -> list[Outcome]:
    """这条线上同一种、不在别人总数里的。"""
    rows = Outcome.objects.live().filter(thread=row.thread, metric=row.metric, source=row.source)
    return list(rows.filter(part_of__isnull=True).exclude(pk=row.pk).order_by("-value", "id"))


def _relate(row: Outcome, relation: str, known: list[Outcome]) -> None:
    if known and relation not in ("separate", "part", "whole"):
        seen = "；".join(f"{each.what} {words_of(each)}" for each in known[:3])
        raise AlreadyRecorded(
            f"这条线上已经记过：{seen}。请选这一项是另一笔、其中一部分，还是总数，免得重复算。"
        )
    if relation == "part" and known:
        row.part_of = known[0]
        _check_fits(row, known[0])
    if relation == "whole" and sum(each.value for each in known) > row.value:
        raise OutcomeRefused("总数比已记的几笔加起来还小，请核对。")


def _check_fits(row: Outcome, total: Outcome) -> None:
    siblings = Outcome.objects.live().filter(part_of=total).exclude(pk=row.pk)
    if sum((each.value for each in siblings), row.value) > total.value:
        raise OutcomeRefused(f"几部分加起来超过了总数 {words_of(total)}，请核对。")


@whole
def verify_outcome(*, outcome_id: int, home: Home, actor: Actor, at: datetime) -> Outcome:
    """核实一项成果，从此算数。记的人不能核自己记的。

    :raises OutcomeRefused: 不是代工委、专工委、主任会议的人，或就是记的人
    :raises OutcomeChanged: 已经核过，或已更正、作废
    """
    if not home.may_verify or actor.id is None:
        raise OutcomeRefused("成果由代表工作机构、专（工）委或主任会议来核实。")
    row = _open_row(outcome_id, home)
    if row.recorded_by_id == actor.id:
        raise OutcomeRefused("自己记的成果要请另一个人来核实。")
    if row.verified_at is not None:
        raise OutcomeChanged("这一项已经核实过了，不用再核。")
    row.verified_at, row.verified_by_id, row.verified_by = at, actor.id, str(actor)
    row.save(update_fields=["verified_at", "verified_by_id", "verified_by"])
    _log(row, "outcome.verify", actor=actor, at=at)
    _announce(row, actor=actor, at=at)
    return row


@whole
def correct_outcome(
    *, outcome_id: int, home: Home, figure: Figure, reason: str, actor: Actor, at: datetime
) -> Outcome:
    """写错了：另写一行，旧的留着备查；新的要重新核实。量什么、钱从哪来不变。

    :raises OutcomeRefused: 没写原因，身份不对，或换了量法
    """
    _may_mend(home, reason)
    metric = _checked(figure, today_at=at)
    row = _open_row(outcome_id, home)
    if (row.metric, row.source) != (figure.metric, figure.source):
        raise OutcomeRefused("量法或来源记错的，请作废这一项，另记一项。")
    mended = _row(home, figure, metric, actor=actor, at=at)
    mended.part_of = row.part_of
    if mended.part_of is not None:
        _check_fits_without(row, mended)
    mended.save()
    row.corrected_by, row.void_reason = mended, reason.strip()[:200]
    row.save(update_fields=["corrected_by", "void_reason"])
    Outcome.objects.filter(part_of=row).update(part_of=mended)
    more = {"before": words_of(row), "reason": row.void_reason, "instead_of": row.pk}
    _log(mended, "outcome.correct", actor=actor, at=at, **more)
    _announce(mended, actor=actor, at=at)
    return mended


def _check_fits_without(old: Outcome, mended: Outcome) -> None:
    total = old.part_of
    if total is None:
        return
    rest = Outcome.objects.live().filter(part_of=total).exclude(pk=old.pk)
    if sum((each.value for each in rest), mended.value) > total.value:
        raise OutcomeRefused(f"几部分加起来超过了总数 {words_of(total)}，请核对。")


@whole
def void_outcome(
    *, outcome_id: int, home: Home, reason: str, actor: Actor, at: datetime
) -> Outcome:
    """作废一项：不再算数，行留着备查；原来算在它里面的，各自单算。

    :raises OutcomeRefused: 没写原因，或身份不对
    """
    _may_mend(home, reason)
    row = _open_row(outcome_id, home)
    row.voided_at, row.void_reason = at, reason.strip()[:200]
    row.save(update_fields=["voided_at", "void_reason"])
    Outcome.objects.filter(part_of=row).update(part_of=None)
    _log(row, "outcome.void", actor=actor, at=at, reason=row.void_reason)
    _announce(row, actor=actor, at=at)
    return row


def _may_mend(home: Home, reason: str) -> None:
    if not (home.may_record or home.may_verify):
        raise OutcomeRefused("更正、作废由记成果、核成果的单位来办。")
    if not reason.strip():
        raise OutcomeRefused("请写明为什么更正或作废。")


def _open_row(outcome_id: int, home: Home) -> Outcome:
    _lock(home.thread)
    row = Outcome.objects.filter(pk=outcome_id, case_id=home.case_id).first()
    if row is None:
        raise NotVisible("没有这项成果。")
    if row.voided_at is not None or row.corrected_by_id is not None:
        raise OutcomeChanged("这一项已经更正或作废，请看新的一项。")
    return row


def _lock(thread: int) -> None:
    """一条线上的成果排着队写：免得两人同时各记一笔，算成两笔。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, thread % 2**31])


def _keep(row: Outcome, evidence: Iterable[UUID], *, actor: Actor, at: datetime) -> None:
    wanted = tuple(evidence)
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind="outcome",
            subject_id=row.pk,
            actor=actor,
            at=at,
            jurisdiction_id=row.jurisdiction_id,
            thread=row.thread,
        )


def words_of(row: Outcome) -> str:
    """这一项写给人看的数。"""
    return amount_words(row.value, row.unit, row.precision)


def _log(row: Outcome, verb: str, *, actor: Actor, at: datetime, **more: object) -> None:
    facts = {"what": row.what, "amount": words_of(row), "metric": row.metric, "case": row.case_id}
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="outcome",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        thread=row.thread,
        facts={**facts, **more},
    )


def _announce(row: Outcome, *, actor: Actor, at: datetime) -> None:
    changed = OutcomesChanged(
        thread=row.thread, jurisdiction_id=row.jurisdiction_id, at=at, actor=actor
    )
    publish(changed)
