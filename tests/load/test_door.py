"""会场门口许多人同时扫码：一个不丢，一个不重，等得不久。"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.doors import rush
from bench.house import House, world_of

pytestmark = pytest.mark.load
PEOPLE, CLIENTS, SECONDS = 300, 10, 6.0
MOST_MILLISECONDS = 3_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """起一套，造小世界。"""
    made = House(tmp_path_factory.mktemp("door") / "home")
    try:
        made.start()
        world_of(made)
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()
        made.clean_up()


def test_a_rush_at_the_door_loses_nobody_and_doubles_nobody(house: House) -> None:
    """十路不停地点，每部手机点了又点：一部一行，都答“签到成功”或“早就签过”，p95 写在记录里。"""
    found = rush(house, people=PEOPLE, clients=CLIENTS, seconds=SECONDS)
    Path("build").mkdir(exist_ok=True)
    (Path("build") / "door.txt").write_text(found.words() + "\n")
    assert found.exact, (found.words(), found.outcome.statuses)
    assert found.outcome.percentile(0.95) < MOST_MILLISECONDS, found.words()
