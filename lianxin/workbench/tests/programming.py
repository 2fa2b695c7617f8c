"""安排的测试共用的：建节点、认领、走一步、记一场活动、看一页。"""

from datetime import datetime, timedelta
from typing import Any

from lianxin.access.usecases.groups import assign_group
from lianxin.activities.models import Programme, Task
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    Record,
    record_activity,
)
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office, group_of
from tests.world import AT, SINCE, Persona

URL = "/desk/programmes/"
NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
LAMP = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


def leader(desk: Office) -> Persona:
    """周岭梅当了五里界代表小组的组长。"""
    person = desk.world.deputy.person
    assert person is not None
    team = group_of(desk.world)
    assign_group(person=person, group=team, on=SINCE, rule="就近", role="leader", **NOTE)
    return desk.world.deputy


def built(desk: Office, who: Persona, kind: str, name: str, **more: Any) -> Programme:
    """在页面上建一个节点。"""
    parent = more.pop("parent", None)
    given = {
        "kind": kind,
        "name": name,
        "body": more.pop("body", desk.world.deputy_affairs.pk),
        "starts_on": "2026-03-02",
        "is_public": "on",
        **({} if parent else {"ends_on": "2026-12-31"}),
        **more,
    }
    url = f"{URL}new/" + (f"?parent={parent.pk}" if parent else "")
    assert desk.post(who, url, given).status_code == 302
    return Programme.objects.get(name=name)


def claim(desk: Office, who: Persona, node: Programme, *themes: Programme, **more: Any) -> int:
    """在页面上认领。"""
    given = {"body": group_of(desk.world).pk, "themes": [one.pk for one in themes], **more}
    return desk.post(who, f"{URL}{node.pk}/claim/", given).status_code


def move(desk: Office, who: Persona, task: Task, verb: str, **facts: Any) -> int:
    """在办件页上走一步。"""
    return desk.post(who, f"/desk/cases/{task.case_id}/moves/{verb}/", facts).status_code


def held(desk: Office, node: Programme | None, record: Record | None = None, **more: Any) -> int:
    """记一场板凳会，返回编号；默认二十个居民到场。"""
    starts: datetime = more.pop("starts_at", AT)
    given = {"body_id": group_of(desk.world).pk, "title": "板凳会", **more}
    draft = ActivityDraft(
        congress_id=desk.world.congress.pk,
        kind="bench_talk",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        programme_id=node.pk if node else None,
        **given,
    )
    found = record or Record(heads=(Head("resident", 20),))
    at = max(starts, AT)
    return record_activity(draft=draft, record=found, actor=Doer(desk.office.viewer), at=at).pk


def text(desk: Office, who: Persona, url: str) -> str:
    """一页上的字。"""
    response = desk.get(who, url)
    assert response.status_code == 200, url
    return response.content.decode()
