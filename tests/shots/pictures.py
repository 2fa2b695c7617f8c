"""把拍下的一屏压成调色板 PNG，太高的裁短：文档里的图要小，点开就有。"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

#: 一张图最高多少像素、最大多少字节。
TALLEST, HEAVIEST = 1800, 120 * 1024
#: 先试颜色多的；还太大就少用几种颜色，再不行就裁短。
COLOURS = (128, 64, 32)
SHORTER = 0.85


def keep(taken: bytes, path: Path) -> int:
    """裁好、压好，存成文件，返回多少字节。"""
    image = Image.open(BytesIO(taken)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    packed = _smallest(image)
    while len(packed) > HEAVIEST:
        image = image.crop((0, 0, image.width, int(image.height * SHORTER)))
        packed = _smallest(image)
    path.write_bytes(packed)
    return len(packed)


def _smallest(image: Image.Image) -> bytes:
    packed = b""
    for colours in COLOURS:
        packed = _packed(image, colours)
        if len(packed) <= HEAVIEST:
            break
    return packed


def _packed(image: Image.Image, colours: int) -> bytes:
    kept = BytesIO()
    image.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()
