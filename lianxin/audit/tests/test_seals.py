"""封印成链：封得全、不分叉、动过就看得出来。"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction

from lianxin.audit import queries, seals
from lianxin.audit.models import Entry, Seal, SealedEntry
from lianxin.audit.seals import seal_entries, verify_chain
from lianxin.audit.usecases import ChainBroken, check_chain, record
from lianxin.kernel.actors import SYSTEM

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
note = partial(
    record, actor=SYSTEM, at=MONDAY, verb="audit.check", subject_kind="opinion", subject_id=1
)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """要真提交才能试的；试完关了触发器再清空。"""
    with django_db_blocker.unblock():
        yield
        _wipe()


def _wipe() -> None:
    with transaction.atomic(), connection.cursor() as cursor, _unguarded(cursor):
        cursor.execute("TRUNCATE audit_sealedentry, audit_seal, audit_entry")


@contextmanager
def _unguarded(cursor: Any) -> Iterator[None]:
    """扮作拿到数据库超级权限的人：关掉触发器。"""
    for table in ("audit_entry", "audit_seal", "audit_sealedentry"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("audit_entry", "audit_seal", "audit_sealedentry"):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        # 本事务里的外键检查先做完，才许改触发器。
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with _unguarded(cursor):
            cursor.execute(sql)


@pytest.mark.django_db
def test_every_entry_is_sealed_once() -> None:
    """每条留痕封且只封一次；没有新的就不再封。"""
    for _ in range(3):
        note()
    assert seal_entries(at=MONDAY) == 3
    note()
    assert seal_entries(at=TUESDAY) == 1
    assert seal_entries(at=TUESDAY) == 0
    assert SealedEntry.objects.count() == Entry.objects.count() == 4


@pytest.mark.django_db
def test_a_large_backlog_is_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """积压多了分几批封，一条不落。"""
    monkeypatch.setattr(seals, "BATCH", 2)
    for _ in range(5):
        note()
    assert seal_entries(at=MONDAY) == 5
    assert [card.entry_count for card in queries.seals()] == [1, 2, 2]


@pytest.mark.django_db
def test_seals_are_listed_for_everyone_to_check() -> None:
    """公开的封印从近到远，一环接一环。"""
    for day in (MONDAY, TUESDAY):
        note()
        seal_entries(at=day)
    latest, first = queries.seals()
    assert latest.previous == first.chained
    assert first.previous == "0" * 64
    assert queries.seals(before=latest.number) == [first]


@pytest.mark.usefixtures("committed")
def test_an_entry_committed_late_is_sealed_next_time() -> None:
    """编号在前而提交在后的条目，下一次封印补上。"""
    late_written, may_commit = Barrier(2), Barrier(2)

    def slow_writer() -> None:
        with transaction.atomic():
            note(facts={"order": "late"})
            late_written.wait(10)
            may_commit.wait(10)
        connections.close_all()

    writer = Thread(target=slow_writer)
    writer.start()
    late_written.wait(10)
    note(facts={"order": "early"})
    assert seal_entries(at=MONDAY) == 1
    may_commit.wait(10)
    writer.join(10)
    assert seal_entries(at=MONDAY + timedelta(minutes=10)) == 1
    assert verify_chain().is_sound


@pytest.mark.django_db
def test_an_entry_committed_a_day_late_is_sealed_at_night() -> None:
    """事务开了一天多才提交的，平时看不到，夜里全量封印时补上。"""
    skipped = note()
    for hours in (0, 1, 30):
        note()
        _seal_above(skipped, at=MONDAY + timedelta(hours=hours))
    at = MONDAY + timedelta(hours=31)
    assert seal_entries(at=at) == 0
    assert seal_entries(at=at, everything=True) == 1


def _seal_above(pk: int, *, at: datetime) -> None:
    """扮作当时还看不见 ``pk`` 这一条。"""
    with transaction.atomic():
        seals._seal_batch(at=at, floor=pk + 1)


@pytest.mark.usefixtures("committed")
def test_two_workers_make_one_chain() -> None:
    """两个进程同时封印：每条只封一次，链不分叉。"""
    for _ in range(40):
        note()
    start = Barrier(2)
    totals: list[int] = []

    def worker() -> None:
        start.wait(10)
        for _ in range(5):
            note()
            totals.append(seal_entries(at=MONDAY))
        connections.close_all()

    workers = [Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(30)
    assert sum(totals) == Entry.objects.count() == 50
    report = verify_chain()
    assert (report.entries, report.faults) == (50, ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ('UPDATE audit_entry SET facts = \'{"public": "另一句话"}\'', "内容与摘要不符"),
        ("UPDATE audit_entry SET actor_name = '别人'", "内容与摘要不符"),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond'", "内容与摘要不符"),
        ("UPDATE audit_entry SET digest = sha256('x')", "树根对不上"),
        ("UPDATE audit_seal SET root = sha256('x')", "链环对不上"),
        ("UPDATE audit_seal SET sealed_at = sealed_at + interval '1 second'", "链环对不上"),
        ("UPDATE audit_seal SET previous = sha256('x')", "没有接在上一环后面"),
        ("UPDATE audit_sealedentry SET leaf = leaf + 5", "应有 2 条"),
        ("DELETE FROM audit_sealedentry WHERE leaf = 1", "应有 2 条，实有 1 条"),
    ],
)
def test_tampering_breaks_the_chain(sql: str, fault: str) -> None:
    """绕过触发器改了库里任何一处，整链重算都看得出来。"""
    note(facts={"public": "已收到"})
    note(facts={"public": "已转办"})
    seal_entries(at=MONDAY)
    assert verify_chain().is_sound
    _tamper(sql)
    assert any(fault in found for found in verify_chain().faults)


@pytest.mark.django_db
def test_unsealed_entries_are_checked_too() -> None:
    """还没封印的条目，内容动过也查得出。"""
    note()
    assert verify_chain().is_sound
    _tamper("UPDATE audit_entry SET verb = 'audit.forged'")
    assert not verify_chain().is_sound


@pytest.mark.django_db
def test_the_nightly_check_leaves_its_own_record() -> None:
    """每夜核对自己也留痕；有问题就报错，不悄悄过去。"""
    note()
    assert check_chain(at=MONDAY).entries == 1
    assert Seal.objects.count() == 1
    _tamper("UPDATE audit_entry SET subject_id = 99 WHERE subject_kind = 'opinion'")
    with pytest.raises(ChainBroken, match="内容与摘要不符"):
        check_chain(at=TUESDAY)
    checks = Entry.objects.filter(verb="audit.check", subject_kind="audit").order_by("pk")
    assert [len(entry.facts["faults"]) for entry in checks] == [0, 1]
