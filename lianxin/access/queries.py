"""读：按用户名找账号、找身份；给命令行和演示用，页面用会话里的账号。"""

from __future__ import annotations

from datetime import date

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.kernel.errors import NotVisible


def account_named(username: str) -> Account:
    """按用户名取账号；没有就抛 :class:`NotVisible`。"""
    account = Account.objects.select_related("person").filter(username=username).first()
    if account is None:
        raise NotVisible("没有这个账号")
    return account


def viewer_named(username: str, *, today: date) -> Viewer:
    """这个用户名此刻是谁。"""
    return viewer_for(account_named(username), today=today)
