"""一个账号、一部手机：390 像素宽的屏上，责任、意见、建议、活动、日历、档案都从一页按得到。"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lianxin.activities.drafts import ActivityDraft, Head, Present, Record
from lianxin.activities.usecases import record_activity
from lianxin.casework.policies import Doer
from lianxin.portal.tests.town import Town
from lianxin.stations import codes
from tests.browser.entering import enter
from tests.world import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALK = "樟树下的板凳会"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """三百九十像素宽的手机。"""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


def a_talk(town: Town) -> None:
    """代表到过的一场。"""
    world = town.world
    begun = AT - timedelta(days=1)
    record_activity(
        draft=ActivityDraft(
            congress_id=world.congress.pk,
            kind="bench_talk",
            title=TALK,
            body_id=world.street_committee.pk,
            starts_at=begun,
            ends_at=begun + timedelta(hours=1),
        ),
        record=Record(
            attended=(Present(world.deputy.person.pk),),  # type: ignore[union-attr]
            heads=(Head("resident", 9),),
            minutes="说了路灯和垃圾两件事，都记下了，回头逐件答复。",
        ),
        actor=Doer(world.street.viewer),
        at=AT,
    )


@pytest.mark.row("S0-03")
def test_one_account_on_a_phone_reaches_everything(phone: Page, open_town: Town) -> None:
    """从“我的履职”一页，按得到等我办的、找过我的、我的建议、我的活动、日历、档案，一页也不用横着拖。"""
    door = f"/s/{codes.sign(open_town.world.deputy_code.serial)}"
    told = open_town.visitor.fill(door, text="村口到小学这段路没有路灯，孩子摔过好几回。")
    number = told["Location"].split("/")[2]
    a_talk(open_town)
    enter(phone.context, open_town.world.deputy, open_town.address)
    phone.goto(f"{open_town.address}/desk/")
    expect(phone.get_by_role("heading", name="我的履职")).to_be_visible()
    for tab, seen in (
        ("等我办的", "等"),
        ("找过我的", number),
        ("写着的、请我附议的", "写着的"),
        ("我的建议", "建议"),
        ("我的活动", TALK),
    ):
        phone.get_by_role("link", name=tab, exact=True).first.click()
        expect(phone.locator("main")).to_contain_text(seen)
        assert over(phone) <= 0, tab
    for link, heading in (("我的日历", "我的日历"), ("我的档案", "我的档案")):
        phone.goto(f"{open_town.address}/desk/mine/")
        phone.locator("main").get_by_role("link", name=link).click()
        expect(phone.get_by_role("heading", name=heading)).to_be_visible()
        assert over(phone) <= 0, link
    expect(phone.locator("main")).to_contain_text(TALK)
    with phone.expect_download() as kept:
        phone.get_by_role("link", name="导出 csv").click()
    assert TALK in kept.value.path().read_text(encoding="utf-8-sig")


def over(page: Page) -> int:
    """横向多出几个像素。"""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
