"""回放的台子：剧本能用的全部——推日子、换身份、办一步、核对走到哪、还欠什么。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction

from lianxin.activities.usecases import ActivityDraft, ItemDraft
from lianxin.activities.usecases.items import note_item
from lianxin.activities.usecases.planning import plan_activity
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Link
from lianxin.casework.policies import SUBMITTER_DOER, Doer
from lianxin.casework.state import day_of
from lianxin.casework.usecases import adopt_practice, publish_mechanism, sweep
from lianxin.casework.usecases.doing import do
from lianxin.casework.verbs import DUTY_VERBS
from lianxin.files import storage
from lianxin.files.usecases import store_document
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.vocabulary import OPENING_VERBS, SLOTS
from lianxin.opinions.usecases import Contact, Draft, follow_opinion, register_opinion
from lianxin.ops.rehearsal import Rehearsal
from lianxin.publicity.queries import is_public
from lianxin.supervision.usecases.letters import Wording, draft_letter, submit_letter

#: 各段机制的事，从哪种活动、作为哪种事项带出来。
ON_SPOT = {
    "onsite": ("home_meeting", "problem"),
    "hotline": ("hotline", "call"),
    "forum": ("live_forum", "topic"),
    "pledge": ("home_meeting", "agreed"),
    "hall": ("council_hall", "topic"),
    "problem": ("research", "problem"),
}
_PAPER = b"%PDF-1.4\n%%EOF\n"


class ScenarioFailed(RuleViolation):
    """剧本没有照着演下去。"""


@dataclass(frozen=True, slots=True)
class Beat:
    """演出里的一拍：哪天、谁、做了什么、到了哪一环、还压着谁什么时候到期。"""

    on: str
    who: str
    did: str
    stage: str
    owed: str


@dataclass(slots=True)
class Stage:
    """台子。剧本里的办件都用编号说。"""

    county: Rehearsal
    now: datetime
    packs: Path
    beats: list[Beat] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)

    @property
    def today(self) -> str:
        """演到哪天了（2025-03-03）。"""
        return day_of(self.now).isoformat()

    def on(self, month: int, day: int, *, year: int = 0) -> None:
        """翻到某一天的上午九点；日子只能往后翻，不写 ``year`` 就是当年。

        :raises ScenarioFailed: 往回翻了
        """
        turned = self.now.replace(year=year or self.now.year, month=month, day=day, hour=9)
        if turned < self.now:
            raise ScenarioFailed(f"剧本把日子从 {self.today} 往回翻到了 {turned:%Y-%m-%d}")
        self.now = turned

    def adopt(self, *packs: str) -> None:
        """这个县采用哪几份机制（写目录名）。"""
        for pack in packs:
            path = self.packs / pack / "mechanism.toml"
            row = publish_mechanism(
                source=path.read_text(encoding="utf-8"), path=pack, actor=SYSTEM, at=self.now
            )
            adopt_practice(
                jurisdiction_id=self.county.congress_id,
                mechanism_id=row.pk,
                actor=SYSTEM,
                at=self.now,
            )

    def say(self, text: str, *, publish: bool = True) -> int:
        """群众扫码说一件事，返回收件办件的编号。"""
        done = register_opinion(
            draft=Draft(
                jurisdiction_id=self.county.congress_id,
                text=text,
                channel="scan",
                local_body_id=self.county.street_id,
                deputy_id=self.county.deputy_id,
                consents=("publish",) if publish else (),
            ),
            actor=PUBLIC,
            at=self.now,
        )
        self._note("群众", "扫码反映", done.case_id)
        return done.case_id

    def letter(self, *items: tuple[str, str]) -> int:
        """委员会起草一份监督意见书，报主任会议；``items`` 是（意见，整改期限）。返回办件编号。"""
        actor = self._doer("committee")
        wording = Wording(
            kind="supervision",
            title="关于农村道路照明专项检查的意见",
            source="2025 年农村道路照明专项检查",
            opening="检查了十三个村，照明设施总体完好，也有几项要整改。",
            unit_id=self.county.unit_id,
            committee_id=self.county.committee_id,
            items=items,
        )
        made = draft_letter(
            jurisdiction_id=self.county.congress_id, wording=wording, actor=actor, at=self.now
        )
        case = submit_letter(letter_id=made.pk, actor=actor, at=self.now)
        self._note(self._name("committee"), "起草意见书，报主任会议", case.pk)
        return case.pk

    def items(self, slot: str, *said: tuple[str, str]) -> list[int]:
        """一场活动上记下的几件要跟到底的事；``said`` 是（什么事，答应哪天，没有就空着）。"""
        activity = plan_activity(
            draft=self._happening(slot), actor=self._doer("office"), at=self.now
        )
        cases = []
        for text, due in said:
            item = note_item(
                activity_id=activity.pk,
                item=self._noted(slot, text, due),
                actor=self._doer("office"),
                at=self.now,
            )
            self._note(self._name("office"), f"活动上记下：{text}", item.case_id or 0)
            cases.append(item.case_id or 0)
        return cases

    def _happening(self, slot: str) -> ActivityDraft:
        return ActivityDraft(
            congress_id=self.county.congress_id,
            kind=ON_SPOT[slot][0],
            title="回放的一场活动",
            body_id=self.county.street_id,
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=2),
            fields={"topic": "回放的题目"} if slot == "problem" else {},
        )

    def _noted(self, slot: str, text: str, due: str) -> ItemDraft:
        return ItemDraft(
            kind=ON_SPOT[slot][1],
            text=text,
            body_id=self.county.unit_id,
            person_id=self.county.deputy_id,
            due_on=date.fromisoformat(due) if due else None,
            disposition="taken_back",
        )

    def children(self, case: int) -> list[int]:
        """这一件派生出去的几件，按先后。"""
        found = Link.objects.filter(source=case, kind=Link.Kind.SPAWNED).order_by("target")
        return list(found.values_list("target", flat=True))

    def follow(self, case: int) -> int:
        """邻居说“我也是”：当场并进来，返回他那一件的编号。"""
        done = follow_opinion(
            target_id=self._case(case).subject_id,
            contact=Contact(name="邻居", phone="13800000000"),
            channel="scan",
            actor=PUBLIC,
            at=self.now,
        )
        self._note("邻居", "我也是", done.case_id)
        return done.case_id

    def do(self, who: str, case: int, verb: str, **facts: Any) -> None:
        """某个身份走一步；``who`` 是 street、office、deputy、unit……或 submitter。"""
        self._tick()
        label, before = self._label(case, verb), self._stages()
        after = do(case_id=case, verb=verb, actor=self._doer(who), at=self.now, facts=facts)
        self._note(self._name(who), label, after.pk)
        self._note_moved(before, "跟着往下走", but=case)

    def refused(self, who: str, case: int, verb: str, words: str, **facts: Any) -> None:
        """这一步应当走不了，而且说的话里有 ``words``。

        :raises ScenarioFailed: 走成了，或者说的不是这个理由
        """
        beats = len(self.beats)
        try:
            with transaction.atomic():
                self.do(who, case, verb, **facts)
        except RuleViolation as refusal:
            if words not in str(refusal):
                raise ScenarioFailed(f"拒绝的理由里没有“{words}”：{refusal}") from refusal
            self._note(self._name(who), f"想“{self._label(case, verb)}”，没准：{refusal}", case)
            return
        del self.beats[beats:]
        raise ScenarioFailed(f"{self._name(who)}不该能走“{self._label(case, verb)}”，却走成了")

    def child(self, case: int, mechanism: str) -> int:
        """同一条线索上最近派生的那一件；``mechanism`` 是它的机制标识。

        :raises ScenarioFailed: 没有派生出来
        """
        found = Case.objects.filter(thread=self._case(case).thread, mechanism__key=mechanism)
        latest = found.order_by("-id").first()
        if latest is None:
            raise ScenarioFailed(f"没有派生出“{mechanism}”的办件")
        return latest.pk

    def companions(self, case: int, mechanism: str) -> list[int]:
        """这一件旁边照某份机制开的几件，按先后。"""
        found = Case.objects.filter(main=case, mechanism__key=mechanism).order_by("id")
        return list(found.values_list("pk", flat=True))

    def paper(self, who: str, name: str) -> str:
        """某个身份传一份文件，返回它的编号。"""
        kept = store_document(
            upload=BytesIO(_PAPER),
            original_name=name,
            audience="staff",
            actor=self.county.viewers[who].as_actor(),
            at=self.now,
        )
        self.papers.append(kept.stored_name)
        return str(kept.pk)

    def number(self, case: int) -> str:
        """这一件给人看的编号。"""
        return self._case(case).number

    def patrol(self) -> None:
        """系统巡查一遍；期满自动走了的，各记一拍。"""
        before = self._stages()
        seen = sweep(at=self.now)
        did = f"提醒 {seen.warned} 份，升级 {seen.escalated} 份，期满自动走 {seen.advanced} 件"
        self.beats.append(Beat(self.today, "系统", f"巡查：{did}", "", ""))
        self._note_moved(before, "期满自动走")

    def expect(self, case: int, stage: str, **fields: Any) -> None:
        """核对走到了哪一环；还可核对 ``result`` 等。

        :raises ScenarioFailed: 对不上
        """
        found = self._case(case)
        for key, wanted in {"stage": stage, **fields}.items():
            if (actual := getattr(found, key)) != wanted:
                raise ScenarioFailed(f"{found.number} 的 {key} 应当是 {wanted}，实际是 {actual}")

    def owes(self, case: int, role: str, due: str, owed: str = "", *, by: str = "") -> None:
        """核对某身份的责任哪天到期；同一身份不止一份的，写明 ``owed`` 欠什么。

        :param by: 由哪个身份的机构或人担着，如 other_unit
        :raises ScenarioFailed: 没有这份责任，或日子、担的人不对
        """
        duties = Duty.objects.open().filter(case=case, role=role, owes__contains=owed)
        duty = duties.order_by("due_date", "id").first()
        if duty is None:
            raise ScenarioFailed(f"{role} 应当有责任“{owed}”，却没有")
        if duty.due_date.isoformat() != due:
            raise ScenarioFailed(f"“{duty.owes}”应当 {due} 到期，实际是 {duty.due_date}")
        if by and not self._doer(by).holds(duty):
            raise ScenarioFailed(f"“{duty.owes}”应当由{self._name(by)}担着")

    def owes_nothing(self, case: int, role: str, owed: str = "") -> None:
        """核对某身份没有压着的责任。

        :raises ScenarioFailed: 还压着
        """
        if Duty.objects.open().filter(case=case, role=role, owes__contains=owed).exists():
            raise ScenarioFailed(f"{role} 的责任“{owed}”应当已经解除，却还在")

    def posted(self, case: int, *, yes: bool = True) -> None:
        """核对这件事公开了没有。

        :raises ScenarioFailed: 对不上
        """
        if is_public(thread=self._case(case).thread or case) != yes:
            raise ScenarioFailed(f"{self.number(case)} 应当{'已经' if yes else '没有'}公开")

    def clear_away(self) -> None:
        """把剧本里传的文件从盘上收走。"""
        for name in self.papers:
            storage.remove(name)

    def _stages(self) -> dict[int, str]:
        cases = Case.objects.filter(jurisdiction=self.county.congress_id).order_by("id")
        return dict(cases.values_list("pk", "stage"))

    def _note_moved(self, before: dict[int, str], did: str, *, but: int = 0) -> None:
        """别的办件里，系统往下走了的，各记一拍。"""
        for case, stage in self._stages().items():
            if case not in before:
                self._note_passed(case, stage)
            elif case != but and before[case] != stage:
                self._note("系统", did, case)

    def _note_passed(self, case: int, stage: str) -> None:
        """一立起来就由系统走过头一个环节的，也记一拍：条件齐了，当场往下走。"""
        first = mechanism(self._case(case).mechanism_id).first_stage
        if first.key != stage:
            words = f"条件齐了，当场走过“{first.label}”"
            self.beats.append(Beat(self.today, "系统", words, first.label, ""))

    def _case(self, case: int) -> Case:
        return Case.objects.get(pk=case)

    def _doer(self, who: str) -> Doer:
        return SUBMITTER_DOER if who == "submitter" else Doer(self.county.viewers[who])

    def _name(self, who: str) -> str:
        return self.county.names.get(who, "提交人")

    def _tick(self) -> None:
        self.now += timedelta(minutes=20)

    def _label(self, case: int, verb: str) -> str:
        if verb in DUTY_VERBS:
            return DUTY_VERBS[verb].label
        if verb in OPENING_VERBS:
            return f"启动{SLOTS[OPENING_VERBS[verb]]}"
        found = self._case(case)
        known = mechanism(found.mechanism_id)
        here = (move.label for move in known.stage(found.stage).moves if move.verb == verb)
        return next(here, known.verb_label(verb))

    def _note(self, who: str, did: str, case: int) -> None:
        found = self._case(case)
        duties = Duty.objects.open().filter(case=case).order_by("id")
        owed = "；".join(self._owed(duty) for duty in duties)
        label = mechanism(found.mechanism_id).stage(found.stage).label
        self.beats.append(Beat(self.today, who, did, label, owed or found.waits or "已办结"))

    def _owed(self, duty: Duty) -> str:
        held = ("body", duty.holder_body_id), ("person", duty.holder_person_id)
        holder = next((self.county.holders[key] for key in held if key[1]), "")  # type: ignore[index]
        return f"{holder}：{duty.owes}（{duty.due_date.month} 月 {duty.due_date.day} 日前）"


Play = Callable[[Stage], None]
