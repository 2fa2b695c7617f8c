"""裸框架的四个视图：登记、改状态、五十条清单、凭编号查。"""

import json
import uuid

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bench.bare.models import Event, Item

PAGE = 50


@csrf_exempt
def create(request: HttpRequest) -> JsonResponse:
    """登记：一件事加一步经过，两条插入。"""
    given = json.loads(request.body)
    now = timezone.now()
    with transaction.atomic():
        item = Item.objects.create(
            code=uuid.uuid4().hex[:20],
            title=given["text"][:30],
            text=given["text"],
            category=given["category"],
            status="received",
            submitted_at=now,
        )
        Event.objects.create(item=item, at=now, verb="created", facts={"by": "public"})
    return JsonResponse({"code": item.code}, status=201)


@csrf_exempt
def change(request: HttpRequest, pk: int) -> JsonResponse:
    """改状态：锁住、更新、记一步。"""
    given = json.loads(request.body)
    with transaction.atomic():
        item = Item.objects.select_for_update().get(pk=pk)
        item.status = given["status"]
        item.save(update_fields=["status"])
        Event.objects.create(
            item=item, at=timezone.now(), verb="moved", facts={"to": given["status"]}
        )
    return JsonResponse({"code": item.code, "status": item.status})


@login_required
def items(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """五十条清单：登录后看，新的在前，不数总数。"""
    rows = Item.objects.order_by("-id")[:PAGE]
    return JsonResponse({"items": [_shown(row) for row in rows]})


def status(request: HttpRequest, code: str) -> JsonResponse:  # noqa: ARG001
    """凭编号查状态。"""
    return JsonResponse(_shown(Item.objects.get(code=code)))


def _shown(row: Item) -> dict[str, object]:
    return {
        "id": row.pk,
        "code": row.code,
        "title": row.title,
        "category": row.category,
        "status": row.status,
        "submitted_at": row.submitted_at,
    }
