"""日历订阅的表。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Person


class CalendarFeed(models.Model):
    """一个人的日历订阅：只存钥匙的摘要；换了、收回了，旧的网址就没有了。"""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁的")
    digest = models.BinaryField("钥匙的摘要", max_length=32, unique=True)
    made_at = models.DateTimeField("建立时间")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "日历订阅"
        constraints = [
            models.UniqueConstraint(
                name="calendar_feed_one", fields=["person"], condition=Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.person_id}"
