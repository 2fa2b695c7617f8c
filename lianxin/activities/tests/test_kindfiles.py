"""种类文件：一种一个文件，写错的一次报全，放进去就能用。"""

from pathlib import Path

import pytest

from lianxin.activities.kindfields import clean_fields
from lianxin.activities.kindfiles import (
    SHIPPED,
    KindMistakes,
    kind_of,
    kinds,
    read_kinds,
    reload_kinds,
    startable,
)
from lianxin.activities.refusals import ActivityRefused
from lianxin.kernel.errors import NotVisible

ROOT = Path(__file__).resolve().parents[3]
TEA = 'kind = "tea"\nlabel = "茶馆议事"\nfamily = "talk"\nicon = "users"\nabout = "喝茶议事。"\n'


def test_every_shipped_kind_reads_and_says_where_it_comes_from() -> None:
    """随程序走的每一种都读得进，写明出自材料的哪一行，图标都备着。"""
    icons = (ROOT / "assets" / "icons.txt").read_text(encoding="utf-8").split()
    assert len(kinds()) == len(list(SHIPPED.glob("*.toml"))) >= 45
    for kind in kinds().values():
        assert kind.rows, kind.key
        assert kind.icon in icons, kind.icon
        assert kind.about.endswith("。")


def test_names_do_not_clash() -> None:
    """本名和别名合在一起，没有两种活动叫同一个名字。"""
    names = [name for kind in kinds().values() for name in kind.names]
    assert len(names) == len(set(names))


def test_all_mistakes_are_told_at_once() -> None:
    """一份文件里的几处错、几份文件里的错，一次说全，各写明文件和行号。"""
    wrong = TEA.replace('"talk"', '"party"') + 'colour = "red"\nheads = ["ghost"]\nquick = "yes"\n'
    bad_field = TEA.replace("tea", "tea_two") + '[items]\ngift = "onsite"\n[[field]]\nkey = "X"\n'
    with pytest.raises(KindMistakes) as told:
        read_kinds({"tea.toml": wrong, "tea_two.toml": bad_field})
    words = str(told.value)
    for expected in (
        "tea.toml:3：family 没有“party”",
        "tea.toml:6：不认得 colour",
        "tea.toml:7：heads 没有“ghost”",
        "tea.toml:8：quick 只能是",
        "tea_two.toml:7：没有“gift”这种事项",
        "栏目缺 label",
        "栏目的 key 只能用小写",
    ):
        assert expected in words


def test_key_must_be_the_file_name() -> None:
    """键与文件名一致，找得到是哪个文件写的。"""
    assert read_kinds({"tea.toml": TEA})["tea"].label == "茶馆议事"
    with pytest.raises(KindMistakes, match="与文件名不一致"):
        read_kinds({"coffee.toml": TEA})


def test_broken_toml_names_the_line() -> None:
    """语法不对的，说是哪个文件第几行。"""
    with pytest.raises(KindMistakes, match=r"tea.toml:2：TOML 语法不对"):
        read_kinds({"tea.toml": 'kind = "tea"\nlabel = 茶\n'})


def test_a_file_dropped_in_the_data_folder_becomes_a_kind(tmp_path, settings) -> None:
    """往数据目录放一个文件就多一种；与随程序走的同名不许。"""
    settings.ACTIVITY_KINDS = tmp_path
    (tmp_path / "tea.toml").write_text(TEA, encoding="utf-8")
    assert kind_of("tea").family_label == "座谈协商"
    assert "tea" in {kind.key for kind in startable()}
    (tmp_path / "visit.toml").write_text(TEA, encoding="utf-8")
    reload_kinds()
    with pytest.raises(KindMistakes, match="已有同名文件"):
        kinds()


def test_internal_kinds_are_off_until_opened() -> None:
    """机关内部活动平时不列，选开了才列。"""
    assert "party_group" not in {kind.key for kind in startable()}
    assert "party_group" in {kind.key for kind in startable(modules=["internal"])}


def test_unknown_kind_is_not_visible() -> None:
    """没有的种类说没有。"""
    with pytest.raises(NotVisible):
        kind_of("nothing")


def test_fields_are_tidied_or_refused_one_by_one() -> None:
    """多填的几栏照文件收拾：数字去千分号，选项要在清单里，必填的要填，错的一次说全。"""
    kind = kind_of("promotion")
    tidy = clean_fields(kind, {"form": "直播带货", "sales": "10,000,000", "sessions": ""})
    assert tidy == {"form": "直播带货", "sales": 10_000_000}
    with pytest.raises(ActivityRefused) as refused:
        clean_fields(kind, {"form": "摆摊", "sales": "许多"})
    assert set(refused.value.fields) == {"field_form", "field_sales"}
    with pytest.raises(ActivityRefused, match="没有这几栏"):
        clean_fields(kind, {"form": "办节会", "price": "1"})
