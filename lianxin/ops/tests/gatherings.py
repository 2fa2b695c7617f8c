"""成百上千场活动：先经用例记一场样样都有的，再照它写下的样子抄。"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, Attendance, Item, Organiser, Target, Voice
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    Place,
    Present,
    Record,
    Said,
    record_activity,
)
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.lexis.text import clean
from lianxin.opinions.models import Opinion
from lianxin.ops.tests.crowds import copies
from lianxin.orgs.models import Person
from tests.world import AT, World

#: 活动开始的时刻：小世界建成之后第二天。
BEGUN: datetime = AT + timedelta(days=1)
DONE = BEGUN + timedelta(days=9)
NOTHING = Record()


def held(
    world: World, kind: str, count: int, record: Record = NOTHING, *, is_public: bool = True
) -> list[Activity]:
    """办了这么多场；样样都记的是头一场，其余的照抄活动和主办两样。"""
    draft = ActivityDraft(
        congress_id=world.congress.pk,
        kind=kind,
        title=f"{kind}之一",
        body_id=world.street_committee.pk,
        starts_at=BEGUN,
        ends_at=BEGUN + timedelta(hours=2),
        region_id=world.village.pk,
        station_id=world.station.pk,
        is_public=is_public,
        fields=_filled(kind),
    )
    doer = Doer(world.street.viewer)
    first = record_activity(draft=draft, record=record, actor=doer, at=BEGUN + timedelta(hours=3))
    others = copies(first, count - 1, lambda row, n: setattr(row, "title", f"{kind}之{n + 1}"))
    main = Organiser.objects.get(activity=first)
    copies(main, count - 1, lambda row, n: setattr(row, "activity", others[n - 1]))
    return [first, *others]


def _filled(key: str) -> dict[str, object]:
    """这种活动非填不可的栏，随便填上。"""
    sample = {"number": 1, "yesno": True, "date": "2026-03-03"}
    return {
        each.key: each.choices[0] if each.kind == "choice" else sample.get(each.kind, "照实填写")
        for each in kind_of(key).fields
        if each.required
    }


def came(world: World, activities: Sequence[Activity], visits: int, role: str = "deputy") -> None:
    """一共来了这么多人次：一轮一轮地坐，一场里一个人只一次。"""
    rounds = -(-visits // len(activities))
    people = Person.objects.bulk_create(Person(name=f"{role}{n}") for n in range(rounds))
    Attendance.objects.bulk_create(
        Attendance(
            activity=activities[n % len(activities)],
            person=people[n // len(activities)],
            role=role,
            state="attended",
        )
        for n in range(visits)
    )


def said(activity: Activity, count: int, *, closed: int = 0) -> None:
    """这一场上收到这么多条意见，其中办结了这么多条；头一条经用例登记。"""
    first = Opinion.objects.get(activity_voice__activity=activity)
    case = Case.objects.get(pk=first.case_id)

    def opened(row: Case, number: int) -> None:
        row.thread, row.number = row.pk, f"H{row.pk}"
        if number <= closed:
            row.closed_at, row.result, row.stage = DONE, "resolved", "closed"

    cases = copies(case, count - 1, opened)
    shouldered(case, cases[closed:])

    def voiced(row: Opinion, number: int) -> None:
        row.case, row.receipt_no = cases[number - 1], f"H{row.pk}"
        row.source_id = f"H{row.pk}"

    opinions = copies(first, count - 1, voiced)
    voice = Voice.objects.get(activity=activity)
    copies(voice, count - 1, lambda row, n: setattr(row, "opinion", opinions[n - 1]))


def shouldered(case: Case, cases: Sequence[Case]) -> None:
    """没办结的，责任也照抄：事事有人管，库里把着。"""
    for duty in Duty.objects.filter(case=case, discharged_at__isnull=True):
        copies(duty, len(cases), lambda row, n: setattr(row, "case", cases[n - 1]))


def visited(activities: Sequence[Activity], kind: str, count: int) -> None:
    """去过不同的这么多处；每处去了两回，还是一处。"""
    for activity in activities[:2]:
        Target.objects.bulk_create(
            Target(activity=activity, kind=kind, name=f"{kind}{n}", key=clean(f"{kind}{n}"))
            for n in range(count)
        )


def found(activity: Activity, kind: str, count: int, *, solved: int, how: str = "solved") -> None:
    """带出这么多项，其中当场解决了这么多项。"""
    Item.objects.bulk_create(
        Item(
            activity=activity,
            number=1000 + n,
            kind=kind,
            text="事项",
            title="事项",
            disposition=how if n < solved else "noted",
            answer="当场办了。" if n < solved else "",
            noted_at=BEGUN,
        )
        for n in range(count)
    )


def full(world: World) -> Record:
    """样样都有的一份记录。"""
    return Record(
        attended=(Present(world.deputy.person.pk),),
        heads=(Head("resident", 60),),
        targets=(Place("village", "童周岭村"),),
        voices=(Said("村口的路灯坏了三盏，晚上看不见路。"),),
        minutes="说了两件事。",
    )
