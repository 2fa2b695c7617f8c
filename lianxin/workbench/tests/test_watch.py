"""盯办督办与等我批的：红黄绿分明，催得动的才能催，批的人才看得到。"""

import re

from lianxin.casework.models import Duty
from lianxin.notify.models import Notice
from lianxin.workbench.tests.conftest import Office


def overdue_case(desk: Office):
    """交给住建局、已经逾期的一件。"""
    handling = desk.dispatched()
    desk.wait(days=40)
    return handling


def test_lights_follow_the_dates(desk: Office) -> None:
    """没到期在“正常”，过了到期日进“已逾期”；自己肩上的不在这里。"""
    handling = desk.dispatched()
    assert handling.title in desk.get(desk.office, "/desk/watch/?light=ok").content.decode()
    assert handling.title not in desk.get(desk.office, "/desk/watch/").content.decode()

    desk.wait(days=40)

    page = desk.get(desk.office, "/desk/watch/").content.decode()
    assert handling.title in page
    assert "区住房和城乡建设局（在办 1，逾期 1）" in page
    assert handling.title not in desk.get(desk.unit, "/desk/watch/").content.decode()


def test_many_are_urged_at_once(desk: Office) -> None:
    """勾几件一起催，每件加一次，承办单位各收到一条消息。"""
    first, second = overdue_case(desk), desk.dispatched(text="老街下水道堵了，污水漫到门口。")
    duties = [desk.duty(case, desk.unit_body) for case in (first, second)]

    done = desk.post(
        desk.office,
        "/desk/watch/urge/",
        {"duty": [duty.pk for duty in duties], "note": "请本周报进展"},
    )

    assert done.status_code == 302
    assert [Duty.objects.get(pk=duty.pk).urge_count for duty in duties] == [1, 1]
    told = Notice.objects.filter(body=desk.unit_body, text__contains="请本周报进展")
    assert told.count() == 2


def test_a_whole_page_is_ticked_in_one_go(desk: Office) -> None:
    """能催的几件，点一下都选上，再点一下都不选，不靠脚本；翻到哪一堆还在哪一堆。"""
    desk.dispatched()
    desk.dispatched(text="老街下水道堵了，污水漫到门口。")
    desk.wait(days=40)

    def ticked(url: str) -> tuple[list[bool], str]:
        answer = desk.get(desk.office, url)
        boxes = re.findall(r'<input type="checkbox" name="duty"[^>]*>', answer.content.decode())
        return [box.endswith(" checked>") for box in boxes], answer.context["tick_url"]

    boxes, url = ticked("/desk/watch/?light=all")
    assert set(boxes) == {False}
    boxes, back = ticked(f"/desk/watch/{url}")
    assert set(boxes) == {True}
    assert len(boxes) >= 2
    assert back == "?light=all"


def test_urging_what_one_may_not_changes_nothing(desk: Office) -> None:
    """催不动的（看不见的）硬催也没有用。"""
    handling = overdue_case(desk)
    duty = desk.duty(handling, desk.unit_body)

    desk.post(desk.other_unit, "/desk/watch/urge/", {"duty": [duty.pk]})
    assert Duty.objects.get(pk=duty.pk).urge_count == 0

    desk.post(desk.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    assert Duty.objects.get(pk=duty.pk).urge_count == 1


def test_choosing_nothing_is_said(desk: Office) -> None:
    """一件没选就催，说请先选。"""
    answer = desk.post(desk.office, "/desk/watch/urge/", {})

    assert answer.status_code == 422
    assert "再催办" in answer.content.decode()


def test_decisions_wait_for_those_who_decide(desk: Office) -> None:
    """申请延期出现在代工委的“等我批的”，承办单位自己那里没有；准了就不再出现。"""
    handling = desk.dispatched()
    duty = desk.duty(handling, desk.unit_body)
    desk.step(
        handling,
        desk.unit,
        "ask_extension",
        duty_id=duty.pk,
        to_date="2026-04-20",
        reason="灯杆要等厂家排产",
    )

    office = desk.get(desk.office, "/desk/decisions/").content.decode()
    unit = desk.get(desk.unit, "/desk/decisions/").content.decode()
    desk.post(desk.office, f"/desk/cases/{handling.pk}/moves/grant_extension/?duty={duty.pk}")

    assert "灯杆要等厂家排产" in office
    assert "申请延到 2026 年 4 月 20 日" in office
    assert "灯杆要等厂家排产" not in unit
    after = desk.get(desk.office, "/desk/decisions/").content.decode()
    assert "灯杆要等厂家排产" not in after
    assert "没有等您批的" in after


def test_query_count_does_not_grow(desk: Office, django_assert_max_num_queries) -> None:
    """二十件与一件，查库的次数一样多。"""
    for number in range(20):
        desk.dispatched(text=f"第{number}处井盖松动，晚上骑车容易摔倒。")
    desk.get(desk.office, "/desk/watch/?light=all")

    with django_assert_max_num_queries(9):
        page = desk.client.get("/desk/watch/?light=all")

    assert len(page.context["watch"].rows) >= 20


def test_an_urge_may_be_heavier(desk: Office) -> None:
    """催办选得了轻重：重点催办按两倍、特别催办按四倍记分，消息里写明；没有的轻重不收。"""
    handling = overdue_case(desk)
    duty = desk.duty(handling, desk.unit_body)
    plain = [("", 0), ("ordinary", 0), ("serious", 1), ("special", 2)]
    weights = []
    for degree, _ in plain:
        desk.post(desk.office, "/desk/watch/urge/", {"duty": [duty.pk], "degree": degree})
        weights.append(Duty.objects.get(pk=duty.pk).urge_weight)
    one = weights[0]
    assert weights == [one, 2 * one, 4 * one, 8 * one]
    told = list(Notice.objects.filter(event="urged").order_by("id").values_list("text", flat=True))
    heads = [text.partition("（")[0] for text in told]
    assert heads == ["催办", "催办", "重点催办", "特别催办"]

    bad = {"duty": [duty.pk], "degree": "mortal"}
    answer = desk.client.post("/desk/watch/urge/", bad, follow=True)
    assert "催办的轻重" in answer.content.decode()
    assert Duty.objects.get(pk=duty.pk).urge_weight == 8 * one
    form = desk.get(desk.office, f"/desk/cases/{handling.pk}/moves/urge/?duty={duty.pk}")
    assert "特别催办" in form.content.decode()
