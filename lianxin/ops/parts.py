"""服务的一个部件：一个子进程，死了就等一等再拉起来，越频繁等得越久。"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianxin.ops.embedded import DatabaseTrouble
from lianxin.ops.leash import leash

LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0

Process = subprocess.Popen[bytes]
Say = Callable[[str], None]


@dataclass(slots=True)
class Part:
    """一个部件：怎么启动、现在的进程、接连失败了几次。时间都是单调钟的秒数。"""

    name: str
    launch: Callable[[], Process]
    process: Process | None = None
    failures: int = 0
    began: float = 0.0
    retry_at: float = 0.0
    say: Say = field(default=print)

    def start(self, now: float) -> None:
        """启动；起不来就记一次失败，过一会儿再试。"""
        try:
            self.process = self.launch()
        except (DatabaseTrouble, OSError) as trouble:
            self._failed(now, str(trouble))
        else:
            self.began = now

    def tend(self, now: float) -> None:
        """看一眼：停了就安排重启，该重启就重启，稳住一分钟就不再记过。"""
        if self.process is None:
            if now >= self.retry_at:
                self.start(now)
            return
        code = self.process.poll()
        if code is not None:
            self.process = None
            self._failed(now, f"停了（{_why(code)}）")
        elif now - self.began > STEADY_SECONDS:
            self.failures = 0

    def alive(self) -> bool:
        """进程还在不在。"""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """请它有序退出。"""
        if self.alive() and self.process:
            self.process.terminate()

    def kill(self) -> None:
        """不等了，连同它的下级一起结束。"""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()

    def _failed(self, now: float, words: str) -> None:
        wait = min(LONGEST_WAIT, float(2**self.failures))
        self.failures += 1
        self.retry_at = now + wait
        self.say(f"{self.name}{words}，{wait:.0f} 秒后重新启动")


def python_part(name: str, module: str, *words: str, env: Mapping[str, str], say: Say) -> Part:
    """用同一个 Python 跑一个模块的部件。"""
    command = [sys.executable, "-m", module, *words]

    def launch() -> Process:
        return subprocess.Popen(
            command,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=leash(os.getpid(), signal.SIGTERM),
        )

    return Part(name, launch, say=say)


def _why(code: int) -> str:
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"
