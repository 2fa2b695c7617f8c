"""名录测试共用的手：再建一个站、再选一位代表、在站点页上交一张表。"""

import re
import subprocess
from datetime import date
from typing import Any

from lianxin.access.usecases.registers import register_person, seat_deputy
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Person
from lianxin.stations.models import Station
from lianxin.stations.usecases.registry import register_station
from lianxin.workbench.tests.conftest import Office
from tests.world import AT

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}


def built(desk: Office, name: str, kind: str = "workroom", **more: Any) -> Station:
    """再建一个站。"""
    given = {"opened_on": date(2024, 5, 10), "region": desk.village, **more}
    return register_station(
        congress=desk.congress, body=desk.street_committee, name=name, kind=kind, **given, **NOTE
    )


def seated(desk: Office, name: str, number: str, workplace: str = "") -> Person:
    """再选一位代表。"""
    person = register_person(name=name, workplace=workplace, **NOTE)
    seat_deputy(person=person, term=desk.term, number=number, starts_on=desk.term.starts_on, **NOTE)
    return person


def page(desk: Office, key: str, query: str = "") -> str:
    """一块板的文字，去掉标记。"""
    answer = desk.get(desk.office, f"/desk/stations/boards/{key}/{query}")
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """去掉标记和空白。"""
    return "".join(re.sub(r"<[^>]+>", " ", html).split())


def words(pdf: bytes) -> str:
    """PDF 里的字。"""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def act(desk: Office, station: Station, key: str, who: Any = None, **data: Any) -> Any:
    """在站点页上交一张表。"""
    filled = {f"{key}-{name}": value for name, value in data.items()}
    url = f"/desk/stations/{station.pk}/"
    return desk.post(who or desk.street, url, {"act": key, **filled})
