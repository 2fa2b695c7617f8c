"""留痕的写：记一条、记一批、核对全链。没有改，也没有删。"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from lianxin.audit.digest import Line, canonical, digest_of, new_salt, plain
from lianxin.audit.models import Entry
from lianxin.audit.seals import ChainReport, seal_entries, verify_chain
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.orgs.statements import execute_later, fetch

# 每一次写入都要经过这里：直接一条语句，省下的时间够算摘要。
_COLUMNS = (
    "at, actor_id, actor_name, actor_post, verb, subject_kind, subject_id, jurisdiction_id, "
    "thread, facts, salt, digest"
)
_PLACES = "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s"
_INSERT = f"INSERT INTO audit_entry ({_COLUMNS}) VALUES ({_PLACES}) RETURNING id"  # noqa: S608
_INSERT_NUMBERED = f"INSERT INTO audit_entry ({_COLUMNS}, id) VALUES ({_PLACES}, %s)"  # noqa: S608


def record(
    *,
    actor: Actor,
    at: datetime,
    verb: str,
    subject_kind: str,
    subject_id: int,
    jurisdiction_id: int | None = None,
    thread: int | None = None,
    facts: Mapping[str, Any] | None = None,
    number: int | None = None,
) -> int:
    """记一条留痕，返回编号；与它记的那件事同在一个事务里。

    :param verb: 稳定的点分动作名，如 ``opinion.register``；在 ``sentences`` 里要有中文
    :param thread: 线索号，一件事从头到尾同一个（源办件的编号）
    :param facts: 留下的材料；日期、小数按文字存
    :param number: 预先向序列要好的编号；有了它，可与这个用例里别的写并成一句
    """
    line, salt = (
        _tidy(
            Line(
                actor=actor,
                at=at,
                verb=verb,
                subject_kind=subject_kind,
                subject_id=subject_id,
                jurisdiction_id=jurisdiction_id,
                thread=thread,
                facts=facts or {},
            )
        ),
        new_salt(),
    )
    row = (
        at,
        line.actor.id,
        line.actor.name,
        line.actor.post,
        verb,
        subject_kind,
        subject_id,
        jurisdiction_id,
        thread,
        canonical(line.facts).decode(),
        salt,
        digest_of(line, salt),
    )
    if number is None:
        return int(fetch(_INSERT, row)[0][0])
    execute_later(_INSERT_NUMBERED, (*row, number))
    return number


def record_many(lines: Sequence[Line], *, ids: Sequence[int] = ()) -> list[int]:
    """一次记一批，返回各条编号，次序与给的相同。

    :param ids: 预先向序列要好的编号；不给就由数据库编
    """
    rows = [_entry(_tidy(line), new_salt()) for line in lines]
    for row, number in zip(rows, ids, strict=bool(ids)):
        row.pk = number
    return [row.pk for row in Entry.objects.bulk_create(rows, batch_size=1000)]


class ChainBroken(Exception):
    """留痕被动过：内容、树根或链环对不上。"""


def check_chain(*, at: datetime) -> ChainReport:
    """封完全部留痕，整链重算，并记下核对了多少、有没有问题。

    :raises ChainBroken: 有对不上的（核对记录照样留下）
    """
    seal_entries(at=at, everything=True)
    report = verify_chain()
    facts = {"seals": report.seals, "entries": report.entries, "faults": report.faults[:100]}
    record(actor=SYSTEM, at=at, verb="audit.check", subject_kind="audit", subject_id=0, facts=facts)
    if not report.is_sound:
        raise ChainBroken("；".join(report.faults[:5]))
    return report


def _tidy(line: Line) -> Line:
    """姓名、职务截到列宽，材料变成取出来不走样的 JSON。"""
    actor = Actor(line.actor.id, line.actor.name[:60], line.actor.post[:80])
    return replace(line, actor=actor, facts=plain(line.facts))


def _entry(line: Line, salt: bytes) -> Entry:
    return Entry(
        at=line.at,
        actor_id=line.actor.id,
        actor_name=line.actor.name,
        actor_post=line.actor.post,
        verb=line.verb,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        jurisdiction_id=line.jurisdiction_id,
        thread=line.thread,
        facts=line.facts,
        salt=salt,
        digest=digest_of(line, salt),
    )
