"""事事有人管：随便谁、随便走、合不合规矩都试，任何时刻没有一件办件没人管。"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import SUBMITTER_DOER, SYSTEM_DOER, Doer
from lianxin.casework.queries import moves_for, neglected_cases
from lianxin.casework.state import day_of
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
STEP = st.tuples(
    st.sampled_from((*PEOPLE, "submitter", "system", "clock")),
    st.integers(0, 40),
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


def _one_step(world, root: Case, who: str, which: int, pick: int, at: datetime) -> None:
    """某人随便走一步：多数时候按按钮来，有时硬来。"""
    cases = list(Case.objects.filter(thread=root.thread).order_by("id"))
    case = cases[which % len(cases)]
    doer = _doer(world, who)
    steps = moves_for(case=case, doer=doer, today=day_of(at))
    if steps and which % 7:
        step = steps[which % len(steps)]
        verb, duty = step.verb, step.duty_id
        facts = filled(step, world, today=day_of(at), pick=pick, number=case.number)
    else:
        mechanism = load_mechanism(case.mechanism.source, "")
        verbs = _verbs(mechanism)
        verb, duty, facts = verbs[which % len(verbs)], None, {}
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
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEP, min_size=4, max_size=25))
    def play(steps):
        with transaction.atomic():
            at = START
            row = publish_mechanism(source=path.read_text(), path="", actor=SYSTEM, at=START)
            adopt_practice(
                jurisdiction_id=practised.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=START
            )
            root = _opened(practised, mechanism)
            for who, which, pick, wait in steps:
                at += timedelta(days=wait, hours=1)
                try:
                    with transaction.atomic():
                        if who == "clock":
                            sweep(at=at)
                        else:
                            _one_step(practised, root, who, which, pick, at)
                except RuleViolation:
                    pass
                _everything_is_cared_for(root.thread)
                reached.update(
                    Case.objects.filter(thread=root.thread).values_list("stage", flat=True)
                )
            transaction.set_rollback(True)

    play()
    assert len(reached & {stage.key for stage in mechanism.stages}) >= 3


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
