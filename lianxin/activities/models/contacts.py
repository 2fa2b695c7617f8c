"""联系的表：谁联系谁、联系点、每次联系、往下传的话。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body, Person, Region

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class ContactPoint(models.Model):
    """联系链上不是哪一个人的一端：中心户、一片选民、网格，或者领导包保的河湖、企业、项目。"""

    class Kind(models.TextChoices):
        """是什么。"""

        HOUSEHOLD = "household", "中心户"
        VOTERS = "voters", "选民"
        GRID = "grid", "网格"
        WATER = "water", "河湖"
        FIRM = "firm", "企业"
        PROJECT = "project", "项目"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("是什么", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="在哪里"
    )
    people = models.PositiveIntegerField("多少人", default=0)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁牵头"
    )
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True)

    class Meta:
        verbose_name = "联系点"
        constraints = [
            models.UniqueConstraint(
                name="contact_point_once",
                fields=["congress", "kind", "name"],
                condition=Q(ends_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


#: 谁看得见本级全部的联系：专（工）委、街道工委、主席团；人大机关本来就看得见。
CONTACT_READERS = (
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.STREET_COMMITTEE,
    Body.Kind.PRESIDIUM,
)


class ContactTieQuerySet(models.QuerySet["ContactTie"]):
    """联系关系的可见范围。"""

    def standing(self) -> ContactTieQuerySet:
        """眼下还联系着的。"""
        return self.filter(ends_on__isnull=True)

    def visible_to(self, viewer: Viewer) -> ContactTieQuerySet:
        """人大机关、专工委、街道工委看本级的；别人看自己这一头的。"""
        ours = {post.congress_id for post in viewer.posts_in(*CONTACT_READERS)}
        parts = Q(congress__in=ours | viewer.office_of)
        if viewer.person_id:
            me = viewer.person_id
            parts |= Q(from_person=me) | Q(to_person=me)
            parts |= Q(from_point__person=me) | Q(to_point__person=me)
            mine = ContactTie.objects.filter(from_person=me, to_point__isnull=False)
            parts |= Q(from_point__in=mine.values("to_point"))
        return self.filter(parts)


class ContactTie(models.Model):
    """一条联系：从谁到谁，自上而下；换人时旧的一段留着。"""

    class Kind(models.TextChoices):
        """哪一种联系。"""

        MEMBER_DEPUTY = "member_deputy", "常委会组成人员联系代表"
        OFFICIAL_DEPUTY = "official_deputy", "国家机关人员联系代表"
        DEPUTY_HOUSEHOLD = "deputy_household", "代表联系中心户"
        HOUSEHOLD_VOTERS = "household_voters", "中心户联系选民"
        DEPUTY_VOTERS = "deputy_voters", "代表联系选民"
        DEPUTY_GRID = "deputy_grid", "代表认领网格"
        LEADER_OBJECT = "leader_object", "领导包保"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("哪一种", max_length=16, choices=Kind.choices)
    from_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁"
    )
    from_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="从哪里"
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="联系谁"
    )
    to_point = models.ForeignKey(
        ContactPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="联系哪里",
    )
    basis = models.CharField("依据", max_length=120, blank=True)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True)
    end_reason = models.CharField("为什么不再联系", max_length=120, blank=True)

    objects = ContactTieQuerySet.as_manager()

    class Meta:
        verbose_name = "联系关系"
        constraints = [
            models.CheckConstraint(
                name="contact_tie_one_from",
                condition=Q(from_person__isnull=False, from_point__isnull=True)
                | Q(from_person__isnull=True, from_point__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_tie_one_to",
                condition=Q(to_person__isnull=False, to_point__isnull=True)
                | Q(to_person__isnull=True, to_point__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_tie_not_self",
                condition=Q(from_person__isnull=True)
                | Q(to_person__isnull=True)
                | ~Q(from_person=F("to_person")),
            ),
            models.UniqueConstraint(
                name="contact_tie_once",
                fields=["kind", "from_person", "from_point", "to_person", "to_point"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "kind"], name="contact_tie_by_congress"),
            models.Index(fields=["from_person"], name="contact_tie_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class ContactLog(models.Model):
    """一次联系：哪天、怎样联系的、说了什么；有问题的照常登记成意见。"""

    class Way(models.TextChoices):
        """怎样联系的。"""

        VISIT = "visit", "上门"
        MEETING = "meeting", "座谈"
        PHONE = "phone", "电话"
        ONLINE = "online", "线上"
        INSPECT = "inspect", "实地察看"

    tie = models.ForeignKey(ContactTie, models.PROTECT, related_name="+", verbose_name="哪条联系")
    on = models.DateField("日期")
    way = models.CharField("怎样联系的", max_length=8, choices=Way.choices)
    words = models.CharField("情况", max_length=500)
    people = models.PositiveIntegerField("联系到几人", default=1)
    issue = models.CharField("反映的问题", max_length=500, blank=True)
    opinion = models.ForeignKey(
        Opinion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记成的意见",
    )
    recorded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "联系记录"
        constraints = [
            models.CheckConstraint(name="contact_log_says_something", condition=~Q(words="")),
        ]
        indexes = [models.Index(fields=["tie", "-on"], name="contact_log_by_tie")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.on}"


class ContactMessage(models.Model):
    """顺着联系链往下传的一句话：谁发的，发出时下面有多少代表、中心户、选民。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    sender = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁发的")
    text = models.CharField("说什么", max_length=200)
    deputies = models.PositiveIntegerField("几位代表")
    households = models.PositiveIntegerField("几个中心户")
    voters = models.PositiveIntegerField("几位选民")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "往下传的话"
        indexes = [models.Index(fields=["congress", "-id"], name="contact_message_by_congress")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.text}"


class AgendaItem(models.Model):
    """常委会会议的一项议题：会前调研、会中讨论、会后督办三样各做没做。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    meeting = models.CharField("哪次会议", max_length=60)
    held_on = models.DateField("开会日期")
    title = models.CharField("议题", max_length=80)
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name="哪个专（工）委负责"
    )
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "会议议题"
        constraints = [
            models.UniqueConstraint(
                name="agenda_item_once", fields=["congress", "meeting", "title"]
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class AgendaPart(models.Model):
    """一项议题的三样之一做了：哪天、谁、做了什么。"""

    class Part(models.TextChoices):
        """哪一样。"""

        BEFORE = "before", "会前调研"
        DURING = "during", "会中讨论"
        AFTER = "after", "会后督办"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="parts", verbose_name="议题")
    part = models.CharField("哪一样", max_length=6, choices=Part.choices)
    on = models.DateField("哪天")
    words = models.CharField("做了什么", max_length=300)
    people = models.CharField("参加的委员与代表", max_length=200)
    done_at = models.DateTimeField("记下的时间")

    class Meta:
        verbose_name = "议题三样"
        constraints = [
            models.UniqueConstraint(name="agenda_part_once", fields=["item", "part"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.part}"
