"""一部手机按一票：一条语句查开没开着、查按过没有、记下，谁也不等谁。

两千部手机半分钟里一起按，不锁任何一行；票数从来现数，没有一个大家抢着改的计数。
不逐票留痕——留痕里写时刻就能对出谁投的；开、收、数的结果都有留痕。
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from lianxin.activities.models import Poll
from lianxin.activities.queries.live.words import CHOICES, GROUPS
from lianxin.activities.refusals import ActivityRefused
from lianxin.kernel.errors import Conflict, NotVisible

_MARK = """
INSERT INTO activities_mark (poll_id, device, "group", choice, made_at)
SELECT p.id, %s, %s, %s, %s
  FROM activities_poll p JOIN activities_live l ON l.id = p.live_id
 WHERE p.id = %s AND l.number = %s AND p.scale = %s AND p.state = 'open'
ON CONFLICT (poll_id, device) DO NOTHING RETURNING id
"""


class MarkedAlready(ActivityRefused, Conflict):
    """这部手机已经评过。"""


class PollNotOpen(ActivityRefused, Conflict):
    """这一项没有开着。"""


def mark(
    *,
    number: str,
    poll_id: int,
    scale: str,
    device: bytes,
    group: str,
    choice: str,
    at: datetime,
) -> None:
    """按一票。

    :param number: 现场号；手机摘要各场不同，项目不是这一场的不收，换个号也投不了第二次
    :param device: 手机摘要，32 字节
    :param scale: 页面上显示的是哪种选法；与库里不一致就不算
    :raises MarkedAlready: 这部手机按过了，先前那一票算数
    :raises PollNotOpen: 还没开始，或者已经收了
    :raises NotVisible: 这一场没有这一项
    """
    if choice not in CHOICES.get(scale, {}):
        raise ActivityRefused("请选一样再按。", fields={"choice": "请选"})
    if group not in GROUPS or len(device) != 32:
        raise ActivityRefused("请先选您是哪一类。", fields={"group": "请选"})
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [device, group, choice, at, poll_id, number, scale])
        if cursor.fetchone() is not None:
            return
    _explain(number, poll_id)


def _explain(number: str, poll_id: int) -> None:
    rows = Poll.objects.filter(pk=poll_id, live__number=number)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        raise NotVisible("没有这一项，请看大屏幕上的号。")
    if state == Poll.State.OPEN:
        raise MarkedAlready("这部手机已经评过这一项，一部手机只算一次；先前那一票算数。")
    raise PollNotOpen(
        "这一项已经收了，刚才按的没有算上。" if state == Poll.State.CLOSED else "这一项还没有开始。"
    )
