"""活动的表：照种类文件长出来，一张表分几段；没有脚本照样填。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from lianxin.activities.models import Activity
from lianxin.activities.queries.kinds import FAMILIES, Kind, KindField
from lianxin.activities.usecases import ActivityDraft
from lianxin.casework.fields import Group, GroupedTicks
from lianxin.workbench.filters import Quiet, _date, _pick

ANY = ("", "全部")
NONE = ("", "不选")
#: 日期格只认这一种写法，先填好的才显示得出。
ISO = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Choices:
    """一张表的各样可选项，查好了给。"""

    bodies: tuple[tuple[str, str], ...] = ()
    stations: tuple[tuple[str, str], ...] = ()
    regions: tuple[Group, ...] = ()
    present: tuple[Group, ...] = ()
    co_bodies: tuple[Group, ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    series: tuple[tuple[str, str], ...] = ()
    units: tuple[Group, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = field(default=())


class ActivityFilterForm(Quiet):
    """活动清单的筛选。"""

    q = forms.CharField(
        label="名称或地点", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    family = _pick("哪一类", (ANY, *FAMILIES.items()))
    kind = _pick("哪一种", ())
    body = _pick("哪家办的", ())
    programme = _pick("在哪个安排里", ())
    state = _pick("走到哪", (ANY, *Activity.State.choices))
    since = _date("从")
    until = _date("到")

    def __init__(self, data: Any, *, choices: Mapping[str, Iterable[Any]]) -> None:
        super().__init__(data)
        for name, options in choices.items():
            self.fields[name].choices = [ANY, *options]  # type: ignore[attr-defined]


class KindForm(forms.Form):
    """照一种活动长出来的表共用的。"""

    def __init__(self, *data: Any, kind: Kind, choices: Choices, **more: Any) -> None:
        super().__init__(*data, **more)
        self.kind = kind
        self.choices = choices
        self.grow()

    def grow(self) -> None:
        """添上这种活动要的格。"""

    def choose(self, name: str, label: str, options: Iterable[Any], **more: Any) -> None:
        """添一个下拉；没有可选的就不添。"""
        if found := list(options):
            blank = [] if more.get("required") and len(found) == 1 else [NONE]
            shown = {"required": False, **more}
            self.fields[name] = forms.ChoiceField(label=label, choices=[*blank, *found], **shown)

    def part(self, *prefixes: str) -> list[forms.BoundField]:
        """名字以这几样开头的格，按添的次序。"""
        return [self[name] for name in self.fields if name.startswith(prefixes)]


class PlanForm(KindForm):
    """一场活动的安排：叫什么、哪家办、何时、何地、在哪个安排里。"""

    title = forms.CharField(label="名称", max_length=80, min_length=2)
    day = forms.DateField(label="哪天", widget=forms.DateInput(format=ISO, attrs={"type": "date"}))
    begin = forms.TimeField(label="几点开始", widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(
        label="几点结束", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    place = forms.CharField(label="具体位置", max_length=80, required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def grow(self) -> None:
        """哪家办、哪个站、哪个村，这种活动多填的几栏。"""
        kind, choices = self.kind, self.choices
        self.choose("body", "以谁的名义", choices.bodies, required=True)
        self.choose("station", "在哪个站", choices.stations, required="station" in kind.needs)
        self.choose("region", "在哪个村（社区）", choices.regions, required="region" in kind.needs)
        if kind.aliases:
            self.choose("alias", "这里叫什么", [(name, name) for name in kind.names])
        for each in kind.fields:
            self.fields[f"field_{each.key}"] = _kind_field(each)
        self._grow_more()

    def _grow_more(self) -> None:
        kind, choices = self.kind, self.choices
        self.fields["last_day"] = forms.DateField(
            label="到哪天（连着几天的）",
            required=False,
            widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        )
        self.fields["agenda"] = forms.CharField(
            label="主题与议程",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.choose("programme", "在哪个安排里", choices.programmes)
        self.choose("series", "接着哪个系列", choices.series)
        if choices.co_bodies:
            self.fields["co_bodies"] = forms.MultipleChoiceField(
                label="协办", required=False, choices=choices.co_bodies, widget=GroupedTicks
            )
        self.fields["video_link"] = forms.URLField(
            label="视频链接", required=False, max_length=300, assume_scheme="https"
        )
        self.fields["is_public"] = forms.BooleanField(
            label="公开：群众看得见时间、地点、主题和结果（看不见名单）",
            required=False,
            initial=kind.public,
        )

    @property
    def more(self) -> list[forms.BoundField]:
        """不常填的，收起来的几格。"""
        names = ("last_day", "agenda", "programme", "series", "co_bodies", "video_link")
        return [self[name] for name in (*names, "is_public") if name in self.fields]

    @property
    def own(self) -> list[forms.BoundField]:
        """这种活动自己的几栏。"""
        return self.part("field_")

    def draft(self, congress_id: int) -> ActivityDraft:
        """填好的安排。"""
        given = self.cleaned_data
        starts_at, ends_at = self._span()
        alias = given.get("alias") or ""
        return ActivityDraft(
            congress_id=congress_id,
            kind=self.kind.key,
            title=given["title"],
            body_id=int(given["body"]),
            starts_at=starts_at,
            ends_at=ends_at,
            programme_id=whole_or_none(given.get("programme")),
            series_id=whole_or_none(given.get("series")),
            station_id=whole_or_none(given.get("station")),
            region_id=given.get("region") or None,
            place=given["place"],
            is_public=given["is_public"],
            fields={each.key: _plain(given.get(f"field_{each.key}")) for each in self.kind.fields},
            tags=(alias,) if alias and alias != self.kind.label else (),
            agenda=given["agenda"],
            co_body_ids=tuple(map(int, given.get("co_bodies", ()))),
            client_key=given.get("client_key"),
            video_link=given["video_link"],
        )

    def _span(self) -> tuple[datetime, datetime]:
        given = self.cleaned_data
        starts_at = make_aware(datetime.combine(given["day"], given["begin"]))
        if given["end"] is None and given["last_day"] is None:
            return starts_at, starts_at + timedelta(minutes=self.kind.minutes)
        last = given["last_day"] or given["day"]
        until = given["end"] or time(17, 30)
        return starts_at, make_aware(datetime.combine(last, until))


def _kind_field(each: KindField) -> forms.Field:
    shown: dict[str, Any] = {"label": _labelled(each), "required": each.required}
    shown["help_text"] = each.help
    match each.kind:
        case "number":
            attrs = {"inputmode": "decimal"}
            return forms.DecimalField(min_value=0, widget=forms.NumberInput(attrs=attrs), **shown)
        case "choice":
            options = [NONE, *((value, value) for value in each.choices)]
            return forms.ChoiceField(choices=options, **shown)
        case "yesno":
            return forms.BooleanField(**{**shown, "required": False})
        case "date":
            return forms.DateField(
                widget=forms.DateInput(format=ISO, attrs={"type": "date"}), **shown
            )
        case "text":
            widget = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(max_length=2000, widget=widget, **shown)
    return forms.CharField(max_length=120, **shown)


def _labelled(each: KindField) -> str:
    return f"{each.label}（{each.unit}）" if each.unit else each.label


def _plain(value: Any) -> Any:
    """日期写成文字，是与否照旧，空的为空。"""
    return value.isoformat() if isinstance(value, date) else value


def whole_or_none(text: Any) -> int | None:
    return int(text) if text else None
