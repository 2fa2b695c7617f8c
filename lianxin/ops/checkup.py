"""体检的各项：端口、磁盘、数据库、表结构、时钟、后台任务、静态文件、工作日历。"""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from lianxin.files import scanner
from lianxin.ops.address import answers, port_free
from lianxin.ops.calendars import current_calendar
from lianxin.ops.database import OLDEST_POSTGRES, connect_directly
from lianxin.ops.health import pending_migrations, worker_alive
from lianxin.ops.locks import LockBusy, hold
from lianxin.ops.prepare import static_is_fresh

ENOUGH_BYTES = 1 << 30
CLOCK_LIMIT = timedelta(seconds=5)
NEXT_YEAR_KNOWN_BY = 12
VENDOR = Path(settings.BASE_DIR) / "lianxin" / "config" / "static" / "vendor"


@dataclass(frozen=True, slots=True)
class Finding:
    """一处不对：``what`` 是什么，``mend`` 怎么修；``serious`` 为假只是提醒。"""

    what: str
    mend: str
    serious: bool = True


def examine(*, at: datetime) -> list[Finding]:
    """全部查一遍，先查机器，再查数据库。"""
    running = is_running()
    findings = [*_port(running=running), *_disk(), *_secret(), *_assets(running=running)]
    findings += [*_calendar(at), *_scanner()]
    try:
        with connect_directly() as direct:
            findings += _server(direct)
    except psycopg.OperationalError as error:
        return [*findings, _unreachable(error, running=running)]
    return [*findings, *_inside(at)]


def is_running() -> bool:
    """这个数据目录里，服务是不是正跑着。"""
    try:
        with hold(settings.LIANXIN_HOME / "up.lock"):
            return False
    except LockBusy:
        return True


def _port(*, running: bool) -> Iterator[Finding]:
    port = settings.PORT
    if running and not answers():
        yield Finding(
            f"服务在跑，但 {port} 端口上的网页没有应答",
            f"看启动它的终端里的错误；若是换了端口启动的，请带上同样的 PORT 再查（现在是 {port}）",
        )
    if not running and not port_free():
        yield Finding(
            f"端口 {port} 被别的程序占着",
            f"换一个端口启动：PORT={port + 1} lianxin up；或停掉占用它的程序",
        )


def _disk() -> Iterator[Finding]:
    home = Path(settings.LIANXIN_HOME)
    free = shutil.disk_usage(next(each for each in (home, *home.parents) if each.exists())).free
    if free < ENOUGH_BYTES:
        yield Finding(
            f"数据目录 {home} 所在的磁盘只剩 {free >> 20} 兆",
            "腾出 1 GB 以上，或把 LIANXIN_HOME 挪到更大的磁盘；磁盘写满数据库会停下",
        )


def _secret() -> Iterator[Finding]:
    path = Path(settings.LIANXIN_HOME) / "secret.key"
    if path.exists() and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield Finding("主密钥别的用户也读得到", f"运行 chmod 600 {path}")


def _assets(*, running: bool) -> Iterator[Finding]:
    if not VENDOR.exists():
        yield Finding("页面零件没有备齐，页面会没有样式", "在程序目录里运行 make setup")
    elif running and not static_is_fresh():
        yield Finding("静态文件比程序旧", "重新启动服务，启动时会自动整理", serious=False)


def _calendar(at: datetime) -> Iterator[Finding]:
    today = timezone.localdate(at)
    calendar = current_calendar()
    last = calendar.last_year or 0
    load = "等国务院公布后，用 lianxin import calendar 装入；装好后暂定的日期会自动重算"
    if today.year > last + 1 or not calendar.is_published(today.replace(month=1, day=1)):
        yield Finding(
            f"系统时间是 {today}，工作日历只到 {last} 年：不是时钟不对，就是日历没有装",
            f"先核对系统时间；时间没错的话，{load}",
        )
    elif today.month == NEXT_YEAR_KNOWN_BY and today.year == last:
        yield Finding(f"{last + 1} 年的放假安排还没有装入", load, serious=False)


def _scanner() -> Iterator[Finding]:
    if settings.SCANNER and (why := _scanner_trouble()):
        yield Finding(
            f"查毒程序连不上：{why}",
            "核对 LIANXIN_SCANNER 的地址，确认 clamd 在跑；见 docs/scanning.md",
        )


def _scanner_trouble() -> str:
    try:
        scanner.ping(address=settings.SCANNER, seconds=3)
    except scanner.ScannerDown as down:
        return str(down)
    return ""


def scanner_words() -> str:
    """附件查不查毒、查毒程序在不在，一句话。"""
    if not settings.SCANNER:
        return "附件查毒：没有配置（见 docs/scanning.md）"
    return "附件查毒：连不上" if _scanner_trouble() else "附件查毒：配置好了，连得上"


def _unreachable(error: psycopg.OperationalError, *, running: bool) -> Finding:
    if settings.EMBEDDED_DATABASE and not running:
        return Finding("服务没有在跑，数据库没有查", "运行 lianxin up 启动后再查", serious=False)
    why = (str(error).strip().splitlines() or [""])[0]
    where = "postgres.log" if settings.EMBEDDED_DATABASE else "DATABASE_URL"
    return Finding(f"连不上数据库：{why}", f"核对 {where}，确认数据库在跑、地址和密码没错")


def _server(direct: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    version = direct.info.server_version
    if version < OLDEST_POSTGRES:
        yield Finding(f"数据库是 PostgreSQL {version // 10000}，太旧", "升级到 15 以上")
    row = direct.execute("SELECT clock_timestamp()").fetchone()
    theirs = row[0] if row else None
    if isinstance(theirs, datetime) and abs(timezone.now() - theirs) > CLOCK_LIMIT:
        gap = (timezone.now() - theirs).total_seconds()
        yield Finding(f"本机的钟和数据库的钟差 {gap:.0f} 秒", "两台机器都开启自动对时（如 chrony）")


def _inside(at: datetime) -> Iterator[Finding]:
    waiting = pending_migrations()
    if waiting:
        yield Finding(
            f"有 {len(waiting)} 项表结构更新没有执行", "运行 lianxin prepare，或重新启动服务"
        )
        return
    if not worker_alive(at=at):
        yield Finding(
            "后台任务没有在跑：到期提醒、封印、通知都停着", "运行 lianxin up，看终端里的错误"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone()
    if failed:
        yield Finding(
            f"有 {failed} 个后台任务做失败了",
            "看日志里的错误；失败的任务留在 procrastinate_jobs 表里备查",
            serious=False,
        )
