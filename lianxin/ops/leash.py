"""拴绳：上级进程不管怎么死的，下级都跟着有序退出，不留没人管的进程。

死亡信号只有 Linux 有；:func:`leave_with` 到处能用，也兜住收到信号却走不掉的。
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def leash(parent: int, sig: signal.Signals) -> Callable[[], None]:
    """给 ``Popen(preexec_fn=…)`` 用：``parent`` 一死，子进程就收到 ``sig``。"""

    def tie() -> None:
        tie_to(parent, sig)

    return tie


def tie_to(parent: int, sig: signal.Signals) -> None:
    """把当前进程拴在 ``parent`` 上；拴的时候上级已经死了，就自己退出。"""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(sig))
    if os.getppid() != parent:
        os._exit(1)


def leave_with(parent: int, *, grace: float) -> None:
    """在旁边守着：上级没了，过 ``grace`` 秒自己还没走完，就直接退出。"""

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
