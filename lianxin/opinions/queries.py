"""群众意见的读：回执、列表、详情、相似、供公开的投影。返回冻结的数据类。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.queries import DutyCard, Line, open_duties, timeline
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.similar import bands, rank
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion, OpinionQuerySet
from lianxin.opinions.usecases.returning import opinion_of_receipt
from lianxin.orgs.models import Body

PAGE = 50
RECENT = 20_000
_SHARED = """(
    SELECT count(*) FROM unnest(opinions_opinion.bands) AS piece
    WHERE piece = ANY(%s::bigint[])
)"""
#: 这几类机构的人为群众办件，看得到原话；承办单位看到的是脱敏后的。
READS_RAW = (
    Body.Kind.CONGRESS,
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.STREET_COMMITTEE,
)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """回执上的一步。``state`` 是 done 已过、cur 现在、next 将来。"""

    state: str
    title: str
    at: datetime | None
    who: str
    texts: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """提交人看到的全部：到哪了、谁在办、到哪天、说了什么、能做什么。"""

    opinion_id: int
    case_id: int
    receipt_no: str
    title: str
    text: str
    submitted_at: datetime
    category: str
    place: str
    station: str
    stage: str
    stage_label: str
    is_closed: bool
    holder: str
    due_date: date | None
    due_words: str
    light: str
    is_provisional: bool
    answer: str
    answered_at: datetime | None
    followers: int
    merged_into: str
    lines: tuple[ReceiptLine, ...]
    moves: tuple[str, ...]


def receipt(*, receipt_no: str, receipt_key: str, today: date) -> Receipt:
    """凭编号和查询码看回执。三条查询。

    :raises NotVisible: 编号或查询码不对
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    own = opinion.case
    # 并进别人的，跟着那一条走；自己的话与编号不变。
    followed = opinion.merged_into.case if opinion.merged_into else own
    if own is None or followed is None:
        raise NotVisible("没有找到这张回执。")
    lines = timeline(thread=followed.thread or followed.pk)
    duties = open_duties(thread=followed.thread or followed.pk, today=today)
    lead = _leading(duties, followed)
    stage = mechanism(followed.mechanism_id).stage(followed.stage)
    return Receipt(
        opinion_id=opinion.pk,
        case_id=own.pk,
        receipt_no=opinion.receipt_no,
        title=opinion.title,
        text=opinion.text,
        submitted_at=opinion.submitted_at,
        category=opinion.category.label if opinion.category else "",
        place=opinion.place,
        station=opinion.station.name if opinion.station else "",
        stage=followed.stage,
        stage_label=stage.public_label,
        is_closed=followed.closed_at is not None,
        holder=lead.holder if lead else "",
        due_date=lead.due_date if lead else None,
        due_words=lead.due_words if lead else "",
        light=lead.light if lead else "ok",
        is_provisional=bool(lead and lead.is_provisional),
        answer=opinion.told,
        answered_at=opinion.told_at,
        followers=opinion.follower_count,
        merged_into=opinion.merged_into.receipt_no if opinion.merged_into else "",
        lines=tuple(_receipt_lines(lines, stage.public_label, closed=stage.final)),
        moves=tuple(_submitter_moves(own)),
    )


def _leading(duties: list[DutyCard], case: Case) -> DutyCard | None:
    """群众关心的是谁在办：派生办件上的主责优先，其次是收件这一件上的。"""
    downstream = [duty for duty in duties if duty.case_id != case.pk]
    return next(iter(downstream or duties), None)


def _receipt_lines(lines: list[Line], now: str, *, closed: bool) -> Iterable[ReceiptLine]:
    for line in lines:
        if not line.public:
            continue
        yield ReceiptLine(
            state="done",
            title=line.public,
            at=line.at,
            who=line.post.split(" ")[0] if line.post else "",
            texts=tuple(shown["text"] for shown in line.shown if shown["audience"] != "staff"),
            photos=line.photos,
        )
    if not closed:
        yield ReceiptLine(state="cur", title=now, at=None, who="")


def _submitter_moves(case: Case) -> list[str]:
    mech = mechanism(case.mechanism_id)
    mine = {role.key for role in mech.roles if "submitter" in role.kinds}
    return [move.verb for move in mech.stage(case.stage).moves if mine & set(move.by)]


@dataclass(frozen=True, slots=True)
class OpinionCard:
    """列表里的一条。"""

    id: int
    case_id: int
    receipt_no: str
    title: str
    channel: str
    station: str
    category: str
    place: str
    stage_label: str
    is_closed: bool
    submitted_at: datetime
    followers: int
    deputy: str
    local_body: str


def opinion_page(
    *,
    viewer: Viewer,
    q: str = "",
    channel: str = "",
    category: str = "",
    station: int | None = None,
    local_body: int | None = None,
    state: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[OpinionCard]:
    """看得见的意见，新的在前；键集翻页（``before`` 是上一页最后一条的编号），不数总数。"""
    rows = _filtered(
        Opinion.objects.visible_to(viewer),
        q=q,
        channel=channel,
        category=category,
        station=station,
        local_body=local_body,
        state=state,
    )
    if since:
        rows = rows.filter(submitted_at__date__gte=since)
    if until:
        rows = rows.filter(submitted_at__date__lt=until)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("case__local_body", "case__deputy", "station", "category")
    return [_card(row, raw=viewer.holds(*READS_RAW)) for row in rows.order_by("-id")[:limit]]


def _filtered(
    rows: OpinionQuerySet,
    *,
    q: str,
    channel: str,
    category: str,
    station: int | None,
    local_body: int | None,
    state: str,
) -> OpinionQuerySet:
    wanted = Q()
    if q:
        wanted &= Q(receipt_no__iexact=q.strip()) | Q(title__icontains=q.strip())
    if channel:
        wanted &= Q(channel=channel)
    if category:
        wanted &= Q(category=category) | Q(category__parent=category)
    if station:
        wanted &= Q(station=station)
    if local_body:
        wanted &= Q(case__local_body=local_body)
    if state in ("open", "closed"):
        wanted &= Q(case__closed_at__isnull=state == "open")
    return rows.filter(wanted)


def _card(row: Opinion, *, raw: bool) -> OpinionCard:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage) if case else None
    return OpinionCard(
        id=row.pk,
        case_id=row.case_id or 0,
        receipt_no=row.receipt_no,
        title=row.title if raw else redact(row.title).text,
        channel=row.get_channel_display(),
        station=row.station.name if row.station else "",
        category=row.category.label if row.category else "",
        place=row.place,
        stage_label=stage.label if stage else "",
        is_closed=bool(case and case.closed_at),
        submitted_at=row.submitted_at,
        followers=row.follower_count,
        deputy=case.deputy.name if case and case.deputy else "",
        local_body=case.local_body.short_name if case and case.local_body else "",
    )


@dataclass(frozen=True, slots=True)
class OpinionDetail:
    """一条意见的详情；``text`` 已按看的人脱敏。"""

    id: int
    case_id: int
    thread: int
    receipt_no: str
    kind: str
    title: str
    text: str
    channel: str
    station: str
    place: str
    region: str
    category_id: str
    category: str
    submitted_at: datetime
    has_contact: bool
    may_reveal_contact: bool
    followers: int
    merged_into: str
    answer: str
    is_redacted: bool


def get_opinion(*, viewer: Viewer, pk: int) -> OpinionDetail:
    """取一条。

    :raises NotVisible: 看不见与不存在同样对待
    """
    row = (
        Opinion.objects.visible_to(viewer)
        .select_related("case", "station", "region", "category", "merged_into")
        .filter(pk=pk)
        .first()
    )
    if row is None or row.case is None:
        raise NotVisible("没有这条意见，或者您无权查看。")
    return _detail(row, row.case, viewer)


def _detail(row: Opinion, case: Case, viewer: Viewer) -> OpinionDetail:
    raw = reads_raw(viewer, case)
    return OpinionDetail(
        id=row.pk,
        case_id=case.pk,
        thread=case.thread or case.pk,
        receipt_no=row.receipt_no,
        kind=row.get_kind_display(),
        title=row.title if raw else redact(row.title).text,
        text=row.text if raw else redact(row.text).text,
        channel=row.get_channel_display(),
        station=row.station.name if row.station else "",
        place=row.place,
        region=row.region.name if row.region else "",
        category_id=row.category_id or "",
        category=row.category.label if row.category else "",
        submitted_at=row.submitted_at,
        has_contact=row.has_contact,
        may_reveal_contact=row.has_contact and may_reveal(viewer, case),
        followers=row.follower_count,
        merged_into=row.merged_into.receipt_no if row.merged_into else "",
        answer=row.told,
        is_redacted=not raw,
    )


def reads_raw(viewer: Viewer, case: Case) -> bool:
    """看不看得到原话：管辖机关、属地工委、所找的代表可以；承办单位不可以。"""
    if case.jurisdiction_id in viewer.office_of:
        return True
    if case.local_body_id in viewer.body_ids:
        return True
    return case.deputy_id is not None and case.deputy_id == viewer.person_id


def may_reveal(viewer: Viewer, case: Case) -> bool:
    """能不能看联系方式：只有替群众办件的属地工委和代工委；每看一次都留痕。"""
    offices = {p.congress_id for p in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)}
    return case.jurisdiction_id in offices or case.local_body_id in viewer.body_ids


@dataclass(frozen=True, slots=True)
class SimilarCard:
    """一条相近的。``score`` 0–1；给群众看的标题已脱敏。"""

    id: int
    receipt_no: str
    title: str
    score: float
    stage_label: str
    is_closed: bool
    followers: int


def similar_to(
    *, text: str, jurisdiction_id: int, exclude: int | None = None, limit: int = 3
) -> list[SimilarCard]:
    """同一级人大账上说过的相近的事，最像的在前；标题已脱敏，可给群众看。一条查询。"""
    if len(text.strip()) < 6:
        return []
    rows = list(_sharing(text, jurisdiction_id, exclude))
    ranked = rank(text, [(row.pk, f"{row.title}\n{row.text}") for row in rows])
    by_id = {row.pk: row for row in rows}
    return [_similar(score, by_id[pk]) for pk, score in ranked[:limit]]


def _sharing(text: str, jurisdiction_id: int, exclude: int | None) -> Iterable[Opinion]:
    """有共同特征字片的，共得多的在前；只看近来的，免得越积越慢。"""
    wanted = bands(text)
    newest = Opinion.objects.filter(jurisdiction=jurisdiction_id).order_by("-id")
    recent = newest.values_list("pk", flat=True)[RECENT : RECENT + 1]
    rows = Opinion.objects.filter(
        jurisdiction=jurisdiction_id, bands__overlap=wanted, merged_into__isnull=True
    ).exclude(pk=exclude or 0)
    return (
        rows.filter(Q(pk__gt=Coalesce(Subquery(recent), 0)))
        .annotate(shared=RawSQL(_SHARED, [wanted]))  # noqa: S611 （没有拼接，值走参数）
        .select_related("case")
        .order_by("-shared", "-id")[:60]
    )


def _similar(score: float, row: Opinion) -> SimilarCard:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage) if case else None
    return SimilarCard(
        id=row.pk,
        receipt_no=row.receipt_no,
        title=redact(row.title).text,
        score=round(score, 2),
        stage_label=stage.public_label if stage else "",
        is_closed=bool(case and case.closed_at),
        followers=row.follower_count,
    )


@dataclass(frozen=True, slots=True)
class Publishable:
    """一条线索可供公开的原料；脱敏与审批由公开模块做。"""

    opinion_id: int
    title: str
    text: str
    category_key: str | None
    station_id: int | None
    place: str
    received_on: datetime
    jurisdiction_id: int
    receipt_no: str
    answer: str
    followers: int


def publishable(*, thread: int) -> Publishable | None:
    """这条线索最初那条意见；不是从意见来的，返回空。"""
    row = Opinion.objects.filter(case__pk=thread).first()
    if row is None:
        return None
    return Publishable(
        opinion_id=row.pk,
        title=row.title,
        text=row.text,
        category_key=row.category_id,
        station_id=row.station_id,
        place=row.place,
        received_on=row.submitted_at,
        jurisdiction_id=row.jurisdiction_id,
        receipt_no=row.receipt_no,
        answer=row.told,
        followers=row.follower_count,
    )
