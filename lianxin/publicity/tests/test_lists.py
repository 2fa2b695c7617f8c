"""公开的清单、检索、公示单和几个数。"""

from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel.errors import NotVisible
from lianxin.publicity import queries
from lianxin.publicity.redaction import grams
from tests.world import AT, TODAY, World

from .stories import Story, later, register


@pytest.fixture
def three(practised: World) -> list[Story]:
    """公开了三件：路灯、垃圾、电梯；头一件已办结并评价。"""
    texts = [
        ("村口路灯坏了", "property"),
        ("垃圾没人收，味道大", "waste"),
        ("加装电梯的事一直没消息", "property"),
    ]
    stories = [
        register(practised, text=text, title=text, category_id=category, contact=None)
        for text, category in texts
    ]
    for story in stories:
        story.street("post")
    first = stories[0]
    first.dispatch(later(1))
    first.unit("tell", later(2), answer="修好了")
    first.submitter("rate", later(3), attitude="satisfied", result="satisfied")
    return stories


def _titles(**filters: Any) -> list[str]:
    return [card.title for card in queries.public_matters(**filters).cards]


def test_new_matters_come_first(three: list[Story]) -> None:
    """新公开的在前，一页一页翻不重不漏。"""
    page = queries.public_matters(limit=2)
    rest = queries.public_matters(limit=2, cursor=page.next_cursor)
    numbers = [card.number for card in page.cards + rest.cards]
    assert numbers == [story.matter.number for story in reversed(three)]
    assert rest.next_cursor is None


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("路灯", ["村口路灯坏了"]),
        ("味道大", ["垃圾没人收，味道大"]),
        ("灯", ["村口路灯坏了"]),
        ("路灯 坏了", ["村口路灯坏了"]),
        ("路灯垃圾", []),
    ],
)
def test_search_looks_inside_public_words(three: list[Story], q: str, found: list[str]) -> None:
    """检索公开的文字，几个词要都有。"""
    assert _titles(q=q) == found


def test_search_finds_the_public_number(three: list[Story]) -> None:
    """按公开编号也查得到，大小写都行。"""
    number = three[1].matter.number
    assert _titles(q=number.lower()) == ["垃圾没人收，味道大"]


def test_filters_narrow_the_list(three: list[Story], world: World) -> None:
    """按类别、家站室、地方、状态筛。"""
    assert _titles(category="waste") == ["垃圾没人收，味道大"]
    assert len(_titles(station_id=world.station.pk)) == 3
    assert _titles(station_id=world.station.pk + 1) == []
    assert _titles(jurisdiction_id=world.congress.pk + 999) == []
    assert _titles(state="closed") == ["村口路灯坏了"]
    assert len(_titles(state="open")) == 2


def test_a_list_is_one_statement(three: list[Story], django_assert_num_queries: Any) -> None:
    """清单一条语句，一件三条语句，与条数无关。"""
    with django_assert_num_queries(1):
        queries.public_matters(q="路灯", category="property", state="closed")
    number = three[0].matter.number
    with django_assert_num_queries(3):
        queries.public_matter(number=number)


def test_each_count_has_its_list(three: list[Story], django_assert_num_queries: Any) -> None:
    """公开的每个数，都有定义，都和它背后的清单一样多。"""
    today = TODAY + timedelta(days=30)
    with django_assert_num_queries(1):
        counts = queries.public_counts(today=today)
    assert (counts.published, counts.open, counts.closed) == (3, 2, 1)
    assert (counts.overdue, counts.answered, counts.rated) == (2, 1, 1)
    for name in ("open", "closed", "overdue", "answered", "rated"):
        assert getattr(counts, name) == len(_titles(state=name, today=today))
    assert queries.COUNT_DEFINITIONS.keys() == set(counts.__slots__)


def test_the_due_day_itself_is_not_late(three: list[Story]) -> None:
    """到期当天不算逾期，第二天才算；办结的不算。"""
    card = queries.public_matters(q="垃圾").cards[0]
    assert card.due_date is not None
    assert not card.is_overdue(on=card.due_date)
    assert card.is_overdue(on=card.due_date + timedelta(days=1))
    closed = queries.public_matters(q="路灯").cards[0]
    assert not closed.is_overdue(on=TODAY + timedelta(days=999))


def test_a_posting_sheet_shows_what_moved(
    three: list[Story], world: World, django_assert_num_queries: Any
) -> None:
    """公示单列没办结的，和近来有进展的办结件；没办结的在前。三条语句。"""
    with django_assert_num_queries(3):
        sheet = queries.posting_sheet(station_id=world.station.pk, since=later(2).date())
    assert [row.card.title for row in sheet.rows] == [
        "加装电梯的事一直没消息",
        "垃圾没人收，味道大",
        "村口路灯坏了",
    ]
    assert sheet.station == "五里界代表联络站"
    assert (sheet.rows[-1].latest, sheet.rows[-1].answer) == ("已经答复反映的人", "修好了")
    assert not sheet.more
    much_later = queries.posting_sheet(station_id=world.station.pk, since=later(20).date())
    assert len(much_later.rows) == 2


def test_no_such_station_has_no_sheet(world: World) -> None:
    """没有的家站室，没有公示单。"""
    assert queries.posting_sheet(station_id=world.station.pk, since=TODAY).rows == ()
    with pytest.raises(NotVisible):
        queries.posting_sheet(station_id=world.station.pk + 999, since=TODAY)


def test_grams_split_words_not_sentences() -> None:
    """二字片不跨标点；字母数字也切，不分大小写。"""
    assert grams("路灯坏，A12b") == ["路灯", "灯坏", "a1", "12", "2b"]


def test_publication_day_is_kept(three: list[Story]) -> None:
    """卡片写明何时公开。"""
    assert {card.published_at for card in queries.public_matters().cards} == {AT}
