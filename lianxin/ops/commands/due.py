"""``lianxin due``：从某天起算，一段时限到哪天为止。"""

import argparse
from datetime import date

from lianxin.kernel.timespans import Timespan
from lianxin.ops.calendars import current_calendar
from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import put_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """起算日、时限。"""
    parser.add_argument("date", metavar="起算日", help="如 2026-02-13；当日不计")
    parser.add_argument("span", metavar="时限", help="7d 天、2w 周、3m 月、1y 年、10wd 工作日")
    parser.add_argument("--json", action="store_true", help="给程序看的结果")


def run(args: argparse.Namespace) -> int:
    """推算并打印；用到还没公布放假安排的年份，注明暂定。"""
    due = current_calendar().due(_day(args.date), Timespan.parse(args.span))
    if args.json:
        put_json(
            {
                "date": args.date,
                "span": args.span,
                "due": due.date.isoformat(),
                "provisional": due.provisional,
                "calendar_version": due.calendar_version,
            }
        )
    else:
        print(f"{due.date.isoformat()}　{due.text}　工作日历 {due.calendar_version}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandRefused(f"“{text}”不是日期，请写成 2026-02-13 这样") from None
