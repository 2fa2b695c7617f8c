"""机器的钟往回拨、往前跳：巡查不会重复做，也不会漏做。"""

from datetime import timedelta

import pytest

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty
from lianxin.casework.usecases import sweep
from lianxin.kernel.actors import PUBLIC
from lianxin.notify.models import Notice
from lianxin.openapi.tests.hands import install
from lianxin.opinions.usecases import Draft, register_opinion
from tests.world import AT, World

pytestmark = pytest.mark.django_db
DAYS = (2, 30, 5, 30, 1, 29, 31)


@pytest.fixture
def opened(world: World) -> Case:
    """刚登记的一条。"""
    install(world)
    draft = Draft(
        jurisdiction_id=world.congress.pk,
        text="路灯不亮",
        channel="web",
        local_body_id=world.street_committee.pk,
    )
    made = register_opinion(draft=draft, actor=PUBLIC, at=AT)
    return Case.objects.get(pk=made.case_id)


def test_a_clock_that_jumps_doubles_nothing(opened: Case) -> None:
    """钟来回跳着巡查七遍，与老老实实巡查一遍，留下的一样多。"""
    for days in DAYS:
        sweep(at=AT + timedelta(days=days))
    marks = Entry.objects.filter(thread=opened.pk, verb__startswith="duty.")
    mine = Duty.objects.get(case=opened, role="street")
    assert [entry.verb for entry in marks.filter(facts__duty=mine.pk).order_by("id")] == [
        "duty.warned",
        "duty.overdue",
    ]
    assert Duty.objects.filter(case=opened, owes__startswith="督办逾期").count() == 1
    assert (
        Notice.objects.filter(
            case_id=opened.pk, text__startswith="已逾期", text__contains="：看"
        ).count()
        == 1
    )


def test_a_clock_set_back_does_not_undo(opened: Case) -> None:
    """先到了逾期那天，再拨回去：升级过的仍是升级过的，不会再提醒快到期。"""
    sweep(at=AT + timedelta(days=30))
    before = Entry.objects.count()
    report = sweep(at=AT + timedelta(days=1))
    assert (report.warned, report.escalated) == (0, 0)
    assert Entry.objects.count() == before
