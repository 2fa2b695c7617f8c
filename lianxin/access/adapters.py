"""allauth 的接口：账号由机关开设，不开放自行注册。"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """不开放注册。"""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """一律不开放：账号由代工委按岗位开设。"""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """用户名由机关指定，不自动生成。"""
