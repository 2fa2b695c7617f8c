"""规范对照的读：一个站历次的，一级人大各站最近一次的符合率。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.appraisal.models import NormCheck
from lianxin.appraisal.reading import Norm, get_norm
from lianxin.stations.models import Station

#: 对照表从这里取：别的模块从正门进。
__all__ = ["DEFINITION", "Norm", "get_norm", "norm_board", "overall", "station_checks"]

DEFINITION = "符合率＝做到的项数 ÷ 适用的项数，取最近一次对照；还没有对照的站不算进去。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """一项对照的结果。"""

    part: str
    text: str
    verdict: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CheckCard:
    """一次对照。"""

    on: date
    version: int
    met: int
    counted: int
    checked_by: str
    verdicts: tuple[Verdict, ...]

    @property
    def rate_words(self) -> str:
        """符合率，连同项数。"""
        return f"{self.met / self.counted:.0%}（{self.counted} 项里做到 {self.met} 项）"


@dataclass(frozen=True, slots=True)
class StationRate:
    """一个站最近一次对照；没有对照过的 ``check`` 为空。"""

    station_id: int
    name: str
    body: str
    check: CheckCard | None


def station_checks(*, station_id: int, norm: Norm) -> list[CheckCard]:
    """一个站历次对照，近的在前。一条查询。"""
    rows = NormCheck.objects.filter(station=station_id, norm=norm.key)
    return [_card(row, norm) for row in rows.order_by("-on", "-id")]


def norm_board(*, congress_id: int, norm: Norm, on: date) -> list[StationRate]:
    """各站最近一次对照，做得少的在前，没对照的在最后。两条查询。"""
    stations = Station.objects.filter(congress=congress_id).running(on=on).select_related("body")
    latest = NormCheck.objects.filter(norm=norm.key, station__congress=congress_id, on__lte=on)
    rows = latest.order_by("station", "-on", "-id").distinct("station")
    found = {row.station_id: _card(row, norm) for row in rows}
    lines = [
        StationRate(row.pk, row.name, row.body.short_name, found.get(row.pk))
        for row in stations.order_by("id")
    ]
    return sorted(lines, key=lambda line: _share(line.check))


def overall(lines: Iterable[StationRate]) -> str:
    """合起来的符合率：项数相加，不是各站平均。"""
    checks = [line.check for line in lines if line.check]
    counted, met = sum(c.counted for c in checks), sum(c.met for c in checks)
    if not counted:
        return "还没有站对照过。"
    return f"{len(checks)} 个站对照过，{counted} 项里做到 {met} 项，符合率 {met / counted:.0%}。"


def _share(check: CheckCard | None) -> float:
    return check.met / check.counted if check else 2


def _card(row: NormCheck, norm: Norm) -> CheckCard:
    words = {"met": "做到了", "unmet": "没做到", "na": "不适用"}
    return CheckCard(
        on=row.on,
        version=row.version,
        met=row.met,
        counted=row.counted,
        checked_by=row.checked_by,
        verdicts=tuple(
            Verdict(item.part, item.text, words[said["verdict"]], said["evidence"])
            for item in norm.items
            if (said := row.answers.get(item.key))
        ),
    )
