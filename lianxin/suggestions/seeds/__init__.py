"""演示的代表建议。自己起草的十来件，各停在一处；几份办法一起办的、去年滚过来的、正在联审的也都有。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.telling import Story, Telling
from lianxin.kernel.seeding import Garden
from lianxin.opinions.seeds.adopting import adopt
from lianxin.opinions.seeds.plot import Plot, Tale, along, tales, voices
from lianxin.orgs.calendar import work_calendar
from lianxin.suggestions.seeds.courses import PATHS
from lianxin.suggestions.seeds.desks import draft_some, raise_above
from lianxin.suggestions.seeds.lastyear import autumn
from lianxin.suggestions.seeds.letters import issue_some
from lianxin.suggestions.seeds.reviewing import review_one


def plant(garden: Garden) -> None:
    """往年的先讲完；今年的按时间先后穿插着讲，讲到今天为止。"""
    casts = {slug: Cast(garden.get(slug), garden.today) for slug in ("jx", "jh")}
    named: dict[str, Plot] = {}
    before = Telling(until=garden.at, calendar=work_calendar(), patrols=False)
    for tale in tales("lastyear", __package__):
        ago = (garden.today - autumn(garden.today)).days
        _begin(before, casts["jx"], [replace(tale, ago=ago)], named)
    before.play(lambda finished, total: garden.progress("去年的代表建议", finished, total))
    telling = Telling(until=garden.at, calendar=work_calendar())
    for slug, cast in casts.items():
        _begin(telling, cast, tales(slug, __package__), named)
    yesterday = telling.moment(garden.today - timedelta(days=1), hour=15, at_work=False)
    draft_some(casts["jx"], at=yesterday)
    telling.begin(yesterday, _adopted_yesterday(garden.get("jx.to_adopt"), telling))
    telling.play(lambda finished, total: garden.progress("代表建议", finished, total))
    issue_some(casts["jx"], named["replied"], garden)
    review_one(casts["jh"], at=yesterday)
    lead = casts["jx"].person(casts["jx"].deputy("wulijie", 0))
    raise_above(garden.get("wh"), lead, at=yesterday)


def _begin(telling: Telling, cast: Cast, told: list[Tale], named: dict[str, Plot]) -> None:
    said = voices("voices", __package__)
    for number, tale in enumerate(told):
        plot = Plot(telling, cast, tale, said[tale.voice], number, named)
        named[tale.key] = plot
        telling.begin(telling.moment(plot.day0, hour=8), along(plot, PATHS[tale.path]))


def _adopted_yesterday(plot: Plot, telling: Telling) -> Story:
    """代表昨天把一条还在核实的意见提成了建议。"""
    plot.telling = telling
    adopt(plot)
    yield from ()
