"""验回执：说明回执为什么信得过；传上来验一验；公开的封印谁都能抄走对账。"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianxin.access.audience import public
from lianxin.audit.queries import seals
from lianxin.audit.verify import Verdict, verify_bundle
from lianxin.portal.forms import VerifyForm
from lianxin.portal.queries import known_roots
from lianxin.portal.web.patience import TOO_FAST, wait_before_writing
from lianxin.portal.web.shell import private, show, url, whole

LARGEST = 1024 * 1024
PAGE = 30
NOT_A_RECEIPT = "这不是回执文件。请选您存下来的、名字以 .json 结尾的那一个。"
TOO_LARGE = "这个文件太大，不像是回执。请选名字以 .json 结尾的那一个。"
NO_SEAL = Verdict(
    "invalid", ("公开的封印里没有这张回执所说的树根。", "回执不可信：请回到原网站重新下载。")
)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """验一张回执。只算、不存，所以不必防冒名提交。"""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES)
        if form.is_valid():
            verdict = _checked(request, form)
    before = whole(request.GET.get("before"))
    listed = seals(limit=PAGE, before=before)
    context = {
        "form": form,
        "verdict": verdict,
        "seals": listed,
        "next_url": url("portal:verify", before=listed[-1].number) if len(listed) == PAGE else "",
    }
    status = 422 if form.errors else 200
    return private(show(request, "portal/verify.html", context, status=status))


def _checked(request: HttpRequest, form: VerifyForm) -> Verdict | None:
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST:
        form.add_error("file", TOO_LARGE)
        return None
    try:
        bundle = json.loads(upload.read())
    except (ValueError, RecursionError):
        form.add_error("file", NOT_A_RECEIPT)
        return None
    roots = known_roots(bundle)
    # 写了树根而一个也不是本站公开的，不能当成“请自己去核对”。
    return verify_bundle(bundle, roots=roots) if roots or not _sealed(bundle) else NO_SEAL


def _sealed(bundle: object) -> bool:
    entries = bundle.get("entries") if isinstance(bundle, dict) else None
    return isinstance(entries, list) and any(
        isinstance(entry, dict) and entry.get("seal") for entry in entries
    )
