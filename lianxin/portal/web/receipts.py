"""回执：查进度、看到哪了、拿编号、存下来、关掉。"""

from __future__ import annotations

import json

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.access.audience import public
from lianxin.audit.queries import receipt_bundle
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import key_for
from lianxin.opinions.usecases.returning import opinion_of_receipt
from lianxin.portal.forms import FindForm
from lianxin.portal.web import opened
from lianxin.portal.web.patience import wait_before_writing
from lianxin.portal.web.shell import private, show, url
from lianxin.portal.web.steps import receipt_shown, seen_now

#: 回执里交出哪些材料供离线验真：给群众看的话，和原话的摘要。
PROVEN = ("public", "text_digest")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """凭编号与查询码查进度。"""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _unlock(request, form)
    return _find_page(request, form, 422 if form.errors else 200)


def _unlock(request: HttpRequest, form: FindForm) -> HttpResponse:
    if wait := wait_before_writing(request):
        form.add_error(None, f"试得太密了，请过 {wait} 秒再试。")
        return _find_page(request, form, 429)
    given = form.cleaned_data
    try:
        opinion = opinion_of_receipt(**given)
    except NotVisible as refusal:
        form.add_error(None, str(refusal))
        return _find_page(request, form, 422)
    response = HttpResponseRedirect(url("portal:receipt", opinion.receipt_no), status=303)
    opened.remember(response, request, opinion.receipt_no)
    return private(response)


def _find_page(request: HttpRequest, form: FindForm, status: int) -> HttpResponse:
    context = {"form": form, "find_url": url("portal:receipt_find")}
    page = show(request, "portal/receipt_find.html", context, section="progress", status=status)
    return private(page)


@public
@require_safe
def receipt(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """一张回执；没有用查询码打开过的，请他先填查询码。"""
    number = receipt_no.upper()
    if not opened.is_open(request, number):
        return _find_page(request, FindForm(initial={"receipt_no": number}), 200)
    return receipt_shown(request, seen_now(number))


@public
@require_safe
def issued(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """刚拿到的编号和查询码；半小时以后只看得到进度。"""
    if not opened.is_just_issued(request, receipt_no):
        return HttpResponseRedirect(url("portal:receipt", receipt_no))
    seen = seen_now(receipt_no).receipt
    start = request.GET.get("from", "")
    context = {
        "receipt": {
            "receipt_no": seen.receipt_no,
            "receipt_key": key_for(seen.receipt_no),
            "url": url("portal:receipt", seen.receipt_no),
            "save_url": url("portal:proof", seen.receipt_no),
            "qr_url": _qr(request, seen.receipt_no),
        },
        "stage_label": seen.stage_label,
        "holder": seen.holder,
        "form_path": start if start.startswith(("/s/", "/say/")) else "",
    }
    made = show(
        request, "portal/submitted.html", context, congress=seen.congress, section="progress"
    )
    return private(made)


def _qr(request: HttpRequest, receipt_no: str) -> str:
    """二维码：查询码放在井号后面，不会随网址传给任何服务器。"""
    path = url("portal:receipt", receipt_no)
    made = segno.make(f"{request.build_absolute_uri(path)}#{key_for(receipt_no)}", micro=False)
    return str(made.svg_data_uri(border=3, dark="#1d2430", light="#ffffff", omitsize=True))


@public
@require_POST
def close(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """在别人的手机、站里的电脑上看完了，关掉。"""
    response = HttpResponseRedirect(url("portal:receipt_find"), status=303)
    opened.forget(response)
    return private(response)


@public
@require_safe
def proof(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """把回执存成一个可以离线验真的文件。"""
    _must_be_open(request, receipt_no)
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=key_for(receipt_no))
    bundle = receipt_bundle(thread=opinion.case_id, facts=PROVEN)
    response = HttpResponse(
        json.dumps(bundle, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{receipt_no}.json"'
    return private(response)


def _must_be_open(request: HttpRequest, receipt_no: str) -> None:
    if not opened.is_open(request, receipt_no):
        raise NotVisible("请先用编号和查询码打开这张回执。")
