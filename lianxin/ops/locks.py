"""进程之间的锁：进程一死锁就松开，没有要人手工清理的锁文件。"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockBusy(Exception):
    """别的进程正拿着这把锁。"""


@contextmanager
def hold(path: Path, *, shared: bool = False, wait: float = 0) -> Iterator[None]:
    """拿住一把锁，离开时松开。

    :param wait: 最多等几秒
    :raises LockBusy: 等到头也没拿到
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        _acquire(handle.fileno(), shared=shared, wait=wait)
        yield


def _acquire(handle: int, *, shared: bool, wait: float) -> None:
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockBusy from None
            time.sleep(0.1)
        else:
            return
