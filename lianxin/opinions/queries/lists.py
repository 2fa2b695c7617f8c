"""群众意见的列表与详情：看得见什么、看到原话还是脱敏后的话，都从这里出。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion, OpinionQuerySet
from lianxin.orgs.models import Body
from lianxin.orgs.statements import fetch

PAGE = 50


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
    kind: str


def opinion_page(
    *,
    viewer: Viewer,
    q: str = "",
    channel: str = "",
    category: str = "",
    station: int | None = None,
    local_body: int | None = None,
    state: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[OpinionCard]:
    """看得见的意见，新的在前；键集翻页（``before`` 是上一页最后一条的编号），不数总数。"""
    rows = _filtered(
        Opinion.objects.visible_to(viewer),
        own=_own(viewer),
        q=q,
        channel=channel,
        category=category,
        station=station,
        local_body=local_body,
        state=state,
        kind=kind,
    )
    if since:
        rows = rows.filter(submitted_at__date__gte=since)
    if until:
        rows = rows.filter(submitted_at__date__lt=until)
    if before:
        rows = rows.filter(pk__lt=before)
    shown = rows.order_by("-id").values_list("pk", flat=True)[:limit]
    return [_card(_Row(*row), viewer) for row in fetch(_SHOWN, [list(shown)])]


def opinion_cards(*, viewer: Viewer, ids: Iterable[int], limit: int = PAGE) -> list[OpinionCard]:
    """点名的几条里看得见的，新的在前。"""
    rows = Opinion.objects.visible_to(viewer).filter(pk__in=list(ids))
    shown = rows.order_by("-id").values_list("pk", flat=True)[:limit]
    return [_card(_Row(*row), viewer) for row in fetch(_SHOWN, [list(shown)])]


class _Row(NamedTuple):
    """列表一行要的几栏；与 :data:`_SHOWN` 同序。只取这几栏，不取整行。"""

    id: int
    case_id: int | None
    receipt_no: str
    title: str
    channel: str
    station: str | None
    category: str | None
    place: str
    submitted_at: datetime
    followers: int
    kind: str
    mechanism_id: int | None
    stage: str | None
    closed_at: datetime | None
    deputy: str | None
    local_body: str | None
    jurisdiction_id: int
    local_body_id: int | None


#: 看得见哪几条由可见范围定；定了以后取哪几栏是固定的一句，数据库备着，不必每次排六张表的计划。
_SHOWN = """
SELECT o.id, o.case_id, o.receipt_no, o.title, o.channel, s.name, g.label, o.place, o.submitted_at,
       o.follower_count, o.kind, c.mechanism_id, c.stage, c.closed_at, p.name, b.short_name,
       o.jurisdiction_id, o.local_body_id
  FROM opinions_opinion o
  LEFT JOIN casework_case c ON c.id = o.case_id
  LEFT JOIN stations_station s ON s.id = o.station_id
  LEFT JOIN orgs_category g ON g.key = o.category_id
  LEFT JOIN orgs_person p ON p.id = c.deputy_id
  LEFT JOIN orgs_body b ON b.id = c.local_body_id
 WHERE o.id = ANY(%s::bigint[]) ORDER BY o.id DESC
"""
_CHANNELS = dict(Opinion.Channel.choices)
_KINDS = dict(Opinion.Kind.choices)


def _own(viewer: Viewer) -> Q | None:
    """自己管的、归自己属地的：这些看得到原话；承办单位、指派了身份的别处机构看到的是脱敏后的。"""
    if not viewer.office_of and not viewer.local_bodies:
        return None
    return Q(jurisdiction__in=viewer.office_of) | Q(local_body__in=viewer.local_bodies)


def _filtered(
    rows: OpinionQuerySet,
    *,
    own: Q | None,
    q: str,
    channel: str,
    category: str,
    station: int | None,
    local_body: int | None,
    state: str,
    kind: str,
) -> OpinionQuerySet:
    wanted = Q()
    if q:
        # 看不到原话的，也不许拿电话、姓名去试着搜出是哪一条。
        title = own & Q(title__icontains=q.strip()) if own else Q(case__title__icontains=q.strip())
        wanted &= Q(receipt_no__iexact=q.strip()) | title
    if kind:
        wanted &= Q(kind=kind)
    if channel:
        wanted &= Q(channel=channel)
    if category:
        wanted &= Q(category=category) | Q(category__parent=category)
    if station:
        wanted &= Q(station=station)
    if local_body:
        wanted &= Q(local_body=local_body)
    if state in ("open", "closed"):
        wanted &= Q(case__closed_at__isnull=state == "open")
    return rows.filter(wanted)


def _stage_label(mechanism_id: int | None, stage: str | None) -> str:
    if mechanism_id is None or stage is None:
        return ""
    return mechanism(mechanism_id).stage(stage).label


def _card(row: _Row, viewer: Viewer) -> OpinionCard:
    """自己管的、归自己属地的给原话；因为指派了身份才看得见的，给脱敏后的。"""
    raw = row.jurisdiction_id in viewer.office_of or row.local_body_id in viewer.local_bodies
    return OpinionCard(
        id=row.id,
        case_id=row.case_id or 0,
        receipt_no=row.receipt_no,
        title=row.title if raw else redact(row.title).text,
        channel=_CHANNELS[row.channel],
        station=row.station or "",
        category=row.category or "",
        place=row.place if raw else redact(row.place).text,
        stage_label=_stage_label(row.mechanism_id, row.stage),
        is_closed=row.closed_at is not None,
        submitted_at=row.submitted_at,
        followers=row.followers,
        deputy=row.deputy or "",
        local_body=row.local_body or "",
        kind=_KINDS[row.kind],
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
    visit_station: int | None


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
        place=row.place if raw else redact(row.place).text,
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
        visit_station=row.station_id
        if row.source_kind == "visit" and _serves(viewer, case)
        else None,
    )


def reads_raw(viewer: Viewer, case: Case) -> bool:
    """看不看得到原话：管辖机关、属地工委、所找的代表可以；承办单位不可以。"""
    own = case.deputy_id is not None and case.deputy_id == viewer.person_id
    return own or _serves(viewer, case)


def _serves(viewer: Viewer, case: Case) -> bool:
    """管辖机关、属地工委。"""
    return case.jurisdiction_id in viewer.office_of or case.local_body_id in viewer.body_ids


def may_reveal(viewer: Viewer, case: Case) -> bool:
    """能不能看联系方式：只有替群众办件的属地工委和代工委；每看一次都留痕。"""
    offices = {p.congress_id for p in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)}
    return case.jurisdiction_id in offices or case.local_body_id in viewer.body_ids
