"""公开的写：公开、更新、批准、撤下；发文章、归档文章。"""

from lianxin.publicity.usecases.articles import ArticleRefused, archive_article, publish_article
from lianxin.publicity.usecases.letters import publish_letter, refresh_letter, withdraw_letter
from lianxin.publicity.usecases.matters import (
    PublicityRefused,
    approve,
    publish_matter,
    update_projection,
    withdraw,
)
from lianxin.publicity.usecases.photos import PhotoRefused, publish_photo, withdraw_photo

__all__ = [
    "ArticleRefused",
    "PhotoRefused",
    "PublicityRefused",
    "approve",
    "archive_article",
    "publish_article",
    "publish_letter",
    "publish_matter",
    "publish_photo",
    "refresh_letter",
    "update_projection",
    "withdraw",
    "withdraw_letter",
    "withdraw_photo",
]
