"""开放时间的表：每周哪天几点到几点，哪几天另有安排。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.stations.models.station import Station


class OpeningHours(models.Model):
    """每周的一段开放时间，从哪天起到哪天止；改了开放时间，旧的一段留着，过去的数还算得出。"""

    class Weekday(models.IntegerChoices):
        """星期几。"""

        MONDAY = 0, "周一"
        TUESDAY = 1, "周二"
        WEDNESDAY = 2, "周三"
        THURSDAY = 3, "周四"
        FRIDAY = 4, "周五"
        SATURDAY = 5, "周六"
        SUNDAY = 6, "周日"

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    weekday = models.PositiveSmallIntegerField("星期几", choices=Weekday.choices)
    opens = models.TimeField("几点开")
    closes = models.TimeField("几点关")
    note = models.CharField("说明", max_length=40, blank=True)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True)

    class Meta:
        verbose_name = "开放时间"
        constraints = [
            models.CheckConstraint(
                name="opening_hours_in_order", condition=Q(closes__gt=F("opens"))
            ),
            models.CheckConstraint(name="opening_hours_in_a_week", condition=Q(weekday__lte=6)),
            models.UniqueConstraint(
                name="opening_hours_once",
                fields=["station", "weekday", "opens"],
                condition=Q(ends_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["station", "starts_on"], name="opening_hours_order")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.weekday} {self.opens:%H:%M}—{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """某一天另有安排：临时关门，或平日不开的这天开；比每周的、放假的都优先。"""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="家站室")
    on = models.DateField("哪一天")
    opens = models.TimeField("几点开", null=True, blank=True)
    closes = models.TimeField("几点关", null=True, blank=True)
    note = models.CharField("说明", max_length=60)

    class Meta:
        verbose_name = "另有安排的一天"
        constraints = [
            models.UniqueConstraint(name="special_day_once", fields=["station", "on"]),
            models.CheckConstraint(
                name="special_day_whole",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.on}"
