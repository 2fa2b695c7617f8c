"""公开的原料从哪里来：最初那条意见或建议，和这条线索此刻的样子。都还没有脱敏。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.access.contacts import ContactRefused
from lianxin.access.usecases.contacts import reveal_contact
from lianxin.access.viewers import Viewer
from lianxin.casework.following import Line, timeline
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.queries import DutyCard, open_duties, thread_cases
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import publishable
from lianxin.suggestions.models import Suggestion
from lianxin.supervision.models import Leadership

_REDACTOR = Viewer(account_id=None, person_id=None, name="系统（脱敏）")
KEY_FLAG = "key"
"""机制给重点督办的办件打的标记。"""


@dataclass(frozen=True, slots=True)
class Source:
    """一条线索最初说了什么。``limit`` 是当事人许可公开到什么程度：full、title、none。"""

    jurisdiction_id: int
    title: str
    text: str
    category_id: str | None
    station_id: int | None
    place: str
    received_on: date
    answer: str = ""
    limit: str = "full"
    opinion_id: int | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """这条线索此刻走到哪、谁在办、到哪天。"""

    stage: str
    handler: str
    due_date: date | None
    is_closed: bool
    is_key: bool
    is_led: bool


def source_of(thread: int) -> Source | None:
    """最初那条意见或建议；都不是，返回空。"""
    opinion = publishable(thread=thread)
    if opinion is None:
        return _suggestion(thread)
    return Source(
        jurisdiction_id=opinion.jurisdiction_id,
        title=opinion.title,
        text=opinion.text,
        category_id=opinion.category_key,
        station_id=opinion.station_id,
        place=opinion.place,
        received_on=day_of(opinion.received_on),
        answer=opinion.answer,
        opinion_id=opinion.opinion_id,
        answered_on=day_of(opinion.answered_at) if opinion.answered_at else None,
    )


def submitter_words(source: Source, *, at: datetime) -> tuple[str, ...]:
    """提交人留下的姓名、电话：公开前用来核对遮没遮住。看这一眼照样留痕。"""
    if source.opinion_id is None:
        return ()
    try:
        contact = reveal_contact(
            viewer=_REDACTOR,
            subject_kind="opinion",
            subject_id=source.opinion_id,
            why="公开之前遮去提交人的信息",
            at=at,
            policy=lambda viewer: viewer is _REDACTOR,
        )
    except (NotVisible, ContactRefused):
        return ()
    return tuple(word for word in (contact.name, contact.phone) if len(word) > 1)


def _suggestion(thread: int) -> Source | None:
    row = Suggestion.objects.select_related("case").filter(case=thread).first()
    if row is None or row.case is None:
        return None
    return Source(
        jurisdiction_id=row.jurisdiction_id,
        title=row.title,
        text=f"{row.grounds}\n{row.proposal}",
        category_id=row.case.category_id,
        station_id=None,
        place="",
        received_on=day_of(row.submitted_at),
        limit=row.permission,
    )


def standing_of(thread: int, *, today: date) -> Standing:
    """此刻的样子；环节按最初那件办件对外的说法。"""
    cases = thread_cases(thread=thread)
    root = next(case for case in cases if case.pk == thread)
    stage = mechanism(root.mechanism_id).stage(root.stage)
    leading = _leading(open_duties(thread=thread, today=today), root)
    return Standing(
        stage=stage.public_label,
        handler=leading.holder if leading else "",
        due_date=leading.due_date if leading else None,
        is_closed=root.closed_at is not None,
        is_key=any(KEY_FLAG in case.flags for case in cases),
        is_led=Leadership.objects.filter(case__thread=thread, ended_at__isnull=True).exists(),
    )


def _leading(duties: Iterable[DutyCard], root: Case) -> DutyCard | None:
    """大家关心的是谁在办：派生办件上的责任在先，其次是最初那件上的。"""
    held = [duty for duty in duties if duty.holder]
    downstream = [duty for duty in held if duty.case_id != root.pk]
    return next(iter(downstream or held), None)


def public_steps(thread: int) -> list[Line]:
    """到现在为止，每一步对群众说过的话。"""
    return [line for line in timeline(thread=thread) if line.public]
