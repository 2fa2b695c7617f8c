"""事事有人管：随便谁、随便走、合不合规矩都试，任何时刻没有一件办件没人管。"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.access.usecases import registers
from lianxin.activities.models import Programme, Task
from lianxin.casework.available import available
from lianxin.casework.changes import Companion
from lianxin.casework.models import Case, Commitment, Duty, Party
from lianxin.casework.policies import SUBMITTER_DOER, SYSTEM_DOER, Doer
from lianxin.casework.queries import neglected_cases
from lianxin.casework.state import day_of, lock_case, state_of
from lianxin.casework.usecases import adopt_practice, open_case, publish_mechanism, sweep
from lianxin.casework.usecases.accompanying import stand_beside
from lianxin.casework.usecases.doing import do
from lianxin.casework.usecases.moving import settle
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.vocabulary import BESIDE_SLOTS, GIVEN_FACTS, SLOT_SUBJECTS
from lianxin.opinions.models import Opinion
from tests.driving import filled
from tests.world import SINCE

PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"
#: 往年提过的另一件建议。
EARLIER = "JX-2025-000009"
START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE = ("office", "street", "deputy", "unit", "other_unit", "committee", "chair", "stranger")
#: 平时跑得快，夜里可以设大：``LIANXIN_EXAMPLES=500``。
EXAMPLES = int(os.environ.get("LIANXIN_EXAMPLES", "8"))
STEP = st.tuples(
    st.sampled_from(("able", "able", "able", "able", "anyone", "clock")),
    st.integers(0, 400),
    st.integers(0, 5),
    st.integers(0, 45),
)


def packs() -> list[Path]:
    return sorted(PACKS.glob("*/mechanism.toml"))


def beside_packs() -> list[Path]:
    found = {path: load_mechanism(path.read_text(), str(path)) for path in packs()}
    return [path for path, mechanism in found.items() if mechanism.slot in BESIDE_SLOTS]


@pytest.fixture
def practised(world):
    """小世界里把全部机制包都装上。"""
    for path in packs():
        row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=START)
        adopt_practice(
            jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=START
        )
    registers.register_body(
        kind="procuratorate",
        name="区人民检察院",
        slug="jx-jcy",
        region=world.county,
        congress=world.congress,
        starts_on=SINCE,
        actor=SYSTEM,
        at=START,
    )
    _main(world, "suggestion", "suggestion", number=EARLIER, pk=2)
    return world


def _doer(world, who: str) -> Doer:
    special = {"submitter": SUBMITTER_DOER, "system": SYSTEM_DOER}
    return special.get(who) or Doer(getattr(world, who).viewer)


def _verbs(mechanism: Mechanism) -> list[str]:
    return sorted({move.verb for _, move in mechanism.moves()})


def _one_step(
    world, root: Case, how: str, which: int, pick: int, at: datetime, *, beside: bool = False
) -> None:
    """走一步：``able`` 是按某人看得见的按钮走，``anyone`` 是随便谁硬来；``beside`` 只走旁办的。"""
    found = Case.objects.filter(thread=root.thread).order_by("id")
    cases = list(found.exclude(main=None) if beside else found)
    case = cases[which % len(cases)]
    today, state = day_of(at), state_of(case)
    doers = [_doer(world, who) for who in (*PEOPLE, "submitter", "system")]
    able = [(doer, step) for doer in doers for step in available(state, doer, today=today)]
    if how == "able" and able:
        doer, step = able[which % len(able)]
        verb, duty = step.verb, step.duty_id
        # 反复提办要写的是往年的另一件；别的填自己这一件，够不够条件由规矩说。
        number = EARLIER if case.beside == "repeat" else case.number
        facts = filled(step, world, today=today, pick=pick, number=number)
    else:
        verbs = _verbs(state.mechanism)
        doer, verb, duty, facts = doers[pick], verbs[which % len(verbs)], None, {}
    with transaction.atomic():
        do(case_id=case.pk, verb=verb, actor=doer, at=at, facts=facts, duty_id=duty)


def _everything_is_cared_for(thread: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert neglected_cases() == []
    for case in Case.objects.filter(thread=thread, closed_at__isnull=True):
        open_duties = Duty.objects.open().filter(case=case)
        assert case.waits or all(d.holder_body_id or d.holder_person_id for d in open_duties)
    closed = Case.objects.filter(thread=thread, closed_at__isnull=False)
    assert not Duty.objects.open().filter(case__in=closed).exists()
    assert not closed.filter(result="").exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", packs(), ids=lambda path: path.parent.name)
def test_no_case_is_ever_without_a_holder(practised, path):
    """每一份机制：任意的人按任意次序走任意的步，每走一步都核一遍，办结的都有结果、没有余责。"""
    mechanism = load_mechanism(path.read_text(), str(path))
    reached = {mechanism.first_stage.key}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEP, min_size=4, max_size=14))
    def play(steps):
        with transaction.atomic():
            at = START
            row = publish_mechanism(source=path.read_text(), path="", actor=SYSTEM, at=START)
            adopt_practice(
                jurisdiction_id=practised.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=START
            )
            root = _opened(practised, mechanism)
            for how, which, pick, wait in steps:
                at += timedelta(days=wait, hours=1)
                try:
                    with transaction.atomic():
                        if how == "clock":
                            sweep(at=at)
                        else:
                            _one_step(practised, root, how, which, pick, at)
                except RuleViolation:
                    pass
                _everything_is_cared_for(root.thread)
                reached.update(
                    Case.objects.filter(thread=root.thread).values_list("stage", flat=True)
                )
            transaction.set_rollback(True)

    play()
    assert len(reached & {stage.key for stage in mechanism.stages}) >= 2, reached


def _opened(world, mechanism: Mechanism) -> Case:
    """立一件主办的；考的是旁办的，先立主办的，再在旁边开它。"""
    if mechanism.slot not in BESIDE_SLOTS:
        return _main(world, mechanism.slot, mechanism.subject)
    slot = "suggestion" if mechanism.subject == "suggestion" else "handling"
    main = _main(world, slot, mechanism.subject if slot == "suggestion" else "opinion")
    _companion(main, mechanism.slot)
    return main


def _main(world, slot: str, kind: str, *, number: str = "JX-2026-000001", pk: int = 1) -> Case:
    unit = world.unit_body.pk
    if kind == "programme_task":
        _task(world, pk)
    if kind == "opinion":
        _opinion(world, pk, number)
    given = {"lead": unit, "group": unit, "checker": world.special_committee.pk}
    return open_case(
        subject=Subject(
            kind=kind,
            id=pk,
            number=number,
            title="村口没有路灯",
            jurisdiction_id=world.congress.pk,
            local_body_id=world.street_committee.pk,
            deputy_id=world.deputy.person.pk,
        ),
        slot=slot,
        actor=SYSTEM,
        at=START,
        facts=_known(slot),
        bodies=given if slot in SLOT_SUBJECTS else None,
    )


def _opinion(world, pk: int, number: str) -> None:
    """群众说的一条意见，与办件对得上号：并走、拆开、重开都动得着它。"""
    Opinion.objects.create(
        pk=pk,
        jurisdiction=world.congress,
        receipt_no=number,
        key_digest=b"",
        channel="scan",
        text="村口没有路灯",
        title="村口没有路灯",
        submitted_at=START,
    )


def _task(world, pk: int) -> None:
    """住建局认下的一个主题，与办件对得上号。"""
    theme = Programme.objects.create(
        congress=world.congress,
        kind="theme",
        name="路灯",
        body=world.deputy_affairs,
        starts_on=day_of(START),
        made_at=START,
    )
    Task.objects.create(pk=pk, programme=theme, body=world.unit_body, claimed_at=START)


def _known(slot: str) -> dict[str, str]:
    """立件时系统就填好的材料，都填上：日子在四十天以后，话随便写一句。"""
    day = (day_of(START) + timedelta(days=40)).isoformat()
    found = GIVEN_FACTS.get(slot, {})
    return {key: day for key, kind in found.items() if kind == "date"} | {
        key: "村口没有路灯" for key, kind in found.items() if kind in ("text", "line")
    }


def _companion(main: Case, slot: str) -> Case:
    promise = None
    if slot == "promise":
        due = day_of(START) + timedelta(days=40)
        promise = Commitment.objects.create(
            case=main, who="区住建局", what="装路灯", by=due, made_at=START
        )
    # 已经答复过的：等答复的旁办件一开就往下走。
    Case.objects.filter(pk=main.pk).update(result="planned")
    state = lock_case(main.pk)
    opened = stand_beside(state, Companion(slot, commitment=promise), actor=SYSTEM, at=START)
    assert opened
    settle(case_id=opened.pk, at=START)
    return opened


def _standing(main: Case) -> tuple[object, ...]:
    """主办件此刻的样子：环节、结果、责任、身份。"""
    row = Case.objects.get(pk=main.pk)
    duties = Duty.objects.filter(case=main).order_by("id")
    parties = Party.objects.filter(case=main).order_by("id")
    return (
        (row.stage, row.result, row.closed_at, row.facts, row.marks, row.flags),
        list(duties.values_list("pk", "owes", "due_date", "discharged_at", "outcome")),
        list(parties.values_list("pk", "role", "body", "person", "until")),
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", beside_packs(), ids=lambda path: path.parent.name)
def test_companions_never_touch_the_main(practised, path):
    """旁办件随便怎么走，主办件的环节、结果、责任、身份一样也不变；同一用途至多一件在办。"""
    mechanism = load_mechanism(path.read_text(), str(path))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEP, min_size=4, max_size=14))
    def play(steps):
        with transaction.atomic():
            at, main = START, _opened(practised, mechanism)
            before = _standing(main)
            for how, which, pick, wait in steps:
                at += timedelta(days=wait % 5, hours=1)
                try:
                    with transaction.atomic():
                        step = (how if how != "clock" else "able", which, pick)
                        _one_step(practised, main, *step, at, beside=True)
                except RuleViolation:
                    pass
                assert _standing(main) == before
            transaction.set_rollback(True)

    play()
