"""选地点、选类别：只给看得过来的那几十项。"""

from __future__ import annotations

from django.db.models import Q

from lianxin.lexis.categories import suggest_category
from lianxin.orgs.models import Category, Region
from lianxin.orgs.queries import categories

PlaceOption = tuple[str, str]
CategoryGroup = tuple[str, tuple[tuple[str, str], ...]]

NOT_SURE_PLACE = "不清楚，或者不选"
NOT_SURE_CATEGORY = "不用选，我们来分"
HALF_SURE = 0.5
#: 到这几级才选得出归哪个街道；市和省的下一级太大，写明位置即可。
PICKABLE = (Region.Level.COUNTY, Region.Level.TOWN)


def places_in(code: str) -> list[PlaceOption]:
    """这个地方和它的下一级：街道下面选村（社区），县（区）下面选街道。一条语句。"""
    rows = list(Region.objects.filter(Q(pk=code) | Q(parent=code)).order_by("code"))
    top = next((row for row in rows if row.code == code), None)
    if top is None or top.level not in PICKABLE:
        return []
    below = [(row.code, row.name) for row in rows if row.code != code]
    whole = [(top.code, top.name)] if top.level == Region.Level.TOWN else []
    return [("", NOT_SURE_PLACE), *below, *whole]


def category_groups() -> list[tuple[str, str] | CategoryGroup]:
    """两级类别，第一项是不选。一条语句。"""
    groups: list[tuple[str, str] | CategoryGroup] = [("", NOT_SURE_CATEGORY)]
    for top in categories():
        below = tuple((child.key, child.label) for child in top.children)
        groups.append(
            (top.label, ((top.key, top.label), *below)) if below else (top.key, top.label)
        )
    return groups


def guessed_category(text: str) -> tuple[str, str]:
    """读一读原话猜一类：（代号, 名称）；把握不到一半、或本地没有这一类的，两样都空。一条语句。"""
    sure = [key for key, score in _scores(text).items() if score > HALF_SURE]
    known = dict(Category.objects.filter(pk__in=sure).values_list("key", "label")) if sure else {}
    return next(((key, known[key]) for key in sure if key in known), ("", ""))


def _scores(text: str) -> dict[str, float]:
    """各类的把握：二级类别在前；一级类别的把握是它下面几类合起来的。"""
    guesses = suggest_category(text)
    scores = {guess.key: guess.score for guess in guesses}
    for guess in guesses:
        top = guess.key.partition(".")[0]
        scores[top] = scores.get(top, 0.0) + guess.score
    return scores
