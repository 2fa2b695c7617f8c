"""办件：取一件、看现在能走哪几步、走一步。按钮与接口同出一份清单。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from lianxin.access.viewers import Viewer
from lianxin.casework.available import Available
from lianxin.casework.facts import choices_of
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link
from lianxin.casework.policies import Doer
from lianxin.casework.queries import (
    get_case,
    moves_for,
    open_duties,
    thread_lines,
    visible_links,
)
from lianxin.casework.usecases.doing import do
from lianxin.casework.verbs import DUTY_VERBS
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.mechanism.model import Fact
from lianxin.kernel.mechanism.vocabulary import OPENING_VERBS
from lianxin.openapi.fields import Facts, Given, Id, Told
from lianxin.openapi.once import OPTIONAL, answered_once
from lianxin.openapi.security import BearerToken, Call

router = Router(tags=["办件"], auth=BearerToken())


class CaseNow(Told):
    """一件办件现在的样子。"""

    id: int
    number: str
    title: str
    subject_kind: str
    mechanism: str
    stage: str
    stage_label: str
    waits: str = Field(description="没有责任人时，写明在等什么")
    result: str
    is_closed: bool
    opened_at: datetime
    closed_at: datetime | None


class DutyNow(Told):
    """一份未解除的责任：谁、欠什么、到哪天。"""

    id: int
    case_id: int
    role: str
    holder: str
    person: str
    owes: str
    started_on: date
    within: str
    due_date: date
    due_words: str
    light: str
    is_provisional: bool
    is_overdue: bool
    is_paused: bool
    signed_at: datetime | None
    urge_count: int


class Shown(Told):
    """一项材料。"""

    label: str
    text: str


class LineNow(Told):
    """时间线上的一行。"""

    at: datetime
    label: str
    actor: str
    post: str
    public: str
    case_id: int
    shown: list[Shown]
    photos: list[str]


class LinkNow(Told):
    """与另一件的关联；``direction`` 是 to 这件指向那件、from 那件指向这件。"""

    kind: str
    label: str
    direction: str
    case_id: int
    number: str


class CaseSeen(CaseNow):
    """一件办件的全部。"""

    category: str
    region: str
    local_body: str
    deputy: str
    thread: int
    duties: list[DutyNow]
    timeline: list[LineNow]
    links: list[LinkNow]


class Choice(Told):
    """一个可选项。"""

    value: str
    label: str


class FactAsked(Schema):
    """要填的一项材料。"""

    key: str
    label: str
    kind: str
    help: str
    min: float | None
    max: float | None
    body_kinds: list[str]
    choices: list[Choice]

    @staticmethod
    def resolve_choices(fact: Fact) -> Iterable[object]:
        """评价没有另写选项的，就是三档。"""
        return choices_of(fact)


class MoveOffered(Told):
    """现在能走的一步；``blocked`` 不为空表示轮到您，但条件还不够。"""

    verb: str
    label: str
    is_main: bool
    duty_id: int | None
    note: str
    needs: list[FactAsked]
    may: list[FactAsked]
    blocked: list[str]


class Moves(Told):
    """现在能走的几步。"""

    items: list[MoveOffered]


class MoveGiven(Given):
    """走一步要的材料；``duty`` 只有责任动词才写，指明哪一份责任。"""

    facts: Facts = {}
    duty: Id | None = None


@router.get("cases/{int:case_id}", response=CaseSeen, summary="取一件办件")
def get_one_case(request: Call, case_id: Id) -> dict[str, Any]:
    """看不见与不存在，答复完全一样。"""
    case = get_case(viewer=request.auth, pk=case_id)
    thread = case.thread or case.pk
    lines = thread_lines(viewer=request.auth, thread=thread)
    return {
        **_now(case),
        "category": case.category.label if case.category else "",
        "region": case.region.name if case.region else "",
        "local_body": case.local_body.short_name if case.local_body else "",
        "deputy": case.deputy.name if case.deputy else "",
        "thread": thread,
        "duties": open_duties(thread=thread, today=timezone.localdate()),
        "timeline": lines,
        "links": [_link(link, case) for link in visible_links(viewer=request.auth, case=case)],
    }


@router.get("cases/{int:case_id}/moves", response=Moves, summary="现在能走哪几步")
def get_moves(request: Call, case_id: Id) -> dict[str, tuple[Available, ...]]:
    """次序固定；主要的一步 ``is_main`` 为真。"""
    case = get_case(viewer=request.auth, pk=case_id)
    offered = moves_for(case=case, doer=Doer(request.auth), today=timezone.localdate())
    return {"items": offered}


@router.post(
    "cases/{int:case_id}/moves/{verb}",
    response=CaseNow,
    summary="走一步",
    openapi_extra=OPTIONAL,
)
def make_move(
    request: Call, response: HttpResponse, case_id: Id, verb: str, payload: MoveGiven
) -> dict[str, Any]:
    """机制里的步与内置责任动词同一个写法；答复是走完之后的样子。"""
    at = timezone.now()

    def moved() -> dict[str, Any]:
        after = do(
            case_id=case_id,
            verb=verb,
            actor=Doer(request.auth),
            at=at,
            facts=payload.facts,
            duty_id=payload.duty,
        )
        return CaseNow(**_now(after)).model_dump(mode="json")

    try:
        return answered_once(
            request,
            response,
            scope=f"account:{request.auth.account_id}",
            content=payload.model_dump(mode="json"),
            at=at,
            act=moved,
        )
    except RuleViolation:
        _must_see(request.auth, case_id, verb)
        raise


def _must_see(viewer: Viewer, case_id: int, verb: str) -> None:
    """走不成才查看不看得见：能走的必定看得见，看不见的只说没有，不说为什么走不成。

    :raises NotVisible: 看不见这件，或这份机制里从来没有这个动作
    """
    case = get_case(viewer=viewer, pk=case_id)
    known = {move.verb for _, move in mechanism(case.mechanism_id).moves()}
    if verb not in known and verb not in DUTY_VERBS and verb not in OPENING_VERBS:
        raise NotVisible("没有这个动作；现在能走的几步请看 moves。")


def _now(case: Case) -> dict[str, Any]:
    mech = mechanism(case.mechanism_id)
    return {
        "id": case.pk,
        "number": case.number,
        "title": case.title,
        "subject_kind": case.subject_kind,
        "mechanism": mech.id,
        "stage": case.stage,
        "stage_label": mech.stage(case.stage).label,
        "waits": case.waits,
        "result": case.result,
        "is_closed": case.closed_at is not None,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
    }


def _link(link: Link, case: Case) -> dict[str, Any]:
    outward = link.source_id == case.pk
    other = link.target if outward else link.source
    return {
        "kind": link.kind,
        "label": link.get_kind_display(),
        "direction": "to" if outward else "from",
        "case_id": other.pk,
        "number": other.number,
    }
