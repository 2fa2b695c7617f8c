"""联系的写：设联系点、定谁联系谁、记一次联系、顺着联系链往下传话、记议题的三样。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.access.viewers import Viewer
from lianxin.activities.models import (
    AgendaItem,
    AgendaPart,
    ContactLog,
    ContactMessage,
    ContactPoint,
    ContactTie,
)
from lianxin.activities.queries.contacts import Chain, below
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.notify.models import Notice
from lianxin.notify.usecases import post_each
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.orgs.models import Body, Mandate, Person, in_force
from lianxin.orgs.transactions import whole

#: 管联系关系的：代工委、街道工委、主席团。
KEEPERS = (Body.Kind.DEPUTY_AFFAIRS, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)
Kind = ContactTie.Kind
_HOUSEHOLD, _VOTERS = ContactPoint.Kind.HOUSEHOLD, ContactPoint.Kind.VOTERS
_OBJECTS = (ContactPoint.Kind.WATER, ContactPoint.Kind.FIRM, ContactPoint.Kind.PROJECT)
#: 每种联系两头各是什么：空的是人，写了的是哪几种联系点。
SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.MEMBER_DEPUTY: ((), ()),
    Kind.OFFICIAL_DEPUTY: ((), ()),
    Kind.DEPUTY_HOUSEHOLD: ((), (_HOUSEHOLD,)),
    Kind.HOUSEHOLD_VOTERS: ((_HOUSEHOLD,), (_VOTERS,)),
    Kind.DEPUTY_VOTERS: ((), (_VOTERS,)),
    Kind.DEPUTY_GRID: ((), (ContactPoint.Kind.GRID,)),
    Kind.LEADER_OBJECT: ((), _OBJECTS),
}
#: 哪一头要是在任代表。
_DEPUTY_END = {
    Kind.MEMBER_DEPUTY: "to",
    Kind.OFFICIAL_DEPUTY: "to",
    Kind.DEPUTY_HOUSEHOLD: "from",
    Kind.DEPUTY_VOTERS: "from",
    Kind.DEPUTY_GRID: "from",
}


class ContactRefused(RuleViolation):
    """联系定不下来、记不下来。"""


class AlreadyTied(ContactRefused, Conflict):
    """已经联系着。"""


@dataclass(frozen=True, slots=True)
class Ends:
    """一条联系的两头，各写人或联系点的编号。"""

    from_person: int | None = None
    from_point: int | None = None
    to_person: int | None = None
    to_point: int | None = None


def _must_keep(viewer: Viewer, congress_id: int) -> None:
    if not any(post.congress_id == congress_id for post in viewer.posts_in(*KEEPERS)):
        raise ContactRefused("谁联系谁由代表工作机构、街道工委来定，您可以向他们提出。")


@whole
def add_point(
    *,
    congress_id: int,
    kind: str,
    name: str,
    people: int = 0,
    region_id: str | None = None,
    person_id: int | None = None,
    actor: Doer,
    at: datetime,
) -> ContactPoint:
    """设一个联系点：中心户、选民、网格，或包保的河湖、企业、项目。

    :raises ContactRefused: 不归他管；没有名称；同名的已经有了
    """
    _must_keep(actor.viewer, congress_id)
    words = clean(name).strip()[:60]
    if len(words) < 2 or kind not in ContactPoint.Kind:
        raise ContactRefused("请写明是什么、叫什么名称。")
    same = ContactPoint.objects.filter(congress=congress_id, kind=kind, name=words)
    if same.filter(ends_on__isnull=True).exists():
        raise AlreadyTied(f"已经有“{words}”了，不用再设。")
    made = ContactPoint.objects.create(
        congress_id=congress_id,
        kind=kind,
        name=words,
        people=people,
        region_id=region_id,
        person_id=person_id,
        starts_on=day_of(at),
    )
    _log("contact.point", made.pk, congress_id, actor, at, name=words)
    return made


@whole
def tie_contact(
    *, congress_id: int, kind: str, ends: Ends, actor: Doer, at: datetime, basis: str = ""
) -> ContactTie:
    """定谁联系谁。

    :raises ContactRefused: 不归他管；两头不合这种联系；代表那一头不是在任代表
    :raises AlreadyTied: 已经联系着
    """
    _must_keep(actor.viewer, congress_id)
    _check_ends(congress_id, kind, ends, day_of(at))
    row = ContactTie(
        congress_id=congress_id,
        kind=kind,
        from_person_id=ends.from_person,
        from_point_id=ends.from_point,
        to_person_id=ends.to_person,
        to_point_id=ends.to_point,
        basis=basis.strip()[:120],
        starts_on=day_of(at),
    )
    same = ContactTie.objects.standing().filter(
        kind=kind,
        from_person=ends.from_person,
        from_point=ends.from_point,
        to_person=ends.to_person,
        to_point=ends.to_point,
    )
    if same.exists():
        raise AlreadyTied("这条联系已经定过了。")
    row.save()
    _log("contact.tied", row.pk, congress_id, actor, at, kind=row.get_kind_display())
    return row


def _check_ends(congress_id: int, kind: str, ends: Ends, on: date) -> None:
    if kind not in SHAPES:
        raise ContactRefused("请选哪一种联系。")
    above, under = SHAPES[kind]
    _check_end(congress_id, above, ends.from_person, ends.from_point)
    _check_end(congress_id, under, ends.to_person, ends.to_point)
    if ends.from_person and ends.from_person == ends.to_person:
        raise ContactRefused("自己不用联系自己，请重新选。")
    side = _DEPUTY_END.get(Kind(kind))
    person = {"to": ends.to_person, "from": ends.from_person}.get(side or "")
    sitting = Mandate.objects.filter(in_force(on), congress=congress_id, state="active")
    if side and not sitting.filter(person=person).exists():
        raise ContactRefused("代表那一头要是本级在任的代表，请重新选。")


def _check_end(
    congress_id: int, kinds: tuple[str, ...], person: int | None, point: int | None
) -> None:
    if not kinds:
        if person is None or point is not None or not Person.objects.filter(pk=person).exists():
            raise ContactRefused("这种联系的这一头要选人。")
        return
    rows = ContactPoint.objects.filter(congress=congress_id, kind__in=kinds, ends_on__isnull=True)
    if person is not None or point is None or not rows.filter(pk=point).exists():
        names = "、".join(ContactPoint.Kind(kind).label for kind in kinds)
        raise ContactRefused(f"这种联系的这一头要选{names}。")


@whole
def untie_contact(*, tie_id: int, reason: str, actor: Doer, at: datetime) -> ContactTie:
    """不再联系；原来的一段和记录都留着。

    :raises NotVisible: 没有这条联系
    :raises ContactRefused: 不归他管；没写理由；已经结束
    """
    row = _seen(tie_id, actor.viewer)
    _must_keep(actor.viewer, row.congress_id)
    if row.ends_on is not None:
        raise ContactRefused("这条联系已经结束了。")
    if len(reason.strip()) < 2:
        raise ContactRefused("请写明为什么不再联系。")
    row.ends_on, row.end_reason = day_of(at), reason.strip()[:120]
    row.save(update_fields=["ends_on", "end_reason"])
    _log("contact.untied", row.pk, row.congress_id, actor, at, reason=row.end_reason)
    return row


def _seen(tie_id: int, viewer: Viewer) -> ContactTie:
    rows = ContactTie.objects.select_for_update(of=("self",)).visible_to(viewer)
    row = rows.filter(pk=tie_id).first()
    if row is None:
        raise NotVisible("没有这条联系，或者您无权查看。")
    return row


@whole
def log_contact(
    *,
    tie_id: int,
    on: date,
    way: str,
    words: str,
    actor: Doer,
    at: datetime,
    people: int = 1,
    issue: str = "",
) -> ContactLog:
    """记一次联系；有人反映问题的，照常登记成一条意见，办到底。

    :raises NotVisible: 没有这条联系
    :raises ContactRefused: 日子在将来；没写情况；已经不联系了
    """
    row = _seen(tie_id, actor.viewer)
    said, asked = clean(words).strip()[:500], clean(issue).strip()[:500]
    if row.ends_on is not None:
        raise ContactRefused("这条联系已经结束，记不了新的了。")
    if on > day_of(at) or way not in ContactLog.Way:
        raise ContactRefused("联系的日子不能在将来；怎样联系的请选一样。")
    if len(said) < 2:
        raise ContactRefused("请写一两句情况。")
    made = ContactLog.objects.create(
        tie=row,
        on=on,
        way=way,
        words=said,
        people=max(people, 0),
        issue=asked,
        opinion_id=_opinion(row, asked, actor, at) if asked else None,
        recorded_by_id=actor.viewer.person_id,
        recorded_at=at,
    )
    _log("contact.logged", made.pk, row.congress_id, actor, at, way=made.get_way_display())
    return made


def _opinion(row: ContactTie, text: str, actor: Doer, at: datetime) -> int:
    deputy = _deputy_of(row)
    point = row.to_point or row.from_point
    draft = Draft(
        jurisdiction_id=row.congress_id,
        text=text,
        channel="deputy" if deputy else "visit",
        deputy_id=deputy,
        region_id=point.region_id if point else None,
    )
    return register_opinion(draft=draft, actor=actor.actor(), at=at).opinion_id


def _deputy_of(row: ContactTie) -> int | None:
    side = _DEPUTY_END.get(Kind(row.kind))
    return {"to": row.to_person_id, "from": row.from_person_id}.get(side or "")


@whole
def send_down(*, congress_id: int, text: str, actor: Doer, at: datetime) -> ContactMessage:
    """顺着自己的联系链往下传一句话：有账号的马上收到，中心户、选民由代表转告。

    :raises ContactRefused: 下面没有人；没写话
    """
    words, person = clean(text).strip()[:200], actor.viewer.person_id
    if person is None or len(words) < 4:
        raise ContactRefused("请写明要转告什么。")
    chain: Chain = below(congress_id=congress_id, person_id=person)
    if not chain.deputies and not chain.households and not chain.voters:
        raise ContactRefused("您下面还没有联系的代表或中心户，先定好谁联系谁。")
    made = ContactMessage.objects.create(
        congress_id=congress_id,
        sender_id=person,
        text=words,
        deputies=len(chain.deputies),
        households=len(chain.households),
        voters=chain.voters,
        sent_at=at,
    )
    post_each(notices=[_told(made, reader) for reader in chain.readers], actor=actor.actor(), at=at)
    _log("contact.sent", made.pk, congress_id, actor, at, text=words)
    return made


def _told(row: ContactMessage, reader: int) -> Notice:
    return Notice(
        jurisdiction_id=row.congress_id,
        person_id=reader,
        link="/desk/contacts/tree/",
        text=f"请转告：{row.text}"[:200],
        event="message",
        words={"note": row.text},
        key=f"down:{row.pk}:p{reader}",
    )


@whole
def add_agenda_item(
    *,
    congress_id: int,
    meeting: str,
    held_on: date,
    title: str,
    committee_id: int,
    actor: Doer,
    at: datetime,
) -> AgendaItem:
    """列一项常委会议题，由哪个专（工）委负责。

    :raises ContactRefused: 不是人大机关、专工委的人；写得不全；已经列过
    """
    _must_run_meetings(actor.viewer, congress_id)
    rows = Body.objects.filter(pk=committee_id, congress=congress_id, kind="special_committee")
    if len(meeting.strip()) < 2 or len(title.strip()) < 2 or not rows.exists():
        raise ContactRefused("请写明哪次会议、什么议题、哪个专（工）委负责。")
    given = {"meeting": meeting.strip()[:60], "title": title.strip()[:80]}
    if AgendaItem.objects.filter(congress=congress_id, **given).exists():
        raise AlreadyTied("这项议题已经列过了。")
    row = AgendaItem.objects.create(
        congress_id=congress_id, held_on=held_on, committee_id=committee_id, made_at=at, **given
    )
    _log("agenda.listed", row.pk, congress_id, actor, at, title=row.title)
    return row


def _must_run_meetings(viewer: Viewer, congress_id: int) -> None:
    special = {p.congress_id for p in viewer.posts_in(Body.Kind.SPECIAL_COMMITTEE)}
    if congress_id not in viewer.office_of | special:
        raise ContactRefused("会议议题由人大机关、专（工）委来记。")


@whole
def mark_part(
    *, item_id: int, part: str, on: date, words: str, people: str, actor: Doer, at: datetime
) -> AgendaPart:
    """记下一项议题的会前调研、会中讨论或会后督办。

    :raises NotVisible: 没有这项议题
    :raises ContactRefused: 次序不对；日子在将来；没写做了什么、谁参加；已经记过
    """
    item = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None:
        raise NotVisible("没有这项议题，或者您无权查看。")
    _must_run_meetings(actor.viewer, item.congress_id)
    _check_part(item, part, on, at)
    if len(words.strip()) < 4 or len(people.strip()) < 2:
        raise ContactRefused("请写明做了什么、哪些委员与代表参加。")
    row = AgendaPart.objects.create(
        item=item, part=part, on=on, words=words.strip(), people=people.strip(), done_at=at
    )
    label = row.get_part_display()
    _log("agenda.marked", item.pk, item.congress_id, actor, at, part=label, title=item.title)
    return row


def _check_part(item: AgendaItem, part: str, on: date, at: datetime) -> None:
    if part not in AgendaPart.Part:
        raise ContactRefused("请选会前调研、会中讨论还是会后督办。")
    if AgendaPart.objects.filter(item=item, part=part).exists():
        raise AlreadyTied("这一样已经记过了。")
    if on > day_of(at):
        raise ContactRefused("日子还没到，做了再记。")
    early = part == AgendaPart.Part.BEFORE and on > item.held_on
    late = part != AgendaPart.Part.BEFORE and on < item.held_on
    if early or late:
        raise ContactRefused(f"会议在 {item.held_on} 开，日子与“会前、会中、会后”对不上。")


def _log(
    verb: str, subject_id: int, congress_id: int, actor: Doer, at: datetime, **facts: Any
) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind=verb.partition(".")[0],
        subject_id=subject_id,
        jurisdiction_id=congress_id,
        facts=facts,
    )
