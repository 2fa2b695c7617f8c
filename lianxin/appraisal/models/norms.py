"""规范对照的表。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.stations.models import Station


class NormCheck(models.Model):
    """一次规范对照：某站某天照某张表，一项一项有没有做到、凭什么；对照过的不改，再对照是另一次。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    norm = models.CharField("对照表", max_length=40)
    version = models.PositiveSmallIntegerField("第几版")
    on = models.DateField("对照日期")
    answers = models.JSONField("各项", default=dict)
    met = models.PositiveSmallIntegerField("做到几项")
    counted = models.PositiveSmallIntegerField("适用几项")
    checked_by = models.CharField("谁对照的", max_length=60)
    checked_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "规范对照"
        constraints = [
            models.CheckConstraint(
                name="norm_check_met_within", condition=Q(met__lte=F("counted"), counted__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["station", "norm", "-id"], name="norm_check_order")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.norm} {self.met}/{self.counted}"
