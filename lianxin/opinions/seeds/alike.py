"""演示的共性问题：三件积水生蚊的事归成一组，用一份答复答到两件，后来的一件还等着答。"""

from __future__ import annotations

from collections.abc import Sequence

from lianxin.kernel.seeding import Garden
from lianxin.opinions.seeds.plot import Plot
from lianxin.opinions.usecases.together import answer_group, join_group, open_group

_TITLE = "积水坑多、傍晚蚊子成团"
_ANSWER = (
    "几个村（社区）的积水坑已经列表造册：这周由社区组织清理，月底前再统一消杀两遍，"
    "填不平的坑由街道办事处安排填土；进度贴在各村（社区）公示栏。"
)


def answer_alike(plots: Sequence[Plot], garden: Garden) -> None:
    """最后一件是答复以后才来的。"""
    *first, late = (plot.receipt.case_id for plot in plots)
    head = plots[0].head
    group = open_group(
        title=_TITLE,
        case_ids=first,
        category_id="health.publichealth",
        doer=head,
        at=garden.at,
    )
    answer_group(group_id=group.pk, answer=_ANSWER, result="explained", doer=head, at=garden.at)
    join_group(group_id=group.pk, case_ids=[late], doer=head, at=garden.at)
