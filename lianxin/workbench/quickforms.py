"""手机上一屏记一场活动：联网、断网、没有脚本，交的都是这一张表。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.timezone import make_aware

from lianxin.activities.queries.phone import PhoneChoices
from lianxin.activities.usecases import ActivityDraft, Head, Place, Present, Record, Said
from lianxin.casework.fields import Group

#: 一屏上最多几处、几条；更多的到活动页上接着补。
PLACES, VOICES = 6, 6
LENGTHS = (("30", "半小时"), ("60", "1 小时"), ("90", "1 个半小时"), ("120", "2 小时"))
LONGER = (("180", "3 小时"), ("240", "半天"), ("480", "一天"))
NONE = ("", "不选")
MOST_HEADS = 100_000


class Remembered(forms.ChoiceField):
    """下拉，但收得下现在已经没有的：草稿是前些天存的，小组可能撤并了，由用例去核对。"""

    def valid_value(self, value: str) -> bool:
        """编号就收。"""
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19


class RememberedMany(forms.MultipleChoiceField):
    """多选，同样收得下现在已经没有的。"""

    def valid_value(self, value: str) -> bool:
        """编号就收。"""
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19


class QuickForm(forms.Form):
    """一场活动，一屏记完。``client_key`` 是这份草稿的钥匙，``owner`` 是谁的草稿。"""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    owner = forms.CharField(widget=forms.HiddenInput, max_length=64)
    phone_now = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    clock = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    title = forms.CharField(label="名称", max_length=80, required=False)
    day = forms.DateField(
        label="哪天", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    begin = forms.TimeField(
        label="几点开始", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    minutes = forms.ChoiceField(label="多长时间", choices=(*LENGTHS, *LONGER), initial="90")
    place = forms.CharField(label="具体位置", max_length=80, required=False)
    about = forms.BooleanField(label="人数是约数", required=False)
    words = forms.CharField(
        label="说了什么、定了什么",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = forms.FileField(
        label="照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *data: Any, choices: PhoneChoices, regions: tuple[Group, ...], **more: Any):
        super().__init__(*data, **more)
        self.choices = choices
        options = [(kind.key, kind.label) for kind in choices.kinds]
        self.fields["kind"] = forms.ChoiceField(
            label="哪一种", choices=options, widget=forms.RadioSelect
        )
        self._pick("body", "以谁的名义", choices.bodies, required=True)
        self._pick("station", "在哪个站", choices.stations)
        self._pick("region", "在哪个村（社区）", regions)
        self._pick("planned", "记在已安排的一场上", choices.planned)
        self._pick("programme", "在哪个安排里", choices.programmes)
        self.fields["people"] = RememberedMany(
            label="到场的代表",
            choices=choices.people,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self._count()

    def _pick(self, name: str, label: str, options: Any, *, required: bool = False) -> None:
        only = required and len(options) == 1
        first = ("", "请选") if required else NONE
        self.fields[name] = Remembered(
            label=label, choices=[*([] if only else [first]), *options], required=required
        )

    def _count(self) -> None:
        for role, label in self.choices.roles:
            widget = forms.NumberInput(
                attrs={"inputmode": "numeric", "min": "0", "data-role": role}
            )
            self.fields[f"heads_{role}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_HEADS, widget=widget
            )
        for number in range(PLACES):
            self.fields[f"target_kind_{number}"] = forms.ChoiceField(
                label=f"第 {number + 1} 处是什么",
                choices=[NONE, *self.choices.targets],
                required=False,
            )
            self.fields[f"target_name_{number}"] = forms.CharField(
                label=f"第 {number + 1} 处叫什么", max_length=60, required=False
            )
        for number in range(VOICES):
            self.fields[f"voice_{number}"] = forms.CharField(
                label=f"第 {number + 1} 条意见",
                max_length=5000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for kind in self.choices.kinds:
            for each in (each for each in kind.fields if each.required):
                self.fields[f"own_{kind.key}_{each.key}"] = _own_field(each)

    @property
    def heads(self) -> list[forms.BoundField]:
        """人头数的几格。"""
        return [self[name] for name in self.fields if name.startswith("heads_")]

    @property
    def places(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """去过的几处，一处两格。"""
        return [(self[f"target_kind_{n}"], self[f"target_name_{n}"]) for n in range(PLACES)]

    @property
    def voices(self) -> list[forms.BoundField]:
        """听到的几条。"""
        return [self[f"voice_{n}"] for n in range(VOICES)]

    @property
    def own(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """有几种活动还要多填几栏：种类、名称、那几格。"""
        found = []
        for kind in self.choices.kinds:
            names = [name for name in self.fields if name.startswith(f"own_{kind.key}_")]
            if names:
                found.append((kind.key, kind.label, [self[name] for name in names]))
        return found

    def draft(self, congress_id: int) -> ActivityDraft:
        """填好的安排。"""
        given = self.cleaned_data
        starts_at = make_aware(datetime.combine(given["day"], given["begin"]))
        kind = next(kind for kind in self.choices.kinds if kind.key == given["kind"])
        own = {each.key: f"own_{kind.key}_{each.key}" for each in kind.fields if each.required}
        return ActivityDraft(
            congress_id=congress_id,
            kind=kind.key,
            title=given["title"] or f"{given['place'][:40]}{kind.label}",
            body_id=int(given["body"]),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=int(given["minutes"])),
            programme_id=int(given["programme"]) if given["programme"] else None,
            station_id=int(given["station"]) if given["station"] else None,
            region_id=given["region"] or None,
            place=given["place"],
            is_public=kind.public,
            fields={key: given[name] for key, name in own.items()},
            client_key=given["client_key"],
        )

    def record(self, photos: tuple[str, ...] = ()) -> Record:
        """填好的记录。"""
        given = self.cleaned_data
        precision = "about" if given["about"] else "exact"
        counted = [(role, given[f"heads_{role}"]) for role, _ in self.choices.roles]
        return Record(
            attended=tuple(Present(int(pk)) for pk in given["people"]),
            heads=tuple(Head(role, count, precision) for role, count in counted if count),
            targets=tuple(self._visited()),
            voices=tuple(Said(text) for n in range(VOICES) if (text := given[f"voice_{n}"])),
            minutes=given["words"],
            photos=photos,
        )

    def _visited(self) -> Iterator[Place]:
        given = self.cleaned_data
        for number in range(PLACES):
            if name := given[f"target_name_{number}"]:
                yield Place(given[f"target_kind_{number}"] or "site", name)


def blank(owner: str, now: datetime) -> dict[str, Any]:
    """一张新表：新钥匙，今天，刚过去的整点或半点（记的多半是已经开始的；手机上的脚本同样取）。"""
    begun = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    return {
        "client_key": uuid4(),
        "owner": owner,
        "day": begun.date(),
        "begin": begun.time(),
    }


def _own_field(each: Any) -> forms.Field:
    """种类文件里非填不可的一栏。"""
    label = f"{each.label}（{each.unit}）" if each.unit else each.label
    if each.kind == "choice":
        options = [NONE, *((value, value) for value in each.choices)]
        return forms.ChoiceField(label=label, choices=options, required=False)
    if each.kind == "number":
        return forms.DecimalField(label=label, required=False, min_value=0)
    if each.kind == "date":
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(label=label, required=False, widget=widget)
    if each.kind == "yesno":
        return forms.BooleanField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=2000)
