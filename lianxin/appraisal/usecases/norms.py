"""规范对照的写。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lianxin.appraisal.models import NormCheck, NormEvidence
from lianxin.appraisal.reading import EVIDENCE, Norm, get_norm
from lianxin.audit.usecases import record
from lianxin.files.usecases import attach
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
    _record(station, "station.norm_check", actor, at=at, **facts)
    return row


@whole
def add_evidence(
    *,
    station_id: int,
    norm_key: str,
    item_key: str,
    words: str,
    actor: Actor,
    at: datetime,
    today: date,
    link: str = "",
    files: Iterable[UUID] = (),
    next_on: date | None = None,
) -> NormEvidence:
    """为一项要求放上一份依据：写明是什么，可以带网址、文件，写明下次几时再查。

    :raises NotVisible: 没有这张表、这一项
    :raises CheckRefused: 没写明是什么、网址不对、再查的日子不在今后
    """
    item = get_norm(norm_key).item(item_key)
    station = Station.objects.select_for_update().get(pk=station_id)
    said, url, papers = words.strip(), link.strip(), tuple(files)
    if len(said) < FEWEST_WORDS:
        raise CheckRefused(f"请写明依据是什么：{item.evidence}。")
    if url and not url.startswith(("https://", "http://")):
        raise CheckRefused("网址要以 https:// 开头。")
    if next_on is not None and next_on <= today:
        raise CheckRefused("下次再查的日子要在今天以后。")
    row = NormEvidence.objects.create(
        station=station,
        norm=norm_key,
        item=item_key,
        words=said[:200],
        link=url[:300],
        files=len(papers),
        next_on=next_on,
        added_by=actor.name[:60],
        added_at=at,
    )
    attach(
        attachment_ids=papers,
        subject_kind=EVIDENCE,
        subject_id=row.pk,
        actor=actor,
        at=at,
        jurisdiction_id=station.congress_id,
    )
    _record(station, "station.norm_evidence", actor, at=at, item=item.text, words=row.words)
    return row


@whole
def withdraw_evidence(
    *, evidence_id: int, station_id: int, actor: Actor, at: datetime
) -> NormEvidence:
    """撤下一份依据；行和文件留着备查。

    :raises CheckRefused: 这个站没有这份，或已经撤下
    """
    rows = NormEvidence.objects.select_for_update(of=("self",)).select_related("station")
    row = rows.filter(pk=evidence_id, station=station_id, withdrawn_at=None).first()
    if row is None:
        raise CheckRefused("没有这份依据，或已经撤下。")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    text = get_norm(row.norm).item(row.item).text
    _record(row.station, "station.norm_evidence_withdrawn", actor, at=at, item=text)
    return row


def _record(station: Station, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts=facts,
    )


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
