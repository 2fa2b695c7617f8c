"""把频次文件读成 :class:`Cadence`，并查说不说得通；有错一次报全，都是中文，带文件和行号。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.kernel.cadence.model import COUNTABLE, MEASURES, NEEDS, WHO, Cadence, Rule
from lianxin.kernel.cadence.windows import Frame, FrameMistake, frame_of, windows
from lianxin.kernel.mechanism.reading import PACK_SHAPE, Table
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake, notes_for, read_toml
from lianxin.kernel.timespans import Timespan

_ROW = re.compile(r"S\d-\d\d")
#: 推算一年几个窗口、最短的窗口多长，用这两年：一平一闰。
_SINCE, _UNTIL = date(2027, 1, 1), date(2029, 1, 1)
_BLANK = Frame("year")


@dataclass(frozen=True, slots=True)
class Known:
    """文件外面的词：活动有哪些种类与族，家站室有哪些种类；``None`` 就是不查。"""

    kinds: Collection[str] | None = None
    families: Collection[str] | None = None
    places: Collection[str] | None = None


def load_cadence(text: str, path: str, known: Known | None = None) -> Cadence:
    """读一份频次办法。

    :raises MechanismMistakes: 有错，逐条说明
    """
    cadence, mistakes = read_cadence(text, path, known)
    if mistakes:
        raise MechanismMistakes(mistakes)
    return cadence


def check_cadence(text: str, path: str, known: Known | None = None) -> list[Mistake]:
    """全部错误；没有就是空的。"""
    try:
        return sorted(set(read_cadence(text, path, known)[1]))
    except MechanismMistakes as error:
        return list(error.mistakes)


def read_cadence(text: str, path: str, known: Known | None = None) -> tuple[Cadence, list[Mistake]]:
    """尽量读，连同错误一并给出；TOML 语法不对的抛 :class:`MechanismMistakes`。"""
    notes = notes_for(text, path)
    top = Table(read_toml(text, path), (), notes, "")
    cadence = Cadence(
        key=top.key("key", PACK_SHAPE),
        version=top.integer("version", least=1),
        label=top.text("label"),
        place=top.text("place", "各地通用"),
        basis=top.texts("basis", required=True),
        summary=top.text("summary", ""),
        rules=tuple(_rule(table, known or Known()) for table in top.tables("rule", "规则")),
        path=path,
        text=text,
    )
    top.close()
    if not cadence.rules:
        top.wrong("", "一条规则也没有，请写 [[rule]]")
    if not any(_ROW.fullmatch(one) for one in cadence.basis):
        top.wrong("basis", "basis 没有写明来自哪一行做法，如 S0-20")
    keys = [rule.key for rule in cadence.rules]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            notes.add(("rule", place), f"规则 {key} 写了两次")
    return cadence, notes.mistakes


def _rule(table: Table, known: Known) -> Rule:
    rule = Rule(
        key=table.key("key"),
        label=table.text("label"),
        who=table.chosen("who", WHO),
        frame=_frame(table),
        measure=table.chosen("measure", MEASURES, "activities"),
        least=table.integer("least", 1, least=0),
        most=_maybe(table, "most"),
        year_least=_maybe(table, "year_least"),
        kinds=table.texts("kinds"),
        families=table.texts("families"),
        places=table.texts("places"),
        needs=table.texts("needs"),
        warn=table.span("warn") or Timespan(1, "d"),
    )
    table.close()
    _check_words(rule, table, known)
    _check_numbers(rule, table)
    _check_warn(rule, table)
    return rule


def _maybe(table: Table, key: str) -> int | None:
    found = table.number(key)
    if found is None:
        return None
    if found != int(found) or found < 1:
        table.wrong(key, f"{key} 应是 1 以上的整数")
        return None
    return int(found)


def _frame(table: Table) -> Frame:
    name, written = table.text("window"), table.text("anchor", "")
    try:
        anchor = date.fromisoformat(written) if written else None
    except ValueError:
        table.wrong("anchor", f"anchor “{written}”应写成 2026-01-05 这样的日期")
        return _BLANK
    try:
        return frame_of(name, anchor) if name else _BLANK
    except FrameMistake as wrong:
        table.wrong("window", str(wrong))
        return _BLANK


def _check_words(rule: Rule, table: Table, known: Known) -> None:
    for need in rule.needs:
        if need not in NEEDS:
            table.wrong("needs", f"needs 不能写“{need}”，只能用：{'、'.join(NEEDS)}")
    listed: Mapping[str, tuple[tuple[str, ...], Collection[str] | None]] = {
        "kinds": (rule.kinds, known.kinds),
        "families": (rule.families, known.families),
        "places": (rule.places, known.places),
    }
    for key, (given, words) in listed.items():
        for one in given:
            if words is not None and one not in words:
                table.wrong(key, f"{key} 里没有“{one}”这一种")
    if rule.who in COUNTABLE and rule.measure in MEASURES:
        _check_measure(rule, table)


def _check_measure(rule: Rule, table: Table) -> None:
    if rule.measure not in COUNTABLE[rule.who]:
        able = "、".join(word for word in MEASURES if word in COUNTABLE[rule.who])
        table.wrong("measure", f"对{WHO[rule.who]}不能数“{MEASURES[rule.measure]}”，只能数：{able}")
    narrowed = rule.kinds or rule.families or rule.places or rule.needs
    if narrowed and rule.measure in ("themes", "contacts"):
        table.wrong("measure", f"数“{MEASURES[rule.measure]}”不看活动，不要写 kinds、places、needs")


def _check_numbers(rule: Rule, table: Table) -> None:
    if rule.most is not None and rule.most < rule.least:
        table.wrong("most", f"至多 {rule.most} 比至少 {rule.least} 还少")
    if rule.least == 0 and not rule.year_least:
        table.wrong("least", "至少 0 次又没有全年的要求，这条规则什么也没管")
    if rule.year_least is None:
        return
    # 跨年的窗口算进它开始的那一年；取两年里窗口少的那年，宁可少报。
    years = Counter(each.starts.year for each in windows(rule.frame, _SINCE, _UNTIL))
    fewest, most = min(years[2027], years[2028]), max(years[2027], years[2028])
    if rule.year_least < rule.least * fewest:
        table.wrong(
            "year_least",
            f"每{rule.frame.text}至少 {rule.least}，一年已是 {rule.least * fewest}，"
            f"全年至少 {rule.year_least} 写了没有用",
        )
    if rule.most is not None and rule.year_least > rule.most * most:
        table.wrong(
            "year_least",
            f"每{rule.frame.text}至多 {rule.most}，一年至多 {rule.most * most}，"
            f"到不了全年至少 {rule.year_least}",
        )


def _check_warn(rule: Rule, table: Table) -> None:
    if rule.warn.in_workdays:
        table.wrong("warn", "提前多久提醒按日历天算，请写 7d、2w 这样")
        return
    shortest = min(each.days for each in windows(rule.frame, _SINCE, _UNTIL))
    ahead = (_UNTIL - rule.warn.take_from(_UNTIL)).days
    if ahead >= shortest:
        table.wrong("warn", f"提前 {rule.warn.text}提醒，比窗口（最短 {shortest} 天）还长")
