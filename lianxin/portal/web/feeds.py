"""日历订阅：一级人大的、一个站的公开日历；凭钥匙看的个人日历，收回了就是没有。"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.access.viewers import viewer_for
from lianxin.activities.queries.calendars import (
    AHEAD,
    BACK,
    Entry,
    Publisher,
    congress_publisher,
    feed_account,
    my_entries,
    public_entries,
    station_publisher,
)
from lianxin.kernel.errors import NotVisible
from lianxin.portal.ical import calendar_of

CONTENT_TYPE = "text/calendar; charset=utf-8"
_GONE = "没有这份日历；如果是您自己的订阅，可能已经收回，请重新开一份。"


@public
@require_safe
def congress_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """一级人大公开的活动与接待。"""
    del request
    return _published(congress_publisher(pk))


@public
@require_safe
def station_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """一个站公开的活动与接待。"""
    del request
    return _published(station_publisher(pk))


def _published(found: Publisher | None) -> HttpResponse:
    if found is None:
        raise NotVisible(_GONE)
    now = timezone.now()
    entries = public_entries(
        congress_id=found.congress_id,
        station_id=found.station_id,
        since=now - BACK,
        until=now + AHEAD,
    )
    response = _ical(entries, name=f"{found.name}活动与接待", at=now)
    response.headers["Cache-Control"] = "public, max-age=900"
    return response


@public
@require_safe
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """一个人自己的日历：凭网址里的钥匙看；岗位变了，看到的跟着变。"""
    del request
    account, now = feed_account(token), timezone.now()
    if account is None:
        raise NotVisible(_GONE)
    today = timezone.localtime(now).date()
    viewer = viewer_for(account, today=today)
    congresses = [post.congress_id for post in viewer.posts] + sorted(viewer.deputy_of)
    if not congresses:
        raise NotVisible(_GONE)
    entries = my_entries(
        viewer=viewer,
        congress_id=congresses[0],
        today=today,
        since=now - BACK,
        until=now + AHEAD,
    )
    response = _ical(entries, name="连心桥：我的日历", at=now)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _ical(entries: list[Entry], *, name: str, at: datetime) -> HttpResponse:
    base = str(settings.PUBLIC_URL)
    host = urlsplit(base).hostname or "lianxin"
    body = calendar_of(entries, name=name, base=base, host=host, at=at)
    return HttpResponse(body, content_type=CONTENT_TYPE)
