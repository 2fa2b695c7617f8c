"""评价的写：一步只记一次。留痕由走这一步的办件留下，这里不另留。"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import CaseMoved
from lianxin.ratings.models import Rating

COMMENT_LIMIT = 500
_RECORDING = ("record_rating", "record_late_rating")


class UnknownGrade(RuleViolation):
    """评价不在三档之内。"""


@dataclass(frozen=True, slots=True)
class Marks:
    """评的内容：态度、结果各一档（没问的为空），和一句话。"""

    attitude: str = ""
    result: str = ""
    comment: str = ""


def record_rating(
    *,
    jurisdiction_id: int,
    thread: int,
    case_id: int,
    entry_id: int,
    rater: str,
    rater_id: int | None,
    marks: Marks,
    at: datetime,
    is_valid: bool = True,
) -> bool:
    """记一次评价；同一条留痕再来不重复记。返回这次是不是新记的。

    :param entry_id: 评价那一步的留痕编号
    :param rater: ``submitter`` 提交人、``deputy`` 代表、``public`` 公众
    :param is_valid: 迟到的评价为假：留着看，不计数
    :raises UnknownGrade: 不是满意、基本满意、不满意，或一项也没评
    """
    _check(marks)
    rating = Rating(
        jurisdiction_id=jurisdiction_id,
        thread=thread,
        case_id=case_id,
        entry_id=entry_id,
        rater=Rating.Rater(rater),
        rater_id=rater_id,
        attitude=marks.attitude,
        result=marks.result,
        comment=marks.comment[:COMMENT_LIMIT],
        rated_at=at,
        is_valid=is_valid,
    )
    before = Rating.objects.filter(entry_id=entry_id).exists()
    Rating.objects.bulk_create([rating], ignore_conflicts=True)
    return not before


def record_from_move(event: CaseMoved) -> bool:
    """这一步的后果里有“记下评价”就记，迟到的记下不计数；没有就什么也不做，返回假。

    :raises UnknownGrade: 机制问的评价不是三档
    """
    asked = [call for call in event.effects if call.name in _RECORDING]
    if not asked:
        return False
    return record_rating(
        jurisdiction_id=event.jurisdiction_id,
        thread=int(event.facts["_thread"]),
        case_id=event.case_id,
        entry_id=event.entry_id,
        rater=_rater(event.facts.get("_roles", ())),
        rater_id=event.actor.id,
        marks=marks_in(event.facts, asked[0].args),
        at=event.at,
        is_valid=asked[0].name == "record_rating",
    )


def marks_in(facts: Mapping[str, Any], keys: Iterable[str]) -> Marks:
    """从材料里认出评价：``attitude`` 是态度，其余三档之一是结果，别的文字是想说的话。"""
    given = [(key, facts[key]) for key in keys if facts.get(key)]
    grades = dict(_grades(given))
    attitude = grades.pop("attitude", "")
    words = [value for key, value in given if key not in grades and key != "attitude"]
    return Marks(
        attitude=attitude,
        result=next(iter(grades.values()), ""),
        comment="；".join(map(str, words)),
    )


def _grades(given: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in given if value in Rating.Grade.values)


def _rater(kinds: Iterable[str]) -> Rating.Rater:
    held = set(kinds)
    if "submitter" in held:
        return Rating.Rater.SUBMITTER
    if held & {"deputy", "cosponsor"}:
        return Rating.Rater.DEPUTY
    return Rating.Rater.PUBLIC


def _check(marks: Marks) -> None:
    given = [grade for grade in (marks.attitude, marks.result) if grade]
    if not given or not set(given) <= set(Rating.Grade.values):
        raise UnknownGrade("评价请在满意、基本满意、不满意里选一档。")
