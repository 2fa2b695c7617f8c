"""现场的表：一场活动的大屏与场控、表决与评价、手工数的票、历年底数、网上接待的时段与预约。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.activities.models.activity import Activity
from lianxin.activities.models.items import Item
from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body


class Live(models.Model):
    """一场活动的现场：大屏上的号、开没开、此刻在说哪一件、应到几人。"""

    class State(models.TextChoices):
        """走到哪。"""

        READY = "ready", "还没开始"
        ON = "on", "进行中"
        OVER = "over", "已结束"

    activity = models.OneToOneField(
        Activity, models.PROTECT, related_name="live", verbose_name="活动"
    )
    number = models.CharField("现场号", max_length=6, unique=True)
    state = models.CharField("走到哪", max_length=5, choices=State.choices, default=State.READY)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="正在说的"
    )
    roll = models.PositiveSmallIntegerField("应到几人", null=True, blank=True)
    made_at = models.DateTimeField("建立时间")
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "现场"

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class Poll(models.Model):
    """现场的一次表决或评价：评哪一件，几种选法，开没开着。"""

    class Scale(models.TextChoices):
        """几种选法。"""

        PADDLE = "paddle", "举牌（满意、不满意）"
        THREE = "three", "测评（满意、基本满意、不满意）"
        VOTE = "vote", "表决（赞成、反对、弃权）"

    class State(models.TextChoices):
        """走到哪。"""

        READY = "ready", "还没开始"
        OPEN = "open", "正在评"
        CLOSED = "closed", "已收"

    live = models.ForeignKey(Live, models.PROTECT, related_name="polls", verbose_name="现场")
    number = models.PositiveSmallIntegerField("第几项")
    title = models.CharField("评什么", max_length=80)
    scale = models.CharField("几种选法", max_length=6, choices=Scale.choices)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪件事项"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪件办件"
    )
    state = models.CharField("走到哪", max_length=6, choices=State.choices, default=State.READY)
    made_at = models.DateTimeField("建立时间")
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("收的时间", null=True, blank=True)

    class Meta:
        verbose_name = "现场表决"
        constraints = [
            models.UniqueConstraint(name="poll_number_once", fields=["live", "number"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class Mark(models.Model):
    """一部手机在一次表决里的一票；只存手机的摘要，不知道是谁，一部手机只算一次。"""

    # 两千部手机同时按：不设外键约束，插一行不去锁那一行表决；有没有这次表决由插入那一句自己查。
    poll = models.ForeignKey(
        Poll, models.PROTECT, related_name="marks", db_constraint=False, verbose_name="表决"
    )
    device = models.BinaryField("手机的摘要", max_length=32)
    group = models.CharField("哪类评的人", max_length=8)
    choice = models.CharField("选了什么", max_length=12)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "一票"
        constraints = [
            models.UniqueConstraint(name="mark_device_once", fields=["poll", "device"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.choice}"


class HandCount(models.Model):
    """数牌、数手、数纸票得来的数：哪类评的人、选什么的几个。"""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="hands", verbose_name="表决")
    group = models.CharField("哪类评的人", max_length=8)
    choice = models.CharField("选了什么", max_length=12)
    count = models.PositiveIntegerField("几个")

    class Meta:
        verbose_name = "手工票数"
        constraints = [
            models.UniqueConstraint(name="hand_count_once", fields=["poll", "group", "choice"]),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.group} {self.choice} {self.count}"


class OpeningBalance(models.Model):
    """用这个系统以前的历年底数：哪种活动、从哪年算起、到哪天为止、各是多少、从哪里来。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    kind = models.CharField("哪种活动", max_length=40)
    since = models.DateField("从哪天算起")
    until = models.DateField("到哪天为止")
    episodes = models.PositiveIntegerField("期数", default=0)
    deputies = models.PositiveIntegerField("代表人次", default=0)
    calls = models.PositiveIntegerField("来电件数", default=0)
    solved = models.PositiveIntegerField("解决件数", default=0)
    source = models.CharField("数从哪里来", max_length=120)
    set_at = models.DateTimeField("记下的时间")

    class Meta:
        verbose_name = "历年底数"
        constraints = [
            models.UniqueConstraint(name="opening_balance_once", fields=["congress", "kind"]),
            models.CheckConstraint(
                name="opening_balance_in_order", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="opening_balance_solved_within", condition=Q(solved__lte=F("calls"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.congress_id} {self.kind}"


class Slot(models.Model):
    """网上接待里可以约的一个时段。"""

    class Way(models.TextChoices):
        """怎样谈。"""

        TEXT = "text", "文字"
        VOICE = "voice", "语音"
        VIDEO = "video", "视频"

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="slots", verbose_name="活动"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    way = models.CharField("怎样谈", max_length=5, choices=Way.choices)

    class Meta:
        verbose_name = "接待时段"
        constraints = [
            models.UniqueConstraint(name="slot_once", fields=["activity", "starts_at"]),
            models.CheckConstraint(
                name="slot_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.way}"


class Booking(models.Model):
    """约下的一个时段；姓名电话另外加密存放，这里只有编号和想说什么。"""

    class State(models.TextChoices):
        """走到哪。"""

        BOOKED = "booked", "约好了"
        CAME = "came", "谈过了"
        MISSED = "missed", "没有来"
        CANCELLED = "cancelled", "不约了"

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="bookings", verbose_name="时段")
    receipt_no = models.CharField("预约编号", max_length=40, unique=True)
    key_digest = models.BinaryField("查询码的摘要", max_length=32)
    topic = models.CharField("想说什么", max_length=300)
    has_contact = models.BooleanField("留了联系方式", default=False)
    state = models.CharField("走到哪", max_length=9, choices=State.choices, default=State.BOOKED)
    minutes = models.CharField("谈话记录", max_length=2000, blank=True)
    opinion = models.OneToOneField(
        Opinion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="立成的意见"
    )
    made_at = models.DateTimeField("约的时间")
    settled_at = models.DateTimeField("了结的时间", null=True, blank=True)

    class Meta:
        verbose_name = "接待预约"
        constraints = [
            models.UniqueConstraint(
                name="booking_one_per_slot", fields=["slot"], condition=~Q(state="cancelled")
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_no
