"""家站室名录：能筛能翻能导出；登记一个新站。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Region
from lianxin.stations.models import Station
from lianxin.stations.queries import StationCard, station_cards
from lianxin.stations.usecases.registry import register_station
from lianxin.workbench import policies
from lianxin.workbench.queries.pickers import region_groups, station_options, street_options
from lianxin.workbench.queries.registers import PAGE
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registers.boards import board_tabs
from lianxin.workbench.web.registers.doors import attempt, registrar, runs_office
from lianxin.workbench.web.registers.forms import StationFilter, StationForm
from lianxin.workbench.web.registers.tables import Link, Table, exports_of, table_sheet

NAMES = ("q", "kind", "street", "function")
HEADERS = ("名称", "种类", "主管工委", "主题", "品牌活动", "进站代表", "开放时间", "开放日期")


@signed_in
def stations(request: HttpRequest) -> HttpResponse:
    """名录。"""
    desk = registrar(request)
    form = StationFilter(request.GET, streets=street_options(desk.congress_id))
    cards = _cards(desk, form, after_id=whole(request.GET.get("after")) or 0, limit=PAGE)
    given = kept(request, *NAMES)
    context = {
        "form": form,
        "table": _table(cards),
        "boards": board_tabs(""),
        "is_filtered": bool(given),
        "may_add": bool(_keeps(desk)),
        "exports": exports_of("workbench:stations_export", query(given)),
        "clear_url": reverse("workbench:stations"),
        **pages(
            request,
            given,
            cards[-1].id if cards else None,
            full=len(cards) == PAGE,
            name="after",
        ),
    }
    return show(request, desk, "workbench/registers/stations.html", context, active="stations")


@signed_in
def stations_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出名录。"""
    desk = registrar(request)
    form = StationFilter(request.GET, streets=street_options(desk.congress_id))
    return table_sheet(desk, ext, [_table(_cards(desk, form))], title="家站室名录")


def _cards(desk: Desk, form: StationFilter, **page: Any) -> list[StationCard]:
    wanted = form.wanted()
    return station_cards(
        congress_id=desk.congress_id,
        on=desk.today,
        kind=wanted.get("kind", ""),
        body_id=whole(wanted.get("street")),
        function=wanted.get("function", ""),
        text=wanted.get("q", ""),
        **page,
    )


def _table(cards: list[StationCard]) -> Table:
    return Table("家站室名录", HEADERS, tuple(map(_row, cards)))


def _row(card: StationCard) -> tuple[Any, ...]:
    return (
        Link(card.name, reverse("workbench:station", args=(card.id,)), card.address),
        card.kind_label,
        card.body_name,
        card.theme,
        card.brand,
        card.deputies,
        card.hours,
        card.opened_on,
    )


@signed_in
def station_new(request: HttpRequest) -> HttpResponse:
    """登记一个站：代工委登记本级的，街道登记自己的。"""
    desk = registrar(request)
    if not _keeps(desk):
        raise NotVisible("没有这一页。")
    made: list[Station] = []
    form = StationForm(
        request.POST if request.method == "POST" else None,
        choices=_choices(desk),
        initial={"opened_on": desk.today},
    )
    if request.method == "POST" and attempt(request, form, lambda given: _add(desk, given, made)):
        return go(request, reverse("workbench:station", args=(made[0].pk,)))
    context = {
        "form": form,
        "title": "登记一个家站室",
        "lead": "登记时就记下“新建”这件大事；以后更名、提升、关闭都记大事，过去的数字不会变。",
        "action": "登记",
        "back": {"url": reverse("workbench:stations"), "label": "家站室"},
    }
    status = 422 if form.errors else 200
    return show(
        request,
        desk,
        "workbench/registers/form.html",
        context,
        active="stations",
        status=status,
    )


def _keeps(desk: Desk) -> list[tuple[str, str]]:
    """登记得了哪几个街道的站。"""
    streets = street_options(desk.congress_id)
    if runs_office(desk):
        return list(streets)
    own = {str(post.body_id) for post in desk.viewer.posts_in(*policies.STREET_KINDS)}
    return [pair for pair in streets if pair[0] in own]


def _choices(desk: Desk) -> dict[str, Any]:
    congress = Body.objects.select_related("region").get(pk=desk.congress_id)
    return {
        "body": _keeps(desk),
        "region": region_groups(congress),
        "parent": station_options(desk.congress_id, on=desk.today),
    }


def _add(desk: Desk, given: dict[str, Any], made: list[Station]) -> str:
    station = register_station(
        congress=Body.objects.get(pk=desk.congress_id),
        body=Body.objects.get(pk=given.pop("body")),
        region=Region.objects.get(pk=given.pop("region")),
        parent=Station.objects.filter(pk=given.pop("parent", None) or 0).first(),
        actor=desk.actor,
        at=desk.now,
        **given,
    )
    made.append(station)
    return f"“{station.name}”登记好了。接下来请代表进站、发站点码。"
