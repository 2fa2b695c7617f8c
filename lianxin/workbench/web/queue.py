"""今天要办：左边清单，右边详情；手机上一次只看一样。"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.workbench.queries.queue import Queue, QueueItem, queue
from lianxin.workbench.web.cases import case_context
from lianxin.workbench.web.desk import Desk, desk_of, is_operator, show, whole

EMPTY = {
    "new": ("没有新到的事", "群众扫码、来电、来访登记的，单位刚收到的交办，都会先出现在这里。"),
    "due": ("没有快到期的事", "离到期不到三个工作日的会排进来。"),
    "overdue": ("没有逾期的事", "过了到期日还没办的会排进来，并报上级知道。"),
    "answer": ("没有等着答复的事", "办得有结果、还欠对方一句话的会排进来。"),
    "all": ("眼下没有要办的事", "轮到您办的都会自己排进来，最急的在最上面。"),
}


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """今天要办；只是代表的去“我的履职”，系统管理员看运行的门路。"""
    if is_operator(request):
        return render(request, "workbench/admin.html")
    desk = desk_of(request)
    if not desk.viewer.posts:
        return redirect("workbench:deputy")
    which = request.GET.get("tab", "all")
    holder = whole(request.GET.get("post"))
    opened = whole(request.GET.get("case"))
    keep = {"tab": which, **({"post": holder} if holder else {})}
    here = f"{reverse('workbench:home')}?{urlencode(keep)}"
    case = case_context(desk, opened, back=here) if opened else {}
    if request.headers.get("HX-Request") and case:
        return show(request, desk, "workbench/case.html", case, active="home", part="case")
    found = queue(
        viewer=desk.viewer,
        today=desk.today,
        which=which,
        holder=holder,
        after=request.GET.get("after", ""),
    )
    context = {
        "queue": _queue_context(found, here, keep, opened, request.GET.get("after", "")),
        "posts": _posts(desk, holder, which),
        "nav_counts": {"home": found.shown("all")},
        **case,
    }
    return show(request, desk, "workbench/queue.html", context, active="home")


def _queue_context(
    found: Queue, here: str, keep: dict[str, object], opened: int | None, after: str
) -> dict[str, object]:
    title, text = EMPTY.get(found.which, EMPTY["all"])
    return {
        "title": "今天要办",
        "url": here,
        "tabs": [
            {
                "label": tab.label,
                "url": "?" + urlencode({**keep, "tab": tab.key}),
                "count": tab.shown,
                "active": tab.key == found.which,
            }
            for tab in found.tabs
        ],
        "items": [_row(item, here, opened) for item in found.items],
        "next_url": f"{here}&after={found.after}" if found.after else "",
        "first_url": here if after else "",
        "empty_title": title,
        "empty_text": text,
    }


def _row(item: QueueItem, here: str, opened: int | None) -> dict[str, object]:
    return {
        "title": item.title,
        "url": f"{here}&case={item.case_id}",
        "light": item.light,
        "light_words": item.light_words,
        "when_words": item.when_words,
        "late": item.is_late,
        "meta": item.meta,
        "active": item.case_id == opened,
    }


def _posts(desk: Desk, holder: int | None, which: str) -> list[dict[str, object]]:
    """有几个岗位的，可以只看一个岗位的。"""
    bodies = {post.body_id: post.body_name for post in desk.viewer.posts}
    if len(bodies) < 2:
        return []
    each = [(None, "全部岗位"), *bodies.items()]
    return [
        {
            "label": name,
            "url": "?" + urlencode({"tab": which, **({"post": key} if key else {})}),
            "active": key == holder,
        }
        for key, name in each
    ]
