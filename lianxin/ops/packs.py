"""机制包在哪里、有哪几份；读、查都交给内核。"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lianxin
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.check import check, check_source
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.overlay import apply_overlay
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake

PACKS = Path(lianxin.__file__).parent / "packs"
MAIN = "mechanism.toml"


class PackNotFound(RuleViolation):
    """没有这份机制。"""


@dataclass(frozen=True, slots=True)
class PackFile:
    """一份机制，或套在它上面的一份本地版（``overlay`` 是本地版的文件）。"""

    path: Path
    overlay: Path | None = None

    @property
    def shown(self) -> str:
        """给人看的文件名。"""
        return _shown(self.overlay or self.path)

    def mistakes(self) -> list[Mistake]:
        """全部错误；没有就是空的。"""
        source = self.path.read_text(encoding="utf-8")
        if self.overlay is None:
            return check_source(source, _shown(self.path))
        try:
            return check(self.read())
        except MechanismMistakes as error:
            return list(error.mistakes)

    def read(self) -> Mechanism:
        """读成机制。

        :raises MechanismMistakes: 写错了，逐条说明
        """
        base = load_mechanism(self.path.read_text(encoding="utf-8"), _shown(self.path))
        if self.overlay is None:
            return base
        return apply_overlay(base, self.overlay.read_text(encoding="utf-8"), self.shown)

    def texts(self) -> dict[str, str]:
        """发布要存的全文：机制的，套了本地版的连同本地版的。"""
        overlay = self.overlay.read_text(encoding="utf-8") if self.overlay else ""
        return {"source": self.path.read_text(encoding="utf-8"), "overlay_source": overlay}


def all_packs() -> list[PackFile]:
    """随程序带来的全部机制与本地版。"""
    return [found for path in sorted(PACKS.glob(f"*/{MAIN}")) for found in in_folder(path.parent)]


def in_folder(folder: Path) -> Iterator[PackFile]:
    """一个机制包里的机制与各份本地版。"""
    yield PackFile(folder / MAIN)
    for overlay in sorted(folder.glob("overlay-*.toml")):
        yield PackFile(folder / MAIN, overlay)


def chosen(names: list[str]) -> list[PackFile]:
    """按标识、文件或文件夹找；一个不写就是全部。

    :raises PackNotFound: 没有这一份
    """
    return [found for name in names for found in _named(name)] if names else all_packs()


def one(name: str) -> Mechanism:
    """按标识取一份：``jiangxia-123``，或带版本、本地版的全名。

    :raises PackNotFound: 没有这一份
    """
    return _named(name)[0].read()


def single(name: str) -> PackFile:
    """按标识或文件取一份的文件。

    :raises PackNotFound: 没有这一份，或一个文件夹里有好几份
    """
    found = _named(name)
    if len(found) > 1:
        listed = "、".join(pack.shown for pack in found)
        raise PackNotFound(f"“{name}”里有 {len(found)} 份，请写明是哪一份：{listed}")
    return found[0]


def _named(name: str) -> list[PackFile]:
    path = Path(name)
    if path.is_dir():
        return _in_named(path)
    if path.is_file():
        return [PackFile(path.parent / MAIN, path)] if _is_overlay(path) else [PackFile(path)]
    matching = [pack for pack in all_packs() if name in _names(pack)]
    if not matching:
        raise PackNotFound(f"没有“{name}”这份机制；lianxin mechanism list 列出全部")
    return matching


def _in_named(folder: Path) -> list[PackFile]:
    if (folder / MAIN).exists():
        return list(in_folder(folder))
    others = "、".join(sorted(each.name for each in folder.glob("*.toml")))
    has = f"，只有 {others}" if others else ""
    raise PackNotFound(f"文件夹“{folder}”里没有 {MAIN}{has}；机制写在 {MAIN} 里，请补上或改名")


def _names(pack: PackFile) -> set[str]:
    try:
        mechanism = pack.read()
    except MechanismMistakes:
        return {pack.path.parent.name}
    key = mechanism.overlay.key if mechanism.overlay else mechanism.key
    return {pack.path.parent.name, key, mechanism.id}


def _is_overlay(path: Path) -> bool:
    return path.name.startswith("overlay-") and (path.parent / MAIN).exists()


def _shown(path: Path) -> str:
    return str(path.relative_to(PACKS.parent.parent)) if path.is_relative_to(PACKS) else str(path)
