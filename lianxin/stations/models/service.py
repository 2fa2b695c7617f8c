"""便民服务的表：群众请站里办的一件小事，和它转给谁、怎么回来的；不是意见，不立件，另外数。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from lianxin.orgs.models import Body
from lianxin.stations.models.station import Station

if TYPE_CHECKING:
    from lianxin.access.viewers import Viewer


class ServiceQuerySet(models.QuerySet["ServiceRequest"]):
    """便民服务的可见范围。"""

    def visible_to(self, viewer: Viewer) -> ServiceQuerySet:
        """本级机关、管这个站的工委、转给过的单位看得见。"""
        handed = ServiceHandover.objects.filter(body__in=viewer.body_ids).values("request")
        return self.filter(
            Q(congress__in=viewer.office_of)
            | Q(station__body__in=viewer.body_ids)
            | Q(pk__in=handed)
        )


class ServiceRequest(models.Model):
    """请站里办的一件小事：问办事流程、借场地、代办、求助。姓名电话另外加密存放。"""

    class Kind(models.TextChoices):
        """哪种服务。"""

        GUIDE = "guide", "问怎么办事"
        ERRAND = "errand", "代办帮办"
        LEGAL = "legal", "法律咨询"
        HELP = "help", "求助"
        PLACE = "place", "借用场地"
        OTHER = "other", "别的服务"

    class State(models.TextChoices):
        """走到哪。"""

        RECEIVED = "received", "站里收到了"
        HANDED = "handed", "转给别家在办"
        RETURNED = "returned", "别家办了，等站里答复"
        ANSWERED = "answered", "答复了"
        MOVED = "moved", "登记成群众意见了"

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    receipt_no = models.CharField("编号", max_length=40, unique=True)
    key_digest = models.BinaryField("查询码的摘要", max_length=32)
    kind = models.CharField("哪种服务", max_length=6, choices=Kind.choices)
    text = models.CharField("要办什么", max_length=500)
    has_contact = models.BooleanField("留了联系方式", default=False)
    state = models.CharField("走到哪", max_length=8, choices=State.choices, default=State.RECEIVED)
    made_at = models.DateTimeField("收到时间")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.CharField("谁答复的", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    opinion_no = models.CharField("登记成的意见", max_length=40, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "便民服务"
        constraints = [
            models.CheckConstraint(
                name="service_answered_has_words",
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="service_moved_has_opinion",
                condition=Q(state="moved") & ~Q(opinion_no="")
                | ~Q(state="moved") & Q(opinion_no=""),
            ),
        ]
        indexes = [models.Index(fields=["station", "-id"], name="service_by_station")]

    def __str__(self) -> str:
        return self.receipt_no

    @property
    def is_at_station(self) -> bool:
        """在站里，没了结也没转出去：答复得了、转得出去、登记得成意见。"""
        return self.state in (self.State.RECEIVED, self.State.RETURNED)


class ServiceHandover(models.Model):
    """一件便民服务转给街道服务中心或单位，办了回来；一件同时只在一家手里。"""

    request = models.ForeignKey(
        ServiceRequest, models.PROTECT, related_name="handovers", verbose_name="便民服务"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="转给谁")
    reason = models.CharField("为什么转", max_length=200)
    handed_by = models.CharField("谁转的", max_length=60)
    handed_at = models.DateTimeField("转的时间")
    reply = models.CharField("怎么办的", max_length=500, blank=True)
    replied_by = models.CharField("谁回的", max_length=60, blank=True)
    returned_at = models.DateTimeField("回来的时间", null=True, blank=True)

    class Meta:
        verbose_name = "服务转办"
        constraints = [
            models.UniqueConstraint(
                name="service_with_one_body",
                fields=["request"],
                condition=Q(returned_at__isnull=True),
            ),
            models.CheckConstraint(
                name="service_returned_has_words",
                condition=Q(returned_at__isnull=True) | ~Q(reply=""),
            ),
        ]
        indexes = [models.Index(fields=["body", "-id"], name="service_by_body")]

    def __str__(self) -> str:
        return f"{self.request_id}→{self.body_id}"
