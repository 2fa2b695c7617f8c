"""人人都用得上：无障碍检查零严重问题，三百六十像素宽不用横着拖。"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from lianxin.kernel.actors import SYSTEM
from lianxin.portal.tests.town import Town
from lianxin.publicity.usecases import publish_article
from lianxin.stations.usecases.roster import plan_reception
from tests.world import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


@pytest.fixture
def pages(open_town: Town, narrow: Page) -> list[str]:
    """门户的全部页面，每页都有内容；回执已经在这部手机上打开。"""
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
        "/", town.scan_path, "/say/", "/s/AAAA", "/r/", receipt, f"{receipt}issued/", "/matters/",
        f"/matters/{posted.number}/", "/stations/", station, f"{station}board/", "/deputies/",
        f"/deputies/{world.deputy.person.pk}/", "/articles/", f"/articles/{article.pk}/",
        "/verify/", "/about/privacy/", "/about/counting/", "/account/login/", "/no-such-page/",
    ]  # fmt: skip


def choose(page: Page, town: Town, **cookies: str) -> None:
    """这部手机选了大字或深色。"""
    page.context.add_cookies(
        [{"name": name, "value": value, "url": town.address} for name, value in cookies.items()]
    )


@pytest.mark.parametrize(
    "looks", [{"theme": "light"}, {"theme": "dark"}, {"theme": "light", "elder": "1"}],
    ids=["白天", "夜里", "大字"],
)  # fmt: skip
def test_no_serious_barrier_anywhere(
    narrow: Page, open_town: Town, pages: list[str], looks: dict[str, str]
) -> None:
    """每一页、每种样子：无障碍检查没有严重的问题，也不用横着拖。"""
    if not AXE.exists():
        pytest.skip("没有 axe-core：请运行 make setup")
    choose(narrow, open_town, **looks)
    source, barriers = AXE.read_text(encoding="utf-8"), []
    for path in pages:
        narrow.goto(open_town.address + path)
        narrow.evaluate(source)
        found: list[Any] = narrow.evaluate(RUN, RULES)
        barriers += [f"{path} {each}" for each in found]
        wide = narrow.evaluate("document.documentElement.scrollWidth")
        if wide > narrow.viewport_size["width"]:
            barriers.append(f"{path} 横向多出 {wide - narrow.viewport_size['width']} 像素")
    assert not barriers, "\n".join(barriers)
