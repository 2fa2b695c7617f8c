"""码与去处：伪造、停用、过期的码都给一条路走；说给哪个站、哪位代表、哪个街道，进的是同一本账。"""

from datetime import timedelta

import pytest

from lianxin.casework.models import Duty
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.stations import codes
from lianxin.stations.usecases.codes import issue_code, revoke_code
from tests.world import AT

from .town import DARK_ROAD, Town, text_of


@pytest.mark.row("S1-21")
def test_a_forged_code_says_so(town: Town) -> None:
    """伪造的、残缺的码：说清不是本平台发的，给一条路走；真的码照常打开。"""
    for code in ("AAAAAA-BBBBBBBB", "x", town.world.code[:-1] + "?"):
        answer = town.visitor.open(f"/s/{code}")
        assert answer.status_code == 404
        assert "不是本平台发的" in text_of(answer)
        assert 'href="/say/"' in answer.content.decode()
    assert town.visitor.open(town.scan_path).status_code == 200


@pytest.mark.row("S1-21")
def test_a_revoked_code_leads_on(town: Town) -> None:
    """停用的码：说清为什么，告诉他站在哪里、在网上怎么说；交来的也不收。"""
    revoke_code(code_id=town.world.station_code.pk, reason="换了新码", actor=SYSTEM, at=AT)
    answer = town.visitor.open(town.scan_path)
    shown = text_of(answer)
    assert answer.status_code == 410
    assert "换了新码" in shown
    assert "五里界代表联络站" in shown
    assert f"/say/?station={town.world.station.pk}" in answer.content.decode()
    assert town.visitor.send(town.scan_path, text=DARK_ROAD).status_code == 410
    assert not Opinion.objects.exists()


def test_an_expired_code_leads_on(town: Town) -> None:
    """过期的活动码：到期之前能用，到期之后给一条路走。"""
    code = issue_code(
        kind="activity",
        congress=town.world.congress,
        label="三月活动",
        actor=SYSTEM,
        at=AT,
        expires_at=AT + timedelta(days=1),
    )
    path = f"/s/{codes.sign(code.serial)}"
    assert town.visitor.open(path).status_code == 200
    town.clock.pass_(days=2)
    answer = town.visitor.open(path)
    assert answer.status_code == 410
    assert "过了有效期" in text_of(answer)


@pytest.mark.row("S1-22")
def test_the_online_station_never_closes(town: Town) -> None:
    """网上站夜里照收：当场给编号，说清几时有人登记；白天来说工作人员在岗。"""
    path = f"/say/?station={town.world.station.pk}"
    assert "工作人员在岗" in text_of(town.visitor.open(path))
    town.clock.pass_(hours=14)
    assert "非工作时间" in text_of(town.visitor.open(path))
    answer = town.visitor.fill(path, text=DARK_ROAD)
    assert answer.status_code == 303
    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.station) == ("web", town.world.station)


@pytest.mark.row("S1-07")
def test_every_channel_ends_in_the_same_ledger(town: Town) -> None:
    """扫码、网上、说给代表听，进的是同一本账，走的是同一个机制。"""
    world = town.world
    paths = (town.scan_path, "/say/", f"/say/?deputy={world.deputy.person.pk}")
    for number, path in enumerate(paths):
        words = f"第{number}件：" + ("路灯坏了", "垃圾没人收", "公交太少了")[number]
        assert town.visitor.fill(path, text=words).status_code == 303
    cases = [opinion.case for opinion in Opinion.objects.select_related("case").order_by("pk")]
    assert {case.mechanism_id for case in cases} == {cases[0].mechanism_id}
    assert [case.stage for case in cases] == ["received"] * 3
    assert cases[2].deputy == world.deputy.person


def test_a_place_decides_who_looks_first(town: Town) -> None:
    """不扫码也不指明站：选了街道，就归那里的工委先看。"""
    page = text_of(town.visitor.open("/say/"))
    assert "五里界街道" in page
    town.visitor.fill("/say/", text=DARK_ROAD, region=town.world.town.pk)
    assert Duty.objects.get().holder_body == town.world.street_committee


def test_a_made_up_place_is_refused(town: Town) -> None:
    """改了网页交来不存在的地方、类别：退回来，不出错；真的照收。"""
    for field, bad, good, text in (
        ("region", "999", town.world.town.pk, "路灯坏了没人修"),
        ("category", "x", "waste", "公交车太少了"),
    ):
        answer = town.visitor.fill("/say/", text=text, **{field: bad})
        assert answer.status_code == 422
        assert "重新选" in text_of(answer)
        assert town.visitor.fill("/say/", text=text, **{field: good}).status_code == 303


def test_closed_stations_and_strangers_cannot_be_addressed(town: Town) -> None:
    """没有这个站、不是代表的，与不存在一样；真的打得开。"""
    world = town.world
    for path, good in (
        ("/say/?station=999999", f"/say/?station={world.station.pk}"),
        (f"/say/?deputy={world.unit.person.pk}", f"/say/?deputy={world.deputy.person.pk}"),
    ):
        assert town.visitor.open(path).status_code == 404
        assert town.visitor.open(good).status_code == 200
