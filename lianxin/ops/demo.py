"""演示数据：由下层到上层，请每个模块的 ``seeds.py`` 种一遍；整批一个事务，要么全有，要么全无。"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lianxin.files import storage
from lianxin.files.models import Attachment
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.seeding import Garden, Progress
from lianxin.ops.models import DemoLoad

#: 由下层到上层；上层的种子可以取下层种好的东西。
LAYERS = (
    "orgs", "access",
    "lexis", "files", "notify",
    "casework", "documents", "outcomes", "ratings", "ballots",
    "deputies", "stations",
    "opinions",
    "learning", "legislation", "meetings", "activities", "livelihood", "supervision", "suggestions",
    "publicity", "appraisal", "duty",
    "insight",
)  # fmt: skip


class NotADemo(RuleViolation):
    """这个库里有数据，却不是演示数据。"""


def load(progress: Progress) -> dict[str, Any]:
    """装一遍演示数据，返回各种身份的登录方式；装过就直接返回。

    :raises NotADemo: 库里已有正式数据
    """
    known = loaded()
    if known is not None:
        return known
    refuse_real_data()
    now = timezone.now()
    garden = Garden(at=now, today=timezone.localdate(now), progress=progress)
    with transaction.atomic():
        for name, plant in _seeds():
            progress(name, 0, 1)
            plant(garden)
            progress(name, 1, 1)
        DemoLoad.objects.create(loaded_at=now, report=garden.report())
    return garden.report()


def loaded() -> dict[str, Any] | None:
    """已经装过的演示数据的登录方式；没装过为空。"""
    found = DemoLoad.objects.order_by("-pk").first()
    return found.report if found else None


def refuse_real_data() -> None:
    """库里有账号，又没有装过演示数据，就是正式的库，不碰它。

    :raises NotADemo: 是正式的库
    """
    tables = set(connection.introspection.table_names())
    if {"access_account", "ops_demoload"} - tables:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM access_account)")
        (in_use,) = cursor.fetchone()
    if in_use and loaded() is None:
        raise NotADemo("这个库里有正式数据，不能装演示数据；请换一个 LIANXIN_HOME 或 DATABASE_URL")


def erase() -> None:
    """清空演示库的全部表和它的附件，好重新来过。

    :raises NotADemo: 是正式的库
    """
    refuse_real_data()
    names = _stored_names()
    _drop_everything()
    for name in names:
        storage.remove(name)
        storage.remove(storage.thumbnail_name(name))


def _drop_everything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _stored_names() -> list[str]:
    """旧演示数据的附件存在哪里；只认账上有的，数据目录里别的东西不碰。"""
    if "files_attachment" not in connection.introspection.table_names():
        return []
    return list(Attachment.objects.values_list("stored_name", flat=True))


def _seeds() -> list[tuple[str, Callable[[Garden], None]]]:
    modules = [f"lianxin.{name}.seeds" for name in LAYERS]
    found = [import_module(module) for module in modules if find_spec(module)]
    return [(str(module.__doc__).split("。")[0].strip(), module.plant) for module in found]
