"""频次的读：采用了哪些办法、每个对象每个窗口达没达标、谁没达标、我还差几次。都是现算的。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import kinds
from lianxin.activities.models import CadencePractice
from lianxin.activities.queries.cadencefiles import cadence_in
from lianxin.activities.queries.frequency import Counted, Thing, count, things
from lianxin.activities.queries.subjects import Subject, subjects
from lianxin.kernel.cadence.judging import (
    STATES,
    WANTING,
    Tenure,
    state_of,
    warns_on,
    year_state,
)
from lianxin.kernel.cadence.model import Cadence, Rule
from lianxin.kernel.cadence.windows import (
    Window,
    window_at,
    window_text,
    windows,
    year_at,
)
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body


@dataclass(frozen=True, slots=True)
class Standing:
    """这级人大正采用（或采用过）的一份办法。"""

    id: int
    cadence: Cadence
    since: date
    until: date | None


def practices(*, congress_id: int, on: date | None = None) -> list[Standing]:
    """采用的各份办法，先采用的在前。

    :param on: 只要这一天还用着的；不给就连历史一起
    """
    rows = CadencePractice.objects.filter(congress=congress_id)
    if on is not None:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
    return [_standing(row) for row in rows.order_by("starts_on", "id")]


def _standing(row: CadencePractice) -> Standing:
    return Standing(row.pk, cadence_in(row.source), row.starts_on, row.ends_on)


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """一条正用着的规则，连同它出自哪份办法。"""

    standing: Standing
    rule: Rule

    @property
    def id(self) -> str:
        """网址里的叫法。"""
        return f"{self.standing.id}-{self.rule.key}"

    @property
    def tenure(self) -> Tenure:
        """这份办法管的日子。"""
        return Tenure(self.standing.since, self.standing.until)


def rules_of(*, congress_id: int, on: date | None = None) -> list[RuleInForce]:
    """各份办法里的各条规则。一条语句。"""
    found = practices(congress_id=congress_id, on=on)
    return [RuleInForce(standing, rule) for standing in found for rule in standing.cadence.rules]


def rule_named(*, congress_id: int, name: str) -> RuleInForce:
    """按网址里的叫法取一条。

    :raises NotVisible: 这级人大没有这条规则
    """
    for one in rules_of(congress_id=congress_id):
        if one.id == name:
            return one
    raise NotVisible("没有这条频次规则。")


@dataclass(frozen=True, slots=True)
class Cell:
    """一个对象在一个窗口里：几次、怎样。"""

    window: Window
    count: int
    state: str

    @property
    def words(self) -> str:
        """结果的叫法。"""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class YearCell:
    """一个对象一年里：几次、怎样；没有全年要求的，``state`` 为空。"""

    year: int
    count: int
    state: str

    @property
    def words(self) -> str:
        """结果的叫法。"""
        return STATES.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Row:
    """板上的一行：一个对象的一条色带。"""

    subject: Subject
    cells: tuple[Cell, ...]
    years: tuple[YearCell, ...]

    @property
    def wanting(self) -> int:
        """几个窗口要过问。"""
        return sum(cell.state in WANTING for cell in self.cells)

    @property
    def total(self) -> int:
        """一共几次。"""
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Board:
    """一条规则在一段日子里的全部。"""

    rule: RuleInForce
    frames: tuple[Window, ...]
    labels: tuple[str, ...]
    rows: tuple[Row, ...]

    def tally(self) -> Mapping[str, int]:
        """各种结果的格数。"""
        states = [cell.state for row in self.rows for cell in row.cells]
        return {state: states.count(state) for state in STATES if state in states}


def board(
    *,
    congress_id: int,
    rule: RuleInForce,
    period: Window,
    today: date,
    viewer: Viewer | None = None,
) -> Board:
    """算出一块板。对象两条以内、次数一条语句；几百个小组、几千位代表、五年都一样。"""
    frames = tuple(windows(rule.rule.frame, period.starts, period.ends))
    found = subjects(congress_id=congress_id, who=rule.rule.who, period=period, viewer=viewer)
    counted = count(
        rule.rule,
        kinds=counted_kinds(rule.rule),
        subjects=[one.id for one in found],
        frames=frames,
    )
    years = tuple(sorted({window.starts.year for window in frames}))
    judge = _Judge(rule.rule, frames, years, today)
    rows = tuple(_row(judge, rule.tenure, one, counted) for one in found)
    labels = tuple(window_text(rule.rule.frame, window) for window in frames)
    return Board(rule, frames, labels, rows)


def counted_kinds(rule: Rule) -> list[str]:
    """规则里的种类，加上它写的各族里的种类；空着就是都算。"""
    families = [kind.key for kind in kinds().values() if kind.family in rule.families]
    return sorted({*rule.kinds, *families})


@dataclass(frozen=True, slots=True)
class _Judge:
    """一块板上的判法。管的日子、窗口、次数都一样的，结果也一样：只判一次，几千人合用那一格。"""

    rule: Rule
    frames: tuple[Window, ...]
    years: tuple[int, ...]
    today: date
    known: dict[Tenure, dict[tuple[int, int], Cell]] = field(default_factory=dict)

    def cells(self, tenure: Tenure, counts: Mapping[int, int]) -> tuple[Cell, ...]:
        """一个对象的一行；``counts`` 是第几个窗口几次，没有的是零次。"""
        known = self.known.setdefault(tenure, {})
        places = [(place, counts.get(place, 0)) for place in range(len(self.frames))]
        return tuple(known.get(each) or self._judged(known, tenure, each) for each in places)

    def _judged(
        self, known: dict[tuple[int, int], Cell], tenure: Tenure, each: tuple[int, int]
    ) -> Cell:
        place, count = each
        window = self.frames[place]
        state = state_of(self.rule, window, count, today=self.today, tenure=tenure)
        return known.setdefault(each, Cell(window, count, state))

    def year(self, tenure: Tenure, year: int, count: int) -> YearCell:
        """一个对象的一年。"""
        window = year_at(date(year, 1, 1))
        state = year_state(self.rule, window, count, today=self.today, tenure=tenure)
        return YearCell(year, count, state)


def _row(judge: _Judge, in_force: Tenure, subject: Subject, counted: Counted) -> Row:
    tenure = both(in_force, subject.tenure)
    cells = judge.cells(tenure, counted.windows.get(subject.id, {}))
    years = tuple(judge.year(tenure, year, counted.year(subject.id, year)) for year in judge.years)
    return Row(subject, cells, years)


def both(one: Tenure, other: Tenure) -> Tenure:
    """两段日子都管着的那一段。"""
    ends = [end for end in (one.until, other.until) if end is not None]
    return Tenure(max(one.since, other.since), min(ends) if ends else None)


@dataclass(frozen=True, slots=True)
class Lack:
    """我（我的小组）在眼下这个窗口里的进度。"""

    who: str
    subject_id: int
    rule: RuleInForce
    window: Window
    window_words: str
    count: int
    state: str

    @property
    def missing(self) -> int:
        """还差几次。"""
        return max(self.rule.rule.least - self.count, 0)

    @property
    def words(self) -> str:
        """一句话：“代表小组活动：2026 年 3—4 月还差 1 次”。"""
        rule = self.rule.rule
        head = f"{self.who}{rule.label}：{self.window_words}"
        if self.state == "over":
            return f"{head}已有 {self.count} {rule.unit}，超过至多 {rule.most} {rule.unit}"
        done = (
            f"还差 {self.missing} {rule.unit}" if self.missing else f"已有 {self.count} {rule.unit}"
        )
        return f"{head}{done}"


def my_windows(
    *, viewer: Viewer, congress_id: int, today: date, only_own: bool = True
) -> list[Lack]:
    """我自己、我的小组眼下各条规则的进度，差的在前；语句数随规则数，不随人数。"""
    found = [
        lack
        for rule in rules_of(congress_id=congress_id, on=today)
        for lack in _lacks(rule, viewer, congress_id, today, only_own=only_own)
    ]
    return sorted(found, key=lambda one: (not one.missing, one.window.ends))


def _lacks(
    rule: RuleInForce, viewer: Viewer, congress_id: int, today: date, *, only_own: bool
) -> Iterable[Lack]:
    window = window_at(rule.rule.frame, today)
    made = board(
        congress_id=congress_id,
        rule=rule,
        period=window,
        today=today,
        viewer=_narrow(viewer, only_own),
    )
    for row in made.rows:
        cell = row.cells[0]
        if cell.state != "exempt":
            mine = row.subject.id == viewer.person_id and rule.rule.who in ("deputy", "leader")
            who = "" if mine else f"{row.subject.name} · "
            yield Lack(who, row.subject.id, rule, window, made.labels[0], cell.count, cell.state)


def _narrow(viewer: Viewer, only_own: bool) -> Viewer:  # noqa: FBT001 （只在本模块里用）
    """只看自己这一头：去掉岗位，剩下本人。"""
    if not only_own:
        return viewer
    return Viewer(viewer.account_id, viewer.person_id, viewer.name, (), viewer.deputy_of)


def records_behind(
    *,
    viewer: Viewer,
    congress_id: int,
    rule: RuleInForce,
    subject_id: int,
    period: Window,
) -> tuple[Subject, list[Thing]]:
    """一个数字背后的每一条。

    :raises NotVisible: 这个对象看不见
    """
    seen = subjects(congress_id=congress_id, who=rule.rule.who, period=period, viewer=viewer)
    for one in seen:
        if one.id == subject_id:
            kinds = counted_kinds(rule.rule)
            return one, things(
                rule.rule, kinds=kinds, subject=subject_id, since=period.starts, until=period.ends
            )
    raise NotVisible("没有这一页，或者您无权查看。")


@dataclass(frozen=True, slots=True)
class Due:
    """到了该提醒的时候还不够的：给谁、哪条规则、哪个窗口。"""

    rule: RuleInForce
    subject: Subject
    window: Window
    window_words: str
    missing: int


def due_warnings(*, congress_id: int, today: date) -> list[Due]:
    """今天在提醒期里、还不够的各个；语句数随规则数。"""
    found = []
    for rule in rules_of(congress_id=congress_id, on=today):
        window = window_at(rule.rule.frame, today)
        if today < warns_on(rule.rule, window):
            continue
        made = board(congress_id=congress_id, rule=rule, period=window, today=today)
        for row in made.rows:
            if row.cells[0].state == "warn":
                missing = rule.rule.least - row.cells[0].count
                found.append(Due(rule, row.subject, window, made.labels[0], missing))
    return found


def adopting_congresses() -> list[int]:
    """正采用着频次办法的人大。"""
    rows = CadencePractice.objects.filter(ends_on__isnull=True)
    return list(rows.order_by("congress_id").values_list("congress_id", flat=True).distinct())


def may_adopt(viewer: Viewer, congress_id: int) -> bool:
    """定频次办法的：代工委、主任会议。"""
    deciders = viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS, Body.Kind.CHAIR_COUNCIL)
    return any(post.congress_id == congress_id for post in deciders)
