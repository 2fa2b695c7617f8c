"""命令行参数：用法和报错都说中文，报错只一行。"""

import argparse
import re
import sys
from typing import Any, NoReturn

_SAYINGS = (
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+): invalid choice: (\S+) .*", r"\1 没有 \2 这一种"),
    (r"argument (.+): invalid \w+ value: (.+)", r"\1 应是数字，不是 \2"),
    (r"argument (.+): expected .*", r"\1 后面还缺内容"),
)
BAD_USAGE = 2


class PlainParser(argparse.ArgumentParser):
    """报错只给一行中文的参数解析器；下级命令也用它。"""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self._optionals.title, self._positionals.title = "选项", "参数"
        self.add_argument("-h", "--help", action="help", help="看用法")

    def error(self, message: str) -> NoReturn:
        """参数不对：一行话，退出码 2。"""
        for pattern, chinese in _SAYINGS:
            message = re.sub(pattern, chinese, message)
        print(f"✗ 参数不对：{message}；{self.prog} -h 看用法", file=sys.stderr)
        sys.exit(BAD_USAGE)
