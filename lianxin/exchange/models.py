"""网页上传的导入：一份表从试导到导完的经过。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body


class ImportRun(models.Model):
    """一次导入：谁传的、哪种表、试导看到什么、导到第几行、结果如何。

    表里有群众的姓名电话，所以内容加密存放，导完、作废或放满七日就抹去，只留结果。
    """

    class State(models.TextChoices):
        """走到哪一步。"""

        CHECKING = "checking", "正在核对"
        CHECKED = "checked", "等您确认"
        QUEUED = "queued", "排队等着导"
        RUNNING = "running", "正在导"
        DONE = "done", "导完了"
        FAILED = "failed", "没有导成"
        DROPPED = "dropped", "已作废"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("种类", max_length=20)
    file_name = models.CharField("文件名", max_length=120)
    sealed = models.BinaryField("内容（已加密）", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    total = models.PositiveIntegerField("共几行", default=0)
    done = models.PositiveIntegerField("办了几行", default=0)
    summary = models.JSONField("结果", default=dict)
    problem = models.CharField("为什么没有导成", max_length=300, blank=True)
    uploaded_by_id = models.BigIntegerField("上传人编号")
    uploaded_by_name = models.CharField("上传人", max_length=60)
    uploaded_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量导入"
        constraints = [
            models.CheckConstraint(
                name="import_finished_is_emptied",
                condition=~Q(state__in=["done", "dropped"]) | Q(sealed__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "-id"], name="import_by_congress"),
            models.Index(
                fields=["uploaded_at"], name="import_kept", condition=Q(sealed__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"
