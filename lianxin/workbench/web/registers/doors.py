"""名录的门：谁进得来，谁改得了；看不见的等于没有。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench import policies
from lianxin.workbench.web.desk import Desk, desk_of


def registrar(request: HttpRequest) -> Desk:
    """看内部名录的人：人大机关、专工委、街道工委。

    :raises NotVisible: 别人看来没有这一页
    """
    desk = desk_of(request)
    if not policies.keeps_registers(desk.viewer):
        raise NotVisible("没有这一页。")
    return desk


def office(request: HttpRequest) -> Desk:
    """代工委的人：管机制、日历、编组、文章。

    :raises NotVisible: 别人看来没有这一页
    """
    desk = registrar(request)
    if not runs_office(desk):
        raise NotVisible("没有这一页。")
    return desk


def runs_office(desk: Desk) -> bool:
    """此人是不是本级代工委的。"""
    return policies.runs_office(desk.viewer, desk.congress_id)


def attempt(request: HttpRequest, form: forms.Form, run: Callable[[dict[str, Any]], str]) -> bool:
    """填得对就办，办成了说一句；规矩不许的，写在表上，填的都还在。"""
    if not form.is_valid():
        return False
    try:
        messages.success(request, run(form.cleaned_data))
    except RuleViolation as why:
        form.add_error(None, str(why))
        return False
    return True
