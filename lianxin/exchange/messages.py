"""网上留言与答复（``messages``）：每行一条留言，连同官方答复和两头的时间。

列：编号、留言的人的账号、标题、提交时间、内容、答复、答复时间。账号是能认出人的东西，
又用不着，所以不读也不存。
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lianxin.exchange.categories import Categories
from lianxin.exchange.reading import REFUSED, REPORTED, Cells, Column, Reader
from lianxin.exchange.replaying import Story
from lianxin.opinions.usecases import Draft

KIND: Final = "messages"
COLUMNS: Final = (
    Column("id", ("id", "编号", "留言编号"), required=True),
    Column("title", ("title", "主题", "标题", "留言主题"), required=True),
    Column("submitted_at", ("submitted_at", "提交时间", "留言时间"), required=True),
    Column("text", ("text", "内容", "留言详情", "留言内容"), required=True),
    Column("reply", ("reply", "答复", "答复意见", "答复内容")),
    Column("replied_at", ("replied_at", "答复时间")),
)


def reader(*, jurisdiction_id: int, categories: Categories, now: datetime) -> Reader:
    """这一级人大的留言表怎么读。"""

    def read(cells: Cells) -> tuple[str, str, Story | None]:
        return _read(cells, jurisdiction_id, categories, now)

    return Reader(COLUMNS, read)


def _read(
    cells: Cells, jurisdiction_id: int, categories: Categories, now: datetime
) -> tuple[str, str, Story | None]:
    key, title, text = cells.words("id"), cells.words("title"), cells.words("text")
    if not key:
        cells.note("id", "没有编号，认不出是不是导过", REFUSED)
    if not text.strip():
        cells.note("text", "没有内容", REFUSED)
    submitted_at = cells.past("submitted_at", now, level=REFUSED)
    if submitted_at is None:
        return key, title, None
    category, _ = categories.guessed(f"{title}\n{text}")
    draft = Draft(
        jurisdiction_id=jurisdiction_id,
        text=text,
        title=title,
        channel="import",
        category_id=category,
        source_kind=KIND,
        source_id=key,
    )
    return key, title, answered(cells, Story(draft, submitted_at), now)


def answered(cells: Cells, story: Story, now: datetime) -> Story:
    """有答复又有能用的答复时间，就连答复一起办；时间不能用的，意见照收，报出来让人看。"""
    reply = cells.words("reply")
    if not reply.strip():
        return story
    replied_at = cells.past("replied_at", now, level=REPORTED)
    if replied_at is None:
        cells.note("", "意见照收，没有算作答复；请改好答复时间再导一次，或到工作台答复", REPORTED)
        return story
    if replied_at < story.submitted_at:
        cells.note("replied_at", "答复早于提交，没有算作答复；请核对两个时间", REPORTED)
        return story
    return Story(story.draft, story.submitted_at, reply, replied_at)
