"""开放时间在页面上改，站点页、扫码页、接口上都是同一份。"""

from typing import Any

from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import plain

WEEK = {f"week-day{day}": "9:00-12:00、14：00—17：00" for day in range(5)} | {
    "week-day5": "9:00-12:00（代表轮值）",
    "week-day6": "",
    "week-on": "2026-03-02",
}


def post(desk: Office, who: Any, **data: Any) -> Any:
    """在开放时间页上交一张表。"""
    return desk.post(who, f"/desk/stations/{desk.station.pk}/hours/", data)


def test_hours_changed_at_the_desk_show_everywhere(desk: Office) -> None:
    """街道改每周的、安排一天停电；站点页、扫码页写此刻开没开，接口给出每一段。"""
    assert post(desk, desk.street, act="week", **WEEK).status_code == 302
    shut = {"special-on": "2026-03-03", "special-note": "停电检修"}
    assert post(desk, desk.street, act="special", **shut).status_code == 302
    desk.client.logout()

    public = plain(desk.client.get(f"/stations/{desk.station.pk}/").content.decode())
    assert "现在开放，12:00关门" in public
    assert "周六9:00—12:00（代表轮值）" in public
    assert "3月3日不开放（停电检修）" in public
    assert "现在开放，12:00关门" in plain(desk.client.get(f"/s/{desk.code}").content.decode())
    (told,) = desk.client.get("/api/v1/stations?congress=jx").json()["items"]
    assert told["opening"]["is_open"] is True
    assert len(told["opening"]["week"]) == 11
    assert told["opening"]["special_days"][0]["note"] == "停电检修"
    desk.wait(days=1)
    closed = plain(desk.client.get(f"/s/{desk.code}").content.decode())
    assert "现在没有开放（停电检修），3月4日（周三）9:00开门" in closed
    assert post(desk, desk.street, act="drop", on="2026-03-03").status_code == 302
    assert "现在开放，12:00关门" in plain(desk.client.get(f"/s/{desk.code}").content.decode())


def test_a_badly_written_day_is_pointed_out(desk: Office) -> None:
    """看不懂的那一天标红，别的都还在；写对了就改得成；专工委看得见、改不了。"""
    wrong = post(desk, desk.street, act="week", **{**WEEK, "week-day2": "下午三点"})

    assert wrong.status_code == 422
    assert "写成“9:00-12:00" in wrong.content.decode()
    assert "9:00-12:00（代表轮值）" in wrong.content.decode()
    assert post(desk, desk.committee, act="week", **WEEK).status_code == 404
    url = f"/desk/stations/{desk.station.pk}/hours/"
    assert desk.get(desk.committee, url).status_code == 200
    assert desk.get(desk.unit, url).status_code == 404
    assert post(desk, desk.street, act="week", **WEEK).status_code == 302
