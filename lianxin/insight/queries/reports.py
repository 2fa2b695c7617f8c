"""做报告的读：做到哪了；做好的文件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.access.viewers import Viewer
from lianxin.insight.models import ReportRun
from lianxin.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class ReportCard:
    """做一份报告要显示的。"""

    id: int
    form: str
    form_label: str
    state: str
    state_label: str
    percent: int
    file_name: str
    document_id: int | None
    problem: str
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_moving(self) -> bool:
        """后台正在做，过一会儿再看。"""
        return self.state in (ReportRun.State.QUEUED, ReportRun.State.RUNNING)


def report_run(*, viewer: Viewer, pk: int) -> ReportCard:
    """做到哪了；代表工作机构看得见本级的。一条语句。

    :raises NotVisible: 没有，或不归他管
    """
    return _card(_row(viewer, pk))


def latest_reports(*, viewer: Viewer, jurisdiction_id: int, limit: int = 5) -> list[ReportCard]:
    """本级最近要的几份，新的在前。一条语句。"""
    if jurisdiction_id not in viewer.office_of:
        return []
    rows = ReportRun.objects.defer("content").filter(jurisdiction=jurisdiction_id)
    return [_card(row) for row in rows.order_by("-id")[:limit]]


def report_file(*, viewer: Viewer, pk: int) -> tuple[str, bytes]:
    """做好的文件：（文件名, 内容）。

    :raises NotVisible: 没有，不归他管，还没做好，或放满七日已经抹去
    """
    name = _row(viewer, pk).file_name
    content = ReportRun.objects.values_list("content", flat=True).get(pk=pk)
    if content is None:
        raise NotVisible("这份文件还没有做好，或放满七日已经抹去，请再做一份。")
    return name, bytes(content)


def _row(viewer: Viewer, pk: int) -> ReportRun:
    row = ReportRun.objects.defer("content").filter(pk=pk).first()
    if row is None or row.jurisdiction_id not in viewer.office_of:
        raise NotVisible("没有这份报告，或者您无权查看。")
    return row


def _card(row: ReportRun) -> ReportCard:
    return ReportCard(
        id=row.pk,
        form=row.form,
        form_label=row.get_form_display(),
        state=row.state,
        state_label=row.get_state_display(),
        percent=row.percent,
        file_name=row.file_name,
        document_id=row.document_id,
        problem=row.problem,
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
    )
