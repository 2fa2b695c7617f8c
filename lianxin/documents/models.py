"""发文登记：发文字号、印发的公文、批示。印发的一个字也不能改（触发器把守）。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body, Person

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class DocumentSeries(models.Model):
    """发文字号：一个机关、一种公文、一年一列，从 1 起，一个不漏。"""

    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="发文机关")
    kind = models.CharField("文种", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    code = models.CharField("机关代字", max_length=30)
    last = models.PositiveIntegerField("已编到", default=0)

    class Meta:
        verbose_name = "发文字号"
        constraints = [
            models.UniqueConstraint(name="document_series_once", fields=["issuer", "kind", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.last}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """公文的可见范围。"""

    def visible_to(self, viewer: Viewer) -> DocumentQuerySet:
        """人大机关看本级的，发文的、收文的看自己的。附在办件上的，另按办件看得见。"""
        mine = Q(issuer__in=viewer.body_ids) | Q(addressee_body__in=viewer.body_ids)
        if viewer.person_id and not viewer.sees_nothing:
            mine |= Q(addressee_person=viewer.person_id)
        return self.filter(mine | Q(jurisdiction__in=viewer.office_of))


class Document(models.Model):
    """一份印发的公文：编了号、签发了、冻住了。改要另发一份，旧的写明为什么作废。"""

    class Kind(models.TextChoices):
        """文种。"""

        REPLY_LETTER = "reply_letter", "答复函"
        DISPATCH_LIST = "dispatch_list", "交办清单"
        FOLLOW_UP = "follow_up", "督办记录单"
        REVIEW_OPINION = "review_opinion", "审议意见书"
        SUPERVISION_OPINION = "supervision_opinion", "监督意见书"
        BRIEF = "brief", "专报"
        ANNUAL_REPORT = "annual_report", "办理情况报告"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="发文机关")
    kind = models.CharField("文种", max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("流水号")
    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=120)
    body = models.JSONField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    signer = models.CharField("签发人", max_length=40)
    subject_kind = models.CharField("关于哪类事", max_length=20, blank=True)
    subject_id = models.BigIntegerField("关于哪件事", null=True, blank=True)
    addressee_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主送机关"
    )
    addressee_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主送的人"
    )
    issued_at = models.DateTimeField("印发时间")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代替哪一份"
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_reason = models.CharField("作废的理由", max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        constraints = [
            models.UniqueConstraint(
                name="document_serial_once", fields=["issuer", "kind", "year", "serial"]
            ),
            models.UniqueConstraint(name="document_number_once", fields=["jurisdiction", "number"]),
            models.UniqueConstraint(
                name="document_one_reply",
                fields=["issuer", "subject_kind", "subject_id"],
                condition=Q(kind="reply_letter", withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="document_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="document_by_congress"),
            models.Index(fields=["issuer", "-id"], name="document_by_issuer"),
            models.Index(fields=["subject_kind", "subject_id"], name="document_by_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class InstructionQuerySet(models.QuerySet["Instruction"]):
    """批示的可见范围。"""

    def visible_to(self, viewer: Viewer) -> InstructionQuerySet:
        """人大机关看本级的，落实的单位看交给自己的。"""
        return self.filter(Q(jurisdiction__in=viewer.office_of) | Q(assigned__in=viewer.body_ids))


class Instruction(models.Model):
    """一次批示：哪位领导、在哪份材料上、批了什么，交给谁落实，落实到什么样。"""

    class State(models.TextChoices):
        """落实到什么样。"""

        OPEN = "open", "还没有动"
        UNDER_WAY = "under_way", "正在落实"
        DONE = "done", "落实了"
        NOTED = "noted", "仅供了解"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    made_by = models.CharField("批示人", max_length=40)
    made_by_post = models.CharField("职务", max_length=60)
    made_on = models.DateField("批示日期")
    words = models.TextField("批示内容")
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批在哪份公文",
    )
    matter = models.CharField("批在什么材料或事上", max_length=120)
    assigned = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交给谁落实"
    )
    due_on = models.DateField("哪天以前", null=True, blank=True)
    state = models.CharField("落实情况", max_length=10, choices=State.choices, default=State.OPEN)
    progress = models.TextField("落实的情况", blank=True)
    progress_at = models.DateTimeField("最近一次更新", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "批示"
        constraints = [
            models.CheckConstraint(
                name="instruction_is_whole",
                condition=~Q(made_by="") & ~Q(made_by_post="") & ~Q(words="") & ~Q(matter=""),
            ),
            models.CheckConstraint(
                name="instruction_done_says_how",
                condition=~Q(state="done") | ~Q(progress=""),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="instruction_by_congress"),
            models.Index(fields=["assigned", "-id"], name="instruction_by_assigned"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.matter}"
