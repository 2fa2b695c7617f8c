"""数活动：场次、人次、人、意见、事项、走访对象、任务；沿安排的树往上加，一趟查清，不存结果。

口径：人次＝到场的行加只数的人头；人＝不同的人加不同的手机；一场活动几家合办，总数里只算一场，
各家名下各算一场；问题、意见、解决是三样，各数各的。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from lianxin.activities.models import Activity, Programme, Task
from lianxin.casework.models import Party
from lianxin.orgs.statements import fetch

_S = Activity.State
#: 办过了的几种状态；只安排、没有办的和取消了的不数。
DONE = (_S.RECORDED, _S.SUMMARISED, _S.ARCHIVED)
#: 算作办成了的结果。
SETTLED = ("resolved", "implemented", "kept", "late", "accepted")


@dataclass(frozen=True, slots=True)
class Tally:
    """一个节点（一家、一个标签）名下的数。"""

    activities: int = 0
    attendances: int = 0
    deputies: int = 0
    persons: int = 0
    opinions: int = 0
    opinions_settled: int = 0
    problems: int = 0
    items: int = 0
    answered: int = 0
    solved_on_spot: int = 0
    items_settled: int = 0
    dispatched: int = 0
    targets: int = 0
    claimed: int = 0
    fulfilled: int = 0
    unfulfilled: int = 0

    @property
    def solved(self) -> int:
        """解决的：现场解决、后来办成的事项，加办成的意见。"""
        return self.solved_on_spot + self.items_settled + self.opinions_settled

    @property
    def is_empty(self) -> bool:
        """一样也没有。"""
        return not any(getattr(self, one.name) for one in fields(self))


NOTHING = Tally()

#: 一场活动在哪几组里，各组数什么；``acts`` 是（组, 活动）两列。
_FIGURES = """
SELECT k.key,
  (SELECT count(*) FROM acts x WHERE x.key = k.key),
  (SELECT count(*) FROM acts x JOIN activities_attendance t ON t.activity_id = x.id
     AND t.state = 'attended' WHERE x.key = k.key)
  + (SELECT coalesce(sum(h.count), 0) FROM acts x JOIN activities_headcount h
     ON h.activity_id = x.id WHERE x.key = k.key),
  (SELECT count(*) FROM acts x JOIN activities_attendance t ON t.activity_id = x.id
     AND t.state = 'attended' AND t.role = 'deputy' WHERE x.key = k.key)
  + (SELECT coalesce(sum(h.count), 0) FROM acts x JOIN activities_headcount h
     ON h.activity_id = x.id AND h.role = 'deputy' WHERE x.key = k.key),
  (SELECT count(DISTINCT t.person_id) + count(DISTINCT t.device) FROM acts x
     JOIN activities_attendance t ON t.activity_id = x.id AND t.state = 'attended'
     WHERE x.key = k.key),
  v.opinions, v.settled,
  i.problems, i.items, i.answered, i.solved, i.settled, i.dispatched,
  (SELECT count(DISTINCT (g.kind, g.key)) FROM acts x JOIN activities_target g
     ON g.activity_id = x.id WHERE x.key = k.key)
FROM (SELECT DISTINCT key FROM acts) k
CROSS JOIN LATERAL (
  SELECT count(*) AS opinions, count(*) FILTER (WHERE EXISTS (
      SELECT FROM casework_case c WHERE c.subject_kind = 'opinion' AND c.subject_id = w.opinion_id
         AND c.beside = '' AND c.result = ANY(%(settled)s))) AS settled
    FROM acts x JOIN activities_voice w ON w.activity_id = x.id WHERE x.key = k.key) v
CROSS JOIN LATERAL (
  SELECT count(*) AS items,
    count(*) FILTER (WHERE n.kind IN ('problem', 'finding')) AS problems,
    count(*) FILTER (WHERE n.disposition = 'answered') AS answered,
    count(*) FILTER (WHERE n.disposition = 'solved') AS solved,
    count(*) FILTER (WHERE n.disposition <> 'solved' AND c.result = ANY(%(settled)s)) AS settled,
    count(*) FILTER (WHERE n.case_id IS NOT NULL) AS dispatched
    FROM acts x JOIN activities_item n ON n.activity_id = x.id
    LEFT JOIN casework_case c ON c.id = n.case_id WHERE x.key = k.key) i
"""

_HELD = """
a.state = ANY(%(done)s)
AND (%(since)s::date IS NULL OR (a.starts_at AT TIME ZONE 'Asia/Shanghai')::date >= %(since)s)
AND (%(until)s::date IS NULL OR (a.starts_at AT TIME ZONE 'Asia/Shanghai')::date <= %(until)s)
"""

_BY_NODE = f"""
WITH acts AS (
  SELECT n.id AS key, a.id FROM activities_programme n
    JOIN activities_programme q ON starts_with(q.path, n.path)
    JOIN activities_activity a ON a.programme_id = q.id
   WHERE n.id = ANY(%(nodes)s) AND {_HELD})
{_FIGURES}
"""  # noqa: S608 （没有拼接外来的值）

_BY_BODY = f"""
WITH acts AS (
  SELECT o.body_id AS key, a.id FROM activities_programme q
    JOIN activities_activity a ON a.programme_id = q.id
    JOIN activities_organiser o ON o.activity_id = a.id
   WHERE starts_with(q.path, %(path)s) AND {_HELD})
{_FIGURES}
"""  # noqa: S608

_BY_TAG = f"""
WITH acts AS (
  SELECT DISTINCT t.tag AS key, a.id FROM activities_activity a
    LEFT JOIN activities_programme q ON q.id = a.programme_id
    CROSS JOIN LATERAL jsonb_array_elements_text(a.tags || coalesce(q.tags, '[]')) AS t(tag)
   WHERE a.congress_id = %(congress)s
     AND (%(path)s::text IS NULL OR starts_with(q.path, %(path)s)) AND {_HELD})
{_FIGURES}
"""  # noqa: S608

_PAIRS = f"""
WITH tagged AS (
  SELECT a.id, a.tags || coalesce(q.tags, '[]') AS tags FROM activities_activity a
    LEFT JOIN activities_programme q ON q.id = a.programme_id
   WHERE a.congress_id = %(congress)s
     AND (%(path)s::text IS NULL OR starts_with(q.path, %(path)s)) AND {_HELD}),
acts AS (
  SELECT DISTINCT x.tag || ' ' || y.tag AS key, g.id FROM tagged g
    CROSS JOIN LATERAL jsonb_array_elements_text(g.tags) AS x(tag)
    CROSS JOIN LATERAL jsonb_array_elements_text(g.tags) AS y(tag)
   WHERE starts_with(x.tag, %(rows)s) AND starts_with(y.tag, %(columns)s))
{_FIGURES}
"""  # noqa: S608

_TASKS = """
SELECT n.id, count(*), count(*) FILTER (WHERE c.result IN ('implemented', 'partly')),
       count(*) FILTER (WHERE c.result = 'not_implemented')
  FROM activities_programme n
  JOIN activities_programme q ON starts_with(q.path, n.path)
  JOIN activities_task t ON t.programme_id = q.id AND t.dropped_at IS NULL
  LEFT JOIN casework_case c ON c.id = t.case_id
 WHERE n.id = ANY(%(nodes)s) GROUP BY n.id
"""


def by_node(
    *, nodes: Iterable[int], since: date | None = None, until: date | None = None
) -> dict[int, Tally]:
    """每个节点连同它下面全部的数。两条语句，与节点数、活动数无关。"""
    wanted = sorted(set(nodes))
    held = _read(_BY_NODE, since, until, nodes=wanted)
    tasks = {pk: (done, well, ill) for pk, done, well, ill in fetch(_TASKS, {"nodes": wanted})}
    return {pk: _with_tasks(held.get(pk, ()), tasks.get(pk, (0, 0, 0))) for pk in wanted}


def by_body(
    *, node: Programme, since: date | None = None, until: date | None = None
) -> dict[int, Tally]:
    """这个节点之下，主办、协办的各家各自的数；合办的一场各家都算一场。"""
    held = _read(_BY_BODY, since, until, path=node.path)
    return {pk: Tally(*figures) for pk, figures in held.items()}


def by_tag(
    *,
    congress_id: int,
    node: Programme | None = None,
    since: date | None = None,
    until: date | None = None,
) -> dict[str, Tally]:
    """每个标签名下的数；活动自己贴的和它所在的安排贴的都算，一场活动一个标签只算一次。"""
    path = node.path if node else None
    held = _read(_BY_TAG, since, until, congress=congress_id, path=path)
    return {tag: Tally(*figures) for tag, figures in held.items()}


def by_pair(
    *,
    congress_id: int,
    rows: str,
    columns: str,
    node: Programme | None = None,
    since: date | None = None,
    until: date | None = None,
) -> dict[tuple[str, str], Tally]:
    """两族标签的交叉表，如三种模式乘六个主题。

    :param rows: 作行的那一族的键
    :param columns: 作列的那一族的键
    """
    path = node.path if node else None
    asked = {"rows": f"{rows}.", "columns": f"{columns}."}
    held = _read(_PAIRS, since, until, congress=congress_id, path=path, **asked)
    return {(key.split()[0], key.split()[1]): Tally(*figures) for key, figures in held.items()}


def held_for_task(task_id: int) -> int:
    """这一项任务名下办过几场：担过这一项的各家（包括并走的），在这个主题之下主办、协办的。"""
    task = Task.objects.select_related("programme").get(pk=task_id)
    bodies = {task.body_id}
    if task.case_id:
        parties = Party.objects.filter(case=task.case_id, kind="group")
        bodies |= set(parties.values_list("body_id", flat=True)) - {None}
    rows = Activity.objects.filter(
        state__in=DONE,
        programme__path__startswith=task.programme.path,
        organisers__body__in=bodies,
    )
    return rows.distinct().count()


def _read(
    statement: str, since: date | None, until: date | None, **asked: object
) -> dict[Any, Sequence[int]]:
    values = {"done": list(DONE), "settled": list(SETTLED), "since": since, "until": until, **asked}
    return {key: figures for key, *figures in fetch(statement, values)}


def _with_tasks(figures: Sequence[int], tasks: tuple[int, int, int]) -> Tally:
    claimed, fulfilled, unfulfilled = tasks
    held = Tally(*figures)
    return replace(held, claimed=claimed, fulfilled=fulfilled, unfulfilled=unfulfilled)
