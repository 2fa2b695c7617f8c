"""记一场活动的表：谁到了、多少人、去了哪、听到什么、带出什么事、照片。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.timezone import localtime

from lianxin.activities.models import Item
from lianxin.activities.queries.kinds import ITEM_KINDS, ROLES, TARGET_KINDS, Kind
from lianxin.activities.usecases import Head, ItemDraft, Place, Present, Record, Said
from lianxin.casework.fields import GroupedTicks, Uploads
from lianxin.workbench.activityforms import ISO, KindForm, PlanForm, whole_or_none

VOICES, TARGETS, ITEMS = 3, 4, 2
PHOTOS = "image/jpeg,image/png"


class RecordPart(KindForm):
    """活动办完以后记的：谁到了、多少人、去了哪、听到什么、带出什么事、照片。"""

    def grow(self) -> None:
        """照这种活动的产出添格。"""
        super().grow()
        self._grow_people()
        if self.kind.targets:
            self._grow_targets()
        if "opinion" in self.kind.yields:
            self._grow_voices()
        if self.kind.items:
            self._grow_items()
        self.fields["minutes"] = forms.CharField(
            label="记几句",
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        widget = Uploads(many=True, kept=self.choices.kept, accept=PHOTOS)
        self.fields["photos"] = forms.Field(label="照片", required=False, widget=widget)

    def _grow_people(self) -> None:
        if self.choices.present:
            self.fields["present"] = forms.MultipleChoiceField(
                label="谁到了",
                required=False,
                choices=self.choices.present,
                widget=GroupedTicks,
            )
        for role in dict.fromkeys((*self.kind.heads, *self.kind.named)):
            if role != "deputy" or not self.choices.present:
                self.fields[f"head_{role}"] = forms.IntegerField(
                    label=ROLES[role],
                    required=False,
                    min_value=0,
                    max_value=1_000_000,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-steps": "1 10"}),
                )
        self.fields["about"] = forms.BooleanField(label="人数是大约数", required=False)
        if self.kind.family in ("research", "inspection", "study", "forum"):
            people = [pair for _, some in self.choices.present for pair in some]
            self.choose("lead", "谁领衔（带队）", people)

    def _grow_targets(self) -> None:
        known = [(key, TARGET_KINDS[key]) for key in self.kind.targets]
        for place in range(1, TARGETS + 1):
            self.fields[f"target_{place}_name"] = forms.CharField(
                label=f"去过的第 {place} 处", required=False, max_length=60
            )
            self.fields[f"target_{place}_kind"] = forms.ChoiceField(
                label="是什么地方", required=False, choices=known
            )

    def _grow_voices(self) -> None:
        for place in range(1, VOICES + 1):
            self.fields[f"voice_{place}"] = forms.CharField(
                label=f"第 {place} 条意见",
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"voiced_{place}"] = forms.BooleanField(label="当场答复了", required=False)

    def _grow_items(self) -> None:
        kinds = [(key, ITEM_KINDS[key]) for key in self.kind.items]
        for place in range(1, ITEMS + 1):
            add = f"item_{place}_"
            self.fields[f"{add}text"] = forms.CharField(
                label=f"第 {place} 件事",
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"{add}kind"] = forms.ChoiceField(label="是哪种事", choices=kinds)
            self.fields[f"{add}kind"].required = False
            self.fields[f"{add}disposition"] = forms.ChoiceField(
                label="当场怎么处置", choices=Item.Disposition.choices, required=False
            )
            self.choose(f"{add}body", "哪家办", self.choices.units)
            self.fields[f"{add}due_on"] = forms.DateField(
                label="答应哪天",
                required=False,
                widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
            )
            for key, label in (("answer", "怎么答的、做成什么"), ("answered_by", "谁答的、谁出力")):
                self.fields[add + key] = forms.CharField(
                    label=label, required=False, max_length=200
                )
            self.choose(f"{add}recurs", "又发生的是哪一件", self.choices.earlier)

    @property
    def heads(self) -> list[forms.BoundField]:
        """常来的几种人，人头各一格。"""
        return self._heads_of(self.kind.heads or self.kind.named)

    @property
    def other_heads(self) -> list[forms.BoundField]:
        """别的身份，收起来的几格。"""
        shown = {field.name for field in self.heads}
        return [field for field in self.part("head_") if field.name not in shown]

    def _heads_of(self, roles: Iterable[str]) -> list[forms.BoundField]:
        names = (f"head_{role}" for role in roles)
        return [self[name] for name in names if name in self.fields]

    @property
    def target_rows(self) -> list[list[forms.BoundField]]:
        """去过的地方，一处一行。"""
        return self._rows("target_{}_", TARGETS)

    @property
    def voice_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """意见，一条一行。"""
        if "voice_1" not in self.fields:
            return []
        return [(self[f"voice_{n}"], self[f"voiced_{n}"]) for n in range(1, VOICES + 1)]

    @property
    def item_rows(self) -> list[list[forms.BoundField]]:
        """带出的事，一件一组。"""
        return self._rows("item_{}_", ITEMS)

    @property
    def has_items(self) -> bool:
        """写了带出的事，收起来的那一段要摊开。"""
        return any(bool(self[f"item_{n}_text"].value()) for n in range(1, ITEMS + 1))

    @property
    def has_targets(self) -> bool:
        """写了去过的地方，收起来的那一段要摊开。"""
        return any(bool(self[f"target_{n}_name"].value()) for n in range(1, TARGETS + 1))

    def _rows(self, name: str, most: int) -> list[list[forms.BoundField]]:
        found = [self.part(name.format(place)) for place in range(1, most + 1)]
        return [row for row in found if row]

    def kept_photos(self) -> list[str]:
        """上一次交表时传好的照片。"""
        getlist = getattr(self.data, "getlist", None)
        return list(getlist("photos_kept")) if getlist else []

    def record(self, photos: Iterable[str] = ()) -> Record:
        """填好的记录。"""
        given = self.cleaned_data
        return Record(
            attended=tuple(self._present()),
            heads=tuple(self._heads()),
            targets=tuple(self._targets()),
            voices=tuple(
                Said(text=given[f"voice_{n}"], answered=given[f"voiced_{n}"])
                for n in range(1, VOICES + 1)
                if given.get(f"voice_{n}", "").strip()
            ),
            items=tuple(self._items()),
            minutes=given["minutes"],
            photos=tuple(photos),
        )

    def _present(self) -> Iterable[Present]:
        lead = self.cleaned_data.get("lead") or ""
        chosen = dict.fromkeys([*self.cleaned_data.get("present", ()), *filter(None, [lead])])
        for value in chosen:
            role, _, person = value.partition(":")
            yield Present(int(person), role, duty="领衔" if value == lead else "")

    def _heads(self) -> Iterable[Head]:
        precision = "about" if self.cleaned_data["about"] else "exact"
        for role in self.kind.roles():
            if count := self.cleaned_data.get(f"head_{role}"):
                yield Head(role, count, precision)

    def _targets(self) -> Iterable[Place]:
        for place in range(1, TARGETS + 1):
            name = self.cleaned_data.get(f"target_{place}_name", "").strip()
            if name:
                yield Place(self.cleaned_data[f"target_{place}_kind"], name)

    def _items(self) -> Iterable[ItemDraft]:
        for place in range(1, ITEMS + 1):
            given = {
                name.removeprefix(f"item_{place}_"): value
                for name, value in self.cleaned_data.items()
                if name.startswith(f"item_{place}_")
            }
            if given.get("text", "").strip():
                yield ItemDraft(
                    kind=given["kind"] or next(iter(self.kind.items)),
                    text=given["text"],
                    body_id=whole_or_none(given.get("body")),
                    due_on=given["due_on"],
                    disposition=given["disposition"] or Item.Disposition.NOTED,
                    answer=given["answer"],
                    answered_by=given["answered_by"],
                    recurs_id=whole_or_none(given.get("recurs")),
                )


class QuickForm(RecordPart, PlanForm):
    """一张表记一场：安排和记录一起交；安排的格在前。"""


class AddForm(RecordPart):
    """在已有的一场上接着记。"""


def fresh_initial(kind: Kind, *, now: datetime, title: str, body: str = "") -> dict[str, Any]:
    """打开表时先填好的：刚办完的这一场，钥匙先生成，点两下也只记一场。"""
    begun = localtime(now - timedelta(minutes=kind.minutes))
    return {
        "title": title,
        "body": body,
        "day": begun.date(),
        "begin": begun.strftime("%H:%M"),
        "client_key": uuid4(),
        "is_public": kind.public,
    }


def fresh_plan(kind: Kind, *, now: datetime, title: str, body: str = "") -> dict[str, Any]:
    """安排的表先填好的：三天以后，这种活动通常的钟点由人定。"""
    day = (localtime(now) + timedelta(days=3)).date()
    known = {"title": title, "body": body, "is_public": kind.public, "client_key": uuid4()}
    return {**known, "day": day, "begin": "09:00"}
