"""手机里存的草稿送晚了：安排结束了、小组并了、活动取消了，都照收，送的人读得到为什么要核对。"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import close_body, register_body
from lianxin.activities.models import Activity, Headcount, Voice
from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Notice
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import DARK_ROAD, Office, group_of
from lianxin.workbench.tests.live.hands import planned
from lianxin.workbench.tests.programming import built, leader
from lianxin.workbench.tests.test_activities import words
from tests.world import AT, Persona

SEND = "/desk/activities/quick/send/"
NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
KEY = UUID("5f3f6c0e-8f6e-4d38-9a55-0c0f6a1e7a11")


def saved(desk: Office, who: Persona, **more: Any) -> dict[str, Any]:
    """开会那天在手机里存下的一份：二十四个居民，一条意见。"""
    owner = desk.get(who, "/desk/activities/quick/hello/").json()["owner"]
    return {
        "client_key": KEY,
        "owner": owner,
        "phone_now": desk.clock.now.isoformat(),
        "kind": "bench_talk",
        "title": "湾口板凳会",
        "day": "2026-03-02",
        "begin": "08:00",
        "minutes": "60",
        "heads_resident": "24",
        "voice_0": DARK_ROAD,
        "own_bench_talk_topic": "生产生活",
        **more,
    }


def sent(desk: Office, who: Persona, draft: dict[str, Any]) -> dict[str, Any]:
    """联上网送出去；送的人读到的答复。"""
    answer = desk.post(who, SEND, {**draft, "phone_now": desk.clock.now.isoformat()})
    assert answer.status_code == 200, answer.content.decode()
    told: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    return told


def assert_kept_once(activity: Activity) -> None:
    """一场、一笔人头、一条意见、一件在办的事。"""
    assert Headcount.objects.get(activity=activity).count == 24
    (voice,) = Voice.objects.filter(activity=activity)
    assert voice.opinion.text == DARK_ROAD
    assert Case.objects.get(subject_kind="opinion", subject_id=voice.opinion_id).closed_at is None


@pytest.mark.parametrize("ended", [False, True])
def test_a_draft_sent_after_its_programme_ended_is_kept_and_marked(
    desk: Office, ended: bool
) -> None:
    """安排结束以后才送到：照收在那个安排里，写明请办公室核对；没结束的不写；再送一次不多一场。"""
    node = built(desk, desk.office, "framework", "五大行动")
    draft = saved(desk, desk.street, body=desk.street_committee.pk, programme=node.pk)
    if ended:
        close = {"words": "全年办完，转入下一年。"}
        url = f"/desk/programmes/{node.pk}/close/"
        assert desk.post(desk.office, url, close).status_code == 302

    told = sent(desk, desk.street, draft)

    activity = Activity.objects.get()
    assert told["note"] == ("安排“五大行动”已经结束，请办公室核对" if ended else "")
    assert (activity.programme_id, activity.is_backfilled) == (node.pk, ended)
    assert_kept_once(activity)
    assert sent(desk, desk.street, draft) == told
    assert Activity.objects.count() == Opinion.objects.count() == 1
    page = words(desk.get(desk.office, f"/desk/activities/{activity.pk}/"))
    assert ("已经结束，请办公室核对" in page) is ended


@pytest.mark.parametrize("merged", [False, True])
def test_a_draft_sent_after_its_group_was_merged_is_kept_under_the_old_name(
    desk: Office, merged: bool
) -> None:
    """小组并了、人转到接手的组：照收在原来那个组名下，写明请办公室核对。"""
    who, old = leader(desk), group_of(desk.world)
    draft = saved(desk, who, body=old.pk)
    if merged:
        desk.wait(days=1)
        heir = register_body(
            kind="group",
            name="五里界第二代表小组",
            slug="jx-group-2",
            region=desk.town,
            congress=desk.congress,
            starts_on=desk.term.starts_on,
            **NOTE,
        )
        later = {"actor": SYSTEM, "at": desk.clock.now}
        on = desk.clock.now.date()
        rule = "原组并入第二小组"
        assign_group(
            person=desk.deputy.person, group=heir, on=on, rule=rule, role="leader", **later
        )
        close_body(body_id=old.pk, on=on, reason=rule, **later)

    told = sent(desk, who, draft)

    activity = Activity.objects.get()
    assert activity.body_id == old.pk
    assert ("已经撤并，是以它的名义记的，请办公室核对" in told["note"]) is merged
    assert_kept_once(activity)
    assert sent(desk, who, draft) == told
    assert Activity.objects.count() == Opinion.objects.count() == 1


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_draft_sent_after_its_activity_was_cancelled_is_kept_on_it(
    desk: Office, cancelled: bool
) -> None:
    """记在已安排的一场上，送到时那一场取消了：照收在那一场上，还是取消，写明请办公室核对。"""
    talk = planned(
        desk, "bench_talk", by="street", title="湾口板凳会", starts_at=AT - timedelta(hours=1)
    )
    draft = saved(desk, desk.street, body=desk.street_committee.pk, planned=talk.pk)
    if cancelled:
        url = f"/desk/activities/{talk.pk}/cancel/"
        assert desk.post(desk.street, url, {"reason": "下大雨"}).status_code == 302

    told = sent(desk, desk.street, draft)

    activity = Activity.objects.get()
    assert activity.state == ("cancelled" if cancelled else "recorded")
    assert told["note"] == ("活动取消以后又送来的记录，请办公室核对" if cancelled else "")
    assert_kept_once(activity)
    assert sent(desk, desk.street, draft) == told
    assert Opinion.objects.count() == 1


def test_cancelling_leaves_the_opinions_where_their_people_look(desk: Office) -> None:
    """已经听到意见的一场取消了：意见仍在意见清单、办件页和活动页上照办，发出的消息不撤回。"""
    here = {"body": desk.street_committee.pk}
    sent(desk, desk.street, saved(desk, desk.street, **here))
    activity, opinion = Activity.objects.get(), Opinion.objects.get()
    notices = Notice.objects.count()
    url = f"/desk/activities/{activity.pk}/cancel/"
    assert desk.post(desk.street, url, {"reason": ""}).status_code == 422
    assert desk.post(desk.street, url, {"reason": "记重了"}).status_code == 302

    assert Activity.objects.get().state == "cancelled"
    assert opinion.title in words(desk.get(desk.street, "/desk/opinions/"))
    case = Case.objects.get(subject_kind="opinion")
    assert DARK_ROAD in words(desk.get(desk.street, f"/desk/cases/{case.pk}/"))
    page = words(desk.get(desk.street, f"/desk/activities/{activity.pk}/"))
    assert "记重了" in page
    assert opinion.title in page
    assert Notice.objects.count() == notices
    assert Entry.objects.filter(verb="activity.cancelled").count() == 1
    assert case.closed_at is None


@pytest.mark.parametrize("archived", [False, True])
def test_an_archived_activity_is_not_rewritten_from_the_phone(desk: Office, archived: bool) -> None:
    """改过的草稿要“以手机上这份为准”：归档了的退回说明，名称不动；没归档的照改。"""
    draft = saved(desk, desk.street, body=desk.street_committee.pk)
    sent(desk, desk.street, draft)
    url = f"/desk/activities/{Activity.objects.get().pk}/"
    desk.post(desk.street, f"{url}summary/", {"words": "谈了路灯。"})
    if archived:
        desk.post(desk.street, f"{url}archive/")
    again = {**draft, "title": "湾口议事会", "prefer": "sent"}
    answer: Any = desk.post(desk.street, SEND, again)
    assert ("已经归档" in answer.json()["message"]) is archived
    assert Activity.objects.get().title == ("湾口板凳会" if archived else "湾口议事会")
