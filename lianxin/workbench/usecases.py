"""工作台的写：连同附件办一步，一次催办多件。真正的规矩都在下层的用例里。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db import transaction

from lianxin.activities.models import ResearchReport
from lianxin.activities.usecases.research_reports import note_published
from lianxin.audit.usecases import record
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer, posting_body
from lianxin.casework.state import state_of
from lianxin.casework.usecases.doing import do
from lianxin.files.models import Attachment
from lianxin.files.usecases import attach, store_document, store_image
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.publicity.usecases import publish_article

MOST_AT_ONCE = 50


class TooManyAtOnce(RuleViolation):
    """一次选得太多，或者一件也没选。"""


@dataclass(frozen=True, slots=True)
class Stored:
    """传好、还没有附到事上的一个附件。"""

    id: str
    name: str


def store_files(
    *, uploads: Iterable[tuple[Any, str]], audience: str, doer: Doer, at: datetime
) -> list[Stored]:
    """把传来的文件收好；办成那一步时才附到事上，办不成一天后自动清掉。

    :raises FileRefused: 类型不收、太大或残缺
    """
    rows = [
        store_document(
            upload=cast(BinaryIO, upload),
            original_name=name,
            audience=audience,
            actor=doer.actor(),
            at=at,
        )
        for upload, name in uploads
    ]
    return [Stored(str(row.pk), row.original_name) for row in rows]


def store_photos(*, uploads: Iterable[tuple[Any, str]], doer: Doer, at: datetime) -> list[Stored]:
    """把活动的照片收好：只收照片，内部看；公开要另外挑。

    :raises FileRefused: 不是照片、超过 20 MB 或残缺
    """
    rows = [
        store_image(
            upload=cast(BinaryIO, upload),
            original_name=name,
            audience="staff",
            actor=doer.actor(),
            at=at,
        )
        for upload, name in uploads
    ]
    return [Stored(str(row.pk), row.original_name) for row in rows]


def names_of(ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """传好的附件叫什么名字，退回重填时显示。"""
    wanted = [each for each in ids if _is_uuid(each)]
    rows = Attachment.objects.filter(pk__in=wanted, subject_id__isnull=True)
    return tuple((str(row.pk), row.original_name) for row in rows.order_by("uploaded_at", "id"))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def take_step(
    *,
    case_id: int,
    verb: str,
    doer: Doer,
    at: datetime,
    facts: Mapping[str, Any],
    files: Iterable[str] = (),
    duty_id: int | None = None,
) -> Case:
    """办一步，并把这一步的附件附到这件事上；有一样不成，全都不算。

    :param files: 这一步用到的附件编号
    :raises RuleViolation: 环节、身份、条件或材料不对；附件不是自己传的
    """
    before = state_of(Case.objects.get(pk=case_id))
    body_id = posting_body(doer, before)
    case = do(case_id=case_id, verb=verb, actor=doer, at=at, facts=facts, duty_id=duty_id)
    wanted = [UUID(each) for each in files if _is_uuid(each)]
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind="case",
            subject_id=case_id,
            actor=doer.actor(body_id),
            at=at,
            jurisdiction_id=case.jurisdiction_id,
            thread=case.thread,
        )
    return case


@dataclass(frozen=True, slots=True)
class Urged:
    """一次催办的结果：催成几件，哪几件没催成、为什么。"""

    done: int
    refused: tuple[str, ...]


def urge_many(
    *, duty_ids: Iterable[int], note: str, doer: Doer, at: datetime, degree: str = ""
) -> Urged:
    """一次催办多件；每件各算各的，一件不成不连累别的。

    :param degree: 轻重，见 ``casework.verbs.URGE_DEGREES``；空着是一般催办
    :raises TooManyAtOnce: 一件没选，或超过 50 件
    """
    wanted = list(dict.fromkeys(duty_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise TooManyAtOnce(f"请选 1 到 {MOST_AT_ONCE} 件再催办。")
    visible = Case.objects.visible_to(doer.viewer)
    rows = Duty.objects.open().filter(pk__in=wanted, case__in=visible).select_related("case")
    refused = []
    for duty in rows:
        try:
            with transaction.atomic():
                do(
                    case_id=duty.case_id,
                    verb="urge",
                    actor=doer,
                    at=at,
                    facts={"note": note, **({"degree": degree} if degree else {})},
                    duty_id=duty.pk,
                )
        except RuleViolation as why:
            refused.append(f"{duty.case.number}：{why}")
    gone = len(wanted) - len(rows)
    if gone:
        refused.append(f"有 {gone} 件已经办完，不用催了。")
    return Urged(done=len(rows) - (len(refused) - bool(gone)), refused=tuple(refused))


def start_many(*, case_ids: Iterable[int], slot: str, doer: Doer, at: datetime) -> Urged:
    """在几件主办件旁边一起启动同一种旁办；每件各算各的，一件不成不连累别的。

    :raises TooManyAtOnce: 一件没选，或超过 50 件
    """
    wanted = list(dict.fromkeys(case_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise TooManyAtOnce(f"请选 1 到 {MOST_AT_ONCE} 件再启动。")
    rows = list(Case.objects.visible_to(doer.viewer).filter(pk__in=wanted).order_by("id"))
    refused = []
    for case in rows:
        try:
            with transaction.atomic():
                do(case_id=case.pk, verb=f"open_{slot}", actor=doer, at=at, facts={})
        except RuleViolation as why:
            refused.append(f"{case.number}：{why}")
    return Urged(done=len(rows) - len(refused), refused=tuple(refused))


@transaction.atomic
def publish_research_report(*, report: ResearchReport, doer: Doer, at: datetime) -> None:
    """把调研报告公开成门户上的一篇文章，并记下是哪一篇。

    :raises ResearchRefused: 已经公开过
    :raises ArticleRefused: 正文里有不能公开的
    """
    article = publish_article(
        jurisdiction_id=report.research.congress_id,
        title=report.title,
        body=report.text,
        source=report.research.body.short_name,
        column="调研报告",
        actor=doer.actor(),
        at=at,
    )
    note_published(report_id=report.pk, article_id=article.pk, actor=doer, at=at)


def note_export(*, what: str, form: str, actor: Actor, at: datetime) -> None:
    """记下谁导出了什么：成批带走的，和逐件查看一样要留痕。"""
    record(
        actor=actor,
        at=at,
        verb="desk.export",
        subject_kind="export",
        subject_id=0,
        facts={"what": what, "form": form},
    )
