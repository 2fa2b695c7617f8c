"""记一场活动：一步到位，人与人次分开，同一份草稿只收一次，坏日子也不丢。"""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from lianxin.access.usecases.registers import register_body
from lianxin.activities.models import Activity, Attendance, Headcount, Item, Target, Voice
from lianxin.activities.refusals import ActivityRefused, SameKeyOtherContent
from lianxin.activities.tests.conftest import BEGUN, DONE, bench, doer
from lianxin.activities.usecases import (
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    Said,
    add_record,
    announce,
    cancel_activity,
    look_at_case,
    note_item,
    note_voice,
    plan_activity,
    prefer_sent,
    record_activity,
    summarise,
)
from lianxin.audit.models import Entry
from lianxin.audit.sentences import missing
from lianxin.casework.models import Case
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Draft
from tests.world import AT

HEADS = "只数人头的（人）"

pytestmark = pytest.mark.django_db


def a_record(world, **changes) -> Record:
    """一份样样都有的记录。"""
    given = {
        "attended": (Present(world.deputy.person.pk), Present(world.street.person.pk, "staff")),
        "heads": (Head("resident", 60, "about"),),
        "targets": (Place("village", "童周岭村"), Place("village", " 童周岭 村")),
        "voices": (Said("村口的路灯坏了三盏，晚上看不见。"), Said("水沟堵了三天。", answered=True)),
        "items": (ItemDraft("problem", "水沟堵了", disposition="solved", answer="当场清了"),),
        "minutes": "说了两件事。",
    }
    return Record(**{**given, **changes})


def test_one_step_leaves_everything_in_the_ledger(town, street) -> None:
    """一步记下：活动、主办、到场、人头、去过的一处、意见、事项，留痕都有中文。"""
    activity = record_activity(
        draft=bench(town), record=a_record(town), actor=doer(street), at=DONE
    )
    assert activity.state == Activity.State.RECORDED
    assert Attendance.objects.filter(activity=activity, state="attended").count() == 2
    assert Headcount.objects.get(activity=activity).count == 60
    assert Target.objects.get(activity=activity).name == "童周岭村"
    heard = Opinion.objects.filter(activity_voice__activity=activity).order_by("pk")
    told = [(one.channel, one.source_id) for one in heard]
    assert told == [("activity", f"{activity.pk}-{place}") for place in (1, 2)]
    assert Item.objects.get(activity=activity).case is None
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert "activity.recorded" in verbs
    assert not missing(verb for verb in verbs if verb.startswith("activity."))


def test_the_same_draft_sent_again_is_the_same_activity(town, street) -> None:
    """同一把钥匙、同样内容再送，回同一场，什么也不多记；内容变了，两份并排给人看。"""
    draft, record = bench(town, client_key=uuid4()), a_record(town)
    first = record_activity(draft=draft, record=record, actor=doer(street), at=DONE)
    again = record_activity(draft=draft, record=record, actor=doer(street), at=DONE)
    assert again.pk == first.pk
    assert (Activity.objects.count(), Opinion.objects.count()) == (1, 2)
    changed = replace(record, heads=(Head("resident", 80),))
    with pytest.raises(SameKeyOtherContent) as conflict:
        record_activity(draft=draft, record=changed, actor=doer(street), at=DONE)
    assert (conflict.value.kept[HEADS], conflict.value.sent[HEADS]) == (60, 80)
    assert conflict.value.kept["开始"] == conflict.value.sent["开始"]
    assert conflict.value.activity_id == first.pk


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"ends_at": BEGUN - timedelta(hours=1)}, "比开始还早"),
        ({"ends_at": BEGUN + timedelta(days=40)}, "最长记 31 天"),
        ({"starts_at": DONE + timedelta(days=1), "ends_at": DONE + timedelta(days=1)}, "还没开始"),
        ({"station_id": 987_654}, "没有这个家站室"),
        ({"region_id": "999999999999"}, "没有这个地方"),
        ({"title": "会"}, "请写活动的名称"),
        ({"kind": "visit", "fields": {}}, "去了哪几处"),
        ({"fields": {"nonsense": "1"}}, "没有这几栏"),
    ],
)
def test_the_preferred_draft_is_checked_like_the_first(town, street, bad, said: str) -> None:
    """以手机上这份为准的，照头一次记的规矩核对：不对的退回，先收下的一样不动；对的照它改。"""
    draft, record = bench(town, client_key=uuid4()), a_record(town, targets=())
    kept = record_activity(draft=draft, record=record, actor=doer(street), at=DONE)
    before = Activity.objects.filter(pk=kept.pk).values().get()

    def preferred(**changes) -> Activity:
        given = replace(draft, **changes)
        return prefer_sent(draft=given, record=record, actor=doer(street), at=DONE)

    with pytest.raises(ActivityRefused, match=said), transaction.atomic():
        preferred(**bad)
    assert Activity.objects.filter(pk=kept.pk).values().get() == before
    done = preferred(place="村委会门口", station_id=None)
    assert (done.place, done.station_id) == ("村委会门口", None)
    assert Headcount.objects.get(activity=done).count == 60
    assert Opinion.objects.count() == 2


def test_the_preferred_draft_may_name_another_organiser(town, street) -> None:
    """换了主办的照换，主办仍只有一家；不归他记的机构换不成。"""
    draft, record = bench(town, client_key=uuid4()), a_record(town)
    kept = record_activity(draft=draft, record=record, actor=doer(street), at=DONE)
    alien = replace(draft, body_id=town.deputy_affairs.pk)
    with pytest.raises(ActivityRefused, match="不能以这个机构的名义"), transaction.atomic():
        prefer_sent(draft=alien, record=record, actor=doer(street), at=DONE)
    village = register_body(
        kind="village",
        name="童周岭村",
        slug="jx-village-1",
        region=town.village,
        congress=town.congress,
        parent=town.street_committee,
        starts_on=AT.date(),
        actor=SYSTEM,
        at=AT,
    )
    done = prefer_sent(
        draft=replace(draft, body_id=village.pk), record=record, actor=doer(street), at=DONE
    )
    assert (done.pk, done.body_id) == (kept.pk, village.pk)
    assert list(done.organisers.values_list("body_id", "role")) == [(village.pk, "main")]


def test_only_those_of_the_organiser_may_record(town, street, unit, deputy) -> None:
    """主办单位的人、进站的代表记得了；别的单位的人记不了。"""
    for who in (street, deputy):
        record_activity(draft=bench(town), record=Record(), actor=doer(who), at=DONE)
    with pytest.raises(ActivityRefused, match="不能以这个机构的名义"):
        record_activity(draft=bench(town), record=Record(), actor=doer(unit), at=DONE)


def test_what_has_not_begun_cannot_be_recorded(town, street) -> None:
    """还没开始的只能安排；开始了才能记。"""
    with pytest.raises(ActivityRefused, match="还没开始"):
        record_activity(draft=bench(town), record=Record(), actor=doer(street), at=AT)
    record_activity(draft=bench(town), record=Record(), actor=doer(street), at=BEGUN)


def test_cancelled_activity_keeps_its_opinions_and_takes_late_records(town, street) -> None:
    """取消不动意见；取消以后又送来的记录照收，标明事后补记。"""
    activity = record_activity(
        draft=bench(town), record=a_record(town), actor=doer(street), at=DONE
    )
    cancel_activity(activity_id=activity.pk, reason="下雨", actor=doer(street), at=DONE)
    assert Voice.objects.filter(activity=activity).count() == 2
    assert not Case.objects.filter(subject_kind="opinion", closed_at__isnull=False).exists()
    late = Record(heads=(Head("resident", 10),))
    kept = add_record(activity_id=activity.pk, record=late, actor=doer(street), at=DONE)
    assert (kept.state, kept.is_backfilled) == ("cancelled", True)
    with pytest.raises(ActivityRefused, match="已经取消"):
        cancel_activity(activity_id=activity.pk, reason="下雨", actor=doer(street), at=DONE)


def test_plan_announce_record_summarise(town, street) -> None:
    """先安排、再预告、后记录、写小结；每一步只走一次，次序不能乱。"""
    planned = plan_activity(draft=bench(town), actor=doer(street), at=AT)
    announce(activity_id=planned.pk, actor=doer(street), at=AT)
    with pytest.raises(ActivityRefused, match="已经预告过"):
        announce(activity_id=planned.pk, actor=doer(street), at=AT)
    with pytest.raises(ActivityRefused, match="先把活动记下来"):
        summarise(activity_id=planned.pk, words="谈得不错。", actor=doer(street), at=DONE)
    add_record(activity_id=planned.pk, record=a_record(town), actor=doer(street), at=DONE)
    done = summarise(activity_id=planned.pk, words="谈得不错。", actor=doer(street), at=DONE)
    assert done.state == Activity.State.SUMMARISED


def test_an_old_activity_is_marked_as_recorded_later(town, street) -> None:
    """办完过了一周才记的，标明事后补记；当天记的不标。"""
    kept = [
        record_activity(draft=bench(town), record=Record(), actor=doer(street), at=DONE + late)
        for late in (timedelta(0), timedelta(days=9))
    ]
    assert [each.is_backfilled for each in kept] == [False, True]
    assert "9 天后补记" in kept[1].backfill_note


def test_kind_decides_what_must_be_given(town, street) -> None:
    """走访要写去了哪几处，接待日要写在哪个站；写了就记得下。"""
    visit = bench(town, kind="visit")
    with pytest.raises(ActivityRefused, match="去了哪几处"):
        record_activity(draft=visit, record=Record(), actor=doer(street), at=DONE)
    there = Record(targets=(Place("firm", "某某农庄"),))
    record_activity(draft=visit, record=there, actor=doer(street), at=DONE)
    with pytest.raises(ActivityRefused, match="哪个站"):
        plan_activity(
            draft=bench(town, kind="reception", station_id=None), actor=doer(street), at=AT
        )


def test_items_say_how_they_were_settled(town, street) -> None:
    """当场答的要写怎么答，接办的要写哪家；板凳会不记来电。"""
    activity = plan_activity(draft=bench(town), actor=doer(street), at=AT)

    def noted(**item: object) -> Item:
        given = ItemDraft(**{"kind": "problem", "text": "路灯坏了", **item})
        return note_item(activity_id=activity.pk, item=given, actor=doer(street), at=DONE)

    with pytest.raises(ActivityRefused, match="怎么答的"):
        noted(disposition="answered")
    assert noted(disposition="answered", answer="明天修").number == 1
    with pytest.raises(ActivityRefused, match="哪家接的"):
        noted(disposition="accepted")
    assert noted(disposition="accepted", body_id=town.unit_body.pk).number == 2
    with pytest.raises(ActivityRefused, match="不记这种事项"):
        noted(kind="call")


def test_looking_at_a_case_writes_into_its_story(town, street, office) -> None:
    """共督时看过一件，写进那件的经过；同一场不重记；看不见的看不了。"""
    supervise = plan_activity(draft=bench(town, kind="co_supervise"), actor=doer(office), at=AT)
    told = Draft(town.congress.pk, "村口路灯坏了。", "visit", region_id=town.village.pk)
    registered = note_voice(
        activity_id=supervise.pk, draft=told, answered=False, actor=doer(office), at=DONE
    )

    def look(case_id: int) -> object:
        return look_at_case(
            activity_id=supervise.pk,
            case_id=case_id,
            finding="灯杆已经立好，还差通电。",
            actor=doer(office),
            at=DONE,
        )

    look(registered.case_id)
    entry = Entry.objects.get(verb="activity.looked_at")
    assert (entry.subject_id, entry.thread) == (registered.case_id, registered.case_id)
    with pytest.raises(ActivityRefused, match="已经记过"):
        look(registered.case_id)
    with pytest.raises(NotVisible):
        look(registered.case_id + 1)


def test_strangers_to_it_cannot_touch_a_closed_activity(town, street, unit, office) -> None:
    """不公开的，外人连有没有都不知道；公开的，看得见但改不了；本级机关都能改。"""
    for is_public, refused in ((False, NotVisible), (True, ActivityRefused)):
        activity = record_activity(
            draft=bench(town, is_public=is_public), record=Record(), actor=doer(street), at=DONE
        )
        with pytest.raises(refused):
            add_record(activity_id=activity.pk, record=Record(), actor=doer(unit), at=DONE)
        add_record(activity_id=activity.pk, record=Record(), actor=doer(office), at=DONE)
