"""成句：把指标的数写成简报里的话；数不支持的话，不写。

- :mod:`wording` 数怎么写（确数、余多近约、万亿、百分数、名单），纯函数；
- :mod:`templates` 句式文件怎么读；
- :mod:`composing` 填空：每个空从哪个指标来，写不成的说明理由。
"""

from lianxin.insight.sentences.composing import (
    Composed,
    Composing,
    Filled,
    NotKept,
    compose,
    must_be_kept,
    readiness,
)
from lianxin.insight.sentences.templates import Sentence, sentence, sentences
from lianxin.insight.sentences.wording import Contradiction

__all__ = [
    "Composed",
    "Composing",
    "Contradiction",
    "Filled",
    "NotKept",
    "Sentence",
    "compose",
    "must_be_kept",
    "readiness",
    "sentence",
    "sentences",
]
