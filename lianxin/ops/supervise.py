"""看护：把几个部件一起跑着，谁死了拉起谁；要停就按次序停干净。"""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from lianxin.ops import embedded
from lianxin.ops.parts import Part, Say

TICK = 0.2
POLITE_SECONDS = 4.5


class Stopping(BaseException):
    """有人要求停下（Ctrl-C、SIGTERM 或终端关闭）。"""


@contextmanager
def stoppable() -> Iterator[None]:
    """在这段里，要求停下的信号变成 :class:`Stopping`，一路收拾出去。"""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {sig: signal.signal(sig, _raise_stopping) for sig in signals}
    try:
        yield
    finally:
        for sig, handler in before.items():
            signal.signal(sig, handler)


def _raise_stopping(signum: int, frame: FrameType | None) -> None:
    # 收拾的时候再按 Ctrl-C 不打断收拾：各步都有时限，最多十秒。
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)
    raise Stopping(signum, frame)


class Supervisor:
    """看护几个部件；数据库（如果是自带的）最先起、最后停。"""

    def __init__(self, *, database: Part | None, say: Say) -> None:
        self.database = database
        self.others: list[Part] = []
        self.say = say

    @property
    def parts(self) -> Sequence[Part]:
        """全部部件，数据库在前。"""
        return [*([self.database] if self.database else []), *self.others]

    def add(self, part: Part) -> None:
        """添一个部件并启动它。"""
        self.others.append(part)
        part.start(time.monotonic())

    def watch(self, *, seconds: float | None = None) -> None:
        """一直看着；给了 ``seconds`` 就只看这么久。"""
        deadline = None if seconds is None else time.monotonic() + seconds
        while deadline is None or time.monotonic() < deadline:
            for part in self.parts:
                part.tend(time.monotonic())
            time.sleep(TICK)

    def close(self) -> None:
        """先停网页和后台任务，再关数据库；到时限还不走的强行结束。"""
        for part in self.others:
            part.ask_to_stop()
        deadline = time.monotonic() + POLITE_SECONDS
        while any(part.alive() for part in self.others) and time.monotonic() < deadline:
            time.sleep(0.05)
        for part in self.others:
            part.kill()
        if self.database and self.database.process:
            embedded.stop(self.database.process)
