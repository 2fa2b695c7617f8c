"""凭编号和查询码：看到哪了、评价、要求再办、补充、取验真材料。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from lianxin.audit.queries import receipt_bundle
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.receipts import ReceiptKeyMistake, normalise_key
from lianxin.openapi.fields import Given, Told, Words
from lianxin.openapi.limits import check_public_write
from lianxin.openapi.once import OPTIONAL, answered_once
from lianxin.opinions.queries import Receipt, receipt
from lianxin.opinions.usecases import add_to_opinion, rate_opinion, reopen_opinion
from lianxin.opinions.usecases.returning import WRONG, opinion_of_receipt

router = Router(tags=["回执"])

HEADER = "Receipt-Key"
_KEY = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "回执上的查询码；大小写、空格、短横都不计较。",
    "schema": {"type": "string"},
}
READ = {"parameters": [_KEY]}
WRITE = {"parameters": [_KEY, *OPTIONAL["parameters"]]}
#: 回执里交出哪些材料供离线验真：给群众看的话，和原话的摘要。
PROVEN = ("public", "text_digest")


class TimelineStep(Told):
    """时间线上的一步；``state`` 是 done 已过、cur 现在、next 将来。"""

    state: str
    title: str
    at: datetime | None
    who: str
    texts: list[str]
    photos: list[str]


class ReceiptSeen(Told):
    """提交人看到的全部。"""

    receipt_no: str
    title: str
    text: str
    submitted_at: datetime
    category: str
    place: str
    station: str
    stage: str
    label: str = Field(alias="stage_label", description="现在到哪一步，给群众看的话")
    is_closed: bool
    holder: str = Field(description="谁在办")
    due_date: date | None
    due_words: str
    is_provisional: bool = Field(description="到期日按尚未公布的放假安排暂定")
    answer: str
    answered_at: datetime | None
    followers: int
    merged_into: str
    timeline: list[TimelineStep] = Field(alias="lines")
    moves: list[str] = Field(description="您现在可以做的：rate 评价、reopen 要求再办……")


class RatingGiven(Given):
    """态度和结果分开打。"""

    attitude: Words = Field(max_length=40, description="satisfied、basic 或 dissatisfied")
    result: Words = Field(max_length=40, description="satisfied、basic 或 dissatisfied")
    comment: Words = Field("", max_length=2000)


class ReopenGiven(Given):
    """要求再办。"""

    reason: Words = Field(max_length=2000, description="哪里没有办好")


class SupplementGiven(Given):
    """补充情况。"""

    text: Words = Field(max_length=5000)


@router.get("receipts/{receipt_no}", response=ReceiptSeen, summary="看一张回执", openapi_extra=READ)
def get_receipt(request: HttpRequest, receipt_no: Words) -> Receipt:
    """编号不存在与查询码不对，答复完全一样。"""
    return _seen(receipt_no, _key(request))


@router.post(
    "receipts/{receipt_no}/rating",
    response=ReceiptSeen,
    summary="评价",
    openapi_extra=WRITE,
)
def rate(
    request: HttpRequest, response: HttpResponse, receipt_no: Words, payload: RatingGiven
) -> Receipt:
    """提交人评价，答复是评价之后的回执。"""
    return _acted(
        request,
        response,
        receipt_no,
        payload,
        lambda key, at: rate_opinion(
            receipt_no=receipt_no, receipt_key=key, at=at, **payload.model_dump()
        ),
    )


@router.post(
    "receipts/{receipt_no}/reopen",
    response=ReceiptSeen,
    summary="要求再办",
    openapi_extra=WRITE,
)
def reopen(
    request: HttpRequest, response: HttpResponse, receipt_no: Words, payload: ReopenGiven
) -> Receipt:
    """提交人要求再办，答复是之后的回执。"""
    return _acted(
        request,
        response,
        receipt_no,
        payload,
        lambda key, at: reopen_opinion(
            receipt_no=receipt_no, receipt_key=key, reason=payload.reason, at=at
        ),
    )


@router.post(
    "receipts/{receipt_no}/supplements",
    response=ReceiptSeen,
    summary="补充情况",
    openapi_extra=WRITE,
)
def supplement(
    request: HttpRequest, response: HttpResponse, receipt_no: Words, payload: SupplementGiven
) -> Receipt:
    """提交人补充，经办人看得到；答复是之后的回执。"""
    return _acted(
        request,
        response,
        receipt_no,
        payload,
        lambda key, at: add_to_opinion(
            receipt_no=receipt_no, receipt_key=key, text=payload.text, at=at
        ),
    )


@router.get(
    "receipts/{receipt_no}/proof",
    response=dict[str, Any],
    summary="取验真材料",
    openapi_extra=READ,
)
def get_proof(request: HttpRequest, receipt_no: Words) -> dict[str, Any]:
    """可以离线验真的一份材料：谁也改不了已经封存的记录。"""
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=_key(request))
    return receipt_bundle(thread=opinion.case_id, facts=PROVEN)


def _key(request: HttpRequest) -> str:
    """请求头里的查询码；没有、抄得不像样，与不对一样：不让人试出编号存不存在。"""
    try:
        return normalise_key(request.headers.get(HEADER, ""))
    except ReceiptKeyMistake as mistake:
        raise NotVisible(WRONG) from mistake


def _seen(receipt_no: str, key: str) -> Receipt:
    return receipt(receipt_no=receipt_no, receipt_key=key, today=timezone.localdate())


def _acted(
    request: HttpRequest,
    response: HttpResponse,
    receipt_no: str,
    payload: Given,
    act: Callable[[str, datetime], object],
) -> Receipt:
    check_public_write(request)
    key, at = _key(request), timezone.now()

    def acted() -> dict[str, Any]:
        act(key, at)
        return {}

    answered_once(
        request,
        response,
        scope="receipts",
        content=payload.model_dump(mode="json"),
        at=at,
        act=acted,
    )
    # 答复每次现取，仍要凭查询码：别人拿着同一把 Idempotency-Key 也看不到。
    return _seen(receipt_no, key)
