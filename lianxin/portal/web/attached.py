"""附件：回执上的只给打开了这张回执的人，文章上的谁都可以看；图片能看，文件只下载。"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.files.queries import (
    AttachmentCard,
    get_attachment,
    open_attachment,
    open_thumbnail,
)
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import key_for
from lianxin.portal.queries import receipt_page
from lianxin.portal.web import opened
from lianxin.publicity.queries import open_photo

NOT_HERE = "没有这个附件。"


@public
@require_safe
def receipt_file(request: HttpRequest, receipt_no: str, pk: UUID) -> HttpResponseBase:
    """回执上的一张照片、一份文件。"""
    _must_be_on(request, receipt_no, pk)
    card, content = open_attachment(attachment_id=pk, seen_by="submitter")
    return sent(card, content, caching="private, max-age=3600")


@public
@require_safe
def receipt_thumbnail(request: HttpRequest, receipt_no: str, pk: UUID) -> HttpResponseBase:
    """回执上照片的小图。"""
    _must_be_on(request, receipt_no, pk)
    card, content = open_thumbnail(attachment_id=pk, seen_by="submitter")
    return sent(card, content, caching="private, max-age=3600")


@public
@require_safe
def article_file(request: HttpRequest, article: int, pk: UUID) -> HttpResponseBase:  # noqa: ARG001
    """文章的附件。"""
    card = get_attachment(attachment_id=pk, seen_by="public")
    if (card.subject_kind, card.subject_id) != ("article", article):
        raise NotVisible(NOT_HERE)
    card, content = open_attachment(attachment_id=pk, seen_by="public")
    return sent(card, content, caching="public, max-age=3600")


@public
@require_safe
def matter_photo(request: HttpRequest, number: str, pk: UUID) -> HttpResponseBase:  # noqa: ARG001
    """公开事项上的一张照片。"""
    return _photo(number, pk, small=False)


@public
@require_safe
def matter_photo_small(request: HttpRequest, number: str, pk: UUID) -> HttpResponseBase:  # noqa: ARG001
    """公开事项上照片的小图。"""
    return _photo(number, pk, small=True)


def _photo(number: str, pk: UUID, *, small: bool) -> HttpResponseBase:
    card, content = open_photo(number=number, photo=pk, small=small)
    # 原来的文件名是传的人起的，不给外人看；撤下之后，五分钟内各处也就没有了。
    shown = replace(card, name=f"{number}.jpg")
    return sent(shown, content, caching="public, max-age=300")


def _must_be_on(request: HttpRequest, receipt_no: str, pk: UUID) -> None:
    if not opened.is_open(request, receipt_no):
        raise NotVisible(NOT_HERE)
    page = receipt_page(
        receipt_no=receipt_no, receipt_key=key_for(receipt_no), today=timezone.localdate()
    )
    if str(pk) not in page.files:
        raise NotVisible(NOT_HERE)


def sent(card: AttachmentCard, content: BinaryIO, *, caching: str) -> HttpResponseBase:
    """给出一个附件：照片能看，文件只下载，搜索引擎不收。"""
    response = FileResponse(
        content,
        as_attachment=not card.is_image,
        filename=card.name,
        content_type="image/jpeg" if card.is_image else card.content_type,
    )
    response.headers["Cache-Control"] = caching
    response.headers["X-Robots-Tag"] = "noindex"
    return response
