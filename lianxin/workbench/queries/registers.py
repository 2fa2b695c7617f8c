"""名录页要用而下层没有的几样读。"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count

from lianxin.access.viewers import Viewer
from lianxin.audit.models import Entry
from lianxin.casework.models import Duty
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.publicity.models import Article
from lianxin.stations.models import Station
from lianxin.workbench import policies

PAGE = 50


def station_seen(*, viewer: Viewer, pk: int) -> Station:
    """一个家站室，只给本级的人看。

    :raises NotVisible: 没有，或不在本级
    """
    rows = Station.objects.select_related("congress", "body", "region", "parent")
    row = rows.filter(pk=pk, congress__in=policies.congresses_of(viewer)).first()
    if row is None:
        raise NotVisible("没有这个家站室。")
    return row


def may_keep(viewer: Viewer, station: Station) -> bool:
    """这个人改不改得了这个站。"""
    return policies.may_keep_station(
        viewer, congress_id=station.congress_id, body_id=station.body_id
    )


def opinions_by_station(*, congress_id: int, since: date, until: date) -> dict[int, int]:
    """各站收到几条意见（首尾两天都算）；一条查询。"""
    rows = Opinion.objects.filter(
        jurisdiction=congress_id,
        station__isnull=False,
        submitted_at__date__gte=since,
        submitted_at__date__lte=until,
    )
    return dict(rows.values_list("station").annotate(Count("id")).order_by())


def article_congress(pk: int) -> int | None:
    """这篇文章是哪一级人大发的；没有这篇为空。"""
    return Article.objects.filter(pk=pk).values_list("jurisdiction_id", flat=True).first()


def provisional_duties(*, congress_id: int) -> int:
    """到期日还是暂定的责任有几份。"""
    rows = Duty.objects.open().filter(case__jurisdiction=congress_id, is_provisional=True)
    return rows.count()


def recomputed_at(*, at: datetime) -> int:
    """那一刻因放假安排变了、到期日重算了几份。"""
    return Entry.objects.filter(verb="duty.recomputed", at=at).count()
