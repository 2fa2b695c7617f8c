"""按部署的设置接上通道；没有设置的就没有。"""

from __future__ import annotations

from django.conf import settings

from lianxin.notify.gateways import Gateway
from lianxin.notify.gateways.mail import MailGateway
from lianxin.notify.gateways.web import WebGateway, sms_shape, wechat_shape
from lianxin.notify.rules import standing_rules


def gateway_for(channel: str) -> Gateway | None:
    """这条通道；没有配置就没有。"""
    given = settings.NOTIFY.get(channel)
    if given is None:
        return None
    if channel == "email":
        return MailGateway(given["sender"])
    shape = (
        sms_shape(given["sign"], standing_rules().limits.sms_chars)
        if channel == "sms"
        else wechat_shape(given["template"])
    )
    return WebGateway(given["url"], given["key"], shape, given["timeout"])
