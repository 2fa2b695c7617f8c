"""小组改名、并组的页面：代表工作机构来办。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.usecases.regrouping import rename_group
from lianxin.activities.usecases.merging import merge_groups
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body
from lianxin.orgs.queries import bodies_of_kind
from lianxin.workbench import policies
from lianxin.workbench.queries.roster import get_group
from lianxin.workbench.rosterforms import MergeForm, RenameForm
from lianxin.workbench.web.desk import Desk, desk_of
from lianxin.workbench.web.registerpages import posted, sheet_page


def _runner(request: HttpRequest, pk: int) -> tuple[Desk, Body]:
    """代工委的人，和一个本级的小组。"""
    desk = desk_of(request)
    if not policies.runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页，或者您无权查看。")
    return desk, get_group(congress_id=desk.congress_id, pk=pk)


@signed_in
def group_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """给小组改名。"""
    desk, group = _runner(request, pk)

    def act(given: dict[str, Any]) -> str:
        row = rename_group(group_id=pk, **given, actor=desk.actor, at=desk.now)
        return f"改好了，现在叫“{row.name}”。"

    known = {"name": group.name, "short_name": group.short_name, "on": desk.today}
    return sheet_page(
        request,
        desk,
        RenameForm(posted(request), initial=known),
        title=f"“{group.short_name}”改名",
        intro="成员、任务、办过的活动都不动；原来的名字留在来龙去脉里。",
        back=(group.short_name, reverse("workbench:group_page", args=(pk,))),
        button="改名",
        active="deputies",
        act=act,
    )


@signed_in
def group_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """把小组并到另一个。"""
    desk, group = _runner(request, pk)
    others = [one for one in bodies_of_kind(desk.congress_id, group.kind) if one.id != pk]

    def act(given: dict[str, Any]) -> str:
        into = int(given.pop("into"))
        done = merge_groups(group_id=pk, into_id=into, **given, actor=desk.doer, at=desk.now)
        both = f"，另有 {done.shared} 人两边都在" if done.shared else ""
        return f"并好了，{done.moved} 人转到“{done.heir.short_name}”{both}。"

    return sheet_page(
        request,
        desk,
        MergeForm(
            data=posted(request),
            choices={"into": tuple((str(one.id), one.short_name) for one in others)},
            initial={"on": desk.today.isoformat()},
        ),
        title=f"“{group.short_name}”并到哪个组",
        intro=(
            "成员、编进的站、没办完的任务和还没到时候的活动，从那天起归接手的组；"
            "办过的、以前算过的都还在原来的组名下。并了不能退回，请核对。"
        ),
        back=(group.short_name, reverse("workbench:group_page", args=(pk,))),
        button="并过去",
        active="deputies",
        act=act,
    )
