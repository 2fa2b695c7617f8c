"""动作都有中文说法。"""

import pytest

from lianxin.audit import sentences


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """试一套自己的说法，不动真的。"""
    monkeypatch.setattr(sentences, "_templates", {})
    sentences.register_all({"lamp": "管了路灯", "lamp.mend": "修好了{place}的路灯"})


@pytest.mark.usefixtures("words")
def test_the_longest_prefix_speaks() -> None:
    """有专门说法的用专门的，没有的用一族共同的；缺的材料空着。"""
    assert sentences.sentence("lamp.mend", {"place": "小区门口"}) == "修好了小区门口的路灯"
    assert sentences.sentence("lamp.mend", {}) == "修好了的路灯"
    assert sentences.sentence("lamp.buy", {}) == "管了路灯"


@pytest.mark.usefixtures("words")
def test_missing_sentences_are_named() -> None:
    """没有中文说法的动作，一个个点出来。"""
    assert sentences.missing(["lamp.mend", "tree.cut", "lampoon.x"]) == ["lampoon.x", "tree.cut"]
    assert sentences.sentence("tree.cut", {}) == "tree.cut"


@pytest.mark.usefixtures("words")
def test_a_verb_has_one_sentence() -> None:
    """一个动作只有一种说法；原样再登记一次无妨。"""
    sentences.register("lamp", "管了路灯")
    with pytest.raises(ValueError, match="登记了两次"):
        sentences.register("lamp", "另一种说法")
