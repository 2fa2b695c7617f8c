"""刷新仓库里的接口说明快照：``python -m lianxin.openapi.snapshot``。"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
django.setup()

from lianxin.openapi.document import SNAPSHOT, rendered  # noqa: E402


def main() -> None:
    """写快照。"""
    SNAPSHOT.write_text(rendered(), encoding="utf-8")
    sys.stdout.write(f"已写入 {SNAPSHOT.name}\n")


if __name__ == "__main__":
    main()
