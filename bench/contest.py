"""轮流比：每样活，我们、裸框架、纯 SQL 一轮换一次先后，取中位数，并说明散开多少。"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

from bench import load
from bench.house import BARE, Bare, Connection, House, cpu_since, cpu_ticks
from bench.works import Side, Work
from lianxin.ops import embedded

CLIENTS = (8, 32)


class LostCount(Exception):
    """答复了几个与做成了几件对不上：要么丢了，要么重了。"""


@dataclass(frozen=True, slots=True)
class Run:
    """压了一次。CPU 是每个答复用的毫秒数，网页与数据库分开。"""

    per_second: float
    p95: float = 0.0
    web_cpu: float = 0.0
    database_cpu: float = 0.0


@dataclass(slots=True)
class Match:
    """一样活、一种连接数下，各方各轮的成绩。"""

    work: Work
    clients: int
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def add(self, who: str, run: Run) -> None:
        """记一轮。"""
        self.runs.setdefault(who, []).append(run)

    def middle(self, who: str, what: str = "per_second") -> float:
        """各轮的中位数。"""
        return median(getattr(run, what) for run in self.runs[who])

    def spread(self, who: str) -> tuple[float, float]:
        """最慢与最快的一轮。"""
        speeds = [run.per_second for run in self.runs[who]]
        return min(speeds), max(speeds)

    @property
    def ratio(self) -> float:
        """我们是裸框架的几倍：每轮各自相比，取中位数。"""
        pairs = zip(self.runs["ours"], self.runs["bare"], strict=True)
        return median(ours.per_second / bare.per_second for ours, bare in pairs)

    @property
    def passed(self) -> bool:
        """到没到目标。"""
        return self.ratio >= self.work.goal


@dataclass(frozen=True, slots=True)
class Ring:
    """在哪里比：两套服务，每次压几秒。"""

    house: House
    bare: Bare
    stored: int
    seconds: float

    def fight(
        self, works: list[Work], *, rounds: int, say: Callable[[str], None]
    ) -> Iterator[Match]:
        """每样活比若干轮；每次正式压之前先核对一个答复。"""
        for work in works:
            for clients in CLIENTS:
                match = Match(work, clients)
                for number in range(rounds):
                    for who in _rotated(number):
                        match.add(who, self._run(work, who, clients))
                say(f"{work.label}，{clients} 路：{match.ratio:.2f} 倍")
                yield match

    def _run(self, work: Work, who: str, clients: int) -> Run:
        if who == "sql":
            return self._pgbench(work.pgbench, clients)
        side = work.ours if who == "ours" else work.bare
        web = self.house.web() if who == "ours" else self.bare.web()
        with self.house.connect(side.database) as connection:
            side.verify()
            return self._timed(side, web, clients, connection)

    def _timed(self, side: Side, web: list[int], clients: int, connection: Connection) -> Run:
        before = side.count(connection)
        web_at, database_at = cpu_ticks(web), cpu_ticks(self.house.backends())
        outcome = load.drive(side.port, side.requests, clients=clients, seconds=self.seconds)
        web_used = cpu_since(web_at, web)
        database_used = cpu_since(database_at, self.house.backends())
        _reconcile(side, outcome, side.count(connection) - before)
        return Run(
            outcome.per_second,
            outcome.percentile(0.95),
            1000 * web_used / outcome.answers,
            1000 * database_used / outcome.answers,
        )

    def _pgbench(self, script: str, clients: int) -> Run:
        path = self.house.home.parent / "bench.sql"
        path.write_text(script)
        command = [
            str(embedded.tool("pgbench")),
            *("-h", str(embedded.socket_dir(self.house.data)), "-U", "postgres", "-n"),
            *("-c", str(clients), "-j", "2", "-T", str(max(1, round(self.seconds / 2)))),
            *("-D", f"stored={self.stored}", "-M", "prepared", "-f", str(path), BARE),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_plain())
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        if done.returncode or found is None:
            raise load.LoadTrouble(f"pgbench 没有跑成：{done.stderr[-500:]}")
        return Run(float(found[1]))


def _rotated(number: int) -> tuple[str, ...]:
    order = ("ours", "bare", "sql")
    return order[number % 3 :] + order[: number % 3]


def _reconcile(side: Side, outcome: load.Outcome, made: int) -> None:
    """答复全对，做成的件数与答复的个数一致。

    :raises LostCount: 对不上
    """
    if set(outcome.statuses) != {side.status}:
        raise LostCount(f"{side.name}：有不该有的答复 {dict(outcome.statuses)}")
    if side.made and made != outcome.answers:
        raise LostCount(f"{side.name}：答复 {outcome.answers} 个，库里多了 {made} 件")


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
