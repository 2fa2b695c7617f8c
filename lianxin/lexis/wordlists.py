"""随包词表：一行若干个词，空格分开，井号起头的行是说明。"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final


def _words(name: str) -> Iterator[str]:
    text = files("lianxin.lexis").joinpath("data", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from line.split()


FORMULAIC_WORDS: Final = frozenset(_words("formulaic"))
COMMON_CHARACTERS: Final = frozenset("".join(_words("common_characters")))
FORMULAIC_CHARACTERS: Final = frozenset("".join(_words("formulaic_characters")))
SURNAMES: Final = frozenset(_words("surnames"))
