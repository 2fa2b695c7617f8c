"""凭令牌认人；不认浏览器里的登录，所以不怕跨站伪造。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lianxin.access.usecases.tokens import viewer_of
from lianxin.access.viewers import Viewer

if TYPE_CHECKING:

    class Call(HttpRequest):
        """带着令牌来的请求；``auth`` 是看的人。"""

        auth: Viewer

else:
    Call = HttpRequest


class BearerToken(HttpBearer):
    """``Authorization: Bearer <令牌>``。"""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """认出看的人；令牌无效、过期、吊销，或账号停用，都是空。"""
        return viewer_of(token=token, at=timezone.now())
