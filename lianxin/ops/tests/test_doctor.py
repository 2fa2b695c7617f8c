"""体检的测试：每种毛病都认得出，说得清怎么修；没毛病就说正常。"""

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from lianxin.access.usecases.calendar import load_published
from lianxin.files.tests.standin import clamd
from lianxin.kernel.actors import SYSTEM
from lianxin.ops.checkup import examine
from lianxin.ops.cli import main
from lianxin.ops.tests.living import free_port
from lianxin.ops.tests.test_health import beat

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def healthy(settings: Any, tmp_path: Path) -> None:
    """一套没毛病的安装：端口空着，心跳刚跳过，日历装好了。"""
    settings.LIANXIN_HOME = tmp_path
    settings.PORT = free_port()
    beat(seconds_ago=1)
    load_published(actor=SYSTEM, at=timezone.now())


@pytest.fixture
def squatter(settings: Any) -> Iterator[None]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        yield


def told(at: datetime | None = None) -> str:
    findings = examine(at=at or datetime(2026, 6, 1, 9, tzinfo=BEIJING))
    return "\n".join(f"{finding.what}→{finding.mend}" for finding in findings if finding.serious)


def test_a_healthy_installation_has_nothing_to_mend() -> None:
    """没毛病的安装，没有要修的。"""
    assert told(timezone.now()) == ""


def test_a_taken_port_is_found(squatter: None) -> None:
    """端口被占，说出换成哪个。"""
    assert "被别的程序占着→换一个端口启动：PORT=" in told(timezone.now())


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """磁盘快满了，说出还剩多少、该腾多少。"""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=300 << 20))
    assert "只剩 300 兆→腾出 1 GB 以上" in told(timezone.now())


def test_a_dead_worker_is_found() -> None:
    """后台任务没有声音，说出哪些事停着。"""
    assert "后台任务没有在跑" in told(timezone.now() + timedelta(minutes=5))


def test_pending_migrations_are_found() -> None:
    """表结构没更新到位，说出用哪条命令。"""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ops'")
    assert "项表结构更新没有执行→运行 lianxin prepare" in told(timezone.now())


@pytest.mark.parametrize(("year", "wrong"), [(2026, False), (2035, True), (1970, True)])
def test_a_clock_far_from_the_calendar_is_found(year: int, wrong: bool) -> None:
    """系统时间离工作日历太远：不是时钟不对，就是日历没装。"""
    assert (
        "不是时钟不对，就是日历没有装" in told(datetime(year, 6, 1, 9, tzinfo=BEIJING))
    ) is wrong


def test_december_reminds_of_next_year() -> None:
    """到了十二月，明年的放假安排还没装，提醒一声，不算毛病。"""
    findings = examine(at=datetime(2026, 12, 1, 9, tzinfo=BEIJING))
    reminders = [finding for finding in findings if "2027 年的放假安排" in finding.what]
    assert [finding.serious for finding in reminders] == [False]


@pytest.mark.parametrize(("mode", "wrong"), [(0o600, False), (0o644, True)])
def test_a_readable_secret_is_found(tmp_path: Path, mode: int, wrong: bool) -> None:
    """主密钥别人读得到，说出怎么收紧。"""
    key = tmp_path / "secret.key"
    key.write_text("s")
    key.chmod(mode)
    assert ("chmod 600" in told(timezone.now())) is wrong


def test_the_command_answers_with_its_exit_code(
    squatter: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """有要修的，退出码不为零；给程序看的结果里一处一条。"""
    assert main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert any(each["serious"] and "端口" in each["what"] for each in found)


def test_scanner_is_reported(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """查毒没配置、连得上、连不上，各说各的；连不上的要修。"""
    with clamd() as scanner:
        assert main(["doctor"]) == 0
        settings.SCANNER = scanner.address
        assert main(["doctor"]) == 0
    assert main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "附件查毒：没有配置" in said.out
    assert "附件查毒：配置好了，连得上" in said.out
    assert "查毒程序连不上" in said.err
