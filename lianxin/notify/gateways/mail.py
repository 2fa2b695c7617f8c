"""电子邮件：经 Django 的邮件后端；信头里的编号固定，收信一方可以认出重复。"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from lianxin.notify.gateways import ACCEPTED, REJECTED, Outgoing, Result, trouble
from lianxin.notify.wording import letter


@dataclass(frozen=True, slots=True)
class MailGateway:
    """发邮件。"""

    sender: str

    def send(self, messages: Sequence[Outgoing]) -> Mapping[str, Result]:
        """一条连接送一批；连不上就整批再试。"""
        connection = get_connection()
        try:
            connection.open()
        except OSError as broken:
            return trouble(messages, f"连不上邮件服务器：{type(broken).__name__}")
        try:
            return {one.uid: self._one(one, connection) for one in messages}
        finally:
            connection.close()

    def _one(self, one: Outgoing, connection: BaseEmailBackend) -> Result:
        host = urlsplit(one.link).hostname or "localhost"
        mail = EmailMessage(
            subject=one.subject,
            body=letter(one.texts, one.link),
            from_email=self.sender,
            to=[one.to],
            headers={"Message-ID": f"<{one.uid}@{host}>", "Auto-Submitted": "auto-generated"},
            connection=connection,
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused:
            return Result(REJECTED, reason="收信地址被拒")
        except OSError as broken:
            return trouble([one], f"没送到：{type(broken).__name__}")[one.uid]
        return Result(ACCEPTED)
