"""回执怎么说给提交人听：到哪一步、谁负责、到哪天、一步步的经过。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from lianxin.files.models import Attachment
from lianxin.opinions.queries import Receipt, ReceiptLine
from lianxin.portal.queries import ReceiptPage
from lianxin.portal.words import day_words, dotted, light_of, moment_words

COMING = ("答复您", "请您打分，不满意可以要求再办")


def ticket(page: ReceiptPage, *, today: date) -> dict[str, Any]:
    """回执页上的全部文字与图片。"""
    seen = page.receipt
    return {
        "receipt_no": seen.receipt_no,
        "title": seen.title,
        "text": seen.text,
        "place": seen.place,
        "submitted_at": seen.submitted_at,
        "category_label": seen.category,
        "followers_words": f"另有 {seen.followers} 位邻居跟进" if seen.followers else "",
        "is_merged": bool(seen.merged_into),
        "light": light_of(due=seen.due_date, is_closed=seen.is_closed, today=today, soon=1),
        "stage_label": seen.stage_label,
        "due_words": "" if seen.is_closed else seen.due_words,
        "holder_words": _holder_words(seen, today),
        "due_reason": "" if seen.is_closed else seen.due_reason,
        "done": seen.is_closed,
        "timeline": [*_steps(page, today), *_coming(seen)],
        "answer": _answer(seen, today),
        "photos": [_photo(seen, each) for each in page.own if _is_image(each)],
    }


def _holder_words(seen: Receipt, today: date) -> str:
    if seen.is_closed or not seen.holder:
        return ""
    if seen.due_date is None:
        return f"{seen.holder}负责。"
    day = day_words(seen.due_date, today)
    sure = "（暂定）" if seen.is_provisional else ""
    if seen.due_date < today:
        return f"{seen.holder}负责，这一步应在 {day}{sure}前办完，现在逾期了。"
    return f"{seen.holder}负责，这一步 {day}{sure}前办完。"


def _answer(seen: Receipt, today: date) -> dict[str, Any] | None:
    if not seen.answer:
        return None
    at = moment_words(seen.answered_at, today) if seen.answered_at else ""
    return {"text": seen.answer, "meta": at}


def _steps(page: ReceiptPage, today: date) -> Iterator[dict[str, Any]]:
    for line in page.receipt.lines:
        attached = [page.files[name] for name in line.photos if name in page.files]
        yield {
            "state": line.state,
            "title": line.title,
            "meta": _meta(line, today),
            "text": "\n".join(line.texts),
            "photos": [_photo(page.receipt, each) for each in attached if _is_image(each)],
            "files": [_file(page.receipt, each) for each in attached if not _is_image(each)],
        }


def _meta(line: ReceiptLine, today: date) -> str:
    return dotted(moment_words(line.at, today) if line.at else "", line.who)


def _coming(seen: Receipt) -> list[dict[str, Any]]:
    """还没走到的两步，让人知道接下来会怎样。"""
    if seen.is_closed or seen.answer:
        return []
    return [{"state": "next", "title": words} for words in COMING]


def _is_image(row: Attachment) -> bool:
    return row.kind == Attachment.Kind.IMAGE


def _photo(seen: Receipt, row: Attachment) -> dict[str, str]:
    where = (seen.receipt_no, row.pk)
    return {
        "url": reverse("portal:receipt_file", args=where),
        "thumb_url": reverse("portal:receipt_thumbnail", args=where),
    }


def _file(seen: Receipt, row: Attachment) -> dict[str, str]:
    url = reverse("portal:receipt_file", args=(seen.receipt_no, row.pk))
    return {"url": url, "name": f"{row.original_name}（{filesizeformat(row.size)}）"}
