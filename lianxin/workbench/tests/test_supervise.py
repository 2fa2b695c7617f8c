"""督办台：三种形式两种办法、领衔督办、督办日历、单位按时率；记在办件上，数得出来。"""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Party
from lianxin.kernel.events import SupervisionRecorded, subscribe
from lianxin.supervision.models import Leadership, SupervisionRecord
from lianxin.workbench.tests.conftest import Office, adopt, picture
from tests.world import TODAY, Persona

FOUND = "灯杆基础已经挖好，线缆还没到货，说定十五日前装完。"


def supervise(desk: Office, who: Persona, case: Case, **changes: Any) -> Any:
    """在办件页上记一次督办。"""
    given = {
        "form": "onsite",
        "medium": "offline",
        "on": TODAY.isoformat(),
        "people": "陈诚、区住建局赵明",
        "finding": FOUND,
        **changes,
    }
    return desk.post(who, f"/desk/cases/{case.pk}/supervise/", given)


def lead(desk: Office, who: Persona, case: Case, **changes: Any) -> Any:
    """登记领衔督办。"""
    given = {
        "leader": desk.chair.person.pk,
        "committee": desk.special_committee.pk,
        "decision": "第三十一次主任会议，列为重点督办",
        "decided_on": TODAY.isoformat(),
        **changes,
    }
    return desk.post(who, f"/desk/cases/{case.pk}/lead/", given)


@pytest.mark.row("S0-17")
def test_three_forms_and_two_media_are_recorded_and_counted(desk: Office) -> None:
    """现场、重点、跟踪，线上、线下都记得下；带日期、人、情况、照片，按形式数得出来。"""
    case = desk.dispatched()
    heard: list[SupervisionRecorded] = []
    leave = subscribe(SupervisionRecorded, heard.append)

    assert supervise(desk, desk.office, case, photos=picture()).status_code == 302
    supervise(desk, desk.street, case, form="key", medium="online")
    supervise(desk, desk.chair, case, form="track", medium="online", next_on="2026-03-16")
    leave()

    page = desk.get(desk.office, "/desk/supervise/")
    counted = {one.key: (one.online, one.offline) for one in page.context["counts"]}
    assert counted == {"onsite": (0, 1), "key": (1, 0), "track": (1, 0)}
    assert len(page.context["cards"][-1].files) == 1
    on_case = desk.get(desk.unit, f"/desk/cases/{case.pk}/").content.decode()
    assert FOUND in on_case
    assert "跟踪督办（线上）" in on_case
    assert [(event.form, event.medium) for event in heard] == [
        ("onsite", "offline"),
        ("key", "online"),
        ("track", "online"),
    ]
    assert Entry.objects.filter(verb="supervision.recorded", thread=case.thread).count() == 3
    only = desk.get(desk.office, "/desk/supervise/?form=key").context["cards"]
    assert [card.form for card in only] == ["重点督办"]
    sheet = b"".join(desk.client.get("/desk/supervise/export.csv").streaming_content).decode()
    assert sheet.count(FOUND) == 3


@pytest.mark.row("S0-17")
def test_the_loop_can_return_to_research(desk: Office) -> None:
    """督办之后约好再看，排进督办日历；到了那天再记一次，线索接着走。"""
    case = desk.dispatched()
    supervise(desk, desk.office, case, next_on="2026-03-16")

    month = desk.get(desk.office, "/desk/supervise/calendar/?month=2026-03").context["month"]
    assert [(e.on.day, e.kind) for e in month.events if e.kind != "due"] == [
        (2, "done"),
        (16, "next"),
    ]
    assert {e.case_id for e in month.events if e.kind == "due"} <= {case.pk, case.thread}
    empty = desk.get(desk.office, "/desk/supervise/calendar/?month=2027-05").content.decode()
    assert "这个月是空的" in empty


@pytest.mark.row("S0-17")
def test_supervising_as_a_step_counts_too(desk: Office) -> None:
    """照机制走的“督办一次”与督办台上记的合在一起数。"""
    case = desk.dispatched()
    given = {
        "supervise_form": "track",
        "supervise_medium": "online",
        "supervise_note": "电话问过，线缆已经发货",
    }

    done = desk.post(desk.street, f"/desk/cases/{case.pk}/moves/supervise/", given)

    assert done.status_code == 302
    page = desk.get(desk.office, "/desk/supervise/")
    assert [one.total for one in page.context["counts"]] == [0, 0, 1]
    assert "线缆已经发货" in page.content.decode()


def test_only_supervisors_record_and_only_what_happened(desk: Office) -> None:
    """承办单位记不了自己的督办；将来的日子、没写情况的记不下；别的都一样的就记下了。"""
    case = desk.dispatched()

    assert supervise(desk, desk.unit, case).status_code == 404
    assert supervise(desk, desk.committee, case).status_code == 404
    assert supervise(desk, desk.office, case, on="2026-03-09").status_code == 422
    assert supervise(desk, desk.office, case, next_on="2026-02-01").status_code == 422
    assert supervise(desk, desk.office, case, finding="").status_code == 422
    assert not SupervisionRecord.objects.exists()
    assert supervise(desk, desk.office, case).status_code == 302


@pytest.mark.row("S1-14")
def test_a_leader_takes_a_matter_and_notes_it_monthly(desk: Office) -> None:
    """主任会议成员领衔督办，清单上挂牌；次月起每月记一次，漏了数得出来，可导出。"""
    case = desk.dispatched()
    assert lead(desk, desk.office, case, leader=desk.unit.person.pk).status_code == 422
    assert lead(desk, desk.street, case).status_code == 404
    assert lead(desk, desk.office, case).status_code == 302
    assert lead(desk, desk.office, case).status_code == 422

    watched = desk.get(desk.office, "/desk/watch/?light=all").content.decode()
    assert "吴远山领衔督办" in watched
    desk.wait(days=62)
    first = desk.get(desk.office, "/desk/supervise/key/").context["matters"][0]
    supervise(desk, desk.chair, case, form="key", on="2026-04-10")
    supervise(desk, desk.chair, case, form="key", on="2026-05-02")
    second = desk.get(desk.office, "/desk/supervise/key/").context["matters"][0]

    assert (first.missed, first.noted_this_month) == (1, False)
    assert (second.missed, second.noted_this_month, second.notes) == (0, True, 2)
    sheet = b"".join(desk.client.get("/desk/supervise/key/export.csv").streaming_content).decode()
    assert "第三十一次主任会议" in sheet
    row = Leadership.objects.get()
    desk.post(desk.office, f"/desk/leads/{row.pk}/end/", {"reason": "换人督办"})
    assert "吴远山领衔督办" not in desk.get(desk.office, "/desk/watch/?light=all").content.decode()


def test_few_samples_are_not_ranked(desk: Office) -> None:
    """口径写在页上；不足五份的只说样本太少，满五份才有百分比和名次。"""
    for number in range(5):
        case = desk.dispatched(text=f"第{number}处井盖松动，晚上骑车容易摔倒。")
        if number == 4:
            few = desk.get(desk.office, "/desk/supervise/units/").content.decode()
            assert "样本太少（4 份）" in few
        desk.step(case, desk.unit, "finish", handling_result="井盖已经换好，巡查一周没有松动。")

    page = desk.get(desk.office, "/desk/supervise/units/")
    text = page.content.decode()
    assert "按时率＝" in text
    assert "100%（5 份里 5 份）" in text
    assert page.context["rows"][0].place == 1
    assert desk.get(desk.unit, "/desk/supervise/units/").status_code == 404


def test_supervising_asks_no_more_with_more_rows(
    desk: Office, django_assert_max_num_queries: Any
) -> None:
    """二十次督办与一次，各页查库的次数一样多。"""
    for number in range(20):
        case = desk.dispatched(text=f"第{number}处井盖松动，晚上骑车容易摔倒。")
        supervise(desk, desk.office, case)
        lead(desk, desk.office, case)
    urls = {"": 9, "key/": 8, "calendar/?month=2026-03": 9, "units/": 6}
    for path, most in urls.items():
        with django_assert_max_num_queries(most):
            assert desk.client.get(f"/desk/supervise/{path}").status_code == 200


def test_watch_and_suggestions_export(desk: Office) -> None:
    """盯办清单、代表建议都导得出；看不见的不在里面。"""
    case = desk.dispatched()

    def lines(who: Persona, url: str) -> str:
        return b"".join(desk.get(who, url).streaming_content).decode()

    assert case.number in lines(desk.office, "/desk/watch/export.csv?light=all")
    assert case.number not in lines(desk.other_unit, "/desk/watch/export.csv?light=all")
    assert "案由" in lines(desk.office, "/desk/suggestions/export.csv")
    assert desk.get(desk.office, "/desk/watch/export.exe").status_code == 404


@pytest.mark.row("S0-17")
def test_the_committee_beside_a_leader_sees_the_matter(desk: Office) -> None:
    """点名配合领衔督办的专工委看得见这一件、收得到消息、记得了督办，但办不了；没点名的看不见。"""
    case = desk.dispatched()
    other = desk.dispatched(text="老街下水道堵了，污水漫到门口。")
    url = f"/desk/cases/{case.pk}/"
    assert desk.get(desk.committee, url).status_code == 404

    assert lead(desk, desk.office, case).status_code == 302

    assert case.title in desk.get(desk.committee, url).content.decode()
    assert desk.get(desk.committee, f"/desk/cases/{other.pk}/").status_code == 404
    inbox = desk.get(desk.committee, "/desk/notices/").content.decode()
    assert f"领衔督办（{case.number}）" in inbox
    seen = Entry.objects.get(verb="party.watching", thread=case.thread)
    assert seen.facts["body"] == desk.special_committee.short_name
    assert desk.get(desk.committee, url).context["steps"] == []
    assert supervise(desk, desk.committee, case).status_code == 302

    row = Leadership.objects.get()
    desk.post(desk.office, f"/desk/leads/{row.pk}/end/", {"reason": "换人督办"})
    assert Entry.objects.filter(verb="party.unwatched", thread=case.thread).count() == 1
    lead(desk, desk.office, case)
    assert Entry.objects.filter(verb="party.watching", thread=case.thread).count() == 2


def test_the_calendar_exports_like_other_tables(desk: Office) -> None:
    """督办日历这个月的每一件都导得出：约好再看的、到期的、督办过的；别的月份不混进来。"""
    case = desk.dispatched()
    supervise(desk, desk.office, case, next_on="2026-03-20")
    page = desk.get(desk.office, "/desk/supervise/calendar/?month=2026-03").content.decode()
    url = "/desk/supervise/calendar/export"
    assert f"{url}.xlsx?month=2026-03" in page
    march = b"".join(desk.client.get(f"{url}.csv?month=2026-03").streaming_content).decode()
    april = b"".join(desk.client.get(f"{url}.csv?month=2026-04").streaming_content).decode()

    for words in ("约好再看", "督办过", case.title):
        assert words in march
    assert "约好再看" not in april
    assert desk.client.get(f"{url}.xlsx?month=2026-03").status_code == 200
    assert desk.get(desk.unit, f"{url}.csv").status_code == 404


@pytest.mark.row("S4-10")
def test_a_key_suggestion_is_on_the_list_once_the_council_has_chosen_it(desk: Office) -> None:
    """提请了还不算；主任会议定了才上重点事项清单，写明谁领衔、下一份哪天到期，导得出来；考评完了下来。"""
    adopt(desk.world, "key_suggestion")
    desk.write(
        title="关于在村口至小学路段加装路灯的建议",
        grounds="这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
        proposal="请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
    )
    case = Case.objects.get(subject_kind="suggestion")
    desk.post(desk.office, f"/desk/cases/{case.pk}/moves/open_key/", {"reason": "提了三年"})
    key = Case.objects.get(mechanism__key="key-suggestion")
    assert desk.get(desk.office, "/desk/supervise/key/").context["keyed"] == []
    chosen = {
        "decided_on": "2026-03-02",
        "meeting": "第五十二次主任会议",
        "meeting_decision": "列为今年的重点建议",
        "leader_person": desk.chair.person.pk,
        "committee_body": desk.special_committee.pk,
    }
    desk.post(desk.chair, f"/desk/cases/{key.pk}/moves/select/", chosen)

    (listed,) = desk.get(desk.committee, "/desk/supervise/key/").context["keyed"]

    assert (listed.leader, listed.committee) == ("吴远山", desk.special_committee.short_name)
    assert (listed.case_id, listed.is_overdue) == (key.pk, False)
    sheet = desk.get(desk.office, "/desk/supervise/key/export.csv")
    assert "列为今年的重点建议" in b"".join(sheet.streaming_content).decode()
    desk.wait(days=90)
    (late,) = desk.get(desk.office, "/desk/supervise/key/").context["keyed"]
    assert late.is_overdue


def test_leaderships_registered_before_give_sight_too(desk: Office) -> None:
    """早先登记的领衔督办，没有替专工委补上看着的身份；升级时补上，结束了的不补，补两遍不重。"""
    upgrade = import_module("lianxin.supervision.migrations.0004_committees_watch")
    case, ended = desk.dispatched(), desk.dispatched(text="老街下水道堵了，污水漫到门口。")
    for one in (case, ended):
        lead(desk, desk.office, one)
    row = Leadership.objects.get(case=ended)
    desk.post(desk.office, f"/desk/leads/{row.pk}/end/", {"reason": "换人督办"})
    Party.objects.filter(role="+watch").delete()
    assert desk.get(desk.committee, f"/desk/cases/{case.pk}/").status_code == 404

    for _ in range(2):
        upgrade.let_committees_watch(apps, None)

    assert desk.get(desk.committee, f"/desk/cases/{case.pk}/").status_code == 200
    assert desk.get(desk.committee, f"/desk/cases/{ended.pk}/").status_code == 404
    assert Party.objects.filter(role="+watch").count() == 1
