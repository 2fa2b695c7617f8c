"""接待预告、代表码、海报、公示单。"""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from lianxin.publicity.usecases import publish_matter
from lianxin.stations.models import AccessCode
from lianxin.stations.queries import CodeCard, RevokedCode, resolve_code
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import act, plain, words
from tests.world import AT


@pytest.mark.row("S1-25")
def test_reception_notice_is_checked_for_lead_time(desk: Office) -> None:
    """提前七天的安排正好；明天的照样安排，提醒预告不够提前；没写代表的不收。"""
    deputies = [desk.deputy.person.pk]
    good = act(
        desk,
        desk.station,
        "reception",
        starts_at="2026-03-09T09:00",
        ends_at="2026-03-09T11:30",
        deputies=deputies,
        theme="物业与停车",
    )
    late = {"starts_at": "2026-03-03T09:00", "ends_at": "2026-03-03T11:00"}
    act(desk, desk.station, "reception", deputies=deputies, **late)
    nobody = act(desk, desk.station, "reception", **late)

    assert good.status_code == 302
    assert nobody.status_code == 422
    said = plain(desk.get(desk.office, "/desk/receptions/").content.decode())
    assert "3月9日（周一）9:00—11:30周岭梅物业与停车提前7天预告" in said
    assert "提前1天预告" in said
    assert "预告不够提前1次" in said


@pytest.mark.row("S1-21")
def test_codes_are_issued_printed_and_revoked(desk: Office) -> None:
    """发代表码、活动码，海报扫得出；吊销写明原因，扫到的人看得到，海报也没有了。"""
    act(desk, desk.station, "code", kind="deputy", deputy=desk.deputy.person.pk, label="名片")
    act(desk, desk.station, "code", kind="activity", label="板凳会", expires_on="2026-03-05")
    assert act(desk, desk.station, "code", kind="deputy", label="谁的").status_code == 422
    row = AccessCode.objects.get(label="名片")
    picture = desk.get(desk.street, f"/desk/codes/{row.pk}/poster.png").content
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    text = found.text.rpartition("/s/")[2]

    card = resolve_code(code=text, at=AT)
    assert isinstance(card, CodeCard)
    assert card.deputy_name == "周岭梅"
    assert desk.get(desk.street, f"/desk/codes/{row.pk}/poster.pdf").content[:4] == b"%PDF"
    assert desk.get(desk.deputy, f"/desk/codes/{row.pk}/").status_code == 200
    assert desk.post(desk.deputy, f"/desk/codes/{row.pk}/revoke/", {"reason": "x"}).status_code
    desk.post(desk.street, f"/desk/codes/{row.pk}/revoke/", {"reason": "名片遗失"})

    gone = resolve_code(code=text, at=AT + timedelta(hours=1))
    assert isinstance(gone, RevokedCode)
    assert gone.reason == "名片遗失"
    assert desk.get(desk.street, f"/desk/codes/{row.pk}/poster.pdf").status_code == 404
    assert "名片遗失" in desk.get(desk.office, "/desk/codes/?state=gone").content.decode()


@pytest.mark.row("S0-10")
def test_posting_sheet_is_printed_with_fresh_progress(desk: Office) -> None:
    """意见箱里的一封信登记进来，公开之后印在公示单上；有了进展再印，就是新的。"""
    url = f"/desk/stations/{desk.station.pk}/posting.pdf"
    assert "还没有收到意见" in words(desk.get(desk.street, url).content)
    case = desk.say(channel="letter_box", text="村口的路灯坏了半个月，请快点修好。")
    publish_matter(thread=case.thread, profile="full", actor=desk.street.actor, at=AT)

    first = words(desk.get(desk.street, url).content)
    desk.step(case, desk.street, "handle", category="property")
    second = words(desk.get(desk.street, url).content)

    assert "路灯坏了半个月" in first
    assert first != second
    assert desk.get(desk.unit, url).status_code == 404


def test_the_clock_of_a_station_day(desk: Office) -> None:
    """活动码用到的那一天，整天都还有效。"""
    act(desk, desk.station, "code", kind="activity", label="夜话", expires_on="2026-03-05")
    row = AccessCode.objects.get(label="夜话")

    assert row.expires_at == datetime(2026, 3, 6, tzinfo=AT.tzinfo)
