"""督办的写：记一次督办；定谁领衔督办、结束领衔。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.state import CaseState, day_of, lock_case
from lianxin.casework.usecases.watching import let_watch, stop_watching
from lianxin.casework.writing import envelope
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.events import LeadershipChanged, SupervisionRecorded, publish
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body, Post, in_force
from lianxin.orgs.transactions import whole
from lianxin.supervision.models import Leadership, SupervisionRecord
from lianxin.supervision.policies import may_lead, supervising_body

SUPERVISION = "supervision"


class SupervisionRefused(RuleViolation):
    """督办记不下、领衔定不了。"""


class AlreadyLed(SupervisionRefused, Conflict):
    """这件事已经有人领衔督办。"""


@whole
def record_supervision(
    *,
    case_id: int,
    form: str,
    medium: str,
    on: date,
    people: str,
    finding: str,
    actor: Doer,
    at: datetime,
    next_on: date | None = None,
    files: Sequence[str] = (),
) -> SupervisionRecord:
    """记一次督办：现场、重点、跟踪三种形式，线上、线下两种办法。

    :param files: 传好的照片、文件的编号
    :raises NotVisible: 看不见这件事
    :raises SupervisionRefused: 不是督办机关；日期在将来；没写谁去的、看到什么
    """
    state = _seen(case_id, actor)
    body_id = supervising_body(actor.viewer, state.case)
    if body_id is None:
        raise SupervisionRefused("督办由人大机关、专工委、街道工委来记，您的岗位不能记。")
    _check(form, medium, on, next_on, at)
    who, found = clean(people).strip(), clean(finding).strip()
    if len(who) < 2 or len(found) < 4:
        raise SupervisionRefused("请写明谁去的、看到什么情况。")
    row = SupervisionRecord.objects.create(
        case=state.case,
        form=form,
        medium=medium,
        on=on,
        body_id=body_id,
        people=who[:200],
        finding=found[:1000],
        next_on=next_on,
        recorded_by=actor.viewer.name,
        recorded_at=at,
    )
    _attach(row, files, actor, at)
    _log_record(row, state, actor, at)
    return row


@whole
def record_from_move(
    *, case_id: int, form: str, medium: str, finding: str, actor: Actor, at: datetime
) -> SupervisionRecord | None:
    """机制里的“督办一次”办成了，照它的材料记一次；那一步自己已经留痕。没写办法的不记。"""
    if medium not in SupervisionRecord.Medium:
        return None
    return SupervisionRecord.objects.create(
        case_id=case_id,
        form=form,
        medium=medium,
        on=day_of(at),
        people=f"{actor.post} {actor.name}".strip()[:200] or "督办人",
        finding=finding[:1000] or "督办一次",
        recorded_by=actor.name[:60],
        recorded_at=at,
    )


def _check(form: str, medium: str, on: date, next_on: date | None, at: datetime) -> None:
    if form not in SupervisionRecord.Form or medium not in SupervisionRecord.Medium:
        raise SupervisionRefused("请选督办的形式（现场、重点、跟踪）和办法（线上、线下）。")
    if on > day_of(at):
        raise SupervisionRefused("督办的日期还没到；要预定下次，请填“下次再看”。")
    if next_on is not None and next_on <= on:
        raise SupervisionRefused("下次再看的日期要晚于这一次。")


def _seen(case_id: int, actor: Doer) -> CaseState:
    if not Case.objects.visible_to(actor.viewer).filter(pk=case_id).exists():
        raise NotVisible("没有这件事，或者您无权查看。")
    return lock_case(case_id)


def _attach(row: SupervisionRecord, files: Sequence[str], actor: Doer, at: datetime) -> None:
    if files:
        attach(
            attachment_ids=[UUID(each) for each in files],
            subject_kind=SUPERVISION,
            subject_id=row.pk,
            actor=actor.actor(row.body_id),
            at=at,
            jurisdiction_id=row.case.jurisdiction_id,
        )


def _log_record(row: SupervisionRecord, state: CaseState, actor: Doer, at: datetime) -> None:
    who, form, medium = actor.actor(row.body_id), row.get_form_display(), row.get_medium_display()
    shown = {
        "people": {"label": "参加的人", "text": row.people, "audience": "staff"},
        "finding": {"label": "看到的情况", "text": row.finding, "audience": "staff"},
    }
    record(
        **_line(state.case, "supervision.recorded", who, at),
        facts={
            "label": f"{form}（{medium}）",
            "record": row.pk,
            "form": form,
            "medium": medium,
            "finding": row.finding,
            "shown": shown,
        },
    )
    publish(
        SupervisionRecorded(
            **envelope(state.case, mechanism=state.mechanism.id, actor=who, at=at),
            record_id=row.pk,
            form=row.form,
            medium=row.medium,
            on=row.on,
        )
    )


def _line(case: Case, verb: str, who: Any, at: datetime) -> dict[str, Any]:
    return {
        "actor": who,
        "at": at,
        "verb": verb,
        "subject_kind": "case",
        "subject_id": case.pk,
        "jurisdiction_id": case.jurisdiction_id,
        "thread": case.thread,
    }


@whole
def set_leader(
    *,
    case_id: int,
    leader_id: int,
    decision: str,
    decided_on: date,
    actor: Doer,
    at: datetime,
    committee_id: int | None = None,
) -> Leadership:
    """照主任会议的决定，定下谁领衔督办这一件。

    :param leader_id: 主任会议成员
    :raises AlreadyLed: 已经有人领衔
    :raises SupervisionRefused: 不是代工委、主任会议的人；领衔人不是主任会议成员；没写决定
    """
    state = _seen(case_id, actor)
    case = state.case
    if not may_lead(actor.viewer, case):
        raise SupervisionRefused("领衔督办由代表工作机构照主任会议的决定来登记，您的岗位不能登记。")
    if Leadership.objects.filter(case=case, ended_at__isnull=True).exists():
        raise AlreadyLed("这件事已经有人领衔督办；要换人，请先结束原来的。")
    if len(decision.strip()) < 4 or decided_on > day_of(at):
        raise SupervisionRefused("请写明哪次会议的什么决定，决定日期不能在将来。")
    post = _seat(leader_id, case, at)
    if committee_id and not _is_committee(committee_id, case):
        raise SupervisionRefused("配合的要是本级的专工委，请重新选。")
    row = Leadership.objects.create(
        case=case,
        leader_id=leader_id,
        committee_id=committee_id,
        decision=decision.strip()[:200],
        decided_on=decided_on,
    )
    name = post.person.name
    facts = {"label": f"{name}领衔督办", "leader": name, "decision": row.decision}
    record(**_line(case, "leadership.set", actor.actor(), at), facts=facts)
    if committee_id:
        why = f"配合{name}领衔督办"
        let_watch(case_id=case.pk, body_id=committee_id, why=why, actor=actor.actor(), at=at)
    _tell(case, actor, at)
    return row


def _tell(case: Case, actor: Doer, at: datetime) -> None:
    publish(
        LeadershipChanged(
            thread=case.thread or case.pk,
            jurisdiction_id=case.jurisdiction_id,
            at=at,
            actor=actor.actor(),
        )
    )


def _seat(person_id: int, case: Case, at: datetime) -> Post:
    rows = Post.objects.filter(
        in_force(day_of(at)),
        person=person_id,
        body__kind=Body.Kind.CHAIR_COUNCIL,
        body__congress=case.jurisdiction_id,
    )
    post = rows.select_related("person").first()
    if post is None:
        raise SupervisionRefused("领衔督办的要是本级主任会议的在任成员，请重新选。")
    return post


def _is_committee(body_id: int, case: Case) -> bool:
    return Body.objects.filter(
        pk=body_id, kind=Body.Kind.SPECIAL_COMMITTEE, congress=case.jurisdiction_id
    ).exists()


@whole
def end_leadership(*, leadership_id: int, reason: str, actor: Doer, at: datetime) -> Leadership:
    """结束领衔督办：换人，或这件事办完了。

    :raises SupervisionRefused: 没写理由；已经结束
    """
    visible = Case.objects.visible_to(actor.viewer)
    rows = Leadership.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.filter(pk=leadership_id, case__in=visible).first()
    if row is None or not may_lead(actor.viewer, row.case):
        raise NotVisible("没有这条领衔督办，或者您无权查看。")
    if row.ended_at:
        raise AlreadyLed("这条领衔督办已经结束。")
    if len(reason.strip()) < 2:
        raise SupervisionRefused("请写明为什么结束。")
    row.ended_at, row.end_reason = at, reason.strip()[:200]
    row.save(update_fields=["ended_at", "end_reason"])
    facts = {"label": "不再领衔督办", "reason": row.end_reason}
    record(**_line(row.case, "leadership.ended", actor.actor(), at), facts=facts)
    if row.committee_id:
        stop_watching(
            case_id=row.case_id,
            body_id=row.committee_id,
            why="领衔督办结束了",
            actor=actor.actor(),
            at=at,
        )
    _tell(row.case, actor, at)
    return row
