"""机制图：可以打出来贴在墙上的 SVG。往下走的是实线，往回走的是虚线。"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lianxin.kernel.mechanism.layout import Layout, Link, Node, arrange
from lianxin.kernel.mechanism.model import Mechanism, Stage
from lianxin.kernel.mechanism.wall import (
    HEADINGS,
    Row,
    mermaid,
    opening_text,
    owners_text,
    table,
    within_text,
)

__all__ = ["HEADINGS", "Row", "mermaid", "svg", "table"]

# 颜色与界面同一套（浅色）
_INK, _INK_2, _LINE, _CARD = "#1d2430", "#5b6472", "#cfc9bd", "#ffffff"
_PAPER, _RED, _RED_WASH, _OK = "#faf8f4", "#b4232a", "#fbeeec", "#1e7f54"
_FONT = "PingFang SC,Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,system-ui,sans-serif"
_BOX, _PASS, _GAP, _EDGE, _TOP = 250, 36, 40, 40, 96
_TRACK, _LINE_HEIGHT, _SMALL, _BIG = 26, 18, 13, 19


@dataclass(slots=True)
class _Canvas:
    """画布：``lines`` 先画，``boxes`` 压在上面。"""

    width: float
    y: float = _TOP
    lines: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Spot:
    """一个点在图上的位置。"""

    x: float
    top: float
    bottom: float


def svg(mechanism: Mechanism) -> str:
    """画一份机制。"""
    layout = arrange(mechanism)
    canvas = _Canvas(max(map(_row_width, layout.rows)) + 2 * _EDGE)
    canvas.width = max(canvas.width, _width(mechanism.label, _BIG + 5) + 2 * _EDGE, 640)
    spots = _place(mechanism, layout, canvas)
    _draw_links(layout, spots, canvas)
    for stage in mechanism.stages:
        canvas.boxes += _box(mechanism, stage, spots[stage.key, 0])
    return "\n".join([*_frame(mechanism, canvas), *canvas.lines, *canvas.boxes, "</svg>"]) + "\n"


def _row_width(row: tuple[Node, ...]) -> float:
    return sum(_PASS if node[1] else _BOX for node in row) + _GAP * (len(row) - 1)


def _width(text: str, size: float) -> float:
    """字宽的估计：汉字一个字，西文约半个。"""
    return sum(1.0 if ord(char) > 0x2E80 else 0.58 for char in text) * size


def _place(mechanism: Mechanism, layout: Layout, canvas: _Canvas) -> dict[Node, _Spot]:
    spots: dict[Node, _Spot] = {}
    for row in layout.rows:
        heights = [_height(mechanism, mechanism.stage(node[0])) for node in row if not node[1]]
        x, bottom = (canvas.width - _row_width(row)) / 2, canvas.y + max(heights, default=20)
        for node in row:
            wide = _PASS if node[1] else _BOX
            low = bottom if node[1] else canvas.y + _height(mechanism, mechanism.stage(node[0]))
            spots[node] = _Spot(x + wide / 2, canvas.y, low)
            x += wide + _GAP
        crossing = [link for link in layout.links if link.above in row]
        canvas.y = bottom + _TRACK + sum(map(_track, crossing)) + (18 if crossing else 0)
    return spots


def _label(link: Link) -> list[str]:
    return list(_wrapped("／".join(link.labels), _BOX, _SMALL)) if link.labels else []


def _track(link: Link) -> float:
    """一段线在层间占的那一道有多高。"""
    return _TRACK + _LINE_HEIGHT * max(len(_label(link)) - 1, 0)


def _notes(mechanism: Mechanism, stage: Stage) -> list[str]:
    """框里的小字：谁办、时限、留在本环节的步。"""
    stays = [m.label for m in stage.moves if m.to in (None, stage.key)]
    said = [*owners_text(mechanism, stage).split("；"), *within_text(mechanism, stage).split("；")]
    said += [f"本环节可：{'、'.join(stays)}"] if stays else []
    return [line for text in said if text for line in _wrapped(text, _BOX - 28, _SMALL)]


def _wrapped(text: str, room: float, size: float) -> Iterator[str]:
    """折行，各行匀一匀，免得末行只剩一个字。"""
    whole = _width(text, size)
    room = min(room, whole / math.ceil(whole / room) + size)
    line = ""
    for char in text:
        if _width(line + char, size) > room:
            yield line
            line = ""
        line += char
    yield line


def _height(mechanism: Mechanism, stage: Stage) -> float:
    titles = len(list(_wrapped(stage.label, _BOX - 28, _BIG)))
    return 22 + 26 * titles + 19 * len(_notes(mechanism, stage))


def _box(mechanism: Mechanism, stage: Stage, spot: _Spot) -> Iterator[str]:
    x, colour = spot.x - _BOX / 2, _LINE
    fill = _CARD
    if stage.final:
        colour = _OK
    elif stage.key == mechanism.first_stage.key:
        colour, fill = _RED, _RED_WASH
    yield (
        f'<rect x="{x:g}" y="{spot.top:g}" width="{_BOX}" height="{spot.bottom - spot.top:g}" '
        f'rx="14" fill="{fill}" stroke="{colour}" stroke-width="1.6"/>'
    )
    y = spot.top + 10
    for line in _wrapped(stage.label, _BOX - 28, _BIG):
        y += 24
        yield _text(spot.x, y, line, _BIG, _INK, bold=True)
    y += 4
    for line in _notes(mechanism, stage):
        y += 19
        yield _text(spot.x, y, line, _SMALL, _INK_2)


def _text(x: float, y: float, text: str, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}'
    return f'<text {place} text-anchor="middle">{escape(text)}</text>'


def _draw_links(layout: Layout, spots: dict[Node, _Spot], canvas: _Canvas) -> None:
    """每段线在两层之间各占一道，横平竖直，互不重叠。"""
    for row in layout.rows:
        links = [link for link in layout.links if link.above in row]
        links.sort(key=lambda link: (spots[link.above].x, spots[link.below].x))
        floor = max(spots[node].bottom for node in row)
        for link in links:
            floor += _track(link)
            track = floor - (_track(link) - _TRACK) / 2
            out = _port(link, link.above, layout.links, spots)
            # 过路点没有框，线要从它的上沿接着画
            start = spots[link.above].top if link.above[1] else spots[link.above].bottom
            into = _port(link, link.below, layout.links, spots)
            _draw(link, [(out, start), (out, track), (into, track)], canvas)
            _draw_end(link, [(into, track), (into, spots[link.below].top)], canvas)


def _port(link: Link, node: Node, links: tuple[Link, ...], spots: dict[Node, _Spot]) -> float:
    """线在框边上的接头：同一边的几条均匀排开。"""
    below = link.above == node
    same = [other for other in links if (other.above if below else other.below) == node]
    same.sort(key=lambda other: spots[other.below if below else other.above].x)
    room = 0 if node[1] else _BOX * 0.8
    return spots[node].x - room / 2 + room * (same.index(link) + 0.5) / len(same)


def _draw(link: Link, points: list[tuple[float, float]], canvas: _Canvas) -> None:
    dash = ' stroke-dasharray="7 5"' if link.wire.back else ""
    arrow = ' marker-start="url(#arrow)"' if link.tail else ""
    canvas.lines += [_path(points, dash + arrow)]
    (left, y), (right, _) = sorted(points[1:])
    lines = _label(link)
    top = y - _LINE_HEIGHT * len(lines) / 2
    wide = max((_width(line, _SMALL) for line in lines), default=0) + 10
    x = (left + right) / 2
    if lines:
        back = f'<rect x="{x - wide / 2:g}" y="{top - 1:g}" width="{wide:g}"'
        canvas.boxes += [f'{back} height="{_LINE_HEIGHT * len(lines) + 2}" fill="{_PAPER}"/>']
    for number, line in enumerate(lines, start=1):
        canvas.boxes += [_text(x, top + _LINE_HEIGHT * number - 4, line, _SMALL, _INK)]


def _draw_end(link: Link, points: list[tuple[float, float]], canvas: _Canvas) -> None:
    dash = ' stroke-dasharray="7 5"' if link.wire.back else ""
    canvas.lines += [_path(points, dash + (' marker-end="url(#arrow)"' if link.head else ""))]


def _path(points: list[tuple[float, float]], extra: str) -> str:
    drawn = " ".join(f"{x:g},{y:g}" for x, y in dict.fromkeys(points))
    stroke = f'stroke="{_INK_2}" stroke-width="1.5"{extra}'
    return f'<polyline points="{drawn}" fill="none" {stroke}/>'


def _frame(mechanism: Mechanism, canvas: _Canvas) -> Iterator[str]:
    size = f'width="{canvas.width:g}" height="{canvas.y + _EDGE:g}"'
    box = f'viewBox="0 0 {canvas.width:g} {canvas.y + _EDGE:g}"'
    title = escape(f"{mechanism.label}（{mechanism.id}）")
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{_FONT}" role="img">'
    yield f"<title>{title}</title>"
    yield '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8"'
    yield ' markerHeight="8" orient="auto-start-reverse">'
    yield f'<path d="M0,0 L10,5 L0,10 z" fill="{_INK_2}"/></marker></defs>'
    yield f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
    yield _text(canvas.width / 2, 44, mechanism.label, _BIG + 5, _INK, bold=True)
    said = filter(None, (mechanism.id, mechanism.place, opening_text(mechanism)))
    yield _text(canvas.width / 2, 70, " · ".join(said), _SMALL, _INK_2)
