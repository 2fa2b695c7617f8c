"""我的日历与订阅：三种解析器都读得出，收回的是 404，里面没有群众的原话。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import ics
import pytest
import vobject
from icalendar import Calendar

from lianxin.activities.models import Activity, CalendarFeed
from lianxin.activities.tests.cadences import adopt, held
from lianxin.kernel.actors import SYSTEM
from lianxin.stations.usecases.roster import plan_reception
from lianxin.workbench.tests.conftest import DARK_ROAD, Office
from tests.world import AT

SOON = AT + timedelta(days=9)


def link_of(desk: Office) -> str:
    """代表开一份订阅，返回网址里的那一段。"""
    page = desk.post(desk.deputy, "/desk/agenda/feed/").content.decode()
    start = page.index("/feeds/", page.index("订阅的网址"))
    return page[start : page.index("</code>", start)]


def three_ways(raw: bytes) -> list[set[tuple[str, datetime | date]]]:
    """三种解析器各读出哪些事、几时开始。"""
    text = raw.decode()
    one = {
        (str(e["SUMMARY"]), e.decoded("DTSTART")) for e in Calendar.from_ical(raw).walk("VEVENT")
    }
    two = {
        (str(e.name), e.begin.date() if e.all_day else e.begin.datetime)
        for e in ics.Calendar(text).events
    }
    three = {
        (e.summary.value, e.dtstart.value) for e in vobject.readOne(text).contents.get("vevent", [])
    }
    return [one, two, three]


def planned(desk: Office, **more: object) -> Activity:
    """一场预告了的公开活动，不公开的只安排；名称里有逗号、分号、换行，都要转义得对。"""
    given = {"title": "议一议，路灯;停车\\物业", "agenda": "第一项\n第二项", **more}
    state = "announced" if given.get("is_public", True) else "planned"
    return held(desk.world, SOON.date(), station=desk.world.station, state=state, **given)


def invited(desk: Office, row: Activity) -> None:
    """代工委请代表来。"""
    given = {"people": [desk.deputy.person.pk], "basis": "对口专业小组"}
    assert desk.post(desk.office, f"/desk/invitations/{row.pk}/new/", given).status_code == 302


def test_public_feeds_are_read_by_three_parsers(desk: Office) -> None:
    """公开的活动与接待，人大的、站的都订得到，三种解析器读出的一样；没公开的、没预告的不在里面。"""
    row = planned(desk)
    planned(desk, is_public=False, title="内部碰头")
    plan_reception(
        station=desk.world.station,
        deputies=[desk.deputy.person],
        starts_at=SOON,
        ends_at=SOON + timedelta(hours=2),
        theme="路灯",
        actor=SYSTEM,
        at=AT,
    )
    for url in (
        f"/feeds/congress/{desk.world.congress.pk}.ics",
        f"/feeds/station/{desk.world.station.pk}.ics",
    ):
        answer = desk.client.get(url)
        assert answer.headers["Content-Type"].startswith("text/calendar")
        one, two, three = three_ways(answer.content)
        assert one == two == three
        wanted = {(row.title, row.starts_at), ("五里界代表联络站代表接待：路灯", SOON)}
        assert one == wanted
        assert b"\r\n" in answer.content
        assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    assert desk.client.get("/feeds/congress/999999.ics").status_code == 404
    assert desk.client.get("/feeds/station/999999.ics").status_code == 404


def test_a_cancelled_activity_is_shown_as_cancelled(desk: Office) -> None:
    """预告过又取消的，日历上写明取消了，编号不变，订的人那里跟着改。"""
    row = planned(desk)
    url = f"/feeds/congress/{desk.world.congress.pk}.ics"
    (before,) = Calendar.from_ical(desk.client.get(url).content).walk("VEVENT")
    given = {"reason": "台风"}
    assert desk.post(desk.office, f"/desk/activities/{row.pk}/cancel/", given).status_code == 302
    (after,) = Calendar.from_ical(desk.client.get(url).content).walk("VEVENT")

    assert str(before["UID"]) == str(after["UID"])
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert str(after["SUMMARY"]).startswith("已取消")


def test_my_own_feed_and_its_revoking(desk: Office) -> None:
    """个人订阅有请我的活动、频次截止、要办的；换了、收回了的旧网址是 404；库里没有钥匙本身。"""
    case = desk.dispatched()
    adopt(desk.world, "station-home", starts_on=date(2026, 1, 1))
    row = planned(desk, is_public=False)
    invited(desk, row)
    first = link_of(desk)
    desk.client.logout()
    raw = desk.client.get(first).content
    one, two, three = three_ways(raw)

    assert one == two == three
    assert (row.title, row.starts_at) in one
    assert ("月进站：2026 年 3 月还差 1 次", date(2026, 3, 31)) in one
    assert b"TENTATIVE" in raw
    assert DARK_ROAD[:6] not in raw.decode()
    assert case.title not in raw.decode()

    second = link_of(desk)
    assert second != first
    desk.client.logout()
    assert desk.client.get(first).status_code == 404
    assert desk.client.get(second).status_code == 200
    desk.post(desk.deputy, "/desk/agenda/feed/close/")
    desk.client.logout()
    assert desk.client.get(second).status_code == 404
    assert desk.client.get("/feeds/made-up-token.ics").status_code == 404
    token = second.removeprefix("/feeds/").removesuffix(".ics")
    assert all(token.encode() not in bytes(row.digest) for row in CalendarFeed.objects.all())


def test_a_feed_follows_the_account(desk: Office) -> None:
    """账号停用了，订阅也打不开。"""
    link = link_of(desk)
    desk.client.logout()
    assert desk.client.get(link).status_code == 200
    desk.deputy.account.is_active = False
    desk.deputy.account.save()
    assert desk.client.get(link).status_code == 404


def test_the_month_page_shows_what_is_mine(desk: Office) -> None:
    """一个月一页：请我的写着等您回话；别的单位看不见；可导出。"""
    row = planned(desk)
    invited(desk, row)
    page = desk.get(desk.deputy, "/desk/agenda/").content.decode()

    assert "等您回话" in page
    assert row.title not in desk.get(desk.unit, "/desk/agenda/").content.decode()
    assert "这个月没有安排" in desk.get(desk.unit, "/desk/agenda/?month=2026-05").content.decode()
    sheet = desk.get(desk.deputy, "/desk/agenda/export.csv?month=2026-03")
    assert "请我的" in b"".join(sheet.streaming_content).decode()


@pytest.mark.parametrize("many", [1, 6])
def test_the_month_asks_a_fixed_number_of_times(
    desk: Office, many: int, django_assert_max_num_queries: object
) -> None:
    """活动从一场到六场，问库的次数不变。"""
    for _ in range(many):
        invited(desk, planned(desk))
    desk.get(desk.deputy, "/desk/agenda/")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert desk.get(desk.deputy, "/desk/agenda/").status_code == 200
