"""办件上的后果回到意见：告诉提交人的话、并入、重新办理。"""

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Q

from lianxin.casework.models import Case, Link
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.kernel.mechanism.model import Call
from lianxin.opinions.models import Opinion
from lianxin.orgs.statements import execute

#: 留痕动作的中文。
SENTENCES = {
    "opinion.registered": "收到群众意见",
    "opinion.supplemented": "提交人补充情况",
    "reply_group.open": "归集共性问题“{title}”，{count} 件",
    "reply_group.join": "又有 {count} 件归进“{title}”",
    "reply_group.leave": "从“{title}”里移出 {number}",
    "reply_group.answer": "统一答复“{title}”：答到 {done} 件，没答到 {refused} 件",
}


class MergeRefused(RuleViolation):
    """并不过去；消息说明该并到哪里。"""


def on_case_moved(event: CaseMoved) -> None:
    """意见上的办件走了一步。"""
    if event.subject_kind != "opinion":
        return
    if event.reopens:
        _split(event)
    if category := event.facts.get("category"):
        execute(_SORT, {"id": event.subject_id, "category": category})
    for call in event.effects:
        if call.name == "tell":
            _tell(event, call)
        elif call.name == "link" and call.args[0] == "merged_into":
            _merge(event, call)


_SORT = """
UPDATE opinions_opinion SET category_id = %(category)s
 WHERE id = %(id)s AND category_id IS DISTINCT FROM %(category)s
"""
#: 一批答复一条语句；并进来的也告诉到。
_TELL_MANY = """
UPDATE opinions_opinion AS o SET told = said.told, told_at = said.at
  FROM jsonb_to_recordset(%s::jsonb) AS said (id bigint, told text, at timestamptz)
 WHERE o.id = said.id OR o.merged_into_id = said.id
"""
_SORT_MANY = """
UPDATE opinions_opinion AS o SET category_id = sorted.category
  FROM unnest(%s::bigint[], %s::text[]) AS sorted (id, category)
 WHERE o.id = sorted.id AND o.category_id IS DISTINCT FROM sorted.category
"""


def on_cases_moved(events: Sequence[CaseMoved]) -> None:
    """成批走的步：类别与答复各一条语句写完；里面有并案、拆开的，一步一步来。"""
    mine = [event for event in events if event.subject_kind == "opinion"]
    links = any(call.name == "link" for event in mine for call in event.effects)
    if links or any(event.reopens for event in mine):
        for event in mine:
            on_case_moved(event)
        return
    sorted_ = {e.subject_id: e.facts["category"] for e in mine if e.facts.get("category")}
    told = {
        event.subject_id: {
            "id": event.subject_id,
            "told": _words_of(event, call),
            "at": event.at.isoformat(),
        }
        for event in mine
        for call in event.effects
        if call.name == "tell"
    }
    with connection.cursor() as cursor:
        if sorted_:
            cursor.execute(_SORT_MANY, [list(sorted_), list(sorted_.values())])
        if told:
            cursor.execute(_TELL_MANY, [json.dumps(list(told.values()), ensure_ascii=False)])


def _words_of(event: CaseMoved, call: Call) -> str:
    """告诉提交人的话：这一步写的，或者以前的步里写好的。"""
    words = event.facts.get(call.args[0])
    if words is None:
        facts = Case.objects.values_list("facts", flat=True).get(pk=event.case_id)
        words = facts.get(call.args[0])
    return words or ""


def _tell(event: CaseMoved, call: Call) -> None:
    """答复告诉本人，也告诉每一位并进来的提交人。"""
    words = _words_of(event, call)
    Opinion.objects.filter(Q(pk=event.subject_id) | Q(merged_into=event.subject_id)).update(
        told=words, told_at=event.at
    )


def _merge(event: CaseMoved, call: Call) -> None:
    target = _target(Case.objects.get(pk=event.facts[call.args[1]]))
    if target == event.subject_id:
        raise MergeRefused("那一件已经并到这一件里了，不必再并；请先把那一件单独办，再并过去。")
    Opinion.objects.filter(pk=event.subject_id).update(merged_into=target)
    Opinion.objects.filter(merged_into=event.subject_id).update(merged_into=target)
    Opinion.objects.filter(pk=target).update(follower_count=F("follower_count") + 1)


def _split(event: CaseMoved) -> None:
    """并走了的又单独打开：不再跟着那一件，进度、答复、数字各算各的；从哪件拆出来，连着。"""
    mine = Opinion.objects.select_for_update().get(pk=event.subject_id)
    if mine.merged_into_id is None:
        return
    Opinion.objects.filter(pk=mine.merged_into_id).update(follower_count=F("follower_count") - 1)
    mine.merged_into = None
    mine.save(update_fields=["merged_into"])
    merged = Link.objects.filter(kind=Link.Kind.MERGED_INTO, source=event.case_id)
    for link in merged:
        Link.objects.get_or_create(
            kind=Link.Kind.SPLIT_FROM,
            source_id=event.case_id,
            target_id=link.target_id,
            defaults={"made_at": event.at},
        )
    merged.delete()


def _target(case: Case) -> int:
    """真正并到哪一条意见：那一条自己也并走了的，跟到最后一条。"""
    if case.subject_kind != "opinion":
        raise MergeRefused("只能并到另一条群众意见里，请核对编号。")
    followed = Opinion.objects.values_list("merged_into", flat=True).get(pk=case.subject_id)
    return followed or case.subject_id


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_case_moved, many=on_cases_moved)
