"""数据库以谁的身份跑：普通用户就是自己；root 换成一个没有特权的系统账号。"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICE_ACCOUNT = "lianxin"
FALLBACK_ACCOUNT = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """跑数据库的系统账号；``switch`` 为假就是当前用户自己。"""

    uid: int
    gid: int
    switch: bool

    def popen(self) -> dict[str, Any]:
        """给 ``subprocess`` 的参数：要不要换身份。"""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """把这个文件夹交给它。"""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """数据文件夹已经有主的，沿用它的主人；否则按当前用户定。"""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return Account(found.st_uid, found.st_gid, switch=True)
    entry = _service_account()
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _service_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return pwd.getpwnam(FALLBACK_ACCOUNT)
    subprocess.run([useradd, "--system", "--no-create-home", SERVICE_ACCOUNT], check=True)
    return pwd.getpwnam(SERVICE_ACCOUNT)


def open_up(account: Account, tree: Path) -> None:
    """按 umask 077 装出来的程序别人读不了：放开这一棵的读与执行。"""
    if not account.switch or tree.stat().st_mode & stat.S_IROTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = path.lstat().st_mode
        if not path.is_symlink():
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def let_through(account: Account, paths: Iterable[Path], say: Callable[[str], None]) -> None:
    """超级用户的家目录别人进不去：给上级文件夹开“只许路过”，不许列目录。"""
    if not account.switch:
        return
    for path in paths:
        for folder in (path, *path.parents):
            mode = folder.stat().st_mode
            if folder.stat().st_uid == account.uid or mode & stat.S_IXOTH:
                continue
            folder.chmod(mode | stat.S_IXOTH)
            say(f"为让数据库账号路过，给 {folder} 加了“可进入”（不可列目录）")
