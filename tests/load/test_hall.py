"""一屋子手机半分钟里一起按：一部一票，一票不丢，一票不重，谁也不等谁。

平时按三百部；``LIANXIN_PHONES=2000`` 照满员的会场压，量到的数打印出来。
"""

import http.client
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest

from bench.house import House

PHONES = int(os.environ.get("LIANXIN_PHONES", "300"))
SECONDS = 30.0
LINES = 48
CHOICES = ("satisfied", "basic", "dissatisfied")
pytestmark = [pytest.mark.load, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """起一套。"""
    made = House(tmp_path_factory.mktemp("hall") / "home")
    try:
        made.start()
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()
        made.clean_up()


def _tapped(port: int, ground: dict[str, Any], some: Sequence[tuple[int, str]]) -> list[int]:
    """一条连接上挨个按几部手机的。"""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    seen = []
    for place, cookie in some:
        form = {
            "poll": ground["poll"],
            "scale": "three",
            "group": "voter" if place % 5 else "deputy",
            "choice": CHOICES[place % 3],
        }
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        line.request("POST", f"/live/{ground['number']}/rate/", urlencode(form), headers)
        answer = line.getresponse()
        answer.read()
        seen.append(answer.status)
    line.close()
    return seen


def _all_tap(port: int, ground: dict[str, Any]) -> Counter[int]:
    phones = list(enumerate(ground["phones"]))
    shares = [phones[start::LINES] for start in range(LINES)]
    with ThreadPoolExecutor(LINES) as pool:
        found = pool.map(lambda some: _tapped(port, ground, some), shares)
        return Counter(status for each in found for status in each)


@pytest.mark.row("S3-20")
def test_a_hall_full_of_phones_rates_in_half_a_minute(house: House) -> None:
    """满场手机一起按，半分钟以内个个答到；再按一遍一票也不多；数出来的就是按下去的。"""
    ground = json.loads(house.call("tests.load.hall", str(PHONES)))
    began = time.monotonic()
    first = _all_tap(house.port, ground)
    spent = time.monotonic() - began
    said = f"{PHONES} 部手机 {spent:.1f} 秒按完，每秒 {PHONES / spent:.0f} 部\n"
    sys.stdout.write(said)
    assert first == {200: PHONES}
    assert spent <= SECONDS
    assert _all_tap(house.port, ground) == {409: PHONES}
    with house.connect() as connection:
        rows = connection.execute(
            "SELECT choice, count(*) FROM activities_mark WHERE poll_id = %s GROUP BY choice",
            [ground["poll"]],
        ).fetchall()
    wanted = Counter(CHOICES[place % 3] for place in range(PHONES))
    assert dict(rows) == wanted
