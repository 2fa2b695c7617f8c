"""手机上离线记下、后来送到的：一把钥匙只收一次。"""

from __future__ import annotations

from django.db import models

from lianxin.activities.models.activity import Activity
from lianxin.orgs.models import Person


class Delivery(models.Model):
    """送到的一份补记：凭手机上生成的钥匙，认出是不是同一份又送来一次。"""

    client_key = models.UUIDField("手机上生成的钥匙", unique=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="deliveries", verbose_name="活动"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁送的"
    )
    digest = models.BinaryField("送来内容的摘要", max_length=32)
    received_at = models.DateTimeField("收到的时间")

    class Meta:
        verbose_name = "送到的补记"

    def __str__(self) -> str:
        return f"#{self.pk} {self.activity_id}"
