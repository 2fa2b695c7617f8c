"""``lianxin verify``：离线验一份回执，不连网、不查库。"""

import argparse
import json
from pathlib import Path

from lianxin.audit.verify import verify_bundle
from lianxin.ops.commands import CommandRefused


def arguments(parser: argparse.ArgumentParser) -> None:
    """回执文件，可选公开的树根。"""
    parser.add_argument("receipt", type=Path, metavar="回执.json")
    parser.add_argument(
        "--root", action="append", default=[], metavar="树根", help="网站公开的封印树根，可写多个"
    )


def run(args: argparse.Namespace) -> int:
    """逐条打印；全部相符返回 0。"""
    try:
        bundle = json.loads(args.receipt.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise CommandRefused(f"{args.receipt} 不是回执文件，请从网站重新下载") from None
    verdict = verify_bundle(bundle, roots=args.root)
    for line in verdict.lines:
        print(line)
    return 0 if verdict.ok else 1
