"""故事测试的钟：页面上的此刻由测试拨。"""

import pytest

from tests.journeys.hands import Hands


@pytest.fixture
def hands(world, monkeypatch):
    """小世界里的一群人。"""
    made = Hands(world)
    monkeypatch.setattr("django.utils.timezone.now", made.clock)
    return made
