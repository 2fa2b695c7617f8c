"""回执：到哪了、谁在办、到哪天、说了什么、提交人能做什么。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from lianxin.casework.available import Available, available
from lianxin.casework.following import Leading, Line, leading, timelines, told_with_labels
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.policies import SUBMITTER_DOER
from lianxin.casework.state import CaseState
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.mechanism.model import Stage
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases.returning import check_key
from lianxin.orgs.calendar import VERSION_SQL, work_calendar
from lianxin.orgs.queries.places import place_words
from lianxin.orgs.statements import select, select_with


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
    congress: str
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


@dataclass(frozen=True, slots=True)
class Slip:
    """交给提交人的那张纸；``unit`` 是归哪家街道工委，不归哪家的为空。"""

    receipt_no: str
    title: str
    submitted_at: datetime
    channel: str
    congress: str
    unit: str


def registered_slip(*, pk: int) -> Slip:
    """刚登记的人手里的回执单：属地是别的街道、他看不见办件的，回执单照样要给得出来。

    只给登记完的那一刻用，由调用的一方核对是他刚登记的那一条。
    """
    row = Opinion.objects.select_related("local_body", "jurisdiction").get(pk=pk)
    return Slip(
        row.receipt_no,
        row.title,
        row.submitted_at,
        row.get_channel_display(),
        row.jurisdiction.name,
        row.local_body.short_name if row.local_body else "",
    )


class _Row(NamedTuple):
    """意见上要给提交人看的几栏，与 :data:`_OPINION` 里的同序。"""

    id: int
    receipt_no: str
    key_digest: bytes
    title: str
    text: str
    submitted_at: datetime
    place: str
    told: str
    told_at: datetime | None
    followers: int
    category: str | None
    station: str | None
    region: str | None
    merged_into: str | None
    merged_case: int | None
    congress: str
    calendar: list[int | None]


_COLUMNS = f"""
o.id, o.receipt_no, o.key_digest, o.title, o.text, o.submitted_at, o.place, o.told, o.told_at,
o.follower_count, g.label, s.name, r.name, m.receipt_no, m.case_id, j.name, ({VERSION_SQL})
"""
_OPINION = """
  FROM opinions_opinion o
  JOIN casework_case c ON c.id = o.case_id
  JOIN orgs_body j ON j.id = o.jurisdiction_id
  LEFT JOIN orgs_category g ON g.key = o.category_id
  LEFT JOIN stations_station s ON s.id = o.station_id
  LEFT JOIN orgs_region r ON r.code = o.region_id
  LEFT JOIN opinions_opinion m ON m.id = o.merged_into_id
 WHERE o.receipt_no = %s
"""


def receipt(*, receipt_no: str, receipt_key: str, today: date) -> Receipt:
    """凭编号和查询码看回执。三条查询；并进别人那一件的四条。

    :raises NotVisible: 编号或查询码不对
    """
    own, seen = _opened(receipt_no, receipt_key)
    # 并进别人的，跟着那一条走；自己的话与编号不变。
    followed = select(Case, "WHERE id = %s", [seen.merged_case])[0] if seen.merged_case else own
    calendar = work_calendar(seen.calendar)
    thread = followed.thread or followed.pk
    lead = leading(thread=thread, intake=followed.pk, calendar=calendar, today=today)
    stage = mechanism(followed.mechanism_id).stage(followed.stage)
    steps = _submitter_steps(own, calendar, today=today)
    return Receipt(
        opinion_id=seen.id,
        case_id=own.pk,
        thread=thread,
        receipt_no=seen.receipt_no,
        congress=seen.congress,
        title=seen.title,
        text=seen.text,
        submitted_at=seen.submitted_at,
        category=seen.category or "",
        place=place_words(seen.region or "", seen.place),
        station=seen.station or "",
        stage=followed.stage,
        stage_label=stage.public_label,
        is_closed=followed.closed_at is not None,
        holder=lead.holder if lead else "",
        due_date=lead.due_date if lead else None,
        due_words=lead.due_words if lead else "",
        due_reason=_due_reason(lead) if lead else "",
        light=lead.light if lead else "ok",
        is_provisional=bool(lead and lead.is_provisional),
        answer=_answer(seen),
        answered_at=seen.told_at,
        followers=seen.followers,
        merged_into=seen.merged_into or "",
        lines=tuple(_lines(own, followed, stage)),
        moves=tuple(step.verb for step in steps),
        steps=steps,
    )


def _opened(receipt_no: str, receipt_key: str) -> tuple[Case, _Row]:
    found = select_with(Case, "c", _COLUMNS, _OPINION, [receipt_no.strip().upper()])
    rows = [(case, _Row(*columns)) for case, columns in found]
    check_key(receipt_key, rows[0][1].key_digest if rows else None)
    return rows[0]


def _due_reason(duty: Leading) -> str:
    since = f"从 {duty.started_on.month} 月 {duty.started_on.day} 日起算，{_span(duty.within)}"
    if duty.is_provisional:
        return f"{since}。那一年的放假安排还没有公布，日子是暂定的，公布后会重新算。"
    return f"{since}，起算那天不计；最后一天逢放假顺延。"


def _span(within: str) -> str:
    return Timespan.parse(within).text if within else "按约定的日子"


def _answer(seen: _Row) -> str:
    """答复是写给那一件的提交人的；并进来的人看到的，先遮住人家的个人信息。"""
    return redact(seen.told).text if seen.merged_into else seen.told


def _lines(own: Case, followed: Case, stage: Stage) -> Iterator[ReceiptLine]:
    thread = followed.thread or followed.pk
    mine = followed.pk == own.pk
    lines = timelines(threads=[thread] if mine else [own.pk, thread])
    if not mine:
        yield from (_own_line(line) for line in lines[own.pk] if line.public)
    for line in lines[thread]:
        if line.public:
            yield _own_line(line) if mine else _neighbours_line(line)
    if not stage.final:
        yield ReceiptLine(state="cur", title=stage.public_label, at=None, who="")


def _own_line(line: Line) -> ReceiptLine:
    told = [(one["label"], one["text"]) for one in line.shown if one["audience"] != "staff"]
    title, texts = told_with_labels(line.public, told)
    return ReceiptLine(
        state="done",
        title=title,
        at=line.at,
        who=_who(line),
        texts=texts,
        photos=tuple(one for kept in line.files if kept.audience != "staff" for one in kept.ids),
    )


def _neighbours_line(line: Line) -> ReceiptLine:
    """跟进的是邻居的那一件：只看公开的话，邻居和经办人之间说的不给看。"""
    open_to_all = (one for one in line.shown if one["audience"] == "public")
    told = [(one["label"], redact(one["text"]).text) for one in open_to_all]
    title, texts = told_with_labels(redact(_by_neighbour(line)).text, told)
    return ReceiptLine(state="done", title=title, at=line.at, who=_who(line), texts=texts)


def _by_neighbour(line: Line) -> str:
    """邻居自己办的那几步（评价、要求重办），对跟进的人不能说“您”。"""
    if line.actor == PUBLIC.name and line.public.startswith("您"):
        return f"邻居{line.public[1:]}"
    return line.public


def _who(line: Line) -> str:
    return line.post.split(" ")[0] if line.post else ""


def _submitter_steps(case: Case, calendar: WorkCalendar, *, today: date) -> tuple[Available, ...]:
    """提交人的身份不靠责任和指派，所以不必再查那两样。"""
    state = CaseState(
        case=case,
        mechanism=mechanism(case.mechanism_id),
        duties=[],
        parties=[],
        calendar=calendar,
        facts=dict(case.facts),
    )
    return available(state, SUBMITTER_DOER, today=today)
