"""启动、看护、断电：真起一套服务，逐个杀进程。"""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lianxin.ops import embedded
from lianxin.ops.tests.living import Installation, wait_until

pytestmark = [
    pytest.mark.load,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="要靠 /proc 认进程"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """整个文件共用一套装好的服务，建库只建一次。"""
    installation = Installation(tmp_path_factory.mktemp("house") / "home")
    yield installation
    installation.clean_up()


@pytest.fixture
def running(house: Installation) -> Installation:
    """跑着的服务；上一个测试弄停了就再起来。"""
    if house.process is None or house.process.poll() is not None:
        house.start()
    return house


def connect(house: Installation) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(embedded.url(house.home / "postgres"), autocommit=True)


def test_database_listens_on_a_private_socket_only(running: Installation) -> None:
    """自带的数据库只听套接字，套接字所在的文件夹别的用户进不去。"""
    with connect(running) as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()
    assert listens == ("",)
    assert (running.home / "postgres").stat().st_mode & 0o077 == 0


def test_a_second_start_in_the_same_home_is_refused(running: Installation) -> None:
    """同一个数据目录不能起两套；话里说清怎么另开一套。"""
    second = running.run("up")
    assert second.returncode == 1
    assert "请换 LIANXIN_HOME 和 PORT" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    "part", ["lianxin.ops.serving", "lianxin.ops.worker", "pginstall18/bin/postgres"]
)
def test_a_killed_part_comes_back(running: Installation, part: str) -> None:
    """网页、后台任务、数据库，哪个被强行杀死都自己回来，已提交的一条不少。"""
    with connect(running) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (part text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [part])
    before = running.pids(part)
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    wait_until(lambda: set(running.pids(part)) - set(before), 60)
    wait_until(running.ready, 90)

    with connect(running) as connection:
        kept = connection.execute("SELECT count(*) FROM kept WHERE part = %s", [part]).fetchone()
    assert kept == (1,)


def test_a_killed_supervisor_leaves_nothing_behind(running: Installation) -> None:
    """看护进程被强行杀死，别的进程跟着退出；再启动照常，数据还在。"""
    with connect(running) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS survived ()")
        connection.execute("INSERT INTO survived DEFAULT VALUES")
    running.stop(signal.SIGKILL)
    wait_until(lambda: not running.everything(), 20)

    running.start()

    with connect(running) as connection:
        assert connection.execute("SELECT count(*) FROM survived").fetchone() == (1,)


def test_a_job_whose_worker_died_is_done_again(running: Installation) -> None:
    """做到一半、做它的进程死了的任务，一两分钟内有人接着做完。"""
    abandoned = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
        "VALUES ('default', 'audit.seal', '{\"timestamp\": 0}', 'doing') RETURNING id"
    )
    with connect(running) as connection:
        (job,) = connection.execute(abandoned).fetchone() or (None,)
        left = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
        assert connection.execute(left, [job]).fetchone()
        wait_until(lambda: connection.execute(left, [job]).fetchone() is None, 120)


def test_everything_killed_at_once_recovers(running: Installation) -> None:
    """像断电那样同时杀光，留下的进程号文件又正好是别的程序的号，再启动照常。"""
    for pid in running.everything():
        os.kill(pid, signal.SIGKILL)
    assert running.process is not None
    running.process.wait()
    wait_until(lambda: not running.everything(), 20)
    stale = running.home / "postgres" / "postmaster.pid"
    stale.write_text(stale.read_text().replace(stale.read_text().split("\n")[0], str(os.getpid())))

    running.start()

    assert running.get("/healthz")[0] == 200


def test_sigterm_stops_everything_within_ten_seconds(running: Installation) -> None:
    """收到停止信号，十秒内停干净，一个进程不留。"""
    assert running.stop(signal.SIGTERM) < 10
    assert running.process is not None
    assert running.process.returncode == 0
    assert running.everything() == []


def test_a_taken_port_is_named(house: Installation) -> None:
    """端口被占，说出是哪个端口、换成哪个。"""
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", house.port))
        squatter.listen()
        refused = house.run("up")
    assert refused.returncode == 1
    assert f"端口 {house.port} 被别的程序占着" in refused.stderr
