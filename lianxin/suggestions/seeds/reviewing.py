"""演示的双重联审：江汉采用了联审，一位代表昨天送审一份建议稿，等代表团初审。"""

from __future__ import annotations

from datetime import datetime, timedelta

from lianxin.casework.models import PublishedMechanism
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.usecases import adopt_practice
from lianxin.kernel.actors import SYSTEM
from lianxin.suggestions.usecases import DraftStart, save_draft, start_draft, submit_draft

_ADOPTED_AGO = timedelta(days=4)
_WORDS = {
    "title": "关于在老旧社区设共享助浴点的建议",
    "grounds": "走访万松街道九个社区，独居、失能老人三百二十多户，家里洗澡不便的占六成；"
    "去年老人在家滑倒的报了二十三起，现有助浴点全区只有两处，坐车要四十分钟。",
    "proposal": "请区民政局会同街道，在明年六月底以前利用社区闲置用房先设五处助浴点，"
    "定好收费和护理标准，由街道管日常。",
    "exclusions_clear": True,
}


def review_one(cast: Cast, *, at: datetime) -> None:
    """采用在前，送审在后；此前提出的建议不受影响。"""
    pack = PublishedMechanism.objects.get(key="joint-review", overlay="")
    adopt_practice(
        jurisdiction_id=cast.congress.pk,
        mechanism_id=pack.pk,
        actor=SYSTEM,
        at=at - _ADOPTED_AGO,
    )
    who = cast.person(cast.deputy("wansong", 0))
    row = start_draft(start=DraftStart(cast.congress.pk), doer=who, at=at)
    row = save_draft(draft_id=row.pk, version=row.version, given=_WORDS, doer=who, at=at)
    submit_draft(draft_id=row.pk, doer=who, at=at)
