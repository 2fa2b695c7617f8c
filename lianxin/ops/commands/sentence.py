"""``lianxin sentence``：把数写成简报里的一句话；数不支持、事实没有记，就说明为什么不写。"""

import argparse
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from lianxin.insight.queries import named, period_of, span
from lianxin.insight.queries.sentences import (
    Composed,
    Composing,
    Filled,
    Sentence,
    compose,
    must_be_kept,
    readiness,
    sentence,
    sentences,
)
from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import put_json
from lianxin.orgs.queries import congresses, find_body


def arguments(parser: argparse.ArgumentParser) -> None:
    """哪一句，替哪一级人大写，写哪一段时间。"""
    parser.add_argument("id", nargs="?", metavar="编号", help="如 T14；不写就加 --list")
    parser.add_argument("--list", action="store_true", help="列出全部，哪些写得出来、哪些还缺什么")
    parser.add_argument("--congress", default="", metavar="代号", help="不写就是最先登记的人大")
    parser.add_argument(
        "--period", default="", metavar="时间", help="2026、2026-01..2026-06、all；不写就是今年"
    )
    parser.add_argument(
        "--say", action="append", default=[], metavar="空=数", help="句子里要说的数，对不上就不写"
    )
    parser.add_argument("--json", action="store_true", help="给程序看的结果，带每个空的口径与出处")


def run(args: argparse.Namespace) -> int:
    """写一句；写不成就说明理由，退出码 1。

    :raises CommandRefused: 没写编号、没有这个人大，或时间看不懂
    """
    if args.list:
        return _list(as_json=args.json)
    if not args.id:
        raise CommandRefused("请写明哪一句，如 lianxin sentence T14；--list 列出全部")
    chosen = sentence(args.id)
    must_be_kept(chosen)
    written = compose(chosen, ask=_ask(chosen, args))
    if args.json:
        put_json({**_plain(written), "period": args.period or chosen.period or "今年"})
    else:
        print(written.text)
    return 0


def _ask(chosen: Sentence, args: argparse.Namespace) -> Composing:
    today = timezone.localdate()
    congress = _congress(args.congress)
    wanted = args.period or chosen.period or str(today.year)
    known = span(jurisdiction_id=congress, today=today)
    return Composing(
        jurisdiction_id=congress,
        period=period_of(wanted, span=known, today=today),
        today=today,
        said=dict(_said(each) for each in args.say),
    )


def _congress(slug: str) -> int:
    if slug:
        return _a_congress(slug)
    found = congresses()
    if not found:
        raise CommandRefused("还没有登记人大，请先登记")
    return found[0].id


def _a_congress(slug: str) -> int:
    body = find_body(slug)
    if body.congress_id is not None:
        raise CommandRefused(f"“{slug}”不是人大，请写人大的代号")
    return body.pk


def _said(text: str) -> tuple[str, str]:
    name, _, number = text.partition("=")
    if not number:
        raise CommandRefused(f"“{text}”请写成 空=数 这样，如 rate=69.43%")
    return name, number


def _list(*, as_json: bool) -> int:
    rows = [
        {"id": each.id, "text": each.text, "ready": not missing, "missing": missing}
        for each in sentences().values()
        for missing in [readiness(each)]
    ]
    if as_json:
        put_json(rows)
        return 0
    for each in sentences().values():
        missing = "、".join(readiness(each))
        print(f"{each.id}  {'还缺：' + missing if missing else '写得出'}\n     {each.text}")
    print(f"\n共 {len(rows)} 句，写得出 {sum(bool(row['ready']) for row in rows)} 句")
    return 0


def _plain(written: Composed) -> dict[str, Any]:
    return {
        "id": written.id,
        "text": written.text,
        "slots": [_slot(each) for each in written.slots],
    }


def _slot(filled: Filled) -> dict[str, Any]:
    value = filled.value
    period = named(value.period)
    query = urlencode({"period": period, **value.slices})
    return {
        "name": filled.name,
        "shown": filled.shown,
        "value": value.number,
        "unit": value.definition.unit,
        "indicator": value.definition.key,
        "label": value.definition.label,
        "definition": value.definition.definition,
        "where": dict(value.slices),
        "period": period,
        "as_of": value.definition.as_of,
        "records": value.sample,
        "link": f"{reverse('workbench:number', args=(value.definition.key,))}?{query}",
    }
