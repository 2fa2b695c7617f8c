"""成果的表：一行一个可量的数，核实了才算数，写错了另写一行更正，不删。"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from lianxin.orgs.models import Body
from lianxin.outcomes.metrics import METRICS, WITH_SOURCE

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer

_UNIT_MATCHES = reduce(or_, (Q(metric=m.key, unit=m.unit) for m in METRICS.values()))


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """成果的几种取法。"""

    def visible_to(self, viewer: Viewer, *, cases: models.QuerySet[Any]) -> OutcomeQuerySet:
        """看得见办件的，才看得见它的成果；``cases`` 是这个人看得见的办件。"""
        return self.none() if viewer.sees_nothing else self.filter(case_id__in=cases.values("pk"))

    def live(self) -> OutcomeQuerySet:
        """没有作废、没有被更正的。"""
        return self.filter(voided_at__isnull=True, corrected_by__isnull=True)

    def counted(self) -> OutcomeQuerySet:
        """算进总数的：核实了的；是别人总数里一部分的，总数核实了就不再另算。"""
        inside = Q(part_of__isnull=False, part_of__verified_at__isnull=False)
        return self.live().filter(verified_at__isnull=False).exclude(inside)


class Outcome(models.Model):
    """一项成果。单位跟着量法走；约数写明是约、余还是近；钱写明来源。"""

    class Precision(models.TextChoices):
        """这个数有多准。"""

        EXACT = "exact", "确数"
        ABOUT = "about", "约"
        OVER = "over", "余（实际只多不少）"
        NEAR = "near", "近（实际只少不多）"

    class Source(models.TextChoices):
        """钱从哪来。"""

        SPECIAL = "special", "代表建议办理专项资金"
        FISCAL = "fiscal", "财政资金"
        BOND = "bond", "国债、专项债"
        SUBSIDY = "subsidy", "补贴"
        COLLECTIVE = "collective", "村（社区）集体"
        SELF_RAISED = "self_raised", "群众自筹"
        DONATED = "donated", "捐资"
        CROWD = "crowd", "共筹"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="管辖")
    thread = models.BigIntegerField("线索")
    case_id = models.BigIntegerField("办件")
    metric = models.CharField("量什么", max_length=20)
    unit = models.CharField("单位", max_length=12)
    value = models.DecimalField("数", max_digits=16, decimal_places=2)
    precision = models.CharField(
        "有多准", max_length=6, choices=Precision.choices, default=Precision.EXACT
    )
    source = models.CharField("钱从哪来", max_length=12, choices=Source.choices, blank=True)
    what = models.CharField("是什么（已脱敏）", max_length=100)
    happened_on = models.DateField("哪天成的")
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="包含在"
    )
    recorded_at = models.DateTimeField("记下时间")
    recorded_by_id = models.BigIntegerField("谁记的", null=True, blank=True)
    recorded_by = models.CharField("谁记的（姓名职务）", max_length=150)
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    verified_by_id = models.BigIntegerField("谁核的", null=True, blank=True)
    verified_by = models.CharField("谁核的（姓名职务）", max_length=150, blank=True)
    corrected_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects",
        verbose_name="更正为",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("为什么更正或作废", max_length=200, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "成果"
        constraints = [
            models.CheckConstraint(name="outcome_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(name="outcome_unit_of_metric", condition=_UNIT_MATCHES),
            models.CheckConstraint(
                name="outcome_source_of_funds",
                condition=(Q(metric__in=WITH_SOURCE) & ~Q(source=""))
                | (~Q(metric__in=WITH_SOURCE) & Q(source="")),
            ),
            models.CheckConstraint(
                name="outcome_precision_known",
                condition=Q(precision__in=["exact", "about", "over", "near"]),
            ),
            models.CheckConstraint(
                name="outcome_verified_has_verifier",
                condition=Q(verified_at__isnull=True, verified_by_id__isnull=True, verified_by="")
                | (Q(verified_at__isnull=False, verified_by_id__isnull=False) & ~Q(verified_by="")),
            ),
            models.CheckConstraint(
                name="outcome_verified_by_another",
                condition=Q(verified_by_id__isnull=True) | ~Q(verified_by_id=F("recorded_by_id")),
            ),
            models.CheckConstraint(
                name="outcome_undone_has_reason",
                condition=Q(voided_at__isnull=True, corrected_by__isnull=True) | ~Q(void_reason=""),
            ),
            models.CheckConstraint(
                name="outcome_not_part_of_itself",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "id"], name="outcome_by_thread"),
            models.Index(fields=["case_id", "id"], name="outcome_by_case"),
            models.Index(
                fields=["jurisdiction", "happened_on"],
                name="outcome_by_period",
                condition=Q(voided_at__isnull=True, corrected_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.metric} {self.value}{self.unit}"
