"""办件、责任、身份指派；连同跟着它们的几本账。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.casework.ledgers import Commitment as Commitment
from lianxin.casework.ledgers import Link as Link
from lianxin.casework.ledgers import NumberSeries as NumberSeries
from lianxin.casework.published import Practice as Practice
from lianxin.casework.published import PublishedMechanism as PublishedMechanism
from lianxin.orgs.calendar import CALENDAR_VERSION
from lianxin.orgs.models import Body, Category, Person, Region

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


def named_in(bodies: Iterable[int]) -> Q:
    """指派了这几个机构担任某个身份。"""
    return Q(pk__in=Party.objects.filter(body__in=bodies).values("case"))


class CaseQuerySet(models.QuerySet["Case"]):
    """办件的可见范围；列表、详情、计数、导出都从这里取。"""

    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """这个人看得见的办件：管辖机关、属地工委、有责任的单位、被指派的机构、所找的代表。"""
        parts = [Q(pk__in=())]
        if viewer.office_of:
            parts.append(Q(jurisdiction__in=viewer.office_of))
        if viewer.local_bodies:
            parts.append(Q(local_body__in=viewer.local_bodies))
        if units := viewer.unit_bodies | viewer.groups:
            parts.append(Q(pk__in=Duty.objects.filter(holder_body__in=units).values("case")))
        if named := units | viewer.local_bodies:
            parts.append(named_in(named))
        if viewer.person_id and not viewer.sees_nothing:
            parts.append(Q(deputy=viewer.person_id))
            parts.append(Q(pk__in=Party.objects.filter(person=viewer.person_id).values("case")))
        # 只拼用得着的几样：多数人只有一种身份，查询就只走一条索引。
        return self.filter(reduce(or_, parts))

    def naming(self, bodies: Iterable[int]) -> CaseQuerySet:
        """指派了这几个机构担任某个身份的办件。"""
        return self.filter(named_in(bodies))

    def with_calendar(self) -> CaseQuerySet:
        """顺带取工作日历的版本（``calendar_now``），省一次往返。"""
        return self.annotate(calendar_now=CALENDAR_VERSION)


class Case(models.Model):
    """办件：一份机制的一个版本，跑在一件事上。它不知道这件事是什么意思。"""

    jurisdiction = models.ForeignKey(
        Body, models.PROTECT, related_name="+", db_index=False, verbose_name="管辖"
    )
    mechanism = models.ForeignKey(
        PublishedMechanism, models.PROTECT, related_name="+", verbose_name="机制"
    )
    subject_kind = models.CharField("事的种类", max_length=20)
    subject_id = models.BigIntegerField("事的编号")
    thread = models.BigIntegerField("线索", null=True)
    number = models.CharField("编号", max_length=30)
    title = models.CharField("标题（已脱敏）", max_length=80)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="类别",
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="地点",
    )
    local_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="属地工委",
    )
    deputy = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="代表",
    )
    stage = models.CharField("环节", max_length=40)
    entered_on = models.DateField("进入本环节")
    marks = models.JSONField("各步发生的日期", default=dict)
    counts = models.JSONField("各步发生的次数", default=dict)
    facts = models.JSONField("材料", default=dict)
    flags = models.JSONField("标记", default=list)
    waits = models.CharField("没有责任时的理由", max_length=120, blank=True)
    timeout_on = models.DateField("到期自动走下一步", null=True, blank=True)
    result = models.CharField("结果", max_length=20, blank=True)
    opened_at = models.DateTimeField("立件时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    main = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="主办件",
    )
    beside = models.CharField("旁办的用途", max_length=20, blank=True, default="")
    accompanied = models.BooleanField("有旁办件", default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        constraints = [
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="case_closed_has_result",
                condition=Q(closed_at__isnull=True) | ~Q(result=""),
            ),
            models.CheckConstraint(
                name="case_beside_has_main",
                condition=Q(main__isnull=True, beside="") | (Q(main__isnull=False) & ~Q(beside="")),
            ),
            models.UniqueConstraint(
                name="case_one_open_beside",
                fields=["main", "beside"],
                condition=Q(main__isnull=False, closed_at__isnull=True) & ~Q(beside="promise"),
            ),
            models.UniqueConstraint(
                name="case_one_per_commitment",
                fields=["subject_id"],
                condition=Q(beside="promise"),
            ),
        ]
        indexes = [
            models.Index(fields=["main"], name="case_by_main", condition=Q(main__isnull=False)),
            models.Index(fields=["subject_kind", "subject_id"], name="case_by_subject"),
            models.Index(fields=["thread"], name="case_by_thread"),
            models.Index(fields=["jurisdiction", "-id"], name="case_by_jurisdiction"),
            models.Index(fields=["local_body", "-id"], name="case_by_local_body"),
            models.Index(
                fields=["deputy", "-id"],
                name="case_by_deputy",
                condition=Q(deputy__isnull=False),
            ),
            models.Index(
                fields=["timeout_on"],
                name="case_timeouts",
                condition=Q(timeout_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}/{self.stage}"


class Party(models.Model):
    """某身份由谁担任：主办、协办、附议、查验……由某一步的材料指定。"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    role = models.CharField("身份", max_length=20)
    kind = models.CharField("平台身份", max_length=12)
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="机构",
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="人员",
    )
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = "身份指派"
        constraints = [
            models.CheckConstraint(
                name="party_body_or_person",
                condition=Q(body__isnull=False) | Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="party_no_double",
                fields=["case", "role", "body", "person"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="party_one_lead",
                fields=["case"],
                condition=Q(until__isnull=True, kind="lead"),
            ),
        ]
        indexes = [
            models.Index(fields=["body", "case"], name="party_by_body"),
            models.Index(fields=["person", "case"], name="party_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.role}"


class DutyQuerySet(models.QuerySet["Duty"]):
    """责任的常用条件。逾期由日期算出，从不存成状态。"""

    def open(self) -> DutyQuerySet:
        """还没解除的责任。"""
        return self.filter(discharged_at__isnull=True)

    def of(self, viewer: Viewer) -> DutyQuerySet:
        """压在这个人肩上的责任：他所在机构的，或直接派给他的。"""
        return self.filter(
            Q(holder_body__in=viewer.acts_for)
            | Q(holder_person=viewer.person_id, holder_person__isnull=False)
        )

    def with_calendar(self) -> DutyQuerySet:
        """顺带取工作日历的版本（``calendar_now``），省一次往返。"""
        return self.annotate(calendar_now=CALENDAR_VERSION)

    def overdue(self, *, on: date) -> DutyQuerySet:
        """到 ``on`` 这天已逾期的：到期日当天不算。"""
        return self.open().filter(due_date__lt=on, paused_on__isnull=True)


class Duty(models.Model):
    """责任：谁、以什么身份、欠什么、到哪天。时钟从交办起算，不等对方签收。"""

    class Outcome(models.TextChoices):
        """责任怎样解除。"""

        DONE = "done", "已尽责"
        RETURNED = "returned", "已退回"
        REPLACED = "replaced", "已改派"
        MOVED_ON = "moved_on", "环节已过"
        CLOSED = "closed", "办件已结"
        MISSED = "missed", "这一期没有做"

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", db_index=False, verbose_name="办件"
    )
    stage = models.CharField("环节", max_length=40)
    role = models.CharField("身份", max_length=20)
    holder_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="责任机构",
    )
    holder_person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="责任人",
    )
    owes = models.CharField("欠什么", max_length=60)
    started_on = models.DateField("起算日")
    within = models.CharField("期限", max_length=10)
    due_date = models.DateField("到期日")
    limit_date = models.DateField("最长到", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    calendar_version = models.CharField("日历版本", max_length=40)
    opened_at = models.DateTimeField("产生时间")
    sign_due = models.DateField("签收期限", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    return_asked_at = models.DateTimeField("申请退回", null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=300, blank=True)
    return_to = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="建议改派",
    )
    extension_asked_to = models.DateField("申请延到", null=True, blank=True)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    extended_from = models.DateField("原到期日", null=True, blank=True)
    paused_on = models.DateField("中止之日", null=True, blank=True)
    pause_reason = models.CharField("中止理由", max_length=300, blank=True)
    urge_count = models.PositiveSmallIntegerField("催办次数", default=0)
    urge_weight = models.PositiveSmallIntegerField("催办分", default=0)
    contacts = models.PositiveSmallIntegerField("联系次数", default=0)
    check_on = models.DateField("下次提醒", null=True, blank=True)
    warned_at = models.DateTimeField("已提醒", null=True, blank=True)
    escalated_at = models.DateTimeField("已升级", null=True, blank=True)
    discharged_at = models.DateTimeField("解除时间", null=True, blank=True)
    outcome = models.CharField("怎样解除", max_length=10, choices=Outcome.choices, blank=True)
    stays = models.BooleanField("跨环节保留", default=False)
    anchored_on = models.DateField("头一期的到期日", null=True, blank=True)
    period = models.PositiveSmallIntegerField("第几期", default=0)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "责任"
        constraints = [
            models.CheckConstraint(
                name="duty_has_holder",
                condition=Q(holder_body__isnull=False) | Q(holder_person__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_discharged_has_outcome",
                condition=Q(discharged_at__isnull=True, outcome="")
                | (Q(discharged_at__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                name="duty_no_double",
                fields=["case", "stage", "role", "holder_body", "holder_person", "owes"],
                condition=Q(discharged_at__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="duty_by_case"),
            models.Index(
                fields=["holder_body", "due_date", "id"],
                name="duty_open_by_body",
                condition=Q(discharged_at__isnull=True),
            ),
            models.Index(
                fields=["holder_person", "due_date", "id"],
                name="duty_open_by_person",
                condition=Q(discharged_at__isnull=True, holder_person__isnull=False),
            ),
            models.Index(fields=["holder_body", "case"], name="duty_by_body"),
            models.Index(
                fields=["holder_person", "case"],
                name="duty_by_person",
                condition=Q(holder_person__isnull=False),
            ),
            models.Index(
                fields=["check_on", "id"],
                name="duty_to_check",
                condition=Q(discharged_at__isnull=True, check_on__isnull=False),
            ),
            models.Index(
                fields=["is_provisional"],
                name="duty_provisional",
                condition=Q(discharged_at__isnull=True, is_provisional=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.owes} {self.due_date}"
