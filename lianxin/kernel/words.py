"""封闭的清单：一个词一个中文意思，写下就不改。"""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def words(**known: str) -> Words:
    """写一份清单；次序就是列出来的次序。"""
    return MappingProxyType(known)
