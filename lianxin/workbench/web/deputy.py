"""我的履职：代表的手机页，一屏一样，按得动的就在卡片上。"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.queries.cadence import my_windows
from lianxin.kernel.errors import NotVisible
from lianxin.suggestions.queries import drafts_of, invitations_to
from lianxin.workbench.queries import mine
from lianxin.workbench.queries.myrecord import my_activities, my_record, year_of
from lianxin.workbench.web.desk import Desk, day, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import pages, plain_tabs, query

TABS = (
    ("duties", "等我办的"),
    ("voices", "找过我的"),
    ("drafts", "写着的、请我附议的"),
    ("suggestions", "我的建议"),
    ("activities", "我的活动"),
)
EMPTY = {
    "duties": ("没有等您办的", "答复来了请您评价、建议退回请您修改，都会出现在这里。"),
    "voices": ("还没有人找过您", "群众扫您的代表码、在站里点名找您说的事，会出现在这里。"),
    "drafts": (
        "没有写着的，也没有请您附议的",
        "随时可以起一份稿；请您附议的，也在这里回话。",
    ),
    "suggestions": ("还没有提过建议", "听到的、看到的，可以随时提成一件建议。"),
    "activities": ("还没有活动", "请您参加的、您到过的活动，都会出现在这里。"),
}


@signed_in
def deputy(request: HttpRequest) -> HttpResponse:
    """等我办的、找过我的、我的建议。"""
    desk = _deputy(request)
    tab = request.GET.get("tab", "duties")
    before = whole(request.GET.get("before"))
    queue = mine.my_duties(viewer=desk.viewer, today=desk.today) if tab == "duties" else None
    cards: list[mine.Voice] = []
    if tab == "voices":
        cards = mine.voices(viewer=desk.viewer, today=desk.today, before=before)
    elif tab == "suggestions":
        cards = mine.my_suggestions(viewer=desk.viewer, today=desk.today, before=before)
    coming, held = (
        my_activities(viewer=desk.viewer, now=desk.now) if tab == "activities" else ([], [])
    )
    last = cards[-1].id if cards else None
    windows = my_windows(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    title, text = EMPTY.get(tab, EMPTY["duties"])
    context = {
        "tab": tab,
        "tabs": plain_tabs(TABS, tab, {}),
        "queue": queue,
        "cards": cards,
        "drafts": drafts_of(viewer=desk.viewer) if tab == "drafts" else [],
        "invitations": invitations_to(viewer=desk.viewer) if tab == "drafts" else [],
        "coming": coming,
        "held": held,
        "lacks": [one for one in windows if one.missing],
        "here": f"{reverse('workbench:deputy')}?tab={tab}",
        "empty_title": title,
        "empty_text": text,
        **pages(request, {"tab": tab}, last, full=len(cards) == mine.PAGE),
    }
    return show(request, desk, "workbench/deputy.html", context, active="deputy")


def _deputy(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.viewer.is_deputy:
        raise NotVisible("这一页给代表用。")
    return desk


def _span(request: HttpRequest, desk: Desk) -> tuple[date, date]:
    since, until = year_of(desk.today)
    since = day(request.GET.get("since")) or since
    return since, max(since, day(request.GET.get("until")) or until)


@signed_in
def my_record_page(request: HttpRequest) -> HttpResponse:
    """我的档案：一段时间的履职流水，各样几次。"""
    desk = _deputy(request)
    since, until = _span(request, desk)
    context = {
        "record": my_record(viewer=desk.viewer, since=since, until=until),
        "since": since,
        "until": until,
        "exports": export_links(
            "workbench:my_record_export", query({"since": since, "until": until})
        ),
    }
    return show(request, desk, "workbench/my_record.html", context, active="deputy")


@signed_in
def my_record_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出我的档案。"""
    desk = _deputy(request)
    since, until = _span(request, desk)
    record = my_record(viewer=desk.viewer, since=since, until=until)
    rows = [(line.on, line.what, line.title, line.note) for line in record.lines]
    title = f"{desk.viewer.name}的履职档案 {since} 到 {until}"
    return sheet(desk, ext, title, ("日期", "做了什么", "内容", "说明"), rows)
