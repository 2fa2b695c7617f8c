"""请来的部门当场回话：答复、当场解决，或接下来、定日子；接下的当场立件，落到它自己的清单上。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianxin.activities.models import Activity, Item
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.items import follow_up
from lianxin.activities.usecases.writing import note
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole

Disposition = Item.Disposition
#: 部门能回的几样。
REPLIES = (Disposition.ANSWERED, Disposition.SOLVED, Disposition.ACCEPTED)


class AnsweredAlready(ActivityRefused, Conflict):
    """这一件已经有了说法。"""


@dataclass(frozen=True, slots=True)
class Reply:
    """当场怎么回的：答复了、解决了写怎么答的；接下来的写哪天前办好。"""

    disposition: str
    answer: str = ""
    due_on: date | None = None


@whole
def answer_item(*, item_id: int, reply: Reply, actor: Doer, at: datetime) -> Item:
    """部门在现场回一件问到自己的事；谁、哪家、几点几分都记下。

    :raises NotVisible: 没有问到这一家
    :raises AnsweredAlready: 已经答过、接过
    :raises ActivityRefused: 没写怎么答的，日子早于今天
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None or item.body_id not in actor.viewer.body_ids:
        raise NotVisible("没有这一件，或者不是问您单位的。")
    if item.disposition != Disposition.NOTED:
        raise AnsweredAlready("这一件已经有了说法，请刷新看看。")
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=item.activity_id)
    _check(reply, at=at)
    item.disposition, item.answer = reply.disposition, clean(reply.answer)[:1000]
    item.answered_by, item.due_on = _who(item, actor), reply.due_on or item.due_on
    item.answered_at = at
    item.save(update_fields=["disposition", "answer", "answered_by", "due_on", "answered_at"])
    follow_up(activity, item, actor, at=at)
    words = Disposition(item.disposition).label
    note(activity, "live.answered", actor, at=at, what=item.title, how=words)
    return item


def _check(reply: Reply, *, at: datetime) -> None:
    if reply.disposition not in REPLIES:
        raise ActivityRefused("请选怎么回：答复、现场解决，或者接下来办。")
    on_spot = reply.disposition != Disposition.ACCEPTED
    if on_spot and len(clean(reply.answer)) < 2:
        raise ActivityRefused("请写明怎么答的。", fields={"answer": "请写明"})
    if reply.due_on is not None and reply.due_on < day_of(at):
        raise ActivityRefused("答应的日子不能早于今天。", fields={"due_on": "早于今天"})


def _who(item: Item, actor: Doer) -> str:
    posts = [post for post in actor.viewer.posts if post.body_id == item.body_id]
    title = posts[0].title if posts else ""
    return f"{posts[0].body_name if posts else ''}{title}{actor.viewer.name}"[:80]
