"""一条意见说给谁、记到哪里：扫了码的看码，没扫码的看选的站、代表或人大。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.orgs.queries import BodyCard, mandates_of
from lianxin.portal.words import congress_words, dotted
from lianxin.stations.models import Station
from lianxin.stations.queries import CodeCard, stations_of


@dataclass(frozen=True, slots=True)
class Target:
    """说给谁、记到哪里，以及页头上要写明的几样。``root`` 是选地点的那一片。"""

    jurisdiction_id: int
    channel: str
    congress: str
    root: str
    code_id: int | None = None
    station_id: int | None = None
    local_body_id: int | None = None
    deputy_id: int | None = None
    region_id: str | None = None
    region: str = ""
    station: str = ""
    deputy: str = ""
    reception: str = ""
    open_words: str = ""

    @property
    def where(self) -> str:
        """页头上的一行，如“某区人大 · 某街道 · 某联络站”；站名里有街道的不重复。"""
        return dotted(
            self.congress, "" if self.region in self.station else self.region, self.station
        )


def target_of_code(card: CodeCard) -> Target:
    """扫码来的。"""
    return Target(
        jurisdiction_id=card.congress_id,
        channel=Opinion.Channel.SCAN,
        congress=congress_words(card.congress_name),
        root=card.town_code,
        code_id=card.id,
        station_id=card.station_id,
        local_body_id=card.street_committee_id,
        deputy_id=card.deputy_id,
        region_id=card.region_code or None,
        region=card.region_name,
        station=card.station_name,
        deputy=card.deputy_name,
        reception=card.reception_words,
        open_words=card.open_words,
    )


def target_at_congress(congress: BodyCard) -> Target:
    """没有扫码，也没有指明哪个站。"""
    return Target(
        jurisdiction_id=congress.id,
        channel=Opinion.Channel.WEB,
        congress=congress_words(congress.name),
        root=congress.region_code,
    )


def target_at_station(station_id: int, *, on: date) -> Target:
    """在网上的某个站说。一条语句。

    :raises NotVisible: 没有这个站，或已经关闭
    """
    rows = Station.objects.running(on=on).select_related("congress", "region")
    row = rows.filter(pk=station_id).first()
    if row is None:
        raise NotVisible("没有这个家站室，可能已经关闭。")
    village = row.region.level == "village"
    return Target(
        jurisdiction_id=row.congress_id,
        channel=Opinion.Channel.WEB,
        congress=congress_words(row.congress.name),
        root=row.region.parent_id or row.region_id if village else row.region_id,
        station_id=row.pk,
        local_body_id=row.body_id,
        region_id=row.region_id,
        region=row.region.name,
        station=row.name,
    )


def target_of_deputy(person_id: int, *, congress: BodyCard, on: date) -> Target:
    """说给某位代表听；他在几级人大任职的，记到这个网站的这一级，没有就记到他最高的一级。

    :raises NotVisible: 不是在任代表
    """
    held = mandates_of(person_id, on=on)
    if not held:
        raise NotVisible("没有这位代表。")
    mandate = next((each for each in held if each.congress_id == congress.id), held[0])
    station = next(iter(stations_of(person_id=person_id, on=on)), None)
    return Target(
        jurisdiction_id=mandate.congress_id,
        channel=Opinion.Channel.WEB,
        congress=congress_words(mandate.congress_name),
        root=station.region_code if station else congress.region_code,
        station_id=station.id if station else None,
        local_body_id=station.body_id if station else None,
        deputy_id=person_id,
        region_id=station.region_code if station else None,
        station=station.name if station else "",
        deputy=mandate.person_name,
    )
