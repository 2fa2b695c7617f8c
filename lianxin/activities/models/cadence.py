"""频次的表：只存采用了哪一份办法；达标与否由活动现算，不存。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.orgs.models import Body


class CadencePractice(models.Model):
    """一级人大采用的一份频次办法：全文抄在这里，从哪天起、到哪天止；换了版本，旧的一段留着。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    key = models.CharField("标识", max_length=60)
    version = models.PositiveSmallIntegerField("版本")
    label = models.CharField("名称", max_length=60)
    source = models.TextField("全文")
    digest = models.CharField("内容摘要", max_length=64)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止（不含）", null=True, blank=True)
    adopted_at = models.DateTimeField("采用的时间")
    adopted_by = models.CharField("谁定的", max_length=80)
    ended_at = models.DateTimeField("停用的时间", null=True, blank=True)

    class Meta:
        verbose_name = "采用的频次办法"
        constraints = [
            models.UniqueConstraint(
                name="cadence_one_in_force",
                fields=["congress", "key"],
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="cadence_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.key}@{self.version}"
