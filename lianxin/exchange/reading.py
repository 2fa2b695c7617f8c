"""一张表怎么读成一行行要办的事：认列、逐格核对，毛病按行按格说清，不写库。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from lianxin.exchange.cells import Unreadable, moment, words
from lianxin.exchange.replaying import Story
from lianxin.files.sheets import Value
from lianxin.files.spreadsheets import Row, Sheet, read_rows
from lianxin.kernel.errors import RuleViolation

MOST_ROWS: Final = 50_000
MOST_MEGABYTES: Final = 20

#: 一处毛病有多重：refused 这一行不收；reported 收下，但要有人看；note 只是说明替人做了什么。
REFUSED, REPORTED, NOTE = "refused", "reported", "note"
#: 一行会怎样：新增、补上答复、已在账上、不收。
ADD, FINISH, SKIP, REFUSE = "add", "finish", "skip", "refuse"
STATE_LABELS: Final[Mapping[str, str]] = {
    ADD: "新增",
    FINISH: "补上答复",
    SKIP: "已在账上",
    REFUSE: "不收",
}


class SheetUnfit(RuleViolation):
    """整张表用不了：少了必须有的列。"""


@dataclass(frozen=True, slots=True)
class Issue:
    """一处毛病：在哪一列（空为整行），怎么回事，有多重。"""

    column: str
    words: str
    level: str = NOTE


@dataclass(frozen=True, slots=True)
class Column:
    """一列：程序里的名字，表头可以怎么写，是不是必须有。"""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(slots=True)
class Cells:
    """一行里的格子；读的时候把毛病随手记下。"""

    number: int
    values: Mapping[str, Value]
    headers: Mapping[str, str]
    issues: list[Issue] = field(default_factory=list)

    def words(self, key: str) -> str:
        """这一格的字；没有这一列、空着，都是空字。"""
        return words(self.values.get(key))

    def past(self, key: str, now: datetime, *, level: str) -> datetime | None:
        """这一格里已经过去的时间；空着、看不懂、还没到的，按 ``level`` 记一处毛病。"""
        try:
            found = moment(self.values.get(key))
        except Unreadable as mistake:
            self.note(key, str(mistake), level)
            return None
        if found is None:
            self.note(key, "没有写时间", level)
        elif found > now:
            self.note(key, "时间还没有到，请核对年份", level)
            return None
        return found

    def note(self, key: str, words: str, level: str = NOTE) -> None:
        """记一处毛病；``key`` 为空是整行的。表里没有这一列的，写这一列通常的列名。"""
        self.issues.append(Issue(self.headers.get(key, ""), words, level))


@dataclass(frozen=True, slots=True)
class Line:
    """读好的一行：在原表第几行，会怎样，要办的事，有哪些毛病。"""

    number: int
    key: str
    title: str
    state: str
    story: Story | None = None
    issues: tuple[Issue, ...] = ()
    case_id: int | None = None

    @property
    def reported(self) -> bool:
        """收下了，但有事要人看。"""
        return any(issue.level == REPORTED for issue in self.issues)

    def refused(self, words: str) -> Line:
        """改为不收，写明原因。"""
        issues = (*self.issues, Issue("", words, REFUSED))
        return replace(self, state=REFUSE, story=None, issues=issues)


@dataclass(frozen=True, slots=True)
class Known:
    """已在账上的一条：它的办件；``waits`` 为真表示还没有答复。"""

    case_id: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """一种表的读法：认哪些列，一行怎么读成 ``(来源编号, 标题, 经过)``。"""

    columns: tuple[Column, ...]
    read: Callable[[Cells], tuple[str, str, Story | None]]


@dataclass(frozen=True, slots=True)
class Reading:
    """读好的整张表：逐行，以及关于整张表的说明。"""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def read_sheet(
    source: Path | bytes, *, reader: Reader, known: Callable[[Iterable[str]], Mapping[str, Known]]
) -> Reading:
    """读一张表，逐行核对。

    :param known: 给一批来源编号，说出哪些已经在账上
    :raises SheetRefused: 读不了、行数太多、没有表头
    :raises FileTooLarge: 文件太大
    :raises SheetUnfit: 少了必须有的列
    """
    sheet = read_rows(source, max_rows=MOST_ROWS, max_mb=MOST_MEGABYTES)
    places, notes = _match(sheet, reader.columns)
    read = [_line(reader, cells) for cells in _cells(sheet, reader.columns, places)]
    found = known([line.key for line in read if line.key])
    return Reading(tuple(_settled(read, found)), (*sheet.notes, *notes))


def _match(sheet: Sheet, columns: Sequence[Column]) -> tuple[dict[str, int], list[str]]:
    """列名对上程序里的列；多余的列说一声没有用到。"""
    places: dict[str, int] = {}
    for column in columns:
        place = next((i for i, name in enumerate(sheet.headers) if name in column.names), None)
        if place is not None:
            places[column.key] = place
    missing = [
        column.names[0] for column in columns if column.required and column.key not in places
    ]
    if missing:
        seen = "、".join(sheet.headers[:20])
        raise SheetUnfit(f"表里缺这几列：{'、'.join(missing)}。现有的列：{seen}")
    unused = [name for i, name in enumerate(sheet.headers) if i not in places.values()]
    return places, [f"没有用到的列：{'、'.join(unused[:20])}"] if unused else []


def _cells(sheet: Sheet, columns: Sequence[Column], places: Mapping[str, int]) -> Iterator[Cells]:
    headers = {column.key: column.names[0] for column in columns}
    headers |= {key: sheet.headers[place] for key, place in places.items()}
    for row in sheet.rows:
        values = {key: row.cells[place] for key, place in places.items()}
        yield Cells(row.number, values, headers, _marked(row, places, sheet.headers))


def _marked(row: Row, places: Mapping[str, int], headers: Sequence[str]) -> list[Issue]:
    used = set(places.values())
    return [Issue(headers[i], note) for i, note in sorted(row.marks.items()) if i in used]


def _line(reader: Reader, cells: Cells) -> Line:
    key, title, story = reader.read(cells)
    issues = tuple(cells.issues)
    refused = story is None or any(issue.level == REFUSED for issue in issues)
    return Line(
        number=cells.number,
        key=key,
        title=title,
        state=REFUSE if refused else ADD,
        story=None if refused else story,
        issues=issues,
    )


def _settled(lines: Iterable[Line], known: Mapping[str, Known]) -> Iterator[Line]:
    """对照账上和前面的行：在账上的不重收，表里重复的不收第二次。"""
    seen: dict[str, int] = {}
    for line in lines:
        first = seen.setdefault(line.key, line.number) if line.story else line.number
        if first != line.number:
            yield line.refused(f"与第 {first} 行是同一条，只收一次")
        elif line.story and line.key in known:
            yield _already(line, known[line.key])
        else:
            yield line


def _already(line: Line, known: Known) -> Line:
    if known.waits and line.story and line.story.answered_at:
        return replace(line, state=FINISH, case_id=known.case_id)
    return replace(line, state=SKIP, story=None)
