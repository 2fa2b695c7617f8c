"""网页导入的读：最近几次，和一次的全部。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lianxin.access.viewers import Viewer
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import ImportRun
from lianxin.exchange.policies import imports_for
from lianxin.kernel.errors import NotVisible

LATEST: Final = 20
_OPEN: Final = ("checking", "queued", "running")


@dataclass(frozen=True, slots=True)
class RunCard:
    """一次导入要显示的全部。"""

    id: int
    kind_label: str
    file_name: str
    state: str
    state_label: str
    total: int
    done: int
    summary: dict[str, Any]
    problem: str
    uploaded_by: str
    uploaded_at: datetime
    finished_at: datetime | None
    may_act: bool

    @property
    def is_moving(self) -> bool:
        """后台正在做，过一会儿再看。"""
        return self.state in _OPEN

    @property
    def percent(self) -> int:
        """导了百分之几；没导完的不到一百。"""
        return min(99, 100 * self.done // self.total) if self.total else 0


def runs(*, viewer: Viewer) -> list[RunCard]:
    """这级人大最近的导入：代工委看得见全部，别人看得见自己传的。"""
    rows = ImportRun.objects.defer("sealed").filter(congress=imports_for(viewer))
    mine = rows if viewer.office_of else rows.filter(uploaded_by_id=viewer.account_id or 0)
    return [_card(row, viewer) for row in mine.order_by("-id")[:LATEST]]


def get_run(*, viewer: Viewer, pk: int) -> RunCard:
    """取一次。

    :raises NotVisible: 没有，或者不是他传的、也不归他管
    """
    row = ImportRun.objects.defer("sealed").filter(pk=pk, congress=imports_for(viewer)).first()
    if row is None or not (
        row.uploaded_by_id == viewer.account_id or row.congress_id in viewer.office_of
    ):
        raise NotVisible("没有这次导入，或者您无权查看。")
    return _card(row, viewer)


def _card(row: ImportRun, viewer: Viewer) -> RunCard:
    return RunCard(
        id=row.pk,
        kind_label=KINDS[row.kind].label,
        file_name=row.file_name,
        state=row.state,
        state_label=row.get_state_display(),
        total=row.total,
        done=row.done,
        summary=row.summary,
        problem=row.problem,
        uploaded_by=row.uploaded_by_name,
        uploaded_at=row.uploaded_at,
        finished_at=row.finished_at,
        may_act=row.uploaded_by_id == viewer.account_id,
    )
