"""主密钥：首次启动生成，存在数据目录里，只有属主可读。"""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """取主密钥：先看环境变量 ``LIANXIN_SECRET_KEY``，再看数据目录，没有就生成。"""
    given = os.environ.get("LIANXIN_SECRET_KEY", "").strip()
    if given:
        return given
    path = home / "secret.key"
    if not path.exists():
        _generate(path)
    return path.read_text().strip()


def _generate(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # 先写临时文件再硬链接过去：两个进程同时首次启动，也只留下一把钥匙。
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
