"""办一步：看表、填表、交表；没有脚本一样办。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.casework.available import Available, available
from lianxin.casework.forms import StepForm
from lianxin.casework.queries import get_case
from lianxin.casework.state import CaseState, state_of
from lianxin.files.refusals import FileRefused
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.mechanism.model import Move
from lianxin.kernel.mechanism.vocabulary import OPENING_VERBS
from lianxin.supervision.queries.signing import chain_for
from lianxin.supervision.usecases.signing import submit_draft
from lianxin.workbench.queries.casepage import text_of, written_of
from lianxin.workbench.queries.options import filling_for
from lianxin.workbench.usecases import names_of, store_files, take_step
from lianxin.workbench.web.desk import Desk, desk_of, go, next_url, show, whole


@signed_in
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """这一步的表；交上来就办。"""
    desk = desk_of(request)
    state = state_of(get_case(viewer=desk.viewer, pk=pk))
    step = _step(state, desk, verb, whole(request.GET.get("duty") or request.POST.get("duty")))
    filling = filling_for(
        state=state,
        step=step,
        today=desk.today,
        text=text_of(viewer=desk.viewer, case=state.case),
        given=_written(state, step) | _given(request, step),
    )
    if request.method != "POST":
        return _page(request, desk, state, step, StepForm(step=step, filling=filling), 200)
    form = StepForm(request.POST, request.FILES, step=step, filling=filling)
    form.full_clean()
    signing = _signing(desk, state, step)
    if _take(form, desk, state, step, signing=signing):
        said = "已送审，审签齐了自动发出" if signing else "已办"
        messages.success(request, f"{said}：{step.label}。")
        return go(request, next_url(request, reverse("workbench:case", args=(pk,))))
    return _page(request, desk, state, step, form, 422)


def _step(state: CaseState, desk: Desk, verb: str, duty_id: int | None) -> Available:
    """按钮清单里有的才办得了：页面上没有的步，对他就是不存在。"""
    found = [step for step in available(state, desk.doer, today=desk.today) if step.verb == verb]
    if not found:
        _explain_gone(state, verb)
    chosen = next((step for step in found if duty_id in (None, step.duty_id)), None)
    if chosen is None:
        raise NotVisible("没有这一步。")
    return chosen


def _explain_gone(state: CaseState, verb: str) -> None:
    """机制里有这一步、现在走不了的，多半是刚有人办过，说清楚；从来没有的就是不存在。"""
    known = {move.verb for _, move in state.mechanism.moves()}
    if verb in known or verb in OPENING_VERBS:
        raise Conflict(
            f"这件事现在是“{state.stage.label}”，这一步已经不能办了；可能刚有人办过，请回清单看看。"
        )
    raise NotVisible("没有这一步。")


def _given(request: HttpRequest, step: Available) -> dict[str, str]:
    """网址里带来的预填内容，如要并到的那一件的编号。"""
    keys = {fact.key for fact in (*step.needs, *step.may)}
    return {key: request.GET[key] for key in request.GET if key in keys}


def _written(state: CaseState, step: Available) -> dict[str, str]:
    """改稿的一步，原来写的先填好；没有改稿的不必去取，旁办件写的是另一份稿。"""
    asked = {fact.key for fact in step.needs}
    return written_of(state.case) if "grounds" in asked and not state.case.beside else {}


def _signing(desk: Desk, state: CaseState, step: Available) -> bool:
    """这一步要不要先过本单位的审签链。"""
    found: Move | None = next((m for m in state.stage.moves if m.verb == step.verb), None)
    return (
        found is not None
        and step.duty_id is None
        and chain_for(desk.doer, state.case, found) is not None
    )


def _take(form: StepForm, desk: Desk, state: CaseState, step: Available, *, signing: bool) -> bool:
    facts, files = form.facts(), []
    try:
        for key, (fact, uploads, kept) in form.uploads().items():
            stored = store_files(
                uploads=[(upload, upload.name or "附件") for upload in uploads],
                audience=fact.audience,
                doer=desk.doer,
                at=desk.now,
            )
            ids = [*kept, *(each.id for each in stored)]
            form.keep({key: names_of(ids)})
            facts[key] = ids if fact.kind == "files" else next(iter(ids[-1:]), "")
            files += ids
    except FileRefused as refusal:
        form.add_error(key, str(refusal))
        return False
    shared: dict[str, Any] = {"case_id": state.case.pk, "verb": step.verb, "facts": facts}
    shared |= {"files": files, "doer": desk.doer, "at": desk.now}
    try:
        if signing:
            submit_draft(**shared)
        else:
            take_step(**shared, duty_id=step.duty_id)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(
    request: HttpRequest, desk: Desk, state: CaseState, step: Available, form: StepForm, status: int
) -> HttpResponse:
    case = state.case
    back = next_url(request, "")
    signing = _signing(desk, state, step)
    context = {
        "case": {"title": case.title, "number": case.number, "url": _case_url(case.pk, back)},
        "move": {
            "label": step.label,
            "url": request.get_full_path(),
            "button": f"送审：{step.label}" if signing else step.label,
            "signing": signing,
            "explain": _explain(state, step),
            "basis_words": f"{state.mechanism.label} 第 {state.mechanism.version} 版"
            f" · {state.stage.label}环节",
            "blocked": step.blocked,
            "note": step.note,
        },
        "form": form,
        "back": back,
    }
    return show(
        request, desk, "workbench/move.html", context, active="", part="move", status=status
    )


def _case_url(pk: int, back: str) -> str:
    """“先不办”回到哪里：从清单来的回清单里的那一件。"""
    if back.startswith(reverse("workbench:home")) and "?" in back:
        return f"{back}&case={pk}"
    return reverse("workbench:case", args=(pk,))


def _explain(state: CaseState, step: Available) -> str:
    """这一步会怎样：办完到哪个环节、提交人（或对外）会看到什么。"""
    found: Move | None = next((m for m in state.stage.moves if m.verb == step.verb), None)
    if found is None or step.duty_id is not None:
        return ""
    words: list[str] = []
    if found.to:
        words.append(f"办完进入“{state.mechanism.stage(found.to).label}”。")
    if found.public:
        reader = "提交人会看到" if state.case.subject_kind == "opinion" else "对外这样说"
        words.append(f"{reader}：{_with_labels(found.public, state)}。")
    return "".join(words)


def _with_labels(public: str, state: CaseState) -> str:
    """给群众看的话里，还没填的材料用它的名字顶着。"""
    labels: dict[str, Any] = {fact.key: f"〔{fact.label}〕" for fact in state.mechanism.facts}
    return public.format_map(_Named(labels))


class _Named(dict[str, Any]):
    """没有的名字原样留着。"""

    def __missing__(self, key: str) -> str:
        return f"〔{key}〕"
