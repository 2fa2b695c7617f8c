"""上墙上网之前再脱敏一遍：不管原文脱没脱过，出去的每个字都从这里过。"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator

from django.conf import settings

from lianxin.lexis.text import inert_urls, redact

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
MOST_GRAMS = 600
"""检索片的上限：一千来字的摘要也够了。"""


def public_text(text: str, *, hidden: Iterable[str] = ()) -> str:
    """可以公开的一段话：先遮住 ``hidden`` 里有指纹的字样，再遮个人信息，网址点不动。"""
    for word in set(_found(text, frozenset(hidden))):
        text = text.replace(word, "〔隐去〕")
    return inert_urls(redact(text).text)


def fingerprints(words: Iterable[str]) -> list[str]:
    """要遮住的字样只存带密钥的指纹：公开的库里，连名字本身也不留。"""
    return sorted({_fingerprint(word.strip()) for word in words if word.strip()})


def _fingerprint(word: str) -> str:
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return f"{len(word)}:{hashlib.blake2b(word.encode(), key=key, digest_size=16).hexdigest()}"


def _found(text: str, hidden: frozenset[str]) -> Iterator[str]:
    for size in {int(mark.partition(":")[0]) for mark in hidden}:
        windows = (text[i : i + size] for i in range(len(text) - size + 1))
        yield from (window for window in windows if _fingerprint(window) in hidden)


def clipped(text: str, limit: int) -> str:
    """太长的截断，末尾是省略号。"""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def new_number(prefix: str) -> str:
    """公开编号：随机，与回执编号、先后次序都无关，外人对不上是谁的。"""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{prefix}{drawn[:4]}-{drawn[4:]}"


def grams(text: str) -> list[str]:
    """检索用的二字片；拼音、数字也两个一片，不分大小写。"""
    found: dict[str, None] = {}
    for run in _RUN.findall(text.lower()):
        found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)[:MOST_GRAMS]
