"""演示的代表建议。自己起草的十来件，另有一件刚从群众意见提来；从提交到会商各停在一处。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.telling import Story, Telling
from lianxin.kernel.seeding import Garden
from lianxin.opinions.seeds.adopting import adopt
from lianxin.opinions.seeds.plot import Plot, along, tales, voices
from lianxin.orgs.calendar import work_calendar
from lianxin.suggestions.seeds.courses import PATHS
from lianxin.suggestions.seeds.desks import draft_some
from lianxin.suggestions.seeds.letters import issue_some


def plant(garden: Garden) -> None:
    """建议按时间先后穿插着讲，讲到今天为止。"""
    telling = Telling(until=garden.at, calendar=work_calendar())
    said = voices("voices", __package__)
    named: dict[str, Plot] = {}
    for congress in ("jx", "jh"):
        cast = Cast(garden.get(congress), garden.today)
        for number, tale in enumerate(tales(congress, __package__)):
            plot = Plot(telling, cast, tale, said[tale.voice], number, {})
            named[tale.key] = plot
            dawn = telling.moment(plot.day0, hour=8)
            telling.begin(dawn, along(plot, PATHS[tale.path]))
    yesterday = telling.moment(garden.today - timedelta(days=1), hour=15, at_work=False)
    draft_some(Cast(garden.get("jx"), garden.today), at=yesterday)
    telling.begin(yesterday, _adopted_yesterday(garden.get("jx.to_adopt"), telling))
    telling.play(lambda finished, total: garden.progress("代表建议", finished, total))
    issue_some(Cast(garden.get("jx"), garden.today), named["replied"], garden)


def _adopted_yesterday(plot: Plot, telling: Telling) -> Story:
    """代表昨天把一条还在核实的意见提成了建议。"""
    plot.telling = telling
    adopt(plot)
    yield from ()
