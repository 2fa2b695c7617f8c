"""频次办法在哪里、有哪几份；读、查都交给内核。"""

from dataclasses import dataclass
from pathlib import Path

from lianxin.activities.queries.cadencefiles import FOLDER, PREFIX, known_words
from lianxin.kernel.cadence.model import Cadence
from lianxin.kernel.cadence.parse import check_cadence, load_cadence
from lianxin.kernel.mechanism.source import Mistake
from lianxin.ops.packs import PACKS

#: 画日历条用哪一年：固定一年，每次画的都一样。
YEAR = 2026


@dataclass(frozen=True, slots=True)
class CadenceFile:
    """一份频次办法的文件。"""

    path: Path

    @property
    def shown(self) -> str:
        """给人看的文件名。"""
        inside = self.path.is_relative_to(PACKS)
        return str(self.path.relative_to(PACKS.parent.parent)) if inside else str(self.path)

    def text(self) -> str:
        """全文。"""
        return self.path.read_text(encoding="utf-8")

    def mistakes(self) -> list[Mistake]:
        """全部错误；没有就是空的。"""
        return check_cadence(self.text(), self.shown, known_words())

    def read(self) -> Cadence:
        """读成办法。

        :raises MechanismMistakes: 写错了，逐条说明
        """
        return load_cadence(self.text(), self.shown, known_words())


def all_cadences() -> list[CadenceFile]:
    """随程序带来的全部频次办法。"""
    return [CadenceFile(path) for path in sorted(FOLDER.glob(f"{PREFIX}*.toml"))]


def cadence_named(name: str) -> CadenceFile | None:
    """按标识、文件名或文件找一份；没有为空。"""
    path = Path(name)
    if path.is_file() and path.name.startswith(PREFIX):
        return CadenceFile(path)
    for found in all_cadences():
        if name in (found.path.stem, found.path.stem.removeprefix(PREFIX)):
            return found
        if not found.mistakes() and name in (found.read().key, found.read().id):
            return found
    return None
