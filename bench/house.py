"""比快慢用的一套服务：自己的数据目录、端口、自带的数据库（默认的落盘保证）；旁边再起一个裸框架。"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from lianxin.ops import embedded
from lianxin.ops.leftovers import working_in
from lianxin.ops.tests.living import Installation, free_port, wait_until

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "bench-home"
TICKS = os.sysconf("SC_CLK_TCK")
BARE = "bare"
THREADS = 12

_RUN = """
import runpy, sys, django
django.setup()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""

Connection = psycopg.Connection[tuple[Any, ...]]


class House(Installation):
    """与 ``lianxin up`` 完全一样地跑，几个网页进程由机器定。"""

    @property
    def environment(self) -> dict[str, str]:
        """不限定网页进程数。"""
        return {k: v for k, v in super().environment.items() if k != "LIANXIN_WEB"}

    @property
    def data(self) -> Path:
        """数据库的数据文件夹。"""
        return self.home / "postgres"

    def begin(self) -> float:
        """启动到能接活，返回用了几秒。"""
        began = time.monotonic()
        self.start()
        return time.monotonic() - began

    def connect(self, database: str = "lianxin") -> Connection:
        """不经连接池，直接连数据库。"""
        return psycopg.connect(embedded.url(self.data, database), autocommit=True)

    def call(self, module: str, *words: str, **more: str) -> str:
        """备好框架，在这套服务的环境里跑一个模块，返回它打印的最后一行。"""
        done = subprocess.run(
            [sys.executable, "-c", _RUN, module, *words],
            env={**self.environment, **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} 没有做成：{done.stderr[-3000:]}")
        return done.stdout.strip().splitlines()[-1]

    def web(self) -> list[int]:
        """网页进程，连同它的下级。"""
        return family(min(self.pids(f"lianxin.ops.serving 127.0.0.1 {self.port} ")))

    def web_processes(self) -> int:
        """几个进程在答复网页（不算看管它们的那个）。"""
        return min(4, os.cpu_count() or 1)

    def backends(self) -> list[int]:
        """数据库进程。"""
        return working_in(self.data)


@dataclass
class Bare:
    """裸框架：同样的网页服务、同样大的连接池，库在同一套数据库里。"""

    house: House
    processes: int
    port: int = field(default_factory=free_port)
    cookie: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """裸框架自己的设置。"""
        address = embedded.url(self.house.data, BARE)
        return {
            "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
            "DATABASE_URL": address,
            "LIANXIN_POOL": str(THREADS),
        }

    def start(self, rows: int) -> None:
        """建库、添数据、开门。"""
        with self.house.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {BARE}")
        self.cookie = self.house.call("bench.bare.prepare", str(rows), **self.environment)
        where = ["127.0.0.1", str(self.port), str(self.processes), str(THREADS)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lianxin.ops.serving", *where, "bench.bare.wsgi:application"],
            env={**self.house.environment, **self.environment},
            cwd=ROOT,
            start_new_session=True,
        )
        wait_until(self._answers, 30)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def web(self) -> list[int]:
        """网页进程。"""
        assert self.process is not None
        return family(self.process.pid)

    def stop(self) -> None:
        """关门。"""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=30)


@contextmanager
def fresh_house() -> Iterator[House]:
    """从空的数据目录起一套，用完收干净。"""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.parent.mkdir(parents=True, exist_ok=True)
    house = House(HOME)
    try:
        yield house
    finally:
        if house.process is not None and house.process.poll() is None:
            house.stop()
        house.clean_up()


def family(pid: int) -> list[int]:
    """一个进程和它的下级。"""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu_ticks(pids: Iterable[int]) -> dict[int, int]:
    """各进程至今用了多少拍处理器。"""
    return {pid: _cpu(pid) for pid in pids}


def cpu_since(before: Mapping[int, int], pids: Iterable[int]) -> float:
    """那时以来用了几秒处理器；后来才有的进程全算，中途没了的不算。"""
    now = cpu_ticks(pids)
    return sum(max(0, spent - before.get(pid, 0)) for pid, spent in now.items()) / TICKS


def _cpu(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def memory_mib(pids: Iterable[int]) -> float:
    """这些进程实际占了多少内存（PSS：共用的按份分摊），MiB。"""
    return sum(map(_pss, pids)) / 1024


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def load_average() -> tuple[float, float]:
    """机器此刻的忙闲：一分钟、五分钟。"""
    one, five, _ = os.getloadavg()
    return one, five


def world_of(house: House) -> dict[str, Any]:
    """造小世界和样本，返回令牌、码和样本的编号。"""
    found: dict[str, Any] = json.loads(house.call("bench.ground"))
    return found
