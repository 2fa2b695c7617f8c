"""演示的督办：一件有领衔、有现场督办、约好了再看；一件线上跟踪；另请外单位说明一次；两份监督意见书。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.supervision import tokens
from lianxin.supervision.seeds.letters import issue_one, propose_one
from lianxin.supervision.usecases.outside import ask_outside
from lianxin.supervision.usecases.records import record_supervision, set_leader

_DECISION = "第四十一次主任会议研究确定，由领衔人牵头督办，城环委配合"
_ONSITE = "现场看了三个单元：管线已经摸清，脚手架还没有进场；请单位下周一前把开工的日子报来。"
_ONLINE = "电话问了承办人：灯杆已经到货，等天晴就装；已请他装好以后传照片。"
_QUESTION = "这段路上的电杆可不可以借用来装路灯？要办什么手续、大约多久？"


def plant(garden: Garden) -> None:
    """一件代表建议、一件群众意见的督办，两份监督意见书，都在江夏区。"""
    cast = Cast(garden.get("jx"), garden.today)
    led, shown = garden.get("jx.led").child, garden.get("jx.shown").child
    _lead(cast, led, garden)
    _onsite(cast, led, garden)
    _online(cast, shown, garden)
    _ask(cast.of("zjj"), shown, garden)
    garden.put("jx.letter", issue_one(cast, garden))
    propose_one(cast, garden)


def _lead(cast: Cast, case_id: int, garden: Garden) -> None:
    set_leader(
        case_id=case_id,
        leader_id=cast.of("cc").viewer.person_id or 0,
        decision=_DECISION,
        decided_on=garden.today - timedelta(days=20),
        committee_id=cast.body("urban").pk,
        actor=cast.of("da"),
        at=garden.at,
    )


def _onsite(cast: Cast, case_id: int, garden: Garden) -> None:
    record_supervision(
        case_id=case_id,
        form="onsite",
        medium="offline",
        on=garden.today - timedelta(days=6),
        people="领衔的副主任、城环委一人、两位代表",
        finding=_ONSITE,
        next_on=garden.today + timedelta(days=9),
        actor=cast.of("cc"),
        at=garden.at,
    )


def _online(cast: Cast, case_id: int, garden: Garden) -> None:
    record_supervision(
        case_id=case_id,
        form="track",
        medium="online",
        on=garden.today - timedelta(days=1),
        people="街道工委主任",
        finding=_ONLINE,
        next_on=garden.today + timedelta(days=4),
        actor=cast.of("wulijie"),
        at=garden.at,
    )


def _ask(unit: Doer, case_id: int, garden: Garden) -> None:
    """供电公司没有账号，给它一条一次性的链接。"""
    duties = Duty.objects.open().select_related("case").filter(case=case_id)
    duty = next(duty for duty in duties.order_by("id") if unit.holds(duty))
    ask = ask_outside(
        case_id=case_id,
        duty_id=duty.pk,
        organisation="供电公司江夏供电中心",
        question=_QUESTION,
        days=14,
        doer=unit,
        at=garden.at,
    )
    garden.point_out(DemoLink("外单位答复的一次性链接", f"/o/{tokens.sign(ask.serial)}/"))
