"""真的杀掉：导到一半的进程被强行结束，再导一次，账上与一次导完的一样。"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from lianxin.casework.models import Case
from lianxin.exchange.tests.conftest import adopt
from lianxin.exchange.tests.samples import message, write_messages
from lianxin.insight.queries import indicator, span
from lianxin.opinions.models import Opinion
from tests.world import TODAY, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]
REAL = settings.SHARED_DIR / "data" / "messages" / "replied_2816.csv"
ROWS = 420


def command(*words: Any) -> subprocess.Popen[bytes]:
    """另起一个进程敲命令，用测试的库。"""
    given = connection.settings_dict
    address = {"host": given["HOST"], "port": str(given["PORT"] or 5432), "user": given["USER"]}
    if given["PASSWORD"]:
        address["password"] = given["PASSWORD"]
    url = f"postgresql:///{given['NAME']}?{urlencode(address)}"
    return subprocess.Popen(
        [sys.executable, "-m", "lianxin.ops.cli", *map(str, words)],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "lianxin.config.settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def told(*words: Any) -> Any:
    """敲命令，等它做完，取 JSON 结果。"""
    out, err = command(*words, "--json").communicate(timeout=600)
    assert out, err.decode()
    return json.loads(out)


def test_a_killed_import_is_taken_up_by_the_next(tmp_path: Path) -> None:
    """两个进程一起导，导到一半全杀掉；再导一次补齐，不重不漏；第三次什么也不添。"""
    adopt(build(), "intake_qr")
    path = write_messages(tmp_path / "留言.csv", [message(number) for number in range(ROWS)])
    running = command("import", "messages", path, "--workers", 2)
    while Opinion.objects.count() < 50 and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    before = Opinion.objects.count()
    assert 50 <= before < ROWS
    second = told("import", "messages", path, "--workers", 2)
    third = told("import", "messages", path, "--workers", 2)
    assert (second["added"], second["skipped"]) == (ROWS - before, before)
    assert (third["added"], third["skipped"]) == (0, ROWS)
    assert Opinion.objects.values("source_id").distinct().count() == ROWS
    assert Case.objects.filter(stage="closed", closed_at__isnull=False).count() == ROWS


@pytest.mark.skipif(not REAL.exists(), reason="没有 shared/data，不能用真实留言试")
def test_the_real_messages_come_in_whole(tmp_path: Path) -> None:
    """2816 条真实留言全部入账，数字与表里算的一样；再导一次什么也不添。"""
    world = build()
    adopt(world, "intake_qr")
    first = told("import", "messages", REAL)
    again = told("import", "messages", REAL)
    assert (first["added"], first["answered"], first["refused"]) == (2816, 2815, 0)
    assert [line["id"] for line in first["reported"]] == ["27610"]
    assert (again["added"], again["skipped"]) == (0, 2816)
    waiting = Opinion.objects.get(told_at__isnull=True)
    assert (waiting.source_id, waiting.case and waiting.case.stage) == ("27610", "received")
    asked = {
        "jurisdiction_id": world.congress.pk,
        "period": span(jurisdiction_id=world.congress.pk, today=TODAY).period,
        "today": TODAY,
    }
    numbers = {
        name: indicator(f"opinion.{name}", **asked).number
        for name in ("count", "answered.count", "days.median", "days.p90", "within_30.count")
    }
    assert numbers == {
        "count": 2816,
        "answered.count": 2815,
        "days.median": 11,
        "days.p90": 41,
        "within_30.count": 2361,
    }
