"""门户测试共用的小世界，见 ``town.py``；这里的测试都用假的钟。"""

import pytest

from .town import Clock, clock, town

__all__ = ["clock", "town"]


@pytest.fixture(autouse=True)
def _stopped(clock: Clock) -> None:
    """不拨不走。"""
