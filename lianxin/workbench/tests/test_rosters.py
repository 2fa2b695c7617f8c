"""代表与编组、岗位配备。"""

from datetime import timedelta

import pytest

from lianxin.access.usecases.accounts import end_post, grant_post
from lianxin.access.usecases.charters import Charter, set_charter
from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import register_body, register_person, seat_deputy
from lianxin.access.viewers import viewer_for
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Membership, Person, Post
from lianxin.stations.models import StationDeputy
from lianxin.stations.usecases.codes import issue_code
from lianxin.workbench.tests.conftest import Office, group_of
from lianxin.workbench.tests.test_surveys import csv
from tests.world import AT, SINCE, TODAY

NOTE = {"actor": SYSTEM, "at": AT}


def newcomer(desk: Office, name: str = "吴新", number: str = "JX0002") -> Person:
    """一位新当选、还没进站没编组的代表。"""
    person = register_person(name=name, workplace="光电厂", **NOTE)
    seat_deputy(person=person, term=desk.term, number=number, starts_on=SINCE, **NOTE)
    return person


@pytest.mark.row("S1-04")
def test_every_deputy_gets_a_station(desk: Office) -> None:
    """没进站的列得出来；街道安排进站之后，名单上没有了，站里的名册有了。"""
    person = newcomer(desk)
    loose = desk.get(desk.street, "/desk/deputies/?view=loose").content.decode()
    done = desk.post(
        desk.street,
        f"/desk/deputies/{person.pk}/station/",
        {"to_station": desk.station.pk, "on": "2026-03-02"},
    )
    after = desk.get(desk.street, "/desk/deputies/?view=loose").content.decode()
    roster = desk.get(desk.street, f"/desk/stations/{desk.station.pk}/").content.decode()

    assert person.name in loose
    assert done.status_code == 302
    assert "全部代表都进了站" in after
    assert person.name in roster


def test_a_second_entry_is_refused(desk: Office) -> None:
    """已经在这个站的，再进一次退回来说明。"""
    url = f"/desk/deputies/{desk.deputy.person.pk}/station/"

    answer = desk.post(desk.street, url, {"to_station": desk.station.pk, "on": "2026-03-02"})

    assert answer.status_code == 422
    assert "不必重复进站" in answer.content.decode()
    assert StationDeputy.objects.count() == 1


@pytest.mark.row("S2-03")
def test_grouping_has_rules_history_and_totals(desk: Office) -> None:
    """编组写明按什么编，换组留历史，哪一天几人都算得出。"""
    first = group_of(desk.world)
    second = register_body(
        kind="group",
        name="流芳代表小组",
        slug="jx-group-2",
        region=desk.town,
        congress=desk.congress,
        starts_on=SINCE,
        **NOTE,
    )
    person = newcomer(desk)
    url = f"/desk/deputies/{person.pk}/group/"
    form = {"role": "member", "rule": "按选区"}
    desk.post(desk.office, url, {**form, "group": first.pk, "on": "2026-01-10"})
    desk.post(desk.office, url, {**form, "group": second.pk, "on": "2026-03-01"})

    then = desk.get(desk.office, "/desk/deputies/?view=groups&on=2026-02-01")
    now = desk.get(desk.office, "/desk/deputies/?view=groups&on=2026-03-02")
    page = desk.get(desk.office, f"/desk/deputies/{person.pk}/").content.decode()
    sizes = [
        {one["total"].name: one["total"].members for one in each.context["groups"]}
        for each in (then, now)
    ]

    assert sizes == [
        {"五里界代表小组": 1, "流芳代表小组": 0},
        {"五里界代表小组": 0, "流芳代表小组": 1},
    ]
    assert "2026 年 3 月 1 日调出" in page
    assert Membership.objects.count() == 2


def test_only_the_office_groups(desk: Office) -> None:
    """编组由代工委来；街道没有这一页，代工委同样的内容办得成。"""
    group = group_of(desk.world)
    url = f"/desk/deputies/{desk.deputy.person.pk}/group/"
    form = {"group": group.pk, "on": "2026-03-02", "role": "member", "rule": "按选区"}

    assert desk.post(desk.street, url, form).status_code == 404
    assert desk.post(desk.office, url, form).status_code == 302
    assert Membership.objects.count() == 1


@pytest.mark.row("S1-02")
def test_posts_show_vacancies_and_handovers(desk: Office) -> None:
    """应配的岗位空着的标红；离任、接任和中间空的天数看得到。"""
    before = desk.get(desk.office, "/desk/posts/").content.decode()
    head = grant_post(
        person=newcomer(desk, "郑前", "JX0003"),
        body=desk.street_committee,
        kind="liaison",
        title="联络员",
        starts_on=SINCE,
        **NOTE,
    )
    filled = desk.get(desk.office, "/desk/posts/").content.decode()
    end_post(post_id=head.pk, on=AT.date().replace(day=1), reason="调离", **NOTE)
    grant_post(
        person=newcomer(desk, "孙后", "JX0004"),
        body=desk.street_committee,
        kind="liaison",
        title="联络员",
        starts_on=AT.date(),
        **NOTE,
    )
    after = desk.get(desk.office, "/desk/posts/").content.decode()

    assert "空缺" in before
    assert "郑前" in filled
    assert "郑前（3 月 1 日离任）→ 孙后" in after
    assert "空了 1 天" in after


@pytest.mark.parametrize(
    "url",
    [
        "/desk/deputies/",
        "/desk/deputies/?view=loose",
        "/desk/deputies/?view=groups",
        "/desk/posts/",
    ],
)
def test_query_counts_do_not_grow(desk: Office, django_assert_max_num_queries, url: str) -> None:
    """二十位代表与一位，查库的次数一样多。"""
    for number in range(20):
        newcomer(desk, f"代表{number}", f"JX1{number:03d}")
    desk.get(desk.office, url)

    with django_assert_max_num_queries(12):
        page = desk.client.get(url)

    assert page.status_code == 200


def test_a_deputys_own_code_is_one_click_from_the_register(desk: Office) -> None:
    """代表内页上有这位代表的码：海报、二维码图点了就能下；没有发过的写明去哪里发。"""
    person = desk.deputy.person
    url = f"/desk/deputies/{person.pk}/"
    bare = desk.get(desk.office, f"/desk/deputies/{newcomer(desk).pk}/").content.decode()
    code = issue_code(kind="deputy", congress=desk.congress, label="代表码", deputy=person, **NOTE)

    page = desk.get(desk.office, url).content.decode()

    assert "还没有发代表码" in bare
    assert f"/desk/codes/{code.pk}/poster.png" in page
    poster = desk.get(desk.office, f"/desk/codes/{code.pk}/poster.pdf")
    assert poster.content.startswith(b"%PDF")


@pytest.mark.row("S2-13")
def test_a_groups_past_and_the_leader_who_comes_with_the_post(desk: Office) -> None:
    """谁哪天在组里都查得到；兼任的组长跟着岗位走，换了主任当天换人，替小组办事的也跟着换。"""
    special = register_body(
        kind="professional_group",
        name="城建专业代表小组",
        slug="jx-urban-group",
        region=desk.county,
        congress=desk.congress,
        starts_on=desk.term.starts_on,
        actor=SYSTEM,
        at=AT,
    )
    committee, note = desk.special_committee, NOTE
    set_charter(group=special, charter=Charter(lead_body_id=committee.pk), **note)
    assign_group(person=desk.deputy.person, group=special, on=TODAY, rule="按专业", **note)
    url = f"/desk/groups/{special.pk}/past/"
    page = desk.get(desk.office, url).content.decode()
    assert "负责人兼任" in page
    assert "孙立" in page
    before = viewer_for(desk.committee.account, today=TODAY)
    assert special.pk in before.acts_for

    later = TODAY + timedelta(days=30)
    held = Post.objects.get(person=desk.committee.person, body=committee, kind="head")
    end_post(post_id=held.pk, on=later, reason="退休", **note)
    grant_post(
        person=desk.chair.person,
        body=committee,
        kind="head",
        title="主任委员",
        starts_on=later,
        **note,
    )
    assert special.pk not in viewer_for(desk.committee.account, today=later).acts_for
    assert special.pk in viewer_for(desk.chair.account, today=later).acts_for
    assert special.pk in viewer_for(desk.committee.account, today=TODAY).acts_for
    sheet = csv(desk.get(desk.office, f"{url}export.csv"))
    assert f"孙立,组长,{committee.short_name}负责人兼任" in sheet
    assert f"{desk.chair.viewer.name},组长,{committee.short_name}负责人兼任,{later}" in sheet
    assert "周岭梅,组员,编入,2026-03-02,至今" in sheet
    assert desk.get(desk.unit, url).status_code == 404


def test_the_list_of_groups_leads_to_the_group(desk: Office) -> None:
    """小组清单上点名字，打开的是这个小组。"""
    group = group_of(desk.world)
    page = desk.get(desk.office, "/desk/deputies/?view=groups").content.decode()
    assert f'href="/desk/groups/{group.pk}/?on=' in page
    assert desk.get(desk.office, f"/desk/groups/{group.pk}/").status_code == 200
