"""问卷的读：清单、一份、公开的一份。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.activities import survey_policies, survey_slips
from lianxin.activities.models import Survey, SurveyQuestion, SurveyReply
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Region

PAGE = 20


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """清单里的一份。"""

    id: int
    serial: str
    title: str
    version: int
    body: str
    programme: str
    opens_on: date
    closes_on: date
    state: str
    state_words: str
    replies: int
    population: int | None
    is_published: bool

    @property
    def rate_words(self) -> str:
        """回收率，连同份数和总数。"""
        return rate_words(self.replies, self.population)


def rate_words(replies: int, population: int | None) -> str:
    """“62.4%（应收 500 份，收回 312 份）”；没写总数的不算，收多了的请人核对总数。"""
    if not population:
        return f"收回 {replies} 份（没写应答总数，不算回收率）"
    if replies > population:
        return f"收回 {replies} 份，比应答总数 {population} 还多，请核对总数"
    return f"{replies / population:.1%}（应收 {population} 份，收回 {replies} 份）"


def state_words(survey: Survey, *, today: date) -> str:
    """此刻到哪：过了日子还没有结束的，说出来。"""
    if survey.state == Survey.State.OPEN:
        if today < survey.opens_on:
            return "已发出，还没到日子"
        if today > survey.closes_on:
            return "过了日子，等结束"
    return survey.get_state_display()


def survey_list(
    *,
    viewer: Viewer,
    today: date,
    state: str = "",
    programme_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[SurveyCard]:
    """看得见的问卷，新的在前。一条语句。"""
    rows = Survey.objects.visible_to(viewer).select_related("body", "programme")
    if state in Survey.State.values:
        rows = rows.filter(state=state)
    if programme_id:
        rows = rows.filter(programme=programme_id)
    if before:
        rows = rows.filter(pk__lt=before)
    counted = rows.annotate(
        kept=Count("replies", filter=Q(replies__voided_at__isnull=True), distinct=True)
    )
    return [_card(row, row.kept, today) for row in counted.order_by("-id")[:limit]]  # type: ignore[attr-defined]


def survey_seen(*, viewer: Viewer, pk: int) -> Survey:
    """一份看得见的，连同题。

    :raises NotVisible: 没有，或看不见
    """
    rows = Survey.objects.visible_to(viewer).filter(pk=pk)
    return _one(rows.select_related("body", "programme", "congress", "previous", "next_version"))


def public_survey(*, serial: str) -> Survey:
    """群众打得开的一份：发出了、可以扫码填，或结果公布了。

    :raises NotVisible: 没有
    """
    rows = Survey.objects.exclude(state=Survey.State.DRAFT).filter(serial=serial.upper())
    seen = rows.filter(Q(by_link=True) | Q(published_at__isnull=False))
    return _one(seen.select_related("body", "congress", "next_version"))


def public_list(
    *, congress_id: int, today: date, before: int | None = None, limit: int = 50
) -> list[Survey]:
    """正在收的和公布了结果的，新的在前；凭票号答的不列，没票的人点进去也答不了。一条语句。"""
    going = Q(state="open", by_link=True, slips=0, opens_on__lte=today, closes_on__gte=today)
    rows = Survey.objects.filter(going | Q(published_at__isnull=False), congress=congress_id)
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.select_related("body").order_by("-id")[:limit])


def streets_of(survey: Survey) -> list[tuple[str, str]]:
    """可选的街道（乡镇）。"""
    rows = Region.objects.filter(parent=survey.congress.region_id).order_by("code")
    return list(rows.values_list("code", "name"))


def _one(rows: QuerySet[Survey]) -> Survey:
    questions = SurveyQuestion.objects.order_by("place")
    survey = rows.prefetch_related(Prefetch("questions", questions)).first()
    if survey is None:
        raise NotVisible("没有这份问卷。")
    return survey


def _card(row: Survey, kept: int, today: date) -> SurveyCard:
    return SurveyCard(
        id=row.pk,
        serial=row.serial,
        title=row.title,
        version=row.version,
        body=row.body.short_name,
        programme=row.programme.name if row.programme else "",
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        state=row.state,
        state_words=state_words(row, today=today),
        replies=kept,
        population=row.population,
        is_published=row.published_at is not None,
    )


#: 页面从这里问：谁出得了、谁办得了，票号，手机的暗号和摘要。
maker_posts = survey_policies.maker_posts
may_run = survey_policies.may_run
all_slips = survey_slips.all_slips
device_of = survey_slips.device_of


def has_answered(survey: Survey, device: bytes) -> bool:
    """这部手机答过这一份。"""
    return SurveyReply.objects.filter(survey=survey, device=device, voided_at=None).exists()
