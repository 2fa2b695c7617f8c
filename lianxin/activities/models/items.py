"""活动带出来的：意见，和要跟到底的事项。"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from lianxin.activities.models.activity import Activity
from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body, Category, Person

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class Voice(models.Model):
    """活动上记下的一条意见；意见照常登记立件，这里只连过去。"""

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="voices", verbose_name="活动"
    )
    opinion = models.OneToOneField(
        Opinion, models.PROTECT, related_name="activity_voice", verbose_name="意见"
    )
    answered = models.BooleanField("当场答复", default=False)

    class Meta:
        verbose_name = "活动意见"

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.opinion_id}"


class ItemQuerySet(models.QuerySet["Item"]):
    """事项的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ItemQuerySet:
        """看得见活动全部内容的看得见；事项的承办单位、看得见办件的看得见。"""
        parts = [Q(activity__in=Activity.objects.open_to(viewer)), Q(body__in=viewer.body_ids)]
        if viewer.person_id:
            theirs = Case.objects.visible_to(viewer).filter(subject_kind="activity_item")
            parts.append(Q(case__in=theirs.values("pk")))
        return self.filter(reduce(or_, parts))


class Item(models.Model):
    """活动带出的一件事：来电、议题、接办、承诺、问题、共议项目。要跟到底的有办件。"""

    class Kind(models.TextChoices):
        """是哪种事。"""

        PROBLEM = "problem", "问题"
        CALL = "call", "来电"
        TOPIC = "topic", "议题"
        COMMITMENT = "commitment", "承诺"
        AGREED = "agreed", "议定事项"
        FINDING = "finding", "调研发现"
        TASK = "task", "分工任务"

    class Disposition(models.TextChoices):
        """当场怎么处置的。"""

        ANSWERED = "answered", "当场答复"
        SOLVED = "solved", "现场解决"
        ACCEPTED = "accepted", "当场接办"
        TAKEN_BACK = "taken_back", "带回办理"
        NOTED = "noted", "记录在案"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="items", verbose_name="活动"
    )
    number = models.PositiveSmallIntegerField("第几项")
    kind = models.CharField("哪种事", max_length=10, choices=Kind.choices)
    slot = models.CharField("走哪一段机制", max_length=14, blank=True)
    text = models.CharField("什么事", max_length=1000)
    title = models.CharField("标题（已脱敏）", max_length=80)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪家办"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪位代表跟"
    )
    due_on = models.DateField("答应哪天", null=True, blank=True)
    disposition = models.CharField("当场怎么处置", max_length=10, choices=Disposition.choices)
    answer = models.CharField("当场怎么答的", max_length=1000, blank=True)
    answered_by = models.CharField("谁答的（姓名职务）", max_length=80, blank=True)
    answered_at = models.DateTimeField("部门回话的时间", null=True, blank=True)
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件"
    )
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来自意见"
    )
    recurs = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="又发生的是"
    )
    is_public = models.BooleanField("公开", default=False)
    noted_at = models.DateTimeField("记下的时间")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "活动事项"
        constraints = [
            models.UniqueConstraint(name="item_number_once", fields=["activity", "number"]),
            models.CheckConstraint(
                name="item_answered_has_words",
                condition=~Q(disposition__in=["answered", "solved"]) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="item_accepted_has_body",
                condition=~Q(disposition="accepted") | Q(body__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["body", "-id"], name="item_by_body")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class LookedAt(models.Model):
    """活动上一起看过的一件办件：看到什么，写进它的经过。"""

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="looked_at", verbose_name="活动"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    finding = models.CharField("看到什么", max_length=1000)
    noted_at = models.DateTimeField("记下的时间")

    class Meta:
        verbose_name = "看过的办件"
        constraints = [
            models.UniqueConstraint(name="looked_at_once", fields=["activity", "case"]),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.case_id}"
