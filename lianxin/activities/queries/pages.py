"""一场活动的全部：安排、到场、对象、意见、事项、看过的办件；给群众看的另有一份。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import Kind, KindField, kinds
from lianxin.activities.kindwords import ROLES
from lianxin.activities.models import (
    Activity,
    Attendance,
    Headcount,
    Item,
    LookedAt,
    Series,
    Target,
    Voice,
)
from lianxin.activities.policies import may_edit
from lianxin.activities.queries.lists import ActivityCard, cards_of
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.files.queries import AttachmentCard, attachments_of
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact


@dataclass(frozen=True, slots=True)
class PresentLine:
    """名单上的一位。``late`` 结束以后才签的，``elsewhere`` 同一时间还记在另一场。"""

    person_id: int
    name: str
    role: str
    duty: str
    state: str
    state_label: str
    way: str
    signed_at: datetime | None
    minutes: int | None
    late: bool
    elsewhere: str


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """活动上的一条意见。"""

    case_id: int | None
    receipt_no: str
    title: str
    stage: str
    is_closed: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """活动带出的一件事；看不见它的办件，就没有 ``case_id``。"""

    id: int
    number: int
    kind: str
    text: str
    title: str
    body: str
    due_on: date | None
    disposition: str
    disposition_label: str
    answer: str
    answered_by: str
    case_id: int | None
    stage: str
    is_closed: bool
    recurs: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class LookedLine:
    """看过的一件办件。"""

    case_id: int
    number: str
    title: str
    stage: str
    finding: str


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """在系列里是第几次。"""

    id: int
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """一场活动的全部。"""

    row: Activity
    card: ActivityCard
    kind: Kind | None
    fields: tuple[tuple[str, str], ...]
    series: SeriesPlace | None
    present: tuple[PresentLine, ...]
    phones: int
    heads: tuple[tuple[str, int, bool], ...]
    targets: tuple[Target, ...]
    voices: tuple[VoiceLine, ...]
    items: tuple[ItemLine, ...]
    looked: tuple[LookedLine, ...]
    files: tuple[AttachmentCard, ...]
    may_edit: bool

    @property
    def arrived(self) -> tuple[PresentLine, ...]:
        """到了的。"""
        return tuple(line for line in self.present if line.state == "attended")

    @property
    def expected(self) -> tuple[PresentLine, ...]:
        """请了、还没点到的。"""
        return tuple(line for line in self.present if line.state != "attended")


@dataclass(frozen=True, slots=True)
class PublicPage:
    """给群众看的：主题、时间、地点、谁办的、结果；没有任何名单。"""

    card: ActivityCard
    about: str
    agenda: str
    summary: str
    video_link: str
    fields: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, int], ...]
    items: tuple[tuple[str, str], ...]
    cancelled: str


def get_activity(*, viewer: Viewer, pk: int) -> Activity:
    """取一场看得见全部的。

    :raises NotVisible: 没有，或看不见全部
    """
    rows = Activity.objects.open_to(viewer).select_related("body", "station", "region", "series")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这场活动，或者您无权查看。")
    return row


def open_page(*, viewer: Viewer, pk: int) -> ActivityPage:
    """一场活动的全部。语句数是常数。

    :raises NotVisible: 没有，或看不见全部
    """
    row = get_activity(viewer=viewer, pk=pk)
    (card,) = cards_of(Activity.objects.filter(pk=pk))
    kind = kinds().get(row.kind)
    arrived = Attendance.objects.filter(activity=row, state="attended")
    return ActivityPage(
        row=row,
        card=card,
        kind=kind,
        fields=field_words(row, kind),
        series=_series(row),
        present=_present(row),
        phones=arrived.filter(device__isnull=False).count(),
        heads=_heads(row),
        targets=tuple(Target.objects.filter(activity=row).order_by("pk")),
        voices=_voices(row),
        items=_items(row, viewer),
        looked=_looked(row),
        files=tuple(attachments_of(subject_kind="activity", subject_id=pk, seen_by="staff")),
        may_edit=may_edit(viewer, row),
    )


def public_page(*, pk: int) -> PublicPage:
    """给群众看的一场；取消了的说明取消，不公开的没有。

    :raises NotVisible: 没有，或不公开
    """
    row = Activity.objects.shown().filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这场活动，可能没有公开。")
    (card,) = cards_of(Activity.objects.filter(pk=pk))
    kind = kinds().get(row.kind)
    items = Item.objects.filter(activity=row)
    return PublicPage(
        card=card,
        about=kind.about if kind else "",
        agenda=redact(row.agenda).text,
        summary=redact(row.summary).text,
        video_link=row.video_link,
        fields=field_words(row, kind, only_public=True),
        results=_results(card, items.filter(disposition="solved").count(), row),
        items=tuple(
            (item.title, Item.Disposition(item.disposition).label)
            for item in items.filter(is_public=True).order_by("number")
        ),
        cancelled=row.cancel_reason if row.state == "cancelled" else "",
    )


def field_words(
    row: Activity, kind: Kind | None, *, only_public: bool = False
) -> tuple[tuple[str, str], ...]:
    """这种活动多填的几栏，写成（名称，内容）。"""
    if kind is None:
        return ()
    return tuple(
        (each.label, _said(each, row.fields))
        for each in kind.fields
        if each.key in row.fields and (each.public or not only_public)
    )


def _said(each: KindField, given: Mapping[str, Any]) -> str:
    value = given[each.key]
    if each.kind == "yesno":
        return "是" if value else "否"
    if each.kind == "number":
        return f"{value:,} {each.unit}".strip()
    return redact(str(value)).text


def _results(card: ActivityCard, solved: int, row: Activity) -> tuple[tuple[str, int], ...]:
    targets = Target.objects.filter(activity=row).count()
    found = {
        "到场（人次）": card.visits,
        "去过的地方": targets,
        "听到的意见（条）": card.voices,
        "带出的事（件）": card.items,
        "当场解决（件）": solved,
    }
    return tuple((label, count) for label, count in found.items() if count)


def _series(row: Activity) -> SeriesPlace | None:
    series: Series | None = row.series
    if series is None:
        return None
    earlier = Q(starts_at__lt=row.starts_at) | Q(starts_at=row.starts_at, pk__lte=row.pk)
    rows = Activity.objects.filter(earlier, series=series).exclude(state="cancelled")
    return SeriesPlace(series.pk, series.name, rows.count())


def _present(row: Activity) -> tuple[PresentLine, ...]:
    rows = list(
        Attendance.objects.filter(activity=row, person__isnull=False)
        .select_related("person")
        .order_by("role", "pk")
    )
    clashes = _elsewhere(row, [each.person_id or 0 for each in rows])
    return tuple(_line(each, row, clashes.get(each.person_id or 0, "")) for each in rows)


def _line(each: Attendance, row: Activity, elsewhere: str) -> PresentLine:
    return PresentLine(
        person_id=each.person_id or 0,
        name=each.person.name if each.person else "",
        role=ROLES.get(each.role, each.role),
        duty=each.duty,
        state=each.state,
        state_label=Attendance.State(each.state).label,
        way=Attendance.Way(each.way).label,
        signed_at=each.signed_at,
        minutes=each.minutes,
        late=each.signed_at is not None and each.signed_at > row.ends_at,
        elsewhere=elsewhere if each.state == "attended" else "",
    )


def _elsewhere(row: Activity, people: list[int]) -> dict[int, str]:
    """同一时间还记在哪一场：补记的不拦，摆出来请人核对。"""
    overlap = Q(activity__starts_at__lt=row.ends_at, activity__ends_at__gt=row.starts_at)
    rows = Attendance.objects.filter(overlap, person__in=people, state="attended")
    rows = rows.exclude(activity=row).exclude(activity__state="cancelled")
    return dict(rows.values_list("person_id", "activity__title"))


def _heads(row: Activity) -> tuple[tuple[str, int, bool], ...]:
    rows = Headcount.objects.filter(activity=row).order_by("pk")
    return tuple((ROLES.get(h.role, h.role), h.count, h.precision == "about") for h in rows)


def _voices(row: Activity) -> tuple[VoiceLine, ...]:
    rows = Voice.objects.filter(activity=row).select_related("opinion__case").order_by("pk")
    return tuple(
        VoiceLine(
            case_id=voice.opinion.case_id,
            receipt_no=voice.opinion.receipt_no,
            title=redact(voice.opinion.title).text,
            stage=stage_words(voice.opinion.case),
            is_closed=bool(voice.opinion.case and voice.opinion.case.closed_at),
            answered=voice.answered,
        )
        for voice in rows
    )


def _items(row: Activity, viewer: Viewer) -> tuple[ItemLine, ...]:
    rows = Item.objects.filter(activity=row).select_related("body", "case", "recurs")
    found = list(rows.order_by("number"))
    cases = [item.case_id for item in found if item.case_id]
    seen = set(Case.objects.visible_to(viewer).filter(pk__in=cases).values_list("pk", flat=True))
    return tuple(_item(item, seen) for item in found)


def _item(item: Item, seen: set[int]) -> ItemLine:
    return ItemLine(
        id=item.pk,
        number=item.number,
        kind=Item.Kind(item.kind).label,
        text=item.text,
        title=item.title,
        body=item.body.short_name if item.body else "",
        due_on=item.due_on,
        disposition=item.disposition,
        disposition_label=Item.Disposition(item.disposition).label,
        answer=item.answer,
        answered_by=item.answered_by,
        case_id=item.case_id if item.case_id in seen else None,
        stage=stage_words(item.case),
        is_closed=bool(item.case and item.case.closed_at),
        recurs=item.recurs.title if item.recurs else "",
        is_public=item.is_public,
    )


def _looked(row: Activity) -> tuple[LookedLine, ...]:
    rows = LookedAt.objects.filter(activity=row).select_related("case").order_by("pk")
    return tuple(
        LookedLine(
            each.case_id, each.case.number, each.case.title, stage_words(each.case), each.finding
        )
        for each in rows
    )


def stage_words(case: Case | None) -> str:
    """办件走到哪一环节；没有办件的为空。"""
    return mechanism(case.mechanism_id).stage(case.stage).label if case else ""


def day_span(starts_at: datetime, ends_at: datetime) -> str:
    """“15:00 至 17:00”，不在同一天的写明哪天。"""
    begin, end = localtime(starts_at), localtime(ends_at)
    if begin.date() == end.date():
        return f"{begin:%H:%M} 至 {end:%H:%M}"
    return f"{begin:%H:%M} 至 {end.month} 月 {end.day} 日 {end:%H:%M}"
