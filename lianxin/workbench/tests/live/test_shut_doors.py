"""现场的几扇旁门：换个号再投一次、话里夹着姓名电话、没有理由就看电话，都过不去。"""

import pytest
from django.test import Client

from lianxin.activities.models import Booking, Item, Mark, Slot
from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.live.hands import log, phone, planned, poll, press, soon, tap

CALLER = "我叫王秀兰，电话13912345678，"
SECRETS = ("王秀兰", "13912345678")


@pytest.mark.row("S1-12")
def test_a_phone_cannot_vote_again_through_another_number(desk: Office) -> None:
    """同一部手机换一个现场号去投同一项，不收；照大屏上的号投，收。"""
    show, other = planned(desk, "bench_talk"), planned(desk, "bench_talk", title="另一场")
    press(desk, show, "start")
    press(desk, other, "start")
    row = poll(desk, show, title="路灯修得怎么样", scale="three")
    mine = phone(show.live.number)
    assert tap(mine, show.live.number, row, "satisfied") == 200
    assert tap(mine, other.live.number, row, "satisfied") == 404
    assert tap(mine, "000000", row, "satisfied") == 404
    assert Mark.objects.filter(poll=row).count() == 1


@pytest.mark.row("S3-01")
def test_what_a_caller_says_reaches_the_unit_without_the_caller(desk: Office) -> None:
    """来电里报的姓名电话，登记时就遮住：请来的部门、接办的单位、导出的表里都没有。"""
    adopt(desk.world, "onsite_dispatch")
    met = planned(desk, "bench_talk", by="street", region_id=desk.world.village.pk)
    press(desk, met, "start", by="street")
    unit = desk.world.unit_body.pk
    asked = log(desk, met, f"{CALLER}门口的灯不亮", by="street", disposition="noted", body=unit)
    taken = log(desk, met, f"{CALLER}井盖坏了", by="street", disposition="accepted", body=unit)
    seen = desk.get(desk.unit, f"/desk/live/{met.pk}/").content.decode()
    assert "门口的灯不亮" in seen
    case = Case.objects.get(pk=taken.case_id)
    seen += desk.get(desk.unit, f"/desk/cases/{case.pk}/").content.decode()
    assert "井盖坏了" in seen
    seen += b"".join(
        desk.get(desk.street, f"/desk/live/{met.pk}/export.csv").streaming_content
    ).decode()
    assert [word for word in SECRETS if word in seen] == []
    assert "〔电话〕" in Item.objects.get(pk=asked.pk).text


@pytest.mark.row("S3-13")
def test_the_host_reads_the_phone_only_with_a_reason(desk: Office) -> None:
    """预约的人留的电话，办的人写明原因才看得到，看一次记一次；别家的人没有这一页。"""
    cloud = soon(desk)
    plan = {"first": "09:30", "minutes": 15, "count": 1, "way": "voice"}
    desk.post(desk.office, f"/desk/live/{cloud.pk}/slots/", plan)
    given = {
        "slot": Slot.objects.get().pk,
        "topic": f"{CALLER}想说说停车的事",
        "name": "王女士",
        "phone": "13987654321",
        "consent": "on",
    }
    assert Client().post(f"/book/{cloud.pk}/", given).status_code == 201
    row = Booking.objects.get()
    assert not any(word in row.topic for word in SECRETS)
    url = f"/desk/live/{cloud.pk}/bookings/{row.pk}/contact/"
    reason = {"why": "打电话接通这一段"}
    assert desk.post(desk.unit, url, reason).status_code == 404
    assert desk.post(desk.office, url, {"why": " "}).status_code == 422
    page = desk.post(desk.office, url, reason)
    assert page.status_code == 200
    assert "13987654321" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(verb="contact.reveal", subject_kind="live_booking").count() == 1
    assert "13987654321" not in desk.get(desk.office, f"/desk/live/{cloud.pk}/").content.decode()
