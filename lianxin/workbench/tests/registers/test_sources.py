"""机制的依据：给人看的是名称和法条，不是编号。"""

import re

from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.workbench.queries.sources import basis_words
from lianxin.workbench.tests.conftest import PACKS, Office

RAW = re.compile(r"S\d-\d+|规则表")


def test_every_shipped_source_has_a_name() -> None:
    """自带的每份机制，依据里的做法编号都有名称；一个也没有漏掉。"""
    for path in PACKS.glob("*/mechanism.toml"):
        basis = load_mechanism(path.read_text(encoding="utf-8"), path.name).basis
        words = basis_words(basis)
        practices = [one for one in basis if RAW.match(one) and one.startswith("S")]
        named = [one for one in words if one.startswith("来源：")]
        assert len(named) == len(practices), path
        assert not RAW.search("、".join(words)), path


def test_laws_stay_and_unknown_numbers_are_hidden() -> None:
    """法条照写，不认得的编号不显示。"""
    assert basis_words(["代表法24", "S9-99", "规则表 2a-2：上海2015", "规则表 2a-2"]) == (
        "代表法24",
        "来源：上海2015建议办理规定",
    )


def test_pages_show_names_not_numbers(desk: Office) -> None:
    """办件页与机制页都写名称。"""
    case = desk.say()
    pages = [
        desk.get(desk.street, f"/desk/cases/{case.pk}/").content.decode(),
        desk.get(desk.office, f"/desk/mechanisms/{case.mechanism_id}/").content.decode(),
    ]
    for page in pages:
        assert "来源：家站室二维码、代表码" in page
        assert "代表法31②" in page
        assert "S1-21" not in page
