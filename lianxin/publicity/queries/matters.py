"""公开事项的读：给任何人看，所以只读公开的投影。"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianxin.kernel.errors import NotVisible
from lianxin.orgs.statements import fetch
from lianxin.publicity.models import PublicLine, PublicMatter
from lianxin.publicity.queries.photos import PhotoCard, photos_of
from lianxin.publicity.redaction import grams

PAGE = 20
#: 办件每走一步都要问一遍。
_IS_PUBLIC = (
    "SELECT 1 FROM publicity_publicmatter WHERE thread = %s AND withdrawn_at IS NULL LIMIT 1"
)
STATES: Mapping[str, Q] = {
    "open": Q(is_closed=False),
    "closed": Q(is_closed=True),
    "key": Q(is_key=True),
    "answered": ~Q(answer=""),
    "proved": ~Q(outcomes=[]),
}
COUNT_DEFINITIONS: Mapping[str, str] = {
    "published": "公开事项：经批准公开、没有撤下的件数。",
    "open": "办理中：公开事项里还没有办结的件数。",
    "closed": "已办结：公开事项里已经办结的件数。",
    "overdue": "逾期：办理中且今天已过答复期限的件数，到期当天不算。",
    "answered": "已答复：公开事项里已有答复的件数。",
    "rated": "有评价：公开事项里评价过至少一次的件数。",
}


@dataclass(frozen=True, slots=True)
class MatterCard:
    """列表里的一件。``ratings`` 见 ``ratings.queries.RatingSummary.as_json``。"""

    number: str
    title: str
    category: str
    station: str
    place: str
    handler: str
    stage: str
    is_key: bool
    is_led: bool
    is_closed: bool
    received_on: date
    due_date: date | None
    published_at: datetime
    ratings: Mapping[str, Any]

    def is_overdue(self, *, on: date) -> bool:
        """到 ``on`` 这天已过期限还没办结；到期当天不算。"""
        return not self.is_closed and self.due_date is not None and self.due_date < on


@dataclass(frozen=True, slots=True)
class MatterPage:
    """一页。``next_cursor`` 为空就是最后一页。"""

    cards: tuple[MatterCard, ...]
    next_cursor: int | None


@dataclass(frozen=True, slots=True)
class PublicStep:
    """公开的一步。"""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class MatterDetail:
    """公开的一件事：卡片之外，加上摘要、答复、进展。"""

    card: MatterCard
    summary: str
    answer: str
    steps: tuple[PublicStep, ...]
    chain: tuple[Mapping[str, Any], ...] = ()
    outcomes: tuple[Mapping[str, Any], ...] = ()
    photos: tuple[PhotoCard, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """公开的几个数，定义见 ``COUNT_DEFINITIONS``；背后的清单用同名的 ``state`` 查。"""

    published: int
    open: int
    closed: int
    overdue: int
    answered: int
    rated: int


def public_matters(
    *,
    jurisdiction_id: int | None = None,
    q: str = "",
    category: str = "",
    station_id: int | None = None,
    state: str = "",
    today: date | None = None,
    cursor: int | None = None,
    limit: int = PAGE,
) -> MatterPage:
    """公开的事项，新公开的在前；一条语句。

    :param q: 检索标题、摘要、地点、公开编号里的字，至少两个字
    :param category: 类别代号，连同下级类别
    :param state: open、closed、key、answered、proved（有核实的成果）、rated、
        overdue（须给 ``today``），空为全部
    """
    rows = _filtered(_public(), jurisdiction_id, q.strip(), category, station_id)
    rows = rows.filter(_state(state, today))
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return MatterPage(
        tuple(map(card_of, shown)), shown[-1].pk if shown and len(found) > limit else None
    )


def public_matter(*, number: str) -> MatterDetail:
    """按公开编号取一件，连同它的进展、成果、照片；三条语句。

    :raises NotVisible: 没有公开、待批准或已撤下，都一样
    """
    row = _public().filter(number=number.strip().upper()).first()
    if row is None:
        raise NotVisible("没有这件公开事项，可能已经撤下。")
    lines = PublicLine.objects.filter(matter=row).order_by("at", "entry_id")
    steps = tuple(PublicStep(line.at, line.text) for line in lines)
    return MatterDetail(
        card=card_of(row),
        summary=row.summary,
        answer=row.answer,
        steps=steps,
        chain=tuple(row.chain),
        outcomes=tuple(row.outcomes),
        photos=photos_of(row.pk),
    )


def is_public(*, thread: int) -> bool:
    """这条线索有没有公开（含待批准的），没有撤下。"""
    return bool(fetch(_IS_PUBLIC, [thread]))


def public_threads(threads: Iterable[int]) -> set[int]:
    """这些线索里，公开了（含待批准的）、没有撤下的。一条语句。"""
    rows = PublicMatter.objects.filter(thread__in=list(threads), withdrawn_at__isnull=True)
    return set(rows.values_list("thread", flat=True))


def public_titles(threads: Iterable[int]) -> dict[int, str]:
    """这些线索里，外人看得到的那几件公开的标题。一条语句。"""
    rows = _public_only().filter(thread__in=list(threads))
    return dict(rows.values_list("thread", "title"))


def public_counts(
    *, today: date, jurisdiction_id: int | None = None, since: date | None = None
) -> PublicCounts:
    """公开的几个数；``since`` 只数这天以来收到的。一条语句。"""
    rows = _public_only()
    if jurisdiction_id is not None:
        rows = rows.filter(jurisdiction=jurisdiction_id)
    if since is not None:
        rows = rows.filter(received_on__gte=since)
    names = ("open", "closed", "overdue", "answered", "rated")
    counted = {name: Count("pk", filter=_state(name, today)) for name in names}
    return PublicCounts(**rows.aggregate(published=Count("pk"), **counted))


def card_of(row: PublicMatter) -> MatterCard:
    """一行写成卡片；须已连带取出类别和家站室。"""
    return MatterCard(
        number=row.number,
        title=row.title,
        category=row.category.label if row.category else "",
        station=row.station.name if row.station else "",
        place=row.place,
        handler=row.handler,
        stage=row.stage,
        is_key=row.is_key,
        is_led=row.is_led,
        is_closed=row.is_closed,
        received_on=row.received_on,
        due_date=row.due_date,
        published_at=row.published_at,
        ratings=row.ratings,
    )


def _public_only() -> QuerySet[PublicMatter]:
    """批准了、没撤下的；给外人看的一律从这里取。"""
    return PublicMatter.objects.filter(withdrawn_at__isnull=True).exclude(approved_by="")


def _public() -> QuerySet[PublicMatter]:
    return _public_only().select_related("category", "station")


def _filtered(
    rows: QuerySet[PublicMatter],
    jurisdiction_id: int | None,
    q: str,
    category: str,
    station_id: int | None,
) -> QuerySet[PublicMatter]:
    if jurisdiction_id is not None:
        rows = rows.filter(jurisdiction=jurisdiction_id)
    if station_id is not None:
        rows = rows.filter(station=station_id)
    if category:
        rows = rows.filter(Q(category=category) | Q(category__parent=category))
    if q:
        pieces = grams(q)
        rows = rows.filter(grams__contains=pieces) if pieces else rows.filter(title__contains=q)
    return rows


def _state(state: str, today: date | None) -> Q:
    if state == "rated":
        return Q(ratings__total__gt=0)
    if state == "overdue":
        return Q(is_closed=False, due_date__lt=today)
    return STATES.get(state, Q())
