"""安排的表：工作框架、主题清单、专项行动是同一棵树；认领与领任务各有办件。"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from lianxin.casework.models import Case
from lianxin.orgs.models import Body, Membership

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


def groups_of(person_id: int) -> models.QuerySet[Membership, int]:
    """这个人眼下在哪些小组里（机构编号）。"""
    mine = Membership.objects.filter(person=person_id, ends_on__isnull=True)
    return mine.values_list("body", flat=True)


_WITH_PASTS = """
WITH RECURSIVE mine(id) AS (
    SELECT body_id FROM orgs_membership WHERE person_id = %s AND ends_on IS NULL
    UNION SELECT e.body_id FROM orgs_groupevent e JOIN mine ON e.into_id = mine.id
) SELECT id FROM mine
"""


def groups_and_pasts_of(person_id: int) -> RawSQL:
    """这个人眼下的小组，连同先后并进这些小组的：过去的事照样看得见，只看，不能以旧组的名义办。"""
    return RawSQL(_WITH_PASTS, [person_id])  # noqa: S611 （没有拼接，值走参数）


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """安排的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ProgrammeQuerySet:
        """本级人大有岗位的、本级代表看得见；公开的谁都看得见。"""
        congresses = {post.congress_id for post in viewer.posts} | viewer.deputy_of
        return self.filter(Q(is_public=True) | Q(congress__in=congresses))


class Programme(models.Model):
    """安排：树的一个节点。``path`` 从根到自己，形如 ``/3/17/``，沿它加总。"""

    class Kind(models.TextChoices):
        """节点种类。"""

        FRAMEWORK = "framework", "工作框架"
        LINE = "line", "工作线"
        ITEM = "item", "工作项"
        MENU = "menu", "主题清单"
        THEME = "theme", "主题"
        CAMPAIGN = "campaign", "专项行动"
        PHASE = "phase", "阶段"
        TASK = "task", "任务"
        BRAND = "brand", "品牌活动"

    class State(models.TextChoices):
        """走到哪。"""

        DRAFT = "draft", "草稿"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"
        DROPPED = "dropped", "已取消"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上一级"
    )
    path = models.CharField("从根到自己", max_length=200, blank=True)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=80)
    summary = models.CharField("说明", max_length=500, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="牵头机构")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    claim_by = models.DateField("认领截止", null=True, blank=True)
    is_mandatory = models.BooleanField("必做", default=False)
    least = models.PositiveSmallIntegerField("每家至少几个", null=True, blank=True)
    most = models.PositiveSmallIntegerField("每家至多几个", null=True, blank=True)
    tags = models.JSONField("标签", default=list, blank=True)
    targets = models.JSONField("目标数", default=dict, blank=True)
    is_public = models.BooleanField("公开", default=True)
    state = models.CharField("走到哪", max_length=8, choices=State.choices, default=State.OPEN)
    order = models.PositiveSmallIntegerField("次序", default=0)
    made_at = models.DateTimeField("建立时间")
    closing_words = models.TextField("小结", blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "安排"
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="programme_least_under_most",
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
            ),
            models.UniqueConstraint(
                name="programme_name_once",
                fields=["congress", "parent", "name"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="programme_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["congress", "kind", "-starts_on"], name="programme_by_congress"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class TaskQuerySet(models.QuerySet["Task"]):
    """任务的可见范围。"""

    def visible_to(self, viewer: Viewer) -> TaskQuerySet:
        """本级机关看全部；领的那家、牵头的那家看得见；看得见办件的看得见。"""
        parts = [Q(body__in=viewer.body_ids), Q(programme__body__in=viewer.body_ids)]
        parts.append(Q(programme__congress__in=viewer.office_of))
        if viewer.person_id:
            parts.append(Q(body__in=groups_of(viewer.person_id)))
            theirs = Case.objects.visible_to(viewer).filter(subject_kind="programme_task")
            parts.append(Q(case__in=theirs.values("pk")))
        return self.filter(reduce(or_, parts))


class Task(models.Model):
    """一家在一个主题、一项任务上认下的事；做到哪一步在它的办件里。"""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="tasks", verbose_name="主题或任务"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="哪一家")
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件"
    )
    subject = models.CharField("自选的小切口", max_length=80, blank=True)
    claimed_at = models.DateTimeField("认领时间")
    dropped_at = models.DateTimeField("放弃时间", null=True, blank=True)
    drop_reason = models.CharField("放弃的理由", max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "主题任务"
        constraints = [
            models.UniqueConstraint(
                name="task_once",
                fields=["programme", "body", "subject"],
                condition=Q(dropped_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["body", "-id"], name="task_by_body")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.programme_id}/{self.body_id}"
