"""热路上直接写的句子：存的、取的，与 ORM 一模一样；用例套用例，一起成一起撤。"""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from lianxin.casework.models import Case
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.openapi.tests.hands import install
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.orgs.models import Category, Region
from lianxin.orgs.statements import fetch, insert, select, select_with, update
from lianxin.orgs.transactions import whole
from tests.world import AT, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    """刚立的一件。"""
    install(world)
    draft = Draft(jurisdiction_id=world.congress.pk, text="路灯不亮", channel="web")
    return Case.objects.get(pk=register_opinion(draft=draft, actor=SYSTEM, at=AT).case_id)


def values(row: Any) -> dict[str, Any]:
    """一行的全部字段。"""
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


def copy(row: Any, **changes: Any) -> Any:
    """照样再来一行，没存；没有责任人，所以写明在等什么。"""
    return type(row)(**{**values(row), "waits": "样本", **changes})


def test_a_row_reads_the_same_either_way(case: Case) -> None:
    """直接取的整行，与 ORM 取的每个字段都相同，连数组和 JSON。"""
    (read,) = select(Case, "WHERE id = %s", [case.pk])
    assert values(read) == values(case)
    opinion = Opinion.objects.get(case=case)
    (voice,) = select(Opinion, "WHERE case_id = %s", [case.pk])
    assert values(voice) == values(opinion)


def test_a_row_is_written_the_same_either_way(case: Case) -> None:
    """直接存的整行，ORM 取出来每个字段都相同；没有编号的，存完有了编号。"""
    facts = {"a": ["一", 2, None, {"b": 1.5}]}
    made = copy(case, id=None, facts=facts, flags=["记"], timeout_on=date(2026, 3, 4))
    insert(made)
    assert made.pk > case.pk
    assert values(Case.objects.get(pk=made.pk)) == values(made)


def test_several_rows_go_in_one_statement(case: Case) -> None:
    """几行一条语句，编号与给的次序一致；一行也没有就不写。"""
    rows = [copy(case, id=None, title=f"第{n}件") for n in range(3)]
    with CaptureQueriesContext(connection) as captured:
        insert(*rows)
        insert()
    assert len(captured) == 1
    assert [Case.objects.get(pk=row.pk).title for row in rows] == ["第0件", "第1件", "第2件"]


def test_an_update_touches_the_named_fields_only(case: Case) -> None:
    """只改写明的字段；几行各是各的值，空值也写得回去。"""
    other = copy(case, id=None)
    insert(other)
    case.title, other.title = "甲", "乙"
    case.timeout_on, other.timeout_on = date(2026, 5, 1), None
    case.waits = other.waits = "没有写明要改"
    update([case, other], ["title", "timeout_on"])
    kept = {row.pk: row for row in Case.objects.filter(pk__in=[case.pk, other.pk])}
    assert (kept[case.pk].title, kept[case.pk].timeout_on) == ("甲", date(2026, 5, 1))
    assert (kept[other.pk].title, kept[other.pk].timeout_on) == ("乙", None)
    assert {row.waits for row in kept.values()} == {"", "样本"}


def test_columns_of_other_tables_come_along(case: Case) -> None:
    """连着别的表取几栏；顺带算的一项挂在行上。"""
    tail = 'FROM "casework_case" c JOIN opinions_opinion o ON o.case_id = c.id WHERE c.id = %s'
    ((row, more),) = select_with(Case, "c", "o.receipt_no, o.text", tail, [case.pk])
    assert (row.pk, more) == (case.pk, (case.number, "路灯不亮"))
    (counted,) = select(Case, "WHERE id = %s", [case.pk], more="1 + 1 AS two")
    assert counted.two == 2  # type: ignore[attr-defined]


def test_statements_are_counted_like_any_other(case: Case) -> None:
    """数语句的测试数得到它们，看得到句子。"""
    with CaptureQueriesContext(connection) as captured:
        fetch("SELECT id FROM casework_case WHERE id = %s", [case.pk])
    assert [each["sql"] for each in captured] == [
        f"SELECT id FROM casework_case WHERE id = {case.pk}"
    ]


class Stopped(RuleViolation):
    """半路不办了。"""


@whole
def inner(*, label: str, stop: bool = False) -> None:
    """里面的用例：写一行，可能反悔。"""
    Category.objects.create(key=label, label=label)
    if stop:
        raise Stopped("不办了")


@whole
def outer(*, swallow: bool = False, protect: bool = False) -> None:
    """外面的用例：里面的反悔时，接不接着办。"""
    Category.objects.create(key="outer", label="外")
    try:
        if protect:
            with transaction.atomic():
                inner(label="inner", stop=True)
        else:
            inner(label="inner", stop=True)
    except Stopped:
        if not swallow:
            raise
        Region.objects.count()


def written() -> set[str]:
    """写进去了哪几行。"""
    return set(Category.objects.values_list("key", flat=True))


def test_a_usecase_inside_another_shares_its_fate(db: None) -> None:
    """里面的出了错，外面的也一起撤；各自单独办则各自成。"""
    with pytest.raises(Stopped):
        outer()
    assert written() == set()
    inner(label="alone")
    assert written() == {"alone"}


def test_an_error_cannot_be_swallowed_by_accident(db: None) -> None:
    """接住里面的错误又接着查，当场报错；写明另设存档点的，才可以只撤里面的。"""
    go_on = partial(outer, swallow=True)
    with pytest.raises(TransactionManagementError):
        go_on()
    assert written() == set()
    go_on(protect=True)
    assert written() == {"outer"}


def test_no_savepoint_is_spent_inside(db: None) -> None:
    """用例套用例，不多跑存档点的两趟。"""

    @whole
    def around() -> None:
        inner(label="one")
        inner(label="two")

    with CaptureQueriesContext(connection) as captured:
        around()
    assert sum("SAVEPOINT" in each["sql"] for each in captured) == 2


def test_constraints_still_speak(case: Case) -> None:
    """数据库的约束照样把守：立件早于办结之前，写不进去。"""
    case.closed_at, case.result = case.opened_at, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        update([case], ["closed_at", "result"])
