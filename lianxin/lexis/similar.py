"""相近意见：不查语料、不另建表，给短文取几把“钥匙”，再给候选打分。

一件事由不同的人说出来，字面很少重复，均匀抽样的签名大多抽到套话。这里反过来：去掉套话，
按“字越少见、说得越多、说得越早越要紧”挑出最能认出这件事的二字、三字片段。
钥匙存进整数数组列（GIN），用重叠找候选，再用 :func:`rank` 排序。
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeVar

from rapidfuzz import fuzz

from lianxin.lexis.wordlists import COMMON_CHARACTERS, FORMULAIC_CHARACTERS, FORMULAIC_WORDS

Id = TypeVar("Id")

# 二字片段管找得全，三字片段管找得准；总数也是数组列的长度上限。
PAIR_KEYS: Final = 10
TRIPLE_KEYS: Final = 6
BAND_COUNT: Final = PAIR_KEYS + TRIPLE_KEYS
# 高于这个分数才值得拿给人看“是不是同一件事”。
LIKELY: Final = 0.25

_LONGEST: Final = 2000
_HEAD: Final = 40
_WORDING_SHARE: Final = 0.2
_RUN = re.compile(r"[\u3400-\u9fff]{2,}|(?!(?:19|20)\d\d(?!\w))[a-z0-9]{3,}")
_FORMULAIC = re.compile("|".join(sorted(FORMULAIC_WORDS, key=lambda word: (-len(word), word))))
_CHARACTER_WEIGHTS: Final = {
    **dict.fromkeys(FORMULAIC_CHARACTERS, 0.5),
    **dict.fromkeys(COMMON_CHARACTERS, 0.1),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """一段话用来比较的样子：有分量的片段，和去掉套话后的开头、全文。"""

    weights: Mapping[str, float]
    length: float
    head: str
    body: str


def bands(text: str) -> list[int]:
    """一段话的钥匙：至多 :data:`BAND_COUNT` 个互不相同的 64 位有符号整数。

    说同一件事的两段话多半至少有一把钥匙相同；空话没有钥匙，返回空列表。
    """
    runs = _runs(_plain(text))
    chosen = [
        *_heaviest(_weigh(runs, width=2), PAIR_KEYS),
        *_heaviest(_weigh(runs, width=3), TRIPLE_KEYS),
    ]
    return sorted({_key(shingle) for shingle in chosen})


def similarity(a: str, b: str) -> float:
    """两段话有多像在说同一件事：0 毫不相干，1 一模一样；次序不影响结果。"""
    return _compare(likeness(a), likeness(b))


def rank(
    text: str, candidates: Iterable[tuple[Id, str]], *, at_least: float = LIKELY
) -> list[tuple[Id, float]]:
    """把候选按像的程度从高到低排好，低于 ``at_least`` 的不要。"""
    mine = likeness(text)
    scored = ((key, _compare(mine, likeness(other))) for key, other in candidates)
    return sorted((pair for pair in scored if pair[1] >= at_least), key=lambda pair: -pair[1])


def likeness(text: str) -> Likeness:
    """算出一段话用来比较的样子；同一段话要比很多次时先算好。"""
    plain = _plain(text)
    weights = _weigh(_runs(plain), width=2)
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    body = "".join(plain.split())
    return Likeness(weights=weights, length=length, head=body[:_HEAD], body=body)


def _compare(a: Likeness, b: Likeness) -> float:
    if not a.weights or not b.weights:
        return 0.0
    fewer, more = sorted((a.weights, b.weights), key=len)
    shared = sum(weight * more[shingle] for shingle, weight in fewer.items() if shingle in more)
    cosine = shared / (a.length * b.length)
    wording = (fuzz.partial_ratio(a.head, b.body) + fuzz.partial_ratio(b.head, a.body)) / 200
    return min(1.0, (1 - _WORDING_SHARE) * cosine + _WORDING_SHARE * wording)


def _plain(text: str) -> str:
    return _FORMULAIC.sub(" ", unicodedata.normalize("NFKC", text[:_LONGEST]).lower())


def _runs(plain: str) -> list[str]:
    return _RUN.findall(plain)


def _weigh(runs: list[str], *, width: int) -> dict[str, float]:
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for place, shingle in enumerate(_shingles(runs, width)):
        first.setdefault(shingle, place)
        count[shingle] = count.get(shingle, 0) + 1
    return {
        shingle: _rarity(shingle) * (1 + 1.5 * math.log(times)) * (1 + 10 / (10 + first[shingle]))
        for shingle, times in count.items()
    }


def _shingles(runs: list[str], width: int) -> Iterator[str]:
    for run in runs:
        if run[0].isascii():
            yield run
        else:
            for start in range(len(run) - width + 1):
                yield run[start : start + width]


def _rarity(shingle: str) -> float:
    weight = _CHARACTER_WEIGHTS.get
    total = 0.0
    for character in shingle:
        total += weight(character, 1.0)
    share = total / len(shingle)
    return share * share if len(shingle) == 2 else share * share * share


def _heaviest(weights: Mapping[str, float], limit: int) -> list[str]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return [shingle for shingle, _ in ranked[:limit]]


def _key(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), signed=True)
