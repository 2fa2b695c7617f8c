"""给诉求归类：有训练好的模型用模型，没有就按随包的关键词；两种都说得出凭哪些词。"""

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

FALLBACK_KEY: Final = "other.unclear"
_WORDS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Category:
    """一个二级类别；键形如 ``transport.parking``，圆点前是一级类别。"""

    key: str
    label: str
    parent_key: str
    parent_label: str
    level: str
    unit: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """一条归类建议：像几成（0–1，各条合计不超过 1），凭哪些词。"""

    key: str
    label: str
    score: float
    words: tuple[str, ...]


class Model(Protocol):
    """能归类的东西：训练出来的模型，或者测试里的替身。"""

    def suggest(self, text: str, *, limit: int) -> list[Suggestion]:
        """按把握从大到小给出建议。"""


@cache
def shipped_categories() -> tuple[Category, ...]:
    """随包的类别树，只列二级；次序就是下拉框里的次序。"""
    text = files("lianxin.lexis").joinpath("data", "categories.toml").read_text("utf-8")
    return tuple(
        Category(
            key=f"{parent['key']}.{child['key']}",
            label=child["label"],
            parent_key=parent["key"],
            parent_label=parent["label"],
            level=child["level"],
            unit=child["unit"],
            words=tuple(child["words"]),
        )
        for parent in tomllib.loads(text)["category"]
        for child in parent["child"]
    )


def suggest_category(text: str, model: Model | None = None, *, limit: int = 3) -> list[Suggestion]:
    """这段话多半归哪一类。没有模型时按关键词；一个词也没碰上时归“暂不能归类”，把握为零。"""
    if model is not None:
        return model.suggest(text, limit=limit)
    found = sorted(_matches(text), key=lambda pair: (-pair[1], pair[0].key))
    if not found:
        return [_fallback()]
    total = sum(weight for _, weight in found)
    return [
        Suggestion(
            key=category.key,
            label=category.label,
            score=round(weight / (total + 1), 3),
            words=_hits(category, text)[:_WORDS_SHOWN],
        )
        for category, weight in found[:limit]
    ]


def _matches(text: str) -> Iterator[tuple[Category, float]]:
    for category in shipped_categories():
        if hits := _hits(category, text):
            yield category, sum(map(_weight, hits))


def _hits(category: Category, text: str) -> tuple[str, ...]:
    hits = [word for word in category.words if word in text]
    # 长词盖住的短词不重复算分：碰上“公交线路”就不再算“公交”。
    outer = [word for word in hits if not any(word != other and word in other for other in hits)]
    return tuple(sorted(outer, key=lambda word: -len(word)))


def _weight(word: str) -> float:
    # 词越长说得越死：两个字一分，四个字两分多。
    return math.pow(len(word) / 2, 1.5)


def _fallback() -> Suggestion:
    category = next(item for item in shipped_categories() if item.key == FALLBACK_KEY)
    return Suggestion(key=category.key, label=category.label, score=0.0, words=())
