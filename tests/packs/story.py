"""机制包跑起来用的一条意见：提交以后，谁在哪天办了哪一步。"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from lianxin.casework.models import Case, Link
from lianxin.casework.policies import SUBMITTER_DOER, Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism, sweep
from lianxin.casework.usecases.doing import do
from lianxin.files.usecases import store_document
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.usecases import register_opinion
from lianxin.opinions.usecases.registering import Draft
from tests.packs.readmes import PACKS
from tests.world import AT, Persona, World

#: 材料里写它，就现传一份文件。
FILE = "文件"
REPLY = {
    "reply": "您提出的关于加装路灯的建议收悉，经现场查看，已装好十一盏路灯并亮灯。",
    "reply_letter": FILE,
    "signer": "张局长",
}
PRAISE = {"attitude": "satisfied", "result": "satisfied"}
BLAME = {"attitude": "basic", "result": "dissatisfied"}


def install(world: World, *names: str) -> None:
    """发布并采用几份机制。"""
    for name in names:
        source = (PACKS / name / "mechanism.toml").read_text(encoding="utf-8")
        row = publish_mechanism(source=source, path=name, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


@dataclass
class Story:
    """一条意见的一生：提交以后，谁在哪天办了哪一步。"""

    world: World
    at: datetime = AT
    consents: tuple[str, ...] = ()
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        registered = register_opinion(
            draft=Draft(
                jurisdiction_id=self.world.congress.pk,
                channel="scan",
                text="村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。",
                title="村口到小学的路没有路灯",
                local_body_id=self.world.street_committee.pk,
                deputy_id=self.world.deputy.person.pk,
                consents=self.consents,
            ),
            actor=PUBLIC,
            at=self.at,
        )
        self.case = Case.objects.get(pk=registered.case_id)

    def wait(self, **span: int) -> None:
        """过一段时间，系统巡查一遍。"""
        self.at += timedelta(**span)
        sweep(at=self.at)

    def step(self, who: Persona | None, verb: str, on: Case | None = None, **facts: Any) -> None:
        """某人办一步；没有写谁的是提交人。"""
        doer = Doer(who.viewer) if who else SUBMITTER_DOER
        self.at += timedelta(hours=1)
        given = {key: self._uploaded(value, doer) for key, value in facts.items()}
        do(case_id=(on or self.case).pk, verb=verb, actor=doer, at=self.at, facts=given)

    def _uploaded(self, value: Any, doer: Doer) -> Any:
        if value not in (FILE, [FILE]):
            return value
        kept = store_document(
            upload=BytesIO(b"%PDF-1.4\n%%EOF\n"),
            original_name="材料.pdf",
            audience="staff",
            actor=doer.actor(),
            at=self.at,
        )
        return str(kept.pk)

    @property
    def child(self) -> Case:
        """最近派生或转出的一件。"""
        return Link.objects.filter(source=self.case).latest("id").target

    def now(self, on: Case | None = None) -> str:
        """此刻在哪个环节。"""
        return Case.objects.get(pk=(on or self.case).pk).stage

    def handled(self) -> "Story":
        """街道转去办理。"""
        self.step(self.world.street, "handle", category="waste")
        return self

    def told(self) -> "Story":
        """街道当场答复。"""
        self.step(self.world.street, "answer", category="waste", answer="路灯今天已经修好了。")
        return self


def unit_of(world: World) -> int:
    """主办单位的编号。"""
    return world.unit_body.pk
