"""历年底数：用这个系统以前的期数、件数，写明从哪年到哪天、数从哪里来，累计时单列。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import OpeningBalance
from lianxin.activities.refusals import ActivityRefused
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole


@dataclass(frozen=True, slots=True)
class Balance:
    """一种活动的历年底数。"""

    congress_id: int
    kind: str
    since: date
    until: date
    episodes: int
    deputies: int
    calls: int
    solved: int
    source: str


@whole
def set_opening_balance(*, balance: Balance, actor: Doer, at: datetime) -> OpeningBalance:
    """记下，或改正；改前的数留在痕里。

    :raises ActivityRefused: 不是本级人大机关的人；没写数从哪里来；日子或数对不上
    """
    if balance.congress_id not in actor.viewer.office_of:
        raise ActivityRefused("历年底数由本级人大机关来记。")
    _check(balance, at=at)
    numbers = {
        "since": balance.since,
        "until": balance.until,
        "episodes": balance.episodes,
        "deputies": balance.deputies,
        "calls": balance.calls,
        "solved": balance.solved,
        "source": clean(balance.source)[:120],
        "set_at": at,
    }
    row, _ = OpeningBalance.objects.update_or_create(
        congress_id=balance.congress_id, kind=balance.kind, defaults=numbers
    )
    record(
        actor=actor.actor(),
        at=at,
        verb="live.opening_set",
        subject_kind="opening_balance",
        subject_id=row.pk,
        jurisdiction_id=balance.congress_id,
        facts={
            "kind": kind_of(balance.kind).label,
            "episodes": balance.episodes,
            "calls": balance.calls,
            "solved": balance.solved,
            "source": row.source,
        },
    )
    return row


def _check(balance: Balance, *, at: datetime) -> None:
    if len(clean(balance.source)) < 4:
        raise ActivityRefused("请写明这些数从哪里来。", fields={"source": "请写明"})
    if balance.until < balance.since or balance.until > day_of(at):
        raise ActivityRefused("起止日期不对：止要在起之后，不晚于今天。", fields={"until": "不对"})
    if min(balance.episodes, balance.deputies, balance.calls, balance.solved) < 0:
        raise ActivityRefused("数不能是负的。")
    if balance.solved > balance.calls:
        raise ActivityRefused("解决的不能比来电的多。", fields={"solved": "比来电多"})
