"""训练好的归类模型：只管用和存取。

不依赖任何科学计算包，网页进程读进来就能用；怎么训练见 :mod:`lianxin.lexis.training`。
存成压缩的 JSON，不用 pickle：模型文件来路不明时，读它也不会执行里面的东西。
"""

import gzip
import json
import math
import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lianxin.kernel.errors import RuleViolation
from lianxin.lexis.categories import Suggestion

_FORMAT: Final = "lianxin-category-model/1"
_LONGEST: Final = 2000
_WORDS_SHOWN: Final = 5


class ModelUnreadable(RuleViolation):
    """归类模型文件读不了：坏了，或者不是本平台训练的。"""


@dataclass(frozen=True, slots=True)
class Label:
    """模型认得的一个类别。"""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class LinearModel:
    """字片段加权的线性分类：每个片段对每一类有一个分量，加起来再归一。"""

    labels: tuple[Label, ...]
    places: Mapping[str, int]
    rarities: Sequence[float]
    weights: tuple[Sequence[float], ...]
    biases: tuple[float, ...]

    def suggest(self, text: str, *, limit: int) -> list[Suggestion]:
        """按把握从大到小给出建议，并说出最起作用的几个片段。"""
        vector = self._vector(text)
        scores = [
            bias + sum(value * row[place] for place, value in vector.values())
            for row, bias in zip(self.weights, self.biases, strict=True)
        ]
        shares = _softmax(scores)
        best = sorted(range(len(shares)), key=lambda index: -shares[index])[:limit]
        return [
            Suggestion(
                key=self.labels[index].key,
                label=self.labels[index].label,
                score=round(shares[index], 3),
                words=self._reasons(vector, index),
            )
            for index in best
        ]

    def _vector(self, text: str) -> dict[str, tuple[int, float]]:
        counts: dict[str, int] = {}
        for gram in grams(text):
            if gram in self.places:
                counts[gram] = counts.get(gram, 0) + 1
        raw = {
            gram: (1 + math.log(count)) * self.rarities[self.places[gram]]
            for gram, count in counts.items()
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {gram: (self.places[gram], value / length) for gram, value in raw.items()}

    def _reasons(self, vector: Mapping[str, tuple[int, float]], index: int) -> tuple[str, ...]:
        row = self.weights[index]
        ranked = sorted(vector, key=lambda gram: -vector[gram][1] * row[vector[gram][0]])
        helpful = [gram for gram in ranked if row[vector[gram][0]] > 0]
        return tuple(helpful[:_WORDS_SHOWN])

    def save(self, path: Path) -> None:
        """存成文件；同样的模型存两次，文件一字不差。"""
        document = {
            "format": _FORMAT,
            "labels": [[label.key, label.label] for label in self.labels],
            "grams": list(self.places),
            "rarities": _rounded(self.rarities),
            "weights": [_rounded(row) for row in self.weights],
            "biases": _rounded(self.biases),
        }
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        path.write_bytes(gzip.compress(plain, mtime=0))


def load_model(path: Path) -> LinearModel:
    """读回存下的模型。

    :raises ModelUnreadable: 文件坏了，或者不是本平台训练的
    """
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
        if document["format"] != _FORMAT:
            raise ValueError(document["format"])
        return LinearModel(
            labels=tuple(Label(key=key, label=label) for key, label in document["labels"]),
            places={gram: place for place, gram in enumerate(document["grams"])},
            rarities=array("f", document["rarities"]),
            weights=tuple(array("f", row) for row in document["weights"]),
            biases=tuple(document["biases"]),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError) as problem:
        raise ModelUnreadable("归类模型文件读不了，请重新训练，或删掉它改用关键词归类") from problem


def grams(text: str) -> list[str]:
    """训练与使用共用的切分：连续的二字、三字片段，不跨标点和空白。"""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    runs = "".join(character if character.isalnum() else " " for character in plain).split()
    return [
        run[start : start + width]
        for run in runs
        for width in (2, 3)
        for start in range(len(run) - width + 1)
    ]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [value / sum(raised) for value in raised]


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(float(number), 4) for number in numbers]
