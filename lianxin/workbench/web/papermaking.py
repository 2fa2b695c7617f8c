"""做公文的页面共用的：下载草稿，或者编号印发；名字收拾过才当文件名。"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from lianxin.documents.letters import Letterhead
from lianxin.documents.papers import Paper
from lianxin.documents.printing import MIME as PDF
from lianxin.documents.printing import pdf_file
from lianxin.documents.wordfiles import MIME as WORD
from lianxin.documents.wordfiles import word_file
from lianxin.files.names import display_name
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.paperforms import SignedForm

MAKERS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word_file, WORD),
    "pdf": (pdf_file, PDF),
}


def paper_response(paper: Paper, ext: str) -> HttpResponse:
    """一份公文的文件，下载。"""
    if ext not in MAKERS:
        raise NotVisible("没有这种文件。")
    make, mime = MAKERS[ext]
    response = HttpResponse(make(paper), content_type=mime)
    # 标题里的点不是扩展名，先加一个再收拾。
    stem = " ".join(filter(None, (paper.number, paper.title)))
    name = display_name(f"{stem}.{ext}", ext)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def letterhead(form: SignedForm, issuer: str) -> Letterhead:
    """表上填的签发人、联系人、电话、抄送。"""
    given = form.cleaned_data
    return Letterhead(issuer, given["signer"], given["contact"], given["phone"], form.copied)


def made(
    request: HttpRequest,
    form: SignedForm,
    build: Callable[[], Paper],
    issue: Callable[[Paper], HttpResponse],
) -> HttpResponse | None:
    """照表做：要草稿给文件，要印发就编号；规矩不许的写在表上，返回空。"""
    if request.method != "POST" or not form.is_valid():
        return None
    wanted = request.POST.get("do", "docx")
    try:
        paper = build()
        return issue(paper) if wanted == "issue" else paper_response(paper, wanted)
    except NotVisible:
        raise
    except RuleViolation as why:
        form.add_error(None, str(why))
        return None
