"""滚动续办：下一年再交办，另立接办的一件；号是一脉的，前一件的记录都在原处。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.models import Case, Link, Party
from lianxin.casework.state import day_of
from lianxin.casework.usecases import open_case
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import Actor
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.usecases.raising import SuggestionRefused
from lianxin.suggestions.usecases.versions import keep_version, text_bands

#: 号的一脉：原来的号，接办的年份一个接一个，如 ``JX-2026闭-003→2027``。
ARROW = "→"


@whole
def carry_suggestion(*, case_id: int, words: str, actor: Actor, at: datetime) -> Suggestion:
    """把一件建议接到今年来办，返回接办的那一件；照这里采用的建议办理办法从头走。

    提的人、题目、方案照旧；不论领衔代表、承办人换没换，都接得下去。

    :param case_id: 原来那一件的办件
    :param words: 回头看的情况，写进接办那一件的案据
    :raises SuggestionRefused: 不是建议，或还没有到下一年
    """
    before = Suggestion.objects.select_for_update().filter(case=case_id).first()
    if before is None or before.case is None:
        raise SuggestionRefused("只有代表建议才能滚动续办。")
    number = _lineage_number(before, at=at)
    grounds = "\n\n".join(filter(None, (before.grounds, f"接办自 {before.number}。{words}")))
    suggestion = Suggestion.objects.create(
        jurisdiction_id=before.jurisdiction_id,
        number=number,
        raised_in=Suggestion.RaisedIn.RECESS,
        title=before.title,
        grounds=grounds,
        proposal=before.proposal,
        lead_id=before.lead_id,
        permission=before.permission,
        submitted_at=at,
        bands=text_bands(before.title, grounds, before.proposal),
    )
    keep_version(suggestion, actor=actor, at=at)
    suggestion.case = _open(suggestion, before.case, before.number, actor, at=at)
    suggestion.save(update_fields=["case"])
    return suggestion


def _lineage_number(before: Suggestion, *, at: datetime) -> str:
    year = day_of(at).year
    if year <= day_of(before.submitted_at).year:
        raise SuggestionRefused(f"{before.number} 是今年的，要到下一年才能再交办；今年接着办就行。")
    number = f"{before.number.split(ARROW)[0]}{ARROW}{year}"
    if Suggestion.objects.filter(number=number).exists():
        raise SuggestionRefused(f"今年已经立了接办的 {number}，请在那一件上办。")
    return number


def _open(suggestion: Suggestion, main: Case, origin: str, actor: Actor, *, at: datetime) -> Case:
    seconded = Party.objects.filter(case=main, kind="cosponsor", until__isnull=True)
    people = tuple(seconded.order_by("id").values_list("person_id", flat=True))
    return open_case(
        subject=Subject(
            kind="suggestion",
            id=suggestion.pk,
            number=suggestion.number,
            title=main.title,
            jurisdiction_id=main.jurisdiction_id,
            category_id=main.category_id,
            region_id=main.region_id,
            local_body_id=main.local_body_id,
            deputy_id=suggestion.lead_id,
        ),
        slot="suggestion",
        actor=actor,
        at=at,
        parties={"cosponsor": tuple(filter(None, people))} if people else None,
        parent=main,
        link_kind=Link.Kind.CARRIES_OVER,
        verb="suggestion.carried",
        words={"label": f"接办自 {origin}", "public": f"下一年接着办，编号 {suggestion.number}"},
    )
