"""公文的几张表：谁签发、找谁问、写什么；批示的登记与落实。"""

from __future__ import annotations

from typing import Any

from django import forms

from lianxin.documents.models import Document, Instruction
from lianxin.workbench.filters import ANY, Quiet

#: 在公文页上直接写的几种，和标题、正文、事项怎么称呼。
WRITTEN = (
    Document.Kind.REVIEW_OPINION,
    Document.Kind.SUPERVISION_OPINION,
    Document.Kind.BRIEF,
    Document.Kind.DISPATCH_LIST,
)


def _text(
    label: str, rows: int, *, required: bool = True, longest: int = 8000, hint: str = ""
) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: str, longest: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint)


def _day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


class SignedForm(forms.Form):
    """每份公文都有的几格：签发人、联系人、电话、抄送。下载草稿可以不写签发人，印发要写。"""

    signer = _line("签发人", 40, required=False, hint="姓名和职务；编号印发要写。")
    contact = _line("联系人", 40, required=False)
    phone = _line("联系电话", 30, required=False, hint="本单位的办公电话。")
    copies = _line("抄送", 200, required=False, hint="几家之间用顿号隔开。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # 各表自己的几格在前，签发的几格在后。
        mine = [name for name in self.fields if name not in SignedForm.base_fields]
        self.order_fields([*mine, *SignedForm.base_fields])

    @property
    def copied(self) -> tuple[str, ...]:
        """抄送的各家。"""
        words = str(self.cleaned_data.get("copies", ""))
        return tuple(part.strip() for part in words.split("、") if part.strip())


class ReplyForm(SignedForm):
    """答复函。"""

    result = forms.ChoiceField(label="结果类别")
    reply = _text("逐条答复", 12, hint="一条一段，可以用“一、”分条；不写提交人的姓名和住址。")
    replaces_reason = _line("代替前一份的理由", 200, required=False)

    def __init__(self, *args: Any, results: Any, standing: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["result"].choices = [("", "请选"), *results]  # type: ignore[attr-defined]
        if standing:
            self.fields["replaces_reason"].help_text = f"{standing} 还有效，印发新的就作废它。"
        else:
            del self.fields["replaces_reason"]


class FollowUpForm(SignedForm):
    """督办记录单。"""

    words = _text("这次督办的情况和要求", 6, longest=2000)


class LetterForm(SignedForm):
    """意见书：一项一行，行末可以写期限。"""

    title = _line("标题", 100)
    addressee = forms.ChoiceField(label="发给哪家单位")
    opening = _text("开头", 5, hint="在什么会议上、听取审议了什么、总的评价。")
    items = _text(
        "意见，一行一项",
        8,
        hint="每行写一项；有期限的在末尾写“｜2026-09-30”。",
    )
    closing = _text("结尾", 2, required=False)


class BriefForm(SignedForm):
    """专报、调研报告。"""

    title = _line("标题", 100)
    addressee = _line("报给谁", 60, hint="如：区委。")
    text = _text("正文", 14, longest=30_000, hint="可以用“一、”“（一）”分层。")


class DispatchForm(SignedForm):
    """交办清单。"""

    addressee = forms.ChoiceField(label="交给哪家单位")
    since = _day("从哪天交办的起")
    until = _day("到哪天")


class AnnualForm(SignedForm):
    """办理情况报告。"""

    words = _text("主要做法和下一步打算", 8, required=False, hint="写不写都行；接在数字后面。")


FORMS: dict[str, type[SignedForm]] = {
    Document.Kind.REVIEW_OPINION: LetterForm,
    Document.Kind.SUPERVISION_OPINION: LetterForm,
    Document.Kind.BRIEF: BriefForm,
    Document.Kind.DISPATCH_LIST: DispatchForm,
}


class PaperFilter(Quiet):
    """登记簿的筛选。"""

    kind = forms.ChoiceField(label="文种", choices=(ANY, *Document.Kind.choices), required=False)
    q = forms.CharField(
        label="字号或标题", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


class CodeForm(forms.Form):
    """定机关代字。"""

    kind = forms.ChoiceField(label="文种", choices=Document.Kind.choices)
    code = _line("机关代字", 30, hint="如“某某人大”，年份和号数由系统接着编。")


class WithdrawForm(forms.Form):
    """作废。"""

    reason = _line("为什么作废", 200)


class InstructionForm(forms.Form):
    """登记一次批示。"""

    made_by = _line("批示人", 40)
    made_by_post = _line("职务", 60)
    made_on = _day("批示日期")
    document = forms.ChoiceField(label="批在哪份公文上", required=False)
    matter = _line("批在什么材料或事上", 120, required=False, hint="上面没有列的，写在这里。")
    words = _text("批示内容", 4, longest=2000)
    assigned = forms.ChoiceField(label="交给谁落实", required=False)
    due_on = _day("哪天以前", required=False)

    def __init__(self, *args: Any, documents: Any, bodies: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["document"].choices = [("", "不选"), *documents]  # type: ignore[attr-defined]
        self.fields["assigned"].choices = [  # type: ignore[attr-defined]
            ("", "仅供了解，不用落实"),
            *bodies,
        ]


class ProgressForm(forms.Form):
    """报落实情况。"""

    state = forms.ChoiceField(label="落实到什么样", choices=Instruction.State.choices)
    progress = _text("落实的情况", 4, longest=2000)
