"""门户文章的写：发布、归档。正文只收纯文字和三种记号，从不收网页代码。"""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean, redact
from lianxin.publicity.models import Article

LONGEST = 20_000
_TAG = re.compile(r"<\s*/?\s*[A-Za-z!?][^>]*>")
_NEVER_PUBLIC = ("证件号", "银行卡号")


class ArticleRefused(RuleViolation):
    """这篇文章发不了；消息说明怎么改。"""


@transaction.atomic
def publish_article(
    *,
    jurisdiction_id: int,
    title: str,
    body: str,
    source: str,
    column: str,
    actor: Actor,
    at: datetime,
    author: str = "",
    published_at: datetime | None = None,
    attachment_ids: Iterable[UUID] = (),
) -> Article:
    """发一篇文章，有来源、有日期、可带附件。

    :param body: 空行分段，``# `` 开头是小标题，``- `` 开头是列表；不收网页代码
    :param published_at: 见报、见网的时间，补发旧文章时写；不写就是现在
    :raises ArticleRefused: 缺标题、正文或来源，带网页代码，或有证件号、银行卡号
    """
    plain = {"title": title, "body": body, "source": source, "column": column, "author": author}
    tidy = {name: clean(text).strip() for name, text in plain.items()}
    _check(tidy)
    article = Article.objects.create(
        jurisdiction_id=jurisdiction_id, published_at=published_at or at, **tidy
    )
    wanted = tuple(attachment_ids)
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind="article",
            subject_id=article.pk,
            jurisdiction_id=jurisdiction_id,
            actor=actor,
            at=at,
        )
    _log(article, "article.publish", actor=actor, at=at)
    return article


@transaction.atomic
def archive_article(*, article_id: int, actor: Actor, at: datetime) -> None:
    """归档一篇文章：不再列在前面，在归档里仍查得到。

    :raises NotVisible: 没有这篇，或已归档
    """
    article = (
        Article.objects.select_for_update().filter(pk=article_id, archived_at__isnull=True).first()
    )
    if article is None:
        raise NotVisible("没有这篇文章，或已经归档。")
    article.archived_at = at
    article.save(update_fields=["archived_at"])
    _log(article, "article.archive", actor=actor, at=at)


def _check(tidy: dict[str, str]) -> None:
    for name, label in (
        ("title", "标题"),
        ("body", "正文"),
        ("source", "来源"),
        ("column", "栏目"),
    ):
        if not tidy[name]:
            raise ArticleRefused(f"文章缺{label}，请补上再发。")
    limits = {"title": 80, "body": LONGEST, "source": 40, "column": 20, "author": 40}
    for name, limit in limits.items():
        if len(tidy[name]) > limit:
            raise ArticleRefused(f"“{tidy[name][:10]}…”超过 {limit} 个字，请缩短。")
    if any(_TAG.search(text) for text in tidy.values()):
        raise ArticleRefused("文章里有网页代码（尖括号里的标记），请只贴文字。")
    found = redact(tidy["body"]).found
    exposed = [label for label in _NEVER_PUBLIC if found.get(label)]
    if exposed:
        raise ArticleRefused(f"正文里有{'、'.join(exposed)}，请删去再发。")


def _log(article: Article, verb: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="article",
        subject_id=article.pk,
        jurisdiction_id=article.jurisdiction_id,
        facts={"title": article.title},
    )
