"""问卷的表：一版问卷、它的题、收回的每一份、每一份勾的写的。不留答的人是谁。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.activities.models.programme import Programme, groups_of
from lianxin.orgs.models import Body, Region

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer

#: 这些机构里的人看得见本级发出的问卷。
READER_KINDS = (Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM, Body.Kind.SPECIAL_COMMITTEE)


class SurveyQuerySet(models.QuerySet["Survey"]):
    """问卷的可见范围。"""

    def visible_to(self, viewer: Viewer) -> SurveyQuerySet:
        """本级机关、出题的那家和小组看全部；别的工委、专工委和代表看发出去的。"""
        readers = {post.congress_id for post in viewer.posts_in(*READER_KINDS)}
        mine = Q(congress__in=viewer.office_of) | Q(body__in=viewer.body_ids)
        if viewer.person_id:
            mine |= Q(body__in=groups_of(viewer.person_id))
        return self.filter(mine | (Q(congress__in=readers | viewer.deputy_of) & ~Q(state="draft")))


class Survey(models.Model):
    """一版问卷：问谁、多少人、哪几天收、怎么收。发出去就不能改，要改另出一版。"""

    class State(models.TextChoices):
        """走到哪。"""

        DRAFT = "draft", "在出题"
        OPEN = "open", "在收"
        CLOSED = "closed", "已结束"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="哪家发的")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安排"
    )
    serial = models.CharField("序号", max_length=12, unique=True)
    title = models.CharField("题目", max_length=80)
    intro = models.CharField("说明", max_length=1000, blank=True)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_version",
        verbose_name="上一版",
    )
    population = models.PositiveIntegerField("应答总数", null=True, blank=True)
    population_source = models.CharField("总数从哪来", max_length=120, blank=True)
    opens_on = models.DateField("从哪天收")
    closes_on = models.DateField("收到哪天")
    by_link = models.BooleanField("扫码填", default=True)
    asks_street = models.BooleanField("问住在哪个街道", default=True)
    slips = models.PositiveIntegerField("发了几张票号", default=0)
    state = models.CharField("走到哪", max_length=6, choices=State.choices, default=State.DRAFT)
    made_by = models.CharField("谁出的", max_length=150)
    made_at = models.DateTimeField("建立时间")
    opened_at = models.DateTimeField("发出时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closing_words = models.CharField("结束时的说明", max_length=500, blank=True)
    published_at = models.DateTimeField("公布结果时间", null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "问卷"
        constraints = [
            models.CheckConstraint(
                name="survey_closes_after_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="survey_population_has_source",
                condition=Q(population__isnull=True)
                | (Q(population__gt=0) & ~Q(population_source="")),
            ),
            models.CheckConstraint(
                name="survey_closed_has_time",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="survey_published_when_closed",
                condition=Q(published_at__isnull=True) | Q(state="closed"),
            ),
        ]
        indexes = [models.Index(fields=["congress", "-id"], name="survey_by_congress")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class SurveyQuestion(models.Model):
    """一道题。单选多选的选项、量表两头的说法都在 ``options``。"""

    class Kind(models.TextChoices):
        """哪种题。"""

        SINGLE = "single", "单选"
        MULTI = "multi", "多选"
        SCALE = "scale", "打分"
        TEXT = "text", "写一段话"
        NUMBER = "number", "填一个数"

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="questions", verbose_name="问卷"
    )
    place = models.PositiveSmallIntegerField("第几题")
    kind = models.CharField("哪种题", max_length=6, choices=Kind.choices)
    text = models.CharField("问什么", max_length=200)
    note = models.CharField("提示", max_length=200, blank=True)
    is_required = models.BooleanField("必答", default=True)
    options = models.JSONField("选项", default=list, blank=True)
    most = models.PositiveSmallIntegerField("最多选几项或打几分", null=True, blank=True)
    unit = models.CharField("单位", max_length=12, blank=True)

    class Meta:
        verbose_name = "问卷的题"
        constraints = [
            models.UniqueConstraint(
                name="survey_question_place",
                fields=["survey", "place"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="survey_question_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class SurveyReply(models.Model):
    """收回的一份：一部手机一份，或一个票号一份。手机只存分问卷的摘要，对不出人，也连不到别的问卷。"""

    class Way(models.TextChoices):
        """怎样收来的。"""

        LINK = "link", "扫码填"
        PAPER = "paper", "纸质录入"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="replies", verbose_name="问卷")
    way = models.CharField("怎样收来的", max_length=5, choices=Way.choices)
    device = models.BinaryField("手机的摘要", max_length=32, null=True, blank=True)
    slip = models.CharField("票号", max_length=20, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="街道"
    )
    given_on = models.DateField("哪天答的")
    entered_by = models.CharField("谁录的", max_length=150, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("为什么作废", max_length=120, blank=True)

    class Meta:
        verbose_name = "收回的问卷"
        constraints = [
            models.UniqueConstraint(
                name="survey_reply_device_once",
                fields=["survey", "device"],
                condition=Q(device__isnull=False, voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="survey_reply_slip_once",
                fields=["survey", "slip"],
                condition=~Q(slip="") & Q(voided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="survey_reply_once_by_something",
                condition=Q(device__isnull=False) | ~Q(slip=""),
            ),
            models.CheckConstraint(
                name="survey_reply_void_has_reason",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.way}"


class SurveyMark(models.Model):
    """一份里的一处：勾了哪一项、打了几分、填了什么数、写了什么话（入库前已遮住个人信息）。"""

    reply = models.ForeignKey(
        SurveyReply, models.CASCADE, related_name="marks", verbose_name="哪一份"
    )
    question = models.ForeignKey(
        SurveyQuestion, models.PROTECT, related_name="+", verbose_name="哪一题"
    )
    choice = models.PositiveSmallIntegerField("第几项、几分", null=True, blank=True)
    number = models.DecimalField("数", max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.CharField("话（已脱敏）", max_length=1000, blank=True)

    class Meta:
        verbose_name = "问卷的答案"
        constraints = [
            models.UniqueConstraint(
                name="survey_mark_once",
                fields=["reply", "question", "choice"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="survey_mark_says_something",
                condition=Q(choice__isnull=False) | Q(number__isnull=False) | ~Q(text=""),
            ),
        ]
        indexes = [models.Index(fields=["question", "choice"], name="survey_mark_by_question")]

    def __str__(self) -> str:
        return f"{self.reply_id}/{self.question_id}"
