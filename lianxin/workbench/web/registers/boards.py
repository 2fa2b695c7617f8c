"""换个角度看家站室：总览、按日期的数字、覆盖、主题选址、一站一品、产业联系点、标准化。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Region
from lianxin.stations import queries
from lianxin.stations.models import Station
from lianxin.stations.queries.ledger import SitingLine, siting_lines
from lianxin.workbench.queries.registers import opinions_by_station
from lianxin.workbench.web.desk import Desk, day, show
from lianxin.workbench.web.lists import kept, query
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.tables import (
    Figure,
    Line,
    Link,
    Mark,
    Table,
    exports_of,
    table_sheet,
    yes,
)

#: 没写从哪天起，就看最近一年。
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asked:
    """问的是哪一天、从哪天起的数字。"""

    congress_id: int
    on: date
    since: date


@dataclass(frozen=True, slots=True)
class Board:
    """一块板：几个数、几张表。``tree`` 是层级总览才有。"""

    title: str
    lead: str
    tables: Sequence[Table]
    figures: Sequence[Figure] = ()
    tree: tuple[queries.StationNode, ...] = ()


def station_link(pk: int, name: str, fine: str = "") -> Link:
    """点到站点页。"""
    return Link(name, reverse("workbench:station", args=(pk,)), fine)


def _network(asked: Asked) -> Board:
    board = queries.station_board(congress_id=asked.congress_id, on=asked.on, since=asked.since)
    rows = tuple(_node_rows(board.roots, 0))
    heads = ("家站室", "种类", "层级", "连同下级几个站", "代表（按人）", "接待次数")
    return Board(
        "阵地总览",
        "总站、中心站、站、点逐级汇总：数字含下面各级；一位代表在几个站只算一个人。",
        [Table("阵地总览", heads, rows, "还没有登记家站室。")],
        [
            Figure("家站室", board.stations, "个"),
            Figure("进站代表", board.deputies, "人"),
            Figure("接待群众", board.receptions, "次"),
        ],
        board.roots,
    )


def _node_rows(nodes: Sequence[queries.StationNode], depth: int) -> Sequence[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for node in nodes:
        name = station_link(node.card.id, node.card.name)
        numbers = (node.stations, node.deputies, node.receptions)
        rows.append((name, node.card.kind_label, depth + 1, *numbers))
        rows += _node_rows(node.children, depth + 1)
    return rows


def _counts(asked: Asked) -> Board:
    counts = queries.counts_by_kind(congress_id=asked.congress_id, on=asked.on)
    events = queries.events_between(
        congress_id=asked.congress_id, since=asked.since, until=asked.on
    )
    firsts = queries.firsts_of_kind(congress_id=asked.congress_id)
    return Board(
        "按日期的数字",
        "选哪一天，就是那一天的数：后来提升、关闭的，按当时的样子算。",
        [
            Table("各种类几个", ("种类", "个数"), tuple(counts.labelled), "那一天还没有家站室。"),
            Table("大事", ("家站室", "什么事", "日期", "说明"), tuple(map(_event_row, events))),
            Table(
                "各种类的第一个",
                ("家站室", "种类", "开放日期"),
                tuple(
                    (station_link(one.station_id, one.station_name), one.kind_label, one.opened_on)
                    for one in firsts
                ),
            ),
        ],
        [
            Figure("家站室一共", counts.total, "个"),
            *(Figure(f"期间{label}", number, "件") for label, number in _event_counts(events)),
        ],
    )


def _event_row(one: queries.EventLine) -> tuple[Any, ...]:
    return (
        station_link(one.station_id, one.station_name),
        one.kind_label,
        one.happened_on,
        one.note,
    )


def _event_counts(events: Sequence[queries.EventLine]) -> list[tuple[str, int]]:
    labels = [one.kind_label for one in events]
    return [(label, labels.count(label)) for label in dict.fromkeys(labels)]


def _coverage(asked: Asked) -> Board:
    found = queries.station_coverage(congress_id=asked.congress_id, on=asked.on)
    kinds = [kind for kind in Station.Kind.labels if any(kind in p.kinds for p in found.places)]
    heads = ("街道、村（社区）", "有没有站", "几个", *kinds)
    rows = tuple(_place_row(place, kinds) for place in found.places)
    figures = []
    for level, label in ((Region.Level.TOWN, "街道（乡镇）"), (Region.Level.VILLAGE, "村（社区）")):
        have, whole = found.ratio(level)
        figures.append(Figure(f"{label}有站的", f"{have}/{whole}", "个"))
    return Board(
        "阵地全覆盖",
        "每个街道、每个村（社区）有哪几类站；街道有站，是指街道和下面任何一处有站。",
        [Table("覆盖表", heads, rows, "还没有登记街道、村（社区）。")],
        figures,
    )


def _place_row(place: queries.CoveredPlace, kinds: Sequence[str]) -> tuple[Any, ...]:
    name = place.name if place.level == Region.Level.TOWN else f"　{place.name}"
    ticks = ("✓" if kind in place.kinds else "" for kind in kinds)
    return (name, yes(place.is_covered, ("有站", "还没有站")), place.stations, *ticks)


def _themes(asked: Asked) -> Board:
    lines = queries.theme_statistics(congress_id=asked.congress_id, on=asked.on, since=asked.since)
    heard = opinions_by_station(congress_id=asked.congress_id, since=asked.since, until=asked.on)
    sitings = siting_lines(congress_id=asked.congress_id, on=asked.on)
    rows = tuple(
        (
            line.theme,
            len(line.stations),
            line.deputies,
            line.receptions,
            sum(heard.get(card.id, 0) for card in line.stations),
        )
        for line in lines
    )
    heads = ("主题", "几个站", "代表（按人）", "接待次数", "收到意见")
    return Board(
        "主题与选址",
        "按主题设站：每个主题几个站、多少代表、接待了几次、收到多少条意见。",
        [
            Table("按主题", heads, rows, "还没有写明主题的站。"),
            Table(
                "按选址",
                ("选址", "几个站", "收到意见", "有哪几个"),
                tuple(_siting_row(one, heard) for one in sitings),
                "还没有写明选址的站。",
            ),
        ],
    )


def _siting_row(one: SitingLine, heard: dict[int, int]) -> tuple[Any, ...]:
    total = sum(heard.get(pk, 0) for pk in one.station_ids)
    return (one.siting, len(one.station_ids), total, "、".join(one.names))


def _brands(asked: Asked) -> Board:
    found = queries.brand_showcase(congress_id=asked.congress_id, on=asked.on)
    missing = tuple(
        (station_link(card.id, card.name), card.kind_label, card.body_name)
        for card in found.missing
    )
    shown = tuple(
        (card.brand, station_link(card.id, card.name), card.theme, card.body_name)
        for card in found.shown
    )
    return Board(
        "一站一品",
        "每个站一个叫得响的品牌活动。没有品牌的列在下面，提醒主管工委补上。",
        [
            Table("品牌活动", ("品牌活动", "家站室", "主题", "主管工委"), shown),
            Table(
                "还没有品牌的站", ("家站室", "种类", "主管工委"), missing, "每个站都有品牌活动了。"
            ),
        ],
        [Figure("有品牌的站", f"{len(shown)}/{len(shown) + len(missing)}", "个")],
    )


def _industry(asked: Asked) -> Board:
    points = queries.industry_points(congress_id=asked.congress_id, on=asked.on)
    rows = tuple(
        (
            station_link(one.card.id, one.card.name),
            one.industry,
            "、".join(one.deputies),
            "、".join(one.firms),
        )
        for one in points
    )
    return Board(
        "产业代表联系点",
        "设在产业集群里的联系点：哪个产业、哪些代表、联系哪些企业。",
        [
            Table(
                "产业代表联系点",
                ("联系点", "产业", "在点代表", "联系的企业"),
                rows,
                "还没有。登记家站室时种类选“产业代表联系点”，写明产业。",
            )
        ],
    )


def _standard(asked: Asked) -> Board:
    checked = queries.checklist(congress_id=asked.congress_id, on=asked.on)
    names = [name for name, _ in checked[0].items] if checked else []
    heard = opinions_by_station(congress_id=asked.congress_id, since=asked.since, until=asked.on)
    rows: tuple[Line, ...] = tuple(
        (
            station_link(one.card.id, one.card.name, one.card.hours),
            Mark(f"{one.passed}/{len(one.items)}", "bad" if one.gaps else "ok"),
            *(yes(met) for _, met in one.items),
            one.receptions,
            heard.get(one.card.id, 0),
        )
        for one in checked
    )
    full = sum(not one.gaps for one in checked)
    return Board(
        "标准化检查",
        "大门常开、场所常用、群众常来：逐站对照，缺哪一项一目了然。",
        [
            Table(
                "标准化检查",
                ("家站室", "合格", *names, "近三个月接待", "来说事的（条）"),
                rows,
                "还没有登记家站室。",
            )
        ],
        [Figure("全部合格的站", f"{full}/{len(checked)}", "个")],
    )


Builder = Callable[[Asked], Board]
BOARDS: dict[str, tuple[str, Builder]] = {
    "network": ("总览", _network),
    "counts": ("数字", _counts),
    "coverage": ("覆盖", _coverage),
    "themes": ("主题选址", _themes),
    "brands": ("一站一品", _brands),
    "industry": ("产业联系点", _industry),
    "standard": ("标准化", _standard),
}


def board_tabs(active: str) -> list[dict[str, Any]]:
    """名录与各块板的标签。"""
    first = {"label": "名录", "url": reverse("workbench:stations"), "active": not active}
    return [
        first,
        *(
            {
                "label": label,
                "url": reverse("workbench:station_board", args=(key,)),
                "active": key == active,
            }
            for key, (label, _) in BOARDS.items()
        ),
    ]


@signed_in
def station_board(request: HttpRequest, key: str) -> HttpResponse:
    """一块板。"""
    desk = registrar(request)
    asked = _asked(request, desk)
    board = _build(key, asked)
    given = kept(request, "on", "since")
    context = {
        "board": board,
        "asked": asked,
        "boards": board_tabs(key),
        "exports": exports_of("workbench:station_board_export", query(given), key),
    }
    return show(request, desk, "workbench/registers/board.html", context, active="stations")


@signed_in
def station_board_export(request: HttpRequest, key: str, ext: str) -> HttpResponseBase:
    """导出一块板。"""
    desk = registrar(request)
    board = _build(key, _asked(request, desk))
    return table_sheet(desk, ext, board.tables, title=board.title)


def _build(key: str, asked: Asked) -> Board:
    if key not in BOARDS:
        raise NotVisible("没有这块板。")
    return BOARDS[key][1](asked)


def _asked(request: HttpRequest, desk: Desk) -> Asked:
    on = day(request.GET.get("on")) or desk.today
    return Asked(desk.congress_id, on, day(request.GET.get("since")) or on - A_YEAR)
