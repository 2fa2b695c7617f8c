"""体征：进程活着吗，能不能接活。"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

HEARTBEAT_LIMIT = timedelta(seconds=40)

NO_DATABASE = "连不上数据库"
PENDING = "表结构还没有更新到位"
NO_WORKER = "后台任务没有在跑"

_settled: list[bool] = []


@dataclass(frozen=True, slots=True)
class Readiness:
    """能不能接活；不能的话，差在哪几处。"""

    database: bool
    migrations: bool
    worker: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """差在哪里，一处一句。"""
        if not self.database:
            return (NO_DATABASE,)
        checks = ((self.migrations, PENDING), (self.worker, NO_WORKER))
        return tuple(words for fine, words in checks if not fine)


def readiness(*, at: datetime) -> Readiness:
    """现在能不能接活；``at`` 用来判断后台任务的心跳新不新。"""
    try:
        return Readiness(database=True, migrations=migrations_settled(), worker=worker_alive(at=at))
    except DatabaseError:
        connection.close()
        return Readiness(database=False, migrations=False, worker=False)


def migrations_settled() -> bool:
    """表结构更新到位了没有；到位一次就记住，不必每次都翻一遍迁移文件。"""
    if not _settled and not pending_migrations():
        _settled.append(True)
    return bool(_settled)


def pending_migrations() -> list[str]:
    """还没有执行的表结构变更。"""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def worker_alive(*, at: datetime) -> bool:
    """后台任务最近四十秒内有没有报过平安。"""
    workers = apps.get_model("procrastinate", "ProcrastinateWorker")
    return workers._default_manager.filter(last_heartbeat__gte=at - HEARTBEAT_LIMIT).exists()
