"""办件上的后果回到意见：告诉提交人的话、并入、重新办理。"""

from django.db.models import F, Q

from lianxin.casework.models import Case
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.kernel.mechanism.model import Call
from lianxin.opinions.models import Opinion

#: 留痕动作的中文。
SENTENCES = {
    "opinion.registered": "收到群众意见",
    "opinion.supplemented": "提交人补充情况",
}


def on_case_moved(event: CaseMoved) -> None:
    """意见上的办件走了一步。"""
    if event.subject_kind != "opinion":
        return
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
    target_case = Case.objects.get(pk=event.facts[call.args[1]])
    Opinion.objects.filter(pk=event.subject_id).update(merged_into=target_case.subject_id)
    Opinion.objects.filter(merged_into=event.subject_id).update(merged_into=target_case.subject_id)
    Opinion.objects.filter(pk=target_case.subject_id).update(follower_count=F("follower_count") + 1)


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_case_moved)
