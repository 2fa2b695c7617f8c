"""办件上的后果回到意见：告诉提交人的话、并入、重新办理。"""

from django.db.models import F, Q

from lianxin.casework.models import Case
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.kernel.mechanism.model import Call
from lianxin.opinions.models import Opinion

#: 留痕动作的中文。
SENTENCES = {
    "opinion.registered": "收到群众意见",
    "opinion.supplemented": "提交人补充情况",
}


class MergeRefused(RuleViolation):
    """并不过去；消息说明该并到哪里。"""


def on_case_moved(event: CaseMoved) -> None:
    """意见上的办件走了一步。"""
    if event.subject_kind != "opinion":
        return
    if category := event.facts.get("category"):
        Opinion.objects.filter(pk=event.subject_id).update(category_id=category)
    for call in event.effects:
        if call.name == "tell":
            _tell(event, call)
        elif call.name == "link" and call.args[0] == "merged_into":
            _merge(event, call)


def _tell(event: CaseMoved, call: Call) -> None:
    """答复告诉本人，也告诉每一位并进来的提交人。"""
    facts = Case.objects.values_list("facts", flat=True).get(pk=event.case_id)
    words = facts.get(call.args[0]) or ""
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


def _target(case: Case) -> int:
    """真正并到哪一条意见：那一条自己也并走了的，跟到最后一条。"""
    if case.subject_kind != "opinion":
        raise MergeRefused("只能并到另一条群众意见里，请核对编号。")
    followed = Opinion.objects.values_list("merged_into", flat=True).get(pk=case.subject_id)
    return followed or case.subject_id


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_case_moved)
