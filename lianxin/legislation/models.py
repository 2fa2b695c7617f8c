"""联络员名册、征求意见的任务、各人的意见与采纳情况。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.orgs.models import Body, Person

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer

#: 管名册、看得见本级全部任务的：人大机关本来就看得见，另加专（工）委。
ASKERS = (
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
)


class Function(models.TextChoices):
    """哪一种联络员。"""

    LEGISLATION = "legislation", "立法联络员"
    FILING = "filing", "备案审查联络员"
    COLLECTOR = "collector", "信息采集员"


class OfficerQuerySet(models.QuerySet["Officer"]):
    """名册的可见范围。"""

    def visible_to(self, viewer: Viewer) -> OfficerQuerySet:
        """人大机关、专（工）委看本级的；本人看自己的。"""
        ours = {post.congress_id for post in viewer.posts_in(*ASKERS)}
        mine = Q(congress__in=ours | viewer.office_of)
        if viewer.person_id:
            mine |= Q(person=viewer.person_id)
        return self.filter(mine)


class Officer(models.Model):
    """一位联络员：哪一种、是谁、在哪里、从哪天到哪天；届满、换人，旧的一段留着。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    function = models.CharField("哪一种", max_length=12, choices=Function.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    place = models.CharField("在哪里", max_length=60)
    starts_on = models.DateField("聘任日期")
    ends_on = models.DateField("聘期到哪天")
    left_on = models.DateField("提前离任", null=True, blank=True)
    left_reason = models.CharField("为什么离任", max_length=120, blank=True)
    appointed_by = models.CharField("谁聘的", max_length=150)
    appointed_at = models.DateTimeField("聘任的时间")

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "联络员"
        constraints = [
            models.UniqueConstraint(
                name="officer_once",
                fields=["congress", "function", "person", "starts_on"],
            ),
            models.CheckConstraint(
                name="officer_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="officer_left_has_reason",
                condition=Q(left_on__isnull=True) | ~Q(left_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["congress", "function"], name="officer_by_function")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.function}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """征求意见的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ConsultationQuerySet:
        """人大机关、专（工）委看本级的；联络员看发给自己的。"""
        ours = {post.congress_id for post in viewer.posts_in(*ASKERS)}
        mine = Q(congress__in=ours | viewer.office_of)
        if viewer.person_id:
            asked = ConsultationAsk.objects.filter(officer__person=viewer.person_id)
            mine |= Q(pk__in=asked.values("consultation"))
        return self.filter(mine)


class Consultation(models.Model):
    """一次征求意见：哪家发的、问什么、哪天以前回；结果反馈给每一位。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="哪家发的")
    function = models.CharField("问哪一种联络员", max_length=12, choices=Function.choices)
    title = models.CharField("题目", max_length=80)
    text = models.TextField("问什么")
    due_on = models.DateField("哪天以前回")
    sent_by = models.CharField("谁发的", max_length=150)
    sent_at = models.DateTimeField("发出时间")
    result = models.TextField("结果", blank=True)
    returned_at = models.DateTimeField("反馈时间", null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见"
        constraints = [
            models.UniqueConstraint(name="consultation_title_once", fields=["congress", "title"]),
            models.CheckConstraint(
                name="consultation_returned_says",
                condition=Q(returned_at__isnull=True) | ~Q(result=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class ConsultationAsk(models.Model):
    """问到的一位：他的意见、谁录的、采纳没有。"""

    class Taken(models.TextChoices):
        """采纳没有。"""

        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        NOTED = "noted", "留作参考"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="asks", verbose_name="征求意见"
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="联络员")
    answer = models.TextField("意见", blank=True)
    answered_at = models.DateTimeField("什么时候回的", null=True, blank=True)
    answered_by = models.CharField("谁写的", max_length=150, blank=True)
    taken = models.CharField("采纳没有", max_length=8, choices=Taken.choices, blank=True)
    taken_words = models.CharField("怎样采纳、为什么没采纳", max_length=300, blank=True)

    class Meta:
        verbose_name = "问到的联络员"
        constraints = [
            models.UniqueConstraint(
                name="consultation_ask_once", fields=["consultation", "officer"]
            ),
            models.CheckConstraint(
                name="consultation_answer_has_time",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="consultation_taken_is_answered", condition=Q(taken="") | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.officer_id}"
