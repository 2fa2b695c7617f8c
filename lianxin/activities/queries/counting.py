"""数活动：场次、人次、人、对象、意见、事项；一组活动一条语句一样，与活动多少无关。"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from lianxin.activities.models import Activity, Attendance, Headcount, Item, Target, Voice


@dataclass(frozen=True, slots=True)
class Turnout:
    """到场：``people`` 不同的人（有名有姓的），``phones`` 扫码签到的手机，``heads`` 只数人头的。"""

    people: int
    named: int
    phones: int
    heads: int
    deputy_visits: int
    deputies: int

    @property
    def visits(self) -> int:
        """人次：有名有姓的到场行数、签到的手机、人头，加在一起。"""
        return self.named + self.phones + self.heads


@dataclass(frozen=True, slots=True)
class Totals:
    """一组活动的合计；``activities`` 一场算一次，几家合办也只算一次。"""

    activities: int
    turnout: Turnout
    targets: int
    voices: int
    answered: int
    items: int
    solved: int


def turnout(activities: QuerySet[Activity]) -> Turnout:
    """这些活动的到场。两条语句。"""
    arrived = Attendance.objects.filter(activity__in=activities.values("pk"), state="attended")
    deputy = Q(role="deputy", person__isnull=False)
    found = arrived.aggregate(
        people=Count("person", distinct=True),
        named=Count("pk", filter=Q(person__isnull=False)),
        phones=Count("pk", filter=Q(device__isnull=False)),
        deputy_visits=Count("pk", filter=deputy),
        deputies=Count("person", distinct=True, filter=deputy),
    )
    heads = Headcount.objects.filter(activity__in=activities.values("pk"))
    return Turnout(**found, heads=heads.aggregate(total=Sum("count"))["total"] or 0)


def totals(activities: QuerySet[Activity]) -> Totals:
    """这些活动的合计；取消的由调用的人先去掉。六条语句。"""
    inside = activities.values("pk")
    voices = Voice.objects.filter(activity__in=inside).aggregate(
        voices=Count("pk"), answered=Count("pk", filter=Q(answered=True))
    )
    items = Item.objects.filter(activity__in=inside).aggregate(
        items=Count("pk"), solved=Count("pk", filter=Q(disposition="solved"))
    )
    return Totals(
        activities=activities.count(),
        turnout=turnout(activities),
        targets=distinct_targets(activities),
        **voices,
        **items,
    )


def distinct_targets(activities: QuerySet[Activity], *, kind: str = "") -> int:
    """去过不同的几处；同一处去几次算一处。"""
    rows = Target.objects.filter(activity__in=activities.values("pk"))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.values("kind", "key").distinct().count()
