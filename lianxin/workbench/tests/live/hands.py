"""现场测试共用的手：安排一场、登一件、按一个按钮、手机上按一票。"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lianxin.activities.models import Activity, Item, Poll
from lianxin.activities.usecases import ActivityDraft, Record, add_record, plan_activity
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.files.tests.samples import pdf
from lianxin.workbench.tests.conftest import Office
from tests.world import AT, Persona

TODAY = "2026-03-02"


def planned(desk: Office, kind: str, *, by: str = "office", **more: Any) -> Activity:
    """安排好的一场：今天上午九点到十一点。"""
    host = desk.world.deputy_affairs if by == "office" else desk.world.street_committee
    draft: dict[str, Any] = {
        "congress_id": desk.world.congress.pk,
        "kind": kind,
        "title": "第一百七十三期",
        "body_id": host.pk,
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=2),
        **more,
    }
    who: Persona = getattr(desk, by)
    return plan_activity(draft=ActivityDraft(**draft), actor=Doer(who.viewer), at=AT)


def told(desk: Office, activity: Activity) -> Activity:
    """贴出预告，群众看得见、约得到。"""
    url = f"/desk/activities/{activity.pk}/announce/"
    assert desk.post(desk.office, url).status_code == 302
    activity.refresh_from_db()
    assert activity.state == "announced"
    return activity


def soon(desk: Office, **more: Any) -> Activity:
    """预告了的一场网上接待，过二十分钟开始。"""
    later = AT + timedelta(minutes=20)
    return told(desk, planned(desk, "online_reception", starts_at=later, **more))


def done(desk: Office, activity: Activity, at: datetime = AT) -> None:
    """记过了的一场。"""
    add_record(activity_id=activity.pk, record=Record(), actor=Doer(desk.office.viewer), at=at)


def log(desk: Office, activity: Activity, text: str, *, by: str = "office", **more: Any) -> Item:
    """在场控页上登一件，要登成。"""
    answer = tried(desk, activity, text, by=by, **more)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Item.objects.filter(activity=activity).latest("number")


def tried(
    desk: Office, activity: Activity, text: str, *, by: str = "office", **more: Any
) -> HttpResponse:
    """在场控页上登一件。"""
    who: Persona = getattr(desk, by)
    given = {"text": text, "disposition": "taken_back", "is_public": "on", **more}
    return desk.post(who, f"/desk/live/{activity.pk}/items/", given)


def press(desk: Office, activity: Activity, what: str, *, by: str = "office", **more: Any) -> str:
    """按一个按钮，回到场控页，看说了什么。"""
    who: Persona = getattr(desk, by)
    answer = who.sign_in(desk.client).post(f"/desk/live/{activity.pk}/{what}/", more, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def poll(desk: Office, activity: Activity, *, by: str = "office", **given: Any) -> Poll:
    """立一项并开始收。"""
    press(desk, activity, "polls/new", by=by, **given)
    row = Poll.objects.latest("id")
    press(desk, activity, f"polls/{row.pk}/start", by=by)
    return row


def phone(number: str) -> Client:
    """一部打开过现场页面的手机。"""
    made = Client()
    assert made.get(f"/live/{number}/rate/").status_code == 200
    return made


def tap(client: Client, number: str, row: Poll, choice: str, group: str = "voter") -> int:
    """手机上按一票。"""
    given = {"poll": row.pk, "scale": row.scale, "group": group, "choice": choice}
    return client.post(f"/live/{number}/rate/", given).status_code


def move(desk: Office, who: str, case: Case | None, verb: str, **facts: object) -> int:
    """在办件页上走一步。"""
    assert case is not None
    url = f"/desk/cases/{case.pk}/moves/{verb}/"
    return desk.post(getattr(desk, who), url, facts).status_code


def paper() -> Any:
    """一份证据。"""
    return SimpleUploadedFile("证据.pdf", pdf(), "application/pdf")


def plain(html: str) -> str:
    """去掉标签，看人看到的字。"""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))
