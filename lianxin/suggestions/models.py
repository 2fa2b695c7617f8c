"""代表建议的表。依据：代表法 24、36、51、52 条。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body, Person, Session

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
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"
