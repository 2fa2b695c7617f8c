"""消息的表：站内消息、各地改的规则、各人的设置、往外发的每一份与其中的每一条。"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lianxin.notify.vocabulary import AUDIENCES, CHANNELS, EVENTS, URGENCIES
from lianxin.orgs.models import Body, Person


class Notice(models.Model):
    """一条站内消息。不写提交人的任何信息，只指向那件事；不是哪一件办件的，写明去哪一页看。"""

    jurisdiction_id = models.BigIntegerField("管辖")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="给机构"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="给人"
    )
    case_id = models.BigIntegerField("办件", null=True, blank=True)
    link = models.CharField("去哪一页看", max_length=200, blank=True)
    text = models.CharField("消息", max_length=200)
    posted_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("读过", null=True, blank=True)
    event = models.CharField("什么事", max_length=20, choices=EVENTS.items(), default="progress")
    audience = models.CharField(
        "告诉谁", max_length=12, choices=AUDIENCES.items(), default="holder"
    )
    words = models.JSONField("往外发的话里填什么", default=dict, blank=True)
    key = models.CharField("防重的记号", max_length=80, null=True, unique=True)  # noqa: DJ001
    spread_at = models.DateTimeField("已分到各人各通道", null=True, blank=True)

    class Meta:
        verbose_name = "站内消息"
        constraints = [
            models.CheckConstraint(
                name="notice_has_reader",
                condition=Q(body__isnull=False) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_leads_somewhere", condition=Q(case_id__isnull=False) | ~Q(link="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "-id"], name="notice_unread_body", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["person", "-id"],
                name="notice_unread_person",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(
                fields=["id"], name="notice_to_spread", condition=Q(spread_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.text}"


class RuleChange(models.Model):
    """一级人大对一条消息规则的改动；空着的照默认。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    rule = models.CharField("哪一条", max_length=60)
    is_on = models.BooleanField("启用", default=True)
    urgency = models.CharField("多急", max_length=8, choices=URGENCIES.items(), blank=True)
    channels = models.JSONField("通道", default=list, blank=True)
    text = models.CharField("怎么说", max_length=120, blank=True)
    changed_at = models.DateTimeField("改动时间")

    class Meta:
        verbose_name = "消息规则改动"
        constraints = [
            models.UniqueConstraint(name="rule_change_once", fields=["congress", "rule"]),
        ]

    def __str__(self) -> str:
        return f"{self.congress_id} {self.rule}"


class Preference(models.Model):
    """一个人收消息的设置：走哪几条通道、摘要几点发；地址整行加密。"""

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="+", verbose_name="人员"
    )
    channels = models.JSONField("通道", default=list, blank=True)
    digest_hour = models.PositiveSmallIntegerField("摘要几点发", null=True, blank=True)
    address = models.BinaryField("地址（密文）", null=True)
    changed_at = models.DateTimeField("改动时间")

    class Meta:
        verbose_name = "收消息的设置"
        constraints = [
            models.CheckConstraint(
                name="preference_hour_of_day",
                condition=Q(digest_hour__isnull=True) | Q(digest_hour__lt=24),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Delivery(models.Model):
    """往外发的一份：一个人、一条通道、一份话；``uid`` 交给对方防重。"""

    class State(models.TextChoices):
        """发到哪一步。"""

        QUEUED = "queued", "排队"
        SENT = "sent", "已送出"
        FAILED = "failed", "没送成，还会再试"
        GIVEN_UP = "given_up", "不再试了"

    uid = models.UUIDField("防重的编号", unique=True, default=uuid.uuid4, editable=False)
    jurisdiction_id = models.BigIntegerField("管辖")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="给谁")
    channel = models.CharField("通道", max_length=8, choices=CHANNELS.items())
    urgency = models.CharField("多急", max_length=8, choices=URGENCIES.items())
    day = models.DateField("哪一天的")
    count = models.PositiveSmallIntegerField("几条", default=1)
    texts = models.JSONField("说的话", default=list)
    case_id = models.BigIntegerField("办件", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    error = models.CharField("没送成的缘由", max_length=120, blank=True)
    reference = models.CharField("对方的编号", max_length=80, blank=True)
    made_at = models.DateTimeField("生成时间")
    next_at = models.DateTimeField("最早何时发")
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)

    class Meta:
        verbose_name = "发出的消息"
        constraints = [
            models.UniqueConstraint(
                name="delivery_one_digest_a_day",
                fields=["person", "channel", "day"],
                condition=Q(urgency="digest"),
            ),
            models.CheckConstraint(
                name="delivery_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["jurisdiction_id", "-id"], name="delivery_by_jurisdiction"),
            models.Index(fields=["person", "day"], name="delivery_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.channel} {self.state}"


class DeliveryLine(models.Model):
    """要往外发的一条：哪条站内消息、给谁、走哪条通道、何时起可发；装进了哪一份。"""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="站内消息")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="给谁")
    channel = models.CharField("通道", max_length=8, choices=CHANNELS.items())
    urgency = models.CharField("多急", max_length=8, choices=URGENCIES.items())
    text = models.CharField("说的话", max_length=400)
    due_at = models.DateTimeField("何时起可发")
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="装进哪一份"
    )

    class Meta:
        verbose_name = "要发的一条"
        constraints = [
            models.UniqueConstraint(
                name="delivery_line_once", fields=["notice", "person", "channel"]
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="delivery_line_waiting",
                condition=Q(delivery__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.channel}"


class NewsMark(models.Model):
    """从别的模块取新事，取到了第几号。"""

    feed = models.CharField("哪一处", max_length=20, primary_key=True)
    seen = models.BigIntegerField("取到第几号", default=0)

    class Meta:
        verbose_name = "取新事的进度"

    def __str__(self) -> str:
        return f"{self.feed} {self.seen}"
