"""任何两份机制并排比：各地的数字逐项看得出，导得出；不一样的标出来。"""

import pytest

from lianxin.workbench.queries.registers_mechanisms import packs
from lianxin.workbench.tests.conftest import Office

PAGE = "/desk/mechanisms/compare/"


def name_of(key: str) -> str:
    """随程序带来的某一份叫什么。"""
    return next(pack.name for pack in packs() if pack.key == key)


SHANGHAI = name_of("deputy_suggestion-shanghai")
HENAN = name_of("deputy_suggestion-henan")
BOTH = {"a": SHANGHAI, "b": HENAN}


def test_any_two_overlays_stand_side_by_side(desk: Office) -> None:
    """上海、河南并排：退回、协办的期限各是各的，标成不一样；答复期限一样。"""
    desk.office.sign_in(desk.client)
    answer = desk.client.get(PAGE, BOTH)
    cells = {(one.part, one.item): one for one in answer.context["cells"]}

    sign = cells["责任：主办单位", "签收或退回"]
    assert (sign.left, sign.right, sign.is_same) == ("7 个工作日", "10 个工作日", False)
    handling = cells["环节：办理中", "时限"]
    assert "协办单位 1 个月" in handling.left
    assert "协办单位 2 个月" in handling.right
    assert cells["责任：主办单位", "最长延到"].is_same
    assert answer.content.decode().count("<b>不一样</b>") == answer.context["differing"]


def test_only_the_differences_are_shown_when_asked(desk: Office) -> None:
    """只看不一样的：一样的都不列；自己和自己比，完全一样。"""
    desk.office.sign_in(desk.client)
    whole = desk.client.get(PAGE, BOTH).context
    some = desk.client.get(PAGE, {**BOTH, "only": "diff"}).context
    same = desk.client.get(PAGE, {"a": SHANGHAI, "b": SHANGHAI})

    assert len(some["cells"]) == whole["differing"] < len(whole["cells"])
    assert "两份完全一样" in same.content.decode()


def test_the_comparison_is_exported(desk: Office) -> None:
    """并排的表导得出，页面上不一样的，表里也写着不一样。"""
    desk.office.sign_in(desk.client)
    shown = desk.client.get(PAGE, BOTH).context["differing"]
    lines = b"".join(desk.client.get(f"{PAGE}export.csv", BOTH).streaming_content).decode()

    assert lines.count("不一样") == shown
    assert desk.client.get(f"{PAGE}export.xlsx", BOTH).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["deputy-suggestion@1+atlantis", "没有", "x@99999999"])
def test_an_unknown_pack_is_not_there(desk: Office, name: str) -> None:
    """没有的那一份，等于没有这一页；换成有的就看得到。"""
    desk.office.sign_in(desk.client)

    assert desk.client.get(PAGE, {**BOTH, "b": name}).status_code == 404
    assert desk.client.get(PAGE, BOTH).status_code == 200


def test_staff_choose_from_packs_and_published(desk: Office) -> None:
    """没有选的时候请人先选；承办单位看来没有这一页。"""
    page = desk.get(desk.chair, PAGE)

    assert "先挑两份" in page.content.decode()
    assert SHANGHAI in page.content.decode()
    assert desk.get(desk.unit, PAGE).status_code == 404


def test_query_count_of_the_comparison(desk: Office, django_assert_max_num_queries) -> None:
    """比一次查库不过八次。"""
    desk.get(desk.office, PAGE)
    with django_assert_max_num_queries(8):
        assert desk.client.get(PAGE, BOTH).status_code == 200
