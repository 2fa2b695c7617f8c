"""大屏一屏：谁都能看的那几样——到了几人、正在说哪一件、票数、承诺；没有谁的名字。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, Item, Live, Poll
from lianxin.activities.queries.live.board import form_of
from lianxin.activities.queries.live.counting import Tally, present_count, tallies
from lianxin.activities.queries.live.items import ItemLine, item_lines, with_cases
from lianxin.kernel.errors import NotVisible

SHOWN_ITEMS = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """大屏上的全部。``others`` 是别的公开事项，``more`` 还有几件没有列出。"""

    live: Live
    activity: Activity
    form: str
    present: int
    item: ItemLine | None
    others: tuple[ItemLine, ...]
    more: int
    polls: tuple[tuple[Poll, Tally], ...]
    items: int
    on_spot: int
    followed: int
    closed: int


def live_screen(*, number: str, today: date) -> Screen:
    """凭现场号看；不公开的活动也能投在屏上，屏上只写脱敏的标题。

    :raises NotVisible: 没有这个号
    """
    live = _live(number)
    rows = with_cases().filter(activity=live.activity_id).order_by("number")
    lines = item_lines(list(rows), today=today)
    current = next((line for line in lines if line.id == live.item_id), None)
    others = [line for line in lines if line is not current and line.is_public]
    polls = list(Poll.objects.filter(live=live).exclude(state="ready").order_by("-opened_at")[:3])
    counted = tallies(polls)
    return Screen(
        live=live,
        activity=live.activity,
        form=form_of(kind_of(live.activity.kind)),
        present=present_count(live.activity_id),
        item=current,
        others=tuple(others[:SHOWN_ITEMS]),
        more=max(0, len(others) - SHOWN_ITEMS),
        polls=tuple((poll, counted[poll.pk]) for poll in polls),
        items=len(lines),
        on_spot=sum(line.on_spot for line in lines),
        followed=sum(line.disposition in _FOLLOWED for line in lines),
        closed=sum(line.is_closed for line in lines),
    )


_FOLLOWED = (Item.Disposition.ACCEPTED, Item.Disposition.TAKEN_BACK)


def open_polls(*, number: str) -> tuple[Live, list[Poll]]:
    """手机凭现场号看到的：此刻开着的几项。

    :raises NotVisible: 没有这个号
    """
    live = _live(number)
    rows = Poll.objects.filter(live=live, state=Poll.State.OPEN)
    return live, list(rows.order_by("number"))


def _live(number: str) -> Live:
    rows = Live.objects.select_related("activity__body", "activity__station")
    live = rows.filter(number=number).first()
    if live is None:
        raise NotVisible("没有这个现场号，请看大屏幕上的六位数字再输一遍。")
    return live
