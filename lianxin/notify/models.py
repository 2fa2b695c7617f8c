"""站内消息的表：给机构或给人，读过记时间。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body, Person


class Notice(models.Model):
    """一条站内消息。不写提交人的任何信息，只指向那件事。"""

    jurisdiction_id = models.BigIntegerField("管辖")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="给机构"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="给人"
    )
    case_id = models.BigIntegerField("办件")
    text = models.CharField("消息", max_length=200)
    posted_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("读过", null=True, blank=True)

    class Meta:
        verbose_name = "站内消息"
        constraints = [
            models.CheckConstraint(
                name="notice_has_reader",
                condition=Q(body__isnull=False) | Q(person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "-id"], name="notice_unread_body", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["person", "-id"],
                name="notice_unread_person",
                condition=Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.text}"
