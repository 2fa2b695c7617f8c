"""已发布的机制，和各地采用的机制。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body


class PublishedMechanism(models.Model):
    """已发布的机制：全文存库，发布后不可改（触发器把守）；运行中的办件按它走完。"""

    key = models.CharField("机制", max_length=60)
    version = models.PositiveSmallIntegerField("版本")
    overlay = models.CharField("本地版", max_length=40, blank=True)
    label = models.CharField("名称", max_length=60)
    slot = models.CharField("用在哪一段", max_length=20)
    source = models.TextField("全文")
    overlay_source = models.TextField("本地版全文", blank=True)
    digest = models.CharField("内容摘要", max_length=64)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "已发布的机制"
        constraints = [
            models.UniqueConstraint(
                name="published_mechanism_once", fields=["key", "version", "overlay"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}@{self.version}" + (f"+{self.overlay}" if self.overlay else "")


class Practice(models.Model):
    """一地采用哪份机制：某级人大在某一段（收件、办理、建议）用哪一份。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    slot = models.CharField("用在哪一段", max_length=20)
    mechanism = models.ForeignKey(
        PublishedMechanism, models.PROTECT, related_name="+", verbose_name="机制"
    )
    starts_at = models.DateTimeField("采用时间")
    ends_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "采用的机制"
        constraints = [
            models.UniqueConstraint(
                name="practice_one_per_slot",
                fields=["jurisdiction", "slot"],
                condition=Q(ends_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.slot}"
