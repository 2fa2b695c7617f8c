"""装满的小世界：一条带着姓名电话的意见走到承办单位手里，另一条办好公开；供权限与隐私的测试走遍全站。"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, move_case, publish_mechanism
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.usecases import Contact, Draft, Registered, register_opinion
from tests.world import AT, World

PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"
#: 提交人写在正文里、留在联系方式里的、绝不该到承办单位和公众眼前的字样。
NAME, PHONE, ID_CARD = "欧阳芷兰", "13907160718", "420115195001013724"
CONTACT_NAME, CONTACT_PHONE = "司徒青禾", "13871190246"
SECRETS = (NAME, PHONE, ID_CARD, CONTACT_NAME, CONTACT_PHONE)
TEXT = f"您好，我叫{NAME}，电话{PHONE}，身份证{ID_CARD}。村口到小学的路没有路灯，孩子放学天就黑了。"


@dataclass(frozen=True)
class Filled:
    """装满之后：小世界、那条意见、收件办件、派到单位的办件、公开了的那一条。"""

    world: World
    told: Registered
    root: Case
    child: Case
    public: Registered


def fill(world: World) -> Filled:
    """经用例把小世界装满。"""
    for pack in ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion"):
        source = (PACKS / pack / "mechanism.toml").read_text()
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    told = _say(world)
    child = _hand_over(world, told.case_id)
    public = _say(world)
    _step(world.street, public.case_id, "answer", category="waste", answer="路灯已经装好。")
    _step(world.street, public.case_id, "post")
    return Filled(world, told, Case.objects.get(pk=told.case_id), child, public)


def _say(world: World) -> Registered:
    return register_opinion(
        draft=Draft(
            jurisdiction_id=world.congress.pk,
            text=TEXT,
            channel="scan",
            region_id=world.village.pk,
            station_id=world.station.pk,
            deputy_id=world.deputy.person.pk if world.deputy.person else None,
            contact=Contact(name=CONTACT_NAME, phone=CONTACT_PHONE),
            consents=("publish",),
        ),
        actor=PUBLIC,
        at=AT,
    )


def _hand_over(world: World, case_id: int) -> Case:
    _step(world.street, case_id, "handle", category="waste")
    child = Case.objects.exclude(pk=case_id).get(thread=case_id)
    _step(world.street, child.pk, "raise", level="district", analysis="缺十一盏灯")
    return _step(world.office, child.pk, "dispatch", lead_unit=world.unit_body.pk)


def _step(who: Any, case_id: int, verb: str, **facts: Any) -> Case:
    return move_case(case_id=case_id, verb=verb, actor=Doer(who.viewer), at=AT, facts=facts).case
