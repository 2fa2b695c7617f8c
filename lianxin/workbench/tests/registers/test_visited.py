"""来访说的事入账：一件一件登记成意见，不重不漏，两头都点得开。"""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import DARK_ROAD, Office, adopt
from lianxin.workbench.tests.registers.test_usage import noted
from lianxin.workbench.tests.test_surveys import csv
from tests.world import Persona, World

GIVEN = {"kind": "opinion", "channel": "visit", "text": DARK_ROAD, "place": ""}


def url_of(world: World, on: str = "2026-03-02") -> str:
    """登记这一天来访说的事。"""
    return f"/desk/stations/{world.station.pk}/visits/{on}/opinion/"


def handed(desk: Office, who: Persona | None = None, **more: Any) -> HttpResponse:
    """登记一件。"""
    given = {**GIVEN, "station": desk.station.pk, **more}
    return desk.post(who or desk.street, url_of(desk.world), given)


def test_what_a_visitor_said_enters_the_register_once(desk: Office) -> None:
    """记了两人来反映事情：登记两件，第三件退回；渠道是来访，说明先填好；没记过的日子没有这一页。"""
    noted(desk, desk.street, speak="2", ask="3", note="村口路灯坏了")
    visits = f"/desk/stations/{desk.station.pk}/visits/"
    assert "还有 2 件" in desk.get(desk.street, visits).content.decode()
    blank = desk.get(desk.street, url_of(desk.world)).content.decode()
    assert "村口路灯坏了</textarea>" in blank

    first = handed(desk)
    assert first.status_code == 302
    assert "/slip/" in first.headers["Location"]
    assert handed(desk, text="水沟堵了三天，味道很大，没有人来清。").status_code == 302
    third = handed(desk, text="公交站台的顶棚掉下来一块，怕砸到人。")
    assert third.status_code == 422
    assert "都登记过了" in third.content.decode()

    rows = Opinion.objects.order_by("pk")
    assert [(row.channel, row.source_kind, row.station_id) for row in rows] == [
        ("visit", "visit", desk.station.pk)
    ] * 2
    assert len({row.source_id for row in rows}) == 2
    assert Case.objects.filter(subject_kind="opinion", closed_at=None).count() == 2
    assert desk.get(desk.street, url_of(desk.world, "2026-03-01")).status_code == 404
    assert desk.get(desk.street, url_of(desk.world, "2026-13-01")).status_code == 404


def test_the_visit_and_the_opinion_lead_to_each_other(desk: Office) -> None:
    """来访页列着编号，点开是办件；办件页点得回来访；导出里也有；登记完了的不再有按钮。"""
    noted(desk, desk.street, speak="1")
    handed(desk)
    opinion = Opinion.objects.get()
    visits = f"/desk/stations/{desk.station.pk}/visits/"
    page = desk.get(desk.street, visits).content.decode()
    case = f"/desk/cases/{opinion.case_id}/"
    assert f'href="{case}"' in page
    assert "登记成意见（" not in page
    assert f'href="{visits}"' in desk.get(desk.street, case).content.decode()
    other = desk.say("公交站台的顶棚掉下来一块，怕砸到人，请派人来看看。")
    assert (
        f'href="{visits}"' not in desk.get(desk.street, f"/desk/cases/{other.pk}/").content.decode()
    )
    assert opinion.receipt_no in csv(desk.get(desk.street, f"{visits}export.csv"))


def test_only_the_keeper_of_the_station_hands_over(desk: Office) -> None:
    """管这个站的街道、代工委登记得了；专工委看得到人次，登记不了；承办单位没有这一页。"""
    noted(desk, desk.street, speak="1")
    for who in (desk.committee, desk.unit, desk.deputy):
        assert handed(desk, who).status_code == 404
    assert Opinion.objects.count() == 0
    page = desk.get(desk.committee, f"/desk/stations/{desk.station.pk}/visits/").content.decode()
    assert "反映事情 1" in page
    assert "登记成意见" not in page
    assert handed(desk, desk.office).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_register_one(world: World) -> None:
    """只记了一人：两位同志同一刻各登记一件，只成一件。"""
    adopt(world, "intake_qr", "jiangxia_1_2_3")
    client = world.street.sign_in(Client())
    visits = f"/desk/stations/{world.station.pk}/visits/"
    assert client.post(visits, {"on": "2026-03-02", "speak": "1"}).status_code == 302
    barrier = Barrier(2)
    said: list[int] = []

    def attempt(who: Persona) -> Callable[[], None]:
        def run() -> None:
            barrier.wait()
            try:
                hand = who.sign_in(Client())
                given = {**GIVEN, "station": world.station.pk}
                said.append(hand.post(url_of(world), given).status_code)
            finally:
                connection.close()

        return run

    threads = [Thread(target=attempt(who)) for who in (world.street, world.office)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [302, 422]
    assert Opinion.objects.count() == 1
