"""消息：谁催了、谁转来了、哪天到期；读过就收起来。"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.notify.queries import PAGE, unread
from lianxin.notify.usecases import mark_read
from lianxin.workbench.web.desk import desk_of, go, show, whole
from lianxin.workbench.web.lists import pages


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """没读过的消息，新的在前。"""
    desk = desk_of(request)
    found = unread(viewer=desk.viewer, before=whole(request.GET.get("before")))
    context = {
        "notices": found,
        "up_to": found[0].id if found else 0,
        **pages(request, {}, found[-1].id if found else None, full=len(found) == PAGE),
    }
    return show(request, desk, "workbench/notices.html", context, active="notices")


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
