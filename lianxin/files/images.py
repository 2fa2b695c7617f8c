"""照片：按内容认类型，一律重新编码，把定位、机型等随带信息留在门外。"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from lianxin.files.refusals import FileRefused

LONGEST_SIDE: Final = 2000
THUMBNAIL_SIDE: Final = 400
CONTENT_TYPE: Final = "image/jpeg"
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_QUALITY: Final = 84
# 像素数封顶，防止几百字节的文件展开成几十亿像素；现在的手机最多约一亿。
_MOST_PIXELS: Final = 120_000_000
# 图片坏的花样很多，解码库抛什么的都有。
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """重新编码后的照片和它的缩略图，都是 JPEG。"""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def reencode(content: bytes) -> Picture:
    """重新编码：先按拍摄方向转正，长边不超过 2000 像素，动图取第一帧，不带任何随带信息。

    :raises FileRefused: 不是认得的照片、残缺、像素太多
    """
    with _opened(content) as source:
        flat = _flatten(ImageOps.exif_transpose(source))
    # 贴到一张全新的底上：原图带来的说明、色彩配置、坐标都不会跟过来。
    clean = Image.new("RGB", flat.size, "white")
    clean.paste(flat)
    small = clean.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(
        content=_encoded(clean), thumbnail=_encoded(small), width=clean.width, height=clean.height
    )


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _too_many_pixels()
            # 大照片解码时就缩小，内存只用几分之一；只对 JPEG 起作用。
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            yield image
    except UnidentifiedImageError as problem:
        raise FileRefused(_unknown(content)) from problem
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_many_pixels() from problem
    except _BROKEN as problem:
        raise FileRefused("照片没有传完整或已损坏，请重新选一张再传") from problem


def _flatten(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if image.mode == "RGB":
        return image
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def _too_many_pixels() -> FileRefused:
    return FileRefused("照片的像素太多，打不开；请用手机相册裁剪或截屏后再传")


def _unknown(content: bytes) -> str:
    head = content[:512].lstrip().lower()
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        return "这是 HEIC 格式的照片，暂不能显示；请在手机相机设置里选“兼容性最佳”，或截屏后再传"
    if head.startswith(b"%pdf"):
        return "这是 PDF 文件，不是照片；请拍照或截屏后再传"
    if b"<svg" in head or head.startswith((b"<?xml", b"<!doctype", b"<html")):
        return "这是网页或矢量图，不是照片；请截屏后再传"
    return "这不是照片；请传 JPG、PNG、WebP、GIF 格式的图片"
