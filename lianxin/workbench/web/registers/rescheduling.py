"""接待改期、取消；预告要提前几天照接待的种类文件。"""

from __future__ import annotations

from typing import Any

from django import forms

from lianxin.activities.queries.kinds import kinds
from lianxin.kernel.errors import RuleViolation
from lianxin.stations.models import Station
from lianxin.stations.usecases.receptions import Moved, cancel_reception, move_reception
from lianxin.stations.usecases.roster import Notice
from lianxin.workbench.web.desk import Desk, whole
from lianxin.workbench.web.registers.forms import moment_field

KIND = "reception"


class BadMoment(RuleViolation):
    """时间看不懂。"""


class MoveForm(forms.Form):
    """改到什么时候。"""

    starts_at = moment_field("改到")
    ends_at = moment_field("到几点")


def reception_notice() -> Notice:
    """接待的预告要提前几天、晚了拦不拦。"""
    kind = kinds()[KIND]
    return Notice(kind.notice_days, kind.notice_must)


def move(desk: Desk, row: Station, given: Any) -> str:
    """改期，重新预告。"""
    form = MoveForm(given)
    if not form.is_valid():
        raise BadMoment("请写明改到哪天几点、到几点结束。")
    planned = move_reception(
        reception_id=whole(given.get("reception")) or 0,
        station_id=row.pk,
        to=Moved(**form.cleaned_data),
        reason=given.get("reason", ""),
        notice=reception_notice(),
        actor=desk.actor,
        at=desk.now,
    )
    return "。".join(["改好了，新的预告已经贴到网上", *planned.warnings]) + "。"


def cancel(desk: Desk, row: Station, given: Any) -> str:
    """取消一次接待。"""
    cancel_reception(
        reception_id=whole(given.get("reception")) or 0,
        station_id=row.pk,
        reason=given.get("reason", ""),
        actor=desk.actor,
        at=desk.now,
    )
    return "这次接待取消了，站点页和日历上写明了缘由。"
