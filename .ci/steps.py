"""一步一步地查：每步报用时，全部查完再报哪几步没过。

``python .ci/steps.py ci`` 全查；``lint``、``types``、``quick`` 只查几步。
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

LINT = {
    "写法 ruff check": ["ruff", "check", "."],
    "排版 ruff format": ["ruff", "format", "--check", "-q", "."],
    "层次 import-linter": ["lint-imports", "--no-logo"],
}
TYPES = {"类型 mypy": ["mypy", "lianxin"]}
FAST = "not browser and not load"
ARCHITECTURE = {"架构测试": ["pytest", "tests/architecture"]}
# 每开一趟 pytest 都要收一遍测试，所以能合的合在一趟里；库只在头一趟建，后面几趟接着用。
TESTS = {
    "规矩、页面与架构测试": [
        "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder",
        "--create-db", "--reuse-db", "--durations", "15", "-m", FAST,
    ],
    "真浏览器测试": [
        "pytest", "-n", "2", "--dist", "worksteal", "--reuse-db", "--durations", "15",
        "-p", "no:randomly", "-m", "browser and not load",
    ],
    "并发与灾难测试": ["pytest", "-n", "1", "--reuse-db", "-p", "no:randomly", "-m", "load"],
}  # fmt: skip
PACKS = {"机制包检查": ["lianxin", "mechanism", "check"]}
NO_TESTS_FOUND = 5


def main(kind: str) -> int:
    """查一遍，返回没过的步数。"""
    failures, began = [], time.monotonic()
    for name, command in chosen(kind).items():
        print(f"\n── {name}", flush=True)
        at = time.monotonic()
        code = run(command)
        print(
            f"── {name}：{'过' if code == 0 else '没过'}，{time.monotonic() - at:.1f} 秒",
            flush=True,
        )
        if code:
            failures.append(name)
    total = f"共 {time.monotonic() - began:.0f} 秒"
    print(f"\n{'✗ 没过：' + '、'.join(failures) if failures else '✓ 全部通过'}，{total}")
    return len(failures)


def chosen(kind: str) -> dict[str, list[str]]:
    """这一趟要查哪几步。"""
    match kind:
        case "lint":
            return LINT
        case "types":
            return TYPES
        case "quick":
            return {**LINT, **TYPES, **quick_tests()}
        case _:
            return {**LINT, **TYPES, **TESTS, **PACKS}


def quick_tests() -> dict[str, list[str]]:
    """改过的模块各自的测试；没改模块就只跑架构测试。"""
    changed = subprocess.run(
        ["git", "status", "--porcelain", "-uall"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(line[3:].split(" -> ")[-1]) for line in changed.stdout.splitlines()]
    modules = sorted({path.parts[1] for path in paths if path.parts[:1] == ("lianxin",)})
    folders = [
        f"lianxin/{name}" for name in modules if (ROOT / "lianxin" / name / "tests").is_dir()
    ]
    tests = dict(ARCHITECTURE)
    if folders:
        tests["改过的模块"] = ["pytest", "--reuse-db", "-m", FAST, *folders]
    return tests


def run(command: list[str]) -> int:
    """跑一步；没有收到测试不算没过。"""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    code = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, check=False
    ).returncode
    return 0 if command[0] == "pytest" and code == NO_TESTS_FOUND else code


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1] if len(sys.argv) > 1 else "ci"), 1))
