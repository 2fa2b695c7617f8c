"""测试用的网址：每个都以一种方式办不成。"""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from lianxin.kernel.errors import NotVisible, RuleViolation


def unseen(request: HttpRequest) -> HttpResponse:
    raise NotVisible("内部编号 42")


def against_the_rules(request: HttpRequest) -> HttpResponse:
    raise RuleViolation("还缺答复内容，请填写后再提交")


def database_gone(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def defect(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("好")


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    return HttpResponse("收到")


urlpatterns = [
    path("submit/", submit),
    path("unseen/", unseen),
    path("refused/", against_the_rules),
    path("api/v1/refused/", against_the_rules),
    path("busy/", database_gone),
    path("defect/", defect),
    path("fine/", fine),
]
handler404 = "lianxin.config.errors.not_found"
handler500 = "lianxin.config.errors.server_error"
