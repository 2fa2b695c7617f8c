"""公示单：贴在家站室墙上的那一张。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from lianxin.kernel.errors import NotVisible
from lianxin.publicity.models import PublicLine
from lianxin.publicity.queries.matters import MatterCard, _public, card_of
from lianxin.stations.models import Station

MOST_ROWS = 60
"""一张公示单最多列几件；再多就看不清了。"""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """公示单上的一件：是什么、谁在办、到哪一步、最近说了什么、答复。"""

    card: MatterCard
    answer: str
    latest: str
    latest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张公示单。``more`` 是没列下的件数为真，请看网上。"""

    station_id: int
    station: str
    since: date
    rows: tuple[SheetRow, ...]
    more: bool


def posting_sheet(*, station_id: int, since: date) -> Sheet:
    """某家站室的公示单：没办结的全列，``since`` 以来有进展或新公开的办结件也列。三条语句。

    :raises NotVisible: 没有这个家站室
    """
    station = Station.objects.filter(pk=station_id).first()
    if station is None:
        raise NotVisible("没有这个家站室。")
    moved = PublicLine.objects.filter(matter=OuterRef("pk"), at__date__gte=since)
    rows = _public().filter(station=station_id)
    rows = rows.filter(Q(is_closed=False) | Q(published_at__date__gte=since) | Exists(moved))
    found = list(rows.order_by("is_closed", "-pk")[: MOST_ROWS + 1])
    latest = _latest(row.pk for row in found)
    listed = tuple(
        SheetRow(card_of(row), row.answer, *latest.get(row.pk, ("", None)))
        for row in found[:MOST_ROWS]
    )
    return Sheet(station.pk, station.name, since, listed, more=len(found) > MOST_ROWS)


def _latest(matter_ids: Iterable[int]) -> dict[int, tuple[str, datetime | None]]:
    lines = PublicLine.objects.filter(matter__in=list(matter_ids))
    newest = lines.order_by("matter", "-at", "-entry_id").distinct("matter")
    return {line.matter_id: (line.text, line.at) for line in newest}
