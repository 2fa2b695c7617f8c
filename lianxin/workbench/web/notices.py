"""消息：谁催了、谁转来了、哪天到期；读过就收起来，收起来的还能翻。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.queries import titles_of
from lianxin.notify.queries import PAGE, NoticeCard, inbox
from lianxin.notify.usecases import mark_one_read, mark_read
from lianxin.workbench.web.desk import desk_of, go, next_url, show, whole
from lianxin.workbench.web.lists import kept, pages, plain_tabs

TABS = (("", "没读过"), ("read", "读过的"))


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """没读过的，或读过的；新的在前。"""
    desk = desk_of(request)
    tab = "read" if request.GET.get("tab") == "read" else ""
    before = whole(request.GET.get("before"))
    found = inbox(viewer=desk.viewer, is_read=bool(tab), before=before)
    titles = titles_of(viewer=desk.viewer, pks=[each.case_id for each in found if each.case_id])
    context = {
        "notices": [_said(each, titles.get(each.case_id or 0, "")) for each in found],
        "is_read": bool(tab),
        "tabs": plain_tabs(TABS, tab, {}),
        "up_to": found[0].id if found else 0,
        **pages(
            request, kept(request, "tab"), found[-1].id if found else None, full=len(found) == PAGE
        ),
    }
    return show(request, desk, "workbench/notices.html", context, active="notices")


def _said(notice: NoticeCard, title: str) -> dict[str, Any]:
    """一条消息：左边标了是哪种，话里就不再说一遍；话里有标题的，下面也不再写。"""
    text = notice.text.removeprefix(f"{notice.kind}：")
    return {"notice": notice, "text": text, "title": "" if title in text else title}


@signed_in
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """这一页都看过了。"""
    desk = desk_of(request)
    done = mark_read(
        viewer=desk.viewer,
        up_to=whole(request.POST.get("up_to")) or 0,
        actor=desk.actor,
        at=desk.now,
    )
    messages.success(request, f"{done} 条消息收起来了。")
    return go(request, reverse("workbench:notices"))


@signed_in
@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """这一条看过了。"""
    desk = desk_of(request)
    if mark_one_read(viewer=desk.viewer, notice_id=pk, actor=desk.actor, at=desk.now):
        messages.success(request, "这一条收起来了。")
    return go(request, next_url(request, reverse("workbench:notices")))
