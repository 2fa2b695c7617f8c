"""规章制度的写：定类别、起草、施行、废止、公开与否、对上机制依据。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.documents.models import Rule, RuleCategory, RuleCitation
from lianxin.files.models import Attachment
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole


class RuleRefused(RuleViolation):
    """这项规章制度登记不了、施行不了或废止不了；消息说明怎么办。"""


@dataclass(frozen=True, slots=True)
class RuleText:
    """一项规章制度登记的内容。"""

    category_id: int
    title: str
    number: str = ""
    issuing_body: str = ""
    adopted_on: date | None = None
    effective_on: date | None = None
    text: str = ""
    is_public: bool = False
    supersedes_id: int | None = None


@whole
def arrange_categories(
    *, jurisdiction_id: int, names: Mapping[int, str], added: str, actor: Actor, at: datetime
) -> None:
    """定类别：照 ``names`` 的次序改名，清空的去掉，``added`` 一行加一类。

    :raises RuleRefused: 重名，或去掉的类里还有规章制度
    """
    Body.objects.select_for_update().get(pk=jurisdiction_id)
    kept = {pk: _line(name) for pk, name in names.items() if _line(name)}
    fresh = [name for each in added.splitlines() if (name := _line(each))]
    wanted = [*kept.values(), *fresh]
    if len(set(wanted)) != len(wanted):
        raise RuleRefused("有两类同名，请改一个。")
    _drop_categories(jurisdiction_id, names.keys() - kept.keys())
    for place, (pk, name) in enumerate(kept.items(), 1):
        rows = RuleCategory.objects.filter(pk=pk, jurisdiction=jurisdiction_id)
        rows.update(name=name, position=place)
    RuleCategory.objects.bulk_create(
        RuleCategory(jurisdiction_id=jurisdiction_id, name=name, position=place)
        for place, name in enumerate(fresh, len(kept) + 1)
    )
    record(
        actor=actor,
        at=at,
        verb="rule.categories",
        subject_kind="body",
        subject_id=jurisdiction_id,
        jurisdiction_id=jurisdiction_id,
        facts={"names": "、".join(wanted)},
    )


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:30]


def _drop_categories(jurisdiction_id: int, gone: Iterable[int]) -> None:
    rows = RuleCategory.objects.filter(pk__in=gone, jurisdiction=jurisdiction_id)
    used = Rule.objects.filter(category__in=rows).select_related("category").first()
    if used:
        raise RuleRefused(f"“{used.category.name}”里还有规章制度，不能去掉；先把它们改到别的类。")
    rows.delete()


@whole
def draft_rule(
    *,
    jurisdiction_id: int,
    rule: RuleText,
    attachment_ids: Iterable[UUID] = (),
    actor: Actor,
    at: datetime,
) -> Rule:
    """起草（登记）一项；施行以前只有人大机关看得见。

    :raises RuleRefused: 没写名称、日期颠倒、没有这一类，或要代替的不是现行的
    """
    made = Rule(jurisdiction_id=jurisdiction_id, recorded_at=at)
    _write(made, rule)
    made.save()
    _keep_files(made, attachment_ids, actor, at=at)
    _note(made, "rule.drafted", actor, at=at)
    return made


@whole
def revise_rule(
    *,
    jurisdiction_id: int,
    rule_id: int,
    rule: RuleText,
    attachment_ids: Iterable[UUID] = (),
    actor: Actor,
    at: datetime,
) -> Rule:
    """改草稿；施行了的不能改，要另定一项代替它。

    :raises RuleRefused: 已经施行，或写得不对
    """
    row = _locked(jurisdiction_id, rule_id)
    _must_be_draft(row)
    _write(row, rule)
    row.save()
    _keep_files(row, attachment_ids, actor, at=at)
    _note(row, "rule.revised", actor, at=at)
    return row


def _write(row: Rule, rule: RuleText) -> None:
    row.title, row.text = _title(rule), clean(rule.text)
    row.category_id = _category(row.jurisdiction_id, rule.category_id)
    row.number, row.issuing_body = clean(rule.number)[:60], clean(rule.issuing_body)[:60]
    row.adopted_on, row.effective_on = rule.adopted_on, rule.effective_on
    row.is_public = rule.is_public
    row.supersedes_id = rule.supersedes_id
    if row.adopted_on and row.effective_on and row.effective_on < row.adopted_on:
        raise RuleRefused("施行日期不能早于通过日期。")
    _must_replace_standing(row)


def _title(rule: RuleText) -> str:
    title = " ".join(clean(rule.title).split()).removeprefix("《").removesuffix("》")[:120]
    if not title:
        raise RuleRefused("请写规章制度的名称。")
    return title


def _category(jurisdiction_id: int, pk: int) -> int:
    if not RuleCategory.objects.filter(pk=pk, jurisdiction=jurisdiction_id).exists():
        raise RuleRefused("没有这一类，请重新选。")
    return pk


def _must_replace_standing(row: Rule) -> None:
    """要代替的得是本级现行的，不能是自己。"""
    if row.supersedes_id is None:
        return
    standing = Rule.objects.filter(jurisdiction=row.jurisdiction_id, status=Rule.Status.IN_FORCE)
    if row.supersedes_id == row.pk or not standing.filter(pk=row.supersedes_id).exists():
        raise RuleRefused("要代替的那一项不是现行的，请重新选。")


def _keep_files(row: Rule, attachment_ids: Iterable[UUID], actor: Actor, *, at: datetime) -> None:
    attach(
        attachment_ids=attachment_ids,
        subject_kind="rule",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        actor=actor,
        at=at,
    )


@whole
def enact_rule(*, jurisdiction_id: int, rule_id: int, actor: Actor, at: datetime) -> Rule:
    """登记施行：从此一个字不改；它代替的那一项从它施行之日起废止。

    :raises RuleRefused: 不是草稿，或缺通过日期、施行日期、制定机关、正文（附件）
    """
    row = _locked(jurisdiction_id, rule_id)
    _must_be_draft(row)
    _must_be_whole(row)
    _must_replace_standing(row)
    row.status = Rule.Status.IN_FORCE
    row.save(update_fields=["status"])
    _note(row, "rule.enacted", actor, at=at, effective_on=str(row.effective_on))
    if row.supersedes_id and row.effective_on:
        old = _locked(jurisdiction_id, row.supersedes_id)
        _repeal(old, row.effective_on, f"由《{row.title}》代替", actor, at=at)
    return row


def _must_be_draft(row: Rule) -> None:
    if row.status != Rule.Status.DRAFT:
        raise RuleRefused("施行了的不能改。要改，请另登记一项，写明代替它。")


def _must_be_whole(row: Rule) -> None:
    has_text = bool(row.text) or Attachment.objects.seen_by("staff").of("rule", row.pk).exists()
    wanted = (
        ("通过日期", row.adopted_on),
        ("施行日期", row.effective_on),
        ("制定机关", row.issuing_body),
        ("正文或附件", has_text),
    )
    missing = [label for label, given in wanted if not given]
    if missing:
        raise RuleRefused(f"还缺：{'、'.join(missing)}。补上再登记施行。")


@whole
def repeal_rule(
    *,
    jurisdiction_id: int,
    rule_id: int,
    repealed_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Rule:
    """废止一项：全文照样看得到，写明哪天起、为什么。

    :raises RuleRefused: 不是现行的、没写理由，或日期早于施行
    """
    row = _locked(jurisdiction_id, rule_id)
    if row.status != Rule.Status.IN_FORCE:
        raise RuleRefused("只有现行的可以废止。")
    if len(reason.strip()) < 4:
        raise RuleRefused("废止要写明理由，至少 4 个字。")
    if row.effective_on and repealed_on < row.effective_on:
        raise RuleRefused("废止日期不能早于施行日期。")
    _repeal(row, repealed_on, clean(reason)[:200], actor, at=at)
    return row


def _repeal(row: Rule, day: date, reason: str, actor: Actor, *, at: datetime) -> None:
    row.status, row.repealed_on, row.repeal_reason = Rule.Status.REPEALED, day, reason[:200]
    row.save(update_fields=["status", "repealed_on", "repeal_reason"])
    _note(row, "rule.repealed", actor, at=at, reason=row.repeal_reason, repealed_on=str(day))


@whole
def show_rule(
    *, jurisdiction_id: int, rule_id: int, is_public: bool, actor: Actor, at: datetime
) -> Rule:
    """在不在公开网站上公开；公开的只有现行的看得见。"""
    row = _locked(jurisdiction_id, rule_id)
    row.is_public = is_public
    row.save(update_fields=["is_public"])
    words = "改为在公开网站上公开" if is_public else "改为只在内部看"
    _note(row, "rule.shown", actor, at=at, shown=words)
    return row


@whole
def cite_rule(
    *, jurisdiction_id: int, rule_id: int, basis: str, actor: Actor, at: datetime
) -> RuleCitation:
    """写明机制依据里的一条就是这项规章制度；从前对着别的，改成这一项。

    :raises RuleRefused: 没选依据，或这项还是草稿
    """
    row = _locked(jurisdiction_id, rule_id)
    if not basis.strip():
        raise RuleRefused("请选机制依据里的一条。")
    if row.status == Rule.Status.DRAFT:
        raise RuleRefused("草稿还不能作依据，登记施行以后再对上。")
    made, _ = RuleCitation.objects.update_or_create(
        jurisdiction_id=jurisdiction_id, basis=basis.strip()[:200], defaults={"rule": row}
    )
    _note(row, "rule.cited", actor, at=at, basis=made.basis)
    return made


@whole
def uncite_rule(
    *, jurisdiction_id: int, rule_id: int, basis: str, actor: Actor, at: datetime
) -> None:
    """去掉一条依据与这项规章制度的联系。"""
    row = _locked(jurisdiction_id, rule_id)
    if RuleCitation.objects.filter(rule=row, basis=basis).delete()[0]:
        _note(row, "rule.uncited", actor, at=at, basis=basis)


def _locked(jurisdiction_id: int, pk: int) -> Rule:
    rows = Rule.objects.select_for_update().filter(pk=pk, jurisdiction=jurisdiction_id)
    row = rows.first()
    if row is None:
        raise NotVisible("没有这项规章制度。")
    return row


def _note(row: Rule, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="rule",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        facts={"title": row.title, **facts},
    )
