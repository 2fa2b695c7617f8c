"""页面样子的几条硬规矩：没有写在页面里的脚本和样式，颜色够清楚，手机上下载得少。"""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

PACKAGE = Path(settings.BASE_DIR) / "lianxin"
ROOTS = sorted(PACKAGE.glob("*/templates"))
TEMPLATES = sorted((root, page) for root in ROOTS for page in root.rglob("*.html"))
NAMES = [page.relative_to(root).as_posix() for root, page in TEMPLATES]
CSS = PACKAGE / "config" / "static" / "css"
CITIZEN_CSS_BYTES = 25 * 1024
READABLE = 4.5

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:\bsrc=|application/json))", re.I
)
ICON = re.compile(r"{%\s*icon\s+\"([\w-]+)\"|icon_name=\"([\w-]+)\"|default:\"(inbox)\"")
TOKEN = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{3,6})\b")


def channel(value: int) -> float:
    """一个颜色分量的亮度（WCAG 的算法）。"""
    share = value / 255
    return share / 12.92 if share <= 0.03928 else float(((share + 0.055) / 1.055) ** 2.4)


def brightness(colour: str) -> float:
    """颜色的相对亮度，0 到 1。"""
    text = colour.lstrip("#")
    text = "".join(part * 2 for part in text) if len(text) == 3 else text
    red, green, blue = (channel(int(text[at : at + 2], 16)) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """两种颜色的对比度。"""
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    """白天与夜里各一套颜色；夜里没写的沿用白天的。"""
    source = (CSS / "tokens.css").read_text(encoding="utf-8")
    _, day, night, system, *_ = re.split(r"^ *color-scheme:", source, flags=re.M)
    light = dict(TOKEN.findall(day))
    return {
        "light": light,
        "dark": light | dict(TOKEN.findall(night)),
        "system": light | dict(TOKEN.findall(system.split(":root[data-elder]")[0])),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_template_parses(name: str) -> None:
    """每个模板都读得通。"""
    assert get_template(name).template.name == name  # type: ignore[attr-defined]


@pytest.mark.parametrize(("root", "page"), TEMPLATES, ids=NAMES)
def test_nothing_is_written_inline(root: Path, page: Path) -> None:
    """页面里不写脚本、样式和 on 事件，内容安全策略才能配到最严。"""
    assert INLINE.findall(page.read_text(encoding="utf-8")) == []


def test_every_icon_used_is_in_the_list() -> None:
    """页面上用到的图标，清单里都有。"""
    lines = (Path(settings.BASE_DIR) / "assets" / "icons.txt").read_text(encoding="utf-8")
    known = {line.strip().replace("/", "-") for line in lines.splitlines()}
    texts = (page.read_text(encoding="utf-8") for _, page in TEMPLATES)
    used = {name for found in map(ICON.findall, texts) for name in chain(*found) if name}

    assert used
    assert used - known == set()


@pytest.mark.parametrize("palette", ["light", "dark", "system"])
@pytest.mark.parametrize(
    "ink", ["ink", "ink-2", "red-ink", "gold-ink", "ok-ink", "bad-ink", "link"]
)
@pytest.mark.parametrize("ground", ["paper", "card", "sink"])
def test_text_is_readable(palette: str, ink: str, ground: str) -> None:
    """各种字色放在各种底上，对比度都到 4.5。"""
    colours = palettes()[palette]
    assert contrast(colours[f"--{ink}"], colours[f"--{ground}"]) >= READABLE


@pytest.mark.parametrize("palette", ["light", "dark", "system"])
def test_the_main_button_is_readable(palette: str) -> None:
    """主按钮上的白字，平时和指着的时候都看得清。"""
    colours = palettes()[palette]
    assert contrast(colours["--on-red"], colours["--red"]) >= READABLE
    assert contrast(colours["--on-red"], colours["--red-deep"]) >= READABLE


def test_both_dark_palettes_are_the_same() -> None:
    """自己选的深色与跟着系统的深色是同一套。"""
    chosen = palettes()
    assert chosen["dark"] == chosen["system"]


def test_a_citizens_phone_downloads_little() -> None:
    """公开页的样式一共不超过 25 KB。"""
    files = [CSS / f"{name}.css" for name in ("tokens", "parts", "public")]
    assert sum(file.stat().st_size for file in files) <= CITIZEN_CSS_BYTES


def test_every_colour_variable_is_defined() -> None:
    """样式里用到的变量，主题文件里都有；Tabler 自己的除外。"""
    used = {name for file in CSS.glob("*.css") for name in _used_in(file)}
    known = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text(encoding="utf-8")))
    assert used - known == set()


def _used_in(file: Path) -> set[str]:
    names = re.findall(r"var\((--[\w-]+)", file.read_text(encoding="utf-8"))
    return {name for name in names if not name.startswith("--tblr")}
