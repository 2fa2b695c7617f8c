"""随程序带来的机制，每一版的内容摘要钉在 ``pins.toml`` 里：改了内容没有升版，测试就报。

升了版、添了机制，重写一遍：``.venv/bin/python -m tests.packs.pins``。已经钉住的一行不会改，
改了内容要先把版本号加一。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from lianxin.kernel.mechanism.overlay import apply_overlay
from tests.packs.readmes import load, packs

PINS = Path(__file__).with_name("pins.toml")
_HEAD = "# 每一版机制的内容摘要；旧版留着。由 tests/packs/pins.py 添写，不手改。\n\n"


def current() -> dict[str, str]:
    """此刻的每一份：``标识@版本+本地版`` → 内容摘要。"""
    return dict(_each())


def _each() -> Iterator[tuple[str, str]]:
    for pack in packs():
        base = load(pack)
        yield base.id, base.digest
        for path in sorted(pack.glob("overlay-*.toml")):
            local = apply_overlay(base, path.read_text(encoding="utf-8"), str(path))
            yield local.id, local.digest


def pinned() -> dict[str, str]:
    """钉住的。"""
    return dict(tomllib.loads(PINS.read_text(encoding="utf-8"))) if PINS.exists() else {}


def changed(pins: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """内容变了、版本没升的。"""
    return sorted(name for name, digest in found.items() if pins.get(name, digest) != digest)


def unpinned(pins: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """新的一版，还没有钉住的。"""
    return sorted(found.keys() - pins.keys())


def main() -> int:
    """把新的几版钉上；有改了没升版的，一个也不写。"""
    pins, found = pinned(), current()
    if wrong := changed(pins, found):
        raise SystemExit(f"这几份改了内容，请先把版本号加一：{'、'.join(wrong)}")
    merged = sorted({**pins, **found}.items())
    lines = "".join(f'"{name}" = "{digest}"\n' for name, digest in merged)
    PINS.write_text(_HEAD + lines, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
