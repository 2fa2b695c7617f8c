"""网页导入的几步：传上来、核对、确认、导、作废。核对和导由后台做，中断了接着做。"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localtime
from procrastinate.contrib.django import app

from lianxin.access.contacts import seal, unseal
from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.audit.usecases import record
from lianxin.exchange import kinds
from lianxin.exchange.categories import register_shipped
from lianxin.exchange.importing import Progress, Summary, perform, rehearse
from lianxin.exchange.models import ImportRun
from lianxin.exchange.offices import acting
from lianxin.exchange.reading import MOST_MEGABYTES
from lianxin.files.names import display_name
from lianxin.files.refusals import FileTooLarge
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, RuleViolation

State = ImportRun.State
KEPT_FOR: Final = timedelta(days=7)
#: 这么小的表当场核对，不用等后台。
SMALL: Final = 256 * 1024
MOST_LINES: Final = 500
_SAMPLE: Final = 20


class AlreadyMoved(Conflict):
    """这次导入已经走到别的步了。"""


def upload_sheet(
    *, kind: str, content: bytes, name: str, congress_id: int, viewer: Viewer, at: datetime
) -> ImportRun:
    """收一份表；小的当场核对，大的交给后台核对。

    :raises FileTooLarge: 太大
    :raises RuleViolation: 小表当场就读不了，说明为什么
    """
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(f"表超过 {MOST_MEGABYTES} MB，请删去图片和多余的列，或分成几份再传")
    run = _store(kinds.kind_named(kind).key, content, name, congress_id, viewer, at=at)
    if len(content) > SMALL:
        _defer("exchange.check", run)
        return run
    checked = check_run(run_id=run.pk, at=at)
    if checked.state == State.FAILED:
        raise RuleViolation(checked.problem)
    return checked


@transaction.atomic
def _store(
    kind: str, content: bytes, name: str, congress_id: int, viewer: Viewer, *, at: datetime
) -> ImportRun:
    run = ImportRun.objects.create(
        congress_id=congress_id,
        kind=kind,
        file_name=display_name(name, name.rpartition(".")[2].lower()[:5] or "csv"),
        state=State.CHECKING,
        uploaded_by_id=viewer.account_id or 0,
        uploaded_by_name=viewer.name[:60],
        uploaded_at=at,
    )
    # 密文绑定这一次导入，挪到别处解不开。
    run.sealed = seal({"file": base64.b64encode(content).decode()}, bound_to=_bound(run))
    run.save(update_fields=["sealed"])
    _note(run, "import.upload", viewer.as_actor(), at=at, kind=kind)
    return run


def check_run(*, run_id: int, at: datetime) -> ImportRun:
    """核对：每一行会怎样，一个字也不写进账里。已经核对过的不再核对。"""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != State.CHECKING:
        return run
    try:
        reading = kinds.read(
            kinds.kind_named(run.kind), _content(run), congress=run.congress, at=at
        )
    except RuleViolation as refusal:
        return _fail(run, str(refusal), at=at)
    summary = rehearse(reading, kind=run.kind)
    first = [line.title for line in reading.lines if line.story][:_SAMPLE]
    run.state, run.total = State.CHECKED, summary.total
    run.summary = {**_shown(summary), "first": first}
    run.save(update_fields=["state", "total", "summary"])
    return run


@transaction.atomic
def confirm_run(*, run_id: int, actor: Actor, at: datetime) -> ImportRun:
    """确认导入：排进后台。

    :raises AlreadyMoved: 已经确认过，或者已经作废
    """
    run = _locked(run_id, State.CHECKED, State.FAILED)
    run.state, run.problem = State.QUEUED, ""
    run.save(update_fields=["state", "problem"])
    _note(run, "import.confirm", actor, at=at)
    _defer("exchange.perform", run)
    return run


@transaction.atomic
def drop_run(*, run_id: int, actor: Actor, at: datetime) -> ImportRun:
    """作废：表的内容抹去。

    :raises AlreadyMoved: 已经在导
    """
    run = _locked(run_id, State.CHECKING, State.CHECKED, State.FAILED)
    _finish(run, State.DROPPED, at=at)
    _note(run, "import.drop", actor, at=at)
    return run


def perform_run(*, run_id: int, at: datetime) -> ImportRun:
    """真导：以上传人此刻的身份办。可以反复跑：导过的行认得出，不会再导。"""
    run = ImportRun.objects.select_related("congress").get(pk=run_id)
    if run.state not in (State.QUEUED, State.RUNNING):
        return run
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    try:
        summary = _carry_out(run, at=at)
    except RuleViolation as refusal:
        return _fail(run, str(refusal), at=at)
    return _complete(run, summary, at=at)


def _carry_out(run: ImportRun, *, at: datetime) -> Summary:
    account = Account.objects.get(pk=run.uploaded_by_id)
    doer = acting(viewer_for(account, today=localtime(at).date()))
    register_shipped(actor=doer.actor(), at=at)
    reading = kinds.read(kinds.kind_named(run.kind), _content(run), congress=run.congress, at=at)
    return perform(reading, kind=run.kind, doer=doer, at=at, progress=_watch(run))


def _watch(run: ImportRun) -> Progress:
    def report(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done=done, total=total)

    return report


@transaction.atomic
def _complete(run: ImportRun, summary: Summary, *, at: datetime) -> ImportRun:
    run.summary, run.total, run.done = _shown(summary), summary.total, summary.total
    _finish(run, State.DONE, at=at)
    counts = {name: run.summary[name] for name in ("total", "added", "skipped", "refused")}
    _note(run, "import.finish", Actor(run.uploaded_by_id, run.uploaded_by_name), at=at, **counts)
    return run


def sweep_kept(*, at: datetime) -> int:
    """放满七日还没导完的，内容抹去。返回抹了几份。"""
    stale = ImportRun.objects.filter(sealed__isnull=False, uploaded_at__lt=at - KEPT_FOR)
    return stale.update(sealed=None, state=State.DROPPED, finished_at=at)


def _shown(summary: Summary) -> dict[str, Any]:
    """结果留着给人看：毛病最多列五百行；标题是群众的话，不留。"""
    told = summary.as_json()
    lines = [{**line, "title": ""} for line in told["reported"][:MOST_LINES]]
    return {**told, "reported": lines, "more": max(0, len(told["reported"]) - MOST_LINES)}


def _fail(run: ImportRun, problem: str, *, at: datetime) -> ImportRun:
    run.state, run.problem, run.finished_at = State.FAILED, problem[:300], at
    run.save(update_fields=["state", "problem", "finished_at"])
    return run


def _finish(run: ImportRun, state: str, *, at: datetime) -> None:
    run.state, run.sealed, run.finished_at = state, None, at
    run.save()


def _locked(run_id: int, *states: str) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.state not in states or run.sealed is None:
        raise AlreadyMoved(f"这份表现在是“{run.get_state_display()}”，这一步不能再办。")
    return run


def _content(run: ImportRun) -> bytes:
    if run.sealed is None:
        raise AlreadyMoved("表的内容已经抹去，请重新传一份。")
    return base64.b64decode(unseal(bytes(run.sealed), bound_to=_bound(run))["file"])


def _bound(run: ImportRun) -> str:
    return f"import:{run.pk}"


def _defer(task: str, run: ImportRun) -> None:
    """同一次导入不会有两个后台任务一起做。"""
    name = f"{task}-{run.pk}"
    app.configure_task(task, lock=f"import-{run.pk}", queueing_lock=name).defer(run_id=run.pk)


def _note(run: ImportRun, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    given: Mapping[str, Any] = {"file": run.file_name, **facts}
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="import",
        subject_id=run.pk,
        jurisdiction_id=run.congress_id,
        facts=given,
    )
