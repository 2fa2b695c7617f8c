"""调研的表：一项调研、派给各组的任务、走访名单、走访过的、口径、报告。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.activities.models.activity import Activity, Target
from lianxin.activities.models.programme import Programme, groups_of
from lianxin.orgs.models import Body

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class ResearchQuerySet(models.QuerySet["Research"]):
    """调研的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ResearchQuerySet:
        """本级机关看全部；牵头的、领了任务的那家和小组看自己有份的。"""
        bodies: set[int] = set(viewer.body_ids)
        if viewer.person_id:
            bodies |= set(groups_of(viewer.person_id))
        tasks = ResearchAssignment.objects.filter(body__in=bodies).values("research")
        mine = Q(congress__in=viewer.office_of) | Q(body__in=viewer.body_ids) | Q(pk__in=tasks)
        return self.filter(mine)


class Research(models.Model):
    """一项调研：题目、哪家牵头、从哪天到哪天；派给几个组，各走各的名单。"""

    class Kind(models.TextChoices):
        """哪种调研。"""

        INQUIRY = "inquiry", "专题询问前期调研"
        TOPIC = "topic", "课题调研"
        PRACTICAL = "practical", "实事调研"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="牵头")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安排"
    )
    kind = models.CharField("哪种调研", max_length=10, choices=Kind.choices)
    title = models.CharField("题目", max_length=80)
    scope = models.CharField("调研什么", max_length=500, blank=True)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    made_by = models.CharField("谁安排的", max_length=150)
    made_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = ResearchQuerySet.as_manager()

    class Meta:
        verbose_name = "调研"
        constraints = [
            models.UniqueConstraint(name="research_title_once", fields=["congress", "title"]),
            models.CheckConstraint(
                name="research_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class ResearchAssignment(models.Model):
    """派给一个组的调研任务：用什么方法、怎样组织、哪天以前。"""

    research = models.ForeignKey(
        Research, models.PROTECT, related_name="assignments", verbose_name="调研"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="哪个组")
    methods = models.JSONField("用什么方法", default=list)
    modes = models.JSONField("怎样组织", default=list, blank=True)
    scope = models.CharField("重点", max_length=300, blank=True)
    due_on = models.DateField("哪天以前")
    assigned_at = models.DateTimeField("派下的时间")

    class Meta:
        verbose_name = "调研任务"
        constraints = [
            models.UniqueConstraint(name="research_assignment_once", fields=["research", "body"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.research_id}/{self.body_id}"


class ResearchTarget(models.Model):
    """名单上的一处；临时加走的也列进来，写明是计划外的。"""

    assignment = models.ForeignKey(
        ResearchAssignment, models.PROTECT, related_name="targets", verbose_name="任务"
    )
    kind = models.CharField("种类", max_length=10, choices=Target.Kind.choices)
    name = models.CharField("名称", max_length=60)
    key = models.CharField("去重用的名称", max_length=60)
    is_extra = models.BooleanField("计划外", default=False)
    listed_at = models.DateTimeField("列入时间")
    dropped_at = models.DateTimeField("去掉的时间", null=True, blank=True)
    drop_reason = models.CharField("为什么去掉", max_length=120, blank=True)

    class Meta:
        verbose_name = "调研对象"
        constraints = [
            models.UniqueConstraint(
                name="research_target_once", fields=["assignment", "kind", "key"]
            ),
            models.CheckConstraint(
                name="research_target_drop_has_reason",
                condition=Q(dropped_at__isnull=True) | ~Q(drop_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class ResearchVisit(models.Model):
    """一次调研走访：就是一场活动，另记它是哪个组的任务、哪天入账。"""

    assignment = models.ForeignKey(
        ResearchAssignment, models.PROTECT, related_name="visits", verbose_name="任务"
    )
    activity = models.OneToOneField(
        Activity, models.PROTECT, related_name="research_visit", verbose_name="活动"
    )
    noted_at = models.DateTimeField("入账时间")

    class Meta:
        verbose_name = "调研走访"

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.activity_id}"


class ResearchStop(models.Model):
    """这一次到了名单上的哪一处、用什么方法。"""

    visit = models.ForeignKey(
        ResearchVisit, models.PROTECT, related_name="stops", verbose_name="走访"
    )
    target = models.ForeignKey(
        ResearchTarget, models.PROTECT, related_name="stops", verbose_name="对象"
    )
    method = models.CharField("用什么方法", max_length=10)

    class Meta:
        verbose_name = "调研到过的"
        constraints = [
            models.UniqueConstraint(name="research_stop_once", fields=["visit", "target"]),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}/{self.target_id}"


class ResearchCutoff(models.Model):
    """一个口径：截到哪天、用在哪里。只记日子，数每次照这个日子现算，永远算得出同一个。"""

    research = models.ForeignKey(
        Research, models.PROTECT, related_name="cutoffs", verbose_name="调研"
    )
    on = models.DateField("截到哪天")
    label = models.CharField("用在哪里", max_length=60)

    class Meta:
        verbose_name = "调研口径"
        constraints = [
            models.UniqueConstraint(name="research_cutoff_once", fields=["research", "label"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.on}"


class ResearchReport(models.Model):
    """一份调研报告；公开了的，记下是门户上的哪一篇。"""

    research = models.ForeignKey(
        Research, models.PROTECT, related_name="reports", verbose_name="调研"
    )
    title = models.CharField("标题", max_length=80)
    text = models.TextField("正文")
    written_by = models.CharField("谁写的", max_length=150)
    written_at = models.DateTimeField("写成时间")
    article_id = models.BigIntegerField("门户文章", null=True, blank=True)

    class Meta:
        verbose_name = "调研报告"

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"
