"""按姓名或代表证号认本级在任代表；重名、认不出的说明怎么改。"""

from __future__ import annotations

import re
from datetime import date

from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.queries import sitting_deputies


class CosponsorUnknown(RuleViolation):
    """附议代表的名字对不上。"""


def people_named(names: str, congress_id: int, today: date) -> tuple[int, ...]:
    """几个名字各是谁。

    :raises CosponsorUnknown: 重名，或不是本级在任代表
    """
    wanted = [name for name in re.split(r"[、，,\s]+", names) if name]
    cards = sitting_deputies(congress_id=congress_id, on=today)
    found: list[int] = []
    for name in dict.fromkeys(wanted):
        people = {card.person_id for card in cards if name in (card.person_name, card.number)}
        if len(people) != 1:
            why = "重名" if people else "不是本级在任代表"
            raise CosponsorUnknown(f"“{name}”{why}，请核对；重名的写代表证号。")
        found += people
    return tuple(found)
