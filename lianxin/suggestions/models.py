"""代表建议的表。依据：代表法 24、36、51、52 条。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body, Category, Person, Session

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """建议的可见范围。"""

    def visible_to(self, viewer: Viewer) -> SuggestionQuerySet:
        """看得见它的办件，就看得见它。"""
        return self.filter(case__in=Case.objects.visible_to(viewer))


class Suggestion(models.Model):
    """一件代表建议：一事一议，编号按人大、届次、会中或闭会期间。"""

    class RaisedIn(models.TextChoices):
        """会中还是闭会期间提出。"""

        SESSION = "session", "会议期间"
        RECESS = "recess", "闭会期间"

    class Permission(models.TextChoices):
        """代表同意公开到什么程度。"""

        FULL = "full", "全文公开"
        TITLE = "title", "只公开标题"
        NONE = "none", "不公开"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    number = models.CharField("编号", max_length=30, unique=True)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议"
    )
    raised_in = models.CharField("提出时间", max_length=10, choices=RaisedIn.choices)
    title = models.CharField("案由", max_length=80)
    grounds = models.TextField("案据")
    proposal = models.TextField("方案")
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领衔代表")
    permission = models.CharField("公开程度", max_length=10, choices=Permission.choices)
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来自意见"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件"
    )
    submitted_at = models.DateTimeField("提出时间")
    bands = ArrayField(models.BigIntegerField(), verbose_name="相似查找值", default=list)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "代表建议"
        constraints = [
            models.CheckConstraint(
                name="suggestion_is_complete",
                condition=~Q(title="") & ~Q(grounds="") & ~Q(proposal=""),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="suggestion_order"),
            models.Index(fields=["lead", "-id"], name="suggestion_by_lead"),
            models.Index(fields=["jurisdiction", "submitted_at"], name="suggestion_by_period"),
            GinIndex(fields=["bands"], name="suggestion_bands"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class SuggestionVersion(models.Model):
    """建议的一稿：提出时一稿，每次修改后再提交又一稿；原来的话一直查得到。"""

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="+", verbose_name="代表建议"
    )
    number = models.PositiveSmallIntegerField("第几稿")
    title = models.CharField("案由", max_length=80)
    grounds = models.TextField("案据")
    proposal = models.TextField("方案")
    written_by = models.CharField("谁写的", max_length=80)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "建议的一稿"
        constraints = [
            models.UniqueConstraint(name="version_once", fields=["suggestion", "number"]),
        ]

    def __str__(self) -> str:
        return f"#{self.suggestion_id} 第{self.number}稿"


class SubmissionWindow(models.Model):
    """大会建议的截止时间：过了仍可提，按闭会期间的建议编号办理。"""

    session = models.OneToOneField(Session, models.PROTECT, related_name="+", verbose_name="会议")
    closes_at = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = "建议截止时间"

    def __str__(self) -> str:
        return f"#{self.session_id} {self.closes_at}"


class Draft(models.Model):
    """建议稿：还没有提出的建议，写到哪里存到哪里；提出以后不能再改。"""

    class State(models.TextChoices):
        """写着、联审着、提出了、没有采纳、不要了。"""

        WRITING = "writing", "正在写"
        REVIEWING = "reviewing", "正在联审"
        SUBMITTED = "submitted", "已提出"
        REJECTED = "rejected", "联审没有采纳"
        DISCARDED = "discarded", "不提了"

    class Source(models.TextChoices):
        """从哪里来。"""

        NONE = "none", "自己看到听到的"
        OPINION = "opinion", "群众意见"
        ACTIVITY = "activity", "代表活动"
        PROCURATORIAL = "procuratorial", "检察办案中发现"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领衔代表")
    title = models.CharField("案由", max_length=80, blank=True)
    grounds = models.TextField("案据", blank=True)
    proposal = models.TextField("方案", blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别"
    )
    permission = models.CharField(
        "公开程度", max_length=10, choices=Suggestion.Permission, default=Suggestion.Permission.FULL
    )
    source = models.CharField("从哪里来", max_length=13, choices=Source, default=Source.NONE)
    source_note = models.CharField("哪一次活动、哪一份文书", max_length=80, blank=True)
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来自意见"
    )
    exclusions_clear = models.BooleanField("不属于不作建议处理的情形", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WRITING)
    version = models.PositiveIntegerField("存过几次", default=1)
    created_at = models.DateTimeField("起草时间")
    updated_at = models.DateTimeField("最近保存")
    updated_by = models.CharField("谁保存的", max_length=80)
    suggestion = models.OneToOneField(
        Suggestion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提成了"
    )

    class Meta:
        verbose_name = "建议稿"
        constraints = [
            models.CheckConstraint(
                name="draft_from_opinion",
                condition=Q(source="opinion", opinion__isnull=False)
                | (~Q(source="opinion") & Q(opinion__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["lead", "-id"], name="draft_by_lead")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"


class Invitation(models.Model):
    """附议邀请：请哪位代表附议，他确认的是哪一稿；改了内容要再确认。"""

    class State(models.TextChoices):
        """等回话、确认、不附议。"""

        INVITED = "invited", "等回话"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "不附议"

    draft = models.ForeignKey(
        Draft, models.PROTECT, related_name="invitations", verbose_name="建议稿"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="附议代表")
    state = models.CharField("回话", max_length=10, choices=State, default=State.INVITED)
    digest = models.CharField("确认的是哪一稿", max_length=64, blank=True)
    invited_at = models.DateTimeField("邀请时间")
    answered_at = models.DateTimeField("回话时间", null=True, blank=True)

    class Meta:
        verbose_name = "附议邀请"
        constraints = [
            models.UniqueConstraint(name="invitation_once", fields=["draft", "person"]),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="invitation_by_person")]

    def __str__(self) -> str:
        return f"#{self.draft_id} {self.get_state_display()}"
