"""留痕怎么记、记下之后动不动得了。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.audit import queries
from lianxin.audit.digest import digest_of, fields, plain
from lianxin.audit.models import Entry, Seal, SealedEntry
from lianxin.audit.seals import line_of, seal_entries
from lianxin.audit.usecases import Line, record, record_many
from lianxin.kernel.actors import PUBLIC, Actor

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLERK = Actor(7, "周明", "代工委")
LINE = Line(actor=CLERK, at=MONDAY, verb="audit.check", subject_kind="opinion", subject_id=1)
note = partial(
    record, actor=CLERK, at=MONDAY, verb="audit.check", subject_kind="opinion", subject_id=1
)


def test_an_entry_keeps_who_what_and_when() -> None:
    """一条留痕写明谁、以什么身份、何时、对什么、做了什么、留下什么。"""
    pk = note(thread=5, jurisdiction_id=2, facts={"due": date(2026, 3, 9), "cost": Decimal("1.50")})
    entry = Entry.objects.get(pk=pk)
    assert (entry.actor_name, entry.actor_post, entry.at) == ("周明", "代工委", MONDAY)
    assert (entry.thread, entry.jurisdiction_id) == (5, 2)
    assert entry.facts == {"due": "2026-03-09", "cost": "1.50"}


def test_recording_is_one_statement(django_assert_num_queries: Any) -> None:
    """记一条只用一条语句。"""
    with django_assert_num_queries(1):
        note(facts={"public": "已收到"})


def test_a_batch_keeps_its_order() -> None:
    """记一批，编号的次序就是给的次序。"""
    lines = [
        Line(actor=CLERK, at=MONDAY, verb="audit.check", subject_kind="opinion", subject_id=n)
        for n in range(5)
    ]
    entries = Entry.objects.in_bulk(record_many(lines))
    assert [entry.subject_id for _, entry in sorted(entries.items())] == [0, 1, 2, 3, 4]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=st.dictionaries(st.text(max_size=10), JSON, max_size=4))
def test_what_is_read_back_has_the_same_digest(facts: dict[str, Any]) -> None:
    """存进去的内容取出来重算，摘要一字不差。"""
    entry = Entry.objects.get(pk=note(facts=facts))
    assert entry.facts == plain(facts)
    assert digest_of(line_of(entry), bytes(entry.salt)) == bytes(entry.digest)


def test_equal_contents_have_different_digests() -> None:
    """内容相同的两条摘要不同：短的原话不能靠试出来。"""
    first, second = (Entry.objects.get(pk=note(actor=PUBLIC, facts={"text": "好"})) for _ in "12")
    assert bytes(first.digest) != bytes(second.digest)


def test_no_two_contents_share_their_cells() -> None:
    """材料怎么分组、键里带什么符号，摊开之后都不会混成一样。"""
    shapes: list[dict[str, Any]] = [
        {"a": {"b": 1}},
        {"a/b": 1},
        {"a~1b": 1},
        {"a": {}},
        {"a": {"b": {"c": 1}}},
        {"a": {"b/c": 1}},
    ]
    cells = [
        sorted(fields(replace(LINE, facts=shape)).items(), key=lambda cell: cell[0])
        for shape in shapes
    ]
    assert all(one != other for i, one in enumerate(cells) for other in cells[:i])


def test_a_time_without_zone_is_refused() -> None:
    """时间不带时区，不收。"""
    with pytest.raises(ValueError, match="时区"):
        note(at=MONDAY.replace(tzinfo=None))
    assert note(at=MONDAY) > 0


def test_unstorable_facts_are_refused() -> None:
    """说不清怎么存的东西，不收。"""
    with pytest.raises(TypeError, match="不能放"):
        note(facts={"thing": object()})
    assert note(facts={"thing": "话"}) > 0


@pytest.mark.parametrize("model", [Entry, Seal, SealedEntry])
@pytest.mark.parametrize(
    "attack",
    [
        lambda model: model.objects.update(**{_column(model): _value(model)}),
        lambda model: model.objects.all()._raw_delete("default"),
        lambda model: _run(f"TRUNCATE {model._meta.db_table} CASCADE"),
    ],
    ids=["update", "delete", "truncate"],
)
def test_the_record_is_append_only(model: Any, attack: Callable[[Any], object]) -> None:
    """留痕与封印只能添，不能改、不能删、不能清空。"""
    note()
    seal_entries(at=MONDAY)
    with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic():
        attack(model)
    assert model.objects.count() == 1


def _column(model: Any) -> str:
    return {Entry: "verb", Seal: "entry_count", SealedEntry: "leaf"}[model]


def _value(model: Any) -> Any:
    return "audit.forged" if model is Entry else 9


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        # 本事务里的外键检查先做完，才轮得到清空。
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_a_timeline_is_read_in_one_statement(django_assert_num_queries: Any) -> None:
    """时间线一条语句取一页，下一页从上一页最后一条接着取。"""
    for number in range(5):
        note(thread=9, facts={"seals": number, "entries": 0})
    note(thread=10)
    with django_assert_num_queries(1):
        first = queries.timeline(thread=9, limit=3)
    rest = queries.timeline(thread=9, after=first[-1].id, limit=3)
    assert [card.facts["seals"] for card in first + rest] == [0, 1, 2, 3, 4]
    assert first[0].text == "核对了全部留痕：0 次封印、0 条"
    assert first[0].who == "周明（代工委）"


def test_a_subject_has_its_own_timeline() -> None:
    """按对象取，只取这个对象的。"""
    note(subject_id=3)
    mine = note(subject_id=4)
    assert [card.id for card in queries.timeline(subject=("opinion", 4))] == [mine]


def test_a_persons_log_runs_backwards() -> None:
    """某人做过什么，从近到远；别人做的不在里面。"""
    pks = [note() for _ in range(3)]
    note(actor=Actor(8, "吴霞"))
    page = queries.log_of(actor_id=7, limit=2)
    assert [card.id for card in page] == pks[:0:-1]
    assert [card.id for card in queries.log_of(actor_id=7, before=page[-1].id)] == pks[:1]
