"""公开的投影：内部的行从不直接给外人看，外人看的是这里另存的一份。"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body, Category
from lianxin.stations.models import Station
from lianxin.supervision.models import OpinionLetter


class PublicMatter(models.Model):
    """一件公开事项：脱敏后的标题、摘要、进展、评价。没有人批准的，还不公开。"""

    class Profile(models.TextChoices):
        """公开到什么程度。"""

        FULL = "full", "全文（脱敏）"
        TITLE = "title", "只公开标题和进展环节"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    thread = models.BigIntegerField("线索", unique=True)
    number = models.CharField("公开编号", max_length=30, unique=True)
    title = models.CharField("标题", max_length=80)
    summary = models.TextField("摘要", blank=True)
    profile = models.CharField("公开程度", max_length=10, choices=Profile.choices, default="title")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家站室"
    )
    place = models.CharField("地点", max_length=60, blank=True)
    handler = models.CharField("谁在办", max_length=80, blank=True)
    stage = models.CharField("走到哪一步", max_length=40)
    answer = models.TextField("答复", blank=True)
    ratings = models.JSONField("评价汇总", default=dict)
    chain = models.JSONField("从一句话到一件实事", default=list)
    outcomes = models.JSONField("核实了的成果", default=list)
    is_key = models.BooleanField("重点督办", default=False)
    is_led = models.BooleanField("领导领办", default=False)
    is_closed = models.BooleanField("已办结", default=False)
    received_on = models.DateField("收到日期")
    due_date = models.DateField("答复期限", null=True, blank=True)
    approved_by = models.CharField("谁批准公开", max_length=150, blank=True)
    published_at = models.DateTimeField("公开时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdraw_reason = models.CharField("撤下原因", max_length=120, blank=True)
    hidden = ArrayField(
        models.CharField(max_length=40), verbose_name="要遮住的字样（只存指纹）", default=list
    )
    grams = ArrayField(models.CharField(max_length=2), verbose_name="检索用的二字片", default=list)

    class Meta:
        verbose_name = "公开事项"
        indexes = [
            models.Index(
                fields=["jurisdiction", "-id"],
                name="public_matter_order",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["station", "-id"],
                name="public_matter_by_station",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["-id"],
                name="public_matter_to_approve",
                condition=Q(approved_by="", withdrawn_at__isnull=True),
            ),
            GinIndex(fields=["grams"], name="public_matter_grams"),
        ]
        constraints = [
            models.CheckConstraint(
                name="public_matter_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""),
            ),
            models.CheckConstraint(
                name="public_matter_title_only",
                condition=~Q(profile="title") | Q(summary="", answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class PublicLine(models.Model):
    """公开事项的一行进展。"""

    matter = models.ForeignKey(
        PublicMatter, models.CASCADE, related_name="+", verbose_name="公开事项"
    )
    entry_id = models.BigIntegerField("留痕")
    at = models.DateTimeField("时间")
    text = models.CharField("进展", max_length=300)

    class Meta:
        verbose_name = "公开进展"
        constraints = [
            models.UniqueConstraint(name="public_line_once", fields=["matter", "entry_id"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class PublicPhoto(models.Model):
    """公开事项上的一张照片：工作人员一张一张挑的、写了说明的。"""

    class Phase(models.TextChoices):
        """什么时候拍的。"""

        BEFORE = "before", "办之前"
        AFTER = "after", "办好后"
        OTHER = "other", "办理中"

    matter = models.ForeignKey(
        PublicMatter, models.CASCADE, related_name="+", verbose_name="公开事项"
    )
    attachment_id = models.UUIDField("附件")
    phase = models.CharField("什么时候拍的", max_length=8, choices=Phase.choices)
    alt = models.CharField("照片上是什么", max_length=60)
    approved_by = models.CharField("谁批准公开", max_length=150)
    published_at = models.DateTimeField("公开时间")

    class Meta:
        verbose_name = "公开照片"
        constraints = [
            models.UniqueConstraint(name="public_photo_once", fields=["matter", "attachment_id"]),
            models.CheckConstraint(
                name="public_photo_said_and_approved", condition=~Q(alt="") & ~Q(approved_by="")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Article(models.Model):
    """门户文章：有来源、有日期、有附件，撤下也留档。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    title = models.CharField("标题", max_length=80)
    body = models.TextField("正文")
    source = models.CharField("来源", max_length=40)
    author = models.CharField("供稿", max_length=40, blank=True)
    column = models.CharField("栏目", max_length=20)
    published_at = models.DateTimeField("发布时间")
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)

    class Meta:
        verbose_name = "门户文章"
        indexes = [models.Index(fields=["jurisdiction", "-published_at"], name="article_order")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class PublicLetter(models.Model):
    """一份公开的监督意见书：写了什么、各项办到哪、办理情况报告；没有人批准的，还不公开。"""

    letter = models.OneToOneField(
        OpinionLetter, models.PROTECT, related_name="+", verbose_name="意见书"
    )
    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    number = models.CharField("公开编号", max_length=30, unique=True)
    kind = models.CharField("种类", max_length=20)
    document_number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=80)
    source = models.CharField("从哪里来", max_length=120)
    opening = models.TextField("总的情况")
    unit = models.CharField("承办单位", max_length=80)
    committee = models.CharField("专（工）委", max_length=80)
    issued_on = models.DateField("印发日期")
    stage = models.CharField("走到哪一步", max_length=40)
    due_date = models.DateField("这一步到哪天", null=True, blank=True)
    items = models.JSONField("各项意见", default=list)
    passages = models.JSONField("办理中公开的材料", default=list)
    is_closed = models.BooleanField("已办结", default=False)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("结果", max_length=20, blank=True)
    approved_by = models.CharField("谁批准公开", max_length=150, blank=True)
    published_at = models.DateTimeField("公开时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdraw_reason = models.CharField("撤下原因", max_length=120, blank=True)
    hidden = ArrayField(
        models.CharField(max_length=40), verbose_name="要遮住的字样（只存指纹）", default=list
    )

    class Meta:
        verbose_name = "公开的意见书"
        indexes = [
            models.Index(
                fields=["jurisdiction", "-id"],
                name="public_letter_order",
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="public_letter_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class Coverage(models.Model):
    """一篇报道，或选树的一个典型：哪家媒体、哪天、链接，说的是哪件事、哪位代表；批准了才公开。"""

    class Kind(models.TextChoices):
        """是什么。"""

        REPORT = "report", "报道"
        MODEL = "model", "典型"

    class Medium(models.TextChoices):
        """登在哪一类媒体上。"""

        PRESS = "press", "报刊"
        BROADCAST = "broadcast", "广播电视"
        SITE = "site", "网站"
        WECHAT = "wechat", "公众号"
        OTHER = "other", "别的"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("是什么", max_length=6, choices=Kind.choices)
    title = models.CharField("标题", max_length=80)
    summary = models.CharField("讲了什么", max_length=500)
    outlet = models.CharField("哪家媒体", max_length=40)
    medium = models.CharField("哪一类媒体", max_length=10, choices=Medium.choices)
    link = models.URLField("链接", max_length=300, blank=True)
    on = models.DateField("哪天登的")
    recorded_by = models.CharField("谁记的", max_length=150)
    recorded_at = models.DateTimeField("记录时间")
    approved_by = models.CharField("谁批准公开", max_length=150, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdraw_reason = models.CharField("撤下原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "宣传报道"
        constraints = [
            models.UniqueConstraint(
                name="coverage_once", fields=["jurisdiction", "outlet", "title", "on"]
            ),
            models.CheckConstraint(
                name="coverage_published_is_approved",
                condition=Q(published_at__isnull=True) | ~Q(approved_by=""),
            ),
            models.CheckConstraint(
                name="coverage_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["jurisdiction", "-on"], name="coverage_order")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class CoverageLink(models.Model):
    """报道说的是哪一件：办件、活动、代表、成果。"""

    class Kind(models.TextChoices):
        """说的是什么。"""

        CASE = "case", "办件"
        ACTIVITY = "activity", "活动"
        DEPUTY = "deputy", "代表"
        OUTCOME = "outcome", "成果"

    coverage = models.ForeignKey(
        Coverage, models.PROTECT, related_name="links", verbose_name="报道"
    )
    kind = models.CharField("说的是什么", max_length=8, choices=Kind.choices)
    ref = models.BigIntegerField("编号")

    class Meta:
        verbose_name = "报道说的事"
        constraints = [
            models.UniqueConstraint(name="coverage_link_once", fields=["coverage", "kind", "ref"]),
        ]
        indexes = [models.Index(fields=["kind", "ref"], name="coverage_link_by_ref")]

    def __str__(self) -> str:
        return f"{self.coverage_id} {self.kind}/{self.ref}"
