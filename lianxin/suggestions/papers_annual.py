"""建议办理情况报告：一年或一次会议的建议，按结果、单位、类别各多少，几个率各怎么算，附一览表。

依据：代表法 51 条③、地方组织法 42 条③。这里只管写成公文和列一览表；每个数由指标给，自己一个也不数。
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link, Party
from lianxin.documents.letters import Letterhead, numbered
from lianxin.documents.models import Document
from lianxin.documents.papers import Block, Paper, Paragraph, Sheet, Table, numeral
from lianxin.orgs.models import Body, Session
from lianxin.ratings.models import Rating
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.papers import MARKS, PaperRefused, mark_of
from lianxin.suggestions.shielding import plain_shield

RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "resolved": "已经解决或基本解决",
        "in_progress": "正在解决",
        "planned": "列入计划解决",
        "not_feasible_now": "暂不具备条件",
        "reference": "留作参考",
        "": "还在办理，没有答复",
    }
)
NOT_HANDLED: Final[Mapping[str, str]] = MappingProxyType(
    {"rejected": "不作建议处理", "withdrawn": "代表撤回", "merged": "并入别件"}
)
GRADES: Mapping[str, str] = MappingProxyType(dict(Rating.Grade.choices))
_BATCH: Final = 500
#: 一份报告最多附几件：再多，文件上百兆、翻也翻不动。
MOST_ENTRIES: Final = 20_000
_NOBODY: Final = "还没有交办"


Progress = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """没有人看进度。"""


@dataclass(frozen=True, slots=True)
class Scope:
    """哪些建议：哪一级人大，哪一次会议，或哪一年提的。"""

    jurisdiction_id: int
    session_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """一个率：分子、分母、怎么算。分母为零的没有这个率。"""

    label: str
    definition: str
    part: int
    whole: int

    @property
    def words(self) -> str:
        """百分数，两位小数；没有分母的写“没有”。"""
        return f"{self.part / self.whole * 100:.2f}%" if self.whole else "没有"


@dataclass(frozen=True, slots=True)
class Entry:
    """一览表里的一件。"""

    number: str
    title: str
    lead: str
    category: str
    units: str
    mark: str
    grade: str
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """一家单位、一个类别的几个数。"""

    label: str
    handled: int
    answered: int
    resolved: int
    closed: int
    satisfied: int
    basic: int
    dissatisfied: int


@dataclass(frozen=True, slots=True)
class Counts:
    """报告里的全部数，都是指标的值。``results`` 只含应办的；不作建议、撤回、并入的另列。"""

    raised: int
    handled: int
    answered: int
    waiting: int
    closed: int
    not_handled: Mapping[str, int]
    results: Mapping[str, int]
    rates: tuple[Rate, ...]
    units: tuple[Group, ...]
    categories: tuple[Group, ...]


def entries_of(scope: Scope, *, progress: Progress = unwatched) -> list[Entry]:
    """一览表：这个范围的每一件，按提出先后。每五百件四条查询，内存里只留要印的字。

    :param progress: 每读完一批说一声：读了几件、共几件
    """
    rows, found = _wanted(scope), list[Entry]()
    total = rows.count()
    for batch in _batches(rows):
        context = _context_of(batch)
        found += [_entry(row, row.case, context) for row in batch if row.case]
        progress(len(found), total)
    return found


def scope_choices(*, jurisdiction_id: int) -> list[tuple[str, str]]:
    """可选的范围：开过的会议、提过建议的年份，近的在前。"""
    mine = Suggestion.objects.filter(jurisdiction=jurisdiction_id)
    years = mine.dates("submitted_at", "year", order="DESC")
    sessions = (
        Session.objects.filter(pk__in=mine.values("session"))
        .select_related("term")
        .order_by("-starts_on")
    )
    return [
        *((f"y{day.year}", f"{day.year} 年提出的") for day in years),
        *(
            (
                f"s{row.pk}",
                f"{numeral(row.term.ordinal)}届人大{numeral(row.ordinal)}次会议提出的",
            )
            for row in sessions
        ),
    ]


def _wanted(scope: Scope) -> QuerySet[Suggestion]:
    rows = Suggestion.objects.filter(jurisdiction=scope.jurisdiction_id, case__isnull=False)
    # 滚动接办的是同一件，不再算一件。
    rows = rows.exclude(case__in=Link.objects.filter(kind=Link.Kind.CARRIES_OVER).values("target"))
    if scope.session_id:
        rows = rows.filter(session=scope.session_id)
    if scope.year:
        rows = rows.filter(submitted_at__year=scope.year)
    return rows.select_related("lead", "case__category").defer("grounds", "proposal")


def _batches(rows: QuerySet[Suggestion]) -> Iterator[list[Suggestion]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield batch
        last = batch[-1].pk


@dataclass(frozen=True, slots=True)
class _Context:
    """这一批各件的承办单位、最后一次评价。"""

    units: Mapping[int, list[str]]
    grades: Mapping[int, str]


def _context_of(batch: Iterable[Suggestion]) -> _Context:
    cases = [row.case_id for row in batch if row.case_id]
    units: dict[int, list[str]] = {}
    parties = Party.objects.filter(
        case__in=cases, kind__in=("lead", "separate"), until__isnull=True, body__isnull=False
    ).order_by("id")
    for case_id, name in parties.values_list("case", "body__short_name"):
        names = units.setdefault(case_id, [])
        if name not in names:
            names.append(name)
    rated = Rating.objects.filter(case_id__in=cases, rater=Rating.Rater.DEPUTY, is_valid=True)
    rated = rated.exclude(result="").order_by("rated_at", "id")
    return _Context(units, dict(rated.values_list("case_id", "result")))


def _entry(row: Suggestion, case: Case, context: _Context) -> Entry:
    mech = mechanism(case.mechanism_id)
    return Entry(
        number=row.number,
        title=plain_shield(row.title),
        lead=row.lead.name,
        category=case.category.label if case.category else "未归类",
        units="、".join(context.units.get(case.pk, [])) or _NOBODY,
        mark=mark_of(mech, case.result) if case.result in MARKS else "",
        grade=GRADES.get(context.grades.get(case.pk, ""), "未评"),
        state=mech.stage(case.stage).label,
    )


def annual_report(
    *,
    scope: Scope,
    head: Letterhead,
    counts: Counts,
    entries: Sequence[Entry],
    words: str = "",
) -> Paper:
    """办理情况报告：正文是数和率，末尾附全部建议的一览表。

    :param words: 报告人写的情况和打算，接在数字后面
    :raises PaperRefused: 这个范围一件建议也没有，或多得一份文件排不下
    """
    if not counts.raised:
        raise PaperRefused("这一年（这次会议）没有建议，请换一个范围。")
    if len(entries) > MOST_ENTRIES:
        raise PaperRefused(
            f"这个范围有 {len(entries)} 件，一份报告最多附 {MOST_ENTRIES} 件；"
            "请按会议分几份出，一览表可以单独导出表格。"
        )
    congress = Body.objects.select_related("region").get(pk=scope.jurisdiction_id)
    return Paper(
        kind=Document.Kind.ANNUAL_REPORT,
        title=f"关于{scope_words(scope, congress)}代表建议办理情况的报告",
        head=head.issuer,
        addressee=f"{congress.region.name}人大常委会",
        blocks=tuple(_report_blocks(counts, words)),
        issuer=head.issuer,
        signer=head.signer,
        contact=head.contact,
        phone=head.phone,
        copies=head.copies,
        annexes=(("代表建议办理情况一览表", Sheet((_annex(entries),), is_wide=True)),),
    )


def scope_words(scope: Scope, congress: Body) -> str:
    """这个范围叫什么：某某区七届人大五次会议，或某某区 2026 年。"""
    place = congress.region.name
    if scope.session_id:
        session = Session.objects.select_related("term").get(pk=scope.session_id)
        term = numeral(session.term.ordinal)
        return f"{place}{term}届人大{numeral(session.ordinal)}次会议"
    return f"{place}{scope.year}年"


def _report_blocks(counts: Counts, words: str) -> Iterator[Block]:
    yield Paragraph("一、基本情况", "first")
    yield Paragraph(_summary(counts))
    yield Paragraph("二、答复结果", "first")
    yield _results_table(counts)
    yield Paragraph("三、办理质量", "first")
    rows = tuple(
        (one.label, one.words, f"{one.part}÷{one.whole}", one.definition) for one in counts.rates
    )
    yield Table(("指标", "数值", "件数", "怎么算"), rows, (2, 2, 2, 8))
    yield Paragraph("四、各承办单位", "first")
    yield Paragraph("分办的建议，各分办单位各计一件，合计会多于应办件数。", "note")
    yield _groups_table("承办单位", counts.units)
    yield Paragraph("五、各类别", "first")
    yield _groups_table("类别", counts.categories)
    if words.strip():
        yield Paragraph("六、主要做法和下一步打算", "first")
        yield from numbered(plain_shield(words))


def _summary(counts: Counts) -> str:
    left_out = "、".join(
        f"{label}{counts.not_handled[key]}件"
        for key, label in NOT_HANDLED.items()
        if counts.not_handled[key]
    )
    of_which = f"，其中{left_out}" if left_out else ""
    return (
        f"代表共提出建议{counts.raised}件{of_which}，"
        f"应办{counts.handled}件。已答复代表{counts.answered}件，已归档办结{counts.closed}件，"
        f"还在办理{counts.waiting}件。"
    )


def _results_table(counts: Counts) -> Table:
    rows = tuple(
        (MARKS.get(key, "—"), label, str(counts.results[key]), _share(counts, key))
        for key, label in RESULTS.items()
    )
    total = ("合计", "", str(counts.handled), "100.00%" if counts.handled else "没有")
    return Table(("类别标记", "答复结果", "件数", "占应办件数"), (*rows, total), (2, 5, 2, 3))


def _share(counts: Counts, key: str) -> str:
    return Rate("", "", counts.results[key], counts.handled).words


def _groups_table(name: str, groups: Iterable[Group]) -> Table:
    return Table(
        (name, "应办", "已答复", "已解决", "办结", "满意", "基本满意", "不满意"),
        tuple(tuple(map(str, astuple(group))) for group in groups if group.handled),
        (5, 2, 2, 2, 2, 2, 2, 2),
    )


ANNEX_HEADERS: Final = ("编号", "案由", "领衔代表", "类别", "承办单位", "标记", "评价", "进展")


def annex_cells(entry: Entry) -> tuple[str, ...]:
    """一览表的一行；网页、导出、报告都用它。"""
    return (
        entry.number,
        entry.title,
        entry.lead,
        entry.category,
        entry.units,
        entry.mark or "—",
        entry.grade,
        entry.state,
    )


def _annex(entries: Iterable[Entry]) -> Table:
    return Table(ANNEX_HEADERS, tuple(map(annex_cells, entries)), (4, 8, 2, 3, 4, 1, 2, 3))
