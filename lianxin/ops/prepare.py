"""启动前的准备：表结构更新到位，静态文件按需重新整理，补齐工作日历，要演示就装演示数据。"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from rich.progress import TaskID

from lianxin.access.usecases.calendar import load_published
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.ops.console import progress, say
from lianxin.ops.demo import erase, load
from lianxin.ops.health import pending_migrations

MARK = "collected.txt"


class NotPrepared(RuleViolation):
    """没准备好；消息说明差在哪一步、怎么办。"""


def prepare(*, demo: bool, reset: bool) -> None:
    """逐项备好。

    :raises NotPrepared: 表结构或静态文件没有备好
    :raises NotADemo: 要装演示数据，库里却有正式数据
    """
    if reset:
        say("清空演示数据……")
        erase()
    try:
        migrate()
        load_published(actor=SYSTEM, at=timezone.now())
    except DatabaseError as error:
        raise NotPrepared(f"表结构更新没有成功：{str(error).splitlines()[0]}") from error
    try:
        collect_static()
    except (ValueError, OSError) as error:
        raise NotPrepared(f"静态文件没有备齐，请运行 make setup：{error}") from error
    if demo:
        load_demo()


def load_demo() -> None:
    """装演示数据，一边装一边报进度；装过就不动。"""
    with progress() as bars:
        tasks: dict[str, TaskID] = {}

        def report(label: str, finished: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = bars.add_task(label)
            bars.update(tasks[label], completed=finished, total=total)

        load(report)


def migrate() -> None:
    """有没执行的就执行；几个节点同时启动，只有一个动手，别的等着。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('lianxin.migrate'))")
    try:
        waiting = pending_migrations()
        if waiting:
            say(f"更新表结构，{len(waiting)} 项……")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('lianxin.migrate'))")


def collect_static() -> None:
    """来源有变才重新整理。"""
    if static_is_fresh():
        return
    say("整理静态文件……")
    root = Path(settings.STATIC_ROOT)
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    (root / MARK).write_text(fingerprint())


def static_is_fresh() -> bool:
    """整理过，而且来源没有变过。"""
    mark = Path(settings.STATIC_ROOT) / MARK
    return mark.exists() and mark.read_text() == fingerprint()


def fingerprint() -> str:
    """全部静态文件来源的指纹：路径、大小、修改时间。"""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for path in sorted(_sources()):
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            yield Path(storage.path(name))
