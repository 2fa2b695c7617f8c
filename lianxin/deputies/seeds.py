"""演示的代表公开资料：有的同意公开，有的没有。"""

from __future__ import annotations

from lianxin.deputies.usecases import consent, update_profile
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden
from lianxin.orgs.models import Mandate

_EXPERTISE = ("乡村治理", "智能制造", "基础教育", "基层医疗", "现代农业", "社区服务", "物业管理")


def plant(garden: Garden) -> None:
    """每位代表填好资料；三位里有两位同意公开，每六位有一位连约见方式也公开。"""
    rows = Mandate.objects.filter(congress__in=[garden.get("jx"), garden.get("jh")])
    for number, row in enumerate(rows.select_related("person").order_by("number")):
        person = row.person
        expertise = _EXPERTISE[number % len(_EXPERTISE)]
        update_profile(
            person=person,
            introduction=f"{person.workplace}{person.work_title}，关注{expertise}。",
            expertise=expertise,
            contact="接待日当面约见，平时请联络站转告",
            actor=SYSTEM,
            at=garden.at,
        )
        if number % 3:
            fields = ("introduction", "expertise", "contact")[: 3 if number % 6 == 1 else 2]
            consent(person=person, fields=fields, actor=SYSTEM, at=garden.at)
