"""门户文章：有来源有日期，只收纯文字，归档仍查得到。"""

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from lianxin.files.usecases import store_image
from lianxin.kernel.errors import NotVisible
from lianxin.publicity import queries
from lianxin.publicity.models import Article
from lianxin.publicity.seeds import seed_articles
from lianxin.publicity.usecases import ArticleRefused, archive_article, publish_article
from tests.world import AT, Persona, World

BODY = "第一段上半\n第一段下半\n\n# 怎么办\n- 先扫码\n- 再说事\n\n末一段"


@pytest.fixture
def post(world: World, office: Persona) -> Any:
    """代工委发文章。"""
    return partial(
        publish_article,
        jurisdiction_id=world.congress.pk,
        title="接待日预告",
        body=BODY,
        source="代表工作委员会",
        column="公告",
        actor=office.actor,
        at=AT,
    )


def test_an_article_has_source_and_date(post: Any, django_assert_num_queries: Any) -> None:
    """文章有来源、有日期，正文切成段落、小标题、列表。"""
    article = post(author="陈诚")
    with django_assert_num_queries(2):
        detail = queries.article(article_id=article.pk)
    assert (detail.card.source, detail.card.author) == ("代表工作委员会", "陈诚")
    assert detail.card.published_at == AT
    assert [(block.kind, block.text) for block in detail.blocks] == [
        ("paragraph", "第一段上半第一段下半"),
        ("heading", "怎么办"),
        ("item", "先扫码"),
        ("item", "再说事"),
        ("paragraph", "末一段"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", " ", "缺标题"),
        ("source", "", "缺来源"),
        ("title", "长" * 81, "超过 80 个字"),
        ("body", "看这里<script>alert(1)</script>", "网页代码"),
        ("body", "<img src=x onerror=alert(1)>", "网页代码"),
        ("author", "<b>陈诚</b>", "网页代码"),
        ("body", "身份证420115196503071234", "证件号"),
    ],
)
def test_a_bad_article_is_refused(post: Any, field: str, value: str, says: str) -> None:
    """缺项的、带网页代码的、有证件号的，发不了，说明怎么改。"""
    with pytest.raises(ArticleRefused, match=says):
        post(**{field: value})
    assert post().pk


def test_comparison_signs_are_not_markup(post: Any) -> None:
    """正文里的大于小于号照收。"""
    article = post(body="1 < 2，3 > 2")
    assert queries.article(article_id=article.pk).blocks[0].text == "1 < 2，3 > 2"


def test_an_archived_article_is_still_found(post: Any, world: World, office: Persona) -> None:
    """归档的不列在前面，归档里按年查得到，也打得开。"""
    old = post(title="去年的事", published_at=AT - timedelta(days=400))
    new = post()
    archive_article(article_id=old.pk, actor=office.actor, at=AT)
    listed = partial(queries.articles, jurisdiction_id=world.congress.pk)
    assert [card.id for card in listed()] == [new.pk]
    assert [card.id for card in listed(archived=True, year=2025)] == [old.pk]
    assert listed(archived=True, year=2026) == []
    assert queries.article(article_id=old.pk).card.is_archived
    with pytest.raises(NotVisible):
        archive_article(article_id=old.pk, actor=office.actor, at=AT)


def test_articles_turn_pages(post: Any, world: World, django_assert_num_queries: Any) -> None:
    """文章翻页不重不漏，同一时刻发的也分得清。"""
    written = [post(title=f"第{n}篇").pk for n in range(3)]
    listed = partial(queries.articles, jurisdiction_id=world.congress.pk, limit=2)
    with django_assert_num_queries(1):
        page = listed(column="公告")
    rest = listed(after=(page[-1].published_at, page[-1].id))
    assert [card.id for card in page + rest] == written[::-1]
    assert queries.article_columns(jurisdiction_id=world.congress.pk) == {"公告": 3}


def test_only_public_attachments_are_shown(
    post: Any, office: Persona, settings: Any, tmp_path: Any
) -> None:
    """文章的附件只列公开的。"""
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    stored = [
        store_image(
            upload=BytesIO(picture.getvalue()),
            original_name="现场.jpg",
            audience=audience,
            actor=office.actor,
            at=AT,
        )
        for audience in ("public", "staff")
    ]
    article = post(attachment_ids=[row.pk for row in stored])
    assert [row.pk for row in queries.article(article_id=article.pk).attachments] == [stored[0].pk]


def test_no_such_article_is_not_visible(post: Any) -> None:
    """没有的文章，与看不见一样。"""
    article = post()
    assert queries.article(article_id=article.pk).card.id == article.pk
    with pytest.raises(NotVisible):
        queries.article(article_id=article.pk + 1)


def test_demo_articles_are_written_once(world: World, office: Persona) -> None:
    """演示文章只发一遍，旧的已归档。"""
    seed = partial(seed_articles, jurisdiction_id=world.congress.pk, actor=office.actor, at=AT)
    assert seed() == 3
    assert seed() == 0
    assert Article.objects.filter(archived_at__isnull=False).count() == 1
