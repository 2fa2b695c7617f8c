"""上传一份表的表单。"""

from django import forms

from lianxin.exchange.kinds import KINDS


class UploadForm(forms.Form):
    """哪种表、哪个文件。"""

    kind = forms.ChoiceField(label="哪种表", initial="opinions")
    file = forms.FileField(
        label="选一份表",
        help_text="xlsx、xls、ods、csv 都收，最大 20 MB、5 万行。先核对给您看，您确认了才导。",
        error_messages={"required": "请选一份表。", "empty": "表是空的，请重新选。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        kinds = self.fields["kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(kind.key, kind.label) for kind in reversed(list(KINDS.values()))]
