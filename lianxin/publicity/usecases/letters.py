"""意见书的公开：公开、跟着办理更新、撤下。外人看到的只有另存的一份。依据：监督法 17 条。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.transactions import whole
from lianxin.publicity.letters import projection
from lianxin.publicity.models import PublicLetter
from lianxin.publicity.redaction import clipped, fingerprints, new_number
from lianxin.publicity.usecases.matters import PublicityRefused
from lianxin.supervision.models import OpinionLetter

NUMBER_PREFIX = "YJ"


@whole
def publish_letter(
    *, letter_id: int, actor: Actor, at: datetime, hide: Iterable[str] = ()
) -> PublicLetter:
    """公开一份印发了的意见书；公开过的更新，撤下过的重新公开。

    有人经手的，经手人就是批准人；系统自动走到这一步的，等工作人员再点公开。

    :param hide: 还要遮住的字样（如文中提到的姓名）
    :raises NotVisible: 没有这一份
    :raises PublicityRefused: 还没有印发
    """
    letter = _letter(letter_id)
    if letter.document_id is None:
        raise PublicityRefused("这份意见书还没有印发，印发以后才能公开。")
    shown = PublicLetter.objects.select_for_update().filter(letter=letter).first()
    shown = shown or PublicLetter(letter=letter, number=new_number(NUMBER_PREFIX))
    kept = "" if shown.withdrawn_at else shown.approved_by
    shown.approved_by = str(actor)[:150] if actor.id else kept
    shown.withdrawn_at, shown.withdraw_reason, shown.published_at = None, "", at
    shown.hidden = sorted({*shown.hidden, *fingerprints(hide)})
    _take(shown, letter)
    _log(shown, letter, "publicity.letter", actor=actor, at=at)
    return shown


@whole
def refresh_letter(*, letter_id: int, actor: Actor, at: datetime) -> bool:
    """公开着的意见书有了进展，换成此刻的样子；没公开、撤下了的不动。"""
    del actor, at
    shown = (
        PublicLetter.objects.select_for_update()
        .filter(letter=letter_id, withdrawn_at__isnull=True)
        .first()
    )
    if shown is None:
        return False
    _take(shown, _letter(letter_id))
    return True


@whole
def withdraw_letter(*, letter_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """撤下公开的意见书，外人从此看不到。

    :raises PublicityRefused: 没写原因
    :raises NotVisible: 没有公开，或已经撤下
    """
    if not reason.strip():
        raise PublicityRefused("请写明为什么撤下。")
    shown = (
        PublicLetter.objects.select_for_update()
        .filter(letter=letter_id, withdrawn_at__isnull=True)
        .first()
    )
    if shown is None:
        raise NotVisible("这份意见书没有公开，或已经撤下。")
    shown.withdrawn_at, shown.withdraw_reason = at, clipped(reason.strip(), 120)
    shown.save(update_fields=["withdrawn_at", "withdraw_reason"])
    why = {"reason": shown.withdraw_reason}
    _log(shown, _letter(letter_id), "publicity.letter_withdraw", actor=actor, at=at, **why)


def _letter(letter_id: int) -> OpinionLetter:
    rows = OpinionLetter.objects.select_related("case", "document", "unit", "committee")
    letter = rows.filter(pk=letter_id).first()
    if letter is None:
        raise NotVisible("没有这份意见书。")
    return letter


def _take(shown: PublicLetter, letter: OpinionLetter) -> None:
    for name, value in projection(letter, hidden=shown.hidden).items():
        setattr(shown, name, value)
    shown.save()


def _log(
    shown: PublicLetter, letter: OpinionLetter, verb: str, *, actor: Actor, at: datetime, **why: Any
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="letter",
        subject_id=letter.pk,
        jurisdiction_id=letter.jurisdiction_id,
        thread=letter.case.thread if letter.case else None,
        facts={"number": shown.number, **why},
    )
