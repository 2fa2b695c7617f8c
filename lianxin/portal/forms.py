"""门户的表单：说一件事、查进度、补充、筛选。每一格的错都说清该怎么改。"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from lianxin.access.contacts import ContactRefused, normal_phone
from lianxin.kernel.receipts import ReceiptKeyMistake, normalise_key
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Contact

MOST_PHOTOS = 6
LONGEST_TEXT = 5000
ONCE_LENGTH = 22
KINDS = ((Opinion.Kind.OPINION.value, "反映问题"), (Opinion.Kind.SERVICE.value, "办事求助"))
TOO_MANY = f"照片最多 {MOST_PHOTOS} 张，请去掉几张再提交。"
NAME_ALONE = "只留称呼联系不上您：请补上电话，或者把称呼也去掉。"
_FINEST = Decimal("0.00001")


def once_key() -> str:
    """一张表一把：同一张表交几次也只办一次。"""
    return secrets.token_urlsafe(16)


def fit_once(given: str) -> str:
    """带回来的那一把；缺了、被改得不像样，就另发一把。"""
    fits = len(given) == ONCE_LENGTH and given.isascii() and given.isprintable()
    return given if fits else once_key()


class Words(forms.CharField):
    """文字；看不见的空字符直接去掉，不为它退人的表。"""

    def to_python(self, value: Any) -> str:
        """去掉空字符。"""
        return str(super().to_python(str(value or "").replace("\x00", "")))


class Photos(forms.FileInput):
    """可以一次选几张的照片框。"""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[UploadedFile[bytes]]:
        """交上来的几张；空的框不算。"""
        return [each for each in files.getlist(name) if each] if files else []


class PhotosField(forms.Field):
    """几张照片；是不是照片由收照片的那一步看内容，这里只管张数。"""

    widget = Photos

    def clean(self, value: list[UploadedFile[bytes]]) -> list[UploadedFile[bytes]]:
        """不超过六张。"""
        if len(value) > MOST_PHOTOS:
            raise forms.ValidationError(TOO_MANY)
        return value


class Coordinate(forms.Field):
    """经纬度的一半；手机给得不像样就当没有，不为它退人的表。"""

    widget = forms.HiddenInput

    def __init__(self, *, limit: int) -> None:
        super().__init__(required=False)
        self.limit = Decimal(limit)

    def clean(self, value: Any) -> Decimal | None:
        """留五位小数，约一米。"""
        try:
            number = Decimal(str(value or "")).quantize(_FINEST)
        except InvalidOperation:
            return None
        return number if abs(number) <= self.limit else None


class OnceForm(forms.Form):
    """带着一把暗钥匙的表：手快点两下、断网重发，都只办一次。"""

    once_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_once_key(self) -> str:
        """不像样的另发一把。"""
        return fit_once(str(self.cleaned_data["once_key"]))


class PhotoForm(OnceForm):
    """能附照片的表；退回重填时，传好的照片还在。"""

    photos = PhotosField(label="照片", required=False)
    kept = forms.Field(widget=forms.MultipleHiddenInput, required=False)

    def clean_kept(self) -> tuple[str, ...]:
        """先前传好的；不像编号的不要。"""
        return tuple(dict.fromkeys(filter(_is_uuid, self.cleaned_data["kept"] or ())))

    def clean(self) -> dict[str, Any]:
        """先前传好的和这次的加起来，也不超过六张。"""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        total = len(given.get("photos", ())) + len(given.get("kept", ()))
        if total > MOST_PHOTOS and "photos" not in self.errors:
            self.add_error("photos", TOO_MANY)
        return given


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


class ReachField(Words):
    """手机号：可以不留；留了看不懂的当场说。"""

    def clean(self, value: Any) -> str:
        """认得出的号码才收。"""
        given = str(super().clean(value))
        if given:
            try:
                normal_phone(given)
            except ContactRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return given


class ReachForm(OnceForm):
    """约时段、办小事的表：姓名电话可以不留；留电话要勾同意，只留称呼联系不上人。"""

    name = Words(
        label="怎么称呼您",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 40, "autocomplete": "name"}),
    )
    phone = ReachField(
        label="手机号",
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "maxlength": 30, "autocomplete": "tel"}
        ),
    )
    consent = forms.BooleanField(
        label="可以用这个号码联系我；号码加密存放，公开的地方看不到。", required=False
    )

    def clean(self) -> dict[str, Any]:
        """留电话要勾同意；只留称呼的，补上电话或者去掉。"""
        given: dict[str, Any] = super().clean() or {}
        if given.get("phone") and not given.get("consent"):
            self.add_error("consent", "留电话要您勾上同意；不想留，把电话去掉就行，一样办。")
        if given.get("name") and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", NAME_ALONE)
        return given


class SayForm(PhotoForm):
    """说一件事。只有原话必填；地点、类别、联系方式都可以不给。"""

    kind = forms.ChoiceField(
        label="您是要",
        choices=KINDS,
        initial=Opinion.Kind.OPINION.value,
        required=False,
        widget=forms.RadioSelect,
    )
    text = Words(
        label="您要反映什么？",
        error_messages={"required": "请写几个字，说说是什么事、在哪里。"},
    )
    title = Words(
        label="标题",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 80}),
        help_text="不写就从您的话里取一句。",
    )
    category = Words(label="归哪一类", required=False, widget=forms.Select)
    region = Words(label="在哪个村（社区）", required=False, widget=forms.Select)
    place = Words(
        label="具体位置",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 80, "placeholder": "如：小学门口往东五十米"}),
    )
    latitude = Coordinate(limit=90)
    longitude = Coordinate(limit=180)
    phone = ReachField(label="手机号", required=False)
    name = Words(label="怎么称呼您", required=False)
    consent = forms.BooleanField(required=False)
    publish = forms.BooleanField(required=False)

    def __init__(self, *args: Any, joining: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not joining

        self.kept_photos: list[str] = []

    def clean_kind(self) -> str:
        """没有选的按反映问题。"""
        return self.cleaned_data["kind"] or Opinion.Kind.OPINION.value

    def clean(self) -> dict[str, Any]:
        """留电话要勾同意；只留称呼联系不上人。"""
        given = super().clean()
        phone = given.get("phone", "")
        if phone and not given.get("consent"):
            self.add_error("consent", "留电话要您勾上同意；不想留，把电话去掉就行，一样办。")
        if given.get("name") and not phone and "phone" not in self.errors:
            self.add_error("phone", NAME_ALONE)
        return given

    def refuse(self, refusal: Exception) -> None:
        """把收不下的原因标到那一格；说不到哪一格的写在最上面。"""
        for field, words in _fields_of(refusal).items():
            self.add_error(field if field in self.fields else None, words)

    def contact(self) -> Contact | None:
        """留下的联系方式；没留电话就是没留。"""
        given = self.cleaned_data
        if not given["phone"]:
            return None
        return Contact(name=given["name"], phone=given["phone"])

    def consents(self) -> tuple[str, ...]:
        """联系方式以外的同意。"""
        return ("publish",) if self.cleaned_data["publish"] else ()


def _fields_of(refusal: Exception) -> Mapping[str | None, str]:
    fields = getattr(refusal, "fields", None)
    return fields if fields else {None: str(refusal)}


class FindForm(forms.Form):
    """凭编号与查询码查进度。"""

    receipt_no = Words(
        label="编号",
        help_text="提交时给您的，中间有短横的一串。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "请填上编号。"},
    )
    receipt_key = Words(
        label="查询码",
        help_text="十六位字母和数字，大小写、空格、短横都不计较。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "请填上查询码。"},
    )

    def clean_receipt_key(self) -> str:
        """抄得不像样的当场说；这与编号存不存在无关。"""
        try:
            return normalise_key(self.cleaned_data["receipt_key"])
        except ReceiptKeyMistake as mistake:
            raise forms.ValidationError(f"{mistake}。") from mistake


class AddForm(PhotoForm):
    """补充情况或照片。"""

    field_order = ("text", "photos")

    text = Words(
        label="要补充什么",
        required=False,
        widget=forms.Textarea(attrs={"maxlength": 1000, "data-draft": "add"}),
        help_text="经办的人马上看得到。",
    )
    photos = PhotosField(
        label="照片",
        required=False,
        widget=Photos(attrs={"accept": "image/*"}),
        help_text=f"最多 {MOST_PHOTOS} 张；拍摄地点等信息会自动去掉。",
    )


class MatterFilter(forms.Form):
    """找公开的事。"""

    q = Words(
        label="找什么",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "如：路灯"}),
    )
    category = Words(label="哪一类", required=False, widget=forms.Select)
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    station = forms.CharField(required=False, widget=forms.HiddenInput)


class StationFilter(forms.Form):
    """找联络站。"""

    q = Words(
        label="站名或地址",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "如：村名、路名"}),
    )
    region = Words(label="哪个街道", required=False, widget=forms.Select)
    kind = Words(label="种类", required=False, widget=forms.Select)
    function = Words(label="能做什么", required=False, widget=forms.Select)
    c = forms.CharField(required=False, widget=forms.HiddenInput)


class ActivitySearch(forms.Form):
    """找活动。"""

    q = Words(
        label="名称或地点",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    family = Words(label="哪一类", required=False, widget=forms.Select)
    station = forms.CharField(required=False, widget=forms.HiddenInput)
    c = forms.CharField(required=False, widget=forms.HiddenInput)


class DeputyFilter(forms.Form):
    """找代表。"""

    q = Words(
        label="姓名、单位或选区",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    region = Words(label="哪个街道", required=False, widget=forms.Select)
    c = forms.CharField(required=False, widget=forms.HiddenInput)


class VerifyForm(forms.Form):
    """验一张回执。"""

    file = forms.FileField(
        label="回执文件",
        help_text="您存下来的那个文件，名字以 .json 结尾。验的时候不登记、不保存。",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": "请选一个回执文件。",
            "empty": "这个文件是空的，请重新选。",
            "invalid": "文件没有传好，请重新选。",
            "missing": "文件没有传好，请重新选。",
        },
    )


def with_choices(form: forms.Form, **choices: Iterable[Any]) -> forms.Form:
    """给几个下拉框配上选项。"""
    for name, options in choices.items():
        widget = form.fields[name].widget
        if isinstance(widget, forms.Select):
            widget.choices = list(options)
    return form
