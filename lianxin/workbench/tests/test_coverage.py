"""宣传报道从页面走一遍：连上说的那件事，批准才公开，按媒体数，群众的联系方式一个字也不登。"""

from typing import Any

import pytest
from django.http import HttpResponse

from lianxin.activities.models import Activity
from lianxin.audit.models import Entry
from lianxin.publicity.models import Coverage, CoverageLink
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_surveys import csv
from tests.promises.filled_activities import an_activity
from tests.world import TODAY, Persona

TITLE = "一盏灯照亮上学路"
GIVEN = {
    "kind": "model",
    "title": TITLE,
    "outlet": "区融媒体中心",
    "medium": "wechat",
    "on": TODAY.isoformat(),
    "link": "https://example.cn/news/12",
    "summary": "代表听见一句话，三个部门一起跑，村口到小学的路灯亮了。",
}


def noted(desk: Office, who: Persona | None = None, **changes: Any) -> HttpResponse:
    """在页面上记一篇，连着代表。"""
    about = {"deputy": desk.deputy.person.pk}
    return desk.post(who or desk.street, "/desk/coverage/new/", {**GIVEN, **about, **changes})


def published(desk: Office, row: Coverage) -> HttpResponse:
    """代工委批准公开。"""
    return desk.post(desk.office, f"/desk/coverage/{row.pk}/act/", {"act": "publish"})


def seen(desk: Office) -> str:
    """群众看到的那一页。"""
    desk.client.logout()
    return desk.client.get("/coverage/").content.decode()


@pytest.mark.row("S1-27")
def test_a_story_is_linked_counted_by_outlet_and_public_once_approved(desk: Office) -> None:
    """连着办件、活动、代表的一篇，批准前群众看不见，批准后看得见；按媒体数得出、点得开、导得出。"""
    case = desk.dispatched()
    activity = an_activity(desk.world)
    answer = noted(desk, case_number=case.number, activity=activity)
    assert answer.status_code == 302, answer.context["form"].errors
    assert noted(desk, outlet="市电视台", medium="broadcast", kind="report").status_code == 302
    row = Coverage.objects.get(outlet="区融媒体中心")
    assert set(row.links.values_list("kind", flat=True)) == {"case", "activity", "deputy"}
    assert TITLE not in seen(desk)
    assert desk.post(desk.street, f"/desk/coverage/{row.pk}/act/", {}).status_code == 404
    assert published(desk, row).status_code == 302

    page = seen(desk)
    assert page.count(TITLE) == 1
    assert "周岭梅" in page
    assert case.number not in page
    assert ("童周岭板凳会" in page) == (Activity.objects.get(pk=activity).state == "announced")
    inside = desk.get(desk.street, "/desk/coverage/").content.decode()
    assert case.number in inside
    outlets = csv(desk.get(desk.street, "/desk/coverage/outlets/export.csv"))
    assert {"区融媒体中心,1,1", "市电视台,1,0", "合计,2,1"} <= set(outlets.split("\r\n"))
    number = desk.get(desk.office, "/desk/numbers/coverage.count/?period=2026").content.decode()
    assert "市电视台" in number
    assert TITLE in csv(desk.get(desk.street, "/desk/coverage/export.csv"))
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"coverage.recorded", "coverage.published"} <= verbs


def test_nothing_of_a_citizens_contact_is_taken(desk: Office) -> None:
    """标题、摘要里有电话、证件号的记不下；没连上一件的、将来的、重复的也记不下。"""
    phone = noted(desk, summary="联系人张大爷，电话 13971234567，路灯亮了。")
    assert phone.status_code == 422
    assert "联系方式不登" in phone.content.decode()
    assert "至少连一件" in noted(desk, deputy="").content.decode()
    assert noted(desk, on="2026-03-09").status_code == 422
    assert "没有编号是" in noted(desk, case_number="没有这个号").content.decode()
    assert not CoverageLink.objects.exists()
    assert noted(desk).status_code == 302
    assert "已经记过" in noted(desk).content.decode()


def test_who_may_record_publish_and_withdraw(desk: Office) -> None:
    """代表、单位没有这一页；撤下要写原因，撤下的群众看不见，登过的数还算。"""
    assert noted(desk, desk.unit).status_code == 404
    assert desk.get(desk.deputy, "/desk/coverage/").status_code == 404
    assert noted(desk, desk.committee).status_code == 302
    row = Coverage.objects.get()
    published(desk, row)
    url = f"/desk/coverage/{row.pk}/act/"
    desk.post(desk.office, url, {"act": "withdraw", "reason": ""})
    assert TITLE in seen(desk)
    desk.post(desk.office, url, {"act": "withdraw", "reason": "标题有误"})
    assert TITLE not in seen(desk)
    assert "合计,1,1" in csv(desk.get(desk.street, "/desk/coverage/outlets/export.csv"))
    published(desk, row)
    assert TITLE in seen(desk)
