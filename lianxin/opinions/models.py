"""群众意见的表：一条意见就是一个编号、一把钥匙、一份原话。"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from lianxin.casework.models import Case
from lianxin.orgs.models import Body, Category, Region
from lianxin.stations.models import AccessCode, Station

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """意见的可见范围。"""

    def visible_to(self, viewer: Viewer) -> OpinionQuerySet:
        """这个人看得见的意见：管辖机关、属地工委看全部，别人看得见它的办件才看得见它。"""
        parts = [Q(pk__in=())]
        if viewer.office_of:
            parts.append(Q(jurisdiction__in=viewer.office_of))
        if viewer.local_bodies:
            parts.append(Q(local_body__in=viewer.local_bodies))
            named = Case.objects.naming(viewer.local_bodies).filter(subject_kind="opinion")
            parts.append(Q(pk__in=named.values("subject_id")))
        if viewer.unit_bodies or viewer.is_deputy:
            theirs = Case.objects.visible_to(viewer).filter(subject_kind="opinion")
            parts.append(Q(pk__in=theirs.values("subject_id")))
        return self.filter(reduce(or_, parts))


class Opinion(models.Model):
    """一条群众意见。编号即承诺：给了编号，就已入账。"""

    class Channel(models.TextChoices):
        """从哪里来；渠道不同，账是同一本。"""

        SCAN = "scan", "扫码"
        WEB = "web", "网上"
        VISIT = "visit", "来访接待"
        PHONE = "phone", "电话"
        LETTER_BOX = "letter_box", "意见箱"
        ACTIVITY = "activity", "代表活动"
        DEPUTY = "deputy", "代表转来"
        IMPORT = "import", "批量导入"
        API = "api", "接口"

    class Kind(models.TextChoices):
        """是反映问题还是办事求助。"""

        OPINION = "opinion", "意见建议"
        SERVICE = "service", "便民服务"

    jurisdiction = models.ForeignKey(
        Body, models.PROTECT, related_name="+", db_index=False, verbose_name="管辖"
    )
    receipt_no = models.CharField("编号", max_length=30)
    key_digest = models.BinaryField("查询码摘要", max_length=32)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices, default=Kind.OPINION)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    code = models.ForeignKey(
        AccessCode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="所扫的码",
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
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="家站室",
    )
    source_kind = models.CharField("来自哪类记录", max_length=20, blank=True)
    source_id = models.CharField("来自哪条记录", max_length=80, blank=True)
    text = models.TextField("原话")
    title = models.CharField("标题", max_length=80)
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
    place = models.CharField("具体位置", max_length=80, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=8, decimal_places=5, null=True, blank=True)
    bands = ArrayField(models.BigIntegerField(), verbose_name="相似查找值", default=list)
    has_contact = models.BooleanField("留了联系方式", default=False)
    submitted_at = models.DateTimeField("提交时间")
    case = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="收件办件",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="并入",
    )
    follower_count = models.PositiveIntegerField("跟进人数", default=0)
    told = models.TextField("给提交人的话", blank=True)
    told_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "群众意见"
        constraints = [
            models.UniqueConstraint(name="opinion_receipt_no_once", fields=["receipt_no"]),
            models.CheckConstraint(name="opinion_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="opinion_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.UniqueConstraint(
                name="opinion_source_once",
                fields=["jurisdiction", "source_kind", "source_id"],
                condition=~Q(source_id=""),
            ),
        ]
        # 每登记一条，有几个索引就写几处：外键自带的那些用不着的不建，只留查得着的。
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="opinion_by_jurisdiction"),
            models.Index(fields=["jurisdiction", "-submitted_at", "-id"], name="opinion_by_time"),
            models.Index(fields=["category", "-submitted_at", "-id"], name="opinion_by_category"),
            models.Index(fields=["local_body", "-id"], name="opinion_by_local_body"),
            models.Index(fields=["case"], name="opinion_by_case"),
            models.Index(
                fields=["merged_into"],
                name="opinion_merged",
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(fields=["station", "-id"], name="opinion_by_station"),
            GinIndex(fields=["bands"], name="opinion_bands"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.receipt_no}"


class ReplyGroupQuerySet(models.QuerySet["ReplyGroup"]):
    """共性问题的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ReplyGroupQuerySet:
        """本级人大机关看全部，街道工委看自己归的。"""
        return self.filter(
            Q(jurisdiction__in=viewer.office_of) | Q(local_body__in=viewer.local_bodies)
        )


class ReplyGroup(models.Model):
    """共性问题：同一性质的许多件归在一起，写一份答复，件件各走各的步告诉到人。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="管辖")
    local_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归集的街道工委"
    )
    title = models.CharField("是哪个共性问题", max_length=80)
    answer = models.TextField("统一的答复", blank=True)
    result = models.CharField("办到什么程度", max_length=20, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    opened_at = models.DateTimeField("归集时间")
    opened_by = models.CharField("谁归集的", max_length=150)
    answered_at = models.DateTimeField("最近一次答复", null=True, blank=True)

    objects = ReplyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "共性问题"
        constraints = [
            models.CheckConstraint(name="reply_group_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="reply_group_answered_with_words",
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="reply_group_by_jurisdiction"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class ReplyMember(models.Model):
    """归进共性问题的一件：答到了没有，没答到的写明为什么。"""

    group = models.ForeignKey(
        ReplyGroup, models.CASCADE, related_name="members", verbose_name="共性问题"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    joined_at = models.DateTimeField("归进来的时间")
    answered_at = models.DateTimeField("答到的时间", null=True, blank=True)
    refusal = models.CharField("没有答到的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "归进共性问题的一件"
        constraints = [
            models.UniqueConstraint(name="reply_member_once", fields=["case"]),
            models.CheckConstraint(
                name="reply_member_answered_or_refused",
                condition=Q(answered_at__isnull=True) | Q(refusal=""),
            ),
        ]
        indexes = [models.Index(fields=["group", "id"], name="reply_member_by_group")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.case_id}"
