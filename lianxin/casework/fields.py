"""表单里的几种特别的格：分组多选、多个附件、一项一行的承诺。没有脚本也都能填。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

PROMISE_ROWS = 4
PROMISE_PARTS = ("who", "what", "by")

Group = tuple[str, tuple[tuple[str, str], ...]]


class GroupedTicks(forms.CheckboxSelectMultiple):
    """分组的多选：建议的一组摊开，其余收起来，点开再选。"""

    template_name = "casework/widgets/ticks.html"


class Uploads(forms.ClearableFileInput):
    """一个或几个附件；退回重填时，传好的还在，不用再传。"""

    template_name = "casework/widgets/uploads.html"
    allow_multiple_selected = True

    def __init__(
        self,
        *,
        many: bool,
        kept: tuple[tuple[str, str], ...] = (),
        accept: str = "image/jpeg,image/png,.pdf,.docx,.xlsx",
    ) -> None:
        super().__init__(attrs={"multiple": True} if many else {})
        self.kept = kept
        self.accept = accept

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """页面要用的：传好的几个。"""
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"kept": self.kept, "accept": self.accept}
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[Any]:
        """这一格交上来的新文件。"""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class UploadsField(forms.Field):
    """一格附件：一个或几个；收不收由存文件的那一步看内容，这里只管交没交。"""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": Uploads(many=True), **options})

    def clean(self, value: Any) -> list[Any]:
        """交上来的几个。"""
        given = [each for each in value or () if each]
        if self.required and not given:
            raise forms.ValidationError("请选要传的文件。")
        return given


class Promises(forms.Widget):
    """承诺事项：谁、做什么、哪天做到，一项一行；空行不算。"""

    template_name = "casework/widgets/promises.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """页面要用的：若干行。"""
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        rows += [{}] * max(1, PROMISE_ROWS - len(rows))
        context["widget"]["rows"] = rows
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[dict[str, str]]:
        """填了的几行；日子写得不对的不带日子，由核对的一道说明怎么改。"""
        rows = (
            {part: str(data.get(f"{name}-{place}-{part}", "")).strip() for part in PROMISE_PARTS}
            for place in range(PROMISE_ROWS * 3)
        )
        return [_whole(row) for row in rows if any(row.values())]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """标签指到第一行第一格。"""
        return f"{id_}-0-who"

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> bool:
        """一行都没有交。"""
        return f"{name}-0-who" not in data


def _whole(row: dict[str, str]) -> dict[str, str]:
    try:
        date.fromisoformat(row["by"])
    except ValueError:
        row = {**row, "by": ""}
    return {part: words for part, words in row.items() if words}
