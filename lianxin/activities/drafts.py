"""登记一场活动要交的：安排、到场、对象、意见、事项；页面、接口、导入、离线都交同一份。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from lianxin.activities.models import Activity, Attendance, Headcount, Item
from lianxin.opinions.usecases import Contact


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """一场活动的安排。``client_key`` 是手机上先生成的钥匙，凭它认出同一份草稿。"""

    congress_id: int
    kind: str
    title: str
    body_id: int
    starts_at: datetime
    ends_at: datetime
    programme_id: int | None = None
    series_id: int | None = None
    station_id: int | None = None
    region_id: str | None = None
    place: str = ""
    is_public: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    agenda: str = ""
    co_body_ids: tuple[int, ...] = ()
    client_key: UUID | None = None
    video_link: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """有名有姓的一位到场者；``minutes`` 是时长，``way`` 是怎样记下的。"""

    person_id: int
    role: str = "deputy"
    duty: str = ""
    body_id: int | None = None
    minutes: int | None = None
    way: str = Attendance.Way.RECORD


@dataclass(frozen=True, slots=True)
class Head:
    """只数人头的一种人。"""

    role: str
    count: int
    precision: str = Headcount.Precision.EXACT


@dataclass(frozen=True, slots=True)
class Place:
    """去过的一处。"""

    kind: str
    name: str
    body_id: int | None = None
    region_id: str | None = None
    method: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """活动上听到的一条意见；``answered`` 是当场答复了。"""

    text: str
    answered: bool = False
    title: str = ""
    category_id: str | None = None
    region_id: str | None = None
    place: str = ""
    deputy_id: int | None = None
    contact: Contact | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """活动带出的一件事；当场答了、解决了的写明怎么答的、谁答的。"""

    kind: str
    text: str
    category_id: str | None = None
    body_id: int | None = None
    person_id: int | None = None
    due_on: date | None = None
    disposition: str = Item.Disposition.NOTED
    answer: str = ""
    answered_by: str = ""
    recurs_id: int | None = None
    is_public: bool = False
    opinion_id: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """活动办完以后记下的一切，都可以没有。``photos`` 是传好的照片编号。"""

    attended: tuple[Present, ...] = ()
    heads: tuple[Head, ...] = ()
    targets: tuple[Place, ...] = ()
    voices: tuple[Said, ...] = ()
    items: tuple[ItemDraft, ...] = ()
    minutes: str = ""
    photos: tuple[str, ...] = ()


def digest(draft: ActivityDraft, record: Record) -> bytes:
    """送来内容的摘要：同一把钥匙再送一次，凭它认出内容变没变。照片每次重传，不算在内。"""
    plain: dict[str, Any] = {"draft": asdict(draft), "record": asdict(record)}
    plain["draft"].pop("client_key")
    plain["record"].pop("photos")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()


def outline_of_draft(draft: ActivityDraft, record: Record) -> dict[str, Any]:
    """送来的这一份，挑要紧的几样给人对照。"""
    return {
        "名称": draft.title,
        "开始": _moment(draft.starts_at),
        "地点": draft.place,
        "有名有姓的（人）": len(record.attended),
        "只数人头的（人）": sum(head.count for head in record.heads),
        "去了几处": len(record.targets),
        "意见（条）": len(record.voices),
        "带出的事（件）": len(record.items),
        "说了什么、定了什么": record.minutes,
    }


def _moment(at: datetime) -> str:
    local = localtime(at)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"


def outline_of(activity: Activity) -> dict[str, Any]:
    """先收下的那一份，同样的几样。"""
    heads = Headcount.objects.filter(activity=activity).values_list("count", flat=True)
    present = Attendance.objects.filter(activity=activity, state="attended", person__isnull=False)
    return {
        "名称": activity.title,
        "开始": _moment(activity.starts_at),
        "地点": activity.place,
        "有名有姓的（人）": present.count(),
        "只数人头的（人）": sum(heads),
        "去了几处": activity.targets.count(),
        "意见（条）": activity.voices.count(),
        "带出的事（件）": activity.items.count(),
        "说了什么、定了什么": activity.minutes,
    }
