"""动作都有中文说法。"""

from pathlib import Path

import pytest

import lianxin.audit as package
from lianxin.audit import sentences
from lianxin.audit.tests.verbs import verbs_written_in


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
    assert sentences.sentence("tree.cut", {"label": "砍了树"}) == "砍了树"


@pytest.mark.usefixtures("words")
def test_a_verb_has_one_sentence() -> None:
    """一个动作只有一种说法；原样再登记一次无妨。"""
    sentences.register("lamp", "管了路灯")
    with pytest.raises(ValueError, match="登记了两次"):
        sentences.register("lamp", "另一种说法")


def test_every_action_of_this_module_has_a_sentence() -> None:
    """本模块写进留痕的动作，都有中文。"""
    written = verbs_written_in(Path(package.__file__).parent)
    assert written == {"audit.check"}
    assert sentences.missing(written) == []
