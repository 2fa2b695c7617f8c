"""网页服务进程：granian 的 WSGI，几个进程共用一个端口。

用法：``python -m lianxin.ops.serving 地址 端口 进程数 线程数 [程序]``，由 ``lianxin up`` 启动。
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from lianxin.ops.leash import tie_to

TARGET = "lianxin.config.wsgi:application"
GRACE_SECONDS = 3


def main(host: str, port: str, processes: str, threads: str, target: str = TARGET) -> None:
    """一直服务到收到停止信号；``target`` 另给，就服务别的程序（比快慢用）。

    线程数与数据库连接池一样大：每个线程都借得到连接，排队在网页这一层。
    """
    server = Server(
        target,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(processes),
        blocking_threads=int(threads),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(load, os.getpid()))


def load(parent: int, target: str) -> Callable[..., Any]:
    """在每个服务进程里装入程序；上级死了自己也退，不占着端口。"""
    tie_to(parent, signal.SIGTERM)
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application


if __name__ == "__main__":
    main(*sys.argv[1:])
