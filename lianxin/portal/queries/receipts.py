"""回执这一页要的：回执本身，加上看得见的附件。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lianxin.files.models import Attachment
from lianxin.opinions.queries import Receipt, receipt


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """回执与它的附件；``own`` 是提交人自己传的，``files`` 按编号找得到每一个。"""

    receipt: Receipt
    files: Mapping[str, Attachment]
    own: tuple[Attachment, ...]


def receipt_page(*, receipt_no: str, receipt_key: str, today: date) -> ReceiptPage:
    """凭编号和查询码取一页。四条语句。

    :raises NotVisible: 编号或查询码不对
    """
    seen = receipt(receipt_no=receipt_no, receipt_key=receipt_key, today=today)
    told = {UUID(name) for line in seen.lines for name in line.photos}
    mine = Q(subject_kind="opinion", subject_id=seen.opinion_id)
    rows = list(
        Attachment.objects.seen_by("submitter")
        .filter(mine | Q(pk__in=told, subject_kind="case"))
        .order_by("uploaded_at", "id")
    )
    files = {str(row.pk): row for row in rows}
    own = tuple(row for row in rows if row.subject_kind == "opinion" and row.pk not in told)
    return ReceiptPage(seen, files, own)
