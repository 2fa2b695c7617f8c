"""成句的规矩：数怎么写、句式怎么读；不碰数据库，填空在 :mod:`lianxin.insight.queries.sentences`。

- :mod:`wording` 数怎么写（确数、余多近约、万亿、百分数、名单），纯函数；
- :mod:`templates` 句式文件 ``sentences.toml`` 怎么读。
"""

from lianxin.insight.sentences.templates import Claim, Sentence, Slot, sentence, sentences
from lianxin.insight.sentences.wording import Contradiction

__all__ = ["Claim", "Contradiction", "Sentence", "Slot", "sentence", "sentences"]
