"""工作台也人人都用得上：各种岗位的页面，无障碍检查零严重问题，三百六十像素宽不用横着拖。"""

import pytest
from django.test import Client
from playwright.sync_api import Page

from lianxin.portal.tests.town import Town
from tests.browser.test_reach import AXE, RULES, RUN
from tests.world import Persona

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVERYBODY = ("notices/", "messages/mine/", "opinions/", "suggestions/", "rules/", "numbers/")
PAGES = {
    "office": (
        *EVERYBODY,
        *("", "decisions/", "duties/", "watch/", "outcomes/", "posting/", "import/"),
        *("supervise/", "supervise/key/", "supervise/calendar/", "supervise/units/"),
        *("together/", "together/new/", "papers/", "papers/annual/", "papers/new/brief/"),
        *("instructions/", "instructions/new/", "stations/", "stations/norms/", "mechanisms/"),
        *("messages/rules/", "messages/rules/urged_holder/", "messages/preview/", "messages/log/"),
        *("mechanisms/compare/", "calendar/", "posts/", "codes/", "receptions/", "deputies/"),
    ),
    "unit": (*EVERYBODY, "", "unit/", "unit/chain/", "unit/drafts/"),
    "deputy": (*EVERYBODY, "mine/", "mine/profile/", "suggestions/new/"),
}


@pytest.fixture
def case_pages(open_town: Town) -> tuple[str, ...]:
    """一件事的几页：办件、成果、记督办。"""
    case = f"cases/{open_town.say().case_id}/"
    return (case, f"{case}outcomes/", f"{case}supervise/")


def signed_in(page: Page, town: Town, who: Persona) -> None:
    """这部手机登录好了。"""
    cookies = who.sign_in(Client()).cookies
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookies["sessionid"].value, "url": town.address}]
    )


def barriers(page: Page, address: str, path: str) -> list[str]:
    """这一页的毛病：打不开、严重的障碍、横向多出来的。"""
    answer = page.goto(f"{address}/desk/{path}")
    if answer is None or answer.status != 200:
        return [f"{path} 打不开"]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [f"{path} {each}" for each in page.evaluate(RUN, RULES)]
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{path} 横向多出 {over} 像素"] if over > 0 else found


@pytest.mark.parametrize("username", PAGES)
def test_no_serious_barrier_on_the_desk(
    narrow: Page, open_town: Town, case_pages: tuple[str, ...], username: str
) -> None:
    """代工委、承办单位、代表各自的每一页都打得开、没有严重的障碍。"""
    if not AXE.exists():
        pytest.skip("没有 axe-core：请运行 make setup")
    signed_in(narrow, open_town, getattr(open_town.world, username))
    wanted = (*PAGES[username], *(case_pages if username == "office" else ()))
    found = [each for path in wanted for each in barriers(narrow, open_town.address, path)]
    assert not found, "\n".join(found)
