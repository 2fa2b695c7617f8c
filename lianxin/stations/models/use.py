"""站点用起来的表：来了多少人、为了什么。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.stations.models.station import Station


class VisitNote(models.Model):
    """站里某一天为某件事来了多少人；一天一种一行，改了以后一次的为准。"""

    class Purpose(models.TextChoices):
        """来做什么。"""

        SPEAK = "speak", "反映事情"
        ASK = "ask", "咨询"
        ERRAND = "errand", "办事"
        READ = "read", "看书学习"
        MEET = "meet", "议事开会"
        OTHER = "other", "别的"

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    on = models.DateField("哪一天")
    purpose = models.CharField("来做什么", max_length=6, choices=Purpose.choices)
    count = models.PositiveIntegerField("人次")
    note = models.CharField("说明", max_length=60, blank=True)
    noted_by = models.CharField("谁记的", max_length=60)
    noted_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "来访人数"
        constraints = [
            models.UniqueConstraint(name="visit_note_once", fields=["station", "on", "purpose"]),
            models.CheckConstraint(name="visit_note_someone", condition=Q(count__gt=0)),
        ]
        indexes = [models.Index(fields=["on", "station"], name="visit_note_by_day")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.on} {self.purpose} {self.count}"
