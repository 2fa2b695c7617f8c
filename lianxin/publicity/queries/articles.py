"""门户文章的读：前面列的、归档的、一篇。正文切成段落给模板，模板照文字转义。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianxin.files.models import Attachment
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.models import Article

PAGE = 20


@dataclass(frozen=True, slots=True)
class Block:
    """正文的一块：``heading`` 小标题、``item`` 列表的一条、``paragraph`` 段落。都是纯文字。"""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """列表里的一篇。"""

    id: int
    title: str
    source: str
    author: str
    column: str
    published_at: datetime
    is_archived: bool


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """一篇文章：正文分块，附件是公开的那些。"""

    card: ArticleCard
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]


def articles(
    *,
    jurisdiction_id: int,
    column: str = "",
    archived: bool = False,
    year: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[ArticleCard]:
    """文章列表，新的在前；``archived`` 看归档的，``year`` 只看某一年。一条语句。

    :param after: 上一页最后一篇的（发布时间, 编号）
    """
    rows = Article.objects.filter(jurisdiction=jurisdiction_id, archived_at__isnull=not archived)
    if column:
        rows = rows.filter(column=column)
    if year is not None:
        rows = rows.filter(published_at__year=year)
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    return [_card(row) for row in rows.order_by("-published_at", "-pk")[:limit]]


def article(*, article_id: int) -> ArticleDetail:
    """一篇文章，归档的也看得到；两条语句。

    :raises NotVisible: 没有这篇
    """
    row = Article.objects.filter(pk=article_id).first()
    if row is None:
        raise NotVisible("没有这篇文章。")
    attached = Attachment.objects.seen_by("public").of("article", row.pk)
    return ArticleDetail(_card(row), tuple(_blocks(row.body)), tuple(attached))


def article_columns(*, jurisdiction_id: int) -> dict[str, int]:
    """各栏目还列着几篇。一条语句。"""
    rows = Article.objects.filter(jurisdiction=jurisdiction_id, archived_at__isnull=True)
    counted = rows.values_list("column").annotate(n=Count("pk")).order_by("column")
    return dict(counted)


def _card(row: Article) -> ArticleCard:
    return ArticleCard(
        id=row.pk,
        title=row.title,
        source=row.source,
        author=row.author,
        column=row.column,
        published_at=row.published_at,
        is_archived=row.archived_at is not None,
    )


def _blocks(body: str) -> Iterator[Block]:
    """空行、小标题、列表都另起一块；同一段里的换行接起来。"""
    paragraph: list[str] = []
    for line in [*map(str.strip, body.splitlines()), ""]:
        kind = {"# ": "heading", "- ": "item"}.get(line[:2])
        if (kind or not line) and paragraph:
            yield Block("paragraph", "".join(paragraph))
            paragraph = []
        if kind:
            yield Block(kind, line[2:].strip())
        elif line:
            paragraph.append(line)
