"""代表码：伪造的不查库，真的一次查询；吊销、过期、关站、离任各有说法。"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from lianxin.access.usecases import registers
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM
from lianxin.stations import codes, queries
from lianxin.stations.models import AccessCode
from lianxin.stations.queries import CodeCard, ExpiredCode, ForgedCode, RevokedCode
from lianxin.stations.usecases.codes import CodeRefused, issue_code, revoke_code
from lianxin.stations.usecases.registry import record_event
from lianxin.stations.usecases.roster import plan_reception
from tests.world import AT, BEIJING, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
look = partial(queries.resolve_code, at=AT)


@given(st.text(alphabet=codes.ALPHABET, min_size=6, max_size=6))
def test_a_signed_code_reads_back(serial: str) -> None:
    """签出去的码都认得回来；小写、漏了连字符、多了空格也认得。"""
    text = codes.sign(serial)
    assert codes.read(text) == serial
    assert codes.read(text.lower().replace("-", " ")) == serial


@given(st.text(max_size=20))
def test_no_made_up_text_is_a_code(text: str) -> None:
    """随便写的不是码，汉字表情也不会出错。"""
    assert codes.read(text) is None


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_letter_is_enough(place: int) -> None:
    """任何一位写错都认不出来，连字符除外。"""
    text = codes.sign("7K2M9P")
    wrong = "Z" if text[place] != "Z" else "Y"
    changed = text[:place] + wrong + text[place + 1 :]
    assert codes.read(text) == "7K2M9P"
    assert codes.read(changed) is None


def test_letters_easily_misread_are_forgiven() -> None:
    """看错成 O、I、L 的，当作 0、1。"""
    text = codes.sign("100001")
    assert codes.read(text.replace("0", "O").replace("1", "l")) == "100001"


def test_another_key_signs_otherwise(settings: Settings) -> None:
    """换了主密钥，旧码不认：码不能在别处伪造。"""
    text = codes.sign("7K2M9P")
    settings.SECRET_KEY = "another-key"
    assert codes.read(text) is None


@pytest.mark.row("S1-21")
def test_a_scan_costs_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """扫一次码，一次查询就有扫码页要的全部。"""
    plan_reception(
        station=world.station,
        deputies=[world.mandate.person],
        starts_at=datetime(2026, 3, 6, 9, tzinfo=BEIJING),
        ends_at=datetime(2026, 3, 6, 11, tzinfo=BEIJING),
        **NOTE,
    )
    with django_assert_num_queries(1):
        found = look(code=world.code)
    assert isinstance(found, CodeCard)
    assert (found.congress_name, found.station_name) == ("江夏区人大", "五里界代表联络站")
    assert found.street_committee_id == world.street_committee.pk
    assert (found.region_code, found.town_code) == (world.town.code, world.town.code)
    assert found.reception_words == "下次接待：3月6日（周五）9:00—11:00"
    assert found.code == world.code


@pytest.mark.row("S1-21")
def test_a_forged_code_costs_nothing(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """伪造的码不查库；签名对而库里没有的，也当伪造。"""
    with django_assert_num_queries(0):
        assert look(code="AAAAAA-AAAAAAAA") == ForgedCode()
    with django_assert_num_queries(1):
        assert look(code=codes.sign("ZZZZZZ")) == ForgedCode()


@pytest.mark.row("S1-21")
def test_a_deputy_code_names_the_deputy(world: World) -> None:
    """代表码指到代表本人，连同常驻的站和登记的工委。"""
    found = look(code=codes.sign(world.deputy_code.serial))
    assert isinstance(found, CodeCard)
    assert (found.kind, found.deputy_name) == ("deputy", "周岭梅")
    assert found.street_committee_id == world.street_committee.pk


@pytest.mark.row("S1-21")
def test_a_revoked_code_says_why(world: World) -> None:
    """吊销要写原因；扫到的人看得到原因和地址；只能吊销一次。"""
    assert isinstance(look(code=world.code), CodeCard)
    revoke = partial(revoke_code, code_id=world.station_code.pk, **NOTE)
    with pytest.raises(CodeRefused, match="原因"):
        revoke(reason=" ")
    revoke(reason="门牌更换")
    found = look(code=world.code)
    assert isinstance(found, RevokedCode)
    assert (found.reason, found.station_name) == ("门牌更换", "五里界代表联络站")
    with pytest.raises(CodeRefused, match="已经吊销"):
        revoke(reason="再来")
    assert Entry.objects.get(verb="code.revoke").facts == {"reason": "门牌更换"}


def test_an_activity_code_expires(world: World) -> None:
    """活动码过了时间就失效，失效那一刻起不认。"""
    ends = AT + timedelta(days=1)
    issue = partial(issue_code, kind="activity", congress=world.congress, label="板凳会", **NOTE)
    with pytest.raises(CodeRefused, match="已经过了"):
        issue(expires_at=AT)
    text = codes.sign(issue(expires_at=ends).serial)
    card = look(code=text, at=ends - timedelta(seconds=1))
    assert isinstance(card, CodeCard)
    assert card.station_id is None
    assert look(code=text, at=ends) == ExpiredCode(ends, "板凳会", world.congress.pk, "江夏区人大")


def test_the_code_of_a_closed_station_is_void(world: World) -> None:
    """站关了，站点码就不再收意见，并说明原因。"""
    record_event(station_id=world.station.pk, kind="closed", happened_on=TODAY, **NOTE)
    found = look(code=world.code)
    assert isinstance(found, RevokedCode)
    assert found.reason == "“五里界代表联络站”已经关闭"


def test_the_code_of_a_former_deputy_is_void(world: World) -> None:
    """代表不在任了，代表码就不再有效。"""
    text = codes.sign(world.deputy_code.serial)
    assert isinstance(look(code=text), CodeCard)
    registers.suspend_mandate(mandate_id=world.mandate.pk, reason="依法", **NOTE)
    found = look(code=text)
    assert isinstance(found, RevokedCode)
    assert "周岭梅" in found.reason


@pytest.mark.parametrize("kind", ["deputy", "station"])
def test_a_code_points_somewhere(world: World, kind: str) -> None:
    """代表码要有代表，站点码要有站；用例拦一道，数据库再拦一道。"""
    issue = partial(issue_code, kind=kind, congress=world.congress, label="名片", **NOTE)
    with pytest.raises(CodeRefused, match="写明"):
        issue()
    with pytest.raises(IntegrityError, match="points_somewhere"), transaction.atomic():
        AccessCode.objects.create(
            serial="X", kind=kind, congress=world.congress, label="", issued_at=AT
        )
    issue(station=world.station, deputy=world.mandate.person)


def test_labels_to_print_leave_out_dead_codes(world: World) -> None:
    """要打印的只列有效的码；可只要某个站、某位代表的。"""
    labels = partial(queries.code_labels, congress_id=world.congress.pk, at=AT)
    assert [label.code for label in labels(deputy_id=world.mandate.person_id)] == [
        codes.sign(world.deputy_code.serial)
    ]
    assert len(labels(station_id=world.station.pk)) == 2
    revoke_code(code_id=world.station_code.pk, reason="换新", **NOTE)
    assert [label.id for label in labels()] == [world.deputy_code.pk]
