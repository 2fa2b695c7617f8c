"""跨年的两样办法从正门走：反复提的认得出、连得上；没办完的下一年接着办，号是一脉的。"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.casework.models import Case, Commitment, Duty, Link
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.queries import recurring
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.test_drafts import WRITTEN
from tests.world import Persona

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
PROMISED = {
    "promises-0-who": "区住建局",
    "promises-0-what": "装齐十一盏路灯",
    "promises-0-by": "2026-12-31",
}


def go(desk: Office, who: Persona, case: Case, verb: str, **facts: Any) -> Case:
    """在页面上办一步，办成了。"""
    answer = desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts)
    assert answer.status_code == 302, (verb, answer.content.decode()[-3000:])
    return Case.objects.get(pk=case.pk)


def cannot(desk: Office, who: Persona, case: Case, verb: str, **facts: Any) -> str:
    """在页面上办一步，没有办成；返回页面上的话。"""
    answer = desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts)
    assert answer.status_code in (404, 409, 422), (verb, answer.status_code)
    return answer.content.decode()


def paper(name: str = "材料.pdf") -> SimpleUploadedFile:
    """一份文件。"""
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n", "application/pdf")


def dispatched(desk: Office, **given: Any) -> Case:
    """代表写一件，代工委交办。"""
    desk.write(**{**WRITTEN, **given})
    case = Case.objects.filter(subject_kind="suggestion", beside="").latest("id")
    return go(desk, desk.office, case, "dispatch", lead_unit=desk.unit_body.pk)


def answered(desk: Office, verb: str, **more: Any) -> Case:
    """交办了，单位联系代表以后答复。"""
    case = dispatched(desk)
    go(desk, desk.unit, case, "log_contact", how="visit", note="和代表一起看了现场")
    letter = {"reply": REPLY, "signer": "张局长", "reply_letter": paper("答复函.pdf")}
    return go(desk, desk.unit, case, verb, **letter, **more)


def beside(main: Case, slot: str) -> Case:
    """旁边最近的那一件。"""
    return Case.objects.filter(main=main, beside=slot).latest("id")


def owed(case: Case, role: str) -> list[tuple[str, date]]:
    """某身份还欠着的，到哪天。"""
    rows = Duty.objects.open().filter(case=case, role=role).order_by("due_date")
    return [(row.owes, row.due_date) for row in rows]


@pytest.mark.row("S2-24")
def test_repeated_suggestions_are_found_linked_and_kept_to_a_timetable(desk: Office) -> None:
    """往年提过没解决的摆在旁边，照它启动就连上；六十天内开会，时间表逐项成承诺，到日子查。"""
    adopt(desk.world, "promise_ledger", "repeat_handling")
    earlier = answered(desk, "reply_not_now")
    number = Suggestion.objects.get(case=earlier).number
    desk.wait(days=360)
    main = dispatched(desk)
    page = desk.get(desk.office, f"/desk/cases/{main.pk}/")
    assert [one.number for one in page.context["case"].earlier] == [number]
    assert "照这一件启动反复提办" in page.content.decode()
    assert desk.get(desk.unit, f"/desk/cases/{main.pk}/").context["case"].earlier == ()
    form = desk.get(desk.office, f"/desk/cases/{main.pk}/moves/open_repeat/?earlier={number}")
    assert number in form.content.decode()

    started = {
        "earlier": number,
        "unsolved": "去年答复暂不具备条件，今年还是没有灯",
        "convener_body": desk.other_unit_body.pk,
    }
    cannot(desk, desk.office, main, "open_repeat", **{**started, "earlier": "无此号"})
    mine = {**started, "earlier": main.number}
    assert "请填另一件的" in cannot(desk, desk.office, main, "open_repeat", **mine)
    go(desk, desk.office, main, "open_repeat", **started)
    repeat = beside(main, "repeat")
    assert repeat.stage == "meeting"
    assert Link.objects.filter(kind="recurs", source=main, target=earlier).exists()
    assert recurring(viewer=desk.office.viewer, suggestion_id=main.subject_id)[0].is_linked
    ((owes, due),) = owed(repeat, "convener")
    assert (owes[:6], (due - date(2027, 2, 25)).days) == ("开专题分析会", 60)

    met = {
        "held_on": "2027-03-10",
        "attended": "副区长、城管局、住建局、周岭梅代表",
        "causes": "谁建谁管没有定，电费没有来路，年年答复年年没办。",
        "solution": "全区村道路灯统一由城管局建、街道管。",
    }
    assert "会议纪要" in cannot(desk, desk.other_unit, repeat, "meet_limited", **met)
    go(desk, desk.other_unit, repeat, "meet_limited", **met, minutes=paper("纪要.pdf"))
    items = {key.replace("promises", "timetable"): value for key, value in PROMISED.items()}
    items["timetable-0-by"] = "2027-08-31"
    repeat = go(desk, desk.unit, repeat, "set_timetable", last_on="2027-08-31", **items)
    assert repeat.stage == "timetabled"
    promise = beside(repeat, "promise")
    assert Commitment.objects.get(case=repeat).by == date(2027, 8, 31)
    assert owed(promise, "undertaker")[0][1] == date(2027, 8, 31)
    go(desk, desk.unit, repeat, "finish", done_note="十一盏全部装好", proof=paper("验收单.pdf"))
    checked = {"check_note": "和代表夜里去看，十一盏都亮着"}
    assert "承诺" in cannot(desk, desk.office, repeat, "solved", **checked)
    go(desk, desk.unit, promise, "claim", done_note="十一盏全部装好", proof=paper("照片.pdf"))
    go(desk, desk.office, promise, "verify", **checked)
    repeat = go(desk, desk.office, repeat, "solved", **checked)
    assert (repeat.result, Case.objects.get(pk=main.pk).stage) == ("implemented", "handling")


def test_what_does_not_recur_is_not_shown(desk: Office) -> None:
    """同一年提的、已经解决的、说的不是一件事的，都不摆出来；往年没解决的那一件才是。"""
    solved = answered(desk, "reply_resolved")
    same_year = dispatched(desk)
    assert recurring(viewer=desk.office.viewer, suggestion_id=same_year.subject_id) == []
    open_one = answered(desk, "reply_not_now")
    Suggestion.objects.filter(case=same_year).update(bands=[])
    desk.wait(days=360)
    main = dispatched(desk)
    other = dispatched(
        desk,
        title="关于清运河道淤泥和水草的建议",
        grounds="南湖的水草长满了，淤泥半米多深，夏天又臭又招蚊子，沿岸几百户人家不敢开窗。",
        proposal="请水务局入夏前清一次淤、割一次草，每季度巡一次河。",
    )

    found = recurring(viewer=desk.office.viewer, suggestion_id=main.subject_id)
    assert [one.case_id for one in found] == [open_one.pk]
    assert solved.pk not in [one.case_id for one in found]
    assert recurring(viewer=desk.office.viewer, suggestion_id=other.subject_id) == []
    assert recurring(viewer=desk.other_unit.viewer, suggestion_id=main.subject_id) == []


def test_finding_recurrence_costs_the_same(desk: Office, django_assert_num_queries) -> None:
    """往年有几件，查几条语句都一样。"""
    for _ in range(4):
        answered(desk, "reply_not_now")
    desk.wait(days=360)
    main = dispatched(desk)

    with django_assert_num_queries(2):
        found = recurring(viewer=desk.office.viewer, suggestion_id=main.subject_id, limit=9)

    assert len(found) == 4


@pytest.mark.row("S2-25")
def test_unfinished_suggestions_roll_into_next_year(desk: Office) -> None:
    """年底成批回头看，没办完的下一年再交办：接办的一件号是一脉的、相连的，换单位也接得上。"""
    adopt(desk.world, "rolling_handling")
    main = answered(desk, "reply_planned", **PROMISED)
    number = Suggestion.objects.get(case=main).number
    desk.wait(days=240)
    listed = desk.get(desk.office, "/desk/rolling/")
    assert [card.number for card in listed.context["cards"]] == [number]
    desk.post(desk.unit, "/desk/rolling/start/", {"case": [main.pk]})
    assert not Case.objects.filter(beside="rolling").exists()
    desk.post(desk.office, "/desk/rolling/start/", {"case": [main.pk]})
    rolling = beside(main, "rolling")
    assert desk.get(desk.office, "/desk/rolling/").context["cards"] == []
    assert owed(rolling, "office") == [("年底前回头看一遍", date(2026, 12, 31))]
    go(desk, desk.unit, rolling, "self_check", unit_note="十一盏装了四盏")
    seen = {"look_note": "到现场看了，十一盏装了四盏", "next_year": "明年六月底前装齐"}
    assert "正在解决" in cannot(desk, desk.office, rolling, "roll_in_progress", **seen)
    go(desk, desk.office, rolling, "roll_planned", **seen)
    assert "下一年" in cannot(desk, desk.office, rolling, "redispatch")

    desk.wait(days=90)
    assert go(desk, desk.office, rolling, "redispatch").stage == "carried"
    heir = Suggestion.objects.get(number=f"{number}→2027")
    assert Link.objects.filter(kind="carries_over", source=main, target=heir.case).exists()
    assert seen["look_note"] in heir.grounds
    case = Case.objects.get(pk=heir.case_id)
    assert (case.stage, case.thread) == ("submitted", main.thread)
    case = go(desk, desk.office, case, "dispatch", lead_unit=desk.other_unit_body.pk)
    assert case.stage == "handling"
    page = desk.get(desk.office, f"/desk/cases/{case.pk}/")
    assert [one.number for one in page.context["case"].lineage] == [number, heir.number]
    carried = desk.get(desk.office, "/desk/rolling/?state=carried")
    assert [card.successor for card in carried.context["cards"]] == [heir.number]
    sheet = desk.get(desk.office, "/desk/rolling/export.csv?state=carried")
    assert heir.number in b"".join(sheet.streaming_content).decode()


def test_the_look_back_list_costs_the_same(desk: Office, django_assert_max_num_queries) -> None:
    """件数多了照样那么几次查询；一次一件没选，说清楚。"""
    adopt(desk.world, "rolling_handling")
    for _ in range(5):
        answered(desk, "reply_planned", **PROMISED)
    desk.get(desk.office, "/desk/rolling/")

    with django_assert_max_num_queries(12):
        found = desk.client.get("/desk/rolling/").context["cards"]

    assert len(found) == 5
    assert len(desk.get(desk.unit, "/desk/rolling/").context["cards"]) == 5
    assert desk.get(desk.other_unit, "/desk/rolling/").context["cards"] == []
    told = desk.client.post("/desk/rolling/start/", {}, follow=True)
    assert "请选 1 到 50 件" in told.content.decode()
