"""后台任务进程：取任务、做任务、按时报平安。

用法：``python -m lianxin.ops.worker``，由 ``lianxin up`` 启动；忙不过来可以多开几个。
任务写在各模块的 ``jobs.py``，启动时自动找到。
"""

import os
import sys
from typing import cast

import django

from lianxin.ops.leash import leave_with

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
GRACE_SECONDS = 3.0


def main(concurrency: str = "2") -> None:
    """一直做到收到停止信号；停的时候等手上的任务三秒。"""
    leave_with(os.getppid(), grace=GRACE_SECONDS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
    django.setup()
    from procrastinate.contrib.django import app  # 要等 Django 备好
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as running:
        running.run_worker(
            concurrency=int(concurrency),
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
