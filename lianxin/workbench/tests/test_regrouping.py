"""小组改名、并组：名册、站、任务、没到时候的活动跟着走，过去的都还查得到。"""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from lianxin.access.usecases.charters import Charter, set_charter
from lianxin.access.usecases.groups import GroupingRefused, assign_group
from lianxin.access.usecases.registers import register_body, register_person, seat_deputy
from lianxin.access.usecases.regrouping import merge_rosters
from lianxin.access.viewers import viewer_for
from lianxin.activities.models import Activity, Organiser, Task
from lianxin.activities.queries.cadence import board, rules_of
from lianxin.activities.tests.cadences import adopt as adopt_cadence
from lianxin.activities.usecases import Head, Record
from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.casework.models import Duty, Party
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.cadence.windows import year_at
from lianxin.orgs.models import Body, GroupEvent, Membership, Person
from lianxin.stations.models import StationGroup
from lianxin.stations.usecases.roster import bind_group
from lianxin.workbench.tests.conftest import Office, adopt, group_of
from lianxin.workbench.tests.live.hands import planned
from lianxin.workbench.tests.programming import built, claim, held, leader
from lianxin.workbench.tests.test_surveys import csv
from tests.world import AT, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
WHY = "经主任会议研究，两组合并活动"


def second(world: World, name: str = "流芳代表小组", kind: str = "group") -> Body:
    """另一个小组。"""
    return register_body(
        kind=kind,
        name=name,
        slug=f"jx-second-{Body.objects.count()}",
        region=world.town,
        congress=world.congress,
        starts_on=world.term.starts_on,
        **NOTE,
    )


def joined(world: World, group: Body, name: str, *, on: date = SINCE, role: str = "member") -> Any:
    """一位代表编进小组。"""
    person = register_person(name=name, **NOTE)
    number = f"JX9{Person.objects.count():03d}"
    seat_deputy(person=person, term=world.term, number=number, starts_on=SINCE, **NOTE)
    return assign_group(person=person, group=group, on=on, rule="就近", role=role, **NOTE)


def merged(desk: Office, group: Body, into: Body | int, **more: Any) -> Any:
    """在页面上并。"""
    who = more.pop("who", desk.office)
    heir = into if isinstance(into, int) else into.pk
    given = {"into": heir, "on": "2026-03-02", "reason": WHY, **more}
    return desk.post(who, f"/desk/groups/{group.pk}/merge/", given)


def test_a_merged_group_carries_its_people_and_keeps_its_past(desk: Office) -> None:
    """并了的组：人带着日子转过去，组长过去任副组长，编进的站换人；过去哪天几人照样查得到。"""
    old, heir = group_of(desk.world), second(desk.world)
    persona = leader(desk)
    joined(desk.world, old, "钱进")
    joined(desk.world, heir, "孙来", role="leader")
    bind_group(station=desk.station, group=old, on=SINCE, **NOTE)

    assert merged(desk, old, heir).status_code == 302

    now = {row.person.name: row.role for row in Membership.objects.filter(body=heir, ends_on=None)}
    assert now == {"孙来": "leader", "周岭梅": "deputy_leader", "钱进": "member"}
    past = Membership.objects.filter(body=old)
    assert {(row.starts_on, row.ends_on) for row in past} == {(SINCE, TODAY)}
    bound = {(row.group_id, row.ends_on) for row in StationGroup.objects.all()}
    assert bound == {(old.pk, TODAY), (heir.pk, None)}
    acts = viewer_for(persona.account, today=TODAY).acts_for
    assert heir.pk in acts
    assert old.pk not in acts
    totals = [
        {one["total"].name: one["total"].members for one in page.context["groups"]}
        for page in (
            desk.get(desk.office, "/desk/deputies/?view=groups&on=2026-03-01"),
            desk.get(desk.office, "/desk/deputies/?view=groups&on=2026-03-02"),
        )
    ]
    assert totals == [{"五里界代表小组": 2, "流芳代表小组": 1}, {"流芳代表小组": 3}]


def test_the_history_says_when_and_why(desk: Office) -> None:
    """两个组的来龙去脉都写着哪天并的、为什么，互相点得开；导出里也有；留痕说得出人话。"""
    old, heir = group_of(desk.world), second(desk.world)
    leader(desk)
    assert merged(desk, old, heir).status_code == 302

    before = desk.get(desk.office, f"/desk/groups/{old.pk}/past/").content.decode()
    after = desk.get(desk.office, f"/desk/groups/{heir.pk}/past/").content.decode()
    assert "并入“流芳代表小组”" in before
    assert f"/desk/groups/{heir.pk}/past/" in before
    assert "“五里界代表小组”并进来" in after
    assert WHY in after
    sheet = csv(desk.get(desk.office, f"/desk/groups/{old.pk}/past/export.csv"))
    assert "并入“流芳代表小组”" in sheet
    assert "周岭梅,组长,编入" in sheet
    page = desk.get(desk.office, f"/desk/groups/{old.pk}/").content.decode()
    assert "撤并" in page
    assert "周岭梅" in page
    assert f"/desk/groups/{old.pk}/merge/" not in page
    entry = Entry.objects.get(verb="group.merged")
    assert sentence(entry.verb, entry.facts) == (
        f"“五里界代表小组”并入“流芳代表小组”（2026-03-02 起，1 人）：{WHY}"
    )


def test_what_is_owed_goes_to_the_heir_and_what_was_done_stays(desk: Office) -> None:
    """没办完的任务连同责任、还没到时候的活动归接手的组；办过的活动和以前的频次还在原来的组名下。"""
    adopt(desk.world, "theme_menu")
    old, heir = group_of(desk.world), second(desk.world)
    who = leader(desk)
    menu = built(desk, desk.office, "menu", "二〇二六年主题")
    theme = built(desk, desk.office, "theme", "照明", parent=menu)
    desk.post(desk.office, f"/desk/programmes/{menu.pk}/publish/")
    assert claim(desk, who, menu, theme) == 302
    task = Task.objects.get()
    due = Duty.objects.open().get(case=task.case).due_date
    done = held(desk, theme, Record(heads=(Head("resident", 20),), minutes="听了二十位居民的话。"))
    coming = planned(
        desk,
        "bench_talk",
        body_id=old.pk,
        title="下周板凳会",
        starts_at=AT + timedelta(days=7),
        ends_at=AT + timedelta(days=7, hours=1),
    )
    adopt_cadence(desk.world, "two-months")

    assert merged(desk, old, heir).status_code == 302

    task.refresh_from_db()
    duty = Duty.objects.open().get(case=task.case)
    assert (task.body_id, duty.holder_body_id, duty.due_date) == (heir.pk, heir.pk, due)
    coming.refresh_from_db()
    assert coming.body_id == heir.pk
    assert list(coming.organisers.values_list("body_id", "role")) == [(heir.pk, "main")]
    assert Activity.objects.get(pk=done).body_id == old.pk
    assert Organiser.objects.get(activity=done).body_id == old.pk
    rule = next(one for one in rules_of(congress_id=desk.congress.pk) if one.rule.who == "group")
    made = board(congress_id=desk.congress.pk, rule=rule, period=year_at(TODAY), today=TODAY)
    counts = {row.subject.id: row.total for row in made.rows}
    assert counts == {old.pk: 1, heir.pk: 0}
    page = desk.get(desk.office, f"/desk/programmes/{theme.pk}/").content.decode()
    assert heir.short_name in page


def test_members_still_see_what_their_old_group_did(desk: Office) -> None:
    """没公开的一场，没到场的组员并组以前看得见，连着并两次以后也看得见；别的组的代表看不见。"""
    old, heir, last = group_of(desk.world), second(desk.world), second(desk.world, "藏龙岛小组")
    leader(desk)
    done = held(desk, None, is_public=False)
    page = f"/desk/activities/{done}/"
    assert desk.get(desk.deputy, page).status_code == 200
    assert merged(desk, old, heir).status_code == 302
    assert desk.get(desk.deputy, page).status_code == 200
    desk.wait(days=1)
    assert merged(desk, heir, last, on="2026-03-03").status_code == 302
    assert desk.get(desk.deputy, page).status_code == 200
    Membership.objects.filter(person=desk.deputy.person).delete()
    assert desk.get(desk.deputy, page).status_code == 404


@pytest.mark.parametrize("both", [False, True])
def test_a_role_on_somebody_elses_case_is_held_once(desk: Office, both: bool) -> None:
    """别的办件上指派过的身份也转过去；两个组都担着的，并了只剩一份。"""
    case = desk.dispatched()
    old, heir = group_of(desk.world), second(desk.world)
    leader(desk)
    party = Party.objects.get(case=case, body=old, until=None)
    if both:
        Party.objects.create(
            case=case, role=party.role, kind=party.kind, body=heir, since=party.since
        )
    assert merged(desk, old, heir).status_code == 302
    held_by = Party.objects.filter(case=case, role=party.role, until=None)
    assert list(held_by.values_list("body_id", flat=True)) == [heir.pk]


def test_the_leader_by_post_of_the_old_group_acts_for_it_no_more(desk: Office) -> None:
    """凭岗位兼任组长的：并了以后不再替原来的组办事，接手的组的兼任组长照旧；编进来的组长任副组长。"""
    old = second(desk.world, "城建专业代表小组", "professional_group")
    heir = second(desk.world, "环资专业代表小组", "professional_group")
    for group in (old, heir):
        set_charter(group=group, charter=Charter(lead_body_id=desk.special_committee.pk), **NOTE)
    joined(desk.world, old, "钱进", role="leader")
    account = desk.committee.account
    assert {old.pk, heir.pk} <= viewer_for(account, today=TODAY).acts_for

    assert merged(desk, old, heir).status_code == 302

    acts = viewer_for(account, today=TODAY).acts_for
    assert heir.pk in acts
    assert old.pk not in acts
    assert old.pk in viewer_for(account, today=TODAY - timedelta(days=1)).acts_for
    assert Membership.objects.get(body=heir).role == "deputy_leader"


def test_a_merge_is_refused_with_the_reason_and_nothing_moves(desk: Office) -> None:
    """并到自己、并到撤并了的、超过章程人数、不同种、日子在编人以前：说明原因，一样也不动。"""
    old, heir = group_of(desk.world), second(desk.world)
    special = second(desk.world, "城建专业代表小组", "professional_group")
    leader(desk)
    joined(desk.world, heir, "孙来", on=date(2026, 2, 20))
    joined(desk.world, old, "钱进", on=date(2026, 2, 10))

    def refused(into: Body, **more: Any) -> str:
        answer = merged(desk, old, into, **more)
        assert answer.status_code == 422
        assert not GroupEvent.objects.exists()
        return answer.content.decode()

    assert "选择一个有效的选项" in refused(old)
    assert "选择一个有效的选项" in refused(special)
    assert "2026-02-10 到今天之间" in refused(heir, on="2026-02-09")
    assert "2026-02-10 到今天之间" in refused(heir, on="2026-03-03")
    assert "为什么并" in refused(heir, reason="")
    set_charter(group=heir, charter=Charter(most=2), **NOTE)
    assert "会有 3 人，章程至多 2 人" in refused(heir)
    assert Membership.objects.filter(body=old, ends_on=None).count() == 2
    set_charter(group=heir, charter=Charter(most=3), **NOTE)
    assert merged(desk, old, heir).status_code == 302
    with pytest.raises(GroupingRefused, match="已于 2026-03-02 撤并"):
        merge_rosters(group_id=heir.pk, into_id=old.pk, on=TODAY, reason=WHY, **NOTE)
    with pytest.raises(GroupingRefused, match="已于 2026-03-02 撤并"):
        joined(desk.world, old, "李晚")
    with pytest.raises(GroupingRefused, match="不能并到自己"):
        merge_rosters(group_id=heir.pk, into_id=heir.pk, on=TODAY, reason=WHY, **NOTE)
    with pytest.raises(GroupingRefused, match="普通小组与专业小组"):
        merge_rosters(group_id=heir.pk, into_id=special.pk, on=TODAY, reason=WHY, **NOTE)


def test_only_the_office_regroups(desk: Office) -> None:
    """并组、改名由代工委来；街道没有这两页，代工委同样的内容办得成。"""
    old, heir = group_of(desk.world), second(desk.world)
    assert merged(desk, old, heir, who=desk.street).status_code == 404
    url = f"/desk/groups/{old.pk}/rename/"
    given = {"name": "五里界第一代表小组", "on": "2026-03-02", "reason": "分设第二小组"}
    assert desk.post(desk.street, url, given).status_code == 404
    assert desk.post(desk.office, url, given).status_code == 302
    assert merged(desk, old, heir).status_code == 302


def test_a_renamed_group_keeps_its_old_name_in_its_past(desk: Office) -> None:
    """改了名：各处是新名字，来龙去脉里有原来的名字；没变的、重名的、没缘由的改不了。"""
    group, other = group_of(desk.world), second(desk.world)
    leader(desk)
    url = f"/desk/groups/{group.pk}/rename/"

    def renamed(**more: str) -> Any:
        given = {"name": "五里界第一代表小组", "on": "2026-03-01", "reason": "分设第二小组"}
        return desk.post(desk.office, url, {**given, "short_name": "五里界一组", **more})

    same = {"name": group.name, "short_name": group.short_name}
    assert "名字没有变" in renamed(**same).content.decode()
    assert "已有一个小组叫" in renamed(name=other.name).content.decode()
    assert renamed(reason=" ").status_code == 422
    assert "到今天之间" in renamed(on="2026-03-03").content.decode()
    assert renamed().status_code == 302

    past = desk.get(desk.office, f"/desk/groups/{group.pk}/past/").content.decode()
    assert "由“五里界代表小组”改名为“五里界第一代表小组”" in past
    assert "分设第二小组" in past
    groups = desk.get(desk.office, "/desk/deputies/?view=groups").content.decode()
    assert "五里界一组" in groups
    assert "五里界代表小组" not in groups
    assert Membership.objects.get(body=group).ends_on is None
    assert "到今天之间" in renamed(name="又改的代表小组", on="2026-02-01").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_leave_one(world: World) -> None:
    """两个人同一刻把两个组互相并：只成一个，另一个读到已经撤并；人不多不少。"""
    one, two = group_of(world), second(world)
    joined(world, one, "钱进")
    joined(world, two, "孙来")
    barrier = Barrier(2)
    said: list[str] = []

    def attempt(group: Body, into: Body) -> Callable[[], None]:
        def run() -> None:
            barrier.wait()
            try:
                client = world.office.sign_in(Client())
                given = {"into": into.pk, "on": "2026-03-02", "reason": WHY}
                answer = client.post(f"/desk/groups/{group.pk}/merge/", given)
                said.append(f"{answer.status_code}")
            finally:
                connection.close()

        return run

    threads = [Thread(target=attempt(*pair)) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["302", "422"]
    open_ones = Membership.objects.filter(ends_on=None)
    assert open_ones.count() == 2
    assert len({row.body_id for row in open_ones}) == 1
    assert GroupEvent.objects.count() == 1


def waiting() -> bool:
    """这个库里有没有一句在等别人的锁。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """头一件办完先不提交，等第二件等上了锁（没等的，等它办完）再提交；各自的答复。"""
    answers: list[Any] = [None, None]
    begun, over = Event(), Event()

    def lead() -> None:
        try:
            with transaction.atomic():
                answers[0] = first()
                begun.set()
                for _ in range(500):
                    if over.wait(0.02) or waiting():
                        break
        finally:
            begun.set()
            connection.close()

    def follow() -> None:
        begun.wait()
        try:
            answers[1] = second()
        finally:
            over.set()
            connection.close()

    threads = [Thread(target=lead), Thread(target=follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("claimed_first", [True, False])
def test_a_claim_while_the_group_is_merged_is_never_left_behind(
    desk: Office, claimed_first: bool
) -> None:
    """并组的同一刻认领：先认领的，任务跟着转给接手的组；后认领的，说明已经撤并，原来的组名下不留任务。"""
    old, heir = group_of(desk.world), second(desk.world)
    who = leader(desk)
    menu = built(desk, desk.office, "menu", "二〇二六年主题")
    theme = built(desk, desk.office, "theme", "照明", parent=menu)
    desk.post(desk.office, f"/desk/programmes/{menu.pk}/publish/")
    office, head = desk.office.sign_in(Client()), who.sign_in(Client())

    def merging() -> Any:
        given = {"into": heir.pk, "on": "2026-03-02", "reason": WHY}
        return office.post(f"/desk/groups/{old.pk}/merge/", given)

    def claiming() -> Any:
        given = {"body": old.pk, "themes": [theme.pk]}
        return head.post(f"/desk/programmes/{menu.pk}/claim/", given)

    if claimed_first:
        answers = overlapping(claiming, merging)
        assert [one.status_code for one in answers] == [302, 302]
        assert Task.objects.get().body_id == heir.pk
    else:
        merge, late = overlapping(merging, claiming)
        assert (merge.status_code, late.status_code) == (302, 422)
        assert "已于 2026-03-02 撤并" in late.content.decode()
        assert not Task.objects.exists()
