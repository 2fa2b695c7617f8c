"""名册的数、编组变动、岗位配备的导出、装入一年的放假安排。"""

from datetime import date, timedelta
from typing import Any

import pytest

from lianxin.access.usecases.accounts import grant_post
from lianxin.access.usecases.registers import open_term, register_body, register_person, seat_deputy
from lianxin.casework.models import Duty
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import CalendarDay, Term
from lianxin.workbench.tests.conftest import Office, group_of
from lianxin.workbench.tests.registers.hands import plain, seated
from tests.world import AT, SINCE

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}


def city_seat(desk: Office) -> None:
    """周岭梅又是市人大代表，还是村党支部书记。"""
    city = register_body(
        kind="congress",
        name="市人大",
        slug="city",
        prefix="SH",
        level="city",
        region=desk.county,
        starts_on=SINCE,
        **NOTE,
    )
    term = open_term(congress=city, ordinal=15, starts_on=SINCE, **NOTE)
    seat_deputy(person=desk.deputy.person, term=term, number="SH001", starts_on=SINCE, **NOTE)
    village = register_body(
        kind="village",
        name="童周岭村村民委员会",
        slug="jx-tzl",
        region=desk.village,
        congress=desk.congress,
        starts_on=SINCE,
        **NOTE,
    )
    grant_post(
        person=desk.deputy.person,
        body=village,
        kind="head",
        title="党支部书记",
        starts_on=SINCE,
        **NOTE,
    )


@pytest.mark.row("S0-21")
def test_a_person_with_several_seats_is_counted_once(desk: Office) -> None:
    """两级代表、村书记是同一个人：数人算一个，数资格算两份，名单写明哪几级、什么岗位。"""
    seated(desk, "吴新", "JX0002")
    before = plain(desk.get(desk.office, "/desk/deputies/levels/").content.decode())
    assert "本级代表2人" in before
    assert "代表资格2份" in before

    city_seat(desk)
    after = plain(desk.get(desk.office, "/desk/deputies/levels/").content.decode())

    assert "本级代表2人" in after
    assert "代表资格3份" in after
    assert "兼任几级的1人" in after
    assert "周岭梅江夏区人大、市人大童周岭村村民委员会党支部书记" in after
    sheet = desk.get(desk.office, "/desk/deputies/export.csv")
    assert "江夏区人大、市人大" in b"".join(sheet.streaming_content).decode()
    early = desk.get(desk.office, "/desk/deputies/levels/?on=2022-01-04")
    assert early.context["board"].figures[0].value == 0


@pytest.mark.row("S2-03")
def test_proposals_are_confirmed_and_changes_keep_the_rule(desk: Office) -> None:
    """编组写明按什么编；变动单上谁编入、谁调出、哪天、按什么，哪一天几人都在。"""
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
    url = f"/desk/deputies/{desk.deputy.person.pk}/group/"
    for group, on, rule in ((first, "2026-01-10", "按选区"), (second, "2026-03-01", "就近")):
        form = {"group": group.pk, "on": on, "role": "member", "rule": rule}
        assert desk.post(desk.office, url, form).status_code == 302

    answer = desk.get(desk.office, "/desk/groups/?on=2026-03-02")
    then = desk.get(desk.office, "/desk/groups/?on=2026-02-01").context["board"]

    said = plain(answer.content.decode())
    assert "周岭梅流芳代表小组编入3月1日就近" in said
    assert "周岭梅五里界代表小组调出3月1日" in said
    assert "周岭梅五里界代表小组编入1月10日按选区" in said
    assert [(row[0].text, row[3]) for row in then.tables[0].rows] == [
        ("五里界代表小组", 1),
        ("流芳代表小组", 0),
    ]


@pytest.mark.row("S1-02")
def test_posts_matrix_is_exported_with_its_vacancies(desk: Office) -> None:
    """岗位配备导得出：单位、应配岗位、由谁担任；空着的写明空缺，补上就有名字。"""

    def exported() -> str:
        sheet = desk.get(desk.office, "/desk/posts/export.csv")
        return b"".join(sheet.streaming_content).decode()

    assert "五里界街道人大工委,联络员,,空缺" in exported()
    grant_post(
        person=seated(desk, "郑前", "JX0003"),
        body=desk.street_committee,
        kind="liaison",
        title="联络员",
        starts_on=SINCE,
        **NOTE,
    )
    assert "五里界街道人大工委,联络员,郑前,有人" in exported()


@pytest.mark.row("S1-04")
def test_unassigned_list_is_exported_until_everyone_has_a_station(desk: Office) -> None:
    """还没进站的另列一张；进了站就不在上面。"""
    person = seated(desk, "吴新", "JX0002")

    def loose() -> str:
        sheet = desk.get(desk.office, "/desk/deputies/export.csv")
        return b"".join(sheet.streaming_content).decode().split("还没进站的")[1]

    assert person.name in loose()
    desk.post(
        desk.street,
        f"/desk/stations/{desk.station.pk}/",
        {"act": "assign", "assign-person": person.pk, "assign-on": "2026-03-02"},
    )
    assert person.name not in loose()


@pytest.mark.parametrize(
    "url", ["/desk/deputies/levels/", "/desk/groups/", "/desk/deputies/export.xlsx"]
)
def test_rosters_stay_within_queries(desk: Office, url: str, django_assert_max_num_queries) -> None:
    """二十位代表与一位，查库不过十二次；单位、代表本人没有这一页。"""
    for number in range(20):
        seated(desk, f"代表{number}", f"JX1{number:03d}")
    desk.get(desk.office, url)
    with django_assert_max_num_queries(12):
        assert desk.client.get(url).status_code == 200
    for who in (desk.unit, desk.deputy):
        assert desk.get(who, url).status_code == 404


def paste(desk: Office, days: str, who: Any = None, year: int = 2026):
    """贴一年的安排。"""
    data = {"year": year, "source": "国务院办公厅通知", "days": days}
    return desk.post(who or desk.office, "/desk/calendar/year/", data)


def test_a_pasted_year_recomputes_provisional_due_dates(desk: Office) -> None:
    """没公布的年份按暂定算；贴进来一年，暂定的重算，说清变了几份、还剩几份。"""
    case = desk.say()
    duty = Duty.objects.get(case=case)
    before = duty.due_date
    assert duty.is_provisional
    lines = [f"{before - timedelta(days=1)},放假,停工", f"{before}\t放假\t停工"]

    answer = paste(desk, "\n".join(lines))
    page = desk.client.get(answer.url).content.decode()

    duty.refresh_from_db()
    assert answer.status_code == 302
    assert duty.due_date > before
    assert not duty.is_provisional
    assert "1 份责任的到期日变了，还有 0 份是暂定的" in page


def test_wrong_lines_are_all_named(desk: Office) -> None:
    """写错的几行一次说全，填的都还在；改好就收。"""
    refused = paste(desk, "2026-13-01,放假,元旦\n2026-01-01,休息,元旦\n2026-01-02")
    said = refused.content.decode()

    assert refused.status_code == 422
    for words in ("第 1 行", "第 2 行", "第 3 行", "2026-13-01,放假,元旦"):
        assert words in said
    assert not CalendarDay.objects.exists()
    assert paste(desk, "2026/01/01，放假，元旦").status_code == 302
    assert CalendarDay.objects.get().date == date(2026, 1, 1)


def test_the_calendar_belongs_to_the_office(desk: Office) -> None:
    """装日历只有代工委；街道没有这一页。"""
    assert paste(desk, "2026-01-01,放假,元旦", desk.street).status_code == 404
    assert paste(desk, "2026-01-01,放假,元旦", desk.office).status_code == 302


def test_deputies_of_other_congresses_are_not_listed(desk: Office) -> None:
    """与本级无关的代表，不在本级的数里，也不在名单上。"""
    city_seat(desk)
    other = register_person(name="外地人", **NOTE)
    term = Term.objects.get(congress__slug="city")
    seat_deputy(person=other, term=term, number="SH002", starts_on=SINCE, **NOTE)

    board = desk.get(desk.office, "/desk/deputies/levels/").context["board"]

    assert [figure.value for figure in board.figures] == [1, 2, 1]
    assert "外地人" not in str(board.tables)
