"""``lianxin doctor``：体检，每一处不对都说清是什么、怎么修。"""

import argparse
import sys

from django.utils import timezone

from lianxin.ops.checkup import Finding, examine, scanner_words
from lianxin.ops.console import done, put_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """可选给程序看的结果。"""
    parser.add_argument("--json", action="store_true", help="给程序看的结果")


def run(args: argparse.Namespace) -> int:
    """逐项检查；有要修的返回 1，只有提醒返回 0。"""
    findings = examine(at=timezone.now())
    serious = [finding for finding in findings if finding.serious]
    if args.json:
        put_json([{"serious": f.serious, "what": f.what, "mend": f.mend} for f in findings])
    else:
        _tell(findings)
    return 1 if serious else 0


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        mark = "✗" if finding.serious else "！"
        print(f"{mark} {finding.what}\n  怎么办：{finding.mend}", file=sys.stderr)
    if not findings:
        done("一切正常")
    print(f"· {scanner_words()}")
