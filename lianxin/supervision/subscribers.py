"""单位定了审签链的，没审齐的答复发不出去：不管从页面、接口还是别的门来，都在这里拦。"""

from collections.abc import Sequence

from lianxin.access.models import Account
from lianxin.casework.models import Case, Party
from lianxin.casework.state import day_of
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.orgs.models import Post, in_force
from lianxin.supervision.models import SigningChain, SupervisionRecord, UnitDraft
from lianxin.supervision.queries.signing import UNIT_KINDS, goes_out
from lianxin.supervision.usecases.letters import issue_letter
from lianxin.supervision.usecases.records import record_from_move


class NotSigned(RuleViolation):
    """本单位要求先审签，这一步还没有审。"""


def on_case_moved(event: CaseMoved) -> None:
    """承办一方把话说出去的那一步，审签链上的人都同意了才算数。"""
    if not _concerns(event):
        return
    chain = _chain(event)
    if chain is None:
        return
    signed = UnitDraft.objects.filter(
        case=event.case_id,
        body=chain.body_id,
        verb=event.verb,
        state=UnitDraft.State.SENT,
        settled_at=event.at,
    )
    if not signed.exists():
        raise NotSigned(
            "您单位定了审签链：这一步要先送审，审齐了自动发出。请在这一步的表上点“送审”。"
        )


def on_supervised(event: CaseMoved) -> None:
    """机制里带督办形式的一步，也记成一次督办，两处记的合在一起数。"""
    form = event.facts.get("supervise_form", "")
    if form in SupervisionRecord.Form:
        record_from_move(
            case_id=event.case_id,
            form=form,
            medium=event.facts.get("supervise_medium", ""),
            finding=event.facts.get("supervise_note", ""),
            actor=event.actor,
            at=event.at,
        )


def on_letter_dispatched(event: CaseMoved) -> None:
    """意见书走到逐项派生的一步：编号印发，一项一件。"""
    if event.subject_kind == "letter" and any(c.name == "spawn_items" for c in event.effects):
        issue_letter(
            letter_id=event.subject_id,
            case=Case.objects.get(pk=event.case_id),
            signer=str(event.facts.get("signer", "")),
            actor=event.actor,
            at=event.at,
        )


def on_many_moved(events: Sequence[CaseMoved]) -> None:
    """成批补记的：多半一步也不涉及，先挑一遍。"""
    if SigningChain.objects.exclude(steps=[]).exists():
        for event in events:
            on_case_moved(event)


def _concerns(event: CaseMoved) -> bool:
    kinds = UNIT_KINDS & set(event.facts.get("_roles", ()))
    moved = event.from_stage != event.to_stage
    return bool(kinds) and event.actor.id is not None and goes_out(event.effects, moved=moved)


def _chain(event: CaseMoved) -> SigningChain | None:
    """经办人所在、又在办这件事的单位里，定了审签链的那一个。"""
    person = Account.objects.filter(pk=event.actor.id or 0).values("person")
    posts = Post.objects.filter(in_force(day_of(event.at)), person__in=person)
    parties = Party.objects.filter(case=event.case_id, kind__in=UNIT_KINDS)
    rows = SigningChain.objects.exclude(steps=[])
    return (
        rows.filter(body__in=posts.values("body")).filter(body__in=parties.values("body")).first()
    )


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_case_moved, many=on_many_moved)
    subscribe(CaseMoved, on_supervised)
    subscribe(CaseMoved, on_letter_dispatched)
