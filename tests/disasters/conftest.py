"""一套真跑着的服务，和里面的小世界；整个文件夹共用，每个测试离开时都要是好的。"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.house import House, world_of
from lianxin.ops.tests.living import wait_until
from tests.disasters.crowd import Crowd

READY_SECONDS = 90.0


@dataclass
class Town:
    """跑着的一套，连同小世界里的码与令牌。"""

    house: House
    ground: dict[str, Any]

    def crowd(self) -> Crowd:
        """一群要提交的人。"""
        return Crowd(self.house.port, self.ground["code"])

    def wait(self) -> None:
        """等到能接活。"""
        wait_until(self.house.ready, READY_SECONDS)

    def one(self, question: str, *values: Any) -> Any:
        """直接问数据库一个数。"""
        with self.house.connect() as connection:
            row = connection.execute(question, values).fetchone()
        assert row is not None
        return row[0]

    def kept(self, crowd: Crowd) -> None:
        """给过的编号都在账上，一把钥匙一条，编号不重。"""
        numbers = list(crowd.receipts.values())
        assert len(set(numbers)) == len(numbers)
        known = "SELECT count(*) FROM opinions_opinion WHERE receipt_no = ANY(%s)"
        assert self.one(known, numbers) == len(numbers)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """起一套，造小世界。"""
    house = House(tmp_path_factory.mktemp("disasters") / "home")
    try:
        house.start()
        yield Town(house, world_of(house))
    finally:
        if house.process is not None and house.process.poll() is None:
            house.stop()
        house.clean_up()


@pytest.fixture
def town(founded: Town) -> Town:
    """好好跑着的一套。"""
    founded.wait()
    return founded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """这里的测试都要真起服务，单独跑。"""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.load)
