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


class NormEvidence(models.Model):
    """一项要求的一份依据：一句话、一个网址或一份文件，谁哪天放上的、下次几时再查；撤下的也留着。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    norm = models.CharField("对照表", max_length=40)
    item = models.CharField("哪一项", max_length=40)
    words = models.CharField("说明", max_length=200)
    link = models.CharField("网址", max_length=300, blank=True)
    files = models.PositiveSmallIntegerField("几份文件", default=0)
    next_on = models.DateField("下次几时再查", null=True, blank=True)
    added_by = models.CharField("谁放上的", max_length=60)
    added_at = models.DateTimeField("放上的时间")
    withdrawn_at = models.DateTimeField("撤下的时间", null=True, blank=True)

    class Meta:
        verbose_name = "规范依据"
        indexes = [models.Index(fields=["station", "norm", "item"], name="norm_evidence_order")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.norm}.{self.item}"
