"""工作日历：装年份、改一天，期限跟着变。"""

from lianxin.orgs.models import CalendarDay
from lianxin.workbench.tests.conftest import Office


def test_the_calendar_is_loaded_and_changed_by_the_office(desk: Office) -> None:
    """代工委补齐年份、改一天；街道只能看。"""
    day = {"day": "2026-03-05", "kind": "holiday", "name": "台风停工", "source": "区防指通知"}

    desk.post(desk.office, "/desk/calendar/load/")
    assert desk.post(desk.street, "/desk/calendar/change/", day).status_code == 404
    assert not CalendarDay.objects.filter(date="2026-03-05").exists()
    assert desk.post(desk.office, "/desk/calendar/change/", day).status_code == 302

    page = desk.get(desk.street, "/desk/calendar/?year=2026").content.decode()
    assert "台风停工" in page
    assert "国庆" in page


def test_loading_a_year_settles_provisional_dates(desk: Office) -> None:
    """没装日历时到期日注明暂定；补齐之后重新推算，不再暂定。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/"
    before = desk.get(desk.street, url).content.decode()

    desk.post(desk.office, "/desk/calendar/load/")

    assert "（暂定" in before
    assert "（暂定" not in desk.get(desk.street, url).content.decode()


def test_an_unpublished_year_is_refused(desk: Office) -> None:
    """没装入的年份，改一天退回来说明先装全年。"""
    answer = desk.post(
        desk.office,
        "/desk/calendar/change/",
        {"day": "2031-03-05", "kind": "holiday", "name": "某节", "source": "通知"},
    )

    assert answer.status_code == 422
    assert "请先装入全年" in answer.content.decode()
