"""数出来：每题每项几份、占多少，打分和数的平均，按街道分开看。全是汇总的数。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Min, QuerySet

from lianxin.activities.models import Survey, SurveyMark, SurveyQuestion, SurveyReply
from lianxin.activities.queries.surveys import rate_words
from lianxin.kernel.errors import NotVisible

Kind = SurveyQuestion.Kind
Cell = str | int | date | None
DEFINITION = (
    "每题的百分比＝选这一项的份数 ÷ 答了这一题的份数；多选的各项加起来会超过 100%。"
    "作废的不算；一部手机、一个票号只算一份。"
)
#: 公布出去的，少于这么多份的街道不单列，免得认出人来。
LEAST_SHOWN = 5
TEXTS_PAGE = 50


@dataclass(frozen=True, slots=True)
class OptionTally:
    """一项。"""

    label: str
    count: int
    share: float

    @property
    def share_words(self) -> str:
        """占答了这题的多少。"""
        return f"{self.share:.1%}"


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """一题数出来的样子；``figures`` 是打分、填数的平均、最小、最大。"""

    id: int
    place: int
    kind: str
    kind_label: str
    text: str
    answered: int
    options: tuple[OptionTally, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def chart(self) -> dict[str, object]:
        """图要的数，见 ``js/charts.js``。"""
        return {
            "id": f"chart-{self.id}",
            "title": f"第 {self.place} 题：{self.text}",
            "data": {
                "kind": "across",
                "labels": [one.label for one in self.options],
                "series": [{"name": "份", "data": [one.count for one in self.options]}],
                "unit": "份",
            },
            "columns": ("份数", "占答了这题的"),
            "rows": [
                {"label": one.label, "cells": (one.count, one.share_words)} for one in self.options
            ],
        }


@dataclass(frozen=True, slots=True)
class Tabulation:
    """一份问卷的全部汇总。"""

    total: int
    by_link: int
    by_paper: int
    rate: str
    questions: tuple[QuestionTally, ...]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """写成表：题、选项、份数、占比、答了这题的。"""
        for one in self.questions:
            head = (one.place, one.text, one.kind_label)
            for option in one.options:
                yield (*head, option.label, option.count, option.share_words, one.answered)
            for label, words in one.figures:
                yield (*head, label, words, "", one.answered)
            if not one.options and not one.figures:
                yield (*head, "写了话的", one.answered, "", one.answered)


@dataclass(frozen=True, slots=True)
class CrossLine:
    """交叉表的一行：一个街道里，答了这题的几份，各项几份。"""

    street: str
    answered: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cross:
    """一题按街道分开看。"""

    question: SurveyQuestion
    columns: tuple[str, ...]
    lines: tuple[CrossLine, ...]
    note: str = ""


def tabulate(survey: Survey) -> Tabulation:
    """数一份问卷；``survey`` 连着题（见 :mod:`queries`）。四条语句，与份数无关。"""
    kept = _kept(survey)
    ways = dict(kept.values_list("way").annotate(n=Count("pk")))
    marks = _marks(survey)
    answered = dict(marks.values_list("question").annotate(n=Count("reply", distinct=True)))
    chosen = {
        (row["question"], row["choice"]): row["n"]
        for row in marks.filter(choice__isnull=False)
        .values("question", "choice")
        .annotate(n=Count("pk"))
    }
    numbers = {
        row["question"]: row
        for row in marks.filter(number__isnull=False)
        .values("question")
        .annotate(mean=Avg("number"), low=Min("number"), high=Max("number"))
    }
    total = sum(ways.values())
    return Tabulation(
        total=total,
        by_link=ways.get("link", 0),
        by_paper=ways.get("paper", 0),
        rate=rate_words(total, survey.population),
        questions=tuple(
            _tally(one, answered.get(one.pk, 0), chosen, dict(numbers.get(one.pk, {})))
            for one in survey.questions.all()
        ),
    )


def cross_by_street(survey: Survey, *, question_id: int, is_public: bool = False) -> Cross:
    """一道选择、打分的题按街道分开看；公布的不单列份数太少的街道。两条语句。

    :raises NotVisible: 没有这道题，或这题不能分
    """
    questions = [one for one in crossable(survey) if one.pk == question_id]
    if not questions:
        raise NotVisible("没有这道题，或者它不能按街道分。")
    question = questions[0]
    rows = _marks(survey).filter(question=question).values("reply__region__name", "choice")
    counted: dict[str, dict[int | None, int]] = {}
    for row in rows.annotate(n=Count("pk")).order_by("reply__region__code"):
        counted.setdefault(row["reply__region__name"] or "没写街道", {})[row["choice"]] = row["n"]
    base = _bases(survey, question)
    hidden = _too_few({name: base[name] for name in counted}) if is_public else frozenset()
    shown = {name: cells for name, cells in counted.items() if name not in hidden}
    labels = _labels(question)
    return Cross(
        question,
        labels,
        tuple(
            CrossLine(name, base[name], tuple(cells.get(n, 0) for n in _choices(question)))
            for name, cells in shown.items()
        ),
        _hidden_words(len(hidden)),
    )


def crossable(survey: Survey) -> list[SurveyQuestion]:
    """可以按街道分开看的题：问了街道的问卷里，单选、多选、打分。"""
    if not survey.asks_street:
        return []
    kinds = (Kind.SINGLE, Kind.MULTI, Kind.SCALE)
    return [one for one in survey.questions.all() if one.kind in kinds]


def asked_or_first(survey: Survey, question_id: int | None) -> int | None:
    """按街道看哪一题：没点哪题的，先看能分开看的第一题。"""
    return question_id or next((one.pk for one in crossable(survey)), None)


def texts_of(
    survey: Survey, *, question_id: int, before: int | None = None, limit: int = TEXTS_PAGE
) -> list[tuple[int, str]]:
    """一题写的话（入库时已遮住个人信息），新的在前。一条语句。"""
    rows = _marks(survey).filter(question=question_id).exclude(text="")
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id").values_list("id", "text")[:limit])


def reply_headers(survey: Survey) -> tuple[str, ...]:
    """一份一行的表的列名；没有票号，也没有谁。"""
    questions = (f"{one.place}. {one.text}" for one in survey.questions.all())
    return ("序号", "怎样收来的", "街道", "哪天", *questions)


def reply_rows(survey: Survey) -> Iterator[tuple[Cell, ...]]:
    """一份一行；次序打乱过（按街道、日期排），对不上谁先谁后。两条语句。"""
    questions = list(survey.questions.all())
    replies = _kept(survey).select_related("region").order_by("region", "given_on", "slip", "id")
    marks: dict[int, dict[int, list[SurveyMark]]] = {}
    for mark in _marks(survey).order_by("choice"):
        marks.setdefault(mark.reply_id, {}).setdefault(mark.question_id, []).append(mark)
    for number, reply in enumerate(replies, start=1):
        given = marks.get(reply.pk, {})
        cells = (_words(one, given.get(one.pk, [])) for one in questions)
        street = reply.region.name if reply.region else ""
        yield (number, reply.get_way_display(), street, reply.given_on, *cells)


def _kept(survey: Survey) -> QuerySet[SurveyReply]:
    return SurveyReply.objects.filter(survey=survey, voided_at__isnull=True).order_by()


def _marks(survey: Survey) -> QuerySet[SurveyMark]:
    rows = SurveyMark.objects.filter(reply__survey=survey, reply__voided_at__isnull=True)
    return rows.order_by()


def _tally(
    question: SurveyQuestion,
    answered: int,
    chosen: Mapping[tuple[int, int | None], int],
    numbers: Mapping[str, Any],
) -> QuestionTally:
    counts = [chosen.get((question.pk, n), 0) for n in _choices(question)]
    return QuestionTally(
        id=question.pk,
        place=question.place,
        kind=question.kind,
        kind_label=question.get_kind_display(),
        text=question.text,
        answered=answered,
        options=tuple(
            OptionTally(label, count, count / answered if answered else 0.0)
            for label, count in zip(_labels(question), counts, strict=True)
        ),
        figures=_figures(question, answered, counts, numbers),
    )


def _figures(
    question: SurveyQuestion, answered: int, counts: list[int], numbers: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    if question.kind == Kind.SCALE and answered:
        mean = sum(n * count for n, count in enumerate(counts, start=1)) / answered
        return (("平均", f"{mean:.2f} 分（满分 {question.most}）"),)
    if question.kind == Kind.NUMBER and numbers:
        named = (("平均", "mean"), ("最小", "low"), ("最大", "high"))
        return tuple((label, _number(numbers[key], question.unit)) for label, key in named)
    return ()


def _number(value: Decimal, unit: str) -> str:
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{shown} {unit}".strip()


def _choices(question: SurveyQuestion) -> range:
    if question.kind == Kind.SCALE:
        return range(1, (question.most or 5) + 1)
    return range(1, len(question.options) + 1 if question.kind in (Kind.SINGLE, Kind.MULTI) else 1)


def _labels(question: SurveyQuestion) -> tuple[str, ...]:
    if question.kind != Kind.SCALE:
        return tuple(question.options) if _choices(question) else ()
    low, high = [*question.options, "", ""][:2]
    ends = {1: low, len(_choices(question)): high}
    return tuple(f"{n} 分（{ends[n]}）" if ends.get(n) else f"{n} 分" for n in _choices(question))


def _bases(survey: Survey, question: SurveyQuestion) -> dict[str, int]:
    rows = _marks(survey).filter(question=question).values_list("reply__region__name")
    return {name or "没写街道": n for name, n in rows.annotate(n=Count("reply", distinct=True))}


def _too_few(bases: Mapping[str, int]) -> frozenset[str]:
    """不单列的街道：份数太少的；藏起来的合计还是太少，就再藏最少的一个，免得用总数减得出来。"""
    hidden = {name for name, count in bases.items() if count < LEAST_SHOWN}
    rest = sorted((count, name) for name, count in bases.items() if name not in hidden)
    if hidden and rest and sum(bases[name] for name in hidden) < LEAST_SHOWN:
        hidden.add(rest[0][1])
    return frozenset(hidden)


def _hidden_words(hidden: int) -> str:
    return f"另有 {hidden} 个街道份数太少，免得认出人来，不单列。" if hidden else ""


def _words(question: SurveyQuestion, marks: list[SurveyMark]) -> str:
    labels = _labels(question)
    said = (
        labels[mark.choice - 1]
        if mark.choice
        else _number(mark.number, "")
        if mark.number is not None
        else mark.text
        for mark in marks
    )
    return "；".join(said)
