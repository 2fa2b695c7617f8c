"""替人填表：给一步，造出合规矩的材料；机器照着按钮走，能走到哪算哪。"""

from datetime import date, timedelta
from typing import Any

from lianxin.casework.available import Available
from lianxin.casework.facts import choices_of
from lianxin.kernel.mechanism.model import Fact
from lianxin.orgs.models import Body


def filled(step: Available, world: Any, *, today: date, pick: int = 0, number: str = "") -> dict:
    """这一步的必填材料，每一项都填上合格的值；``pick`` 换着选不同的选项。"""
    return {fact.key: value_for(fact, world, today, pick, number) for fact in step.needs}


def value_for(fact: Fact, world: Any, today: date, pick: int, number: str = "") -> Any:
    """一项材料的一个合格的值。"""
    makers = {
        "line": lambda: _words(fact),
        "text": lambda: _words(fact),
        "choice": lambda: _choice(fact, pick),
        "rating": lambda: _choice(fact, pick),
        "date": lambda: (today + timedelta(days=200)).isoformat(),
        "number": lambda: int(fact.min or 1),
        "yesno": lambda: bool(pick % 2),
        "body": lambda: _unit(fact, world, pick),
        "bodies": lambda: [_unit(fact, world, pick)],
        "person": lambda: world.unit.person.pk,
        "category": lambda: "waste",
        "case": lambda: number,
        "file": lambda: "00000000-0000-4000-8000-000000000001",
        "files": lambda: ["00000000-0000-4000-8000-000000000001"],
        "commitments": lambda: [{"who": "区住建局", "what": "装路灯", "by": "2026-12-31"}],
    }
    return makers[fact.kind]()


def _words(fact: Fact) -> str:
    wanted = "已经到现场看过，按规定办理，结果如实记录在这里。"
    while len(wanted) < (fact.min or 0):
        wanted += wanted
    return wanted[: int(fact.max)] if fact.max else wanted


def _choice(fact: Fact, pick: int) -> str:
    choices = choices_of(fact)
    return choices[pick % len(choices)].value


def _unit(fact: Fact, world: Any, pick: int) -> int:
    if not fact.body_kinds:
        return (world.unit_body, world.other_unit_body)[pick % 2].pk
    usable = (
        Body.objects.filter(kind__in=fact.body_kinds).order_by("id").values_list("pk", flat=True)
    )
    return usable[pick % len(usable)]
