"""共性问题统一答复：挑出同一性质的，写一份答复，看每一件答到没有。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.queries import (
    Alike,
    GroupCard,
    GroupDetail,
    MemberCard,
    alike_in,
    pickable,
    reply_group,
    reply_groups,
)
from lianxin.opinions.usecases import answer_group, join_group, leave_group, open_group
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import PAGE, every
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.lists import pages
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

HEADERS = ("是哪个问题", "归了几件", "答到", "没答到", "谁归集的", "归集时间", "最近答复")
MEMBER_HEADERS = ("哪一件", "走到哪", "答到没有", "什么时候", "没答到的原因")


ANSWERED_AS = (
    ("explained", "说明情况"),
    ("resolved", "已经解决"),
    ("in_progress", "正在解决"),
    ("planned", "列入计划"),
    ("not_feasible_now", "暂时办不了"),
)


class GroupForm(forms.Form):
    """归一个新组。"""

    title = forms.CharField(
        label="是哪个共性问题", max_length=80, help_text="如：老旧小区充电难。群众看不到这个名字。"
    )
    category = forms.ChoiceField(
        label="归哪一类",
        required=False,
        help_text="还没分拣的几件，统一答复时照这个类归；都分拣过的不用选。",
    )
    cases = forms.MultipleChoiceField(
        label="归哪几件",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一件。"},
    )

    def __init__(self, data: Any, *, found: list[Alike]) -> None:
        super().__init__(data)
        self.fields["category"].choices = [("", "照各件已归的类"), *category_groups()]  # type: ignore[attr-defined]
        self.fields["cases"].choices = [(str(one.case_id), _words(one)) for one in found]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """一份答复。"""

    result = forms.ChoiceField(
        label="办到什么程度",
        choices=ANSWERED_AS,
        widget=forms.RadioSelect,
        help_text="每一件只照这个程度答；没办好的不会说成办好，答不成这样的列出来单独办。",
    )
    answer = forms.CharField(
        label="统一的答复",
        min_length=2,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="每位提意见的群众和所找的代表都会看到同一段话；各自仍可以评价、要求再办。",
    )


def _words(one: Alike) -> str:
    return f"{one.title}（{one.number}，{one.stage_label}）"


def _leader(request: HttpRequest) -> Desk:
    """归集、答复的人：代工委、街道工委。"""
    desk = desk_of(request)
    if not policies.registers_opinions(desk.viewer):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """各个共性问题。"""
    desk = _leader(request)
    rows = reply_groups(viewer=desk.viewer, before=whole(request.GET.get("before")))
    context = {
        "table": _table(rows),
        "exports": exports_of("workbench:groups_export", ""),
        **pages(request, {}, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/groups.html", context, active="groups")


@signed_in
def groups_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出共性问题清单。"""
    desk = _leader(request)
    rows = every(
        lambda before: reply_groups(viewer=desk.viewer, before=before, limit=500),
        lambda row: row.id,
    )
    return table_sheet(desk, ext, [_table(list(rows))], title="共性问题")


def _table(rows: list[GroupCard]) -> Table:
    return Table("共性问题", HEADERS, tuple(map(_line, rows)))


def _line(row: GroupCard) -> tuple[Any, ...]:
    return (
        Link(row.title, reverse("workbench:group", args=(row.id,))),
        row.total,
        row.answered,
        row.waiting,
        row.opened_by,
        row.opened_at,
        row.answered_at,
    )


@signed_in
def group_new(request: HttpRequest) -> HttpResponse:
    """挑出同一性质的几件，归成一组；``q`` 按标题里的字找。"""
    desk = _leader(request)
    sent = request.method == "POST"
    q = request.GET.get("q", "")
    found = pickable(viewer=desk.viewer, q=q)
    form = GroupForm(request.POST if sent else None, found=found)
    made: list[int] = []
    if sent and attempt(request, form, lambda given: _open(desk, given, made)):
        return go(request, reverse("workbench:group", args=(made[0],)))
    context = {"form": form, "q": q, "found": found}
    status = 422 if sent else 200
    return show(request, desk, "workbench/group_new.html", context, active="groups", status=status)


def _open(desk: Desk, given: dict[str, Any], made: list[int]) -> str:
    group_ = open_group(
        title=given["title"],
        case_ids=map(int, given["cases"]),
        category_id=given["category"] or None,
        doer=desk.doer,
        at=desk.now,
    )
    made.append(group_.pk)
    return "归好了。写一份答复，件件都答到。"


@signed_in
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """一组：进度、各件、答复；像的随时归进来，不是一回事的移出去。"""
    desk = _leader(request)
    found = reply_group(viewer=desk.viewer, pk=pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    known = {"answer": found.answer, "result": found.result or "explained"}
    form = AnswerForm(request.POST if act == "answer" else None, initial=known)
    if act and _done(request, desk, pk, act, form):
        return go(request, request.path)
    context = {
        "group": found,
        "table": _members(found),
        "form": form if found.card.waiting else None,
        "alike": _alike(desk, found),
        "percent": 100 * found.card.answered // found.card.total if found.card.total else 0,
        "leavable": [one for one in found.members if one.answered_at is None],
        "exports": exports_of("workbench:group_export", "", pk),
    }
    status = 422 if act else 200
    return show(
        request, desk, "workbench/group_detail.html", context, active="groups", status=status
    )


@signed_in
def group_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一组的各件。"""
    desk = _leader(request)
    found = reply_group(viewer=desk.viewer, pk=pk)
    return table_sheet(desk, ext, [_members(found)], title=found.card.title)


def _done(request: HttpRequest, desk: Desk, pk: int, act: str, form: forms.Form) -> bool:
    if act == "answer":
        return attempt(request, form, lambda given: _answer(desk, pk, given))
    chosen = [int(one) for one in request.POST.getlist("cases") if one.isdecimal()]
    try:
        if act == "join":
            count = join_group(group_id=pk, case_ids=chosen, doer=desk.doer, at=desk.now)
            messages.success(request, f"又归进 {count} 件。")
        elif act == "leave":
            for case_id in chosen:
                leave_group(group_id=pk, case_id=case_id, doer=desk.doer, at=desk.now)
            messages.success(request, "移出来了，请单独办。")
    except NotVisible:
        raise
    except RuleViolation as why:
        messages.error(request, str(why))
    return True


def _answer(desk: Desk, pk: int, given: dict[str, Any]) -> str:
    done = answer_group(
        group_id=pk,
        answer=given["answer"],
        result=given["result"],
        doer=desk.doer,
        at=desk.now,
    )
    left = reply_group(viewer=desk.viewer, pk=pk).card.waiting
    more = f"还有 {left} 件没答到，原因在下面；能答的再点一次接着答。" if left else "都答到了。"
    return f"这次答到 {done} 件。{more}"


def _alike(desk: Desk, found: GroupDetail) -> list[Alike]:
    """按组名和第一件的标题找像的。"""
    words = "\n".join([found.card.title, *(one.title for one in found.members[:1])])
    return alike_in(viewer=desk.viewer, jurisdiction_id=found.jurisdiction_id, text=words)


def _members(found: GroupDetail) -> Table:
    return Table("归进来的各件", MEMBER_HEADERS, tuple(map(_member, found.members)))


def _member(one: MemberCard) -> tuple[Any, ...]:
    return (
        Link(one.title, reverse("workbench:case", args=(one.case_id,)), one.number),
        one.stage_label,
        _mark(one),
        one.answered_at,
        one.refusal,
    )


def _mark(one: MemberCard) -> Mark:
    if one.answered_at is not None:
        return Mark("答到了", "ok")
    return Mark("没答到", "bad") if one.refusal else Mark("还没答", "warn")
