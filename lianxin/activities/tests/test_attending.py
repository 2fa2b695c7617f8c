"""谁来了：同一人、同一手机一场只算一次，同一时间不能在两处，人和人次分开数。"""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.access.usecases.registers import register_person
from lianxin.activities.models import Activity, Attendance
from lianxin.activities.queries.counting import turnout
from lianxin.activities.refusals import ActivityRefused, SignInRefused
from lianxin.activities.tests.conftest import BEGUN, DONE, bench, doer
from lianxin.activities.usecases import (
    Head,
    Present,
    Record,
    add_record,
    answer_invitation,
    cancel_activity,
    invite,
    mark_absent,
    plan_activity,
    sign_in,
    sign_in_device,
)
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.stations.usecases.codes import issue_code
from tests.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(town, street) -> Activity:
    """安排好的一场板凳会。"""
    return plan_activity(draft=bench(town), actor=doer(street), at=AT)


def sign(talk, person, who, *, at=BEGUN):
    """替谁签到。"""
    return sign_in(
        activity_id=talk.pk,
        person_id=person.person.pk,
        role="deputy",
        way="code" if person is who else "roster",
        actor=doer(who),
        at=at,
    )


def test_signing_twice_counts_once(talk, deputy, street) -> None:
    """自己签一次、工作人员又点一次，还是一行；第二次说早就签过。"""
    assert not sign(talk, deputy, deputy).again
    assert sign(talk, deputy, street).again
    assert Attendance.objects.filter(activity=talk).count() == 1


def test_signing_at_two_places_at_once_is_refused(town, talk, deputy, street) -> None:
    """时间重叠的两场只能在一处签；那边改成没到，这边就签得上；时间错开的不拦。"""
    other = plan_activity(draft=bench(town, title="邻村板凳会"), actor=doer(street), at=AT)
    later = bench(town, starts_at=BEGUN + timedelta(hours=1), ends_at=BEGUN + timedelta(hours=2))
    apart = plan_activity(draft=later, actor=doer(street), at=AT)
    sign(talk, deputy, deputy)
    sign(apart, deputy, deputy)
    with pytest.raises(SignInRefused, match="童周岭板凳会"):
        sign(other, deputy, deputy)
    mark_absent(activity_id=talk.pk, person_id=deputy.person.pk, actor=doer(street), at=BEGUN)
    assert not sign(other, deputy, deputy).again


def test_signing_after_the_end_is_kept_and_marked_late(talk, deputy) -> None:
    """结束以后签的照收，说明是迟到；太早签不了；取消了签不了。"""
    with pytest.raises(SignInRefused, match="还没到签到的时间"):
        sign(talk, deputy, deputy, at=BEGUN - timedelta(hours=3))
    assert sign(talk, deputy, deputy, at=DONE).late


def test_nobody_signs_in_to_a_cancelled_activity(talk, deputy, street) -> None:
    """取消了的签不了，说明为什么取消。"""
    cancel_activity(activity_id=talk.pk, reason="下雨改期", actor=doer(street), at=AT)
    with pytest.raises(SignInRefused, match="下雨改期"):
        sign(talk, deputy, deputy)


def test_one_phone_counts_once(town, talk) -> None:
    """扫码签到只记手机的摘要，同一部一场一次；编的码不认。"""
    code = issue_code(kind="activity", congress=town.congress, label="签到", actor=SYSTEM, at=AT)
    Activity.objects.filter(pk=talk.pk).update(code=code)
    phone = hashlib.sha256(b"phone").digest()

    def scan(serial: str) -> bool:
        return sign_in_device(code_serial=serial, device=phone, role="resident", at=BEGUN).again

    assert [scan(code.serial) for _ in range(2)] == [False, True]
    with pytest.raises(NotVisible):
        scan("AAAAAA")


def test_invited_deputy_answers_and_may_change_his_mind(talk, deputy, street, unit) -> None:
    """请了的人自己回复，可以改主意；没请的回复不了；签到以后不用再回。"""
    people = [deputy.person.pk, deputy.person.pk]
    assert (
        invite(activity_id=talk.pk, people=people, basis="编组轮到", actor=doer(street), at=AT) == 1
    )
    for accepted, state in ((True, "accepted"), (False, "declined")):
        row = answer_invitation(activity_id=talk.pk, accepted=accepted, actor=doer(deputy), at=AT)
        assert row.state == state
    with pytest.raises(NotVisible):
        answer_invitation(activity_id=talk.pk, accepted=True, actor=doer(unit), at=AT)
    sign(talk, deputy, deputy)
    with pytest.raises(ActivityRefused, match="不用再回复"):
        answer_invitation(activity_id=talk.pk, accepted=True, actor=doer(deputy), at=BEGUN)


PEOPLE = st.lists(st.integers(0, 3), max_size=12)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(PEOPLE, min_size=1, max_size=4), heads=st.lists(st.integers(1, 99)))
def test_people_and_visits_are_never_doubled(town, street, batches, heads) -> None:
    """怎样分几次记、重复写几遍，人次等于不同的人加最后记的人头，人等于不同的人。"""
    known = [register_person(name=f"甲{n}", actor=SYSTEM, at=AT).pk for n in range(4)]
    talk = plan_activity(draft=bench(town), actor=doer(street), at=AT)
    for place, batch in enumerate(batches):
        counted = (Head("resident", heads[place]),) if place < len(heads) else ()
        record = Record(attended=tuple(Present(known[n]) for n in batch), heads=counted)
        add_record(activity_id=talk.pk, record=record, actor=doer(street), at=DONE)
    present = {n for batch in batches for n in batch}
    kept = heads[: len(batches)]
    found = turnout(Activity.objects.filter(pk=talk.pk))
    assert found.people == len(present)
    assert found.visits == len(present) + (kept[-1] if kept else 0)
