"""活动的表：一场活动，谁办，谁到，去了哪几处；没名字的只数人头。"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.activities.models.programme import Programme, groups_and_pasts_of
from lianxin.orgs.models import Body, Person, Region
from lianxin.stations.models import AccessCode, Station

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer

#: 群众看得见的几种状态。
PUBLIC_STATES = ("announced", "recorded", "summarised", "archived")


class Series(models.Model):
    """一个系列：为同一件事一次接一次地协商、走访；写明有哪几方，各自做什么。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="牵头机构")
    name = models.CharField("名称", max_length=80)
    purpose = models.CharField("为了什么", max_length=300, blank=True)
    parties = models.JSONField("各方与分工", default=list, blank=True)
    made_at = models.DateTimeField("建立时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "活动系列"
        constraints = [
            models.UniqueConstraint(name="series_name_once", fields=["congress", "name"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """活动的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ActivityQuerySet:
        """看得见有这场活动：公开的谁都看得见，没公开的要有份。"""
        return self.filter(
            Q(is_public=True, state__in=PUBLIC_STATES) | Q(pk__in=self._mine(viewer))
        )

    def shown(self) -> ActivityQuerySet:
        """有公开页的：公开的，预告过或办过的；预告过又取消的，页上写明取消了。"""
        told = Q(state__in=PUBLIC_STATES) | Q(state="cancelled", announced_at__isnull=False)
        return self.filter(told, is_public=True)

    def open_to(self, viewer: Viewer) -> ActivityQuerySet:
        """看得见全部内容（名单、草稿、事项）：本级机关、主办协办机构和管它的工委、有份的代表。"""
        return self.filter(pk__in=self._mine(viewer))

    @staticmethod
    def _mine(viewer: Viewer) -> models.QuerySet[Activity, int]:
        parts = [Q(congress__in=viewer.office_of)]
        over = Q(body__in=viewer.body_ids) | Q(body__parent__in=viewer.local_bodies)
        parts.append(Q(pk__in=Organiser.objects.filter(over).values("activity")))
        parts.append(Q(station__body__in=viewer.body_ids))
        if viewer.person_id:
            attended = Attendance.objects.filter(person=viewer.person_id)
            parts.append(Q(pk__in=attended.values("activity")))
            parts.append(Q(recorded_by=viewer.person_id))
            theirs = Organiser.objects.filter(body__in=groups_and_pasts_of(viewer.person_id))
            parts.append(Q(pk__in=theirs.values("activity")))
        mine: models.QuerySet[Activity, int] = Activity.objects.filter(
            reduce(or_, parts)
        ).values_list("pk", flat=True)
        return mine


class Activity(models.Model):
    """一场活动：某一种，在某个安排里，在某地某时，由某家办。种类是文件里的键。"""

    class State(models.TextChoices):
        """走到哪。"""

        PLANNED = "planned", "已安排"
        ANNOUNCED = "announced", "已预告"
        RECORDED = "recorded", "已记录"
        SUMMARISED = "summarised", "已小结"
        ARCHIVED = "archived", "已归档"
        CANCELLED = "cancelled", "已取消"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=80)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="主办")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安排"
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="系列"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家站室"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    place = models.CharField("具体位置", max_length=80, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    state = models.CharField("走到哪", max_length=10, choices=State.choices, default=State.PLANNED)
    is_public = models.BooleanField("公开", default=True)
    fields = models.JSONField("这种活动要填的", default=dict, blank=True)
    code = models.OneToOneField(
        AccessCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签到码"
    )
    tags = models.JSONField("标签", default=list, blank=True)
    agenda = models.CharField("主题与议程", max_length=1000, blank=True)
    minutes = models.TextField("记录", blank=True)
    summary = models.TextField("小结", blank=True)
    video_link = models.URLField("视频链接", max_length=300, blank=True)
    client_key = models.UUIDField("手机上生成的钥匙", null=True, blank=True)
    client_digest = models.BinaryField("送来内容的摘要", max_length=32, null=True, blank=True)
    is_backfilled = models.BooleanField("事后补记", default=False)
    backfill_note = models.CharField("补记的缘由", max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    made_at = models.DateTimeField("建立时间")
    announced_at = models.DateTimeField("预告时间", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消的缘由", max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_start", condition=Q(ends_at__gte=F("starts_at"))
            ),
            models.CheckConstraint(
                name="activity_cancelled_has_reason",
                condition=~Q(state="cancelled")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
            models.UniqueConstraint(
                name="activity_client_key", fields=["client_key"], nulls_distinct=True
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "-starts_at", "-id"], name="activity_by_congress"),
            models.Index(fields=["body", "-starts_at"], name="activity_by_body"),
            models.Index(fields=["programme"], name="activity_by_programme"),
            models.Index(fields=["station", "-starts_at"], name="activity_by_station"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_shown(self) -> bool:
        """有没有公开页；与 ``shown()`` 挑的一样。"""
        told = self.state == "cancelled" and self.announced_at is not None
        return self.is_public and (told or self.state in PUBLIC_STATES)


class Organiser(models.Model):
    """主办、协办的各家，一家一行；主办也有一行。"""

    class Role(models.TextChoices):
        """主办还是协办。"""

        MAIN = "main", "主办"
        CO = "co", "协办"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="organisers", verbose_name="活动"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机构")
    role = models.CharField("身份", max_length=4, choices=Role.choices)

    class Meta:
        verbose_name = "举办机构"
        constraints = [
            models.UniqueConstraint(name="organiser_once", fields=["activity", "body"]),
            models.UniqueConstraint(
                name="organiser_one_main", fields=["activity"], condition=Q(role="main")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.body_id}"


class Attendance(models.Model):
    """一个人在一场活动里：请了没有、来不来、到没到。没有姓名的是一部签到的手机。"""

    class State(models.TextChoices):
        """走到哪。"""

        INVITED = "invited", "已邀请"
        ACCEPTED = "accepted", "答应来"
        DECLINED = "declined", "来不了"
        ATTENDED = "attended", "到了"
        ABSENT = "absent", "没到"

    class Way(models.TextChoices):
        """怎样记下的。"""

        CODE = "code", "扫码签到"
        ROSTER = "roster", "名单点到"
        RECORD = "record", "事后补记"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="attendances", verbose_name="活动"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人"
    )
    device = models.BinaryField("手机的摘要", max_length=32, null=True, blank=True)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代表哪家来"
    )
    role = models.CharField("身份", max_length=20)
    duty = models.CharField("担当", max_length=60, blank=True)
    state = models.CharField("走到哪", max_length=8, choices=State.choices, default=State.ATTENDED)
    way = models.CharField("怎样记下的", max_length=6, choices=Way.choices, default=Way.ROSTER)
    basis = models.CharField("为什么请他", max_length=120, blank=True)
    invited_at = models.DateTimeField("邀请时间", null=True, blank=True)
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)
    signed_at = models.DateTimeField("签到时间", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)

    class Meta:
        verbose_name = "到场"
        constraints = [
            models.UniqueConstraint(
                name="attendance_person_once",
                fields=["activity", "person"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="attendance_device_once",
                fields=["activity", "device"],
                condition=Q(device__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_person_or_device",
                condition=Q(person__isnull=False, device__isnull=True)
                | Q(person__isnull=True, device__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "activity"], name="attendance_by_person")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.role}"


class Headcount(models.Model):
    """只数人头的到场：哪种人、多少、确数还是约数。"""

    class Precision(models.TextChoices):
        """确数还是约数。"""

        EXACT = "exact", "确数"
        ABOUT = "about", "约数"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="headcounts", verbose_name="活动"
    )
    role = models.CharField("身份", max_length=20)
    count = models.PositiveIntegerField("人数")
    precision = models.CharField(
        "确数约数", max_length=6, choices=Precision.choices, default=Precision.EXACT
    )

    class Meta:
        verbose_name = "人头数"
        constraints = [
            models.UniqueConstraint(name="headcount_once", fields=["activity", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.role} {self.count}"


class Target(models.Model):
    """走访、调研去过的一处；同一场里同一处只记一次，``key`` 是规整后的名称。"""

    class Kind(models.TextChoices):
        """对象种类。"""

        VILLAGE = "village", "村（社区）"
        FIRM = "firm", "市场主体"
        PROJECT = "project", "项目点"
        HOUSEHOLD = "household", "户"
        DEPARTMENT = "department", "部门"
        STREET = "street", "街道（园区）"
        SITE = "site", "点位"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="targets", verbose_name="活动"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    key = models.CharField("去重用的名称", max_length=60)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在地区"
    )
    method = models.CharField("用什么方法", max_length=20, blank=True)
    note = models.CharField("看到什么", max_length=300, blank=True)

    class Meta:
        verbose_name = "走访对象"
        constraints = [
            models.UniqueConstraint(name="target_once", fields=["activity", "kind", "key"]),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="target_by_key")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class OpenedModule(models.Model):
    """平时不开的一部分（如机关内部活动），这级人大自己选开了。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    module = models.CharField("哪一部分", max_length=20)
    opened_at = models.DateTimeField("选开时间")

    class Meta:
        verbose_name = "选开的部分"
        constraints = [
            models.UniqueConstraint(name="opened_module_once", fields=["congress", "module"]),
        ]

    def __str__(self) -> str:
        return f"{self.congress_id} {self.module}"
