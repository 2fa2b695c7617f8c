"""办一步要填的表：由机制里写的材料生成。

这里不核对：填的原样交给办件运行时，它一次说全哪里不对，再标到各格上。页面、接口因此同一套规矩。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict

from lianxin.casework.available import Available
from lianxin.casework.facts import FactsRefused, choices_of
from lianxin.casework.fields import Group, GroupedTicks, Promises, Uploads
from lianxin.kernel.mechanism.model import Fact

UPLOAD_KINDS = ("file", "files")
YES_NO = (("yes", "是"), ("no", "否"))
_MOST_RADIOS = 8
_FEW_WORDS = 60


@dataclass(frozen=True, slots=True)
class Filling:
    """填表用的准备：每一格有哪些可选、先填好什么、退回前传好了哪些附件。"""

    choices: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


NOTHING_FILLED = Filling()


class StepForm(forms.Form):
    """一步的表。字段由材料来，对错由 :class:`FactsRefused` 来。

    ``for_staff`` 为假是给群众填的：附件只收照片，不提醒“提交人看得到”。
    """

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        step: Available,
        filling: Filling = NOTHING_FILLED,
        for_staff: bool = True,
    ) -> None:
        super().__init__(data, files, initial=dict(filling.initial))
        self.step = step
        self.asked: tuple[Fact, ...] = (*step.needs, *step.may)
        for fact in self.asked:
            made = _BUILDERS[fact.kind](fact, filling)
            made.label, made.help_text = fact.label, _help(fact) if for_staff else fact.help
            made.required = fact in step.needs
            if not for_staff and isinstance(made.widget, Uploads):
                made.widget.accept = "image/*"
            self.fields[fact.key] = made

    def full_clean(self) -> None:
        """不在这里核对；只把填的收齐。"""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        if self.is_bound:
            self.cleaned_data = {name: self._raw(name) for name in self.fields}

    def facts(self) -> dict[str, Any]:
        """填的原样；附件另由 :meth:`uploads` 取。"""
        return {
            fact.key: self._raw(fact.key) for fact in self.asked if fact.kind not in UPLOAD_KINDS
        }

    def uploads(self) -> dict[str, tuple[Fact, list[UploadedFile[Any]], list[str]]]:
        """各格的附件：新传的文件，和退回前已经传好的编号。"""
        return {
            fact.key: (fact, self._raw(fact.key), self._kept(fact.key))
            for fact in self.asked
            if fact.kind in UPLOAD_KINDS
        }

    def keep(self, kept: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
        """退回重填：传好的附件留在格里。"""
        for key, files in kept.items():
            widget = self.fields[key].widget
            if isinstance(widget, Uploads):
                widget.kept = files

    def refuse(self, refusal: Exception) -> None:
        """把办不成的原因标到各格上；说不到哪一格的写在最上面。"""
        fields = refusal.fields if isinstance(refusal, FactsRefused) else {}
        for key, why in fields.items():
            self.add_error(key if key in self.fields else None, why)
        if not fields:
            self.add_error(None, str(refusal))

    def _raw(self, name: str) -> Any:
        widget = self.fields[name].widget
        return widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _kept(self, name: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(f"{name}_kept")) if getlist else []


def _help(fact: Fact) -> str:
    """说明写在格子下面；给群众看的，先提醒一句。"""
    seen = {"submitter": "提交人看得到。", "public": "会公开。"}.get(fact.audience, "")
    return f"{fact.help}{'' if '看得到' in fact.help else seen}"


def _line(fact: Fact, _filling: Filling) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": int(fact.max or 200)}))


def _text(fact: Fact, _filling: Filling) -> forms.Field:
    longest = int(fact.max or 5000)
    attrs = {"maxlength": longest, "data-draft": fact.key}
    if longest <= _FEW_WORDS:
        attrs["rows"] = 2
    return forms.CharField(widget=forms.Textarea(attrs=attrs))


def _choice(fact: Fact, _filling: Filling) -> forms.Field:
    options = [(choice.value, choice.label) for choice in choices_of(fact)]
    if len(options) > _MOST_RADIOS:
        return forms.ChoiceField(choices=[("", "请选一个"), *options])
    return forms.ChoiceField(choices=options, widget=forms.RadioSelect)


def _yesno(_fact: Fact, _filling: Filling) -> forms.Field:
    return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)


def _date(_fact: Fact, _filling: Filling) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}))


def _number(fact: Fact, _filling: Filling) -> forms.Field:
    attrs = {
        "inputmode": "decimal",
        **({} if fact.min is None else {"min": fact.min}),
        **({} if fact.max is None else {"max": fact.max}),
    }
    return forms.CharField(widget=forms.NumberInput(attrs={**attrs, "step": "any"}))


def _select(fact: Fact, filling: Filling) -> forms.Field:
    groups = filling.choices.get(fact.key, ())
    return forms.ChoiceField(choices=[("", "请选一个"), *groups], widget=forms.Select)


def _ticks(fact: Fact, filling: Filling) -> forms.Field:
    groups = filling.choices.get(fact.key, ())
    return forms.MultipleChoiceField(choices=groups, widget=GroupedTicks)


def _case(_fact: Fact, _filling: Filling) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": 30, "autocomplete": "off"}))


def _files(fact: Fact, filling: Filling) -> forms.Field:
    widget = Uploads(many=fact.kind == "files", kept=filling.kept.get(fact.key, ()))
    return forms.FileField(widget=widget)


def _promises(_fact: Fact, _filling: Filling) -> forms.Field:
    return forms.Field(widget=Promises())


_BUILDERS: Mapping[str, Callable[[Fact, Filling], forms.Field]] = MappingProxyType(
    {
        "line": _line,
        "text": _text,
        "choice": _choice,
        "rating": _choice,
        "date": _date,
        "number": _number,
        "yesno": _yesno,
        "body": _select,
        "bodies": _ticks,
        "person": _select,
        "category": _select,
        "case": _case,
        "file": _files,
        "files": _files,
        "commitments": _promises,
    }
)
