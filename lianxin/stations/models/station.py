"""家站室名录、编组进站、接待安排、代表码的表。"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import TruncDate

from lianxin.orgs.models import Body, Person, Region


class StationQuerySet(models.QuerySet["Station"]):
    """名录的常用条件。"""

    def running(self, *, on: date) -> StationQuerySet:
        """在 ``on`` 这天已开放、未关闭的。"""
        return self.filter(opened_on__lte=on).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=on)
        )


class Station(models.Model):
    """代表家站室：服务代表和群众的一个地方。"""

    class Kind(models.TextChoices):
        """种类。"""

        HOME = "home", "代表之家"
        HUB = "hub", "代表联络总站"
        CENTER = "center", "中心代表联络站"
        LIAISON = "liaison", "代表联络站"
        WORKROOM = "workroom", "代表工作室"
        RECEPTION = "reception", "代表接待室"
        POINT = "point", "民情民意联系点"
        INDUSTRY = "industry", "产业代表联系点"

    class Function(models.TextChoices):
        """承担的功能；一个地方可以有几项。"""

        LIAISON = "liaison", "联系群众"
        LEGISLATION = "legislative_outreach", "基层立法联系点"
        SERVICE = "service", "便民服务"
        STUDY = "study", "代表学习"
        DELIBERATION = "deliberation", "议事协商"
        HUB = "hub", "枢纽统筹"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级站"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="主管工委")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    address = models.CharField("地址", max_length=80)
    hours = models.CharField("开放时间", max_length=80)
    functions = models.JSONField("功能", default=list)
    theme = models.CharField("主题", max_length=40, blank=True)
    siting = models.CharField("选址", max_length=40, blank=True)
    brand = models.CharField("品牌活动", max_length=40, blank=True)
    brand_story = models.CharField("品牌介绍", max_length=300, blank=True)
    industry = models.CharField("产业", max_length=40, blank=True)
    is_online = models.BooleanField("网上站", default=True)
    opened_on = models.DateField("开放日期")
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "家站室"
        constraints = [
            models.UniqueConstraint(name="station_name_once", fields=["congress", "name"]),
            models.CheckConstraint(
                name="station_industry_named", condition=~Q(kind="industry") | ~Q(industry="")
            ),
        ]
        indexes = [models.Index(fields=["body"], name="station_by_body")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class StationEvent(models.Model):
    """家站室大事：新建、提升、更名、关闭，带日期，数字按日期可复现。"""

    class Kind(models.TextChoices):
        """大事种类。"""

        BUILT = "built", "新建"
        UPGRADED = "upgraded", "提升"
        RENAMED = "renamed", "更名"
        CLOSED = "closed", "关闭"
        PILOT = "pilot", "列为试点"

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    happened_on = models.DateField("日期")
    note = models.CharField("说明", max_length=120, blank=True)
    kind_before = models.CharField("此前种类", max_length=10, blank=True)

    class Meta:
        verbose_name = "家站室大事"
        indexes = [models.Index(fields=["station", "happened_on"], name="station_event_order")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.happened_on}"


class StationDeputy(models.Model):
    """编组进站：哪位代表在哪个站，从何时到何时。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="代表")
    starts_on = models.DateField("进站日期")
    ends_on = models.DateField("离站日期", null=True, blank=True)

    class Meta:
        verbose_name = "进站代表"
        constraints = [
            models.UniqueConstraint(
                name="station_deputy_once",
                fields=["station", "person"],
                condition=Q(ends_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="station_by_deputy")]

    def __str__(self) -> str:
        return f"{self.station_id}/{self.person_id}"


class StationGroup(models.Model):
    """小组编入阵地：哪个代表小组在哪个站活动。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    group = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="小组")
    starts_on = models.DateField("编入日期")
    ends_on = models.DateField("调出日期", null=True, blank=True)

    class Meta:
        verbose_name = "进站小组"
        constraints = [
            models.UniqueConstraint(
                name="station_group_once",
                fields=["station", "group"],
                condition=Q(ends_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}/{self.group_id}"


class ReceptionQuerySet(models.QuerySet["Reception"]):
    """接待安排的常用条件。"""

    def kept(self) -> ReceptionQuerySet:
        """没有取消的。"""
        return self.filter(cancelled_at__isnull=True)

    def late(self) -> ReceptionQuerySet:
        """没有预告，或预告得晚于安排时定下的提前天数。"""
        ahead = ExpressionWrapper(
            TruncDate("starts_at") - TruncDate("noticed_at"), output_field=DurationField()
        )
        wanted = ExpressionWrapper(
            F("notice_days") * Value(timedelta(days=1)), output_field=DurationField()
        )
        return self.annotate(ahead=ahead, wanted=wanted).filter(
            Q(noticed_at__isnull=True) | Q(ahead__lt=F("wanted"))
        )


class Reception(models.Model):
    """接待安排：哪天几点、在哪个站、谁接待、什么主题；何时贴出预告，改期、取消都写明。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    deputies = models.ManyToManyField(Person, related_name="+", verbose_name="接待代表")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    theme = models.CharField("主题", max_length=60, blank=True)
    noticed_at = models.DateTimeField("预告时间", null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField("应提前几天预告", default=0)
    moved_from = models.DateTimeField("原定时间", null=True, blank=True)
    move_reason = models.CharField("改期的缘由", max_length=60, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消的缘由", max_length=60, blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "接待安排"
        constraints = [
            models.CheckConstraint(
                name="reception_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.UniqueConstraint(
                name="reception_once",
                fields=["station", "starts_at"],
                condition=Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="reception_cancelled_has_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.starts_at:%Y-%m-%d}"


class AccessCode(models.Model):
    """代表码、站点码、活动码：签过名，可吊销；换了站长也认得。"""

    class Kind(models.TextChoices):
        """码的种类。"""

        DEPUTY = "deputy", "代表码"
        STATION = "station", "站点码"
        ACTIVITY = "activity", "活动码"

    serial = models.CharField("序号", max_length=12, unique=True)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家站室"
    )
    deputy = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代表"
    )
    label = models.CharField("用处", max_length=60)
    issued_at = models.DateTimeField("发放时间")
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    revoke_reason = models.CharField("吊销原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "代表码"
        constraints = [
            models.CheckConstraint(
                name="access_code_points_somewhere",
                condition=(Q(kind="deputy", deputy__isnull=False))
                | Q(kind="station", station__isnull=False)
                | Q(kind="activity"),
            ),
            models.CheckConstraint(
                name="access_code_revoked_has_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"
