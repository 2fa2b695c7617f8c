"""演示的建议稿：一份写好等人附议的，一份刚起头的，一份请我附议的；另向市人大提了一件。全经用例写成。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.orgs.models import Body
from lianxin.suggestions.models import Draft
from lianxin.suggestions.usecases import (
    DraftStart,
    SuggestionDraft,
    answer_invitation,
    invite_cosponsors,
    raise_suggestion,
    save_draft,
    start_draft,
)
from lianxin.suggestions.usecases.drafting import digest_of

_SHEDS = {
    "title": "关于在老旧小区集中建设充电棚的建议",
    "grounds": "走访了五里界街道六个小区、四百二十户，飞线充电的有一百三十多户，三个月里冒烟两起，"
    "消防通道被堵过两次；社区没有场地，物业没有经费。",
    "proposal": "请区住建局会同五里界街道，在明年六月底以前，选二十个老旧小区各建一处充电棚，"
    "由物业维护，建成的名单每季度公布一次。",
}
_BUSES = {
    "title": "关于开通五里界到光谷跨区公交的建议",
    "grounds": "五里界到光谷上班、看病的每天两千多人，现在要换三趟车，单程一小时四十分钟；"
    "两个区的公交各管各的，区里定不了。",
    "proposal": "请市交通运输局统筹，在明年六月底以前开通一条跨区直达公交，早晚高峰二十分钟一班。",
}
_STALLS = {
    "title": "关于在集镇设便民早市的建议",
    "grounds": "集镇上四十多户菜农沿路摆摊，早高峰堵车半个多小时，去年起有三起擦碰。",
    "proposal": "请区城管局会同街道，在今年年底以前，在集镇东侧空地划出早市，定好开收摊的时间。",
}


def draft_some(cast: Cast, *, at: datetime) -> None:
    """两位代表互相请对方附议：一位确认了，一位还没有回话。"""
    one = cast.person(cast.deputy("wulijie", 0))
    two = cast.person(cast.deputy("wulijie", 1))
    mine = _written(cast, one, _SHEDS, at=at)
    _invite(mine, two, one, at=at)
    answer_invitation(draft_id=mine.pk, joins=True, digest=digest_of(mine), doer=two, at=at)
    _invite(_written(cast, two, _STALLS, at=at), one, two, at=at)
    start_draft(start=DraftStart(cast.congress.pk, "road"), doer=one, at=at)


def _written(cast: Cast, who: Doer, words: dict[str, str], *, at: datetime) -> Draft:
    row = start_draft(start=DraftStart(cast.congress.pk), doer=who, at=at)
    return save_draft(draft_id=row.pk, version=row.version, given=words, doer=who, at=at)


def _invite(row: Draft, whom: Doer, by: Doer, *, at: datetime) -> None:
    people = (whom.viewer.person_id or 0,)
    invite_cosponsors(draft_id=row.pk, people=people, doer=by, at=at)


def raise_above(congress: Body, who: Doer, *, at: datetime) -> None:
    """兼任市人大代表的，向市人大提一件区里定不了的。"""
    raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=congress.pk,
            lead_id=who.viewer.person_id or 0,
            category_id="transport.transit",
            title=_BUSES["title"],
            grounds=_BUSES["grounds"],
            proposal=_BUSES["proposal"],
        ),
        actor=who.actor(),
        at=at,
    )
