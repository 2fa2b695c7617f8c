"""频次从页面走一遍：采用、板、没达标、导出、我的进度；看得见谁由身份定。"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.activities.models import CadencePractice
from lianxin.activities.tests.cadences import deputy, group, held, member
from lianxin.workbench.tests.conftest import Office

ADOPT = "/desk/cadence/adopt/"


def adopted(desk: Office, *packs: str) -> None:
    """代工委在页面上采用几份。"""
    for pack in packs:
        given = {"pack": pack, "starts_on": "2026-01-01"}
        assert desk.post(desk.office, ADOPT, given).status_code == 302


def url_of(pack: str, rule: str) -> str:
    """这条规则的板。"""
    return f"/desk/cadence/rules/{CadencePractice.objects.get(key=pack).pk}-{rule}/"


def text(desk: Office, who: str, url: str) -> str:
    """某人看到的一页。"""
    answer = desk.get(getattr(desk, who), url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def sheet_of(desk: Office, url: str) -> str:
    """代工委导出来的一张表。"""
    return b"".join(desk.get(desk.office, url).streaming_content).decode()


@pytest.mark.row("S0-20")
def test_two_months_and_six_a_year_from_adoption_to_breach(desk: Office) -> None:
    """两个月至少一次、全年至少六次：代工委采用，满了没办的列为没达标，合办的各算一次，可导出。"""
    assert desk.post(desk.street, ADOPT, {"pack": "two-months"}).status_code == 404
    adopted(desk, "two-months")
    one, two = group(desk.world, 1), group(desk.world, 2)
    special = group(desk.world, 3, kind="professional_group")
    held(desk.world, date(2026, 2, 3), one, two, people=(desk.deputy.person,))
    desk.wait(days=60)

    board = text(desk, "office", url_of("two-months", "group"))
    assert board.count('<li class="strip-met"') == 2
    assert board.count('<li class="strip-breach"') == 2
    assert "每两个月至少 1 次，全年至少 6 次" in board
    found = text(desk, "office", "/desk/cadence/breaches/")
    assert "第1代表小组" in found
    assert "共 4 处" in found, "三个小组各欠三四月，专业小组还欠一二月"
    assert special.short_name in found
    assert "2026 年 3—4 月" in sheet_of(desk, "/desk/cadence/breaches/export.csv")
    behind = f"{url_of('two-months', 'group')}{one.pk}/"
    rows = text(desk, "office", behind)
    assert "0203活动" in rows
    assert f'href="{behind}export.csv?year=2026"' in rows
    kept = sheet_of(desk, f"{behind}export.csv?year=2026").splitlines()
    assert kept[1].startswith(f"{one.short_name},")
    assert "2026-02-03,0203活动" in kept[1]
    assert len(kept) == 2
    assert 'export.csv?year=2026"' in text(desk, "office", "/desk/cadence/calendar/?year=2026")
    closings = sheet_of(desk, "/desk/cadence/calendar/export.csv?year=2026")
    assert "2026-02-28" in closings
    assert closings.splitlines()[1].endswith(",2,2"), "一二月两个代表小组都够"
    assert "全年至少 6 次：进行中" in rows
    assert "第1代表小组" in text(desk, "office", url_of("two-months", "group") + "?state=breach")


def test_the_board_shows_each_only_what_is_theirs(desk: Office) -> None:
    """代表看自己的小组；承办单位没有这一页；街道工委看本街道的。"""
    adopted(desk, "two-months")
    mine, other = group(desk.world, 1), group(desk.world, 2)
    member(mine, desk.deputy.person)
    board = url_of("two-months", "group")

    assert mine.short_name in text(desk, "deputy", board)
    assert other.short_name not in text(desk, "deputy", board)
    assert desk.get(desk.deputy, f"{board}{mine.pk}/").status_code == 200
    assert desk.get(desk.deputy, f"{board}{mine.pk}/export.csv").status_code == 200
    for page in (f"{board}{other.pk}/", f"{board}{other.pk}/export.csv"):
        assert desk.get(desk.deputy, page).status_code == 404
    assert other.short_name in text(desk, "street", board)
    for page in ("/desk/cadence/", board, "/desk/cadence/breaches/", "/desk/cadence/calendar/"):
        assert desk.get(desk.unit, f"{page}export.csv").status_code == 404
        assert desk.get(desk.unit, page).status_code == 404
    assert desk.get(desk.office, "/desk/cadence/rules/999-group/").status_code == 404


@pytest.mark.row("S2-16")
def test_month_station_quarter_home_year_report(desk: Office) -> None:
    """月进站、季回家、年述职三条各数各的；代表自己的桌面上写着还差几次，进了站就不差了。"""
    adopted(desk, "station-home-report")
    mine = text(desk, "deputy", "/desk/mine/")
    assert "月进站：2026 年 3 月还差 1 次" in mine
    assert "季回家：2026 年一季度还差 1 次" in mine
    assert "年述职：2026 年还差 1 次" in mine

    held(desk.world, date(2026, 3, 2), people=(desk.deputy.person,), station=desk.world.station)
    later = text(desk, "deputy", "/desk/mine/")
    assert "月进站" not in later
    assert "季回家：2026 年一季度还差 1 次" in later
    assert "月进站：2026 年 3 月已有 1 次" in text(desk, "deputy", "/desk/cadence/mine/")
    board = text(desk, "office", url_of("station-home-report", "station"))
    assert board.count('<li class="strip-breach"') == 2, "一月、二月没有进站"
    held(desk.world, date(2026, 3, 2), people=(desk.deputy.person,), kind="duty_report")
    assert "年述职：2026 年已有 1 次" in text(desk, "deputy", "/desk/cadence/mine/")


def test_adopting_ones_own_file(desk: Office) -> None:
    """自己写的一份：写坏了逐条说明，写对了照样采用；停用要写理由。"""
    bad = {"pack": "own", "source": 'key = "x"', "starts_on": "2026-01-01"}
    answer = desk.post(desk.office, ADOPT, bad)
    assert answer.status_code == 422
    assert "没有写 version" in answer.content.decode()
    assert "一条规则也没有" in answer.content.decode()
    assert desk.post(desk.office, ADOPT, {**bad, "source": ""}).status_code == 422
    good = """
key = "ours"
version = 1
label = "我们的办法"
basis = ["S0-20"]
[[rule]]
key = "talk"
label = "每两周一谈"
who = "station"
window = "2w"
anchor = "2026-01-05"
least = 1
warn = "3d"
"""
    assert desk.post(desk.office, ADOPT, {**bad, "source": good}).status_code == 302
    board = text(desk, "office", url_of("ours", "talk"))
    assert "每2 周至少 1 次" in board
    assert desk.world.station.name in board
    ending = f"/desk/cadence/practices/{CadencePractice.objects.get().pk}/end/"
    assert (
        desk.post(desk.office, ending, {"ends_on": "2026-03-02", "reason": ""}).status_code == 422
    )
    done = desk.post(desk.office, ending, {"ends_on": "2026-03-02", "reason": "试行结束"})
    assert done.status_code == 302
    assert "还没有采用频次办法" in text(desk, "office", "/desk/cadence/")


BOARDS = {
    "groups": ("two-months", "group"),
    "deputies": ("station-home-report", "station"),
}


@pytest.mark.parametrize(
    "url",
    [
        *("/desk/cadence/", "/desk/cadence/breaches/", "/desk/cadence/calendar/"),
        *("/desk/cadence/mine/", *BOARDS),
    ],
)
def test_pages_ask_the_same_number_of_times(desk: Office, url: str) -> None:
    """小组从一个到十二个、代表从一位到十二位，看五年，问库的次数不变。"""
    adopted(desk, "two-months", "station-home-report")
    page = f"{url_of(*BOARDS[url])}?years=5" if url in BOARDS else url
    who = desk.deputy if "mine" in url else desk.office

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(who, page).status_code == 200
        return len(found)

    member(group(desk.world, 1), desk.deputy.person)
    asked()
    few = asked()
    for number in range(2, 13):
        one = group(desk.world, number)
        person = deputy(desk.world, number)
        member(one, person)
        held(desk.world, date(2026, 2, number), one, people=(desk.deputy.person, person))
    assert asked() == few
