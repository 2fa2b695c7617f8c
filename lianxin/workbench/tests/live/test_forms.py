"""议事厅、直面、负责人进站、网上接待、共评会，各从页面走一遍。"""

import re
from datetime import date

import pytest
from django.test import Client

from lianxin.access.models import SealedContact
from lianxin.activities.models import Booking, Item, Poll, Slot
from lianxin.activities.usecases import Place, Record, add_record
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.live.hands import (
    log,
    move,
    paper,
    phone,
    plain,
    planned,
    poll,
    press,
    soon,
    tap,
)
from tests.world import AT

STEPS = (
    ("announce", {"notice": "三月六日上午议老街的灯"}),
    ("research", {"research_note": "走了三条街，坏了十一盏"}),
    ("hear", {"heard_count": 42, "heard_note": "都要修，六位要改太阳能"}),
    ("draft_plan", {"plan": "街道出钱，先换十一盏"}),
)


def fresh(case: Case | None) -> Case:
    """此刻的办件。"""
    assert case is not None
    return Case.objects.get(pk=case.pk)


@pytest.mark.row("S3-03")
@pytest.mark.row("S2-07")
def test_the_hall_deliberates_step_by_step_and_keeps_three_lists(desk: Office) -> None:
    """问题清单→调研→听意见→方案→表决→履职清单→幸福账单；跳不过去，人不够、票不够通不过。"""
    adopt(desk.world, "council_hall")
    hall = planned(desk, "council_hall", by="street", region_id=desk.world.village.pk)
    case = log(desk, hall, "老街的灯坏了一半", by="street", kind="topic").case
    assert move(desk, "street", case, "research", **STEPS[1][1]) == 422
    for verb, facts in STEPS:
        assert move(desk, "street", case, verb, **facts) == 302, verb

    press(desk, hall, "start", by="street", roll=3)
    for who in (desk.deputy, desk.street):
        press(desk, hall, "seats", by="street", person=who.person.pk, role="deputy")
    item = Item.objects.get(case=case)
    vote = poll(desk, hall, by="street", item=item.pk, scale="vote")
    too_many = {"group": "deputy", "n_yes": 3, "n_no": 0, "n_abstain": 0}
    hands = f"/desk/live/{hall.pk}/polls/{vote.pk}/hands/"
    assert desk.post(desk.street, hands, too_many).status_code == 422
    assert desk.post(desk.street, hands, {**too_many, "n_yes": 2}).status_code == 302
    press(desk, hall, f"polls/{vote.pk}/stop", by="street")
    page = desk.get(desk.street, f"/desk/live/{hall.pk}/").content.decode()
    filled = re.search(r'href="(/desk/cases/\d+/moves/pass/\?[^"]+)"', page)
    assert filled is not None
    assert filled[1].endswith("present=2&amp;cast=2&amp;votes_for=2&amp;roll=3")

    decided: dict[str, object] = {
        "roll": 3,
        "present": 2,
        "cast": 2,
        "votes_for": 2,
        "decision": "三条街换十一盏，六月底前亮",
        "lead_unit": desk.world.unit_body.pk,
        "deputy_named": desk.deputy.person.pk,
        "finish_on": "2026-06-30",
    }
    assert move(desk, "street", case, "pass", **decided) == 422
    desk.wait(days=3)
    for wrong in ({"present": 1, "cast": 1, "votes_for": 1}, {"votes_for": 1}, {"votes_for": 3}):
        assert move(desk, "street", case, "pass", **{**decided, **wrong}) == 422, wrong
    assert move(desk, "street", case, "pass", **decided) == 302
    due = Duty.objects.open().get(case=case, holder_body=desk.world.unit_body)
    assert due.due_date == date(2026, 6, 30)
    assert Duty.objects.open().filter(case=case, holder_person=desk.deputy.person).exists()
    assert "履职清单1件" in plain(desk.get(desk.street, f"/desk/live/{hall.pk}/").content.decode())

    result = {"handling_result": "十一盏都换了"}
    assert move(desk, "unit", case, "finish", proof=paper(), **result) == 302
    assert move(desk, "street", case, "enter_bill", bill="三条街四百户夜里有灯") == 302
    words = plain(desk.get(desk.street, f"/desk/live/{hall.pk}/").content.decode())
    assert "幸福账单1件" in words
    assert "三条街四百户夜里有灯" in words
    assert fresh(case).result == "resolved"


@pytest.mark.row("S3-20")
def test_voters_choose_the_topic_and_raise_paddles(desk: Office) -> None:
    """走访不满十位定不了议题；期限单位自己说；手机、举牌一起算，一部手机只算一次，不过半办不结。"""
    adopt(desk.world, "live_forum")
    show = planned(desk, "live_forum")
    case = log(desk, show, "老楼漏雨二十五年", person=desk.deputy.person.pk).case
    asked: dict[str, object] = {
        "visit_note": "南街北街挨家问的",
        "face_unit": desk.world.unit_body.pk,
    }
    assert move(desk, "deputy", case, "choose", voters_asked=9, **asked) == 422
    assert move(desk, "deputy", case, "choose", voters_asked=25, **asked) == 302
    press(desk, show, "start")
    promise = {"promise_words": "雨季以前全部修好", "due_on": "2026-04-30"}
    assert move(desk, "unit", case, "commit", **promise) == 302
    press(desk, show, "turn", item=Item.objects.get(case=case).pk)
    number = show.live.number
    wall = Client().get(f"/live/{number}/").content.decode()
    assert "老楼漏雨二十五年" in wall
    assert "雨季以前全部修好" in wall
    done = {"handling_result": "九处漏点都堵上了"}
    assert move(desk, "unit", case, "prove", proof=paper(), **done) == 302

    item = Item.objects.get(case=case)
    row = poll(desk, show, item=item.pk, scale="paddle")
    mine = phone(number)
    assert Client().post(f"/live/{number}/rate/", {"poll": row.pk}).status_code == 403
    assert tap(mine, number, row, "yes") == 422
    assert tap(mine, number, row, "dissatisfied") == 200
    assert tap(mine, number, row, "satisfied") == 409
    assert tap(phone(number), number, row, "satisfied") == 200
    press(desk, show, f"polls/{row.pk}/stop")
    assert tap(phone(number), number, row, "satisfied") == 409
    page = desk.get(desk.office, f"/desk/live/{show.pk}/").content.decode()
    assert "moves/raise_paddles/?present=0&amp;cast=2&amp;votes_for=1" in page

    assert move(desk, "office", case, "raise_paddles", present=2, cast=2, votes_for=1) == 302
    assert move(desk, "office", case, "satisfied") == 422
    again = {"still_wrong": "三单元还在渗水", "new_due_on": "2026-05-15"}
    assert move(desk, "office", case, "dissatisfied", **again) == 302
    assert Duty.objects.open().get(case=case, role="undertaker").due_date == date(2026, 5, 15)
    assert move(desk, "unit", case, "prove", proof=paper(), **done) == 302
    assert move(desk, "office", case, "raise_paddles", present=2, cast=2, votes_for=2) == 302
    assert move(desk, "office", case, "satisfied") == 302
    assert fresh(case).result == "resolved"


@pytest.mark.row("S2-15")
@pytest.mark.row("S3-11")
def test_officials_promise_at_the_station_and_are_checked_on_the_day(desk: Office) -> None:
    """负责人进站当场承诺：谁、做什么、哪天前缺一样登不了；到日子没做到转逾期，兑现没有照实记。"""
    adopt(desk.world, "station_commitment", "onsite_dispatch")
    visit = planned(desk, "at_station", by="street", station_id=desk.world.station.pk)
    press(desk, visit, "start", by="street")
    press(
        desk, visit, "seats", by="street", person=desk.unit.person.pk, role="official", duty="局长"
    )
    unit = desk.world.unit_body.pk
    promise: dict[str, object] = {"kind": "commitment", "body": unit, "due_on": "2026-04-10"}
    url, text = f"/desk/live/{visit.pk}/items/", "四月十日以前铺好路面"
    for lacking in ("body", "due_on"):
        given = {key: value for key, value in promise.items() if key != lacking}
        whole = {"text": text, "disposition": "accepted", **given}
        assert desk.post(desk.street, url, whole).status_code == 422, lacking
    kept = log(desk, visit, text, by="street", disposition="accepted", **promise).case
    late = log(desk, visit, "栽齐行道树", by="street", disposition="accepted", **promise).case
    seats = desk.get(desk.street, f"/desk/live/{visit.pk}/").content.decode()
    assert "赵明（局长）" in seats
    assert "区住房和城乡建设局" in plain(seats)

    proved = {"done_note": "路面全线铺好，验收过了"}
    assert move(desk, "unit", kept, "claim", **proved) == 422
    assert move(desk, "unit", kept, "claim", proof=paper(), **proved) == 302
    assert move(desk, "unit", kept, "verify", check_note="我看过了") == 422
    assert move(desk, "street", kept, "verify", check_note="走了一遍，平了") == 302
    assert fresh(kept).result == "kept"
    assert Duty.objects.open().get(case=late).due_date == date(2026, 4, 10)


@pytest.mark.row("S3-13")
def test_anyone_books_a_slot_without_an_account(desk: Office) -> None:
    """不用账号约一段，姓名电话可以不留、留了加密；一段只约一个人；谈过有记录，要办的立成意见。"""
    cloud = soon(desk, title="周岭梅代表网上接待", video_link="https://example.org/room")
    plan = {"first": "09:30", "minutes": 15, "count": 2, "way": "video"}
    offer = f"/desk/live/{cloud.pk}/slots/"
    assert desk.post(desk.office, offer, {**plan, "first": "08:30"}).status_code == 422
    assert desk.post(desk.office, offer, plan).status_code == 302
    first, second = Slot.objects.order_by("starts_at")
    citizen, book = Client(), f"/book/{cloud.pk}/"
    given = {"slot": first.pk, "topic": "想说说接送孩子的路"}
    named = {**given, "name": "王女士", "phone": "13912345678"}
    assert citizen.post(book, named).status_code == 422
    answer = citizen.post(book, {**named, "consent": "on"})
    assert answer.status_code == 201
    number, key = re.findall(r'<dd class="key">([^<]+)<', answer.content.decode())
    sealed = SealedContact.objects.get(subject_kind="live_booking")
    assert b"139" not in bytes(sealed.ciphertext)
    assert Client().post(book, given).status_code == 422
    assert Client().post(book, {**given, "slot": second.pk}).status_code == 201

    find = "/book/mine/"
    wrong = {"receipt_no": number, "receipt_key": "0000-0000-0000-0000"}
    assert Client().post(find, wrong).status_code == 422
    shown = Client().post(find, {"receipt_no": number, "receipt_key": key}).content.decode()
    assert "https://example.org/room" in shown

    row = Booking.objects.get(receipt_no=number)
    page = desk.get(desk.office, f"/desk/live/{cloud.pk}/").content.decode()
    assert "想说说接送孩子的路" in page
    assert "13912345678" not in page
    settle = f"/desk/live/{cloud.pk}/bookings/{row.pk}/"
    talked = {"came": "yes", "opinion": "校门口没有斑马线，请画一条"}
    assert desk.post(desk.unit, settle, {**talked, "minutes": "谈了十分钟"}).status_code == 404
    assert desk.post(desk.office, settle, talked).status_code == 422
    assert desk.post(desk.office, settle, {**talked, "minutes": "谈了十分钟"}).status_code == 302
    row.refresh_from_db()
    assert Opinion.objects.get(pk=row.opinion_id).text == talked["opinion"]
    other = Booking.objects.exclude(pk=row.pk).get()
    gone = desk.post(desk.office, f"/desk/live/{cloud.pk}/bookings/{other.pk}/", {"came": "no"})
    assert gone.status_code == 302


@pytest.mark.row("S3-13")
def test_a_slot_given_back_can_be_booked_again(desk: Office) -> None:
    """不约了凭编号和查询码退，退了别人能约；退过的不能再退。"""
    cloud = soon(desk)
    plan = {"first": "09:30", "minutes": 15, "count": 1, "way": "text"}
    desk.post(desk.office, f"/desk/live/{cloud.pk}/slots/", plan)
    given = {"slot": Slot.objects.get().pk, "topic": "想说说停车的事"}
    answer = Client().post(f"/book/{cloud.pk}/", given).content.decode()
    number, key = re.findall(r'<dd class="key">([^<]+)<', answer)
    back = {"receipt_no": number, "receipt_key": key, "cancel": "1"}
    assert Client().post("/book/mine/", back).status_code == 200
    assert Client().post("/book/mine/", back).status_code == 422
    assert Booking.objects.get().state == "cancelled"
    assert Client().post(f"/book/{cloud.pk}/", given).status_code == 201


@pytest.mark.row("S1-12")
def test_a_co_rating_session_counts_by_who_rated(desk: Office) -> None:
    """共评会：选几件有了结果的，代表、群众扫码或纸票评，结果按评的人分开列、导得出。"""
    case = desk.say()
    desk.step(case, desk.street, "answer", category="property", answer="路灯今天已经修好了。")
    meeting = planned(desk, "co_rate")
    press(desk, meeting, "start")
    chosen = f"/desk/live/{meeting.pk}/polls/matters/"
    assert desk.post(desk.office, chosen, {"cases": [case.pk + 999]}).status_code == 422
    assert desk.post(desk.office, chosen, {"cases": [case.pk]}).status_code == 302
    row = Poll.objects.get(case=case)
    press(desk, meeting, f"polls/{row.pk}/start")
    number = meeting.live.number
    assert tap(phone(number), number, row, "satisfied", "deputy") == 200
    assert tap(phone(number), number, row, "dissatisfied", "voter") == 200
    hands = f"/desk/live/{meeting.pk}/polls/{row.pk}/hands/"
    paper_votes = {"group": "voter", "n_satisfied": 3, "n_basic": 1, "n_dissatisfied": 0}
    assert desk.post(desk.unit, hands, paper_votes).status_code == 404
    assert desk.post(desk.office, hands, paper_votes).status_code == 302
    assert desk.post(desk.office, hands, paper_votes).status_code == 302

    words = plain(desk.get(desk.office, f"/desk/live/{meeting.pk}/").content.decode())
    assert "共6票" in words
    assert "群众3（60%）1（20%）1（20%）5" in words
    assert "代表1（100%）0（0%）0（0%）1" in words
    table = desk.get(desk.office, f"/desk/live/{meeting.pk}/polls/export.csv")
    lines = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert f"{row.title},群众,满意,3,60" in lines


@pytest.mark.row("S1-12")
def test_the_screen_is_public_and_says_nothing_of_people(desk: Office) -> None:
    """大屏谁都能看，自己换，不用脚本；没有谁的名字，号不对说清楚。"""
    met = planned(desk, "bench_talk", by="street")
    press(desk, met, "start", by="street")
    press(desk, met, "seats", by="street", person=desk.deputy.person.pk, role="deputy")
    log(desk, met, "电话 13912345678 的住户说漏水", by="street", disposition="noted")
    wall = Client().get(f"/live/{met.live.number}/").content.decode()
    assert 'http-equiv="refresh"' in wall
    assert "周岭梅" not in wall
    assert "13912345678" not in wall
    assert "到场" in wall
    for path in ("/live/000000/", "/live/000000/rate/"):
        assert Client().get(path).status_code == 404
    assert Client().get("/live/", {"no": met.live.number}).status_code == 302
    assert "没有这个现场号" in Client().get("/live/", {"no": "000000"}).content.decode()
    assert "六位数字" in Client().get("/live/", {"no": "12"}).content.decode()


@pytest.mark.row("S3-06")
def test_the_through_train_stops_and_takes_matters_up(desk: Office) -> None:
    """直通车一站一站走，哪几处都记下；车上当场接下的立件，落到单位清单上。"""
    adopt(desk.world, "onsite_dispatch")
    route = planned(
        desk, "itinerant", by="street", title="直通车进企业", region_id=desk.world.village.pk
    )
    press(desk, route, "start", by="street")
    item = log(
        desk,
        route,
        "厂门口要一个公交站",
        by="street",
        disposition="accepted",
        body=desk.world.unit_body.pk,
        due_on="2026-03-31",
    )
    assert Duty.objects.open().get(case=item.case).due_date == date(2026, 3, 31)
    stops = tuple(Place("site", name) for name in ("光谷厂区", "光谷 厂区", "村口"))
    record = Record(targets=stops)
    add_record(activity_id=route.pk, record=record, actor=Doer(desk.street.viewer), at=AT)
    assert route.targets.count() == 2
    page = desk.get(desk.street, f"/desk/live/{route.pk}/").content.decode()
    assert "厂门口要一个公交站" in page


def test_ordinary_talks_are_not_on_the_list_of_live_rooms(desk: Office) -> None:
    """现场清单只列专线、议事厅、负责人进站这些；板凳会议定的事也跟到底，可不在这里。"""
    planned(desk, "council_hall", title="第八场议事厅")
    planned(desk, "at_station", title="局长进站", station_id=desk.world.station.pk)
    planned(desk, "bench_talk", title="湾口板凳会")
    page = desk.get(desk.office, "/desk/live/").content.decode()
    assert "第八场议事厅" in page
    assert "局长进站" in page
    assert "湾口板凳会" not in page
