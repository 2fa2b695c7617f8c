"""附件的表：存的是重新整理过的文件，原名只作显示，绝不当路径用。"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

#: 谁看得见哪一档：公开的人人可见，给提交人的工作人员也看得见。
VISIBLE_TO: dict[str, frozenset[str]] = {
    "public": frozenset({"public"}),
    "submitter": frozenset({"public", "submitter"}),
    "staff": frozenset({"public", "submitter", "staff"}),
}


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """附件的几种取法。"""

    def seen_by(self, audience: str) -> AttachmentQuerySet:
        """这一档的人看得见、没有被隔离、不在等着查毒的附件；取附件都从这里开始。"""
        shown = self.filter(audience__in=VISIBLE_TO[audience], quarantined_reason="")
        return shown.exclude(scan="waiting")

    def of(self, subject_kind: str, subject_id: int) -> AttachmentQuerySet:
        """附在这件事上的，先传的在前。"""
        return self.filter(subject_kind=subject_kind, subject_id=subject_id).order_by(
            "uploaded_at", "id"
        )


class Attachment(models.Model):
    """附件：一张照片或一份文件，传上来先不属于谁，附到一件事上才算数。"""

    class Kind(models.TextChoices):
        """照片还是文件。"""

        IMAGE = "image", "照片"
        DOCUMENT = "document", "文件"

    class Audience(models.TextChoices):
        """给谁看。"""

        SUBMITTER = "submitter", "提交人与工作人员"
        STAFF = "staff", "工作人员"
        PUBLIC = "public", "公开"

    class Scan(models.TextChoices):
        """查毒查得怎样。"""

        NONE = "none", "没有配置查毒"
        CLEAN = "clean", "没有毒"
        WAITING = "waiting", "待扫描"
        INFECTED = "infected", "有毒"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    content_type = models.CharField("内容类型", max_length=80)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("内容摘要", max_length=64)
    original_name = models.CharField("原文件名", max_length=120)
    #: 附到别的事上的一份副本，与原件是盘上同一个文件；附上了的文件从不删，所以不用数还有几份。
    stored_name = models.CharField("存放名", max_length=80)
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    subject_kind = models.CharField("属于哪类事", max_length=20, blank=True)
    subject_id = models.BigIntegerField("属于哪件事", null=True, blank=True)
    audience = models.CharField("给谁看", max_length=10, choices=Audience.choices)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True, blank=True)
    uploaded_by_name = models.CharField("上传人", max_length=60)
    quarantined_reason = models.CharField("隔离理由", max_length=200, blank=True)
    scan = models.CharField("查毒", max_length=10, choices=Scan.choices, default=Scan.NONE)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        constraints = [
            models.CheckConstraint(
                name="attachment_subject_whole",
                condition=Q(subject_kind="", subject_id__isnull=True)
                | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="attachment_kind_known", condition=Q(kind__in=["image", "document"])
            ),
            models.CheckConstraint(
                name="attachment_audience_known",
                condition=Q(audience__in=["submitter", "staff", "public"]),
            ),
            models.CheckConstraint(
                name="attachment_infected_is_quarantined",
                condition=~Q(scan="infected") | ~Q(quarantined_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"],
                name="attachment_by_subject",
                condition=Q(subject_id__isnull=False),
            ),
            models.Index(
                fields=["uploaded_at"],
                name="attachment_loose",
                condition=Q(subject_id__isnull=True),
            ),
            models.Index(
                fields=["uploaded_at"], name="attachment_to_scan", condition=Q(scan="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.original_name}"
