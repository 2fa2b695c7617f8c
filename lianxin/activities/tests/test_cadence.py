"""频次：采用有历史，达标现算，半路来的不计，提醒不重发；三百个小组、三千代表也是固定几条语句。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.accounts import end_post, grant_post
from lianxin.access.usecases.charters import Charter, set_charter
from lianxin.activities.models import Activity, Attendance, CadencePractice, Organiser
from lianxin.activities.queries import breaching
from lianxin.activities.queries.breaching import Breach, breaches
from lianxin.activities.queries.cadence import (
    Board,
    board,
    my_windows,
    records_behind,
    rules_of,
)
from lianxin.activities.tests.cadences import PACKS, adopt, deputy, group, held, member
from lianxin.activities.usecases.cadence import (
    CadenceRefused,
    adopt_cadence,
    end_cadence,
    warn_cadences,
)
from lianxin.audit.models import Entry
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.cadence.windows import Window, year_at
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.source import MechanismMistakes
from lianxin.notify.models import Notice
from lianxin.orgs.models import Body, Mandate, Person, Post
from tests.world import AT, BEIJING, World

YEAR = year_at(date(2026, 1, 1))
TODAY = date(2026, 9, 10)


def seen(world: World, *, place: int = 0, today: date = TODAY, period: Window = YEAR) -> Board:
    """第几条规则的板。"""
    rule = rules_of(congress_id=world.congress.pk)[place]
    return board(congress_id=world.congress.pk, rule=rule, period=period, today=today)


def states(found: Board, body: Body | Person) -> list[str]:
    """这一行各窗口的结果。"""
    (row,) = [row for row in found.rows if row.subject.id == body.pk]
    return [cell.state for cell in row.cells]


def test_a_group_is_judged_window_by_window(world: World) -> None:
    """两个月一次：有人到场、有记录才算；取消的、只安排了的、没记录的、没人到的都不算。"""
    adopt(world, "two-months")
    one, person = group(world, 1), world.deputy.person
    held(world, date(2026, 1, 1), one, people=(person,))
    held(world, date(2026, 4, 30), one, people=(person,))
    held(world, date(2026, 5, 6), one, people=(person,), minutes="")
    held(world, date(2026, 5, 7), one)
    held(world, date(2026, 5, 8), one, people=(person,), state="cancelled")
    held(world, date(2026, 5, 9), one, people=(person,), state="planned")

    found = seen(world)

    assert states(found, one) == ["met", "met", "breach", "breach", "open", "future"]
    assert [(each.window, each.count, each.state) for each in breaches([found])] == [
        ("2026 年 7—8 月", 0, "breach"),
        ("2026 年 5—6 月", 0, "breach"),
    ]
    assert states(seen(world, today=date(2026, 10, 17)), one)[4] == "warn"


def test_the_last_minute_of_the_year_counts_in_its_own_year(world: World) -> None:
    """算北京时间的日子：除夕夜里十一点的活动算在旧年，元旦零点的算在新年。"""
    adopt(world, "two-months", starts_on=date(2024, 1, 1))
    one, person = group(world, 1), world.deputy.person
    held(world, date(2025, 12, 31), one, people=(person,), hour=23)
    held(world, date(2026, 1, 1), one, people=(person,), hour=0)
    both = Window(date(2025, 1, 1), date(2027, 1, 1))

    (row,) = seen(world, period=both).rows

    assert [cell.count for cell in row.cells] == [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert [(year.year, year.count, year.state) for year in row.years] == [
        (2025, 1, "breach"),
        (2026, 1, "open"),
    ]


def test_a_joint_activity_counts_once_for_each_organiser(world: World) -> None:
    """三组合办一场，各组各算一次；同组办两场算两次。"""
    adopt(world, "two-months")
    groups = [group(world, number) for number in (1, 2, 3)]
    held(world, date(2026, 3, 4), *groups, people=(world.deputy.person,))
    held(world, date(2026, 3, 5), groups[0], people=(world.deputy.person,))

    assert [row.total for row in seen(world).rows] == [2, 1, 1]


def test_half_way_is_not_held_against_anybody(world: World) -> None:
    """半路成立、半路撤销的小组，半路采用的办法，那个窗口不计；整个窗口都在的照算。"""
    adopt(world, "two-months", starts_on=date(2026, 3, 15))
    old, new, gone = group(world, 1), group(world, 2, since=date(2026, 5, 20)), group(world, 3)
    Body.objects.filter(pk=gone.pk).update(ends_on=date(2026, 7, 1))

    found = seen(world)

    assert states(found, old) == ["exempt", "exempt", "breach", "breach", "open", "future"]
    assert states(found, new) == ["exempt", "exempt", "exempt", "breach", "open", "future"]
    assert states(found, gone) == ["exempt", "exempt", "breach", "exempt", "exempt", "exempt"]


def test_a_new_version_leaves_the_old_windows_as_they_were(world: World) -> None:
    """换成一季度一次，旧窗口照旧版本算，新窗口照新版本；历史都在，同样内容再采用没有效果。"""
    first = adopt(world, "two-months")
    again = adopt(world, "two-months")
    source = (PACKS / "cadence-two-months.toml").read_text(encoding="utf-8")
    changed = source.replace('"two_months"', '"quarter"').replace(
        "year_least = 6", "year_least = 4"
    )
    new = {
        "congress_id": world.congress.pk,
        "path": "b.toml",
        "starts_on": date(2026, 7, 1),
        "actor": Doer(world.office.viewer),
        "at": AT,
    }

    assert again.pk == first.pk
    with pytest.raises(CadenceRefused, match="请把版本号写成 2"):
        adopt_cadence(source=changed, **new)
    second = changed.replace("version = 1", "version = 2")
    with pytest.raises(CadenceRefused, match="代表工作机构或主任会议"):
        adopt_cadence(source=second, **{**new, "actor": Doer(world.street.viewer)})
    with pytest.raises(CadenceRefused, match="不能早于旧版本"):
        adopt_cadence(source=second, **{**new, "starts_on": date(2024, 7, 1)})
    adopt_cadence(source=second, **new)

    one = group(world, 1)
    rules = rules_of(congress_id=world.congress.pk)
    assert [(rule.rule.frame.name, rule.standing.until) for rule in rules[::2]] == [
        ("two_months", date(2026, 7, 1)),
        ("quarter", None),
    ]
    assert states(seen(world), one) == ["breach", "breach", "breach", "exempt", "exempt", "exempt"]
    assert states(seen(world, place=2), one) == ["exempt", "exempt", "open", "future"]
    assert Entry.objects.filter(verb="cadence.adopted").count() == 2


def test_ending_a_cadence_needs_words(world: World) -> None:
    """停用要写明理由；停用以后不再要求，以前满了的照样看得见。"""
    row = adopt(world, "two-months")
    given = {"practice_id": row.pk, "ends_on": date(2026, 7, 1), "at": AT}
    with pytest.raises(CadenceRefused, match="为什么停用"):
        end_cadence(reason="", actor=Doer(world.office.viewer), **given)
    with pytest.raises(NotVisible):
        end_cadence(reason="换了办法", actor=Doer(world.street.viewer), **given)
    end_cadence(reason="换了办法", actor=Doer(world.office.viewer), **given)
    with pytest.raises(CadenceRefused, match="已经停用"):
        end_cadence(reason="换了办法", actor=Doer(world.office.viewer), **given)

    assert CadencePractice.objects.get().ends_on == date(2026, 7, 1)
    assert rules_of(congress_id=world.congress.pk, on=date(2026, 7, 1)) == []


def test_a_broken_file_is_never_adopted(world: World) -> None:
    """写坏的文件采用不了，逐条说明。"""
    with pytest.raises(MechanismMistakes, match="没有写 version"):
        adopt_cadence(
            congress_id=world.congress.pk,
            source='key = "x"',
            path="x.toml",
            starts_on=AT.date(),
            actor=Doer(world.office.viewer),
            at=AT,
        )


def test_deputies_have_three_periods(world: World) -> None:
    """月进站、季回家、年述职各数各的：进站的不算回家，回家的不算进站。"""
    adopt(world, "station-home")
    person = world.deputy.person
    held(world, date(2026, 3, 20), people=(person,), station=world.station)
    held(world, date(2026, 3, 21), people=(person,), kind="duty_report")

    monthly, quarterly, yearly = (seen(world, place=place) for place in range(3))

    assert [cell.count for cell in monthly.rows[0].cells] == [0, 0, 1, *[0] * 9]
    assert [cell.count for cell in quarterly.rows[0].cells] == [0, 0, 0, 0]
    assert [cell.state for cell in yearly.rows[0].cells] == ["met"]


def test_warnings_come_once_and_go_to_the_leaders(world: World) -> None:
    """窗口快满还不够的，提醒组长和联系人，不提醒组员；再跑几遍不重发；够了的不提醒。"""
    adopt(world, "two-months")
    one, done = group(world, 1), group(world, 2)
    people = [deputy(world, number) for number in range(4)]
    for person, role in zip(people, ("leader", "contact", "member"), strict=False):
        member(one, person, role)
    member(done, people[3], "leader", on=AT.date())
    held(world, date(2026, 4, 1), done, people=(world.deputy.person,))
    before, due = AT.replace(month=4, day=15), AT.replace(month=4, day=16)

    assert warn_cadences(actor=SYSTEM, at=before) == 0
    assert warn_cadences(actor=SYSTEM, at=due) == 2
    assert warn_cadences(actor=SYSTEM, at=due + timedelta(hours=3)) == 0
    assert warn_cadences(actor=SYSTEM, at=due + timedelta(days=5)) == 0

    told = Notice.objects.filter(event="cadence").order_by("id")
    assert [notice.person_id for notice in told] == [people[0].pk, people[1].pk]
    assert told[0].text == "第1代表小组，代表小组活动：2026 年 3—4 月还差 1 次，4 月 30 日前补上"
    assert told[0].case_id is None
    assert warn_cadences(actor=SYSTEM, at=AT.replace(month=6, day=20)) == 3


def test_the_leader_who_comes_with_the_post_is_told_too(world: World) -> None:
    """章程写明由专工委负责人兼任组长的：提醒今天的负责人和联系人，不提醒编在册上的旧组长；换了人提醒新的。"""
    adopt(world, "two-months")
    team = group(world, 1, kind="professional_group")
    old, contact, heir = (deputy(world, number) for number in range(3))
    member(team, old, "leader")
    member(team, contact, "contact")
    committee = world.special_committee
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    set_charter(group=team, charter=Charter(lead_body_id=committee.pk), **note)
    head = world.committee.person

    assert warn_cadences(actor=SYSTEM, at=AT.replace(month=4, day=16)) == 2
    told = Notice.objects.filter(event="cadence").order_by("person_id")
    assert {notice.person_id for notice in told} == {head.pk, contact.pk}

    held_post = Post.objects.get(person=head, body=committee, kind="head")
    end_post(post_id=held_post.pk, on=date(2026, 5, 6), reason="退休", **note)
    grant = {"kind": "head", "title": "主任委员", "starts_on": date(2026, 5, 6)}
    grant_post(person=heir, body=committee, **grant, **note)
    assert warn_cadences(actor=SYSTEM, at=AT.replace(month=6, day=20)) == 2
    later = Notice.objects.filter(event="cadence", key__contains=":20260501:")
    assert {notice.person_id for notice in later} == {heir.pk, contact.pk}


def test_a_page_of_breaches_writes_out_that_page_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """三十个小组欠了一百多处：一页只写出那一页的几条，接起来与全部的一样，一条不重不漏。"""
    adopt(world, "two-months")
    for number in range(1, 31):
        group(world, number)
    made = [seen(world, place=place) for place in (0, 1)]
    found = breaches(made)
    every = list(found)
    assert found.total == len(every) == 30 * 4
    written: list[object] = []

    def counted(*given: Any) -> Breach:
        written.append(given)
        return Breach(*given)

    monkeypatch.setattr(breaching, "Breach", counted)
    page = found.page(50, 20)
    assert len(written) == 20
    wanted = [(one.subject.id, one.window) for one in every]
    assert [(one.subject.id, one.window) for one in page] == wanted[50:70]
    parts = [one for start in range(0, 140, 20) for one in found.page(start, 20)]
    assert [(one.subject.id, one.window) for one in parts] == wanted
    assert len(set(wanted)) == len(wanted)
    assert breaches(made, states=("warn",)).total == 0


def test_a_deputy_sees_her_own_progress_only(world: World) -> None:
    """代表看自己和自己小组的进度，差的在前；别的小组的记录看不见。"""
    adopt(world, "two-months")
    adopt(world, "station-home")
    mine, other = group(world, 1), group(world, 2)
    person = world.deputy.person
    member(mine, person, "leader")
    held(world, date(2026, 3, 3), mine, people=(person,), station=world.station)
    given = {"viewer": world.deputy.viewer, "congress_id": world.congress.pk}

    found = [each.words for each in my_windows(today=date(2026, 3, 5), **given)]

    assert found == [
        "季回家：2026 年一季度还差 1 次",
        "年述职：2026 年还差 1 次",
        "月进站：2026 年 3 月已有 1 次",
        "第1代表小组 · 代表小组活动：2026 年 3—4 月已有 1 次",
    ]
    rule = rules_of(congress_id=world.congress.pk)[0]
    whose, records = records_behind(rule=rule, subject_id=mine.pk, period=YEAR, **given)
    assert (whose.name, [one.title for one in records]) == ("第1代表小组", ["0303活动"])
    with pytest.raises(NotVisible):
        records_behind(rule=rule, subject_id=other.pk, period=YEAR, **given)


def _fill(world: World, groups: int, deputies: int) -> None:
    """好多小组、好多代表、好多活动，成批放进去。"""
    made = Body.objects.bulk_create(
        Body(
            kind="group",
            name=f"小组{n}",
            short_name=f"小组{n}",
            slug=f"many-{n}",
            level="county",
            region=world.town,
            congress=world.congress,
            starts_on=date(2020, 1, 1),
        )
        for n in range(groups)
    )
    people = Person.objects.bulk_create(Person(name=f"代表{n}") for n in range(deputies))
    Mandate.objects.bulk_create(
        Mandate(
            person=person,
            congress=world.congress,
            term=world.term,
            number=f"M{n:05}",
            starts_on=date(2020, 1, 1),
        )
        for n, person in enumerate(people)
    )
    days = [date(year, month, 8) for year in range(2022, 2027) for month in range(1, 13, 3)]
    rows = Activity.objects.bulk_create(
        Activity(
            congress=world.congress,
            kind="visit",
            title="走访",
            body=body,
            station=world.station,
            starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING),
            ends_at=datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING),
            state="recorded",
            minutes="有记录",
            made_at=AT,
        )
        for body in made
        for day in days
    )
    Organiser.objects.bulk_create(
        Organiser(activity=r, body_id=r.body_id, role="main") for r in rows
    )
    Attendance.objects.bulk_create(
        Attendance(activity=row, person=people[(n * 7 + k) % len(people)], role="deputy")
        for n, row in enumerate(rows)
        for k in range(min(3, len(people)))
    )


FIVE_YEARS = Window(date(2022, 1, 1), date(2027, 1, 1))


def _statements(world: World, place: int) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = seen(world, place=place, period=FIVE_YEARS)
    return len(asked), len(found.rows) * len(found.frames)


def test_the_number_of_statements_does_not_grow(world: World) -> None:
    """小组从三个到三十个、代表从五位到六十位、五年的窗口，语句条数一样；提醒也一样。"""
    adopt(world, "two-months", starts_on=date(2020, 1, 1))
    adopt(world, "station-home", starts_on=date(2020, 1, 1))
    _fill(world, groups=3, deputies=5)
    few = [_statements(world, place)[0] for place in (0, 2)]
    Organiser.objects.all().delete()
    Attendance.objects.all().delete()
    Activity.objects.all().delete()
    Body.objects.filter(slug__startswith="many-").delete()
    Mandate.objects.filter(number__startswith="M").delete()
    _fill(world, groups=30, deputies=60)
    many = [_statements(world, place) for place in (0, 2)]

    assert [count for count, _ in many] == few
    assert [cells for _, cells in many] == [30 * 30, 61 * 60]
    with CaptureQueriesContext(connection) as asked:
        warn_cadences(actor=SYSTEM, at=AT.replace(month=12, day=28))
    assert len(asked) <= 30
