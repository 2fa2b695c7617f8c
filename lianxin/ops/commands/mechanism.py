"""``lianxin mechanism``：列出、检查、展示机制包，发布并采用新的一版。"""

import argparse
import sys
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from lianxin.casework.models import Case
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.cadence import drawing
from lianxin.kernel.cadence.model import Cadence
from lianxin.kernel.mechanism import diagram, wall
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.source import MechanismMistakes
from lianxin.ops import cadences, packs
from lianxin.ops.commands import CommandRefused
from lianxin.ops.console import done, put_json
from lianxin.ops.database import connected
from lianxin.orgs.models import Body

WALL_WIDTH = 180


def arguments(parser: argparse.ArgumentParser) -> None:
    """五个动作，各有各的参数。"""
    actions = parser.add_subparsers(dest="action", metavar="动作", required=True)
    listing = actions.add_parser("list", help="列出全部机制与本地版")
    listing.add_argument("--json", action="store_true", help="给程序看的结果")
    listing.set_defaults(act=_list)
    checking = actions.add_parser("check", help="检查说不说得通，一次报全部错误")
    checking.add_argument("names", nargs="*", metavar="标识或文件", help="不写就查全部")
    checking.set_defaults(act=_check)
    showing = actions.add_parser("show", help="打印成可以上墙的表")
    showing.add_argument("name", metavar="标识或文件")
    showing.set_defaults(act=_show)
    drawing = actions.add_parser("diagram", help="画成图")
    drawing.add_argument("name", metavar="标识或文件")
    drawing.add_argument("--format", choices=("svg", "mermaid"), default="svg", help="默认 svg")
    drawing.add_argument("-o", "--output", type=Path, metavar="文件", help="不写就打印出来")
    drawing.set_defaults(act=_diagram)
    publishing = actions.add_parser("publish", help="发布一版；在办的不动，采用以后立的才照它办")
    publishing.add_argument("name", metavar="标识或文件")
    publishing.add_argument(
        "--adopt", metavar="人大", help="同时由这一级人大采用，写它的短标识，如 jx"
    )
    publishing.set_defaults(act=_publish)


def run(args: argparse.Namespace) -> int:
    """做选定的动作。"""
    code: int = args.act(args)
    return code


def _list(args: argparse.Namespace) -> int:
    rows = [_described(pack) for pack in packs.all_packs()]
    rows += [_cadence(found) for found in cadences.all_cadences()]
    if args.json:
        put_json(rows)
        return 0
    table = Table("标识", "名称", "哪里的做法", "环节或规则", box=None)
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)
    return 0


def _described(pack: packs.PackFile) -> dict[str, object]:
    try:
        mechanism = pack.read()
    except MechanismMistakes:
        return {"id": pack.shown, "label": "写错了，请 check", "place": "", "stages": 0}
    label = mechanism.overlay.label if mechanism.overlay else mechanism.label
    return {
        "id": mechanism.id,
        "label": label,
        "place": mechanism.place,
        "stages": len(mechanism.stages),
    }


def _cadence(found: cadences.CadenceFile) -> dict[str, object]:
    if found.mistakes():
        return {"id": found.shown, "label": "写错了，请 check", "place": "", "stages": 0}
    cadence = found.read()
    return {
        "id": cadence.id,
        "label": cadence.label,
        "place": cadence.place,
        "stages": len(cadence.rules),
    }


def _chosen(names: list[str]) -> list[packs.PackFile | cadences.CadenceFile]:
    """按名字找；频次办法的先认，剩下的是机制；一个不写就是全部。"""
    if not names:
        return [*packs.all_packs(), *cadences.all_cadences()]
    rules = {name: found for name in names if (found := cadences.cadence_named(name))}
    others = [name for name in names if name not in rules]
    return [*(packs.chosen(others) if others else []), *rules.values()]


def _check(args: argparse.Namespace) -> int:
    looked = _chosen(args.names)
    mistakes = [mistake for pack in looked for mistake in pack.mistakes()]
    for mistake in mistakes:
        print(mistake)
    if mistakes:
        print(f"✗ {len(looked)} 份机制里有 {len(mistakes)} 处错误", file=sys.stderr)
        return 1
    done(f"{len(looked)} 份机制都说得通")
    return 0


def _show(args: argparse.Namespace) -> int:
    if found := cadences.cadence_named(args.name):
        return _show_cadence(found.read())
    mechanism = packs.one(args.name)
    table = Table(title=_title(mechanism))
    for heading in wall.HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in wall.table(mechanism):
        if row.opens:
            table.add_section()
        table.add_row(*(row.cells if row.opens else ("", "", "", "", *row.cells[4:])))
    console = Console()
    console.width = max(console.width, WALL_WIDTH)
    console.print(table)
    return 0


def _show_cadence(cadence: Cadence) -> int:
    title = f"{cadence.label}（{cadence.id}）　依据：{'、'.join(cadence.basis)}"
    table = Table(*drawing.HEADINGS, title=title)
    for row in drawing.table(cadence):
        table.add_row(*row)
    console = Console()
    console.width = max(console.width, WALL_WIDTH)
    console.print(table)
    return 0


def _title(mechanism: Mechanism) -> str:
    return f"{mechanism.label}（{mechanism.id}）　依据：{'、'.join(mechanism.basis)}"


def _diagram(args: argparse.Namespace) -> int:
    drawn = _drawn(args)
    if args.output:
        args.output.write_text(drawn, encoding="utf-8")
        done(f"已画到 {args.output}")
    else:
        print(drawn)
    return 0


def _publish(args: argparse.Namespace) -> int:
    """发布，写了人大的一并采用：两样一起成，或者一样也没有。"""
    pack = packs.single(args.name)
    with connected(), transaction.atomic():
        now = timezone.now()
        row = publish_mechanism(**pack.texts(), path=pack.shown, actor=SYSTEM, at=now)
        told = f"已发布 {row}（{row.label}）"
        if args.adopt:
            congress = _congress(args.adopt)
            adopt_practice(jurisdiction_id=congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=now)
            others = Case.objects.filter(
                jurisdiction=congress, mechanism__slot=row.slot, closed_at__isnull=True
            )
            running = others.exclude(mechanism=row).count()
            told += f"；{congress.name}从现在起采用，在办的 {running} 件照立件时的一版走完"
    done(told)
    return 0


def _congress(slug: str) -> Body:
    found = Body.objects.filter(kind=Body.Kind.CONGRESS, ends_on__isnull=True)
    congress = found.filter(slug=slug).first()
    if congress is None:
        known = "、".join(f"{one.slug}（{one.name}）" for one in found.order_by("slug"))
        raise CommandRefused(f"没有“{slug}”这一级人大；现有：{known or '一个也没有'}")
    return congress


def _drawn(args: argparse.Namespace) -> str:
    """频次办法画成一年的日历条，只有 svg 一种；年份固定，每次画的都一样。"""
    if found := cadences.cadence_named(args.name):
        return drawing.strip(found.read(), cadences.YEAR)
    mechanism = packs.one(args.name)
    return diagram.svg(mechanism) if args.format == "svg" else wall.mermaid(mechanism)
