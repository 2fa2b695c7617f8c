"""故事测试的钟：页面上的此刻由测试拨。"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.by_hand import ByHand
from tests.journeys.hands import Hands
from tests.plugins.browser import DESKTOP, PHONE


@pytest.fixture
def hands(world, monkeypatch):
    """小世界里的一群人。"""
    made = Hands(world)
    monkeypatch.setattr("django.utils.timezone.now", made.clock)
    return made


@pytest.fixture(params=[PHONE, DESKTOP], ids=["390", "1440"])
def by_hand(
    request: pytest.FixtureRequest, hands: Hands, chromium: Browser, live_server: Any
) -> Iterator[ByHand]:
    """一群人，各拿各的手机；再来一遍，各坐在电脑前。"""
    made = ByHand(hands, chromium, live_server.url, request.param, request.node.originalname)
    yield made
    made.close()
