"""替真浏览器登录：省去逐次填密码，直接带上会话。"""

from django.test import Client
from playwright.sync_api import BrowserContext

from tests.world import Persona


def enter(context: BrowserContext, persona: Persona, address: str) -> None:
    """这部手机以这个人登录好了；没有登录的群众照旧。"""
    cookies = persona.sign_in(Client()).cookies
    context.add_cookies(
        [{"name": name, "value": each.value, "url": address} for name, each in cookies.items()]
    )
