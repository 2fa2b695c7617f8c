"""名册的数与表：几级代表各多少人、多少份资格；名册、编组、岗位配备的导出。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.deputies.queries import DeputyCard, deputy_list
from lianxin.orgs.queries import coverage_matrix, group_totals, handovers
from lianxin.stations.queries import unassigned_deputies
from lianxin.workbench.queries.registers_people import (
    LevelLine,
    deputy_levels,
    group_changes,
    seats_held,
)
from lianxin.workbench.web.desk import Desk, day, show
from lianxin.workbench.web.registers.boards import Asked, Board
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.tables import Figure, Link, Table, exports_of, table_sheet

A_YEAR = timedelta(days=366)
LEVEL_HEADS = ("人大", "层级", "第几届", "在任代表", "其中兼任别级")
DEPUTY_HEADS = ("姓名", "代表证号", "单位", "职务", "选区", "哪几级代表", "小组")


@signed_in
def deputy_board(request: HttpRequest) -> HttpResponse:
    """几级代表：数人还是数资格，两个数都在；兼任几级的列名单。"""
    desk = registrar(request)
    asked = _asked(request, desk)
    context = {
        "board": _levels(asked),
        "asked": asked,
        "one_day": True,
        "back": {"url": reverse("workbench:deputies"), "label": "代表与编组"},
        "exports": exports_of("workbench:deputy_board_export", f"on={asked.on}"),
    }
    return show(request, desk, "workbench/registers/board.html", context, active="deputies")


@signed_in
def deputy_board_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出几级代表的数。"""
    desk = registrar(request)
    board = _levels(_asked(request, desk))
    return table_sheet(desk, ext, board.tables, title=board.title)


def _levels(asked: Asked) -> Board:
    lines = deputy_levels(congress_id=asked.congress_id, on=asked.on)
    held = seats_held(congress_id=asked.congress_id, on=asked.on, least=2)
    people = sum(line.first_seats for line in lines)
    seats = sum(line.seats for line in lines)
    return Board(
        "几级代表",
        "本级的代表，有的还是别级的代表：数人时只算一个，数资格时各算一份。",
        [
            Table("各级人大", LEVEL_HEADS, tuple(map(_level_row, lines)), "还没有登记代表。"),
            Table(
                "兼任几级的代表",
                ("姓名", "单位职务", "哪几级", "担任的岗位"),
                tuple(
                    (one.name, one.work, "、".join(one.levels), "、".join(one.posts))
                    for one in held
                ),
                "没有兼任几级的代表。",
            ),
        ],
        [
            Figure("本级代表", people, "人", "兼任几级的只算一个"),
            Figure("代表资格", seats, "份"),
            Figure("兼任几级的", len(held), "人"),
        ],
    )


def _level_row(line: LevelLine) -> tuple[Any, ...]:
    return (line.congress, line.level, line.term, line.seats, line.shared)


def _asked(request: HttpRequest, desk: Desk) -> Asked:
    on = day(request.GET.get("on")) or desk.today
    return Asked(desk.congress_id, on, on - A_YEAR)


@signed_in
def deputies_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出本级代表名册；写明哪几级、哪个组，没进站的另是一张。"""
    desk = registrar(request)
    cards = deputy_list(
        on=desk.today,
        congress_id=desk.congress_id,
        text=request.GET.get("q", ""),
        limit=100_000,
    ).cards
    loose = unassigned_deputies(congress_id=desk.congress_id, on=desk.today)
    tables = [
        Table("代表名册", DEPUTY_HEADS, tuple(map(_deputy_row, cards))),
        Table(
            "还没进站的",
            ("姓名", "代表证号", "选区"),
            tuple((one.person_name, one.number, one.constituency) for one in loose),
        ),
    ]
    return table_sheet(desk, ext, tables, title="代表名册")


def _deputy_row(card: DeputyCard) -> tuple[Any, ...]:
    return (
        card.name,
        card.number,
        card.workplace,
        card.work_title,
        card.constituency,
        "、".join(card.levels),
        "、".join(card.groups),
    )


@signed_in
def groups_board(request: HttpRequest) -> HttpResponse:
    """编组变动：一年来谁编入、谁调出、按什么编的；那一天各组几人。"""
    desk = registrar(request)
    asked = _asked(request, desk)
    context = {
        "board": _groups(asked),
        "asked": asked,
        "one_day": True,
        "back": {"url": f"{reverse('workbench:deputies')}?view=groups", "label": "代表与编组"},
        "exports": exports_of("workbench:groups_board_export", f"on={asked.on}"),
    }
    return show(request, desk, "workbench/registers/board.html", context, active="deputies")


@signed_in
def groups_board_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出编组的数和变动。"""
    desk = registrar(request)
    board = _groups(_asked(request, desk))
    return table_sheet(desk, ext, board.tables, title=board.title)


def _groups(asked: Asked) -> Board:
    totals = group_totals(congress_id=asked.congress_id, on=asked.on)
    changes = group_changes(congress_id=asked.congress_id, since=asked.since, until=asked.on)
    rows = tuple(
        (
            Link(one.name, reverse("workbench:group_page", args=(one.id,))),
            "普通小组" if one.kind == "group" else "专业小组",
            one.leader,
            one.members,
        )
        for one in totals.groups
    )
    return Board(
        "小组与编组变动",
        "哪一天有几个组、各几人；一年来谁编入、谁调出、按什么编的。",
        [
            Table("那一天的小组", ("小组", "种类", "组长", "人数"), rows, "那一天还没有小组。"),
            Table(
                "一年来的变动",
                ("代表", "小组", "怎样了", "日期", "按什么编的"),
                tuple((one.person, one.group, one.what, one.on, one.rule) for one in changes),
                "一年来没有变动。",
            ),
        ],
        [
            Figure("小组", totals.count, "个"),
            Figure("在组代表", totals.people, "人", "在两个组的只算一个"),
        ],
    )


@signed_in
def posts_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出岗位配备和一年来的交接。"""
    desk = registrar(request)
    asked = _asked(request, desk)
    cells = coverage_matrix(congress_id=desk.congress_id, on=asked.on).cells
    changed = handovers(congress_id=desk.congress_id, since=asked.since, until=asked.on)
    tables = [
        Table(
            "岗位配备",
            ("单位", "应配岗位", "由谁担任", "配了没有"),
            tuple(
                (
                    cell.body_name,
                    cell.requirement.label,
                    "、".join(cell.holders),
                    "空缺" if cell.is_vacant else "有人",
                )
                for cell in cells
            ),
        ),
        Table(
            "交接",
            ("单位", "岗位", "离任", "离任日期", "接任", "空了几天"),
            tuple(
                (one.body_name, one.title, one.outgoing, one.left_on, one.incoming, one.gap_days)
                for one in changed
            ),
        ),
    ]
    return table_sheet(desk, ext, tables, title="岗位配备")
