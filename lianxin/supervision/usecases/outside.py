"""请外单位说明：发链接、收回、收下答复。一条链接只答一次，过期、收回就不能用。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of, lock_case
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.lexis.text import clean, inert_urls, redact
from lianxin.notify.usecases import post_notices
from lianxin.orgs.transactions import whole
from lianxin.supervision import tokens
from lianxin.supervision.models import OutsideAsk
from lianxin.supervision.policies import may_ask

MOST_DAYS = 60
MOST_OPEN = 10
LONGEST_ANSWER = 3000


class AskRefused(RuleViolation):
    """链接发不了，或答复收不下。"""


class AskOver(AskRefused, Conflict):
    """链接用过了、过期了、收回了，或那件事已经办完。"""


@whole
def ask_outside(
    *,
    case_id: int,
    duty_id: int,
    organisation: str,
    question: str,
    days: int,
    doer: Doer,
    at: datetime,
) -> OutsideAsk:
    """给一家没有账号的单位发一条一次性链接，请它说明自己那一部分。

    :param days: 几天内有效，1 到 60
    :raises NotVisible: 看不见这件事
    :raises AskRefused: 责任不在自己手上；问的话里有个人信息；同时问得太多
    """
    if not Case.objects.visible_to(doer.viewer).filter(pk=case_id).exists():
        raise NotVisible("没有这件事，或者您无权查看。")
    case = lock_case(case_id).case
    duty = Duty.objects.select_related("case").filter(pk=duty_id, case=case_id).first()
    if duty is None or not may_ask(doer, duty):
        raise AskRefused("这件事现在不由您办，不能以您单位的名义请外单位说明。")
    name, words = clean(organisation).strip(), clean(question).strip()
    _check(case, name, words, days)
    ask = OutsideAsk.objects.create(
        case=case,
        duty=duty,
        body_id=_asking_body(doer, duty),
        organisation=name[:60],
        title=_subject(case),
        question=words,
        serial=tokens.new_serial(),
        asked_by=doer.viewer.name,
        asked_at=at,
        expires_at=at + timedelta(days=days),
    )
    _note(
        ask,
        "outside.asked",
        doer.actor(ask.body_id),
        at,
        label=f"请{name}说明情况",
        until=day_of(ask.expires_at),
        shown=_shown(("question", "问的", words)),
    )
    return ask


def _subject(case: Case) -> str:
    """给外单位看的事由：建议用案由；群众意见的标题出自原话，只说是哪一类事。"""
    if case.subject_kind == "suggestion":
        return redact(case.title).text[:80]
    return f"{case.category.label}方面的一件事" if case.category else "群众反映的一件事"


def _check(case: Case, name: str, words: str, days: int) -> None:
    if len(name) < 2 or not 10 <= len(words) <= 1000:
        raise AskRefused("请写明问哪家单位；要问的写清楚，十个字以上、一千字以内。")
    if found := redact(words).found:
        kinds = "、".join(sorted(found))
        raise AskRefused(f"问的话里有个人信息（{kinds}），外单位不该知道是谁反映的，请去掉再发。")
    if not 1 <= days <= MOST_DAYS:
        raise AskRefused(f"有效期写 1 到 {MOST_DAYS} 天。")
    waiting = OutsideAsk.objects.filter(
        case=case, answered_at__isnull=True, revoked_at__isnull=True
    )
    if waiting.count() >= MOST_OPEN:
        raise AskRefused(f"这件事已经有 {MOST_OPEN} 条链接没有答，请先收回几条。")


def _asking_body(doer: Doer, duty: Duty) -> int:
    """以哪个单位的名义问：担责任的单位优先。"""
    if duty.holder_body_id in doer.viewer.body_ids and duty.holder_body_id:
        return duty.holder_body_id
    offices = (p.body_id for p in doer.viewer.posts if p.congress_id == duty.case.jurisdiction_id)
    return next(offices)


@whole
def revoke_ask(*, ask_id: int, doer: Doer, at: datetime) -> OutsideAsk:
    """收回一条还没有答的链接。

    :raises AskOver: 已经答了，或收回过
    """
    rows = OutsideAsk.objects.select_for_update(of=("self",)).visible_to(doer.viewer)
    ask = rows.select_related("case").filter(pk=ask_id).first()
    if ask is None:
        raise NotVisible("没有这条链接，或者您无权查看。")
    if ask.answered_at or ask.revoked_at:
        raise AskOver("这条链接已经答过或收回过，不用再收。")
    ask.revoked_at = at
    ask.save(update_fields=["revoked_at"])
    _note(ask, "outside.revoked", doer.actor(), at, label=f"收回给{ask.organisation}的链接")
    return ask


@whole
def answer_ask(
    *, token: str, answer: str, answered_by: str, files: Sequence[str], actor: Actor, at: datetime
) -> OutsideAsk:
    """收下外单位的答复：只收一次，落在办件的经过里，附件归到办件，告诉问的单位。

    :raises NotVisible: 链接是编的
    :raises AskOver: 用过、过期、收回，或事情已经办完
    :raises AskRefused: 没写什么，或写得太长
    """
    serial = tokens.read(token)
    rows = OutsideAsk.objects.select_for_update(of=("self",)).select_related("case", "duty")
    # 锁住这一行：两个窗口同时交，后到的看到先到的已经答过。
    ask = rows.filter(serial=serial).first() if serial else None
    if ask is None:
        raise NotVisible("没有这条链接，请核对是不是抄漏了。")
    _still_open(ask, at)
    words = inert_urls(clean(answer)).strip()
    if not 4 <= len(words) <= LONGEST_ANSWER:
        raise AskRefused(f"请把情况写清楚，四个字以上、{LONGEST_ANSWER} 字以内。")
    ask.answer, ask.answered_by = words, clean(answered_by).strip()[:40]
    ask.answered_at, ask.files = at, list(files)
    ask.save(update_fields=["answer", "answered_by", "answered_at", "files"])
    _land(ask, actor, at)
    return ask


def _still_open(ask: OutsideAsk, at: datetime) -> None:
    if ask.answered_at:
        raise AskOver("这份说明已经交过了，收到了，不用再交；要补充请联系问您的单位。")
    if ask.revoked_at:
        raise AskOver("这条链接已经收回，不用再答；有疑问请联系问您的单位。")
    if at >= ask.expires_at:
        raise AskOver("这条链接过期了。还想说明的，请联系问您的单位重新发一条。")
    if ask.case.closed_at:
        raise AskOver("这件事已经办完，不用再答了，谢谢。")


def _land(ask: OutsideAsk, actor: Actor, at: datetime) -> None:
    case = ask.case
    if ask.files:
        attach(
            attachment_ids=[UUID(each) for each in ask.files],
            subject_kind="case",
            subject_id=case.pk,
            actor=actor,
            at=at,
            jurisdiction_id=case.jurisdiction_id,
            thread=case.thread,
        )
    shown = _shown(("answer", "说明", ask.answer), ("by", "谁答的", ask.answered_by))
    _note(ask, "outside.answered", actor, at, label=f"{ask.organisation}说明了情况", shown=shown)
    post_notices(
        readers=[(ask.body_id, ask.duty.holder_person_id)],
        jurisdiction_id=case.jurisdiction_id,
        case_id=case.pk,
        text=f"{ask.organisation}说明了情况：{case.title}",
        actor=actor,
        at=at,
    )


def _shown(*lines: tuple[str, str, str]) -> dict[str, dict[str, str]]:
    """时间线上给工作人员看的几行；提交人和公众看不到。"""
    return {
        key: {"label": label, "text": text, "audience": "staff"}
        for key, label, text in lines
        if text
    }


def _note(ask: OutsideAsk, verb: str, actor: Actor, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="case",
        subject_id=ask.case_id,
        jurisdiction_id=ask.case.jurisdiction_id,
        thread=ask.case.thread,
        facts={"ask": ask.pk, "organisation": ask.organisation, **facts},
    )
