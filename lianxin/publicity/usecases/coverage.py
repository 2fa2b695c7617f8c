"""宣传报道的写：记一篇、批准公开、撤下。标题和摘要里有电话、证件号的，一个字也不收。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.activities.models import Activity
from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean, redact
from lianxin.orgs.models import Mandate, in_force
from lianxin.orgs.transactions import whole
from lianxin.outcomes.models import Outcome
from lianxin.publicity.coverage_policies import may_publish_coverage, may_record_coverage
from lianxin.publicity.models import Coverage, CoverageLink

Kind = CoverageLink.Kind


class CoverageRefused(RuleViolation):
    """这一篇记不下、公开不了；``fields`` 是哪一格的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


@dataclass(frozen=True, slots=True)
class CoverageDraft:
    """一篇报道；``about`` 是（说的是什么, 编号）。"""

    kind: str
    title: str
    summary: str
    outlet: str
    medium: str
    on: date
    link: str = ""
    about: tuple[tuple[str, int], ...] = ()


@whole
def record_coverage(
    *, jurisdiction_id: int, draft: CoverageDraft, actor: Doer, at: datetime
) -> Coverage:
    """记一篇，连上它说的事。

    :raises CoverageRefused: 缺标题、媒体，日期在将来，有个人联系方式，重复，或没连上一件
    :raises NotVisible: 连的事看不见
    """
    if not may_record_coverage(actor.viewer, jurisdiction_id):
        raise NotVisible("没有这一页。")
    tidy = _tidy(draft, today=day_of(at))
    if Coverage.objects.filter(
        jurisdiction=jurisdiction_id, outlet=tidy["outlet"], title=tidy["title"], on=draft.on
    ).exists():
        raise CoverageRefused("这一篇已经记过了。", {"title": "同一家媒体同一天同一篇只记一次。"})
    _check_links(jurisdiction_id, draft.about, actor, on=day_of(at))
    row = Coverage.objects.create(
        jurisdiction_id=jurisdiction_id,
        kind=draft.kind,
        medium=draft.medium,
        link=draft.link,
        on=draft.on,
        recorded_by=str(actor.actor()),
        recorded_at=at,
        **tidy,
    )
    CoverageLink.objects.bulk_create(
        CoverageLink(coverage=row, kind=kind, ref=ref) for kind, ref in dict.fromkeys(draft.about)
    )
    _log(row, "coverage.recorded", actor, at, outlet=row.outlet, on=row.on.isoformat())
    return row


def _tidy(draft: CoverageDraft, *, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    tidy = {
        "title": clean(draft.title)[:80],
        "summary": clean(draft.summary)[:500],
        "outlet": clean(draft.outlet)[:40],
    }
    for name, text in tidy.items():
        found = redact(text).found
        if not text:
            wrong[name] = "请填上。"
        elif found:
            wrong[name] = f"里面有{'、'.join(found)}，群众的联系方式不登，请删去。"
    if draft.on > today:
        wrong["on"] = "还没到这一天。"
    if draft.kind not in Coverage.Kind or draft.medium not in Coverage.Medium:
        wrong["kind"] = "请选是报道还是典型、登在哪一类媒体。"
    if draft.link and not draft.link.startswith(("http://", "https://")):
        wrong["link"] = "链接要以 http:// 或 https:// 开头。"
    if wrong:
        raise CoverageRefused("还有地方没填好，看标红的几处。", wrong)
    return tidy


def _check_links(
    congress_id: int, about: Iterable[tuple[str, int]], actor: Doer, *, on: date
) -> None:
    """连的事要看得见；至少连一件。"""
    wanted: dict[str, set[int]] = {}
    for kind, ref in about:
        wanted.setdefault(kind, set()).add(ref)
    if not wanted:
        raise CoverageRefused(
            "请连上它说的事。", {"case_number": "办件、活动、代表、成果至少连一件。"}
        )
    viewer, cases = actor.viewer, Case.objects.visible_to(actor.viewer)
    seats = Mandate.objects.filter(congress=congress_id, state="active")
    known = {
        Kind.CASE: cases.filter(pk__in=wanted.get(Kind.CASE, ())),
        Kind.ACTIVITY: Activity.objects.visible_to(viewer).filter(
            pk__in=wanted.get(Kind.ACTIVITY, ())
        ),
        Kind.OUTCOME: Outcome.objects.filter(
            pk__in=wanted.get(Kind.OUTCOME, ()), case_id__in=cases.values("pk")
        ),
    }
    for kind, rows in known.items():
        if rows.count() != len(wanted.get(kind, ())):
            raise NotVisible("连的事里有一件不存在，或者您看不见。")
    people = wanted.get(Kind.DEPUTY, set())
    if seats.filter(in_force(on), person__in=people).count() != len(people):
        raise NotVisible("连的代表不在任。")


@whole
def publish_coverage(*, coverage_id: int, actor: Doer, at: datetime) -> Coverage:
    """批准公开。

    :raises CoverageRefused: 已经公开
    """
    row = _locked(coverage_id, actor)
    if row.published_at is not None and row.withdrawn_at is None:
        raise CoverageRefused("这一篇已经公开了。")
    row.approved_by, row.published_at = str(actor.actor()), at
    row.withdrawn_at, row.withdraw_reason = None, ""
    row.save(update_fields=["approved_by", "published_at", "withdrawn_at", "withdraw_reason"])
    _log(row, "coverage.published", actor, at)
    return row


@whole
def withdraw_coverage(*, coverage_id: int, reason: str, actor: Doer, at: datetime) -> Coverage:
    """从公开页撤下；记的还在，登过的数还算。

    :raises CoverageRefused: 没有公开着，或没写原因
    """
    row = _locked(coverage_id, actor)
    if row.published_at is None or row.withdrawn_at is not None:
        raise CoverageRefused("这一篇没有公开着，不用撤。")
    if not clean(reason):
        raise CoverageRefused("请写为什么撤下。")
    row.withdrawn_at, row.withdraw_reason = at, clean(reason)[:120]
    row.save(update_fields=["withdrawn_at", "withdraw_reason"])
    _log(row, "coverage.withdrawn", actor, at, reason=row.withdraw_reason)
    return row


def _locked(coverage_id: int, actor: Doer) -> Coverage:
    row = Coverage.objects.select_for_update().filter(pk=coverage_id).first()
    if row is None or not may_publish_coverage(actor.viewer, row.jurisdiction_id):
        raise NotVisible("没有这一篇。")
    return row


def _log(row: Coverage, verb: str, actor: Doer, at: datetime, **facts: object) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="coverage",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        facts={"kind": row.get_kind_display(), "title": row.title, **facts},
    )
