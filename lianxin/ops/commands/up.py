"""``lianxin up``：启动数据库、网页、后台任务，看护到有人要求停下。"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from lianxin.ops import embedded
from lianxin.ops.address import answers, port_free
from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import done, say
from lianxin.ops.database import OLDEST_POSTGRES, database_name, own_cluster
from lianxin.ops.leash import leash
from lianxin.ops.locks import LockBusy, hold
from lianxin.ops.parts import Part, python_part
from lianxin.ops.supervise import Stopping, Supervisor, stoppable

PORT_WAIT = 8.0
DATABASE_WAIT = 60.0
READY_WAIT = 60.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """没有参数：地址、端口、数据目录都从环境变量来。"""
    parser.epilog = "环境变量：PORT 端口，LIANXIN_HOME 数据目录，DATABASE_URL 用外面的 PostgreSQL。"


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """启动，一直跑到有人要求停下。"""
    return serve()


def serve(*preparations: str, when_ready: Callable[[], None] = lambda: None) -> int:
    """启动全部服务，一直跑到有人要求停下；``preparations`` 交给 :mod:`lianxin.ops.prepare`。"""
    with stoppable(), ExitStack() as stack:
        try:
            stack.enter_context(_only_one())
            wait_for_port()
            supervisor = Supervisor(database=stack.enter_context(_database()), say=say)
            stack.callback(supervisor.close)
            run_command("prepare", *preparations)
            _open_doors(supervisor)
            _announce(supervisor, when_ready)
            supervisor.watch()
        except Stopping:
            say("正在停止……")
    done("已停止")
    return 0


@contextmanager
def _only_one() -> Iterator[None]:
    lock = settings.LIANXIN_HOME / "up.lock"
    try:
        with hold(lock):
            yield
    except LockBusy:
        raise CommandRefused(
            f"连心桥已经在用数据目录 {settings.LIANXIN_HOME} 运行；"
            "要另开一套，请换 LIANXIN_HOME 和 PORT"
        ) from None


def wait_for_port() -> None:
    """端口空出来才往下走；上一个刚停的，等它几秒。

    :raises CommandRefused: 端口被别的程序占着
    """
    deadline = time.monotonic() + PORT_WAIT
    while not port_free():
        if time.monotonic() > deadline:
            raise CommandRefused(
                f"端口 {settings.PORT} 被别的程序占着；换一个：PORT={settings.PORT + 1} lianxin up"
            )
        time.sleep(0.2)


@contextmanager
def _database() -> Iterator[Part | None]:
    if not settings.EMBEDDED_DATABASE:
        check_database()
        yield None
        return
    cluster = own_cluster()
    with hold(embedded.owner_lock(cluster), wait=DATABASE_WAIT):
        part = Part("数据库", lambda: _launch(cluster), say=say)
        cluster.prepare(say)
        part.process = cluster.launch()
        part.began = time.monotonic()
        try:
            cluster.wait_ready(part.process)
            cluster.create_database(database_name())
            yield part
        finally:
            if part.process:
                embedded.stop(part.process)


def _launch(cluster: embedded.Cluster) -> subprocess.Popen[bytes]:
    cluster.prepare(say)
    return cluster.launch()


def check_database() -> None:
    """外面的数据库连得上、版本够新，才往下走。

    :raises CommandRefused: 连不上或版本太旧
    """
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise CommandRefused(f"连不上 DATABASE_URL 指的数据库：{str(error).strip()}") from error
    if version < OLDEST_POSTGRES:
        raise CommandRefused(f"数据库是 PostgreSQL {version // 10000}，需要 15 以上")


def run_command(name: str, *words: str) -> None:
    """在子进程里跑一条命令，做不成就停在这里。

    :raises CommandRefused: 没做成（原因它自己已经说了）
    """
    finished = subprocess.run(
        [sys.executable, "-m", "lianxin.ops.cli", name, *words],
        check=False,
        preexec_fn=leash(os.getpid(), signal.SIGTERM),
    )
    if finished.returncode:
        raise CommandRefused("启动前的准备没有做完，原因见上面")


def _open_doors(supervisor: Supervisor) -> None:
    folder = Path(settings.METRICS_DIR)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    env = {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    where = [settings.BIND, str(settings.PORT), str(settings.WEB_PROCESSES), str(settings.POOL)]
    supervisor.add(python_part("网页", "lianxin.ops.serving", *where, env=env, say=say))
    supervisor.add(python_part("后台任务", "lianxin.ops.worker", env={}, say=say))


def _announce(supervisor: Supervisor, when_ready: Callable[[], None]) -> None:
    deadline = time.monotonic() + READY_WAIT
    while not answers():
        supervisor.watch(seconds=0.2)
        if time.monotonic() > deadline:
            say("网页一分钟没有应答，请看上面的错误")
            return
    done(f"连心桥已启动：http://127.0.0.1:{settings.PORT}/（Ctrl-C 停止）")
    when_ready()
