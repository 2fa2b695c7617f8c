"""上次留下的数据库进程：主进程被强行杀死后，它的下级可能还在写；不等它们走完就不能再开。"""

import os
import signal
import time
from pathlib import Path

STEPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))


class LeftoverStuck(Exception):
    """留下的进程怎么也结束不了。"""


def clear_out(data: Path) -> None:
    """让还在用这个数据文件夹的数据库进程都退出：先请，再催，最后强行结束。

    :raises LeftoverStuck: 结束不了
    """
    for sig, seconds in STEPS:
        if not working_in(data):
            return
        _signal(working_in(data), sig)
        deadline = time.monotonic() + seconds
        while working_in(data) and time.monotonic() < deadline:
            time.sleep(0.05)
    if left := working_in(data):
        raise LeftoverStuck(f"上次留下的数据库进程 {left[0]} 结束不了，请手工结束它再试")


def working_in(data: Path) -> list[int]:
    """正在这个数据文件夹里干活的进程号（数据库的进程都以它为当前文件夹）；僵尸不算。"""
    home = data.resolve()
    folders = (folder for folder in Path("/proc").iterdir() if folder.name.isdecimal())
    return [int(folder.name) for folder in folders if _cwd(folder) == home and _is_postgres(folder)]


def _cwd(folder: Path) -> Path | None:
    try:
        return (folder / "cwd").readlink()
    except OSError:
        return None


def _is_postgres(folder: Path) -> bool:
    try:
        return (folder / "comm").read_text().strip() == "postgres"
    except OSError:
        return False


def _signal(pids: list[int], sig: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            continue
