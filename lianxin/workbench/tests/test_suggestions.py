"""代表建议列表：筛得出、翻得动、导得出；看不见的不在里面。"""

from lianxin.suggestions.models import Suggestion
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_drafts import WRITTEN, another_deputy

PAGE = "/desk/suggestions/"


def titles(answer) -> list[str]:
    """列出来的案由。"""
    return [card.title for card in answer.context["cards"]]


def test_the_list_is_filtered(desk: Office) -> None:
    """按编号、案由、类别、会中闭会、年份、办没办结来筛。"""
    desk.write(**{**WRITTEN, "category": "property"})
    desk.write(**{**WRITTEN, "title": "关于清运建筑垃圾的建议", "category": "waste"})
    number = Suggestion.objects.earliest("id").number
    whole = titles(desk.get(desk.office, PAGE))

    assert len(whole) == 2
    for asked in ("category=waste", "q=垃圾"):
        assert titles(desk.client.get(f"{PAGE}?{asked}")) == ["关于清运建筑垃圾的建议"]
    assert titles(desk.client.get(f"{PAGE}?q={number}")) == [WRITTEN["title"]]
    assert titles(desk.client.get(f"{PAGE}?year=2026&raised_in=recess&state=open")) == whole
    assert "没有合条件的" in desk.client.get(f"{PAGE}?year=2025").content.decode()
    assert not titles(desk.client.get(f"{PAGE}?raised_in=session"))


def test_what_is_seen_is_what_is_exported(desk: Office) -> None:
    """导出的就是看得见的：代工委全有，没有交办的单位一行也没有。"""
    desk.write(**WRITTEN)
    export = f"{PAGE}export.csv"

    def lines(who) -> str:
        return b"".join(desk.get(who, export).streaming_content).decode()

    assert WRITTEN["title"] in lines(desk.office)
    assert WRITTEN["title"] not in lines(desk.unit)
    assert desk.get(desk.office, f"{PAGE}export.xlsx").content[:2] == b"PK"


def test_pages_and_query_count(desk: Office, django_assert_max_num_queries) -> None:
    """件数多了照样那么几次查询；同一位代表的件在“我的建议”里。"""
    other = another_deputy(desk)
    for number in range(12):
        desk.write(other if number % 2 else None, **{**WRITTEN, "title": f"关于第{number}件的建议"})
    desk.get(desk.office, PAGE)

    with django_assert_max_num_queries(12):
        found = titles(desk.client.get(PAGE))

    assert len(found) == 12
    assert len(titles(desk.get(desk.deputy, PAGE))) == 6
