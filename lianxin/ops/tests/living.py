"""测试用：真起一套服务，拿得到各个进程号，用完一定收干净。"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_SECONDS = 180.0


@dataclass
class Installation:
    """一套装好的连心桥：自己的数据目录和端口。"""

    home: Path
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        outer = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "LIANXIN_HOME"}}
        ours = {"LIANXIN_HOME": str(self.home), "PORT": str(self.port)}
        fixed = {"DJANGO_SETTINGS_MODULE": "lianxin.config.settings", "LIANXIN_WEB": "1"}
        return {**outer, **ours, **fixed}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from lianxin.ops.cli import main; exit(main())", *words]

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )

    def start(self) -> None:
        log = (self.home.parent / f"{self.home.name}.up.log").open("a")
        self.process = subprocess.Popen(
            self.command("up"), env=self.environment, stdout=log, stderr=log, text=True
        )
        wait_until(self.ready, START_SECONDS)

    def ready(self) -> bool:
        status, body = self.get("/readyz")
        return status == 200 and bool(json.loads(body)["worker"])

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def pids(self, part: str) -> list[int]:
        """这套服务里，命令行含有 ``part`` 的进程。"""
        return [pid for pid, line in processes() if part in line and self.owns(pid, line)]

    def owns(self, pid: int, line: str) -> bool:
        return str(self.home) in line or f"LIANXIN_HOME={self.home}\0" in _environ(pid)

    def everything(self) -> list[int]:
        own = {os.getpid()}
        return [pid for pid, line in processes() if pid not in own and self.owns(pid, line)]

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> float:
        """发信号停下，返回用了几秒。"""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(sig)
        self.process.wait(timeout=60)
        return time.monotonic() - began

    def clean_up(self) -> None:
        for pid in self.everything():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def processes() -> list[tuple[int, str]]:
    """本机全部进程号与命令行。"""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            found.append((int(folder.name), line))
    return found


def _environ(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def wait_until(true: Callable[[], Any], seconds: float) -> None:
    """等到成立；到时限还不成立就算失败。"""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"等了 {seconds:.0f} 秒还没有等到")
        time.sleep(0.1)


def free_port() -> int:
    """一个现在没人用的端口。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
