"""长大以后：存的条数多了，清单、工作台、回执的语句数不变，等待也不该变长。"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench import clone, load
from bench.house import House, cpu_since, cpu_ticks
from bench.works import desk_page, opinions_page, receipts_read

CLIENTS = 8
ROUNDS = 3
#: 页 → 十万条、一百万条时的 95 分位，与一千条时相比，最多几倍。
GOALS = {100_000: 1.2, 1_000_000: 1.5}
PAGES = {
    "list": "五十条清单",
    "deep": "五十条清单，翻到底",
    "desk": "街道工作台",
    "receipt": "回执",
}


@dataclass(frozen=True, slots=True)
class Size:
    """存了这么多条时，各页的 95 分位（毫秒）、每个答复的 CPU 毫秒数、每个答复几条语句。"""

    stored: int
    p95: Mapping[str, float]
    cpu: Mapping[str, float]
    statements: Mapping[str, int]


def measure(
    house: House,
    ground: Mapping[str, str],
    stored: int,
    *,
    seconds: float,
    say: Callable[..., None],
) -> Size:
    """补到 ``stored`` 条再量。"""
    say(f"补到 {stored:,} 条……")
    clone.fill_to(house, ground, stored)
    receipts = clone.give_keys(house, max(1, stored // 2000))
    given = json.dumps({**ground, "receipt": receipts[0]})
    counted = json.loads(house.call("bench.counting", given))
    pages: dict[str, Iterator[bytes]] = {
        "list": itertools.repeat(opinions_page(ground["office"])),
        "deep": itertools.repeat(opinions_page(ground["office"], cursor=counted["cursor"])),
        "desk": itertools.repeat(desk_page(ground["session"])),
        "receipt": receipts_read(receipts),
    }
    timed = {page: _timed(house, requests, seconds) for page, requests in pages.items()}
    return Size(
        stored,
        {page: p95 for page, (p95, _) in timed.items()},
        {page: cpu for page, (_, cpu) in timed.items()},
        counted["statements"],
    )


def _timed(house: House, requests: Iterator[bytes], seconds: float) -> tuple[float, float]:
    """几轮里 95 分位最好的一轮，和每个答复的 CPU：机器上还有别的事，最好的一轮受的干扰最少。"""
    best, cost = float("inf"), float("inf")
    for _ in range(ROUNDS):
        before = cpu_ticks([*house.web(), *house.backends()])
        outcome = load.drive(house.port, requests, clients=CLIENTS, seconds=seconds)
        if set(outcome.statuses) != {200}:
            raise load.LoadTrouble(f"答复不对：{dict(outcome.statuses)}")
        pids = [*house.web(), *house.backends()]
        best = min(best, outcome.percentile(0.95))
        cost = min(cost, 1000 * cpu_since(before, pids) / outcome.answers)
    return best, cost
