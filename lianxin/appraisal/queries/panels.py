"""共评小组的读：清单、一个小组（成员、抽签核对）、各轮的结果与样本、后续。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from lianxin.access.viewers import Viewer
from lianxin.activities.models import SurveyMark, SurveyReply
from lianxin.appraisal import panel_policies
from lianxin.appraisal.drawing import METHOD, Lot, lots
from lianxin.appraisal.models import (
    Panel,
    PanelAction,
    PanelMember,
    PanelRound,
    PanelSubject,
    PanelTrack,
)
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import CouncilSeat, in_force

__all__ = ["METHOD", "founder_posts", "may_run_panel"]

PAGE = 50
#: 收回不到这么多份，不出分：认得出是谁打的。
LEAST_SHOWN = 3
RATING_DEFINITION = (
    "平均分＝各份打的分相加 ÷ 给这一个打了分的份数，满分 5 分；样本＝收回的份数，"
    f"一位成员一张票号、只收一份，作废的不算；收回不到 {LEAST_SHOWN} 份的不出分。"
)
#: 页面从这里问：谁立得了、谁管得了。
founder_posts = panel_policies.founder_posts
may_run_panel = panel_policies.may_run_panel


@dataclass(frozen=True, slots=True)
class Score:
    """一个对象在一轮里的得分；``mean`` 为空是份数不够，不出分。"""

    subject: PanelSubject
    marks: int
    spread: tuple[int, ...]
    mean: float | None
    before: float | None
    actions: tuple[PanelAction, ...]

    @property
    def mean_words(self) -> str:
        """分数，和上一轮比。"""
        if self.mean is None:
            return "份数不够，不出分"
        if self.before is None:
            return f"{self.mean:.2f} 分"
        return f"{self.mean:.2f} 分（上一轮 {self.before:.2f}）"


@dataclass(frozen=True, slots=True)
class RoundResult:
    """一轮：样本多大、各得几分；没有收的那一轮不出分。"""

    row: PanelRound
    replies: int
    members: int
    scores: tuple[Score, ...]

    @property
    def is_closed(self) -> bool:
        """收过了。"""
        return self.row.survey.closed_at is not None

    @property
    def sample_words(self) -> str:
        """样本。"""
        share = f"，{self.replies / self.members:.0%}" if self.members else ""
        return f"{self.members} 位成员收回 {self.replies} 份{share}"


@dataclass(frozen=True, slots=True)
class DrawnTrack:
    """一路：名单、签、抽中的；``holds`` 是再算一遍对不对得上。"""

    track: PanelTrack
    members: tuple[PanelMember, ...]
    lots: tuple[Lot, ...]

    @property
    def is_drawn(self) -> bool:
        """是抽签的。"""
        return self.track.way == PanelTrack.Way.DRAWN

    @property
    def holds(self) -> bool:
        """照种子再算一遍，抽中的就是这几位。"""
        drawn = [(lot.number, lot.name) for lot in self.lots[: self.track.wanted]]
        return drawn == [(one.seat.number, one.name) for one in self.members]


@dataclass(frozen=True, slots=True)
class PanelPage:
    """一个共评小组的全部。"""

    row: Panel
    runs: bool
    tracks: tuple[DrawnTrack, ...]
    rounds: tuple[RoundResult, ...]

    @property
    def members(self) -> list[PanelMember]:
        """全部成员，按第几位。"""
        return sorted((one for each in self.tracks for one in each.members), key=_number)

    @property
    def going(self) -> RoundResult | None:
        """正在收的那一轮。"""
        return next((one for one in self.rounds if not one.is_closed), None)


def _number(member: PanelMember) -> int:
    return member.number


def panel_list(*, viewer: Viewer, before: int | None = None, limit: int = PAGE) -> list[Panel]:
    """看得见的小组，新的在前。一条语句。"""
    rows = Panel.objects.visible_to(viewer).select_related("body")
    rows = rows.filter(pk__lt=before) if before else rows
    counted = rows.annotate(
        size=Count("members", distinct=True), turns=Count("rounds", distinct=True)
    )
    return list(counted.order_by("-id")[:limit])


def panel_seen(*, viewer: Viewer, pk: int) -> Panel:
    """看得见的一个。

    :raises NotVisible: 没有，或看不见
    """
    row = Panel.objects.visible_to(viewer).select_related("body").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这个共评小组。")
    return row


def panel_page(*, viewer: Viewer, pk: int) -> PanelPage:
    """一个小组，成员、抽签、各轮。语句数固定。

    :raises NotVisible: 没有，或看不见
    """
    row = panel_seen(viewer=viewer, pk=pk)
    rounds = PanelRound.objects.filter(panel=row).select_related("survey", "panel")
    return PanelPage(
        row=row,
        runs=may_run_panel(viewer, row),
        tracks=_tracks(row),
        rounds=tuple(reversed(_results(rounds.order_by("ordinal")))),
    )


def round_result(row: PanelRound) -> RoundResult:
    """一轮的结果。"""
    return _results([row])[0]


def subject_seen(*, viewer: Viewer, pk: int) -> PanelSubject:
    """管得了的小组评过的一个。

    :raises NotVisible: 没有，或管不了
    """
    rows = PanelSubject.objects.select_related("round__panel", "round__survey")
    row = rows.filter(pk=pk, round__panel__in=Panel.objects.visible_to(viewer)).first()
    if row is None or not may_run_panel(viewer, row.round.panel):
        raise NotVisible("没有评过这一个。")
    return row


def seats_of(*, congress_id: int, on: date) -> list[CouncilSeat]:
    """各议事组织在任的席位，连着组织。一条语句。"""
    rows = CouncilSeat.objects.filter(in_force(on), in_force(on, prefix="body__"))
    found = rows.filter(body__congress=congress_id).select_related("body")
    return list(found.order_by("body", "number"))


def _tracks(row: Panel) -> tuple[DrawnTrack, ...]:
    members = defaultdict(list)
    for one in row.members.select_related("seat").order_by("number"):
        members[one.track_id].append(one)
    return tuple(
        DrawnTrack(
            track,
            tuple(members[track.pk]),
            tuple(lots(row.seed, track.council.name, ((n, name) for n, name in track.pool))),
        )
        for track in row.tracks.select_related("council").order_by("id")
    )


def _results(rounds: Iterable[PanelRound]) -> list[RoundResult]:
    """各轮的结果，先开的在前。五条语句，与轮数、份数无关。"""
    found = list(rounds)
    surveys = [one.survey_id for one in found]
    kept = SurveyReply.objects.filter(survey__in=surveys, voided_at__isnull=True)
    replies = dict(kept.order_by().values_list("survey").annotate(n=Count("pk")))
    panels = {one.panel_id for one in found}
    rows = PanelMember.objects.filter(panel__in=panels).order_by().values_list("panel")
    members = dict(rows.annotate(n=Count("pk")))
    subjects = _subjects(found)
    spreads = _spreads(surveys)
    seen: dict[tuple[int, str, str], float] = {}
    results = []
    for one in found:
        count = replies.get(one.survey_id, 0)
        shows = one.survey.closed_at is not None and count >= LEAST_SHOWN
        scores = tuple(
            _score(subject, spreads.get(subject.question_id, {}), actions, seen, shows=shows)
            for subject, actions in subjects.get(one.pk, ())
        )
        results.append(RoundResult(one, count, members.get(one.panel_id, 0), scores))
    return results


def _subjects(
    rounds: list[PanelRound],
) -> dict[int, list[tuple[PanelSubject, tuple[PanelAction, ...]]]]:
    actions: dict[int, list[PanelAction]] = defaultdict(list)
    for action in PanelAction.objects.filter(subject__round__in=rounds).order_by("id"):
        actions[action.subject_id].append(action)
    found: dict[int, list[tuple[PanelSubject, tuple[PanelAction, ...]]]] = defaultdict(list)
    rows = PanelSubject.objects.filter(round__in=rounds).select_related("round")
    for row in rows.order_by("id"):
        found[row.round_id].append((row, tuple(actions[row.pk])))
    return found


def _spreads(surveys: list[int]) -> dict[int, dict[int, int]]:
    given = Q(reply__survey__in=surveys, reply__voided_at__isnull=True, choice__isnull=False)
    rows = SurveyMark.objects.filter(given).order_by().values_list("question", "choice")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for question, choice, n in rows.annotate(n=Count("pk")):
        found[question][choice or 0] = n
    return found


def _score(
    subject: PanelSubject,
    spread: dict[int, int],
    actions: tuple[PanelAction, ...],
    seen: dict[tuple[int, str, str], float],
    *,
    shows: bool,
) -> Score:
    marks = sum(spread.values())
    enough = shows and marks >= LEAST_SHOWN
    mean = sum(score * n for score, n in spread.items()) / marks if enough else None
    key = (subject.round.panel_id, subject.kind, subject.name)
    before = seen.get(key)
    if mean is not None:
        seen[key] = mean
    cells = tuple(spread.get(score, 0) for score in range(1, 6)) if enough else ()
    return Score(subject, marks, cells, mean, before, actions)
