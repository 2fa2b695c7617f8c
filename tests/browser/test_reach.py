"""门户的夜里、大字两种样子，和要凭记号才打开的几页：没有严重的障碍，不用横着拖。

白天的样子由 :mod:`tests.browser.test_every_page` 逐页查。
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from lianxin.kernel.actors import SYSTEM
from lianxin.portal.tests.town import Town
from lianxin.publicity.usecases import publish_article
from lianxin.stations.usecases.roster import plan_reception
from tests.browser.barriers import AXE, NO_AXE, OVER, RULES, RUN
from tests.world import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: 前几页要特别的情形才有：打开了的回执、刚发的查询码、认不出的码、没有的网址。
SPECIAL = 4


@pytest.fixture
def pages(open_town: Town, narrow: Page) -> list[str]:
    """门户的页面，每页都有内容，要特别的情形才有的在前；回执已经在这部手机上打开。"""
    town, world = open_town, open_town.world
    opinion = town.say(publish="on")
    town.answer(opinion)
    posted = town.publish(opinion)
    article = publish_article(
        jurisdiction_id=world.congress.pk, title="接待日预告", body="# 怎么参加\n\n- 到站里说",
        source="代工委", column="公告", published_at=AT, actor=SYSTEM, at=AT,
    )  # fmt: skip
    plan_reception(
        station=world.station, deputies=[world.deputy.person], starts_at=AT + timedelta(days=3),
        ends_at=AT + timedelta(days=3, hours=2), theme="物业管理", actor=SYSTEM, at=AT,
    )  # fmt: skip
    kept = [
        {"name": name, "value": cookie.value, "url": town.address}
        for name, cookie in town.visitor.client.cookies.items()
        if name in {"receipts", "issued"}
    ]
    narrow.context.add_cookies(kept)
    station, receipt = f"/stations/{world.station.pk}/", town.receipt_path(opinion)
    return [
        receipt, f"{receipt}issued/", "/s/AAAA", "/no-such-page/",
        "/", town.scan_path, "/say/", "/r/", "/matters/", f"/matters/{posted.number}/",
        "/stations/", station, f"{station}board/", "/deputies/",
        f"/deputies/{world.deputy.person.pk}/", "/articles/", f"/articles/{article.pk}/",
        "/verify/", "/about/privacy/", "/about/counting/", "/account/login/",
    ]  # fmt: skip


def choose(page: Page, town: Town, **cookies: str) -> None:
    """这部手机选了大字或深色。"""
    page.context.add_cookies(
        [{"name": name, "value": value, "url": town.address} for name, value in cookies.items()]
    )


@pytest.mark.parametrize(
    "looks", [{"theme": "light"}, {"theme": "dark"}, {"theme": "light", "elder": "1"}],
    ids=["light", "dark", "elder"],
)  # fmt: skip
def test_no_serious_barrier_in_any_dress(
    narrow: Page, open_town: Town, pages: list[str], looks: dict[str, str]
) -> None:
    """夜里、大字的每一页，白天凭记号才打开的几页：没有严重的障碍，也不用横着拖。"""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    choose(narrow, open_town, **looks)
    wanted = pages[:SPECIAL] if looks == {"theme": "light"} else pages
    narrow.context.add_init_script(path=AXE)
    found = [each for path in wanted for each in barriers(narrow, open_town.address, path)]
    assert not found, "\n".join(found)


def barriers(page: Page, address: str, path: str) -> list[str]:
    """这一页的毛病：严重的障碍、横向多出来的。"""
    page.goto(address + path)
    found = [f"{path} {each}" for each in page.evaluate(RUN, RULES)]
    over = page.evaluate(OVER)
    return [*found, f"{path} 横向多出 {over} 像素"] if over > 0 else found
