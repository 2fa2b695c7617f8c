"""调研的口径、结束、报告。口径只记日子，数永远现算；报告公开了的记下是哪一篇。"""

from __future__ import annotations

from datetime import date, datetime

from lianxin.activities.models import Research, ResearchCutoff, ResearchReport
from lianxin.activities.usecases.research import ResearchRefused, log, run_by
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole


@whole
def set_cutoff(
    *, research_id: int, on: date, label: str, actor: Doer, at: datetime
) -> ResearchCutoff:
    """定一个口径：以后照这个日子，随时算得出同样的数。

    :raises ResearchRefused: 日子还没到，没写用在哪里，或重名
    """
    row = run_by(research_id, actor, even_closed=True)
    words = clean(label)[:60]
    if not row.starts_on <= on <= day_of(at):
        raise ResearchRefused("日子不对。", {"on": "口径截到调研开始以后、今天以前。"})
    if not words or ResearchCutoff.objects.filter(research=row, label=words).exists():
        raise ResearchRefused("请写用在哪里。", {"label": "写明用在哪份材料上，不能重名。"})
    made = ResearchCutoff.objects.create(research=row, on=on, label=words)
    log(row, "research.cutoff", actor, at, label=words, on=on.isoformat())
    return made


@whole
def close_research(*, research_id: int, actor: Doer, at: datetime) -> Research:
    """结束一项调研：不再派、不再记走访；问题照样办到销号。"""
    row = run_by(research_id, actor)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    log(row, "research.close", actor, at, title=row.title)
    return row


@whole
def write_report(
    *, research_id: int, title: str, text: str, actor: Doer, at: datetime
) -> ResearchReport:
    """写成一份报告。

    :raises ResearchRefused: 缺标题或正文太短
    """
    row = run_by(research_id, actor, even_closed=True)
    if not clean(title) or len(clean(text)) < 20:
        raise ResearchRefused("报告要有标题和正文。", {"text": "正文至少二十个字。"})
    made = ResearchReport.objects.create(
        research=row,
        title=clean(title)[:80],
        text=clean(text),
        written_by=str(actor.actor()),
        written_at=at,
    )
    log(row, "research.report", actor, at, title=made.title)
    return made


@whole
def note_published(*, report_id: int, article_id: int, actor: Doer, at: datetime) -> ResearchReport:
    """记下报告公开在门户的哪一篇。

    :raises ResearchRefused: 已经公开过
    """
    report = ResearchReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotVisible("没有这份报告。")
    row = run_by(report.research_id, actor, even_closed=True)
    if report.article_id is not None:
        raise ResearchRefused("这份报告已经公开了。")
    report.article_id = article_id
    report.save(update_fields=["article_id"])
    log(row, "research.publish", actor, at, title=report.title)
    return report
