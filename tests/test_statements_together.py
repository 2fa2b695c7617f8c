"""一个用例里先记着、并成一句写的：谁读都读得到，没办成就没写过。"""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.orgs.models import Category
from lianxin.orgs.statements import execute_later, fetch, insert_later
from lianxin.orgs.transactions import whole

pytestmark = pytest.mark.django_db

_RENAME = "UPDATE orgs_category SET label = %s WHERE key = %s"


class Trouble(Exception):
    """样本：半路出的错。"""


def made(key: str, label: str = "样本") -> Category:
    """没存的一个类别。"""
    return Category(key=key, label=label)


def known() -> set[str]:
    """库里有哪几个样本。"""
    return set(Category.objects.filter(key__startswith="put-").values_list("key", flat=True))


def test_several_writes_are_one_statement() -> None:
    """几张表、几行，提交前并成一句。"""
    Category.objects.create(key="put-0", label="旧")

    @whole
    def act() -> None:
        insert_later(made("put-1"), made("put-2"))
        insert_later(made("put-3"))
        execute_later(_RENAME, ["新", "put-0"])

    with CaptureQueriesContext(connection) as spent:
        act()
    assert [each["sql"][:4] for each in spent if "SAVEPOINT" not in each["sql"]] == ["WITH"]
    assert known() == {"put-0", "put-1", "put-2", "put-3"}
    assert Category.objects.get(key="put-0").label == "新"


def test_whoever_reads_meanwhile_reads_them() -> None:
    """还没提交，ORM 读、写好的句子读，都读得到前面记着的。"""

    @whole
    def act() -> list[int]:
        insert_later(made("put-1"))
        by_hand = len(fetch("SELECT key FROM orgs_category WHERE key LIKE 'put-%%'"))
        insert_later(made("put-2"))
        return [by_hand, len(known())]

    assert act() == [1, 2]


def test_a_usecase_inside_a_usecase_writes_with_it() -> None:
    """并进外层的用例，记着的跟外层一起写。"""

    @whole
    def inner() -> None:
        insert_later(made("put-1"))

    @whole
    def outer() -> None:
        inner()
        insert_later(made("put-2"))

    with CaptureQueriesContext(connection) as spent:
        outer()
    assert sum("put-" in each["sql"] for each in spent) == 1
    assert known() == {"put-1", "put-2"}


@pytest.mark.parametrize("fails", [False, True])
def test_what_fails_was_never_written(fails: bool) -> None:
    """半路出错，记着的一句不写，也不留给下一个用例。"""

    @whole
    def act() -> None:
        insert_later(made("put-1"))
        if fails:
            raise Trouble

    try:
        act()
    except Trouble:
        assert fails
    whole(lambda: insert_later(made("put-2")))()
    assert known() == ({"put-2"} if fails else {"put-1", "put-2"})


@pytest.mark.parametrize("fails", [False, True])
def test_a_savepoint_taken_back_takes_back_only_its_own(fails: bool) -> None:
    """中间一段撤回：之前记着的照写，那一段记着的不写。"""

    @whole
    def act() -> None:
        insert_later(made("put-1"))
        try:
            with transaction.atomic():
                insert_later(made("put-2"))
                if fails:
                    raise Trouble
        except Trouble:
            assert fails
        insert_later(made("put-3"))

    act()
    assert known() == ({"put-1", "put-3"} if fails else {"put-1", "put-2", "put-3"})


def test_a_broken_constraint_is_heard_at_the_end() -> None:
    """记着的违了约束，用例完的时候报出来，整件事撤回，连接还能用。"""
    Category.objects.create(key="put-0", label="旧")

    @whole
    def act() -> None:
        Category.objects.create(key="put-1", label="先写的")
        insert_later(made("put-0"))

    with pytest.raises(IntegrityError):
        act()
    assert known() == {"put-0"}


def test_a_broken_constraint_is_heard_where_it_is_caught() -> None:
    """外层要接住错误的，在自己那一段里就听到。"""
    Category.objects.create(key="put-0", label="旧")

    @whole
    def act() -> str:
        try:
            with transaction.atomic():
                insert_later(made("put-0"))
        except IntegrityError:
            return "已有"
        return "新的"

    assert act() == "已有"


def test_outside_a_usecase_it_is_written_at_once() -> None:
    """不在用例里，没有谁替它收尾，就现写。"""
    insert_later(made("put-1"))
    with CaptureQueriesContext(connection) as spent:
        assert known() == {"put-1"}
    assert len(spent) == 1
