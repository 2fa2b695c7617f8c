"""一屋子手机半分钟里一起按：一部一票，一票不丢，一票不重，谁也不等谁。

平时按三百部；``LIANXIN_PHONES=2000`` 照满员的会场压，量到的数打印出来。
"""

import os
import sys
from collections.abc import Iterator

import pytest

from bench.halls import SECONDS, Hall
from bench.house import House, world_of

PHONES = int(os.environ.get("LIANXIN_PHONES", "300"))
pytestmark = [pytest.mark.load, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """起一套。"""
    made = House(tmp_path_factory.mktemp("hall") / "home")
    try:
        made.start()
        world_of(made)
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()
        made.clean_up()


@pytest.mark.row("S3-20")
def test_a_hall_full_of_phones_rates_in_half_a_minute(house: House) -> None:
    """满场手机一起按，半分钟以内个个答到；再按一遍一票也不多；数出来的就是按下去的。"""
    hall = Hall.open(house, people=PHONES)
    first = hall.tap()
    sys.stdout.write(f"{PHONES} 部手机 {first.seconds:.1f} 秒按完\n")
    assert first.statuses == {200: PHONES}
    assert first.seconds <= SECONDS
    assert hall.tap().statuses == {409: PHONES}
    assert hall.kept() == hall.wanted()
