"""门户文章：发布、归档。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.fields import Uploads
from lianxin.files.usecases import store_document
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.queries import ArticleCard, article, articles
from lianxin.publicity.usecases import archive_article, publish_article
from lianxin.workbench.queries.registers import PAGE, article_congress
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.lists import pages, plain_tabs
from lianxin.workbench.web.registers.doors import attempt, office
from lianxin.workbench.web.registers.forms import ManyFiles
from lianxin.workbench.web.registers.tables import Link, Table, exports_of, table_sheet

STATES = (("live", "列着的"), ("archived", "归档的"))
HEADERS = ("标题", "栏目", "来源", "供稿", "发布时间")
COLUMNS = ("工作动态", "通知公告", "代表风采", "家站室", "制度文件")


class ArticleForm(forms.Form):
    """发一篇文章。"""

    title = forms.CharField(label="标题", max_length=80)
    column = forms.ChoiceField(label="栏目", choices=[(name, name) for name in COLUMNS])
    source = forms.CharField(label="来源", max_length=40)
    author = forms.CharField(label="供稿", max_length=40, required=False)
    body = forms.CharField(
        label="正文",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "data-draft": "article"}),
        help_text="只贴文字：空行分段，行首“# ”是小标题，“- ”是列表。",
    )
    published_at = forms.DateTimeField(
        label="发布时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="补发旧文章时写；不写就是现在。",
    )
    attachments = ManyFiles(
        label="附件",
        required=False,
        widget=Uploads(many=True),
        help_text="PDF、docx、xlsx 或照片。",
    )


@signed_in
def article_list(request: HttpRequest) -> HttpResponse:
    """文章清单。"""
    desk = office(request)
    state = _state(request)
    rows = _rows(desk, state, after=_after(request), limit=PAGE)
    last = f"{rows[-1].published_at.timestamp()}_{rows[-1].id}" if rows else None
    context = {
        "table": _table(rows),
        "tabs": plain_tabs(STATES, state, {}, "state"),
        "exports": exports_of("workbench:articles_export", f"state={state}"),
        **pages(request, {"state": state}, last, full=len(rows) == PAGE, name="after"),
    }
    return show(request, desk, "workbench/registers/articles.html", context, active="posting")


@signed_in
def articles_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出文章清单。"""
    desk = office(request)
    rows = _rows(desk, _state(request), after=None, limit=10_000)
    return table_sheet(desk, ext, [_table(rows)], title="门户文章")


def _state(request: HttpRequest) -> str:
    return "archived" if request.GET.get("state") == "archived" else "live"


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    """上一页最后一篇；写得不对就当没写。"""
    moment, _, pk = request.GET.get("after", "").partition("_")
    try:
        return datetime.fromtimestamp(float(moment)).astimezone(), whole(pk) or 0
    except (ValueError, OverflowError, OSError):
        return None


def _rows(
    desk: Desk, state: str, *, after: tuple[datetime, int] | None, limit: int
) -> list[ArticleCard]:
    return articles(
        jurisdiction_id=desk.congress_id, archived=state == "archived", after=after, limit=limit
    )


def _table(rows: list[ArticleCard]) -> Table:
    return Table("门户文章", HEADERS, tuple(map(_row, rows)))


def _row(row: ArticleCard) -> tuple[Any, ...]:
    link = Link(row.title, reverse("workbench:article", args=(row.id,)))
    return (link, row.column, row.source, row.author, row.published_at)


@signed_in
def article_new(request: HttpRequest) -> HttpResponse:
    """发一篇。"""
    desk = office(request)
    form = ArticleForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and attempt(request, form, lambda given: _publish(desk, given)):
        return go(request, reverse("workbench:articles"))
    context = {
        "form": form,
        "title": "发一篇文章",
        "lead": "登在公开网站上，写明来源和日期；不收网页代码，也不许有证件号、银行卡号。",
        "action": "发布",
        "multipart": True,
        "back": {"url": reverse("workbench:articles"), "label": "门户文章"},
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/registers/form.html", context, active="posting", status=status
    )


def _publish(desk: Desk, given: dict[str, Any]) -> str:
    note: dict[str, Any] = {"actor": desk.actor, "at": desk.now}
    stored = [
        store_document(upload=each, original_name=each.name, audience="public", **note)
        for each in given.pop("attachments")
    ]
    publish_article(
        jurisdiction_id=desk.congress_id,
        attachment_ids=[row.pk for row in stored],
        **given,
        **note,
    )
    return "发布好了，公开网站上已经看得到。"


@signed_in
def article_page(request: HttpRequest, pk: int) -> HttpResponse:
    """一篇文章的样子。"""
    desk = office(request)
    _check(desk, pk)
    context = {"article": article(article_id=pk)}
    return show(request, desk, "workbench/registers/article.html", context, active="posting")


@signed_in
@require_POST
def article_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """归档：不再列在前面，归档里仍查得到。"""
    desk = office(request)
    _check(desk, pk)
    archive_article(article_id=pk, actor=desk.actor, at=desk.now)
    messages.success(request, "归档了，公开网站的归档里仍查得到。")
    return go(request, reverse("workbench:articles"))


def _check(desk: Desk, pk: int) -> None:
    if article_congress(pk) != desk.congress_id:
        raise NotVisible("没有这篇文章。")
