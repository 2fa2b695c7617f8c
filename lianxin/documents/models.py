"""发文登记与规章制度：发文字号、公文、批示、规章。印发的、施行的一个字也不能改（触发器把守）。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lianxin.orgs.models import Body, Person

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class DocumentSeries(models.Model):
    """发文字号：一个机关、一种公文、一年一列，从 1 起，一个不漏。"""

    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="发文机关")
    kind = models.CharField("文种", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    code = models.CharField("机关代字", max_length=30)
    last = models.PositiveIntegerField("已编到", default=0)

    class Meta:
        verbose_name = "发文字号"
        constraints = [
            models.UniqueConstraint(name="document_series_once", fields=["issuer", "kind", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.last}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """公文的可见范围。"""

    def visible_to(self, viewer: Viewer) -> DocumentQuerySet:
        """人大机关看本级的，发文的、收文的看自己的。附在办件上的，另按办件看得见。"""
        mine = Q(issuer__in=viewer.body_ids) | Q(addressee_body__in=viewer.body_ids)
        if viewer.person_id and not viewer.sees_nothing:
            mine |= Q(addressee_person=viewer.person_id)
        return self.filter(mine | Q(jurisdiction__in=viewer.office_of))


class Document(models.Model):
    """一份印发的公文：编了号、签发了、冻住了。改要另发一份，旧的写明为什么作废。"""

    class Kind(models.TextChoices):
        """文种。"""

        REPLY_LETTER = "reply_letter", "答复函"
        DISPATCH_LIST = "dispatch_list", "交办清单"
        FOLLOW_UP = "follow_up", "督办记录单"
        REVIEW_OPINION = "review_opinion", "审议意见书"
        SUPERVISION_OPINION = "supervision_opinion", "监督意见书"
        BRIEF = "brief", "专报"
        ANNUAL_REPORT = "annual_report", "办理情况报告"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="发文机关")
    kind = models.CharField("文种", max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("流水号")
    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=120)
    body = models.JSONField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    signer = models.CharField("签发人", max_length=40)
    subject_kind = models.CharField("关于哪类事", max_length=20, blank=True)
    subject_id = models.BigIntegerField("关于哪件事", null=True, blank=True)
    addressee_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主送机关"
    )
    addressee_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主送的人"
    )
    issued_at = models.DateTimeField("印发时间")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代替哪一份"
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_reason = models.CharField("作废的理由", max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        constraints = [
            models.UniqueConstraint(
                name="document_serial_once", fields=["issuer", "kind", "year", "serial"]
            ),
            models.UniqueConstraint(name="document_number_once", fields=["jurisdiction", "number"]),
            models.UniqueConstraint(
                name="document_one_reply",
                fields=["issuer", "subject_kind", "subject_id"],
                condition=Q(kind="reply_letter", withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="document_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="document_by_congress"),
            models.Index(fields=["issuer", "-id"], name="document_by_issuer"),
            models.Index(fields=["subject_kind", "subject_id"], name="document_by_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class InstructionQuerySet(models.QuerySet["Instruction"]):
    """批示的可见范围。"""

    def visible_to(self, viewer: Viewer) -> InstructionQuerySet:
        """人大机关看本级的，落实的单位看交给自己的。"""
        return self.filter(Q(jurisdiction__in=viewer.office_of) | Q(assigned__in=viewer.body_ids))


class Instruction(models.Model):
    """一次批示：哪位领导、在哪份材料上、批了什么，交给谁落实，落实到什么样。"""

    class State(models.TextChoices):
        """落实到什么样。"""

        OPEN = "open", "还没有动"
        UNDER_WAY = "under_way", "正在落实"
        DONE = "done", "落实了"
        NOTED = "noted", "仅供了解"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    made_by = models.CharField("批示人", max_length=40)
    made_by_post = models.CharField("职务", max_length=60)
    made_on = models.DateField("批示日期")
    words = models.TextField("批示内容")
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批在哪份公文",
    )
    matter = models.CharField("批在什么材料或事上", max_length=120)
    assigned = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交给谁落实"
    )
    due_on = models.DateField("哪天以前", null=True, blank=True)
    state = models.CharField("落实情况", max_length=10, choices=State.choices, default=State.OPEN)
    progress = models.TextField("落实的情况", blank=True)
    progress_at = models.DateTimeField("最近一次更新", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "批示"
        constraints = [
            models.CheckConstraint(
                name="instruction_is_whole",
                condition=~Q(made_by="") & ~Q(made_by_post="") & ~Q(words="") & ~Q(matter=""),
            ),
            models.CheckConstraint(
                name="instruction_done_says_how",
                condition=~Q(state="done") | ~Q(progress=""),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "-id"], name="instruction_by_congress"),
            models.Index(fields=["assigned", "-id"], name="instruction_by_assigned"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.matter}"


class RuleCategory(models.Model):
    """规章制度的一个大类；各级人大自己定，自己排。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    name = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("排第几")

    class Meta:
        verbose_name = "规章类别"
        constraints = [
            models.UniqueConstraint(
                name="rule_category_once",
                fields=["jurisdiction", "name"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="rule_category_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class RuleQuerySet(models.QuerySet["Rule"]):
    """规章制度的可见范围与到哪天的状态。"""

    def visible_to(self, viewer: Viewer) -> RuleQuerySet:
        """本级的工作人员和代表看施行过的；草稿只有人大机关看得见。"""
        here = {post.congress_id for post in viewer.posts} | viewer.deputy_of
        enacted = Q(jurisdiction__in=here) & ~Q(status="draft")
        return self.filter(Q(jurisdiction__in=viewer.office_of) | enacted)

    def standing(self, status: str, today: date) -> RuleQuerySet:
        """算到 ``today`` 是这种状态的。"""
        return self.filter(standing(status, today))

    def public(self, today: date) -> RuleQuerySet:
        """公开网站上看得见的：现行的、标明公开的。"""
        return self.standing("in_force", today).filter(is_public=True)


def standing(status: str, today: date) -> Q:
    """算到 ``today`` 的状态：定了以后才废止的，还是现行。"""
    if status == "in_force":
        return Q(status=status) | Q(status="repealed", repealed_on__gt=today)
    return Q(status=status) & ~Q(repealed_on__gt=today)


class Rule(models.Model):
    """一项规章制度：先是草稿，施行后一个字不改；要改另定一项代替它，旧的废止、照样看得到。"""

    class Status(models.TextChoices):
        """到了哪一步。"""

        DRAFT = "draft", "草稿"
        IN_FORCE = "in_force", "现行"
        REPEALED = "repealed", "已废止"

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    category = models.ForeignKey(
        RuleCategory, models.PROTECT, related_name="+", verbose_name="哪一类"
    )
    title = models.CharField("名称", max_length=120)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    number = models.CharField("文号", max_length=60, blank=True)
    issuing_body = models.CharField("制定机关", max_length=60, blank=True)
    adopted_on = models.DateField("通过日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    text = models.TextField("正文", blank=True)
    is_public = models.BooleanField("在公开网站上公开", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代替哪一项"
    )
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    repeal_reason = models.CharField("废止的理由", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "规章制度"
        constraints = [
            models.CheckConstraint(name="rule_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="rule_enacted_is_whole",
                condition=Q(status="draft")
                | (Q(adopted_on__isnull=False, effective_on__isnull=False) & ~Q(issuing_body="")),
            ),
            models.CheckConstraint(
                name="rule_dates_in_order", condition=~Q(effective_on__lt=F("adopted_on"))
            ),
            models.CheckConstraint(
                name="rule_repealed_says_why",
                condition=Q(status="repealed", repealed_on__isnull=False) & ~Q(repeal_reason="")
                | ~Q(status="repealed") & Q(repealed_on__isnull=True, repeal_reason=""),
            ),
            models.UniqueConstraint(
                name="rule_superseded_once",
                fields=["supersedes"],
                condition=~Q(status="draft"),
            ),
        ]
        indexes = [models.Index(fields=["jurisdiction", "-id"], name="rule_by_congress")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class RuleCitation(models.Model):
    """机制依据里的一条，在这一级人大对着哪一项规章制度。"""

    jurisdiction = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    basis = models.CharField("机制依据里的写法", max_length=200)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", verbose_name="规章制度")

    class Meta:
        verbose_name = "规章引用"
        constraints = [
            models.UniqueConstraint(name="rule_citation_once", fields=["jurisdiction", "basis"]),
            models.CheckConstraint(name="rule_citation_named", condition=~Q(basis="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.basis}"
