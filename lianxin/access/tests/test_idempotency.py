"""幂等：同一把钥匙只办一次，八个人同时来也一样。"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from lianxin.access.usecases.idempotency import (
    IdempotencyConflict,
    digest_of,
    forget_calls,
    once,
)
from lianxin.orgs.models import Person
from tests.world import AT

SENT = {"scope": "POST /opinions", "key": "k-1", "body_digest": digest_of(b"one"), "at": AT}


def register() -> tuple[int, dict[str, Any]]:
    """办一次：登记一个人。"""
    person = Person.objects.create(name="来人")
    return 201, {"id": person.pk}


@pytest.mark.django_db
def test_the_same_key_is_answered_from_memory() -> None:
    """重发一次，答复原样给回，事情只办一件。"""
    first, second = once(**SENT, act=register), once(**SENT, act=register)
    assert first == (201, {"id": Person.objects.get().pk}, False)
    assert second == (*first[:2], True)


@pytest.mark.django_db
def test_the_same_key_with_other_content_is_refused() -> None:
    """同一把钥匙换了内容就拒绝；换个范围则互不相干。"""
    once(**SENT, act=register)
    other = {**SENT, "body_digest": digest_of(b"two")}
    with pytest.raises(IdempotencyConflict, match="换一把"):
        once(**other, act=register)
    once(**{**other, "scope": "POST /ratings"}, act=register)
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_a_failed_attempt_leaves_the_key_free() -> None:
    """没办成的不占钥匙，改好了还能用同一把。"""

    def fail() -> tuple[int, dict[str, Any]]:
        register()
        raise ValueError("没办成")

    with pytest.raises(ValueError, match="没办成"):
        once(**SENT, act=fail)
    assert not Person.objects.exists()
    assert once(**SENT, act=register)[2] is False


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 81])
def test_odd_keys_are_refused(key: str) -> None:
    """空的、太长的钥匙不收。"""
    call = partial(once, act=register)
    with pytest.raises(IdempotencyConflict, match="1 到 80"):
        call(**{**SENT, "key": key})
    call(**{**SENT, "key": "k" * 80})


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_act_only_once() -> None:
    """八个请求拿着同一把钥匙同时到，只办一次，答复都一样。"""
    together = Barrier(8)

    def call(_: int) -> tuple[int, dict[str, Any], bool]:
        together.wait()
        try:
            return once(**SENT, act=register)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))
    assert Person.objects.count() == 1
    assert len({str(answer[:2]) for answer in answers}) == 1
    assert [replayed for *_, replayed in answers].count(False) == 1


@pytest.mark.django_db
def test_old_keys_are_forgotten() -> None:
    """清掉旧的记录；当时的还在。"""
    once(**SENT, act=register)
    assert forget_calls(before=AT) == 0
    assert forget_calls(before=AT + timedelta(seconds=1)) == 1
