"""每一份叫什么：类别、渠道、家站室、承办单位、哪次会议、哪一届。"""

from __future__ import annotations

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from lianxin.insight.registers import known
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body, Category, Session, Term
from lianxin.stations.models import Station
from lianxin.suggestions.models import Suggestion

UNSORTED = "还没归类"
NO_STATION = "没有经过家站室"
NO_UNIT = "还没交办"


#: 各份的名称，以及二级类别归在哪个一级。
Names = tuple[dict[str, str], dict[str, str]]


def names_of(by: str) -> Names:
    """每一份的名称；类别还要知道它的一级是谁。"""
    if by == "category":
        rows = list(Category.objects.values_list("key", "label", "parent"))
        return (
            {"": UNSORTED, **{key: label for key, label, _ in rows}},
            {key: parent for key, _, parent in rows if parent},
        )
    return _LISTED[by]() if by in _LISTED else {}, {}


def names_of_suggestions() -> dict[str, Names]:
    """建议的几种分法，各份的名称；类别与单位一条语句取齐。"""
    rows = Category.objects.values_list(Value("category"), "key", "label", "parent_id").union(
        Body.objects.filter(congress__isnull=False).values_list(
            Value("unit"), Cast("pk", CharField()), "short_name", Value(None, CharField())
        ),
        all=True,
    )
    labels: dict[str, dict[str, str]] = {"category": {"": UNSORTED}, "unit": {"": NO_UNIT}}
    tops: dict[str, str] = {}
    for by, key, label, parent in rows:
        labels[by][key] = label
        if parent:
            tops[key] = parent
    return {
        "category": (labels["category"], tops),
        "unit": (labels["unit"], {}),
        "raised_in": names_of("raised_in"),
    }


def _units() -> dict[str, str]:
    rows = Body.objects.filter(congress__isnull=False).values_list("pk", "short_name")
    return {"": NO_UNIT, **{str(pk): name for pk, name in rows}}


def _stations() -> dict[str, str]:
    rows = Station.objects.values_list("pk", "name")
    return {"": NO_STATION, **{str(pk): name for pk, name in rows}}


def _sessions() -> dict[str, str]:
    rows = Session.objects.select_related("term")
    return {
        "": Suggestion.RaisedIn.RECESS.label,
        **{str(row.pk): f"第{row.term.ordinal}届第{row.ordinal}次会议" for row in rows},
    }


def _terms() -> dict[str, str]:
    return {str(row.pk): f"第{row.ordinal}届" for row in Term.objects.all()}


_LISTED = {
    "channel": lambda: dict(Opinion.Channel.choices),
    "raised_in": lambda: dict(Suggestion.RaisedIn.choices),
    "station": _stations,
    "unit": _units,
    "session": _sessions,
    "term": _terms,
}


def name_of(by: str, key: str, *, fact: str) -> str:
    """一份的名称；不认得的照原样。"""
    if by in ("kind", "level", "requirement", "scope", "source", "purpose"):
        return known(fact, by).get(key, key)
    return names_of(by)[0].get(key, key)
