"""专线从页面走一遍：上线的人、来电登记、回音、累计；请来的部门当场回话。"""

from datetime import date

import pytest

from lianxin.activities.models import Item, OpeningBalance
from lianxin.casework.models import Duty
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.live.hands import done, log, move, paper, plain, planned, press, tried
from tests.world import AT

BALANCE = {
    "kind": "hotline",
    "since": "2006-05-01",
    "until": "2026-02-28",
    "episodes": 172,
    "deputies": 344,
    "calls": 3500,
    "solved": 2600,
    "source": "代工委历年总结",
}


def seat(desk: Office, activity: object, who: object, role: str, duty: str) -> None:
    """在页面上记一位上线的人。"""
    given = {"person": who.person.pk, "role": role, "duty": duty}  # type: ignore[attr-defined]
    press(desk, activity, "seats", **given)  # type: ignore[arg-type]


@pytest.mark.row("S3-01")
def test_calls_are_answered_live_or_verified_and_echoed(desk: Office) -> None:
    """来电一行一登：当场答的记下谁答的、不立件；线下核实的十五天、下期回音；累计连历年底数。"""
    adopt(desk.world, "hotline")
    episode = planned(desk, "hotline")
    press(desk, episode, "start")
    seat(desk, episode, desk.deputy, "deputy", "接听")
    seat(desk, episode, desk.unit, "official", "局长")
    unit = desk.world.unit_body.pk
    assert tried(desk, episode, "夜里施工", disposition="answered").status_code == 422
    live = log(
        desk,
        episode,
        "夜里施工太吵",
        disposition="answered",
        answer="九点以后停工，已经通知工地",
        answered_by="区住建局局长赵明",
    )
    taken = log(desk, episode, "三栋停水三天", body=unit)
    assert live.case is None
    assert taken.case is not None
    duty = Duty.objects.open().get(case=taken.case)
    assert (duty.due_date, duty.holder_body_id) == (date(2026, 3, 17), unit)

    result = {"verify_result": "管网抢修好了，十二户都来水了"}
    assert move(desk, "unit", taken.case, "report_solved", **result) == 422
    assert move(desk, "unit", taken.case, "report_solved", proof=paper(), **result) == 302
    page = desk.get(desk.office, f"/desk/live/{episode.pk}/").content.decode()
    assert "待回音" in page
    echo = {"echo_on": "2026-03-09", "echo_words": "三栋十二户都来水了"}
    assert move(desk, "office", taken.case, "echo", **echo) == 302

    assert desk.post(desk.office, "/desk/live/opening/", BALANCE).status_code == 302
    done(desk, episode)
    words = plain(desk.get(desk.office, f"/desk/live/{episode.pk}/").content.decode())
    assert "三栋十二户都来水了" in words
    assert "期数173期" in words
    assert "代表345人次" in words
    assert "来电3502件" in words
    assert "解决2602件" in words
    assert "是用这个系统以前的底数，出自“代工委历年总结”" in words
    assert "接听" in words


@pytest.mark.row("S3-01")
def test_the_opening_balance_is_the_offices_and_must_add_up(desk: Office) -> None:
    """历年底数只有本级人大机关记得了；解决的比来电多、没写出处，记不了。"""
    assert desk.post(desk.street, "/desk/live/opening/", BALANCE).status_code == 404
    for wrong in ({"solved": 3501}, {"until": "2026-03-03"}, {"source": "代工"}):
        answer = desk.post(desk.office, "/desk/live/opening/", {**BALANCE, **wrong})
        assert answer.status_code == 422, wrong
    assert not OpeningBalance.objects.exists()
    assert desk.post(desk.office, "/desk/live/opening/", BALANCE).status_code == 302
    assert OpeningBalance.objects.get().episodes == 172


@pytest.mark.row("S1-15")
def test_departments_answer_or_accept_on_the_spot_from_the_phone(desk: Office) -> None:
    """请来的部门在手机上当场答、当场接：谁、哪家、几点都记下；现场解决与后来办结分开数。"""
    adopt(desk.world, "onsite_dispatch")
    met = planned(desk, "bench_talk", by="street", region_id=desk.world.village.pk)
    press(desk, met, "start", by="street")
    unit, other = desk.world.unit_body.pk, desk.world.other_unit_body.pk
    asked: dict[str, object] = {"by": "street", "disposition": "noted", "body": unit}
    fixed = log(desk, met, "门口一盏灯不亮", **asked)  # type: ignore[arg-type]
    later = log(desk, met, "十一盏灯都要换", **asked)  # type: ignore[arg-type]
    log(desk, met, "垃圾没有人收", by="street", disposition="noted", body=other)

    seen = desk.get(desk.unit, f"/desk/live/{met.pk}/").content.decode()
    assert "门口一盏灯不亮" in seen
    assert "垃圾没有人收" not in seen
    reply = f"/desk/live/{met.pk}/items/{{}}/reply/"
    solved = {"disposition": "solved", "answer": "带了灯泡，当场换好"}
    assert desk.post(desk.other_unit, reply.format(fixed.pk), solved).status_code == 404
    assert (
        desk.post(desk.unit, reply.format(fixed.pk), {"disposition": "solved"}).status_code == 422
    )
    assert desk.post(desk.unit, reply.format(fixed.pk), solved).status_code == 302
    assert desk.post(desk.unit, reply.format(fixed.pk), solved).status_code == 422
    early = {"disposition": "accepted", "due_on": "2026-03-01"}
    assert desk.post(desk.unit, reply.format(later.pk), early).status_code == 422
    accepted = {"disposition": "accepted", "due_on": "2026-03-20"}
    assert desk.post(desk.unit, reply.format(later.pk), accepted).status_code == 302

    fixed, later = Item.objects.get(pk=fixed.pk), Item.objects.get(pk=later.pk)
    assert (fixed.case, fixed.answered_by, fixed.answered_at) == (
        None,
        "区住房和城乡建设局承办人赵明",
        AT,
    )
    duty = Duty.objects.open().get(case=later.case, holder_body=unit)
    assert duty.due_date == date(2026, 3, 20)
    assert "十一盏灯都要换" in desk.get(desk.unit, "/desk/").content.decode()

    result = {"handling_result": "十一盏都换了新灯"}
    assert move(desk, "unit", later.case, "finish", proof=paper(), **result) == 302
    assert move(desk, "unit", later.case, "confirm", check_note="我看过了") == 422
    assert move(desk, "street", later.case, "confirm", check_note="夜里去看，全亮") == 302
    words = plain(desk.get(desk.street, f"/desk/live/{met.pk}/").content.decode())
    assert "当场答复、解决1件，其中现场解决1" in words
    assert "后来办结1件" in words


def test_only_those_who_hold_it_may_run_it(desk: Office) -> None:
    """别家的人看不见场控，也按不动；办的人按得动。"""
    met = planned(desk, "hotline")
    assert desk.get(desk.unit, f"/desk/live/{met.pk}/").status_code == 404
    assert desk.post(desk.unit, f"/desk/live/{met.pk}/start/").status_code == 404
    assert "现场开始了" in press(desk, met, "start")
    assert "先点“开始现场”" not in press(desk, met, "turn")
    assert "现场结束了" in press(desk, met, "finish")
    assert "请先点“开始现场”" in press(desk, met, "turn")


def test_pages_cost_the_same_however_many_calls(
    desk: Office, django_assert_max_num_queries
) -> None:
    """场控页、大屏、一览，语句数与几件来电无关。"""
    adopt(desk.world, "hotline")
    met = planned(desk, "hotline")
    press(desk, met, "start")
    number = met.live.number
    urls = (f"/desk/live/{met.pk}/", "/desk/live/", f"/live/{number}/")
    for count in (2, 12):
        while Item.objects.filter(activity=met).count() < count:
            log(desk, met, f"第 {Item.objects.count()} 个来电说停水", body=desk.world.unit_body.pk)
        for url, most in zip(urls, (34, 16, 12), strict=True):
            with django_assert_max_num_queries(most):
                assert desk.get(desk.office, url).status_code == 200


def test_the_table_takes_everything_along(desk: Office) -> None:
    """登记导得出表；别家的人导不了。"""
    adopt(desk.world, "hotline")
    met = planned(desk, "hotline")
    log(desk, met, "三栋停水三天", body=desk.world.unit_body.pk)
    for what in ("export.csv", "echo.csv", "polls/export.csv"):
        url = f"/desk/live/{met.pk}/{what}"
        assert desk.get(desk.unit, url).status_code == 404, what
        answer = desk.get(desk.office, url)
        assert answer.status_code == 200, what
        body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert ("三栋停水三天" in body) == (what != "polls/export.csv")
