"""演示的规范对照：一个办得好的站、一个刚起步的站，各照指导意见对照一次。"""

from __future__ import annotations

from lianxin.appraisal.reading import get_norm
from lianxin.appraisal.usecases import check_station
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden
from lianxin.orgs.queries import find_body
from lianxin.stations.models import Station

_NORM = "station-guidance"
#: 哪个街道的站，哪几项没做到。
_CHECKED = (("jx-wulijie", ()), ("jx-jinkou", ("reception", "closing", "duty")))
_NOT_HERE = "legislation"


def plant(garden: Garden) -> None:
    """不承担立法联系的，那一项不适用。"""
    for slug, unmet in _CHECKED:
        station = Station.objects.filter(body=find_body(slug)).order_by("id")[0]
        check_station(
            station_id=station.pk,
            norm_key=_NORM,
            on=garden.today,
            answers=_answers(unmet),
            actor=SYSTEM,
            at=garden.at,
            today=garden.today,
        )


def _answers(unmet: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    said = dict.fromkeys(unmet, ("unmet", "到站里看了，还没有")) | {_NOT_HERE: ("na", "")}
    met = ("met", "到站里看过，照片和台账都在")
    return {item.key: said.get(item.key, met) for item in get_norm(_NORM).items}
