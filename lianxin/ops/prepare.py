"""启动前的准备：表结构更新到位，静态文件按需重新整理。

用法：``python -m lianxin.ops.prepare``，由 ``lianxin up`` 在启动服务之前运行。
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection

from lianxin.ops.health import pending_migrations

MARK = "collected.txt"


def main() -> int:
    """准备好返回 0；不成用一行话说清楚，返回 1。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
    django.setup()
    try:
        migrate()
        collect_static()
    except DatabaseError as error:
        print(f"✗ 表结构更新没有成功：{str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(f"✗ 静态文件没有备齐（请运行 make setup）：{error}", file=sys.stderr)
        return 1
    return 0


def migrate() -> None:
    """有没执行的就执行；几个节点同时启动，只有一个动手，别的等着。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('lianxin.migrate'))")
    try:
        waiting = pending_migrations()
        if waiting:
            print(f"· 更新表结构，{len(waiting)} 项……", flush=True)
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('lianxin.migrate'))")


def collect_static() -> None:
    """来源有变才重新整理。"""
    root = Path(settings.STATIC_ROOT)
    mark = root / MARK
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return
    print("· 整理静态文件……", flush=True)
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted)


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


if __name__ == "__main__":
    sys.exit(main())
