"""一件事上的公文：现在能做哪几种，已经印发了哪几份。"""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.access.viewers import HeldPost, Viewer
from lianxin.casework.models import Case
from lianxin.documents.models import Document
from lianxin.documents.queries import DocumentCard, documents_of
from lianxin.orgs.models import Body
from lianxin.suggestions.queries.papers import repliers
from lianxin.workbench import policies

REPLY, FOLLOW_UP = Document.Kind.REPLY_LETTER, Document.Kind.FOLLOW_UP
LABELS = {REPLY: "写答复函", FOLLOW_UP: "开督办记录单"}


@dataclass(frozen=True, slots=True)
class CasePapers:
    """办件页上“文书”那一块。"""

    makes: tuple[tuple[str, str], ...]
    issued: tuple[DocumentCard, ...]


def case_papers(*, viewer: Viewer, case: Case) -> CasePapers:
    """能做的与印发了的；调用的一方已经确认看得见这件办件。"""
    makes = tuple(
        (kind, LABELS[kind]) for kind in LABELS if issuer_of(viewer=viewer, case=case, kind=kind)
    )
    return CasePapers(makes, tuple(documents_of(subject_kind="case", subject_id=case.pk)))


def issuer_of(*, viewer: Viewer, case: Case, kind: str) -> Body | None:
    """这个人能以哪个机构的名义做这种公文；不能就是空。"""
    if kind == REPLY:
        if case.subject_kind != "suggestion" or not viewer.unit_bodies:
            return None
        return next((body for body in repliers(case) if body.pk in viewer.unit_bodies), None)
    if kind == FOLLOW_UP and case.closed_at is None:
        post = _overseeing_post(viewer, case)
        return Body.objects.filter(pk=post.body_id).first() if post else None
    return None


def _overseeing_post(viewer: Viewer, case: Case) -> HeldPost | None:
    """督办的：本级人大机关、专（工）委；街道工委只督自己属地的。"""
    for post in viewer.posts:
        if post.congress_id != case.jurisdiction_id:
            continue
        if post.body_kind in policies.OVERSEERS or post.body_id == case.local_body_id:
            return post
    return None
