"""数字的表：逐格的合计，和还没有并进合计的增减。

增减由数据库触发器写（见 ``migrations/0002_cells.py``），收件、答复、办结时不多跑一趟；
合计只由 :func:`lianxin.insight.usecases.fold` 改。读数时两张表相加，任何时刻都是准的。
"""

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body


class Delta(models.Model):
    """一笔增减：某件事到了（+1）或离开了（-1）某一格。只添不改，并进合计后删去。

    ``category``、``channel``、``station`` 为空表示这类事不分这一项；分而没有填的是空字。
    """

    fact = models.CharField("哪类事", max_length=10)
    jurisdiction_id = models.BigIntegerField("管辖")
    month = models.DateField("月份")
    category = models.TextField("类别", null=True)  # noqa: DJ001 （空与空字意思不同）
    channel = models.TextField("渠道", null=True)  # noqa: DJ001
    station = models.TextField("家站室", null=True)  # noqa: DJ001
    state = models.CharField("情形", max_length=20)
    days = models.IntegerField("用了几天", null=True)
    n = models.IntegerField("增减")

    class Meta:
        verbose_name = "增减"

    def __str__(self) -> str:
        return f"#{self.pk} {self.fact} {self.n:+}"


class Tally(models.Model):
    """一格合计：某级人大、某月、按某种分法的某一份里，某种情形、用了某天数的有几个。

    ``slice`` 是怎么分的：``all`` 不分，``category``、``channel``、``station`` 各按一项分；
    每一项分开存，格数才不会随项数相乘。
    """

    jurisdiction_id = models.BigIntegerField("管辖")
    fact = models.CharField("哪类事", max_length=10)
    slice = models.CharField("怎么分", max_length=10)
    month = models.DateField("月份")
    key = models.TextField("哪一份")
    state = models.CharField("情形", max_length=20)
    days = models.IntegerField("用了几天", null=True)
    n = models.BigIntegerField("个数")

    class Meta:
        verbose_name = "合计"
        constraints = [
            models.UniqueConstraint(
                name="tally_cell",
                fields=["jurisdiction_id", "fact", "slice", "month", "key", "state", "days"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.fact}/{self.slice} {self.month:%Y-%m} {self.n}"


class ReportRun(models.Model):
    """做一份办理情况报告：要哪个范围、写了什么、做到哪了；做好的文件留七日。"""

    class State(models.TextChoices):
        """走到哪一步。"""

        QUEUED = "queued", "排着队"
        RUNNING = "running", "正在做"
        DONE = "done", "做好了"
        FAILED = "failed", "没有做成"

    class Form(models.TextChoices):
        """要什么。"""

        WORD = "docx", "草稿（Word）"
        PDF = "pdf", "草稿（PDF）"
        ISSUE = "issue", "编号印发"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    session_id = models.BigIntegerField("哪次会议", null=True, blank=True)
    year = models.PositiveSmallIntegerField("哪一年", null=True, blank=True)
    form = models.CharField("要什么", max_length=5, choices=Form.choices)
    given = models.JSONField("签发人等几格", default=dict)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField("做了百分之几", default=0)
    content = models.BinaryField("做好的文件", null=True, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    document_id = models.BigIntegerField("印发的公文", null=True, blank=True)
    problem = models.CharField("为什么没有做成", max_length=300, blank=True)
    asked_by_id = models.BigIntegerField("谁要的（账号）")
    asked_by_name = models.CharField("谁要的", max_length=60)
    asked_at = models.DateTimeField("什么时候要的")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "做办理情况报告"
        constraints = [
            models.CheckConstraint(
                name="report_of_a_year_or_a_session",
                condition=Q(session_id__isnull=True) ^ Q(year__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["finished_at"], name="report_kept", condition=Q(content__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.form}"
