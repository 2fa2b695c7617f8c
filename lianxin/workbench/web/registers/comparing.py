"""任何两份机制并排比：随程序带来的、发布过的，都能挑；不一样的标出来，可以导出。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lianxin.access.audience import signed_in
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.wall import edition_text
from lianxin.workbench.queries import comparing
from lianxin.workbench.web.desk import show
from lianxin.workbench.web.lists import kept, plain_tabs, query
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.tables import Table, exports_of, table_sheet

_SHOWN = (("", "全部"), ("diff", "只看不一样的"))


@signed_in
def compare(request: HttpRequest) -> HttpResponse:
    """挑两份，逐项并排。"""
    desk = registrar(request)
    given = kept(request, "a", "b", "only")
    context: dict[str, Any] = {
        "choices": comparing.choices(),
        "a": given.get("a", ""),
        "b": given.get("b", ""),
        "tabs": plain_tabs(_SHOWN, given.get("only", ""), given, "only"),
        "exports": [],
    }
    if "a" in given and "b" in given:
        cells, names = _cells(request)
        shown = [cell for cell in cells if given.get("only") != "diff" or not cell.is_same]
        context |= {
            "names": names,
            "cells": shown,
            "differing": sum(not cell.is_same for cell in cells),
            "exports": exports_of("workbench:mechanisms_compare_export", query(given)),
        }
    template = "workbench/registers/compare.html"
    return show(request, desk, template, context, active="mechanisms")


@signed_in
def compare_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出并排的表；带着“只看不一样的”。"""
    desk = registrar(request)
    cells, names = _cells(request)
    wanted = [one for one in cells if request.GET.get("only") != "diff" or not one.is_same]
    rows = tuple(
        (one.part, one.item, one.left, one.right, "一样" if one.is_same else "不一样")
        for one in wanted
    )
    table = Table("机制比较", ("部分", "项目", *names, "一样吗"), rows, "两份完全一样。")
    return table_sheet(desk, ext, [table], title="机制比较")


def titled(mech: Mechanism) -> str:
    """给人看的名称：标题、哪里的第几版。"""
    label = mech.overlay.label if mech.overlay else mech.label
    return f"{label}（{edition_text(mech)}）"


def _cells(request: HttpRequest) -> tuple[list[comparing.Cells], tuple[str, str]]:
    left = comparing.named(request.GET.get("a", ""))
    right = comparing.named(request.GET.get("b", ""))
    return comparing.differences(left, right), (titled(left), titled(right))
