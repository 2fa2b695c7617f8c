"""压缩包体检：Office 新格式都是压缩包，解析之前先看会不会撑爆内存。"""

import zipfile
import zlib
from io import BytesIO
from typing import Final

from lianxin.files.refusals import FileRefused

MOST_MEMBERS: Final = 4_000
MOST_EXPANDED: Final = 300 * 1024 * 1024
_HIGHEST_RATIO: Final = 150
# 小文件压到几百倍也无害，这个数以内不看倍数。
_RATIO_FREE: Final = 20 * 1024 * 1024
_CHUNK: Final = 1024 * 1024


def expand_names(content: bytes) -> frozenset[str]:
    """把压缩包从头到尾解一遍（不落盘、不留存），返回里面的文件名。

    登记的大小可以作假，所以真的解开数一遍，数到上限就停。

    :raises FileRefused: 坏包、加密、文件太多、解开太大、压缩倍数不合常理
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _examine(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as problem:
        raise FileRefused("文件已损坏，打不开；请重新导出或另存一份再传") from problem
    except (NotImplementedError, RuntimeError) as problem:
        raise FileRefused("文件加了密码或用了少见的压缩方式，请去掉密码、另存一份再传") from problem


def _examine(archive: zipfile.ZipFile, packed: int) -> frozenset[str]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileRefused(f"文件里夹了 {len(members)} 个小文件，不像正常的文档；请另存一份再传")
    limit = min(MOST_EXPANDED, max(_RATIO_FREE, packed * _HIGHEST_RATIO))
    if sum(member.file_size for member in members) > limit:
        raise _bomb()
    expanded = 0
    for member in members:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                expanded += len(chunk)
                if expanded > limit:
                    raise _bomb()
    return frozenset(member.filename for member in members)


def _bomb() -> FileRefused:
    return FileRefused("文件解开后大得不合常理，为安全起见不收；请另存一份，或删去多余内容再传")
