"""``make bench``：一趟量完。

``BENCH=quick`` 一分半钟，不写约五分钟，``full`` 量到一百万条，``crowd`` 只量办活动的时候，
``million`` 只量一千条与一百万条时各页等多久。
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import clone, scale
from bench.bringing import ROWS as LINES
from bench.bringing import bring_in
from bench.contest import CLIENTS, Ring
from bench.doors import CLIENTS as DOORS
from bench.doors import PEOPLE, rush
from bench.halls import PEOPLE as HALL
from bench.halls import rate
from bench.house import ROOT, Bare, House, fresh_house, load_average, memory_mib, world_of
from bench.offline import round_trip
from bench.report import Report
from bench.works import Supply, works

BUILD = ROOT / "build"


@dataclass(frozen=True, slots=True)
class Size:
    """量多细：各档条数、几轮、每次压几秒。"""

    stored: tuple[int, ...]
    rounds: int
    seconds: float
    volumes: bool = False
    crowd: bool = True


SIZES = {
    "quick": Size((1_000, 20_000), 3, 1.0),
    "": Size((1_000, 100_000), 3, 3.0),
    "crowd": Size((), 0, 0.0),
    "million": Size((1_000, 1_000_000), 0, 3.0, crowd=False),
    "full": Size((1_000, 100_000, 1_000_000), 3, 3.0, volumes=True),
}


def main() -> int:
    """量一趟，打印成绩单；没到目标也不算失败。"""
    chosen = SIZES.get(os.environ.get("BENCH", ""))
    if chosen is None:
        print("✗ BENCH 只能是 quick、crowd、million、full，或不写", file=sys.stderr)
        return 2
    began, report = time.monotonic(), Report()
    report.notes += _notes(chosen)
    with fresh_house() as house:
        measure(house, chosen, report)
    report.notes.append(
        f"全程 {time.monotonic() - began:.0f} 秒；结束时负载 {load_average()[0]:.1f}。"
    )
    report.save(BUILD)
    show(report)
    return 0


def measure(house: House, chosen: Size, report: Report) -> None:
    """启动、量大小、轮流比。"""
    report.plain["头一次启动（含建库），秒"] = f"{house.begin():.1f}"
    house.stop()
    report.plain["再启动到能接活，秒"] = f"{house.begin():.1f}"
    time.sleep(3)
    pids = house.everything() + house.backends()
    report.plain["静止时内存 PSS，MiB"] = f"{memory_mib(set(pids)):.0f}（{len(set(pids))} 个进程）"
    say("造小世界……")
    ground = world_of(house)
    if chosen.crowd:
        _gatherings(house, ground, report)
    for stored in chosen.stored:
        size = scale.measure(house, ground, stored, seconds=chosen.seconds / 2, say=say)
        report.sizes.append(size)
        if chosen.rounds and stored == chosen.stored[1]:
            _contest(house, ground, stored, chosen, report)
    if chosen.volumes:
        say("量大的时候：建议、巡查、消息……")
        report.plain |= json.loads(house.call("bench.volumes", json.dumps(ground)))


def _gatherings(house: House, ground: dict[str, str], report: Report) -> None:
    """人多、事多的时候：门口签到、满场评价、断网记一场、批量导入、频次板。"""
    say(f"{PEOPLE} 人同时扫码签到……")
    found = rush(house, people=PEOPLE, clients=DOORS, seconds=30.0)
    report.plain["会场门口签到"] = found.words() + ("" if found.exact else "（有丢有重！）")
    say(f"{HALL} 部手机一起评……")
    report.plain["满场手机评价"] = rate(house, people=HALL)
    say("真浏览器断网记一场……")
    report.plain["断网记一场"] = round_trip(house, session=ground["session"])
    say(f"导入 {LINES} 行留言……")
    report.plain["批量导入"] = bring_in(house)
    say("频次板，五年……")
    report.plain |= json.loads(house.call("bench.boards", json.dumps(ground)))


def _contest(
    house: House, ground: dict[str, str], stored: int, chosen: Size, report: Report
) -> None:
    say("起裸框架……")
    bare = Bare(house, processes=house.web_processes())
    try:
        bare.start(stored)
        wanted = int(chosen.rounds * chosen.seconds * len(CLIENTS) * 1500) + 1000
        with house.connect() as connection:
            fresh = clone.add(connection, int(ground["open"]), wanted)
            clone.settle(connection)
        supply = Supply(ground, fresh, clone.give_keys(house, max(1, stored // 2000)), stored)
        ring = Ring(house, bare, stored, chosen.seconds)
        for match in ring.fight(works(house, bare, supply), rounds=chosen.rounds, say=say):
            report.matches.append(match)
    finally:
        bare.stop()


def _notes(chosen: Size) -> list[str]:
    one, five = load_average()
    return [
        f"机器：{os.cpu_count()} 核；开始时负载 {one:.1f}（五分钟 {five:.1f}）。"
        "压测程序、服务、数据库同在这台机器上，比倍数，不比绝对数。",
        f"{chosen.rounds} 轮，轮流先后，每次 {chosen.seconds:g} 秒；每次压之前核对一个答复，"
        "写入的核对库里多出的件数与答复一致。",
        "两边同样的网页服务、进程数、线程数、连接池，同一套数据库，落盘保证是默认的。",
        "存量是把用例造的样本在库里克隆出来的，只有比快慢时这样做。",
    ]


def show(report: Report) -> None:
    """打在终端上。"""
    console = Console(width=None if sys.stdout.isatty() else 160)
    for title, head, rows in report.tables():
        table = Table(*head, title=title, box=None)
        for row in rows:
            table.add_row(*row)
        console.print(table, "")
    for note in report.notes:
        console.print(f"· {note}")
    for each in report.failing():
        console.print(f"✗ {each}")
    console.print(f"成绩单：{Path('build') / 'bench.md'}、{Path('build') / 'bench.json'}")


def say(words: str) -> None:
    """报一句正在做什么。"""
    print(f"· {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
