"""名录各页共用的：一张表的页面，交上来就办，办不成标出来。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict

from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.web.desk import Desk, go, show


def sheet_page(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    *,
    title: str,
    back: tuple[str, str],
    button: str,
    active: str,
    act: Callable[[dict[str, Any]], str],
    intro: str = "",
) -> HttpResponse:
    """一张表的页面。

    :param back: 返回哪里：（名字, 网址）；办成了也去那里
    :param act: 真正去办；返回办成之后说的一句话
    """
    if request.method == "POST" and form.is_valid() and _done(request, form, act):
        return go(request, back[1])
    context = {
        "form": form,
        "title": title,
        "intro": intro,
        "back_label": back[0],
        "back_url": back[1],
        "button": button,
    }
    status = 422 if form.errors else 200
    return show(request, desk, "workbench/sheet.html", context, active=active, status=status)


def _done(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], str]) -> bool:
    try:
        said = act(form.cleaned_data)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said)
    return True


def form_page(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    *,
    title: str,
    action: str,
    back: Mapping[str, str],
    active: str,
    act: Callable[[dict[str, Any]], str],
    lead: str = "",
) -> HttpResponse:
    """一张表的页面，毛病标到那一格；``act`` 真正去办，返回办成以后去哪里。"""
    if request.method == "POST" and form.is_valid():
        try:
            return go(request, act(dict(form.cleaned_data)))
        except NotVisible:
            raise
        except RuleViolation as refusal:
            mark_refusal(form, refusal)
    context = {
        "form": form,
        "title": title,
        "action": action,
        "back": back,
        "lead": lead,
        "multipart": form.is_multipart(),
    }
    status = 422 if form.errors else 200
    name = "workbench/registers/form.html"
    return show(request, desk, name, context, active=active, status=status)


def mark_refusal(form: forms.Form, refusal: RuleViolation) -> None:
    """把办不成的原因写在最上面，说得到哪一格的，也标在那一格。"""
    fields: dict[str, str] = getattr(refusal, "fields", {})
    form.add_error(None, str(refusal))
    for name, words in fields.items():
        if name in form.fields:
            form.add_error(name, words)


def posted(request: HttpRequest) -> QueryDict | None:
    """表单的数据：交表时有，打开时没有。"""
    return request.POST if request.method == "POST" else None
