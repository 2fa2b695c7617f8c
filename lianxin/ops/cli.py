"""命令行入口 ``lianxin``：出错只给一行明白话；设 ``LIANXIN_DEBUG=1`` 才给完整的错误轨迹。"""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from lianxin.kernel.errors import RuleViolation
from lianxin.ops import embedded
from lianxin.ops.arguments import PlainParser
from lianxin.ops.commands import COMMANDS, Command, Needs
from lianxin.ops.database import connected
from lianxin.ops.locks import LockBusy

INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    """跑一条命令，返回退出码。"""
    given = list(sys.argv[1:] if words is None else words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
    try:
        return _dispatch(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("LIANXIN_DEBUG"):
            raise
        return _fail(_in_plain_words(error))


def _dispatch(given: Sequence[str]) -> int:
    command = COMMANDS.get(given[0]) if given else None
    if command is None:
        return _overview(given)
    if command.needs is not Needs.NOTHING:
        django.setup()
    return _run(given[0], command, given[1:])


def _run(name: str, command: Command, rest: Sequence[str]) -> int:
    module = import_module(command.module)
    parser = PlainParser(prog=f"lianxin {name}", description=command.summary)
    module.arguments(parser)
    args = parser.parse_args(rest)
    # 只问用法的、参数写错的，到不了这里：不为它们起数据库。
    with connected() if command.needs is Needs.DATABASE else nullcontext():
        code: int = module.run(args)
    return code


def _overview(given: Sequence[str]) -> int:
    lines = [f"  {name:<10} {command.summary}" for name, command in COMMANDS.items()]
    text = "\n".join(
        ["用法：lianxin 命令 [参数]", "", *lines, "", "lianxin 命令 -h 看这个命令的用法"]
    )
    if not given or given[0] in {"-h", "--help", "help"}:
        print(text)
        return 0
    return _fail(f"没有“{given[0]}”这个命令；lianxin -h 列出全部命令")


def _in_plain_words(error: Exception) -> str:
    match error:
        case RuleViolation() | embedded.DatabaseTrouble() | ImproperlyConfigured():
            return str(error)
        case LockBusy():
            return "另一个命令正用着数据库，等它做完再试"
        case OperationalError():
            return f"连不上数据库，请先运行 lianxin doctor：{_first_line(error)}"
        case ProgrammingError():
            return f"表结构对不上，请先运行 lianxin up 更新：{_first_line(error)}"
        case PermissionError():
            return f"没有权限读写 {error.filename}：换原来的用户运行，或改 LIANXIN_HOME"
        case OSError():
            return f"读写文件没有成功：{error}"
    return f"程序出了错：{type(error).__name__}：{_first_line(error)}（设 LIANXIN_DEBUG=1 看详情）"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _fail(words: str) -> int:
    print(f"✗ {words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
