"""共评小组的表：从哪几家抽的、怎样抽的、评过几轮、评的是谁、后来怎么办。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from lianxin.activities.models import Survey, SurveyQuestion
from lianxin.orgs.models import Body, CouncilSeat

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class PanelQuerySet(models.QuerySet["Panel"]):
    """共评小组的可见范围。"""

    def visible_to(self, viewer: Viewer) -> PanelQuerySet:
        """本级机关看全部；组织的那家看自己的；抽中的人看自己在的那个。"""
        mine = Q(congress__in=viewer.office_of) | Q(body__in=viewer.body_ids)
        if viewer.person_id:
            seats = PanelMember.objects.filter(seat__person=viewer.person_id)
            mine |= Q(pk__in=seats.values("panel"))
        return self.filter(mine)


class Panel(models.Model):
    """一个共评小组：哪家组织、评什么、抽签的种子；抽过的不重抽，要换人另立一个。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="哪家组织")
    name = models.CharField("名称", max_length=40)
    purpose = models.CharField("评什么", max_length=200)
    seed = models.CharField("抽签的种子", max_length=80, blank=True)
    seed_source = models.CharField("种子从哪来", max_length=80, blank=True)
    made_by = models.CharField("谁立的", max_length=150)
    made_at = models.DateTimeField("成立时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.CharField("为什么结束", max_length=120, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = "共评小组"
        constraints = [
            models.UniqueConstraint(
                name="panel_name_once", fields=["body", "name"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="panel_seed_has_source", condition=Q(seed="") | ~Q(seed_source="")
            ),
            models.CheckConstraint(
                name="panel_end_has_reason", condition=Q(ended_at__isnull=True) | ~Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class PanelTrack(models.Model):
    """小组里的一路：从哪个议事组织、议事还是理事还是监事、抽签还是点名；抽签时的名单照原样留着。"""

    class Kind(models.TextChoices):
        """哪一路。"""

        DELIBERATE = "deliberate", "议事会"
        EXECUTIVE = "executive", "理事会"
        SUPERVISORY = "supervisory", "监事会"

    class Way(models.TextChoices):
        """怎样产生。"""

        DRAWN = "drawn", "抽签"
        NAMED = "named", "点名"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="tracks", verbose_name="共评小组")
    kind = models.CharField("哪一路", max_length=12, choices=Kind.choices)
    council = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="议事组织")
    way = models.CharField("怎样产生", max_length=6, choices=Way.choices)
    wanted = models.PositiveSmallIntegerField("要几位")
    pool = models.JSONField("当时的名单", default=list)

    class Meta:
        verbose_name = "共评小组的一路"
        constraints = [
            models.UniqueConstraint(name="panel_track_once", fields=["panel", "council"]),
            models.CheckConstraint(name="panel_track_wants_some", condition=Q(wanted__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}/{self.council_id}"


class PanelMember(models.Model):
    """共评小组的一位：第几位，坐的是哪家的哪一席。"""

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="members", verbose_name="共评小组"
    )
    track = models.ForeignKey(
        PanelTrack, models.PROTECT, related_name="members", verbose_name="哪一路"
    )
    number = models.PositiveSmallIntegerField("第几位")
    seat = models.ForeignKey(CouncilSeat, models.PROTECT, related_name="+", verbose_name="席位")
    name = models.CharField("姓名", max_length=40)

    class Meta:
        verbose_name = "共评小组成员"
        constraints = [
            models.UniqueConstraint(name="panel_member_number", fields=["panel", "number"]),
            models.UniqueConstraint(name="panel_member_once", fields=["panel", "seat"]),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}/{self.number}"


class PanelRound(models.Model):
    """一轮共评：用一份不记名的打分问卷，一位成员一张票号。"""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="rounds", verbose_name="共评小组")
    ordinal = models.PositiveSmallIntegerField("第几轮")
    survey = models.OneToOneField(
        Survey, models.PROTECT, related_name="+", verbose_name="打分的问卷"
    )

    class Meta:
        verbose_name = "一轮共评"
        constraints = [
            models.UniqueConstraint(name="panel_round_once", fields=["panel", "ordinal"]),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} 第{self.ordinal}轮"


class PanelSubject(models.Model):
    """这一轮评的一个：一个项目，或一位管事的人；就是问卷里的一道打分题。"""

    class Kind(models.TextChoices):
        """评的是什么。"""

        PROJECT = "project", "项目"
        STEWARD = "steward", "管事的人"

    round = models.ForeignKey(
        PanelRound, models.PROTECT, related_name="subjects", verbose_name="哪一轮"
    )
    question = models.OneToOneField(
        SurveyQuestion, models.PROTECT, related_name="+", verbose_name="打分题"
    )
    kind = models.CharField("是什么", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "共评的对象"
        constraints = [
            models.UniqueConstraint(name="panel_subject_once", fields=["round", "kind", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.name}"


class PanelAction(models.Model):
    """评过以后怎么办：奖励、更换、整改；谁定的、哪天、谁来办，办了没有。"""

    class Kind(models.TextChoices):
        """怎么办。"""

        REWARD = "reward", "奖励"
        REPLACE = "replace", "更换"
        RECTIFY = "rectify", "整改"

    subject = models.ForeignKey(
        PanelSubject, models.PROTECT, related_name="actions", verbose_name="评的哪一个"
    )
    kind = models.CharField("怎么办", max_length=8, choices=Kind.choices)
    words = models.CharField("具体怎样", max_length=300)
    doer = models.CharField("谁来办", max_length=60)
    decided_on = models.DateField("哪天定的")
    due_on = models.DateField("哪天以前", null=True, blank=True)
    recorded_by = models.CharField("谁记的", max_length=150)
    recorded_at = models.DateTimeField("记录时间")
    done_on = models.DateField("哪天办的", null=True, blank=True)
    done_words = models.CharField("办得怎样", max_length=300, blank=True)

    class Meta:
        verbose_name = "共评后续"
        constraints = [
            models.UniqueConstraint(name="panel_action_once", fields=["subject", "kind"]),
            models.CheckConstraint(
                name="panel_rectify_has_due", condition=~Q(kind="rectify") | Q(due_on__isnull=False)
            ),
            models.CheckConstraint(
                name="panel_action_done_says", condition=Q(done_on__isnull=True) | ~Q(done_words="")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"
