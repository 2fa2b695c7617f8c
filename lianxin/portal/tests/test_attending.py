"""扫码签到：一部手机一次，代表签在自己名下；早了、晚了、取消、收回、编的码，各说各的话。"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, Attendance, Headcount
from lianxin.activities.queries.signing import sign_tally
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    Record,
    add_record,
    cancel_activity,
    give_sign_code,
    plan_activity,
    withdraw_sign_code,
)
from lianxin.casework.policies import Doer
from lianxin.stations.queries import code_text
from tests.world import AT, World

pytestmark = pytest.mark.django_db
BEGUN = AT + timedelta(days=1)


class Door:
    """活动门口：一场活动，一个码，一只由测试拨的钟。"""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, BEGUN
        self.activity = self.plan("板凳会")
        self.path = self.code_for(self.activity)

    def plan(self, title: str) -> Activity:
        """安排一场。"""
        draft = ActivityDraft(
            congress_id=self.world.congress.pk,
            kind="bench_talk",
            title=title,
            body_id=self.world.street_committee.pk,
            starts_at=BEGUN,
            ends_at=BEGUN + timedelta(hours=1),
        )
        return plan_activity(draft=draft, actor=Doer(self.world.street.viewer), at=AT)

    def code_for(self, activity: Activity) -> str:
        """发码，返回签到页的网址。"""
        doer = Doer(self.world.street.viewer)
        code = give_sign_code(activity_id=activity.pk, actor=doer, at=AT)
        return f"/a/{code_text(code.serial)}"

    def tap(self, phone: Client, path: str = "") -> Any:
        """扫开、点签到。"""
        phone.get(path or self.path)
        return phone.post(path or self.path, headers={"Sec-Fetch-Site": "same-origin"})

    def count(self) -> int:
        """签到几行。"""
        return Attendance.objects.filter(activity=self.activity).count()


@pytest.fixture
def door(world: World, monkeypatch: pytest.MonkeyPatch) -> Door:
    """开着门的一场。"""
    made = Door(world)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


def test_a_phone_signs_in_with_one_tap_and_only_once(door: Door) -> None:
    """点一下就签上，不问姓名；再点、再扫都说早就签过，不多一行；两部手机两行。"""
    phone = Client()
    assert "签到成功" in door.tap(phone).content.decode()
    assert "早就签过到了" in door.tap(phone).content.decode()
    assert "早就签过到了" in phone.get(door.path).content.decode()
    door.tap(Client())
    assert door.count() == 2
    assert not Attendance.objects.filter(person__isnull=False).exists()


def test_one_outlet_cannot_sign_in_more_than_twice_the_hall(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """一个出口签到的手机超过会场的两倍就请找工作人员；换个出口照签，签过的再点照说签过，人头照记。"""
    monkeypatch.setattr("lianxin.portal.web.patience.PHONES_PER_SEAT", 1)
    monkeypatch.setattr(
        "lianxin.activities.queries.signing.kind_of", lambda _key: replace(kind_of(_key), crowd=2)
    )
    hall = {"REMOTE_ADDR": "203.0.113.7"}
    phones = [Client(**hall) for _ in range(3)]
    assert [door.tap(phone).status_code for phone in phones] == [200, 200, 429]
    assert "请现场的工作人员帮您登记" in door.tap(phones[2]).content.decode()
    assert "早就签过到了" in door.tap(phones[0]).content.decode()
    assert door.tap(Client(REMOTE_ADDR="203.0.113.8")).status_code == 200
    assert door.count() == 3
    street = Doer(door.world.street.viewer)
    heads = Record(heads=(Head("resident", 40),))
    add_record(activity_id=door.activity.pk, record=heads, actor=street, at=door.now)
    assert Headcount.objects.get(activity=door.activity).count == 40


def test_a_phone_without_a_cookie_is_asked_to_tap_again(door: Door) -> None:
    """没有带上记号的一次不算数，说请再点一次；带上了才算。"""
    phone = Client()
    assert phone.post(door.path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422
    assert door.count() == 0
    assert phone.post(door.path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert door.count() == 1


def test_a_deputy_signs_in_under_the_own_name(door: Door) -> None:
    """代表登录着扫，签在自己名下；两次只一行。"""
    phone = door.world.deputy.sign_in(Client())
    assert "周岭梅，欢迎您来" in door.tap(phone).content.decode()
    assert "早就签过到了" in door.tap(phone).content.decode()
    row = Attendance.objects.get(activity=door.activity)
    assert (row.person, row.role, row.way) == (door.world.deputy.person, "deputy", "code")


def test_two_places_at_once_are_refused_to_a_person_and_flagged_for_a_phone(door: Door) -> None:
    """同一时间两处：代表被告知已在哪一场；手机不拦，两场的签到码页上都提醒核对。"""
    other = door.plan("邻村夜谈会")
    path = door.code_for(other)
    deputy, phone = door.world.deputy.sign_in(Client()), Client()
    for who in (deputy, phone):
        door.tap(who)
    answer = door.tap(deputy, path)
    assert answer.status_code == 422
    assert "已经在“板凳会”签到" in answer.content.decode()
    door.tap(phone, path)
    assert [sign_tally(each.pk).elsewhere for each in (door.activity, other)] == [1, 1]
    desk = door.world.street.sign_in(Client())
    page = desk.get(f"/desk/activities/{other.pk}/code/").content.decode()
    assert "有 1 部手机同一时间还在别处签了到" in page


@pytest.mark.parametrize(
    ("shift", "status", "words"),
    [
        (timedelta(hours=-3), 422, "还没到签到的时间"),
        (timedelta(), 200, "签到成功"),
        (timedelta(hours=2), 200, "记为结束以后签到"),
    ],
)
def test_early_is_refused_and_late_is_kept(
    door: Door, shift: timedelta, status: int, words: str
) -> None:
    """太早的说几时能签；结束以后的照收，写明晚了。"""
    door.now = BEGUN + shift
    answer = door.tap(Client())
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_cancelled_activity_says_why(door: Door) -> None:
    """取消了的，扫开就说为什么，点了也不记。"""
    doer = Doer(door.world.street.viewer)
    cancel_activity(activity_id=door.activity.pk, reason="下雨改期", actor=doer, at=AT)
    answer = door.tap(Client())
    assert answer.status_code == 410
    assert "下雨改期" in answer.content.decode()
    assert door.count() == 0


def test_forged_and_revoked_codes_are_told_apart(door: Door) -> None:
    """编的码说不是本平台的，收回的码说缘由；再发的新码能签，签过的都还在。"""
    door.tap(Client())
    assert Client().get("/a/AAAAAA-AAAAAAAA").status_code == 404
    doer = Doer(door.world.street.viewer)
    withdraw_sign_code(activity_id=door.activity.pk, reason="被拍照外传", actor=doer, at=AT)
    gone = Client().get(door.path)
    assert gone.status_code == 410
    assert "被拍照外传" in gone.content.decode()
    door.tap(Client(), door.code_for(door.activity))
    assert door.count() == 2


def test_the_desk_gives_and_withdraws_the_code(door: Door) -> None:
    """工作台上发码、打印、收回；看得见的单位才打得开，别的看来没有这一页。"""
    fresh = door.plan("清风夜话")
    path = f"/desk/activities/{fresh.pk}/code/"
    desk = door.world.street.sign_in(Client())
    assert "还没有签到码" in desk.get(path).content.decode()
    assert desk.post(path).status_code == 302
    assert "<svg" in desk.get(path).content.decode()
    assert desk.post(path, {"reason": ""}).status_code == 422
    assert desk.post(path, {"reason": "换新的"}).status_code == 302
    assert "原来的码收回了" in desk.get(path).content.decode()
    assert door.world.other_unit.sign_in(Client()).get(path).status_code == 404


def test_signing_in_costs_the_same_however_many_came(
    door: Door, django_assert_max_num_queries: Any
) -> None:
    """签到一次几条语句，与来了多少人无关。"""
    for _ in range(3):
        door.tap(Client())
    phone = Client()
    phone.get(door.path)
    with django_assert_max_num_queries(7):
        phone.post(door.path, headers={"Sec-Fetch-Site": "same-origin"})
