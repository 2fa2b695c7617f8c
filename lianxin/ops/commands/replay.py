"""``lianxin replay``：把机制包的剧本从头演到尾，看它说不说得通、走不走得完。"""

import argparse

from django.db import connection

from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import done, put_json, say
from lianxin.ops.prepare import migrate
from lianxin.ops.scenarios import Replay, names, replay


def arguments(parser: argparse.ArgumentParser) -> None:
    """演哪一出。"""
    parser.add_argument("name", nargs="?", metavar="目录名", help="不写就列出有哪些")
    parser.add_argument("--all", action="store_true", help="全部演一遍")
    parser.add_argument("--json", action="store_true", help="给程序看的结果")


def run(args: argparse.Namespace) -> int:
    """演；有一出没演完就是失败。

    :raises CommandRefused: 哪一出停在哪里、为什么
    """
    chosen = names() if args.all else [args.name] if args.name else []
    if not chosen:
        print("可以演的：" + "、".join(names()))
        return 0
    if not connection.introspection.table_names():
        migrate()
    say(f"演 {'、'.join(chosen)}……")
    played = replay(*chosen)
    if args.json:
        put_json([each.plain() for each in played])
    else:
        for each in played:
            _print(each)
    failed = [f"{each.name} 停在 {each.why}" for each in played if not each.ok]
    if failed:
        raise CommandRefused(f"没有演完：{'；'.join(failed)}")
    done(f"{len(played)} 出都演完了，库里没有留下痕迹")
    return 0


def _print(played: Replay) -> None:
    print(f"\n【{played.name}】")
    for beat in played.beats:
        arrived = f" → {beat.stage}" if beat.stage else ""
        owed = f"；接着：{beat.owed}" if beat.owed else ""
        print(f"{beat.on}  {beat.who}  {beat.did}{arrived}{owed}")
