"""规范对照的读：一个站历次的，一级人大各站最近一次的符合率。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from lianxin.appraisal.models import NormCheck, NormEvidence
from lianxin.appraisal.reading import EVIDENCE, Norm, NormItem, get_norm
from lianxin.files.queries import AttachmentCard, attachments_of_many
from lianxin.kernel.errors import NotVisible
from lianxin.stations.models import Station

#: 对照表从这里取：别的模块从正门进。
__all__ = [
    "DEFINITION",
    "PROOF",
    "Norm",
    "evidence_of",
    "evidence_station",
    "get_norm",
    "norm_board",
    "overall",
    "station_checks",
]

DEFINITION = "符合率＝做到的项数 ÷ 适用的项数，取最近一次对照；还没有对照的站不算进去。"

PROOF = "有依据＝现在放着至少一份没有撤下的依据的项数，占对照表全部项数；与做到没有各算各的。"


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
class Evidence:
    """一项要求的一份依据。"""

    id: int
    item: str
    words: str
    link: str
    files: tuple[AttachmentCard, ...]
    next_on: date | None
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """一项要求，连同现有的依据。"""

    item: NormItem
    evidence: tuple[Evidence, ...]

    def is_due(self, today: date) -> bool:
        """有一份说好再查的日子过了。"""
        return any(one.next_on is not None and one.next_on < today for one in self.evidence)


@dataclass(frozen=True, slots=True)
class StationRate:
    """一个站最近一次对照，现在有依据的是几项；没有对照过的 ``check``、``next_on`` 为空。"""

    station_id: int
    name: str
    body: str
    check: CheckCard | None
    proved: int
    next_on: date | None


def station_checks(*, station_id: int, norm: Norm) -> list[CheckCard]:
    """一个站历次对照，近的在前。一条查询。"""
    rows = NormCheck.objects.filter(station=station_id, norm=norm.key)
    return [_card(row, norm) for row in rows.order_by("-on", "-id")]


def evidence_of(*, station_id: int, norm: Norm) -> list[ItemEvidence]:
    """一个站各项现有的依据，先放的在前。两条查询。"""
    rows = NormEvidence.objects.filter(station=station_id, norm=norm.key, withdrawn_at=None)
    kept = list(rows.order_by("id"))
    files = attachments_of_many(
        subject_kind=EVIDENCE, subject_ids=[row.pk for row in kept], seen_by="staff"
    )
    found: dict[str, list[Evidence]] = {item.key: [] for item in norm.items}
    for row in kept:
        if row.item in found:
            found[row.item].append(_evidence(row, files.get(row.pk, ())))
    return [ItemEvidence(item, tuple(found[item.key])) for item in norm.items]


def _evidence(row: NormEvidence, files: Sequence[AttachmentCard]) -> Evidence:
    return Evidence(
        row.pk,
        row.item,
        row.words,
        row.link,
        tuple(files),
        row.next_on,
        row.added_by,
        row.added_at,
    )


def evidence_station(pk: int) -> int:
    """这份依据是哪个站的。

    :raises NotVisible: 没有
    """
    found = NormEvidence.objects.filter(pk=pk).values_list("station", flat=True).first()
    if found is None:
        raise NotVisible("没有这份依据。")
    return found


def norm_board(*, congress_id: int, norm: Norm, on: date) -> list[StationRate]:
    """各站最近一次对照，做得少的在前，没对照的在最后。三条查询。"""
    stations = Station.objects.filter(congress=congress_id).running(on=on).select_related("body")
    latest = NormCheck.objects.filter(norm=norm.key, station__congress=congress_id, on__lte=on)
    rows = latest.order_by("station", "-on", "-id").distinct("station")
    found = {row.station_id: _card(row, norm) for row in rows}
    proved = _proved(congress_id, norm)
    lines = [
        StationRate(
            row.pk,
            row.name,
            row.body.short_name,
            found.get(row.pk),
            proved.get(row.pk, 0),
            norm.next_on(found[row.pk].on) if row.pk in found else None,
        )
        for row in stations.order_by("id")
    ]
    return sorted(lines, key=lambda line: _share(line.check))


def _proved(congress_id: int, norm: Norm) -> dict[int, int]:
    """各站现在有依据的是几项；对照表里已经没有的项不算。"""
    rows = NormEvidence.objects.filter(
        station__congress=congress_id,
        norm=norm.key,
        withdrawn_at=None,
        item__in=[item.key for item in norm.items],
    )
    counted = rows.values_list("station").annotate(items=Count("item", distinct=True))
    return dict(counted.order_by())


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
