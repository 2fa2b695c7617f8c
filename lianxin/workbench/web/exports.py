"""把看得见的导成表：csv 边查边出，xlsx 一次给；导出了什么，留痕。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.files.sheetwriting import csv_lines, write_xlsx
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.usecases import note_export
from lianxin.workbench.web.desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(
    desk: Desk, ext: str, title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """给出一张表。

    :param ext: csv 或 xlsx，别的没有
    """
    if ext not in ("csv", "xlsx"):
        raise NotVisible("没有这种表。")
    note_export(what=title, form=ext, actor=desk.actor, at=desk.now)
    name = f"{title}-{desk.today:%Y%m%d}.{ext}"
    response: HttpResponseBase
    if ext == "csv":
        response = StreamingHttpResponse(csv_lines(headers, rows), content_type="text/csv")
    else:
        response = HttpResponse(write_xlsx(headers, rows, title=title), content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def export_links(name: str, query: str, *about: str) -> list[dict[str, str]]:
    """页面上的两个导出链接；带着此刻的筛选。

    :param about: 网址里在格式前面的几段，如哪一个数
    """
    return [
        {
            "label": label,
            "url": reverse(name, args=(*about, ext)) + (f"?{query}" if query else ""),
        }
        for ext, label in (("xlsx", "导出表格"), ("csv", "导出 csv"))
    ]
