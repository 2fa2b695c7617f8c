"""公开的读：公开事项、公示单、数字、文章、待批准的。"""

from lianxin.publicity.queries.articles import (
    ArticleCard,
    ArticleDetail,
    Block,
    article,
    article_columns,
    articles,
)
from lianxin.publicity.queries.drafts import Draft, PendingCard, draft, pending
from lianxin.publicity.queries.matters import (
    COUNT_DEFINITIONS,
    MatterCard,
    MatterDetail,
    MatterPage,
    PublicCounts,
    PublicStep,
    is_public,
    public_counts,
    public_matter,
    public_matters,
    public_threads,
    public_titles,
)
from lianxin.publicity.queries.photos import PhotoCard, PhotoChoice, open_photo, photo_choices
from lianxin.publicity.queries.sheets import Sheet, SheetRow, posting_sheet

__all__ = [
    "COUNT_DEFINITIONS",
    "ArticleCard",
    "ArticleDetail",
    "Block",
    "Draft",
    "MatterCard",
    "MatterDetail",
    "MatterPage",
    "PendingCard",
    "PhotoCard",
    "PhotoChoice",
    "PublicCounts",
    "PublicStep",
    "Sheet",
    "SheetRow",
    "article",
    "article_columns",
    "articles",
    "draft",
    "is_public",
    "open_photo",
    "pending",
    "photo_choices",
    "posting_sheet",
    "public_counts",
    "public_matter",
    "public_matters",
    "public_threads",
    "public_titles",
]
