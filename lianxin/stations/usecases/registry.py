"""家站室名录：登记、记大事；数字按日期可复现，所以只增不改。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Region
from lianxin.stations.models import OpeningHours, Station, StationEvent
from lianxin.stations.opening import Span, week_words
from lianxin.stations.usecases.opening import week_rows

#: 可以直接修改的资料；开放时间另有一张表。
CHANGEABLE = frozenset({"address", "theme", "siting", "brand", "brand_story"})
#: 新登记的站，开放时间先照这一份，再改。
DEFAULT_WEEK = tuple(Span(weekday, time(9), time(17)) for weekday in range(5))


class StationRefused(RuleViolation):
    """家站室登记不了、改不了。"""


@transaction.atomic
def register_station(
    *,
    congress: Body,
    body: Body,
    name: str,
    kind: str,
    region: Region,
    opened_on: date,
    actor: Actor,
    at: datetime,
    address: str = "",
    parent: Station | None = None,
    functions: Iterable[str] = (Station.Function.LIAISON,),
    theme: str = "",
    siting: str = "",
    brand: str = "",
    brand_story: str = "",
    industry: str = "",
) -> Station:
    """登记一个家站室，同时记下“新建”这件大事。

    :param body: 主管的街道工委；扫码的意见由它登记
    :raises StationRefused: 重名、上级站不在本级，或产业联系点没写产业
    """
    if Station.objects.filter(congress=congress, name=name).exists():
        raise StationRefused(f"已有叫“{name}”的家站室，请换一个名称")
    if kind == Station.Kind.INDUSTRY and not industry:
        raise StationRefused("产业代表联系点请写明是什么产业")
    if parent is not None and parent.congress_id != congress.pk:
        raise StationRefused(f"上级站“{parent.name}”不在本级人大，请核对")
    station = Station.objects.create(
        congress=congress,
        body=body,
        name=name,
        kind=kind,
        region=region,
        address=address or region.name,
        hours=week_words(DEFAULT_WEEK),
        parent=parent,
        functions=list(functions),
        theme=theme,
        siting=siting,
        brand=brand,
        brand_story=brand_story,
        industry=industry,
        opened_on=opened_on,
    )
    StationEvent.objects.create(station=station, kind="built", happened_on=opened_on)
    OpeningHours.objects.bulk_create(week_rows(station, DEFAULT_WEEK, on=opened_on))
    _record(
        station, verb="station.register", actor=actor, at=at, facts={"name": name, "kind": kind}
    )
    return station


@transaction.atomic
def record_event(
    *,
    station_id: int,
    kind: str,
    happened_on: date,
    actor: Actor,
    at: datetime,
    note: str = "",
    new_kind: str = "",
    new_name: str = "",
    new_functions: Iterable[str] = (),
) -> StationEvent:
    """记一件大事：提升、更名、关闭、列为试点。

    :param new_kind: 提升成什么种类；不变就不填
    :param new_functions: 提升后增加的功能
    :raises StationRefused: 早于开放或晚于关闭，补记在后来的提升之前，或没写新名称
    """
    station = Station.objects.select_for_update().get(pk=station_id)
    _check_event(station, kind=kind, on=happened_on, new_kind=new_kind, new_name=new_name)
    event = StationEvent.objects.create(
        station=station,
        kind=kind,
        happened_on=happened_on,
        note=note or (f"原名{station.name}" if new_name else ""),
        kind_before=station.kind if new_kind else "",
    )
    station.kind = new_kind or station.kind
    station.name = new_name or station.name
    station.functions = list(dict.fromkeys([*station.functions, *new_functions]))
    if kind == StationEvent.Kind.CLOSED:
        station.closed_on = happened_on
    station.save(update_fields=["kind", "name", "functions", "closed_on"])
    facts = {"kind": kind, "on": happened_on.isoformat(), "note": note}
    _record(station, verb="station.event", actor=actor, at=at, facts=facts)
    return event


@transaction.atomic
def change_station(*, station_id: int, actor: Actor, at: datetime, **facts: str) -> Station:
    """修改地址、主题、品牌等资料；名称和种类要记大事，开放时间另改。

    :param facts: 要改的项，见 ``CHANGEABLE``
    :raises StationRefused: 有不能这样改的项，或站已关闭
    """
    if fixed := sorted(facts.keys() - CHANGEABLE):
        raise StationRefused(f"{'、'.join(fixed)} 不能直接改；更名、提升、关闭请记大事")
    station = Station.objects.select_for_update().get(pk=station_id)
    if station.closed_on is not None:
        raise StationRefused(f"“{station.name}”已于 {station.closed_on} 关闭，资料不再改")
    for name, text in facts.items():
        setattr(station, name, text.strip())
    station.save(update_fields=list(facts))
    _record(station, verb="station.change", actor=actor, at=at, facts=facts)
    return station


def _check_event(station: Station, *, kind: str, on: date, new_kind: str, new_name: str) -> None:
    if station.closed_on is not None:
        raise StationRefused(f"“{station.name}”已于 {station.closed_on} 关闭，不能再记大事")
    if on < station.opened_on:
        raise StationRefused(f"“{station.name}”{station.opened_on} 才开放，请核对日期")
    if kind == StationEvent.Kind.BUILT:
        raise StationRefused("新建在登记时已经记下，不必再记")
    if kind == StationEvent.Kind.RENAMED and not new_name:
        raise StationRefused("更名请写明新名称")
    if new_kind and kind != StationEvent.Kind.UPGRADED:
        raise StationRefused("改变种类请记为“提升”")
    # 种类按日期倒推：提升须按先后记，中间插一笔会使历史数字前后矛盾。
    later = StationEvent.objects.filter(station=station, happened_on__gt=on).exclude(kind_before="")
    if new_kind and later.exists():
        raise StationRefused("这一天之后已有提升的记录，请按先后顺序记")


def _record(
    station: Station, *, verb: str, actor: Actor, at: datetime, facts: dict[str, str]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts=facts,
    )
