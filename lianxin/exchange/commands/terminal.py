"""终端上的样子：进度条给标准错误，正文给标准输出，``--json`` 的输出才好接管道。"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lianxin.exchange.importing import Progress as Report


@contextmanager
def progress_bar(label: str) -> Iterator[Report]:
    """一条进度条；不是终端就不画。"""
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(label)

        def report(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield report


def put_json(value: Any) -> None:
    """给程序看的结果。"""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def put(words: str) -> None:
    """一行正文。"""
    sys.stdout.write(words + "\n")


def note(words: str) -> None:
    """报一句过程。"""
    sys.stderr.write(words + "\n")
