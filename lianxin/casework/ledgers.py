"""编号序列、承诺事项、关联：跟着办件走的几本账。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

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


class Link(models.Model):
    """关联：一个问题多年、多单位、多层级的一生，是一条线。"""

    class Kind(models.TextChoices):
        """关联种类。"""

        SPAWNED = "spawned", "派生"
        CONVERTED_TO = "converted_to", "转为"
        MERGED_INTO = "merged_into", "并入"
        SPLIT_FROM = "split_from", "拆自"
        RECURS = "recurs", "反复提出"
        CARRIES_OVER = "carries_over", "滚动接办"
        ANSWERS = "answers", "答复"
        BESIDE = "beside", "旁办"

    kind = models.CharField("种类", max_length=14, choices=Kind.choices)
    source = models.ForeignKey("casework.Case", models.PROTECT, related_name="+", verbose_name="从")
    target = models.ForeignKey(
        "casework.Case", models.PROTECT, related_name="+", db_index=False, verbose_name="到"
    )
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "关联"
        constraints = [
            models.UniqueConstraint(name="link_once", fields=["kind", "source", "target"]),
            models.CheckConstraint(name="link_not_self", condition=~Q(source=F("target"))),
        ]
        indexes = [models.Index(fields=["target"], name="link_by_target")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
