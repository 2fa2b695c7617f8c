"""接口测试共用的角色：装好机制的小世界、各人的令牌。"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from lianxin.access.usecases.tokens import issue_token
from lianxin.openapi.tests.hands import Hand, install
from tests.world import Persona, World


@pytest.fixture
def town(world: World) -> World:
    """装好机制的小世界。"""
    install(world)
    return world


@pytest.fixture
def anyone(town: World) -> Hand:
    """没有令牌的人。"""
    return Hand(Client())


@pytest.fixture
def hand(town: World) -> Callable[[Persona], Hand]:
    """某个角色的手。"""

    def made(persona: Persona) -> Hand:
        assert persona.account is not None
        return Hand(Client(), issue_token(account=persona.account, at=timezone.now()))

    return made
