"""演示用的几篇文章。人和事都是编的；另指一件公开的事给人看。"""

from datetime import datetime, timedelta

from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.publicity.models import Article, PublicMatter
from lianxin.publicity.usecases import archive_article, publish_article

_NEWS = (
    (
        3,
        "工作动态",
        "代表进站接待日：这个月谈物业",
        "本月代表接待日定在十五日上午，主题是小区物业。\n\n"
        "# 怎么参加\n\n- 到就近的代表联络站，当面说\n- 扫站里的码，不用注册\n\n"
        "说过的每一件事都有编号，办到哪一步，扫码就能看。",
    ),
    (
        20,
        "公告",
        "关于公示群众意见办理情况的公告",
        "自本月起，各代表联络站每次活动之后张贴公示单，写明每件事谁在办、什么时候答复、办得怎么样。\n\n"
        "公示的内容已经隐去个人信息。",
    ),
    (
        400,
        "工作动态",
        "代表联络站换了新门牌",
        "全区代表联络站统一换了门牌，门口的码也换成了新的，旧码不再使用。",
    ),
)
SOURCE = "代表工作委员会"
ARCHIVE_AFTER = timedelta(days=365)


def plant(garden: Garden) -> None:
    """种下区人大门户的文章。"""
    congress = garden.get("jx")
    seed_articles(jurisdiction_id=congress.pk, actor=SYSTEM, at=garden.at)
    shown = PublicMatter.objects.get(thread=garden.get("jx.praised"))
    garden.point_out(DemoLink("一件公开的事", f"/matters/{shown.number}/"))


def seed_articles(*, jurisdiction_id: int, actor: Actor, at: datetime) -> int:
    """发几篇演示文章，一年前的归档；已经有文章的不再发。返回发了几篇。"""
    if Article.objects.filter(jurisdiction=jurisdiction_id).exists():
        return 0
    for days_ago, column, title, body in _NEWS:
        published_at = at - timedelta(days=days_ago)
        article = publish_article(
            jurisdiction_id=jurisdiction_id,
            title=title,
            body=body,
            source=SOURCE,
            column=column,
            published_at=published_at,
            actor=actor,
            at=at,
        )
        if at - published_at > ARCHIVE_AFTER:
            archive_article(article_id=article.pk, actor=actor, at=at)
    return len(_NEWS)
