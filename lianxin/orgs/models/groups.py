"""小组章程、小组大事与议事席位的表。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.orgs.models.registry import Body, Person


class GroupCharter(models.Model):
    """小组的章程：哪一行、谁当组长、谁联系、上面哪个组指导、几个人；都是数据，不写在程序里。"""

    body = models.OneToOneField(
        Body, models.PROTECT, primary_key=True, related_name="+", verbose_name="小组"
    )
    industry = models.CharField("行业", max_length=40, blank=True)
    lead_body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="由哪家的负责人兼任组长",
    )
    contact_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由哪家联系"
    )
    guided_by = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由哪个组指导"
    )
    mixed_levels = models.BooleanField("几级代表同组", default=False)
    least = models.PositiveSmallIntegerField("至少几人", null=True, blank=True)
    most = models.PositiveSmallIntegerField("至多几人", null=True, blank=True)
    set_at = models.DateTimeField("定下的时间")

    class Meta:
        verbose_name = "小组章程"
        constraints = [
            models.CheckConstraint(
                name="group_charter_least_under_most",
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
            ),
            models.CheckConstraint(
                name="group_charter_not_self_guided",
                condition=Q(guided_by__isnull=True) | ~Q(guided_by=F("body")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.body_id}"


class GroupEvent(models.Model):
    """小组大事：哪天改了名、哪天并到哪个组；原来的名字留着，过去的都查得到。"""

    class Kind(models.TextChoices):
        """什么事。"""

        RENAMED = "renamed", "改名"
        MERGED = "merged", "并组"

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="小组")
    kind = models.CharField("什么事", max_length=8, choices=Kind.choices)
    on = models.DateField("哪天起")
    before = models.CharField("原来的名字", max_length=80)
    after = models.CharField("后来的名字", max_length=80)
    into = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并到哪个组"
    )
    reason = models.CharField("为什么", max_length=120)
    noted_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "小组大事"
        constraints = [
            models.UniqueConstraint(
                name="group_merged_once", fields=["body"], condition=Q(kind="merged")
            ),
            models.CheckConstraint(
                name="group_merged_into_another",
                condition=Q(kind="renamed", into__isnull=True)
                | (Q(kind="merged", into__isnull=False) & ~Q(into=F("body"))),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.body_id} {self.kind}"


class CouncilSeat(models.Model):
    """议事组织的一个席位：坐的是谁，是不是代表；村民不建档，只记姓名。"""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="议事组织")
    number = models.PositiveSmallIntegerField("第几席")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("姓名", max_length=40)
    role = models.CharField("身份", max_length=40)
    is_deputy_seat = models.BooleanField("代表席位", default=False)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True)

    class Meta:
        verbose_name = "议事席位"
        constraints = [
            models.UniqueConstraint(
                name="council_seat_once",
                fields=["body", "number"],
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="council_deputy_seat_named",
                condition=Q(is_deputy_seat=False) | Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.number}"
