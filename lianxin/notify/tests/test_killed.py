"""送到一半进程被杀：对方收了、库里没记上；接手的人再送，对方认得出，只收一份。"""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Delivery, Notice
from lianxin.notify.tests.conftest import listens
from lianxin.notify.tests.standin import Standin
from lianxin.notify.usecases import deliver, pack, spread
from tests.world import AT, World

ROOT = Path(__file__).resolve().parents[3]
SEND = textwrap.dedent("""
    import sys
    from datetime import datetime
    import django
    django.setup()
    from django.conf import settings
    from lianxin.kernel.actors import SYSTEM
    from lianxin.notify.usecases import deliver
    url, ident, at = sys.argv[1:]
    settings.NOTIFY["sms"] = {"url": url, "key": "k-1", "sign": "连心桥", "timeout": 20}
    deliver(ids=[int(ident)], actor=SYSTEM, at=datetime.fromisoformat(at))
""")


def in_another_process(url: str, pk: int) -> subprocess.Popen[bytes]:
    """另起一个进程去送。"""
    given = connection.settings_dict
    database = f"postgresql://{given['USER']}:{given['PASSWORD'] or ''}@/{given['NAME']}"
    database += f"?host={given['HOST']}" + (f"&port={given['PORT']}" if given["PORT"] else "")
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "lianxin.config.test_settings",
    }
    args = [sys.executable, "-c", SEND, url, str(pk), AT.isoformat()]
    return subprocess.Popen(args, env=env, cwd=ROOT)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_send_and_commit_sends_once(
    channels: Standin, world: World, tell: Callable[..., Notice]
) -> None:
    """对方收下的那一刻杀掉进程：状态还是排队，再送一遍同一编号，对方只收一份。"""
    listens(world.unit, "sms")
    tell()
    spread(actor=SYSTEM, at=AT)
    pack(actor=SYSTEM, at=AT)
    row = Delivery.objects.get()
    worker = in_another_process(channels.url, row.pk)
    channels.before_answer = lambda: os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL
    assert list(channels.accepted) == [str(row.uid)]
    row.refresh_from_db()
    assert (row.state, row.tries) == (Delivery.State.QUEUED, 0)

    channels.before_answer = lambda: None
    deliver(ids=[row.pk], actor=SYSTEM, at=AT)

    row.refresh_from_db()
    assert row.state == Delivery.State.SENT
    assert (len(channels.calls), len(channels.accepted)) == (2, 1)
