"""我的履职：代表的手机页，一屏一样，按得动的就在卡片上。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.queries.cadence import my_windows
from lianxin.kernel.errors import NotVisible
from lianxin.suggestions.queries import drafts_of, invitations_to
from lianxin.workbench.queries import mine
from lianxin.workbench.web.desk import desk_of, show, whole
from lianxin.workbench.web.lists import pages, plain_tabs

TABS = (
    ("duties", "等我办的"),
    ("voices", "找过我的"),
    ("drafts", "写着的、请我附议的"),
    ("suggestions", "我的建议"),
)
EMPTY = {
    "duties": ("没有等您办的", "答复来了请您评价、建议退回请您修改，都会出现在这里。"),
    "voices": ("还没有人找过您", "群众扫您的代表码、在站里点名找您说的事，会出现在这里。"),
    "drafts": (
        "没有写着的，也没有请您附议的",
        "随时可以起一份稿；请您附议的，也在这里回话。",
    ),
    "suggestions": ("还没有提过建议", "听到的、看到的，可以随时提成一件建议。"),
}


@signed_in
def deputy(request: HttpRequest) -> HttpResponse:
    """等我办的、找过我的、我的建议。"""
    desk = desk_of(request)
    if not desk.viewer.is_deputy:
        raise NotVisible("这一页给代表用。")
    tab = request.GET.get("tab", "duties")
    before = whole(request.GET.get("before"))
    queue = mine.my_duties(viewer=desk.viewer, today=desk.today) if tab == "duties" else None
    cards: list[mine.Voice] = []
    if tab == "voices":
        cards = mine.voices(viewer=desk.viewer, today=desk.today, before=before)
    elif tab == "suggestions":
        cards = mine.my_suggestions(viewer=desk.viewer, today=desk.today, before=before)
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
        "lacks": [one for one in windows if one.missing],
        "here": f"{reverse('workbench:deputy')}?tab={tab}",
        "empty_title": title,
        "empty_text": text,
        **pages(request, {"tab": tab}, last, full=len(cards) == mine.PAGE),
    }
    return show(request, desk, "workbench/deputy.html", context, active="deputy")
