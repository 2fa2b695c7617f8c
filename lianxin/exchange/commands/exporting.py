"""``lianxin export``：把一种台账写成 csv 或 xlsx；不写文件名就打印成 csv。"""

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from lianxin.exchange.commands.terminal import note
from lianxin.exchange.exporting import LEDGERS, ledger_named
from lianxin.exchange.offices import congress_of, office_viewer
from lianxin.files.sheetwriting import csv_lines, write_xlsx
from lianxin.kernel.errors import RuleViolation

ACTOR = "批量导出"


class UnknownFormat(RuleViolation):
    """不认识这种文件。"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """哪种台账、写到哪个文件、哪一级人大的。"""
    listed = "、".join(f"{ledger.key}（{ledger.label}）" for ledger in LEDGERS.values())
    parser.add_argument("kind", metavar="种类", help=listed)
    parser.add_argument("file", type=Path, nargs="?", metavar="文件", help=".csv 或 .xlsx")
    parser.add_argument("--congress", default="", metavar="代号", help="哪一级人大的")


def run(args: argparse.Namespace) -> int:
    """以这级人大代表工作机构的身份导出：它看得见多少，就导出多少。"""
    ledger = ledger_named(args.kind)
    congress = congress_of(args.congress)
    rows = ledger.rows(congress, office_viewer(congress, name=ACTOR), timezone.localdate())
    if args.file is None:
        sys.stdout.writelines(csv_lines(ledger.headers, rows))
    elif args.file.suffix.lower() == ".csv":
        with args.file.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_lines(ledger.headers, rows))
    elif args.file.suffix.lower() == ".xlsx":
        args.file.write_bytes(write_xlsx(ledger.headers, rows, title=ledger.label))
    else:
        raise UnknownFormat(f"文件名要以 .csv 或 .xlsx 结尾，不能是“{args.file.name}”")
    if args.file:
        note(f"✓ {ledger.label}已写到 {args.file}")
    return 0
