"""督办与承办单位内部办理的表。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.casework.models import Case, Duty
from lianxin.documents.models import Document
from lianxin.orgs.models import Body, Person

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class SigningChain(models.Model):
    """一个承办单位的审签链：答复发出之前要谁点头，先后几级；一级都没写就是直接发。"""

    body = models.OneToOneField(Body, models.PROTECT, related_name="+", verbose_name="承办单位")
    steps = models.JSONField("各级", default=list)
    set_at = models.DateTimeField("定下的时间")

    class Meta:
        verbose_name = "审签链"

    def __str__(self) -> str:
        return f"#{self.body_id} {len(self.steps)} 级"


class UnitDraftQuerySet(models.QuerySet["UnitDraft"]):
    """送审稿的可见范围：只有本单位的人。"""

    def visible_to(self, viewer: Viewer) -> UnitDraftQuerySet:
        """看得见的送审稿。"""
        return self.filter(body__in=viewer.body_ids)

    def pending(self) -> UnitDraftQuerySet:
        """还在审的。"""
        return self.filter(state=UnitDraft.State.PENDING)


class UnitDraft(models.Model):
    """送审稿：承办人写好、还没有发出的一步；送审那天的审签链抄在上面，改了规矩不影响它。"""

    class State(models.TextChoices):
        """走到哪。"""

        PENDING = "pending", "在审"
        RETURNED = "returned", "退回修改"
        SENT = "sent", "已发出"
        WITHDRAWN = "withdrawn", "已撤回"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="承办单位")
    verb = models.CharField("哪一步", max_length=40)
    label = models.CharField("这一步叫什么", max_length=60)
    facts = models.JSONField("材料", default=dict)
    shown = models.JSONField("材料的文字", default=list)
    files = models.JSONField("附件", default=list)
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="承办人")
    steps = models.JSONField("审签链", default=list)
    done = models.PositiveSmallIntegerField("审过几级", default=0)
    state = models.CharField("走到哪", max_length=10, choices=State.choices, default=State.PENDING)
    note = models.CharField("退回的理由", max_length=300, blank=True)
    submitted_at = models.DateTimeField("送审时间")
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)

    objects = UnitDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "送审稿"
        constraints = [
            models.UniqueConstraint(
                name="unit_draft_one_pending", fields=["case", "body"], condition=Q(state="pending")
            ),
            models.CheckConstraint(
                name="unit_draft_settled_has_time",
                condition=Q(state="pending", settled_at__isnull=True)
                | (~Q(state="pending") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["body", "state", "-id"], name="unit_draft_by_body")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.label} {self.state}"


class OutsideAskQuerySet(models.QuerySet["OutsideAsk"]):
    """外单位函询的可见范围。"""

    def visible_to(self, viewer: Viewer) -> OutsideAskQuerySet:
        """问的单位看得见，管这件事的机关看得见。"""
        return self.filter(Q(body__in=viewer.body_ids) | Q(case__jurisdiction__in=viewer.office_of))


class OutsideAsk(models.Model):
    """请外单位说明：一次性的链接，问一家没有账号的单位它那一部分；只给看问的话，不给看是谁反映的。"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name="哪份责任")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="问的单位")
    organisation = models.CharField("问哪家", max_length=60)
    title = models.CharField("事由（不出自群众原话）", max_length=80)
    question = models.CharField("问什么", max_length=1000)
    serial = models.CharField("序号", max_length=40, unique=True)
    asked_by = models.CharField("谁问的", max_length=60)
    asked_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("有效到")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=40, blank=True)
    answer = models.TextField("答复", blank=True)
    files = models.JSONField("附件", default=list)

    objects = OutsideAskQuerySet.as_manager()

    class Meta:
        verbose_name = "请外单位说明"
        constraints = [
            models.CheckConstraint(
                name="outside_ask_answered_has_words",
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="outside_ask_answered_or_revoked",
                condition=Q(answered_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="outside_ask_by_case")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.organisation}"


class SupervisionRecordQuerySet(models.QuerySet["SupervisionRecord"]):
    """督办记录的可见范围。"""

    def visible_to(self, viewer: Viewer) -> SupervisionRecordQuerySet:
        """看得见那件事，就看得见它的督办记录。"""
        return self.filter(case__in=Case.objects.visible_to(viewer))


class SupervisionRecord(models.Model):
    """一次督办：什么形式、线上还是线下、哪天、谁去的、看到什么、下次几时再看。"""

    class Form(models.TextChoices):
        """督办形式。"""

        ON_SITE = "onsite", "现场督办"
        KEY = "key", "重点督办"
        FOLLOW_UP = "track", "跟踪督办"

    class Medium(models.TextChoices):
        """线上还是线下。"""

        ONLINE = "online", "线上"
        OFFLINE = "offline", "线下"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    form = models.CharField("形式", max_length=10, choices=Form.choices)
    medium = models.CharField("线上线下", max_length=8, choices=Medium.choices)
    on = models.DateField("日期")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="督办机关"
    )
    people = models.CharField("参加的人", max_length=200)
    finding = models.CharField("看到的情况", max_length=1000)
    next_on = models.DateField("下次再看", null=True, blank=True)
    recorded_by = models.CharField("记录人", max_length=60)
    recorded_at = models.DateTimeField("记录时间")

    objects = SupervisionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "督办记录"
        constraints = [
            models.CheckConstraint(
                name="supervision_says_something", condition=~Q(people="") & ~Q(finding="")
            ),
            models.CheckConstraint(
                name="supervision_next_after",
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("on")),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="supervision_by_case"),
            models.Index(fields=["on"], name="supervision_by_day"),
            models.Index(
                fields=["next_on"], name="supervision_next", condition=Q(next_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.form}/{self.medium} {self.on}"


class Leadership(models.Model):
    """领衔督办：主任会议决定，哪位成员领衔督办哪一件，配合的专工委；每月记一次。"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="办件")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领衔人")
    committee = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="配合的专工委"
    )
    decision = models.CharField("决定", max_length=200)
    decided_on = models.DateField("决定日期")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.CharField("结束的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "领衔督办"
        constraints = [
            models.UniqueConstraint(
                name="leadership_one_per_case",
                fields=["case"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.case_id}"


#: 可以起草、看得见本级意见书的机关。
LETTER_WRITERS = (
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.STANDING_COMMITTEE,
)


class OpinionLetterQuerySet(models.QuerySet["OpinionLetter"]):
    """监督意见书的可见范围。"""

    def visible_to(self, viewer: Viewer) -> OpinionLetterQuerySet:
        """人大机关看本级的；承办单位看印发给自己的。"""
        mine = Q(unit__in=viewer.body_ids, document__isnull=False)
        ours = {post.congress_id for post in viewer.posts_in(*LETTER_WRITERS)}
        return self.filter(mine | Q(jurisdiction__in=ours | viewer.office_of))


class OpinionLetter(models.Model):
    """监督意见书：写给哪家单位、由哪个专（工）委盯着；通过、印发、办理由办件走。"""

    class Kind(models.TextChoices):
        """哪一种意见书。"""

        SUPERVISION = "supervision", "监督意见书"
        RESEARCH = "research", "调研意见书"
        DELIBERATION = "deliberation", "审议意见书"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices, default=Kind.SUPERVISION)
    title = models.CharField("标题", max_length=80)
    source = models.CharField("从哪里来", max_length=120)
    opening = models.TextField("总的情况")
    unit = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="承办单位")
    committee = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name="对口专（工）委"
    )
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件"
    )
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="印发的"
    )
    written_by = models.CharField("谁写的", max_length=80)
    created_at = models.DateTimeField("起草时间")
    updated_at = models.DateTimeField("最近保存")

    objects = OpinionLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "监督意见书"
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="letter_by_congress"),
            models.Index(fields=["unit", "-id"], name="letter_by_unit"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class LetterItem(models.Model):
    """意见书里的一项：要做什么、限多久；印发时立成一件，各有各的到期日。"""

    letter = models.ForeignKey(
        OpinionLetter, models.PROTECT, related_name="items", verbose_name="意见书"
    )
    place = models.PositiveSmallIntegerField("第几项")
    text = models.CharField("意见", max_length=1000)
    within = models.CharField("整改期限", max_length=5)
    due_on = models.DateField("整改到", null=True, blank=True)
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件"
    )

    class Meta:
        verbose_name = "意见书事项"
        constraints = [
            models.UniqueConstraint(name="letter_item_once", fields=["letter", "place"]),
            models.CheckConstraint(name="letter_item_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"#{self.letter_id} 第{self.place}项"
