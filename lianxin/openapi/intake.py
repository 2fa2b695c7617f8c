"""收意见：群众、小程序、别的系统，从这里登记一条；给了编号就是已经入账。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from lianxin.kernel.actors import PUBLIC
from lianxin.openapi.addressing import Destination, destination
from lianxin.openapi.fields import Given, Told, Words
from lianxin.openapi.handlers import FieldRefused
from lianxin.openapi.limits import check_public_write
from lianxin.openapi.once import REQUIRED, answered_once
from lianxin.openapi.routes import opinions
from lianxin.opinions.models import Opinion
from lianxin.opinions.receipts import key_for
from lianxin.opinions.usecases import Contact, Draft, register_opinion

router = opinions
SCOPE = "opinions"


class ContactGiven(Given):
    """联系方式；加密保存，只用来告诉您办得怎么样。"""

    name: Words = Field("", max_length=40)
    phone: Words = Field(min_length=1, max_length=30)


class Consent(Given):
    """同意了什么，逐项写。"""

    contact: bool = Field(default=False, description="同意保存联系方式，用来告知办理情况")
    publish: bool = Field(default=False, description="同意隐去身份后公开这件事")


class OpinionGiven(Given):
    """一条意见；只有原话必填。"""

    text: Words = Field(description="原话，2–5000 字")
    access_code: Words | None = Field(None, max_length=60, description="代表码、站点码、活动码")
    congress: Words | None = Field(None, max_length=60, description="哪一级人大的代号；有码的不写")
    title: Words = Field("", max_length=200, description="不写就从原话里取")
    category: Words | None = Field(None, max_length=40, description="类别代号")
    place: Words = Field("", max_length=200, description="具体位置")
    region: Words | None = Field(None, max_length=12, description="统计用区划代码")
    kind: Opinion.Kind = Field(Opinion.Kind.OPINION, description="意见建议，或便民服务")
    contact: ContactGiven | None = None
    consent: bool | Consent = Field(default=False, description="true 即同意保存联系方式")


class ReceiptGiven(Told):
    """回执：编号可以告诉别人，查询码只有您有。"""

    receipt_no: str
    receipt_key: str
    status_url: str


@router.post(
    "opinions", response={201: ReceiptGiven}, summary="登记一条意见", openapi_extra=REQUIRED
)
def create_opinion(
    request: HttpRequest, response: HttpResponse, payload: OpinionGiven
) -> dict[str, Any]:
    """不必登录。答复 201 即已入账、立件、有人管；没收到答复就原样重发。"""
    check_public_write(request)
    at = timezone.now()
    answer = answered_once(
        request,
        response,
        scope=SCOPE,
        content=payload.model_dump(mode="json"),
        at=at,
        act=lambda: _register(payload, at=at),
        status=201,
        required=True,
    )
    number = answer["receipt_no"]
    # 查询码不存库，每次由编号算出来。
    return {
        "receipt_no": number,
        "receipt_key": key_for(number),
        "status_url": f"{settings.PUBLIC_URL}/r/{number}",
    }


def _register(payload: OpinionGiven, *, at: datetime) -> dict[str, Any]:
    target = destination(
        code=payload.access_code,
        congress=payload.congress,
        at=at,
    )
    registered = register_opinion(draft=_draft(payload, target), actor=PUBLIC, at=at)
    return {"receipt_no": registered.receipt_no}


def _draft(payload: OpinionGiven, target: Destination) -> Draft:
    return Draft(
        jurisdiction_id=target.jurisdiction_id,
        text=payload.text,
        channel=Opinion.Channel.SCAN if payload.access_code else Opinion.Channel.API,
        title=payload.title,
        kind=payload.kind,
        category_id=payload.category,
        region_id=payload.region or target.region_id,
        place=payload.place,
        code_id=target.code_id,
        station_id=target.station_id,
        local_body_id=target.local_body_id,
        deputy_id=target.deputy_id,
        contact=_contact(payload),
        consents=_consents(payload.consent),
        where=target.where,
    )


def _contact(payload: OpinionGiven) -> Contact | None:
    """联系方式要逐项同意才收（个保法 13、14 条）。"""
    given = payload.contact
    if given is None:
        return None
    consents = _consents(payload.consent)
    if "contact" not in consents:
        raise FieldRefused("consent", "留联系方式要您同意保存；不同意就不要填联系方式，一样办。")
    return Contact(name=given.name, phone=given.phone, consents=consents)


def _consents(consent: bool | Consent) -> tuple[str, ...]:  # noqa: FBT001
    if isinstance(consent, bool):
        return ("contact",) if consent else ()
    return tuple(name for name in ("contact", "publish") if getattr(consent, name))
