"""演示的群众意见。半年里一百多条，两个区各走各的路；话是编的，路是真走的。"""

from __future__ import annotations

from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.telling import Telling
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.opinions.seeds.adopting import ADOPTED
from lianxin.opinions.seeds.alike import answer_alike
from lianxin.opinions.seeds.circle import CIRCLE
from lianxin.opinions.seeds.intake import (
    ANSWERED,
    EXPLAINED,
    LOOKED,
    MERGED,
    NEW,
    REFERRED,
    REJECTED,
    WITHDRAWN,
)
from lianxin.opinions.seeds.listing import LISTED
from lianxin.opinions.seeds.plot import Plot, Voice, along, tales, voices
from lianxin.orgs.calendar import work_calendar

PATHS = {
    "new": NEW,
    "answered": ANSWERED,
    "explained": EXPLAINED,
    "referred": REFERRED,
    "rejected": REJECTED,
    "merged": MERGED,
    "withdrawn": WITHDRAWN,
    "looked": LOOKED,
    "circle": CIRCLE,
    "listed": LISTED,
    "adopted": ADOPTED,
}
#: 值得打开的几张回执：哪一条，怎么介绍。
_SHOWN = {"praised": "一张办完评过的回执", "shown": "一张正在办的回执"}

#: 同一性质的几件，归在一起答；先来的在前。
_ALIKE = ("puddle_one", "puddle_two", "puddle_three")


def plant(garden: Garden) -> None:
    """两个区的意见按时间先后穿插着讲，讲到今天为止。"""
    telling = Telling(until=garden.at, calendar=work_calendar())
    common = voices("voices_jx")
    plots = [
        *_begin(garden, telling, "jx", "jiangxia", said=common),
        *_begin(garden, telling, "jh", "jianghan", said=common | voices("voices_jh")),
    ]
    telling.play(lambda finished, total: garden.progress("群众意见", finished, total))
    named = {plot.tale.key: plot for plot in plots if plot.tale.key}
    garden.put("jx.to_adopt", named["to_adopt"])
    garden.put("jx.praised", named["praised"].receipt.case_id)
    for key in ("shown", "led"):
        garden.put(f"jx.{key}", named[key])
    answer_alike([named[key] for key in _ALIKE], garden)
    for key, label in _SHOWN.items():
        receipt = named[key].receipt
        garden.point_out(DemoLink(label, f"/r/{receipt.receipt_no}/", receipt.receipt_key))


def _begin(
    garden: Garden, telling: Telling, congress: str, source: str, *, said: dict[str, Voice]
) -> list[Plot]:
    """一个区的意见都开讲。"""
    cast = Cast(garden.get(congress), garden.today)
    others: dict[str, Plot] = {}
    plots = []
    for number, tale in enumerate(tales(source)):
        plot = Plot(telling, cast, tale, said[tale.voice], number, others)
        others[tale.key] = plot
        plots.append(plot)
        dawn = telling.moment(plot.day0, hour=7, at_work=False)
        telling.begin(dawn, along(plot, PATHS[tale.path]))
    return plots
