"""``lianxin import``：把一张表导进账里；先用 ``--dry-run`` 看每一行会怎样。"""

import argparse
import os
from pathlib import Path

from django.utils import timezone

from lianxin.exchange import kinds
from lianxin.exchange.categories import register_shipped
from lianxin.exchange.commands.terminal import note, progress_bar, put, put_json
from lianxin.exchange.importing import Summary, rehearse
from lianxin.exchange.offices import acting, congress_of, office_viewer
from lianxin.exchange.reading import STATE_LABELS, Line
from lianxin.exchange.spreading import perform_spread
from lianxin.insight.usecases import fold
from lianxin.kernel.errors import RuleViolation

ACTOR = "批量导入"
SHOWN = 50


class NoFile(RuleViolation):
    """没有这个文件。"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """哪种表、哪个文件、记在哪一级人大的账上。"""
    listed = "、".join(f"{kind.key}（{kind.label}）" for kind in kinds.KINDS.values())
    parser.add_argument("kind", metavar="种类", help=listed)
    parser.add_argument("file", type=Path, metavar="文件", help="csv、xlsx、xls、ods")
    parser.add_argument("--congress", default="", metavar="代号", help="记在哪一级人大的账上")
    parser.add_argument("--dry-run", action="store_true", help="只看每一行会怎样，不写库")
    parser.add_argument("--workers", type=int, default=0, metavar="几个", help="几个进程一起导")
    parser.add_argument("--json", action="store_true", help="给程序看的结果")


def run(args: argparse.Namespace) -> int:
    """导入并打印结果；有没收的行，退出码是 1。"""
    kind = kinds.kind_named(args.kind)
    if not args.file.is_file():
        raise NoFile(f"没有这个文件：{args.file}")
    congress, now = congress_of(args.congress), timezone.now()
    doer = acting(office_viewer(congress, name=ACTOR))
    reading = kinds.read(kind, args.file, congress=congress, at=now)
    if args.dry_run:
        summary = rehearse(reading, kind=kind.key)
    else:
        register_shipped(actor=doer.actor(), at=now)
        with progress_bar(kind.label) as report:
            summary = perform_spread(
                reading,
                kind=kind.key,
                doer=doer,
                at=now,
                workers=args.workers or min(2, os.cpu_count() or 1),
                progress=report,
            )
        fold()
    _print(summary, congress.slug, as_json=args.json)
    return 1 if summary.states["refuse"] else 0


def _print(summary: Summary, congress: str, *, as_json: bool) -> None:
    if as_json:
        put_json({"congress": congress, **summary.as_json()})
        return
    for words in summary.notes:
        note(f"· {words}")
    for line in summary.lines[:SHOWN]:
        put(_described(line))
    if len(summary.lines) > SHOWN:
        note(f"· 还有 {len(summary.lines) - SHOWN} 行要看，用 --json 看全部")
    note(("（试导，什么也没写）" if summary.dry_run else "✓ ") + summary.sentence)


def _described(line: Line) -> str:
    marks = "；".join(
        f"{issue.column}：{issue.words}" if issue.column else issue.words for issue in line.issues
    )
    return f"第 {line.number} 行（{line.key}）{STATE_LABELS[line.state]}：{marks}"
