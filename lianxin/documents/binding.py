"""在另一个进程里排几段、订成一本：排版攒下的内存随进程一起还掉，网页和后台的不涨。

输入是一列要排的数据（JSON），输出是订好的 PDF；由 :mod:`lianxin.documents.printing` 调用。
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from pypdf import PdfReader, PdfWriter

from lianxin.documents.typesetting import CannotTypeset, typeset

PATIENCE: Final = 600


def bound_apart(parts: Sequence[dict[str, Any]], *, start: int) -> bytes:
    """另起一个进程排这几段；``start`` 是头一页的页码。

    :raises CannotTypeset: 没有排完
    """
    given = json.dumps({"parts": list(parts), "start": start}, ensure_ascii=False)
    module = settings.SETTINGS_MODULE
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lianxin.documents.binding"],
            input=given.encode(),
            capture_output=True,
            check=True,
            timeout=PATIENCE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": module},
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as broken:
        raise CannotTypeset(
            "文件太大，没有排完；请换一个小些的范围，或下载 Word 文件。"
        ) from broken
    return done.stdout


def bound(parts: Sequence[dict[str, Any]], *, start: int) -> bytes:
    """就在这个进程里排这几段、订好；页码一路接下去。"""
    writer, pages = PdfWriter(), start - 1
    for part in parts:
        made = PdfReader(BytesIO(typeset("paper", {**part, "start": pages + 1}, kind="pdf")))
        pages += len(made.pages)
        writer.append(made)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(bound(asked["parts"], start=asked["start"]))
