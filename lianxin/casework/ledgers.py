"""编号序列、承诺事项：跟着办件走的两本账。"""

from __future__ import annotations

from django.db import models

from lianxin.orgs.models import Body


class NumberSeries(models.Model):
    """连续编号：正式编号一个不漏；行锁即编号的先后。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    series = models.CharField("序列", max_length=40)
    last = models.PositiveIntegerField("已编到", default=0)

    class Meta:
        verbose_name = "编号序列"
        constraints = [
            models.UniqueConstraint(name="number_series_once", fields=["jurisdiction", "series"]),
        ]

    def __str__(self) -> str:
        return f"{self.series}:{self.last}"


class Commitment(models.Model):
    """承诺事项：答复“正在解决”“列入计划”时答应的，谁、做什么、何时。"""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="+", verbose_name="办件")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承诺单位"
    )
    who = models.CharField("谁", max_length=60)
    what = models.CharField("做什么", max_length=200)
    by = models.DateField("何时")
    made_at = models.DateTimeField("承诺时间")

    class Meta:
        verbose_name = "承诺事项"
        indexes = [models.Index(fields=["case", "id"], name="commitment_by_case")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.what}"
