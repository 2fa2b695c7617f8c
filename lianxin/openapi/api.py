"""接口的总装：各段路由、错误的答法、版本。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from lianxin.openapi import (
    activities,
    cases,
    handlers,
    indicators,
    intake,
    lists,
    programmes,
    receipts,
    registers,
    surveys,
    tokens,
)
from lianxin.openapi.parsing import StrictParser

ABOUT = (
    "连心桥的 JSON 接口。群众登记意见、凭回执查询不必登录；其余凭令牌，看得见的才给。"
    "错误一律是 problem+json（RFC 9457），detail 是可以直接给人看的中文。"
)

ROUTERS = (
    intake.router,
    receipts.router,
    tokens.router,
    cases.router,
    lists.router,
    registers.router,
    activities.router,
    programmes.router,
    surveys.router,
    indicators.router,
)


class ChineseJson(BaseRenderer):
    """汉字照写，不转成转义。"""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """写成字节。"""
        del request, response_status
        return to_json(data)


class Api(NinjaAPI):
    """不带说明页面的接口；操作名就是函数名。"""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """操作名。"""
        return operation.view_func.__name__


def build() -> Api:
    """装好一个接口。"""
    made = Api(
        title="连心桥",
        version="1",
        description=ABOUT,
        urls_namespace="openapi",
        openapi_url=None,
        docs_url=None,
        parser=StrictParser(),
        renderer=ChineseJson(),
    )
    handlers.register(made)
    for router in ROUTERS:
        made.add_router("", router)
    return made


api = build()
