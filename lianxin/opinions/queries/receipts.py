"""回执：到哪了、谁在办、到哪天、说了什么、提交人能做什么。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.casework.available import Available, available
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.policies import SUBMITTER_DOER
from lianxin.casework.queries import DutyCard, Line, open_duties, timeline
from lianxin.casework.state import CaseState
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.model import Stage
from lianxin.kernel.timespans import Timespan
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases.returning import opinion_of_receipt
from lianxin.orgs.calendar import work_calendar


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """回执上的一步。``state`` 是 done 已过、cur 现在、next 将来。"""

    state: str
    title: str
    at: datetime | None
    who: str
    texts: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """提交人看到的全部：到哪了、谁在办、到哪天、说了什么、能做什么。

    ``steps`` 是提交人现在的几步，连同各要什么材料；``moves`` 只列动作名。
    ``thread`` 是现在跟着走的线索，并进别人那一件的，就是那一件的。
    """

    opinion_id: int
    case_id: int
    thread: int
    receipt_no: str
    title: str
    text: str
    submitted_at: datetime
    category: str
    place: str
    station: str
    stage: str
    stage_label: str
    is_closed: bool
    holder: str
    due_date: date | None
    due_words: str
    due_reason: str
    light: str
    is_provisional: bool
    answer: str
    answered_at: datetime | None
    followers: int
    merged_into: str
    lines: tuple[ReceiptLine, ...]
    moves: tuple[str, ...]
    steps: tuple[Available, ...]


def receipt(*, receipt_no: str, receipt_key: str, today: date) -> Receipt:
    """凭编号和查询码看回执。三条查询；并进别人那一件的四条。

    :raises NotVisible: 编号或查询码不对
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    own = opinion.case
    # 并进别人的，跟着那一条走；自己的话与编号不变。
    followed = opinion.merged_into.case if opinion.merged_into else own
    if own is None or followed is None:
        raise NotVisible("没有找到这张回执。")
    thread = followed.thread or followed.pk
    lead = _leading(open_duties(thread=thread, today=today), followed)
    stage = mechanism(followed.mechanism_id).stage(followed.stage)
    steps = _submitter_steps(opinion, own, today=today)
    return Receipt(
        opinion_id=opinion.pk,
        case_id=own.pk,
        thread=thread,
        receipt_no=opinion.receipt_no,
        title=opinion.title,
        text=opinion.text,
        submitted_at=opinion.submitted_at,
        category=opinion.category.label if opinion.category else "",
        place=opinion.place,
        station=opinion.station.name if opinion.station else "",
        stage=followed.stage,
        stage_label=stage.public_label,
        is_closed=followed.closed_at is not None,
        holder=lead.holder if lead else "",
        due_date=lead.due_date if lead else None,
        due_words=lead.due_words if lead else "",
        due_reason=_due_reason(lead) if lead else "",
        light=lead.light if lead else "ok",
        is_provisional=bool(lead and lead.is_provisional),
        answer=_answer(opinion),
        answered_at=opinion.told_at,
        followers=opinion.follower_count,
        merged_into=opinion.merged_into.receipt_no if opinion.merged_into else "",
        lines=tuple(_lines(own, followed, stage)),
        moves=tuple(step.verb for step in steps),
        steps=steps,
    )


def _leading(duties: list[DutyCard], case: Case) -> DutyCard | None:
    """群众关心的是谁在办：派生办件上的主责优先，其次是收件这一件上的。"""
    downstream = [duty for duty in duties if duty.case_id != case.pk]
    return next(iter(downstream or duties), None)


def _due_reason(duty: DutyCard) -> str:
    since = f"从 {duty.started_on.month} 月 {duty.started_on.day} 日起算，{_span(duty.within)}"
    if duty.is_provisional:
        return f"{since}。那一年的放假安排还没有公布，日子是暂定的，公布后会重新算。"
    return f"{since}，起算那天不计；最后一天逢放假顺延。"


def _span(within: str) -> str:
    return Timespan.parse(within).text if within else "按约定的日子"


def _answer(opinion: Opinion) -> str:
    """答复是写给那一件的提交人的；并进来的人看到的，先遮住人家的个人信息。"""
    return redact(opinion.told).text if opinion.merged_into_id else opinion.told


def _lines(own: Case, followed: Case, stage: Stage) -> Iterator[ReceiptLine]:
    if followed.pk != own.pk:
        yield from (_own_line(line) for line in timeline(thread=own.pk) if line.public)
    mine = followed.pk == own.pk
    for line in timeline(thread=followed.thread or followed.pk):
        if line.public:
            yield _own_line(line) if mine else _neighbours_line(line)
    if not stage.final:
        yield ReceiptLine(state="cur", title=stage.public_label, at=None, who="")


def _own_line(line: Line) -> ReceiptLine:
    return ReceiptLine(
        state="done",
        title=line.public,
        at=line.at,
        who=_who(line),
        texts=tuple(shown["text"] for shown in line.shown if shown["audience"] != "staff"),
        photos=line.photos,
    )


def _neighbours_line(line: Line) -> ReceiptLine:
    """跟进的是邻居的那一件：只看公开的话，邻居和经办人之间说的不给看。"""
    return ReceiptLine(
        state="done",
        title=redact(line.public).text,
        at=line.at,
        who=_who(line),
        texts=tuple(
            redact(shown["text"]).text for shown in line.shown if shown["audience"] == "public"
        ),
    )


def _who(line: Line) -> str:
    return line.post.split(" ")[0] if line.post else ""


def _submitter_steps(opinion: Opinion, case: Case, *, today: date) -> tuple[Available, ...]:
    """提交人的身份不靠责任和指派，所以不必再查那两样。"""
    state = CaseState(
        case=case,
        mechanism=mechanism(case.mechanism_id),
        duties=[],
        parties=[],
        calendar=work_calendar(getattr(opinion, "calendar_now", None)),
        facts=dict(case.facts),
    )
    return available(state, SUBMITTER_DOER, today=today)
