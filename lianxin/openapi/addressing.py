"""这条意见该记到哪里：码指向哪个站、哪位代表；没有码的，记到所写的那一级人大。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from lianxin.openapi.handlers import FieldRefused
from lianxin.orgs.models import Body
from lianxin.stations.queries import (
    CodeCard,
    ExpiredCode,
    ForgedCode,
    ResolvedCode,
    RevokedCode,
    resolve_code,
)

FORGED = "这个码不是本平台发的，或者没有写全；请照着码下面的字再核对，没有码也可以提交。"
REVOKED = "这个码已经停用：{}。不写码也可以提交{}。"
EXPIRED = "这个码已于 {} 月 {} 日到期；不写码也可以提交。"
NO_CONGRESS = "没有这一级人大，请核对代号；只有一级的可以不写。"


@dataclass(frozen=True, slots=True)
class Destination:
    """记到哪里。"""

    jurisdiction_id: int
    code_id: int | None = None
    station_id: int | None = None
    local_body_id: int | None = None
    region_id: str | None = None
    deputy_id: int | None = None
    where: str = ""


def destination(*, code: str | None, congress: str | None, at: datetime) -> Destination:
    """定下记到哪里。一条查询。

    :raises FieldRefused: 码不能用，或没有这一级人大
    """
    if code:
        return _at_code(resolve_code(code=code, at=at))
    return Destination(jurisdiction_id=congress_id(congress))


def congress_id(slug: str | None) -> int:
    """按代号找人大；没写就是最先登记的一级。

    :raises FieldRefused: 没有这一级人大
    """
    bodies = Body.objects.filter(kind=Body.Kind.CONGRESS, ends_on__isnull=True)
    chosen = bodies.filter(slug=slug) if slug else bodies.order_by("id")
    found = chosen.values_list("pk", flat=True).first()
    if found is None:
        raise FieldRefused("congress", NO_CONGRESS)
    return found


def _at_code(found: ResolvedCode) -> Destination:
    match found:
        case CodeCard():
            return Destination(
                jurisdiction_id=found.congress_id,
                code_id=found.id,
                station_id=found.station_id,
                local_body_id=found.street_committee_id,
                region_id=found.region_code or None,
                deputy_id=found.deputy_id,
                where=found.station_name,
            )
        case RevokedCode():
            place = f"，或到{found.station_name}当面说" if found.station_name else ""
            raise FieldRefused("access_code", REVOKED.format(found.reason, place))
        case ExpiredCode():
            day = localtime(found.expired_at).date()
            raise FieldRefused("access_code", EXPIRED.format(day.month, day.day))
        case ForgedCode():
            raise FieldRefused("access_code", FORGED)
