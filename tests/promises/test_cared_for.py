"""事事有人管：随便谁、随便走、合不合规矩都试，任何时刻没有一件办件没人管。"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.casework.available import available
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import SUBMITTER_DOER, SYSTEM_DOER, Doer
from lianxin.casework.queries import neglected_cases
from lianxin.casework.state import day_of, state_of
from lianxin.casework.usecases import adopt_practice, open_case, publish_mechanism, sweep
from lianxin.casework.usecases.doing import do
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.parse import load_mechanism
from tests.driving import filled

PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"
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


@pytest.fixture
def practised(world):
    """小世界里把全部机制包都装上。"""
    for path in packs():
        row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=START)
        adopt_practice(
            jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=START
        )
    return world


def _doer(world, who: str) -> Doer:
    special = {"submitter": SUBMITTER_DOER, "system": SYSTEM_DOER}
    return special.get(who) or Doer(getattr(world, who).viewer)


def _verbs(mechanism: Mechanism) -> list[str]:
    return sorted({move.verb for _, move in mechanism.moves()})


def _one_step(world, root: Case, how: str, which: int, pick: int, at: datetime) -> None:
    """走一步：``able`` 是按某人看得见的按钮走，``anyone`` 是随便谁硬来。"""
    cases = list(Case.objects.filter(thread=root.thread).order_by("id"))
    case = cases[which % len(cases)]
    today, state = day_of(at), state_of(case)
    doers = [_doer(world, who) for who in (*PEOPLE, "submitter", "system")]
    able = [(doer, step) for doer in doers for step in available(state, doer, today=today)]
    if how == "able" and able:
        doer, step = able[which % len(able)]
        verb, duty = step.verb, step.duty_id
        facts = filled(step, world, today=today, pick=pick, number=case.number)
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
    reached = set()

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
    return open_case(
        subject=Subject(
            kind=mechanism.subject,
            id=1,
            number="JX-2026-000001",
            title="村口没有路灯",
            jurisdiction_id=world.congress.pk,
            local_body_id=world.street_committee.pk,
            deputy_id=world.deputy.person.pk,
        ),
        slot=mechanism.slot,
        actor=SYSTEM,
        at=START,
    )
