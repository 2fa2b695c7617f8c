"""公开事项的写。外人看到的只有这里另存的一份；内部的行不给外人看。"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.casework.state import day_of
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import told_to_all
from lianxin.publicity.chain import chain_of, outcome_facts, safe_again
from lianxin.publicity.models import PublicLine, PublicMatter
from lianxin.publicity.redaction import (
    clipped,
    fingerprints,
    grams,
    new_number,
    public_text,
)
from lianxin.publicity.sources import Source, public_steps, source_of, standing_of, submitter_words
from lianxin.ratings.queries import summary as rating_summary

NUMBER_PREFIX = "GK"
PROFILES = {"full": "full", "redacted": "full", "title": "title"}
"""机制里写的公开办法 → 公开程度；不认得的只公开标题。"""


class PublicityRefused(RuleViolation):
    """不能这样公开。"""


@transaction.atomic
def publish_matter(
    *,
    thread: int,
    profile: str,
    actor: Actor,
    at: datetime,
    title: str = "",
    summary: str = "",
    hide: Iterable[str] = (),
) -> PublicMatter:
    """公开一件事；公开过的更新，撤下过的重新公开。

    有人经手的，经手人就是批准人；系统自动走到这一步的，等工作人员 :func:`approve`。

    :param profile: ``full``（同 ``redacted``）标题、摘要、答复、进展；``title`` 只有标题和环节
    :param title: 改写的标题，不给用原来的；都会再脱敏一遍
    :param hide: 还要遮住的字样（如文中提到的姓名）
    :raises PublicityRefused: 不是意见或建议，或者当事人不同意公开
    """
    source = _publishable(thread)
    matter = PublicMatter.objects.select_for_update().filter(thread=thread).first()
    matter = matter or PublicMatter(thread=thread, number=new_number(NUMBER_PREFIX))
    _decide(matter, source, profile, actor=actor, at=at)
    matter.hidden = sorted(
        {*matter.hidden, *fingerprints((*hide, *submitter_words(source, at=at)))}
    )
    _take(matter, source, title=title, summary=summary)
    _refresh(matter, source, at=at)
    matter.save()
    _add_lines(matter, ((step.entry_id, step.at, step.public) for step in public_steps(thread)))
    _log(matter, "publicity.publish", actor=actor, at=at, facts={"profile": matter.profile})
    return matter


def _publishable(thread: int) -> Source:
    source = source_of(thread)
    if source is None:
        raise PublicityRefused("这件事没有可以公开的内容，请先登记意见或建议。")
    if source.limit == "none":
        raise PublicityRefused("提出人不同意公开，请先征得同意。")
    return source


def _decide(
    matter: PublicMatter, source: Source, profile: str, *, actor: Actor, at: datetime
) -> None:
    """公开到什么程度、谁批准的；撤下过的要重新有人批准。"""
    kept = "" if matter.withdrawn_at else matter.approved_by
    matter.approved_by = str(actor) if actor.id else kept
    matter.profile = "title" if source.limit == "title" else PROFILES.get(profile, "title")
    matter.withdrawn_at, matter.withdraw_reason = None, ""
    matter.published_at = at


@transaction.atomic
def update_projection(
    *,
    thread: int,
    at: datetime,
    entry_id: int | None = None,
    text: str = "",
    answer: str | None = None,
) -> bool:
    """已公开的事有了新进展：添一行，并更新环节、谁在办、期限、答复、评价。没公开的不动。

    :param entry_id: 这一步的留痕；同一条留痕只添一行
    :param text: 这一步给群众看的话，再脱敏一遍；空着不添行
    :param answer: 这一步给提交人的答复；不给用已有的
    """
    matter = (
        PublicMatter.objects.select_for_update()
        .filter(thread=thread, withdrawn_at__isnull=True)
        .first()
    )
    source = source_of(thread) if matter else None
    if matter is None or source is None:
        return False
    _refresh(matter, source, at=at, answer=answer)
    matter.save()
    if entry_id is not None and text:
        _add_lines(matter, [(entry_id, at, text)])
    return True


@transaction.atomic
def approve(
    *,
    matter_id: int,
    actor: Actor,
    at: datetime,
    title: str | None = None,
    summary: str | None = None,
    hide: Iterable[str] = (),
) -> PublicMatter:
    """工作人员批准公开，可同时改写标题、摘要，或再遮住几个字样；记下谁批准的。

    :raises PublicityRefused: 系统不能批准；标题不能改成空的
    :raises NotVisible: 没有这件，或已撤下
    """
    if actor.id is None:
        raise PublicityRefused("公开要由工作人员批准。")
    matter = _open_matter(matter_id)
    if title is not None and not title.strip():
        raise PublicityRefused("公开的标题不能空着，请写上。")
    matter = _open_matter(matter_id)
    matter.hidden = sorted({*matter.hidden, *fingerprints(hide)})
    matter.title = title or matter.title
    matter.summary = matter.summary if summary is None else summary
    _redact_again(matter)
    matter.approved_by = str(actor)
    matter.save()
    _log(matter, "publicity.approve", actor=actor, at=at, facts={})
    return matter


def _redact_again(matter: PublicMatter) -> None:
    """改写过的、新列了要遮的字样的，连同已有的进展一起再遮一遍。"""
    matter.title = clipped(public_text(matter.title, hidden=matter.hidden), 80)
    full = matter.profile == PublicMatter.Profile.FULL
    matter.summary = public_text(matter.summary, hidden=matter.hidden) if full else ""
    matter.answer = public_text(matter.answer, hidden=matter.hidden)
    matter.place = clipped(public_text(matter.place, hidden=matter.hidden), 60)
    matter.chain = safe_again(matter.chain, hidden=matter.hidden)
    matter.outcomes = safe_again(matter.outcomes, hidden=matter.hidden)
    matter.grams = _grams(matter)
    lines = list(PublicLine.objects.filter(matter=matter))
    for line in lines:
        line.text = clipped(public_text(line.text, hidden=matter.hidden), 300)
    PublicLine.objects.bulk_update(lines, ["text"])


@transaction.atomic
def withdraw(*, thread: int, reason: str, actor: Actor, at: datetime) -> None:
    """撤下公开的一件事，外人从此看不到；说明原因，留痕备查。

    :raises PublicityRefused: 没写原因
    :raises NotVisible: 没有公开过，或已撤下
    """
    if not reason.strip():
        raise PublicityRefused("请写明为什么撤下。")
    matter = PublicMatter.objects.filter(thread=thread).first()
    if matter is None:
        raise NotVisible("这件事没有公开。")
    matter = _open_matter(matter.pk)
    matter.withdrawn_at, matter.withdraw_reason = at, clipped(reason.strip(), 120)
    matter.save(update_fields=["withdrawn_at", "withdraw_reason"])
    facts = {"reason": matter.withdraw_reason}
    _log(matter, "publicity.withdraw", actor=actor, at=at, facts=facts)


def _open_matter(matter_id: int) -> PublicMatter:
    matter = (
        PublicMatter.objects.select_for_update()
        .filter(pk=matter_id, withdrawn_at__isnull=True)
        .first()
    )
    if matter is None:
        raise NotVisible("这件事没有公开，或已经撤下。")
    return matter


def _take(matter: PublicMatter, source: Source, *, title: str, summary: str) -> None:
    """从原料里取不再变的部分；工作人员改写过的，再公开时照旧。"""
    matter.jurisdiction_id = source.jurisdiction_id
    matter.title = clipped(
        public_text(title or matter.title or source.title, hidden=matter.hidden), 80
    )
    text = summary or matter.summary or source.text
    full = matter.profile == PublicMatter.Profile.FULL
    matter.summary = public_text(text, hidden=matter.hidden) if full else ""
    matter.station_id = source.station_id
    matter.place = clipped(public_text(source.place, hidden=matter.hidden), 60)
    matter.received_on = source.received_on
    matter.grams = _grams(matter)


def _grams(matter: PublicMatter) -> list[str]:
    return grams(" ".join([matter.number, matter.title, matter.place, matter.summary]))


def _refresh(
    matter: PublicMatter, source: Source, *, at: datetime, answer: str | None = None
) -> None:
    """换成此刻的环节、谁在办、期限、类别、答复、评价。"""
    standing = standing_of(matter.thread, today=day_of(at))
    matter.stage = clipped(told_to_all(standing.stage), 40)
    matter.handler = clipped(standing.handler, 80)
    matter.due_date = standing.due_date
    matter.is_closed, matter.is_key = standing.is_closed, standing.is_key
    matter.is_led = standing.is_led
    matter.category_id = source.category_id
    said = source.answer if answer is None else answer
    full = matter.profile == PublicMatter.Profile.FULL
    matter.answer = public_text(said, hidden=matter.hidden) if full else ""
    matter.ratings = rating_summary(thread=matter.thread).as_json()
    matter.chain = chain_of(matter.thread, source, hidden=matter.hidden)
    matter.outcomes = outcome_facts(matter.thread, hidden=matter.hidden, full=full)


def _add_lines(matter: PublicMatter, steps: Iterable[tuple[int, datetime, str]]) -> None:
    if matter.profile != PublicMatter.Profile.FULL:
        return
    lines = [
        PublicLine(
            matter=matter,
            entry_id=entry_id,
            at=at,
            text=clipped(public_text(told_to_all(text), hidden=matter.hidden), 300),
        )
        for entry_id, at, text in steps
    ]
    PublicLine.objects.bulk_create(lines, ignore_conflicts=True)


def _log(
    matter: PublicMatter, verb: str, *, actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="publication",
        subject_id=matter.pk,
        jurisdiction_id=matter.jurisdiction_id,
        thread=matter.thread,
        facts={"number": matter.number, **facts},
    )
