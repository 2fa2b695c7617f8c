"""演示的规范对照：一个办得好的站、一个刚起步的站，各照指导意见对照一次；办得好的那个放着依据。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.appraisal.reading import get_norm
from lianxin.appraisal.usecases import add_evidence, check_station
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden
from lianxin.orgs.queries import find_body
from lianxin.stations.models import Station

_NORM = "station-guidance"
#: 哪个街道的站，哪几项没做到。
_CHECKED = (("jx-wulijie", ()), ("jx-jinkou", ("reception", "closing", "duty")))
_NOT_HERE = "legislation"
#: 哪一项、依据是什么、几天以前放上的、放上以后几天再查；有一项已经到了该再查的日子。
_EVIDENCE = (
    ("led", "街道工委主管，管站人和联系办法贴在一楼墙上", 210, 0),
    ("sign", "门口挂牌，站点码、开放时间和代表名单在一块牌子上", 210, 180),
    ("deputies", "进站代表的名单在站点页公示，照片贴在接待室", 120, 365),
    ("plan", "全年接待计划年初贴出，每次提前六天预告", 120, 365),
    ("reception", "接待登记在系统里，一次一条，可以导出", 30, 90),
    ("closing", "抽查了十条，条条查得到办到哪、谁答复的", 30, 90),
)


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
        if not unmet:
            _prove(garden, station)


def _prove(garden: Garden, station: Station) -> None:
    for item, words, ago, again in _EVIDENCE:
        past = timedelta(days=ago)
        on = garden.today - past
        add_evidence(
            station_id=station.pk,
            norm_key=_NORM,
            item_key=item,
            words=words,
            actor=SYSTEM,
            at=garden.at - past,
            today=on,
            next_on=on + timedelta(days=again) if again else None,
        )


def _answers(unmet: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    said = dict.fromkeys(unmet, ("unmet", "到站里看了，还没有")) | {_NOT_HERE: ("na", "")}
    met = ("met", "到站里看过，照片和台账都在")
    return {item.key: said.get(item.key, met) for item in get_norm(_NORM).items}
