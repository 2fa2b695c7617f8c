"""谁来了：邀请、回复、签到、点名。同一人、同一手机一场只算一次；同一时间不能在两处。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from lianxin.activities.drafts import Present
from lianxin.activities.kindwords import ROLES
from lianxin.activities.models import Activity, Attendance
from lianxin.activities.refusals import ActivityRefused, SignInRefused
from lianxin.activities.usecases.writing import locked, note, over_words
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.models import Person
from lianxin.orgs.statements import fetch, select
from lianxin.orgs.transactions import whole

#: 开始前这么久就能签到。
EARLY = timedelta(hours=2)
MOST_PRESENT = 2000
_BY_PHONE = """
INSERT INTO activities_attendance (activity_id, device, role, duty, state, way, basis, signed_at)
VALUES (%s, %s, %s, '', %s, %s, '', %s)
ON CONFLICT (activity_id, device) WHERE device IS NOT NULL DO NOTHING RETURNING id
"""
_BY_CODE = """
WHERE code_id = (SELECT id FROM stations_accesscode WHERE serial = %s AND revoked_at IS NULL)
"""
State = Attendance.State


class AlreadyAnswered(ActivityRefused, Conflict):
    """已经到了，不用再回复。"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """签到成了。``again`` 是早就签过，``late`` 是结束以后才签。"""

    attendance_id: int
    activity_id: int
    again: bool
    late: bool


@whole
def invite(
    *, activity_id: int, people: Iterable[int], basis: str, actor: Doer, at: datetime
) -> int:
    """请几位来，写明凭什么请他；请过的不重请。返回新请了几位。

    :raises ActivityRefused: 没写凭什么请；已经取消
    """
    activity = locked(activity_id, actor)
    _must_be_on(activity)
    words = clean(basis)[:120]
    if len(words) < 2:
        raise ActivityRefused("请写明凭什么请这几位（编组轮到、对口专业……）。")
    known = set(_people(activity))
    fresh = [person for person in dict.fromkeys(people) if person not in known]
    _must_exist(fresh)
    Attendance.objects.bulk_create(
        Attendance(
            activity=activity,
            person_id=person,
            role="deputy",
            state=State.INVITED,
            basis=words,
            invited_at=at,
        )
        for person in fresh
    )
    if fresh:
        note(activity, "activity.invited", actor, at=at, count=len(fresh), basis=words)
    return len(fresh)


@whole
def answer_invitation(*, activity_id: int, accepted: bool, actor: Doer, at: datetime) -> Attendance:
    """本人回复来不来；开始以前可以改主意。

    :raises NotVisible: 没有请他
    :raises AlreadyAnswered: 已经签到
    """
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("activity")
    mine = rows.filter(activity=activity_id, person=actor.viewer.person_id or 0).first()
    if mine is None or mine.invited_at is None:
        raise NotVisible("这场活动没有请您，或者已经撤回。")
    if mine.state not in (State.INVITED, State.ACCEPTED, State.DECLINED):
        raise AlreadyAnswered("您已经签到（或已记过到没到），不用再回复。")
    _must_be_on(mine.activity)
    mine.state = State.ACCEPTED if accepted else State.DECLINED
    mine.answered_at = at
    mine.save(update_fields=["state", "answered_at"])
    answer = "答应来" if accepted else "来不了"
    note(mine.activity, "activity.answered", actor, at=at, who=actor.viewer.name, answer=answer)
    return mine


@whole
def sign_in(
    *,
    activity_id: int,
    person_id: int,
    role: str,
    way: str,
    actor: Doer,
    at: datetime,
) -> SignedIn:
    """签到：本人扫码，或由记活动的人照名单点到。再签一次回原来那次；结束以后签的照收，算迟到。

    :raises SignInRefused: 同一时间已经在另一场签到；太早；取消了
    """
    if actor.viewer.person_id == person_id:
        activity = _for_self(activity_id, actor)
    else:
        activity = locked(activity_id, actor)
    _must_be_open(activity, at=at)
    _must_be_role(role)
    if Person.objects.select_for_update().filter(pk=person_id).first() is None:
        raise SignInRefused("没有这个人，请重新选。")
    row = Attendance.objects.filter(activity=activity, person=person_id).first()
    if row is not None and row.signed_at is not None:
        return SignedIn(row.pk, activity.pk, again=True, late=is_late(activity, row.signed_at))
    _must_not_be_elsewhere(activity, person_id)
    row = row or Attendance(activity=activity, person_id=person_id)
    row.role, row.state, row.way, row.signed_at = role, State.ATTENDED, way, at
    row.save()
    late = is_late(activity, at)
    note(activity, "activity.signed", actor, at=at, way=Attendance.Way(way).label, late=late)
    return SignedIn(row.pk, activity.pk, again=False, late=late)


@whole
def sign_in_device(
    *, code_serial: str, device: bytes, role: str, at: datetime, actor: Actor = PUBLIC
) -> SignedIn:
    """没有账号的人凭手机签到：只存手机的摘要，同一部手机一场只算一次。

    :param code_serial: 签到码的序号（码上的签名由页面先核对）
    :param device: 手机摘要，32 字节
    :raises NotVisible: 码是编的，或不是活动的码
    :raises SignInRefused: 太早、取消了
    """
    found = select(Activity, _BY_CODE, [code_serial])
    if not found or len(device) != 32:
        raise NotVisible("没有这个签到码，请核对是不是抄漏了。")
    activity = found[0]
    _must_be_open(activity, at=at)
    _must_be_role(role)
    number = _arrive_by_phone(activity, device, role, at)
    if number is None:
        row = Attendance.objects.get(activity=activity, device=device)
        late = is_late(activity, row.signed_at or at)
        return SignedIn(row.pk, activity.pk, again=True, late=late)
    late = is_late(activity, at)
    record(
        actor=actor,
        at=at,
        verb="activity.device_signed",
        subject_kind="activity",
        subject_id=activity.pk,
        jurisdiction_id=activity.congress_id,
        facts={"late": late},
    )
    return SignedIn(number, activity.pk, again=False, late=late)


@whole
def mark_absent(*, activity_id: int, person_id: int, actor: Doer, at: datetime) -> Attendance:
    """点名没到，或撤掉点错的签到。

    :raises NotVisible: 名单上没有这个人
    :raises SignInRefused: 归档了；取消了的也不用再点
    """
    activity = locked(activity_id, actor)
    _must_be_on(activity)
    row = Attendance.objects.filter(activity=activity, person=person_id).first()
    if row is None:
        raise NotVisible("名单上没有这个人。")
    row.state, row.signed_at, row.minutes = State.ABSENT, None, None
    row.save(update_fields=["state", "signed_at", "minutes"])
    note(activity, "activity.absent", actor, at=at)
    return row


def keep_present(activity: Activity, present: Iterable[Present]) -> None:
    """记录里写的到场：请过的改成到了，没在名单上的添上；同一人只一行。"""
    wanted = {each.person_id: each for each in present}
    if not wanted:
        return
    if len(wanted) > MOST_PRESENT:
        raise ActivityRefused(f"一场活动有名有姓的最多记 {MOST_PRESENT} 人，其余请记人头。")
    for each in wanted.values():
        _must_be_role(each.role)
    known = {row.person_id: row for row in Attendance.objects.filter(activity=activity)}
    fresh = [person for person in wanted if person not in known]
    _must_exist(fresh)
    for person in wanted.keys() & known.keys():
        _arrive(known[person], wanted[person])
    Attendance.objects.bulk_create(
        _arrived(Attendance(activity=activity, person_id=person), wanted[person])
        for person in fresh
    )


def is_late(activity: Activity, signed_at: datetime) -> bool:
    """结束以后才签的。"""
    return signed_at > activity.ends_at


def _arrive_by_phone(activity: Activity, device: bytes, role: str, at: datetime) -> int | None:
    """添一行；这部手机签过了为空。几千人同时签，不锁活动，也不先查。"""
    values = (activity.pk, device, role, State.ATTENDED, Attendance.Way.CODE, at)
    added = fetch(_BY_PHONE, values)
    return int(added[0][0]) if added else None


def _arrive(row: Attendance, each: Present) -> None:
    _arrived(row, each).save()


def _arrived(row: Attendance, each: Present) -> Attendance:
    if row.signed_at is None:
        row.way = each.way
    row.state, row.role = State.ATTENDED, each.role
    row.duty = clean(each.duty)[:60] or row.duty
    row.body_id = each.body_id or row.body_id
    row.minutes = each.minutes if each.minutes is not None else row.minutes
    return row


def _for_self(activity_id: int, actor: Doer) -> Activity:
    """本人签到：本级的代表、在本级有岗位的都行；别级的，看得见这一场才行。"""
    viewer = actor.viewer
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    here = viewer.deputy_of | {post.congress_id for post in viewer.posts}
    seen = Activity.objects.visible_to(viewer).filter(pk=activity_id)
    if found is None or not (found.congress_id in here or seen.exists()):
        raise NotVisible("没有这场活动，或者您无权查看。")
    return found


def _must_be_on(activity: Activity) -> None:
    if words := over_words(activity):
        raise SignInRefused(words)


def _must_be_open(activity: Activity, *, at: datetime) -> None:
    _must_be_on(activity)
    if at < activity.starts_at - EARLY:
        raise SignInRefused("还没到签到的时间，开始前两小时起可以签。")


def _must_be_role(role: str) -> None:
    if role not in ROLES:
        raise ActivityRefused(f"没有“{role}”这种身份，请重新选。", fields={"role": "请重新选"})


def _must_exist(people: list[int]) -> None:
    if Person.objects.filter(pk__in=people).count() < len(people):
        raise ActivityRefused("有的人名册里没有，请重新选。")


def _must_not_be_elsewhere(activity: Activity, person_id: int) -> None:
    overlap = Q(activity__starts_at__lt=activity.ends_at, activity__ends_at__gt=activity.starts_at)
    rows = Attendance.objects.filter(overlap, person=person_id, signed_at__isnull=False)
    rows = rows.exclude(activity=activity).exclude(activity__state=Activity.State.CANCELLED)
    other = rows.select_related("activity").first()
    if other is not None:
        raise SignInRefused(
            f"同一时间已经在“{other.activity.title}”签到，一个人不能同时在两处；"
            "如果那边点错了，请先在那一场改成没到。"
        )


def _people(activity: Activity) -> list[int | None]:
    return list(Attendance.objects.filter(activity=activity).values_list("person_id", flat=True))
