"""频次的数法：一条规则一条语句，数出每个对象在每个窗口里有几次；对象再多、年头再长也是一条。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.kernel.cadence.model import Rule
from lianxin.kernel.cadence.windows import Window
from lianxin.orgs.statements import fetch

#: 记录好了的才算；只办过、没有记录的，和取消了的，都不算。
COUNTED = ("recorded", "summarised", "archived")
_DAY = "(a.starts_at AT TIME ZONE 'Asia/Shanghai')::date"
_RESOLVED = ("resolved", "kept", "late", "implemented", "accepted")

#: 活动里，这场算在谁头上。
_WHOSE = {
    "group": "JOIN activities_organiser w ON w.activity_id = a.id",
    "professional_group": "JOIN activities_organiser w ON w.activity_id = a.id",
    "deputy": "JOIN activities_attendance w ON w.activity_id = a.id AND w.state = 'attended'",
    "leader": "JOIN activities_attendance w ON w.activity_id = a.id AND w.state = 'attended'",
    "station": "",
}
_SUBJECT = {
    "group": "w.body_id",
    "professional_group": "w.body_id",
    "deputy": "w.person_id",
    "leader": "w.person_id",
    "station": "a.station_id",
}
_QUALIFIED = """
 a.state = ANY(%(counted)s)
 AND (%(kinds)s::text[] = '{{}}' OR a.kind = ANY(%(kinds)s))
 AND (%(places)s::text[] = '{{}}' OR EXISTS (
      SELECT 1 FROM stations_station p WHERE p.id = a.station_id AND p.kind = ANY(%(places)s)))
 AND (NOT %(minutes)s OR a.minutes <> '')
 AND (NOT %(summary)s OR a.summary <> '')
 AND (NOT %(attendance)s
      OR EXISTS (SELECT 1 FROM activities_attendance t
                  WHERE t.activity_id = a.id AND t.state = 'attended')
      OR EXISTS (SELECT 1 FROM activities_headcount h WHERE h.activity_id = a.id AND h.count > 0))
"""
_ACTIVITIES = (
    f"SELECT {{subject}} AS subject, {_DAY} AS day, a.id AS thing, a.title AS title"  # noqa: S608
    f" FROM activities_activity a {{whose}} WHERE {_QUALIFIED}"
)
#: 事项算在代表头上，看是谁跟的；算在小组、站头上，看活动是谁办的。
_ITEM_OF = {**_SUBJECT, "deputy": "i.person_id"}
_ITEM_WHOSE = {**_WHOSE, "deputy": ""}
_ITEM_DAY = f"coalesce((c.closed_at AT TIME ZONE 'Asia/Shanghai')::date, {_DAY})"
_TOPICS = (
    f"SELECT {{subject}} AS subject, {_DAY} AS day, i.id AS thing, i.title AS title"  # noqa: S608
    " FROM activities_item i JOIN activities_activity a ON a.id = i.activity_id {whose}"
    f" WHERE i.kind <> 'call' AND {_QUALIFIED}"
)
_SOLVED = (
    f"SELECT {{subject}} AS subject, {_ITEM_DAY} AS day, i.id AS thing, i.title AS title"  # noqa: S608
    " FROM activities_item i JOIN activities_activity a ON a.id = i.activity_id"
    " LEFT JOIN casework_case c ON c.id = i.case_id {whose}"
    " WHERE (i.disposition = 'solved'"
    " OR (c.closed_at IS NOT NULL AND c.result = ANY(%(resolved)s)))"
    f" AND {_QUALIFIED}"
)
_THEMES = (
    "SELECT t.body_id AS subject, (t.claimed_at AT TIME ZONE 'Asia/Shanghai')::date AS day,"
    " t.id AS thing, p.name AS title FROM activities_task t"
    " JOIN activities_programme p ON p.id = t.programme_id"
    " WHERE t.dropped_at IS NULL AND p.kind IN ('theme', 'menu', 'item', 'task')"
)
_CONTACTS = (
    'SELECT k.from_person_id AS subject, l."on" AS day, l.id AS thing, l.words AS title'
    " FROM activities_contactlog l JOIN activities_contacttie k ON k.id = l.tie_id"
    " WHERE k.kind = ANY(%(ties)s)"
)
_TIES = {
    "deputy": ["deputy_household", "deputy_voters", "deputy_grid"],
    "leader": ["leader_object"],
}


@dataclass(frozen=True, slots=True)
class Counted:
    """数出来的：每个对象在各窗口、各年各几次。"""

    windows: Mapping[int, Mapping[int, int]]
    years: Mapping[int, Mapping[int, int]]

    def year(self, subject: int, year: int) -> int:
        """这一年几次。"""
        return self.years.get(subject, {}).get(year, 0)


@dataclass(frozen=True, slots=True)
class Thing:
    """数字背后的一条：哪天、什么。"""

    id: int
    day: date
    title: str


def count(
    rule: Rule, *, kinds: Sequence[str], subjects: Sequence[int], frames: Sequence[Window]
) -> Counted:
    """各对象在相接的各窗口里各几次，连同各年的。一条语句。

    :param kinds: 规则里的种类与族合起来是哪些种类；空着就是都算
    """
    windows: dict[int, Counter[int]] = defaultdict(Counter)
    years: dict[int, Counter[int]] = defaultdict(Counter)
    if not subjects or not frames:
        return Counted(windows, years)
    since = min(frames[0].starts, date(frames[0].starts.year, 1, 1))
    until = max(frames[-1].ends, date(frames[-1].last.year + 1, 1, 1))
    statement = (
        "SELECT s.subject, width_bucket(s.day, %(edges)s::date[]), extract(year FROM s.day)::int,"  # noqa: S608
        f" count(DISTINCT s.thing) FROM ({_source(rule)}) s WHERE s.subject = ANY(%(subjects)s)"
        " AND s.day >= %(since)s AND s.day < %(until)s GROUP BY 1, 2, 3"
    )
    edges = [window.starts for window in frames] + [frames[-1].ends]
    more = {"subjects": list(subjects), "edges": edges, "since": since, "until": until}
    for subject, place, year, number in fetch(statement, {**_values(rule, kinds), **more}):
        windows[subject][place - 1] += number
        years[subject][year] += number
    return Counted(windows, years)


def things(
    rule: Rule, *, kinds: Sequence[str], subject: int, since: date, until: date
) -> list[Thing]:
    """一个对象在一段日子里数到的每一条，先后排好。一条语句。"""
    statement = (
        f"SELECT DISTINCT s.thing, s.day, s.title FROM ({_source(rule)}) s"  # noqa: S608
        " WHERE s.subject = %(subject)s AND s.day >= %(since)s AND s.day < %(until)s"
        " ORDER BY s.day, s.thing"
    )
    more = {"subject": subject, "since": since, "until": until}
    return [Thing(*row) for row in fetch(statement, {**_values(rule, kinds), **more})]


def _source(rule: Rule) -> str:
    match rule.measure:
        case "activities":
            template, subject, whose = _ACTIVITIES, _SUBJECT, _WHOSE
        case "topics":
            template, subject, whose = _TOPICS, _ITEM_OF, _ITEM_WHOSE
        case "solved":
            template, subject, whose = _SOLVED, _ITEM_OF, _ITEM_WHOSE
        case "themes":
            return _THEMES
        case _:
            return _CONTACTS
    return template.format(subject=subject[rule.who], whose=whose[rule.who])


def _values(rule: Rule, kinds: Sequence[str]) -> dict[str, object]:
    return {
        "counted": list(COUNTED),
        "kinds": list(kinds),
        "places": list(rule.places),
        "minutes": "minutes" in rule.needs,
        "summary": "summary" in rule.needs,
        "attendance": "attendance" in rule.needs,
        "resolved": list(_RESOLVED),
        "ties": _TIES.get(rule.who, []),
    }
