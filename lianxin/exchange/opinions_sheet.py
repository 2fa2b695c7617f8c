"""群众意见台账（``opinions``）：工作人员手里的登记表，列名各地写法不一，都认。

平台自己导出的台账改几行再导回来，已在账上的照编号认出来，不会重复登记。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lianxin.access.contacts import ContactRefused, normal_phone
from lianxin.exchange.categories import Categories
from lianxin.exchange.messages import answered
from lianxin.exchange.places import Places
from lianxin.exchange.reading import REFUSED, Cells, Column, Known, Reader
from lianxin.exchange.replaying import Story
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Contact, Draft

KIND: Final = "opinions"
LONGEST_KEY: Final = 60
COLUMNS: Final = (
    Column("number", ("编号", "序号", "流水号", "登记号", "受理编号")),
    Column("title", ("标题", "题目", "主题", "事项")),
    Column("text", ("内容", "诉求内容", "意见内容", "反映内容", "反映问题", "原话"), required=True),
    Column("kind", ("种类",)),
    Column("category", ("类别", "分类", "问题类别", "诉求类别")),
    Column("channel", ("渠道", "来源", "来源渠道", "反映渠道")),
    Column("station", ("家站室", "站点", "联络站", "所在站")),
    Column("region", ("地点", "地区", "所在地", "村社区", "所属村社区")),
    Column("place", ("具体位置", "位置", "地址", "详细地址")),
    Column("submitted_at", ("提交时间", "登记时间", "受理时间", "收件时间", "提交日期", "日期")),
    Column("contact", ("联系人", "姓名", "反映人")),
    Column("phone", ("电话", "联系电话", "手机", "联系方式")),
    Column("reply", ("答复", "答复内容", "办理结果", "回复内容")),
    Column("replied_at", ("答复时间", "答复日期", "回复时间")),
)
_CHANNELS: Final = {label: value for value, label in Opinion.Channel.choices}
_KINDS: Final = {label: value for value, label in Opinion.Kind.choices}


@dataclass(frozen=True, slots=True)
class Registers:
    """读这张表要对照的：哪级人大、类别、地点与站、现在几时。"""

    jurisdiction_id: int
    categories: Categories
    places: Places
    now: datetime


def reader(registers: Registers) -> Reader:
    """这一级人大的台账怎么读。"""
    return Reader(COLUMNS, lambda cells: _read(cells, registers))


def _read(cells: Cells, registers: Registers) -> tuple[str, str, Story | None]:
    text, title = cells.words("text"), cells.words("title")
    submitted_at = registers.now
    if cells.words("submitted_at"):
        submitted_at = cells.past("submitted_at", registers.now, level=REFUSED) or submitted_at
    else:
        cells.note("submitted_at", "没有写提交时间，按导入的时间登记")
    if not text.strip():
        cells.note("text", "没有内容", REFUSED)
    key = _key(cells)
    draft = _draft(cells, registers, key)
    return key, title or text[:30], answered(cells, Story(draft, submitted_at), registers.now)


def _key(cells: Cells) -> str:
    """表里有编号就用编号；没有的，同样的内容、时间、位置就是同一条。"""
    number = cells.words("number").strip()
    if len(number) > LONGEST_KEY:
        cells.note("number", f"编号太长，最多 {LONGEST_KEY} 个字", REFUSED)
    if number:
        return number[:LONGEST_KEY]
    whole = "\x1f".join(map(cells.words, ("title", "text", "submitted_at", "region", "place")))
    return f"#{hashlib.sha256(whole.encode()).hexdigest()[:40]}"


def _draft(cells: Cells, registers: Registers, key: str) -> Draft:
    region, place = _place(cells, registers.places)
    station = _station(cells, registers.places)
    return Draft(
        jurisdiction_id=registers.jurisdiction_id,
        text=cells.words("text"),
        title=cells.words("title"),
        kind=_choice(cells, "kind", _KINDS, Opinion.Kind.OPINION),
        channel=_choice(cells, "channel", _CHANNELS, Opinion.Channel.IMPORT),
        category_id=_category(cells, registers.categories),
        region_id=region,
        place=place,
        station_id=station,
        local_body_id=None if region else registers.places.keepers.get(station or 0),
        contact=_contact(cells),
        source_kind=KIND,
        source_id=key,
    )


def _choice(cells: Cells, key: str, choices: Mapping[str, str], usual: str) -> str:
    words = cells.words(key).strip()
    found = choices.get(words, words if words in choices.values() else None)
    if words and found is None:
        cells.note(key, f"没有“{words}”这一种，只能写：{'、'.join(choices)}", REFUSED)
    return found or usual


def _category(cells: Cells, categories: Categories) -> str:
    words = cells.words("category").strip()
    found = categories.named(words) if words else None
    if found:
        return found
    key, label = categories.guessed(f"{cells.words('title')}\n{cells.words('text')}")
    cells.note(
        "category", f"没有“{words}”这一类，按内容归为“{label}”" if words else f"按内容归为“{label}”"
    )
    return key


def _place(cells: Cells, places: Places) -> tuple[str | None, str]:
    """地点对得上地区名录的记地区；对不上的原样记在具体位置里。"""
    words, place = cells.words("region").strip(), cells.words("place").strip()
    code = places.regions.get(words)
    if words and code is None:
        cells.note("region", "地区名录里没有，或者不止一个同名的；原样记在具体位置里")
        place = f"{words}{place}"
    return code, place


def _station(cells: Cells, places: Places) -> int | None:
    words = cells.words("station").strip()
    station = places.stations.get(words)
    if words and station is None:
        cells.note("station", f"没有登记“{words}”这个站", REFUSED)
    return station


def _contact(cells: Cells) -> Contact | None:
    name, phone = cells.words("contact").strip(), cells.words("phone").strip()
    if not phone:
        if name:
            cells.note("contact", "没有电话，联系不上，姓名不保存")
        return None
    try:
        normal_phone(phone)
    except ContactRefused as mistake:
        cells.note("phone", str(mistake), REFUSED)
    return Contact(name=name, phone=phone)


def known(keys: Iterable[str], *, jurisdiction_id: int) -> dict[str, Known]:
    """哪些编号已在账上：平台发的编号，或者以前导入时表里写的编号。"""
    wanted = list(keys)
    rows = Opinion.objects.filter(jurisdiction=jurisdiction_id)
    return {
        **_found(rows.filter(receipt_no__in=wanted).values_list("receipt_no", "case", "told_at")),
        **_found(
            rows.filter(source_kind=KIND, source_id__in=wanted).values_list(
                "source_id", "case", "told_at"
            )
        ),
    }


def _found(rows: Iterable[tuple[str, int | None, datetime | None]]) -> dict[str, Known]:
    return {key: Known(case or 0, waits=told_at is None) for key, case, told_at in rows}
