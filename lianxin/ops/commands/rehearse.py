"""``lianxin rehearse``：照各地公开的规模演一遍活动，数回来核对，报用了几秒；演完不留痕迹。"""

import argparse

from django.db import connection
from django.utils import timezone
from rich.progress import TaskID

from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import done, progress, put_json
from lianxin.ops.prepare import migrate
from lianxin.ops.sizes import Counted, rehearse, sizes

WORDS = {
    "groups": "小组",
    "activities": "场",
    "people": "代表（人）",
    "visits": "代表人次",
    "heads": "群众人次",
    "opinions": "意见",
    "closed": "其中办结",
    "items": "事项",
    "solved": "其中解决",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """演哪一地。"""
    parser.add_argument("name", nargs="?", metavar="名字", help="不写就列出有哪些")
    parser.add_argument("--all", action="store_true", help="全部演一遍")
    parser.add_argument("--json", action="store_true", help="给程序看的结果")


def run(args: argparse.Namespace) -> int:
    """演；数回来不一样就是失败。

    :raises CommandRefused: 哪一地哪样数不对
    """
    chosen = list(sizes()) if args.all else [args.name] if args.name else []
    if not chosen:
        print("可以演的：" + "、".join(f"{name}（{each.label}）" for name, each in sizes().items()))
        return 0
    if not connection.introspection.table_names():
        migrate()
    counted = []
    for name in chosen:
        counted.append(_one(name))
        if not args.json:
            print(_line(counted[-1]), flush=True)
    if args.json:
        put_json([each.plain() for each in counted])
    if wrong := [each.label for each in counted if not each.ok]:
        raise CommandRefused(f"数回来对不上：{'、'.join(wrong)}")
    done(f"{len(counted)} 地都对得上，库里没有留下痕迹")
    return 0


def _one(name: str) -> Counted:
    with progress() as bar:
        known: dict[str, TaskID] = {}

        def tick(label: str, step: int, total: int) -> None:
            if label not in known:
                known[label] = bar.add_task(label, total=total)
            bar.update(known[label], completed=step)

        return rehearse(name, at=timezone.now(), tick=tick)


def _line(each: Counted) -> str:
    parts = [
        f"{WORDS[key]} {found:,}{_mark(each, key)}"
        for key, found in each.found.items()
        if found or each.wanted.get(key)
    ]
    return f"{each.label}：{'，'.join(parts)}；{each.seconds:.1f} 秒"


def _mark(each: Counted, key: str) -> str:
    """对不上的、材料没有说的，标出来。"""
    if key in each.made or key not in each.wanted:
        return "（演练自定）"
    return "" if each.found[key] == each.wanted[key] else f"（应当 {each.wanted[key]:,}，对不上）"
