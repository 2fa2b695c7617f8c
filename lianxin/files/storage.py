"""附件落盘：分目录存放，先写临时文件再改名，断电也不会留下半个文件。"""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings


def stored_name(identity: UUID, extension: str) -> str:
    """存放名：按编号分两级目录，与原文件名无关。"""
    name = identity.hex
    return f"{name[:2]}/{name[2:4]}/{name}.{extension}"


def thumbnail_name(name: str) -> str:
    """照片缩略图的存放名。"""
    return f"{name.rpartition('.')[0]}.small.jpg"


def write(name: str, content: bytes) -> None:
    """写好并落到磁盘才返回；同名文件整个换掉。"""
    target = _path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def read(name: str) -> BinaryIO:
    """打开读；文件不在则抛 ``FileNotFoundError``。"""
    return _path(name).open("rb")


def remove(name: str) -> None:
    """删掉；本来就没有也不算错。"""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def _sync_folder(folder: Path) -> None:
    # 改名本身也要落盘，否则断电后目录里可能找不到这个文件。
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
