"""``lianxin prepare``：启动前的准备；``up``、``demo`` 会自动做，升级前想先做也可以单独跑。"""

import argparse

from lianxin.ops.console import done
from lianxin.ops.prepare import prepare


def arguments(parser: argparse.ArgumentParser) -> None:
    """要不要演示数据。"""
    parser.add_argument("--demo", action="store_true", help="装上演示数据")
    parser.add_argument("--reset", action="store_true", help="先清空演示数据")


def run(args: argparse.Namespace) -> int:
    """逐项备好。"""
    prepare(demo=args.demo, reset=args.reset)
    done("表结构、静态文件、工作日历都备好了")
    return 0
