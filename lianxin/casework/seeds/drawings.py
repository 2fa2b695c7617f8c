"""演示用的照片和盖章的函：画出来的，不是真的照片。"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = (640, 480)
_PAGE = (620, 877)
Pen = ImageDraw.ImageDraw


def picture(scene: str, *, done: bool = False) -> BytesIO:
    """画一张现场；``scene`` 是 lamp、road、water、bins 之一，``done`` 为真是办好以后。"""
    image = Image.new("RGB", _SIZE, "#9fb7c9")
    _SCENES[scene](ImageDraw.Draw(image), done)
    return _saved(image)


def letter(lines: int) -> BytesIO:
    """画一页盖了章的函；``lines`` 是正文几行。"""
    image = Image.new("RGB", _PAGE, "#fdfcf8")
    pen = ImageDraw.Draw(image)
    pen.rectangle((150, 70, 470, 96), fill="#b3261e")
    pen.line((60, 125, 560, 125), fill="#b3261e", width=3)
    for row in range(lines):
        top, short = 180 + row * 34, 160 if row == lines - 1 else 0
        pen.rectangle((80, top, 540 - short, top + 10), fill="#5c5c5c")
    pen.ellipse((380, 640, 510, 770), outline="#c8102e", width=7)
    pen.regular_polygon((445, 705, 30), 5, fill="#c8102e")
    return _saved(image)


def _lamp(pen: Pen, done: bool) -> None:  # noqa: FBT001
    pen.rectangle((0, 0, *_SIZE), fill="#101a2b")
    pen.polygon([(180, 480), (300, 250), (340, 250), (460, 480)], fill="#2c3442")
    if done:
        pen.polygon([(420, 120), (250, 470), (520, 470)], fill="#57512f")
    pen.rectangle((468, 110, 476, 470), fill="#7b8794")
    pen.rectangle((410, 105, 476, 116), fill="#ffe08a" if done else "#4a525c")


def _road(pen: Pen, done: bool) -> None:  # noqa: FBT001
    pen.rectangle((0, 220, *_SIZE), fill="#6f8f5f")
    pen.polygon([(80, 480), (280, 220), (360, 220), (560, 480)], fill="#4b4f55")
    for top in range(240, 480, 60):
        pen.rectangle((316, top, 324, top + 30), fill="#e8e4d8")
    for left, top, wide in () if done else ((240, 380, 90), (340, 310, 60), (360, 420, 110)):
        pen.ellipse((left, top, left + wide, top + wide // 3), fill="#23262b")


def _water(pen: Pen, done: bool) -> None:  # noqa: FBT001
    pen.rectangle((0, 180, *_SIZE), fill="#7d9a63")
    pen.polygon([(0, 300), (640, 230), (640, 380), (0, 480)], fill="#5b93b5" if done else "#3b3f2e")
    for left in range(30, 620, 110):
        pen.arc((left, 300, left + 80, 340), 0, 180, fill="#c9d6df" if done else "#5e6146", width=4)


def _bins(pen: Pen, done: bool) -> None:  # noqa: FBT001
    pen.rectangle((0, 330, *_SIZE), fill="#8d8a84")
    for left, colour in ((120, "#2e7d32"), (260, "#1565c0"), (400, "#616161")):
        pen.rectangle((left, 190, left + 100, 360), fill=colour)
        pen.rectangle((left - 8, 175, left + 108, 195), fill="#37474f")
    for left in () if done else range(90, 520, 70):
        pen.ellipse((left, 350, left + 60, 400), fill="#2b2b2b")


_SCENES: dict[str, Callable[[Pen, bool], None]] = {
    "lamp": _lamp,
    "road": _road,
    "water": _water,
    "bins": _bins,
}


def _saved(image: Image.Image) -> BytesIO:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=80)
    kept.seek(0)
    return kept
