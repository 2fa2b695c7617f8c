"""家站室用起来：记来访、逐月与各站的数、兼作立法联系点的逐季场次；数点开是记录。"""

from typing import Any

import pytest
from django.http import HttpResponse

from lianxin.access.usecases.registers import register_body
from lianxin.stations.models import VisitNote
from lianxin.stations.usecases.registry import register_station
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import NOTE, built, plain
from lianxin.workbench.tests.test_activity_rows import made
from tests.world import SINCE


def noted(desk: Office, who: Any, **data: Any) -> HttpResponse:
    """在来访页上记一天。"""
    given = {"on": "2026-03-02", **data}
    return desk.post(who, f"/desk/stations/{desk.station.pk}/visits/", given)


def usage(desk: Office, path: str = "") -> str:
    """使用情况页的字。"""
    url = f"/desk/stations/{path or desk.station.pk}/usage/" if path != "all" else ""
    return plain(desk.get(desk.office, url or "/desk/stations/usage/").content.decode())


def test_visits_are_noted_once_a_day_and_kind(desk: Office) -> None:
    """一天一种一个数：再写以后一次为准，写零撤掉；将来的日子记不下；别的岗位记不了。"""
    assert noted(desk, desk.street, ask="3", errand="5").status_code == 302
    assert noted(desk, desk.street, ask="4", errand="0").status_code == 302
    assert noted(desk, desk.street, on="2026-03-03", ask="1").status_code == 422
    assert noted(desk, desk.street).status_code == 422
    assert noted(desk, desk.committee, ask="9").status_code == 404

    assert [(row.purpose, row.count) for row in VisitNote.objects.all()] == [("ask", 4)]
    url = f"/desk/stations/{desk.station.pk}/visits/"
    page = plain(desk.get(desk.street, url).content.decode())
    assert "3月2日4咨询4" in page
    assert desk.get(desk.unit, url).status_code == 404


def test_usage_keeps_noted_and_derived_visitors_apart(desk: Office) -> None:
    """站里记的、活动上到场的各是各的；意见、事项、开放小时同在一行；各站的总表可导出。"""
    noted(desk, desk.street, ask="3", errand="5")
    made(desk, desk.street, "reception", head_resident="20", station=desk.station.pk)
    desk.say()
    other = built(desk, "锦绣社区代表工作室")

    page = usage(desk)
    assert "站里记的来访8人次" in page
    assert "活动上到场的群众20人次" in page
    assert "收到的意见1条" in page
    assert "两个数可能有重，不相加" in page
    desk.get(desk.office, "/desk/stations/usage/")
    sheet = desk.client.get("/desk/stations/usage/export.csv?period=2026-03")
    rows = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    mine = next(row for row in rows if row.startswith(desk.station.name))
    theirs = next(row for row in rows if row.startswith(other.name))
    # 三月二日一天开八个小时。
    assert mine.split(",")[2:] == ["8.0", "0", "0", "8", "20", "1", "1", "0", "0"]
    assert theirs.split(",")[2:] == ["8.0", "0", "0", "0", "0", "0", "0", "0", "0"]
    behind = desk.get(
        desk.office,
        f"/desk/numbers/station.visit.sum/?period=2026-03&station={desk.station.pk}",
    ).content.decode()
    assert "3 人次" in behind
    assert "5 人次" in behind


def test_a_street_looks_at_its_own_stations_first(desk: Office) -> None:
    """街道的人先看自己的站，换成全部才看别的街道的；机关一来就是全部；导出跟着走。"""
    there = register_body(
        kind="street_committee",
        name="郑店街道人大工委",
        slug="jx-zd",
        region=desk.village,
        congress=desk.congress,
        starts_on=SINCE,
        **NOTE,
    )
    register_station(
        congress=desk.congress,
        body=there,
        name="郑店街道代表联络站",
        kind="liaison",
        opened_on=SINCE,
        region=desk.village,
        **NOTE,
    )
    board = "/desk/stations/usage/"
    assert "郑店" not in desk.get(desk.street, board).content.decode()
    assert "郑店" in desk.get(desk.street, f"{board}?street=all").content.decode()
    assert "郑店" in desk.get(desk.office, board).content.decode()
    mine = desk.get(desk.street, f"{board}export.csv")
    assert "郑店" not in b"".join(mine.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.row("S2-20")
def test_one_place_serves_two_functions(desk: Office) -> None:
    """站兼作基层立法联系点：两样功能同写在一页，立法调研、法律咨询、纠纷调解逐季几场，点开是记录。"""
    act = {"kind": "upgraded", "happened_on": "2026-03-01", "note": "挂牌"}
    data = {f"event-{key}": value for key, value in act.items()}
    data |= {"event-new_functions": ["legislative_outreach"], "act": "event"}
    assert desk.post(desk.street, f"/desk/stations/{desk.station.pk}/", data).status_code == 302
    place = {"station": desk.station.pk}
    made(desk, desk.street, "research", title="物业条例调研", field_topic="物业条例草案", **place)
    made(desk, desk.street, "legal_consultation", title="送法到站", field_consulted="12", **place)
    for number in range(2):
        title = f"调解第 {number} 起"
        made(desk, desk.street, "mediation", title=title, field_result="调解成功", **place)
    elsewhere = {"title": "别处调解", "field_result": "没有调成", "station": ""}
    made(desk, desk.street, "mediation", **elsewhere)

    inside = usage(desk)
    for line in ("法律咨询1", "纠纷调解2", "主题调研1"):
        assert f"2026年第一季度{line}" in inside
    number = desk.get(
        desk.office,
        f"/desk/numbers/activity.count/?period=2026-01..2026-03&kind=mediation&station={desk.station.pk}",
    ).content.decode()
    assert "调解第 0 起" in number
    assert "别处调解" not in number
    desk.client.logout()
    public = plain(desk.client.get(f"/stations/{desk.station.pk}/").content.decode())
    for said in ("联系群众", "基层立法联系点", "2026年第一季度纠纷调解2场"):
        assert said in public
