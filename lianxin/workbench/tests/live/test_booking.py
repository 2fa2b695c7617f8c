"""约时段的坏天：手快点两下、慢了一步、只留称呼、接待取消了，约的人都不会两头落空。"""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from lianxin.activities.models import Activity, Booking, Slot
from lianxin.activities.usecases.live import book_slot
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.live.hands import planned, soon, told
from tests.world import AT

ONCE = "A" * 22
ROOM = "https://example.org/room"
NAMED = {"name": "王女士", "phone": "13912345678", "consent": "on"}


def offered(desk: Office, count: int = 1) -> Activity:
    """放出了时段的一场网上接待。"""
    cloud = soon(desk, video_link=ROOM)
    plan = {"first": "09:30", "minutes": 15, "count": count, "way": "video"}
    assert desk.post(desk.office, f"/desk/live/{cloud.pk}/slots/", plan).status_code == 302
    return cloud


def book(cloud: Activity, **more: object) -> HttpResponse:
    """约头一段。"""
    given = {"slot": Slot.objects.order_by("starts_at")[0].pk, "topic": "想说说停车的事", **more}
    return Client().post(f"/book/{cloud.pk}/", given)


def keys_in(answer: HttpResponse) -> list[str]:
    """页上给的编号和查询码。"""
    return re.findall(r'<dd class="key">([^<]+)<', answer.content.decode())


@pytest.mark.row("S3-13")
def test_a_double_tap_books_once_and_gives_the_same_key(desk: Office) -> None:
    """手快点两下、刷新重交：只约一次，两次都看得到同一个编号和查询码；别人再约就说被约走了。"""
    cloud = offered(desk)
    first, second = book(cloud, once_key=ONCE), book(cloud, once_key=ONCE)
    assert (first.status_code, second.status_code) == (201, 201)
    assert keys_in(first) == keys_in(second) != []
    assert Booking.objects.count() == 1
    late = book(cloud, once_key="B" * 22)
    page = late.content.decode()
    assert late.status_code == 422
    assert "刚被别人约走了" in page
    assert "想说说停车的事" in page


def test_the_booking_pages_say_which_congress_they_belong_to(desk: Office) -> None:
    """约好的一页、凭编号查到的一页，页头写着是哪级人大；没查到的不知道是哪级。"""
    booked = book(offered(desk))
    number, key = keys_in(booked)
    head = "<small>江夏区人大</small>"
    assert head in booked.content.decode()
    mine, wrong = (
        Client().post("/book/mine/", {"receipt_no": number, "receipt_key": given})
        for given in (key, "0" * len(key))
    )
    assert head in mine.content.decode()
    assert head not in wrong.content.decode()


@pytest.mark.row("S3-13")
def test_a_slot_given_back_is_not_promised_again_by_the_same_form(desk: Office) -> None:
    """约了又退，再按后退重交同一张表：不说“约好了”，请他重新打开再约；重新打开的约得上。"""
    cloud = offered(desk)
    number, key = keys_in(book(cloud, once_key=ONCE))
    Client().post("/book/mine/", {"receipt_no": number, "receipt_key": key, "cancel": "1"})
    again = book(cloud, once_key=ONCE)
    assert again.status_code == 422
    assert "约过又退了" in again.content.decode()
    assert book(cloud, once_key="B" * 22).status_code == 201


def test_a_name_alone_is_handed_back(desk: Office) -> None:
    """只留称呼、号码不像样、没勾同意：当场标出是哪一格，写的都还在；改对了就约上。"""
    cloud = offered(desk)
    for wrong, words in (
        ({"phone": ""}, "只留称呼联系不上您"),
        ({"phone": "12"}, "电话"),
        ({"consent": ""}, "留电话要您勾上同意"),
    ):
        answer = book(cloud, **{**NAMED, **wrong})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "想说说停车的事" in page
    assert book(cloud, **NAMED).status_code == 201


@pytest.mark.row("S3-13")
def test_a_cancelled_reception_is_told_on_every_page(desk: Office) -> None:
    """接待取消：约的页、我的预约都说为什么；办的人看得到还有几位要打电话告诉。"""
    cloud = offered(desk, count=2)
    number, key = keys_in(book(cloud, **NAMED))
    shown = f"/activities/{cloud.pk}/"
    find = {"receipt_no": number, "receipt_key": key}
    assert f"/book/{cloud.pk}/" in Client().get(shown).content.decode()
    assert ROOM in Client().post("/book/mine/", find).content.decode()

    sheet = f"/desk/activities/{cloud.pk}/"
    assert "打过去告诉" not in desk.get(desk.office, sheet).content.decode()
    desk.post(desk.office, f"{sheet}cancel/", {"reason": "代表临时出差"})
    told = desk.get(desk.office, sheet).content.decode()
    assert "还有 1 位约了时段，其中 1 位留了电话" in told
    closed = Client().get(f"/book/{cloud.pk}/")
    assert closed.status_code == 410
    assert "代表临时出差" in closed.content.decode()
    announced = Client().get(shown).content.decode()
    assert "代表临时出差" in announced
    assert f"/book/{cloud.pk}/" not in announced
    mine = Client().post("/book/mine/", find).content.decode()
    assert "代表临时出差" in mine
    assert ROOM not in mine
    assert "不约了" not in mine
    assert not Opinion.objects.exists()


@pytest.mark.row("S3-13")
def test_only_an_announced_reception_can_be_booked(desk: Office) -> None:
    """没有预告的接待，公开页、约的页都没有，硬交上来也约不到；贴出预告就都打得开、约得上。"""
    later = AT + timedelta(minutes=20)
    cloud = planned(desk, "online_reception", starts_at=later)
    plan = {"first": "09:30", "minutes": 15, "count": 1, "way": "video"}
    offer = desk.office.sign_in(desk.client).post(f"/desk/live/{cloud.pk}/slots/", plan)
    inside = f"/desk/live/{cloud.pk}/"
    assert offer.status_code == 302
    assert "群众约不到" in desk.get(desk.office, inside).content.decode()
    pages = (f"/activities/{cloud.pk}/", f"/book/{cloud.pk}/")
    assert [Client().get(page).status_code for page in pages] == [404, 404]
    assert book(cloud).status_code == 404
    with pytest.raises(NotVisible):
        book_slot(slot_id=Slot.objects.get().pk, topic="想说说停车的事", at=AT)
    assert not Booking.objects.exists()

    told(desk, cloud)
    assert [Client().get(page).status_code for page in pages] == [200, 200]
    assert "群众约不到" not in desk.get(desk.office, inside).content.decode()
    assert book(cloud).status_code == 201
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("was_told", [False, True])
def test_a_cancelled_reception_is_told_only_where_it_was_announced(
    desk: Office, was_told: bool
) -> None:
    """没预告过就取消的，外面两页都没有，里面也不给公开页的链接；预告过的两页都说取消了。"""
    cloud = planned(desk, "online_reception", starts_at=AT + timedelta(minutes=20))
    if was_told:
        told(desk, cloud)
    url = f"/desk/activities/{cloud.pk}/"
    desk.post(desk.office, f"{url}cancel/", {"reason": "代表临时出差"})
    pages = (f"/activities/{cloud.pk}/", f"/book/{cloud.pk}/")
    expected = [200, 410] if was_told else [404, 404]
    assert [Client().get(page).status_code for page in pages] == expected
    linked = f'href="/activities/{cloud.pk}/"' in desk.get(desk.office, url).content.decode()
    assert linked is was_told
