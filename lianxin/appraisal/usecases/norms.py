"""规范对照的写。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lianxin.appraisal.models import NormCheck
from lianxin.appraisal.reading import Norm, get_norm
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Station

VERDICTS = (("met", "做到了"), ("unmet", "没做到"), ("na", "不适用"))
#: 写几个字才算有依据。
FEWEST_WORDS = 4


class CheckRefused(RuleViolation):
    """对照记不下；``fields`` 是每一项的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


@whole
def check_station(
    *,
    station_id: int,
    norm_key: str,
    on: date,
    answers: Mapping[str, tuple[str, str]],
    actor: Actor,
    at: datetime,
    today: date,
) -> NormCheck:
    """照一张表对照一个站：做到的每一项都要写依据。

    :param answers: 各项的（做到没有, 依据）
    :raises CheckRefused: 有项没答、做到了没写依据、日期在将来、一项都不适用
    """
    norm = get_norm(norm_key)
    station = Station.objects.select_for_update().get(pk=station_id)
    if on > today or on < station.opened_on:
        raise CheckRefused("对照的日期要在站点开放以后、今天以前。")
    if wrong := _faults(norm, answers):
        raise CheckRefused("有几项没有填好，看下面标红的。", wrong)
    written = {key: {"verdict": said, "evidence": why} for key, (said, why) in answers.items()}
    counted = [said for said, _ in answers.values() if said != "na"]
    if not counted:
        raise CheckRefused("一项都不适用，就不用对照了。")
    row = NormCheck.objects.create(
        station=station,
        norm=norm.key,
        version=norm.version,
        on=on,
        answers=written,
        met=counted.count("met"),
        counted=len(counted),
        checked_by=actor.name[:60],
        checked_at=at,
    )
    facts: dict[str, Any] = {"norm": norm.label, "met": row.met, "counted": row.counted, "on": on}
    record(
        actor=actor,
        at=at,
        verb="station.norm_check",
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts=facts,
    )
    return row


def _faults(norm: Norm, answers: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    known = {verdict for verdict, _ in VERDICTS}
    wrong = {}
    for item in norm.items:
        said, why = answers.get(item.key, ("", ""))
        if said not in known:
            wrong[item.key] = "请选做到了、没做到还是不适用。"
        elif said == "met" and len(why.strip()) < FEWEST_WORDS:
            wrong[item.key] = f"做到了要写依据：{item.evidence}。"
    return wrong
