"""代表码与张贴件：码的台账、吊销、海报、公示单。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.documents.letters import posting_paper
from lianxin.documents.posters import (
    Poster,
    PostingRow,
    PostingSheet,
    poster_pdf,
    poster_png,
    poster_svg,
    posting_sheet_pdf,
)
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.publicity.queries import SheetRow, posting_sheet
from lianxin.ratings.models import Rating
from lianxin.stations.models import AccessCode
from lianxin.stations.queries import receptions
from lianxin.stations.queries.ledger import CodeRow, code_row, code_rows
from lianxin.stations.usecases.codes import revoke_code
from lianxin.workbench import policies
from lianxin.workbench.queries.registers import PAGE, station_seen
from lianxin.workbench.web.desk import Desk, day, desk_of, go, next_url, show, whole
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.papermaking import paper_response
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

STATES = (("live", "有效的"), ("gone", "吊销或过期的"), ("all", "全部"))
KINDS = (("", "各种码"), *AccessCode.Kind.choices)
HEADERS = ("用在哪里", "种类", "家站室", "代表", "发放", "用到", "怎样了")
MIME = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}
PURPOSES = {
    "station": "身边有难事，扫码告诉代表",
    "deputy": "有话想说，扫码找代表",
    "activity": "今天的话，扫码就能说",
}
PRINTERS = {"pdf": poster_pdf, "png": poster_png}
LAST_MONTH = timedelta(days=31)


@signed_in
def code_list(request: HttpRequest) -> HttpResponse:
    """码的台账。"""
    desk = registrar(request)
    given = kept(request, "state", "kind", "q")
    state, kind = given.get("state", "live"), given.get("kind", "")
    rows = _rows(request, desk, before=whole(request.GET.get("before")), limit=PAGE)
    context = {
        "table": _table(rows, desk),
        "tabs": plain_tabs(STATES, state, given, "state"),
        "kinds": KINDS,
        "kind": kind,
        "state": state,
        "q": given.get("q", ""),
        "exports": exports_of("workbench:codes_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/registers/codes.html", context, active="codes")


@signed_in
def codes_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出码的台账；码上的文字不在表里，要印海报到页上下载。"""
    desk = registrar(request)
    rows = _rows(request, desk, limit=None)
    return table_sheet(desk, ext, [_table(rows, desk)], title="码的台账")


def _rows(request: HttpRequest, desk: Desk, **page: Any) -> list[CodeRow]:
    return code_rows(
        congress_ids=policies.congresses_of(desk.viewer),
        at=desk.now,
        kind=request.GET.get("kind", ""),
        state=request.GET.get("state", "live"),
        text=request.GET.get("q", "").strip(),
        **page,
    )


def _table(rows: list[CodeRow], desk: Desk) -> Table:
    return Table("码", HEADERS, tuple(_row(row, desk) for row in rows))


def _name(row: CodeRow) -> str:
    """代表码都叫“代表名片”，写明是哪一位的。"""
    return f"{row.deputy_name} · {row.label}" if row.deputy_name else row.label


def _row(row: CodeRow, desk: Desk) -> tuple[Any, ...]:
    return (
        Link(_name(row), reverse("workbench:code", args=(row.id,))),
        row.kind_label,
        row.station_name,
        row.deputy_name,
        localtime(row.issued_at).date(),
        localtime(row.expires_at).date() if row.expires_at else "一直有效",
        _state(row, desk),
    )


def _state(row: CodeRow, desk: Desk) -> Mark:
    if row.is_live(desk.now):
        return Mark("有效", "ok")
    return Mark(f"已吊销：{row.revoke_reason}" if row.revoked_at else "已过期", "none")


@signed_in
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """一个码：海报的样子、下载、吊销。代表看得到自己的码。"""
    desk = desk_of(request)
    row = _seen(desk, pk)
    context = {
        "code": row,
        "is_live": row.is_live(desk.now),
        "address": _address(row),
        "state": _state(row, desk),
        "may_revoke": _may_keep(desk, row) and row.is_live(desk.now),
        "posters": [
            (label, reverse("workbench:poster", args=(pk, ext)))
            for ext, label in (("pdf", "A4 海报（打印）"), ("png", "图片"), ("svg", "矢量图"))
        ],
        "picture": reverse("workbench:poster", args=(pk, "svg")),
    }
    return show(request, desk, "workbench/registers/code.html", context, active="codes")


@signed_in
@require_POST
def code_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """吊销：写明原因，扫到的人会看到。"""
    desk = desk_of(request)
    row = _seen(desk, pk)
    if not _may_keep(desk, row):
        raise NotVisible("没有这一页。")
    try:
        revoke_code(
            code_id=pk,
            reason=request.POST.get("reason", "")[:60],
            actor=desk.actor,
            at=desk.now,
        )
        messages.success(request, "已经吊销。扫到的人会看到原因和可去的地方；旧海报请收回来。")
    except RuleViolation as why:
        messages.error(request, str(why))
    return go(request, next_url(request, reverse("workbench:code", args=(pk,))))


@signed_in
def poster(request: HttpRequest, pk: int, ext: str) -> HttpResponse:
    """海报：网页预览、打印、发到群里，各一种。"""
    desk = desk_of(request)
    row = _seen(desk, pk)
    if ext not in MIME or not row.is_live(desk.now):
        raise NotVisible("没有这张海报。")
    drawn = _poster(row, desk)
    made: bytes | str = poster_svg(drawn) if ext == "svg" else PRINTERS[ext](drawn)
    return _file(made, f"{row.kind_label}-{row.label}", ext, inline=ext == "svg")


@signed_in
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """一个站的公示单：没办结的全列，办结的列近期的；每次打印都是此刻的进展。"""
    sheet = _posting_sheet(request, pk)
    return _file(posting_sheet_pdf(sheet), f"公示单-{sheet.station}", "pdf", inline=False)


@signed_in
def posting_word(request: HttpRequest, pk: int) -> HttpResponse:
    """同一份公示单的 Word 文件，改几个字再张贴。"""
    return paper_response(posting_paper(_posting_sheet(request, pk)), "docx")


def _posting_sheet(request: HttpRequest, pk: int) -> PostingSheet:
    desk = registrar(request)
    station = station_seen(viewer=desk.viewer, pk=pk)
    since = day(request.GET.get("since")) or desk.today - LAST_MONTH
    found = posting_sheet(station_id=pk, since=since)
    doors = code_rows(
        congress_ids=policies.congresses_of(desk.viewer),
        at=desk.now,
        kind="station",
        station_id=pk,
        limit=1,
    )
    return PostingSheet(
        congress=station.congress.name,
        station=station.name,
        since=since,
        until=desk.today,
        rows=[_posting_row(row) for row in found.rows],
        contact=f"{station.body.name}　{station.address}",
        url=_address(doors[0]) if doors else "",
        notes=("还有没列下的，扫码在网上看。",) if found.more else (),
    )


def _posting_row(row: SheetRow) -> PostingRow:
    card = row.card
    grades = card.ratings.get("result", {})
    return PostingRow(
        number=card.number,
        title=card.title,
        handler=card.handler,
        progress=row.latest or card.stage,
        answer=row.answer,
        rating="、".join(
            f"{label} {grades[key]}" for key, label in Rating.Grade.choices if grades.get(key)
        ),
        received_on=card.received_on,
        due_on=None if card.is_closed else card.due_date,
        done_on=_day_of(row) if card.is_closed else None,
    )


def _day_of(row: SheetRow) -> date | None:
    return localtime(row.latest_at).date() if row.latest_at else None


def _poster(row: CodeRow, desk: Desk) -> Poster:
    address = _address(row)
    coming = (
        receptions(since=desk.now, station_id=row.station_id, limit=1) if row.station_id else []
    )
    parts = urlsplit(address)
    return Poster(
        congress=row.congress_name,
        station=row.station_name or row.label,
        purpose=PURPOSES[row.kind],
        url=address,
        address_text=f"{parts.netloc}{parts.path}",
        name=row.deputy_name,
        role="人大代表" if row.deputy_name else "",
        reception=f"下次接待：{coming[0].words}" if coming else "",
        place=row.address,
    )


def _address(row: CodeRow) -> str:
    return f"{settings.PUBLIC_URL}/s/{row.code}"


def _seen(desk: Desk, pk: int) -> CodeRow:
    """管名录的看本级的，代表看自己的。"""
    row = code_row(congress_ids=policies.congresses_of(desk.viewer), pk=pk)
    is_own = row.deputy_id is not None and row.deputy_id == desk.viewer.person_id
    if not (is_own or policies.keeps_registers(desk.viewer)):
        raise NotVisible("没有这个码。")
    return row


def _may_keep(desk: Desk, row: CodeRow) -> bool:
    return policies.may_keep_station(
        desk.viewer, congress_id=row.congress_id, body_id=row.body_id or 0
    )


def _file(made: bytes | str, name: str, ext: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(made, content_type=MIME[ext])
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(f'{name}.{ext}')}"
    response.headers["Cache-Control"] = "no-store"
    return response
