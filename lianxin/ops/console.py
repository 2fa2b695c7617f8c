"""命令行上的话：正文给标准输出，过程给标准错误，这样 ``--json`` 的输出可以直接接管道。"""

import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

notes = Console(stderr=True, highlight=False)


def say(words: str) -> None:
    """报一句正在做什么。"""
    print(f"· {words}", file=sys.stderr, flush=True)


def done(words: str) -> None:
    """报一句做成了。"""
    print(f"✓ {words}", file=sys.stderr, flush=True)


def put_json(value: Any) -> None:
    """给程序看的结果。"""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def progress() -> Progress:
    """长时间的活用的进度条；不是终端就不画。"""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notes,
        disable=not notes.is_terminal,
    )
