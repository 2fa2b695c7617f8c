"""做办理情况报告：排进后台、一步一步做、做好给人下载；中断了从头再做，不会印发两次。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localtime
from procrastinate.contrib.django import app

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.audit.usecases import record
from lianxin.documents.letters import Letterhead
from lianxin.documents.papers import Paper
from lianxin.documents.printing import pdf_file
from lianxin.documents.usecases import Issue, issue_document
from lianxin.documents.wordfiles import word_file
from lianxin.files.names import display_name
from lianxin.insight.models import ReportRun
from lianxin.insight.queries.annual import count_year
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole
from lianxin.suggestions.queries.papers import Scope, annual_report, entries_of

State, Form = ReportRun.State, ReportRun.Form
KEPT_FOR: Final = timedelta(days=7)
#: 数数、读一览表、排版各占进度条到百分之几。
COUNTED, READ, SET = 5, 50, 99
Progress = Callable[[int, int], None]


class NoReport(RuleViolation):
    """报告做不了；消息说明怎么办。"""


@whole
def ask_report(
    *, scope: Scope, form: str, given: dict[str, Any], viewer: Viewer, actor: Actor, at: datetime
) -> ReportRun:
    """要一份报告，排进后台。

    :param given: ``signer contact phone copies words issuer``，``issuer`` 是发文机关的编号
    :raises NoReport: 没有这种文件，印发没写签发人，或前一份还没做完
    """
    if form not in Form:
        raise NoReport("请选 Word、PDF 或编号印发。")
    if form == Form.ISSUE and not given.get("signer"):
        raise NoReport("编号印发要写签发人。")
    mine = ReportRun.objects.filter(asked_by_id=viewer.account_id or 0)
    if mine.filter(state__in=(State.QUEUED, State.RUNNING)).exists():
        raise NoReport("您要的前一份还没有做完，请等它做好再要下一份。")
    run = ReportRun.objects.create(
        jurisdiction_id=scope.jurisdiction_id,
        session_id=scope.session_id,
        year=scope.year,
        form=form,
        given=given,
        asked_by_id=viewer.account_id or 0,
        asked_by_name=viewer.name[:60],
        asked_at=at,
    )
    _note(run, "report.asked", actor, at=at)
    task = app.configure_task("insight.report", lock=f"report-{run.pk}")
    task.defer(run_id=run.pk)
    return run


def perform_report(*, run_id: int, at: datetime) -> ReportRun:
    """做一份：以要的人此刻的身份做。做好了的不再做。"""
    run = ReportRun.objects.select_related("jurisdiction").get(pk=run_id)
    if run.state not in (State.QUEUED, State.RUNNING):
        return run
    ReportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    try:
        paper = _paper(run, at=at)
        if run.form == Form.ISSUE:
            return _issued(run, paper, at=at)
        return _kept(run, paper, at=at)
    except RuleViolation as refusal:
        run.state, run.problem, run.finished_at = State.FAILED, str(refusal)[:300], at
        run.save(update_fields=["state", "problem", "finished_at"])
        return run


def sweep_reports(*, actor: Actor, at: datetime) -> int:
    """做好满七日的文件抹去，要的话再做一份。返回抹了几份。"""
    del actor
    stale = ReportRun.objects.filter(content__isnull=False, finished_at__lt=at - KEPT_FOR)
    return stale.update(content=None)


def scope_of(run: ReportRun) -> Scope:
    """这一份是哪个范围的。"""
    return Scope(run.jurisdiction_id, session_id=run.session_id, year=run.year)


def _paper(run: ReportRun, *, at: datetime) -> Paper:
    counts = count_year(scope_of(run), today=localtime(at).date())
    _watch(run, 0, COUNTED)(1, 1)
    given = run.given
    issuer = Body.objects.get(pk=given["issuer"])
    head = Letterhead(
        issuer.name, given["signer"], given["contact"], given["phone"], tuple(given["copies"])
    )
    entries = entries_of(scope_of(run), progress=_watch(run, COUNTED, READ))
    return annual_report(
        scope=scope_of(run), head=head, counts=counts, entries=entries, words=given["words"]
    )


def _watch(run: ReportRun, since: int, until: int) -> Progress:
    """这一段做了几分之几，换算成整份的百分之几。"""

    def report(done: int, total: int) -> None:
        percent = since + (until - since) * done // max(total, 1)
        ReportRun.objects.filter(pk=run.pk).update(percent=percent)

    return report


def _kept(run: ReportRun, paper: Paper, *, at: datetime) -> ReportRun:
    if run.form == Form.PDF:
        run.content = pdf_file(paper, progress=_watch(run, READ, SET))
    else:
        run.content = word_file(paper)
    run.file_name = display_name(f"{paper.title}.{run.form}", run.form)
    return _finish(run, at=at)


@transaction.atomic
def _issued(run: ReportRun, paper: Paper, *, at: datetime) -> ReportRun:
    """印发和记下做好了在同一个事务里，所以中断了再做也只印发一次。"""
    account = Account.objects.select_related("person").get(pk=run.asked_by_id)
    viewer = viewer_for(account, today=localtime(at).date())
    issue = Issue(issuer_id=run.given["issuer"], kind=paper.kind, paper=paper)
    actor = viewer.as_actor(run.given["issuer"])
    run.document_id = issue_document(issue=issue, actor=actor, at=at).pk
    return _finish(run, at=at)


def _finish(run: ReportRun, *, at: datetime) -> ReportRun:
    run.state, run.percent, run.finished_at = State.DONE, 100, at
    run.save()
    return run


def _note(run: ReportRun, verb: str, actor: Actor, *, at: datetime) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="report",
        subject_id=run.pk,
        jurisdiction_id=run.jurisdiction_id,
        facts={"form": run.get_form_display()},
    )
