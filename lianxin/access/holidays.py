"""国务院办公厅历年放假安排：数据取自 ``chinesecalendar``，只在装入时用一次。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from chinese_calendar import constants

_NAMES = {
    "new_years_day": "元旦",
    "spring_festival": "春节",
    "tomb_sweeping_day": "清明节",
    "labour_day": "劳动节",
    "dragon_boat_festival": "端午节",
    "national_day": "国庆节",
    "mid_autumn_festival": "中秋节",
    "anti_fascist_70th_day": "抗战胜利70周年纪念日",
}
_CHINESE = {holiday.value: _NAMES.get(holiday.name, holiday.value) for holiday in constants.Holiday}


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """特殊的一天；``kind`` 为 ``holiday`` 放假或 ``makeup`` 调休上班。"""

    date: date
    kind: str
    name: str


def published_years() -> dict[int, list[SpecialDay]]:
    """已公布的各年放假安排，年份从早到晚。"""
    years: dict[int, list[SpecialDay]] = defaultdict(list)
    for kind, days in (("holiday", constants.holidays), ("makeup", constants.workdays)):
        for day, name in days.items():
            years[day.year].append(SpecialDay(day, kind, _CHINESE.get(name, name)))
    return dict(sorted(years.items()))
