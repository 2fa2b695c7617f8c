"""按数字起草的小结、年度总结和按标签分节的简报；写的每个数都从行里现数。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lianxin.activities import tagfile
from lianxin.activities.models import Programme
from lianxin.activities.queries.tallies import Tally, by_node, by_tag


def tally_words(tally: Tally) -> str:
    """一句话说清名下的数；没有的不写。"""
    held = f"开展活动 {tally.activities} 场" if tally.activities else "没有开展活动"
    parts = [
        (tally.attendances, "参加 {} 人次"),
        (tally.deputies, "其中代表 {} 人次"),
        (tally.targets, "走访 {} 处"),
        (tally.problems, "发现问题 {} 个"),
        (tally.opinions, "收集意见建议 {} 条"),
        (tally.solved, "推动解决 {} 件"),
    ]
    said = [words.format(count) for count, words in parts if count]
    return "，".join([held, *said])


def summary_words(*, node: Programme, since: date | None = None, until: date | None = None) -> str:
    """一个节点的小结：总的一段，下一级各一段。三条语句。"""
    rows = Programme.objects.filter(parent=node.pk).exclude(state=Programme.State.DROPPED)
    children = list(rows.order_by("order", "id"))
    found = by_node(nodes=[node.pk, *(row.pk for row in children)], since=since, until=until)
    whole = found[node.pk]
    first = (
        f"{_period(node, since, until)}，“{node.name}”{tally_words(whole)}{_task_words(whole)}。"
    )
    lines = [
        f"{_nth(place)}{row.name}：{tally_words(found[row.pk])}{_task_words(found[row.pk])}。"
        for place, row in enumerate(children, 1)
    ]
    return "\n".join([first, *lines])


def brief_sections(
    *,
    congress_id: int,
    family: str,
    node: Programme | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[tuple[str, Tally, str]]:
    """一族标签各写一节：（名称，数，话）。一条语句。"""
    found = by_tag(congress_id=congress_id, node=node, since=since, until=until)
    known = next((one for one in tagfile.FAMILIES if one.key == family), tagfile.FAMILIES[0])
    return [
        (label, found.get(tag, Tally()), f"{label}：{tally_words(found.get(tag, Tally()))}。")
        for tag, label in known.tags
    ]


def target_bars(targets: Mapping[str, int], tally: Tally) -> list[tuple[str, int, int]]:
    """目标数完成了多少：（名称，现有，目标）；没有定目标的不出。"""
    return [
        (label, getattr(tally, key), int(targets[key]))
        for key, label in TARGETS
        if targets.get(key)
    ]


#: 可以定目标的几样。
TARGETS = (
    ("activities", "活动（场）"),
    ("attendances", "参加（人次）"),
    ("opinions", "意见建议（条）"),
    ("problems", "发现问题（个）"),
    ("solved", "推动解决（件）"),
    ("targets", "走访（处）"),
)


def _period(node: Programme, since: date | None, until: date | None) -> str:
    start = since or node.starts_on
    end = until or node.ends_on
    return f"{_day(start)}至{_day(end)}" if end else f"{_day(start)}以来"


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _task_words(tally: Tally) -> str:
    if not tally.claimed:
        return ""
    ill = f"，没有落实 {tally.unfulfilled} 项" if tally.unfulfilled else ""
    return f"；认领任务 {tally.claimed} 项，落实 {tally.fulfilled} 项{ill}"


def _nth(place: int) -> str:
    return f"{place}. "
