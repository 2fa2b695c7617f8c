"""聘联络员、征求意见、回意见、反馈结果；发出、反馈都发站内消息。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.files.usecases import attach
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.legislation.models import Consultation, ConsultationAsk, Function, Officer
from lianxin.legislation.policies import asker_posts, may_answer, may_run_consultation
from lianxin.lexis.text import clean
from lianxin.notify.models import Notice
from lianxin.notify.usecases import post_once
from lianxin.orgs.models import Person
from lianxin.orgs.transactions import whole

Taken = ConsultationAsk.Taken
LONGEST = 5000


class ConsultationRefused(RuleViolation):
    """聘不了、发不了、回不了；``fields`` 是哪一格的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class AnsweredAlready(ConsultationRefused, Conflict):
    """结果已经反馈，意见不再动。"""


@dataclass(frozen=True, slots=True)
class OfficerDraft:
    """聘一位联络员。"""

    function: str
    person_id: int
    place: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class ConsultationDraft:
    """一次征求意见。"""

    body_id: int
    function: str
    title: str
    text: str
    due_on: date
    officer_ids: Sequence[int]


@whole
def appoint_officer(*, congress_id: int, draft: OfficerDraft, actor: Doer, at: datetime) -> Officer:
    """聘一位。

    :raises ConsultationRefused: 不是人大机关、专（工）委，没有这个人，聘期不对，或正聘着
    """
    if not asker_posts(actor.viewer, congress_id):
        raise ConsultationRefused("联络员由人大机关、专（工）委聘。")
    person = Person.objects.filter(pk=draft.person_id).first()
    place = clean(draft.place)[:60]
    if person is None or draft.function not in Function or not place:
        raise ConsultationRefused("请选人、写明在哪里。", {"place": "单位、村（社区）或企业。"})
    if draft.ends_on <= draft.starts_on:
        raise ConsultationRefused("聘期不对。", {"ends_on": "要在聘任日期以后。"})
    _check_free(congress_id, draft, person)
    row = Officer.objects.create(
        congress_id=congress_id,
        function=draft.function,
        person=person,
        place=place,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        appointed_by=str(actor.actor()),
        appointed_at=at,
    )
    facts = {"function": row.get_function_display(), "name": person.name, "place": place}
    _log(
        row.congress_id,
        "officer",
        row.pk,
        "officer.appointed",
        actor,
        at,
        facts | {"until": row.ends_on.isoformat()},
    )
    return row


def _check_free(congress_id: int, draft: OfficerDraft, person: Person) -> None:
    """没有正聘着，也不是这一天聘过。"""
    spells = Officer.objects.filter(congress=congress_id, function=draft.function, person=person)
    if spells.filter(left_on__isnull=True, ends_on__gt=draft.starts_on).exists():
        words = f"{person.name}的聘期还没到，到了再续聘，或先办离任。"
        raise ConsultationRefused(words, {"person": words})
    if spells.filter(starts_on=draft.starts_on).exists():
        words = "这一天聘过又离任了，从第二天起再聘。"
        raise ConsultationRefused(words, {"starts_on": words})


@whole
def end_officer(*, officer_id: int, on: date, reason: str, actor: Doer, at: datetime) -> Officer:
    """提前离任。

    :raises ConsultationRefused: 没写原因，日子不在聘期里，或已经离任
    """
    row = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if row is None or not asker_posts(actor.viewer, row.congress_id):
        raise NotVisible("没有这位联络员。")
    if row.left_on is not None:
        raise ConsultationRefused("已经离任了，不必再办。")
    if not clean(reason) or not row.starts_on <= on < row.ends_on:
        raise ConsultationRefused("请写原因；日子要在聘期里。")
    row.left_on, row.left_reason = on, clean(reason)[:120]
    row.save(update_fields=["left_on", "left_reason"])
    facts = {
        "function": row.get_function_display(),
        "name": row.person.name,
        "reason": row.left_reason,
    }
    _log(row.congress_id, "officer", row.pk, "officer.left", actor, at, facts)
    return row


@whole
def send_consultation(
    *,
    congress_id: int,
    draft: ConsultationDraft,
    actor: Doer,
    at: datetime,
    attachment_ids: Iterable[UUID] = (),
) -> Consultation:
    """向几位在聘的联络员征求意见，各发一条站内消息。

    :raises ConsultationRefused: 不以自己的名义，重名，期限已过，或一位也没选
    """
    if not any(p.body_id == draft.body_id for p in asker_posts(actor.viewer, congress_id)):
        raise ConsultationRefused("征求意见由人大机关、专（工）委以自己的名义发。")
    title, text, on = clean(draft.title)[:80], clean(draft.text)[:LONGEST], day_of(at)
    if not title or not text or draft.function not in Function:
        raise ConsultationRefused("请写题目和问什么。", {"text": "问的是哪一份、想听什么。"})
    if Consultation.objects.filter(congress=congress_id, title=title).exists():
        raise ConsultationRefused("已有同名的一次。", {"title": "换一个题目，如注明第几稿。"})
    if draft.due_on <= on:
        raise ConsultationRefused("期限不对。", {"due_on": "要在今天以后。"})
    officers = list(_serving(congress_id, draft, on=on))
    if not officers:
        raise ConsultationRefused("请选发给谁。", {"officers": "选在聘的联络员。"})
    row = Consultation.objects.create(
        congress_id=congress_id,
        body_id=draft.body_id,
        function=draft.function,
        title=title,
        text=text,
        due_on=draft.due_on,
        sent_by=str(actor.actor(draft.body_id)),
        sent_at=at,
    )
    ConsultationAsk.objects.bulk_create(
        ConsultationAsk(consultation=row, officer=one) for one in officers
    )
    _attach(row.congress_id, "consultation", row.pk, attachment_ids, actor, at)
    said = f"请对“{title}”提意见，{draft.due_on:%-m月%-d日}以前回"
    _tell(row, officers, "sent", said, actor, at)
    facts = {"title": title, "number": len(officers), "due": row.due_on.isoformat()}
    facts["function"] = row.get_function_display()
    _log(congress_id, "consultation", row.pk, "consultation.sent", actor, at, facts)
    return row


@whole
def answer_consultation(
    *,
    ask_id: int,
    answer: str,
    actor: Doer,
    at: datetime,
    attachment_ids: Iterable[UUID] = (),
) -> ConsultationAsk:
    """回意见：反馈以前可以改；过了期限照收，写明是迟到的。

    :raises NotVisible: 不是问他的，也不是发出的那家
    :raises ConsultationRefused: 太短
    :raises AnsweredAlready: 结果已经反馈
    """
    rows = ConsultationAsk.objects.select_for_update(of=("self",))
    row = rows.select_related("consultation", "officer__person").filter(pk=ask_id).first()
    if row is None or not may_answer(actor.viewer, row):
        raise NotVisible("没有这次征求意见。")
    if row.consultation.returned_at is not None:
        raise AnsweredAlready("结果已经反馈，意见不能再改了。")
    text = clean(answer)[:LONGEST]
    if len(text) < 4:
        raise ConsultationRefused("请写意见。", {"answer": "没有意见的，写“没有意见”。"})
    row.answer, row.answered_at, row.answered_by = text, at, str(actor.actor())
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    congress_id = row.consultation.congress_id
    _attach(congress_id, "consultation_ask", row.pk, attachment_ids, actor, at)
    facts = {"name": row.officer.person.name, "title": row.consultation.title}
    pk = row.consultation_id
    _log(congress_id, "consultation", pk, "consultation.answered", actor, at, facts)
    return row


@whole
def return_result(
    *,
    consultation_id: int,
    result: str,
    verdicts: Mapping[int, tuple[str, str]],
    actor: Doer,
    at: datetime,
) -> Consultation:
    """反馈结果：收回的每一份都写采纳没有，各人都收到消息。

    :param verdicts: 问到的编号 → （采纳没有, 怎样采纳或为什么没有）
    :raises ConsultationRefused: 没写结果，有一份没定，没采纳的没写为什么，或反馈过了
    """
    row = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    if row is None or not may_run_consultation(actor.viewer, row):
        raise NotVisible("没有这次征求意见。")
    if row.returned_at is not None:
        raise ConsultationRefused("结果已经反馈过了。")
    if len(clean(result)) < 4:
        raise ConsultationRefused("请写结果。", {"result": "这次改了什么、哪天通过。"})
    asks = list(row.asks.select_related("officer__person").order_by("id"))
    adopted = _settle([one for one in asks if one.answer], verdicts)
    row.result, row.returned_at = clean(result)[:LONGEST], at
    row.save(update_fields=["result", "returned_at"])
    said = f"“{row.title}”的结果出来了：{row.result}"
    _tell(row, [one.officer for one in asks], "returned", said, actor, at)
    facts = {"title": row.title, "answers": len(verdicts), "adopted": adopted}
    _log(row.congress_id, "consultation", row.pk, "consultation.returned", actor, at, facts)
    return row


def _settle(answered: list[ConsultationAsk], verdicts: Mapping[int, tuple[str, str]]) -> int:
    """各份定下采纳没有；返回采纳（含部分采纳）几份。"""
    wrong: dict[str, str] = {}
    for row in answered:
        taken, words = verdicts.get(row.pk, ("", ""))
        row.taken, row.taken_words = taken, clean(words)[:300]
        if taken not in Taken:
            wrong[f"taken_{row.pk}"] = "请选采纳没有。"
        elif taken != Taken.ADOPTED and not row.taken_words:
            wrong[f"words_{row.pk}"] = "没有全部采纳的，写一句为什么。"
    if wrong:
        raise ConsultationRefused("还有意见没定采纳没有，看标红的几处。", wrong)
    ConsultationAsk.objects.bulk_update(answered, ["taken", "taken_words"])
    return sum(row.taken != Taken.NOTED for row in answered)


def _serving(congress_id: int, draft: ConsultationDraft, *, on: date) -> Iterable[Officer]:
    rows = Officer.objects.filter(congress=congress_id, function=draft.function)
    rows = rows.filter(pk__in=draft.officer_ids, starts_on__lte=on, ends_on__gt=on)
    return rows.filter(left_on__isnull=True).select_related("person").order_by("id")


def _tell(
    row: Consultation,
    officers: Iterable[Officer],
    stage: str,
    text: str,
    actor: Doer,
    at: datetime,
) -> None:
    notices = [
        Notice(
            jurisdiction_id=row.congress_id,
            person_id=one.person_id,
            link=f"/desk/consultations/{row.pk}/",
            text=text[:200],
            event="message",
            words={"note": text[:100]},
            key=f"consultation:{row.pk}:{stage}:p{one.person_id}",
        )
        for one in officers
    ]
    post_once(notices=notices, actor=actor.actor(), at=at)


def _attach(
    congress_id: int, kind: str, pk: int, files: Iterable[UUID], actor: Doer, at: datetime
) -> None:
    wanted = tuple(files)
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind=kind,
            subject_id=pk,
            jurisdiction_id=congress_id,
            actor=actor.actor(),
            at=at,
        )


def _log(
    congress_id: int,
    kind: str,
    pk: int,
    verb: str,
    actor: Doer,
    at: datetime,
    facts: Mapping[str, object],
) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind=kind,
        subject_id=pk,
        jurisdiction_id=congress_id,
        facts=dict(facts),
    )
