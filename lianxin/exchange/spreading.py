"""分给几个进程一起导：按来源编号分行，谁的行谁办，结果合成一份。"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, Final
from zlib import crc32

from django.db import connections

from lianxin.casework.policies import Doer
from lianxin.exchange.importing import Progress, Summary, perform, unwatched
from lianxin.exchange.reading import Line, Reading
from lianxin.kernel.errors import RuleViolation

#: 行数不到这么多，一个进程更快。
WORTH_SPREADING: Final = 200


class Interrupted(RuleViolation):
    """有一个进程中途停了；办成的都在账上，再导一次接着办。"""


def perform_spread(
    reading: Reading,
    *,
    kind: str,
    doer: Doer,
    at: datetime,
    workers: int,
    progress: Progress = unwatched,
) -> Summary:
    """与 :func:`perform` 一样，只是分给 ``workers`` 个进程。

    :raises Interrupted: 有一个进程中途停了
    """
    if workers < 2 or len(reading.lines) < WORTH_SPREADING:
        return perform(reading, kind=kind, doer=doer, at=at, progress=progress)
    _let_go()
    team = [
        _start(replace(reading, lines=part), kind, doer, at)
        for part in _parts(reading.lines, workers)
    ]
    total = Summary(kind, dry_run=False, notes=reading.notes)
    try:
        _gather([ours for _, ours in team], total, len(reading.lines), progress)
    finally:
        for process, _ in team:
            process.join()
    if any(process.exitcode for process, _ in team):
        raise Interrupted("导入中途停了，办成的都已在账上；再运行一次，会从停下的地方接着导。")
    return total


def _parts(lines: Sequence[Line], workers: int) -> list[tuple[Line, ...]]:
    """同一个来源编号总在同一份里。"""
    parts: list[list[Line]] = [[] for _ in range(workers)]
    for line in lines:
        parts[crc32(line.key.encode()) % workers].append(line)
    return [tuple(part) for part in parts]


def _let_go() -> None:
    """分家之前放开数据库连接：一条连接不能两个进程同用。"""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def _start(
    reading: Reading, kind: str, doer: Doer, at: datetime
) -> tuple[ForkProcess, Connection[Any, Any]]:
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(reading, kind, doer, at, theirs))
    process.start()
    theirs.close()
    return process, ours


def _work(reading: Reading, kind: str, doer: Doer, at: datetime, out: Connection[Any, Any]) -> None:
    summary = perform(
        reading, kind=kind, doer=doer, at=at, progress=lambda done, _total: out.send(done)
    )
    out.send(summary)
    out.close()
    _let_go()


def _gather(
    pipes: list[Connection[Any, Any]], total: Summary, lines: int, progress: Progress
) -> None:
    """一边收进度，一边等结果；哪个进程断了，就不再等它。"""
    done = dict.fromkeys(map(id, pipes), 0)
    waiting = list(pipes)
    while waiting:
        ready = wait(waiting)
        for pipe in [each for each in waiting if each in ready]:
            try:
                news = pipe.recv()
            except EOFError:
                waiting.remove(pipe)
                continue
            if isinstance(news, Summary):
                total.merge(news)
            else:
                done[id(pipe)] = news
                progress(sum(done.values()), lines)
