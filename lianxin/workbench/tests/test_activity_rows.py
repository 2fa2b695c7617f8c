"""材料里的各种形式，从页面走一遍：记得下、看得见、数得出。"""

from typing import Any

import pytest

from lianxin.access.usecases.registers import register_constituency
from lianxin.activities.models import Activity, Attendance, Item, Series, Target
from lianxin.audit.models import Entry
from lianxin.casework.following import timeline
from lianxin.casework.models import Case
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_activities import filled, record, words
from tests.world import AT

#: 板凳会那张表里先填好的，去掉这几样再各填各的。
BARE = {
    "voice_1": "",
    "item_1_text": "",
    "item_1_disposition": "",
    "item_1_answer": "",
    "head_resident": "",
    "about": "",
}


def made(desk: Office, who: Any, kind: str, **changes: Any) -> Activity:
    """从页面记一场，记成了。"""
    answer = record(desk, who, kind, **{**BARE, "confirmed": "1", **changes})
    assert answer.status_code == 302, words(answer)
    return Activity.objects.latest("pk")


def shown(desk: Office, url: str) -> str:
    """代工委看到的一页，空白并成一个。"""
    return " ".join(words(desk.get(desk.office, url)).split())


def figures(desk: Office, table: str) -> dict[str, list[str]]:
    """导出的一张统计表：第一格 → 其余各格。"""
    answer = desk.get(desk.office, f"/desk/activities/figures/export.csv?table={table}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.row("S0-08")
def test_a_series_numbers_its_sessions_and_marks_what_recurs(desk: Office) -> None:
    """四方立一个系列，各有分工；一次次协商按次编号，又发生的事标出来，连到从前那一件。"""
    sides = {"who_1": "人大代表", "duty_1": "召集", "who_2": "红色物业", "duty_2": "清运"}
    sides |= {"who_3": "村党组织", "duty_3": "动员", "who_4": "经营户", "duty_4": "门前三包"}
    given = {"name": "红色物业进村湾", "body": desk.street_committee.pk, **sides}
    assert desk.post(desk.street, "/desk/activities/series/new/", given).status_code == 302
    series = Series.objects.get()
    for place in range(3):
        again = Item.objects.order_by("pk").first()
        item = {"item_1_text": "湾口又堆垃圾", "item_1_kind": "problem"}
        made(
            desk,
            desk.street,
            "consultation",
            title=f"第 {place} 回协商",
            series=series.pk,
            begin=f"1{place}:00",
            item_1_recurs=again.pk if again else "",
            **item,
        )
    page = shown(desk, f"/desk/activities/series/{series.pk}/")
    for expected in ("经营户", "门前三包", "第 3 次", "又发生"):
        assert expected in page
    url = f"/desk/activities/series/{series.pk}/export.csv"
    assert url in desk.get(desk.office, f"/desk/activities/series/{series.pk}/").content.decode()
    kept = b"".join(desk.get(desk.street, url).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[:2] for line in kept.splitlines()[1:]] == [
        [str(number), f"第 {number - 1} 回协商"] for number in (1, 2, 3)
    ]
    last = Activity.objects.latest("pk")
    assert "第 3 次" in shown(desk, f"/desk/activities/{last.pk}/")


@pytest.mark.row("S0-15")
def test_a_joint_activity_counts_once_above_and_once_for_each(desk: Office) -> None:
    """街道主办、专委协办的一场：全区算一场，两家各自的数里各有一场。"""
    made(desk, desk.street, "bench_talk", co_bodies=[desk.special_committee.pk])
    made(desk, desk.street, "bench_talk", title="另一场")
    counts = {}
    for body in ("", desk.street_committee.pk, desk.special_committee.pk):
        answer = desk.get(desk.office, f"/desk/activities/export.csv?body={body}")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        counts[body] = len(text.splitlines()) - 1
    assert list(counts.values()) == [2, 2, 1]


@pytest.mark.row("S1-05")
def test_reception_has_notice_sign_in_and_visitor_log_and_visits_name_their_targets(
    desk: Office,
) -> None:
    """接待日先预告、代表签到、来访的话登记成意见；走访记去了哪几处，同一家写两遍只算一家。"""
    given = filled(desk, **BARE, day="2026-03-02", begin="10:00", title="三月接待日", do="announce")
    answer = desk.post(desk.street, "/desk/activities/plan/?kind=reception", given)
    url = answer.headers["Location"]
    assert "三月接待日" in words(desk.client.get("/activities/"))
    desk.post(desk.street, f"{url}roster/", {"present": [f"deputy:{desk.deputy.person.pk}"]})
    desk.wait(hours=3)
    log = {"voice_1": "楼道灯坏了三个月没人管。", "voiced_1": "on", "head_resident": "12"}
    assert desk.post(desk.street, f"{url}add/", log).status_code == 302
    page = shown(desk, url)
    for expected in ("周岭梅", "名单点到", "楼道灯坏了", "当场答复", "13 人次"):
        assert expected in page
    visit = {"target_1_name": "某某农庄", "target_1_kind": "firm"}
    visit |= {"target_2_name": "某某 农庄", "target_2_kind": "firm"}
    visit |= {"target_3_name": "童周岭村", "target_3_kind": "village"}
    made(desk, desk.deputy, "visit", **visit)
    assert sorted(Target.objects.values_list("kind", flat=True)) == ["firm", "village"]


@pytest.mark.row("S1-06")
def test_a_deputy_leads_research_by_expertise_and_hands_in_a_report(desk: Office) -> None:
    """代表按专长领衔一个题目，去了哪些企业，形成什么报告，都在活动上；统计里数得出领衔几次。"""
    activity = made(
        desk,
        desk.deputy,
        "research",
        field_topic="老旧小区充电难",
        field_expertise="电力工程",
        field_report="关于老旧小区充电设施的调研报告",
        lead=f"deputy:{desk.deputy.person.pk}",
        target_1_name="某某物业公司",
        target_1_kind="firm",
    )
    page = shown(desk, f"/desk/activities/{activity.pk}/")
    for expected in ("领衔", "电力工程", "调研报告", "某某物业公司"):
        assert expected in page
    assert figures(desk, "people")["周岭梅"][:2] == ["1", "1"]


@pytest.mark.row("S1-08")
def test_study_hours_go_to_each_deputy(desk: Office) -> None:
    """共学写明学什么、几学时，到了的代表各记几小时；没到的没有。"""
    made(desk, desk.street, "study", field_materials="代表法", field_hours="2.5")
    assert Attendance.objects.get().minutes == 150
    assert figures(desk, "people")["周岭梅"][2] == "2.5"


@pytest.mark.row("S1-09")
def test_dialogue_tells_answered_from_taken_back(desk: Office) -> None:
    """共话上部门当场答的和带回去的分开记，当场答的必须写怎么答的。"""
    first = {"item_1_text": "学位够不够", "item_1_disposition": "answered"}
    refused = record(desk, desk.street, "dialogue", **BARE | first, field_topic="入学")
    assert "怎么答的" in words(refused)
    first |= {"item_1_answer": "今年新增三百个", "item_1_answered_by": "区教育局王科长"}
    second = {"item_2_text": "放学路口堵", "item_2_disposition": "taken_back"}
    second |= {"item_2_body": desk.other_unit_body.pk}
    activity = made(desk, desk.street, "dialogue", field_topic="入学", **first, **second)
    page = shown(desk, f"/desk/activities/{activity.pk}/")
    for expected in ("当场答复", "区教育局王科长", "带回办理", "区城市管理执法局"):
        assert expected in page


@pytest.mark.row("S1-10")
def test_co_building_lists_tasks_contributors_and_the_result(desk: Office) -> None:
    """共建把分工一件件列出来：谁出力、做成什么；整场做成了什么也写明。"""
    task = {"item_1_text": "改造共享花园", "item_1_kind": "task", "item_1_disposition": "solved"}
    task |= {"item_1_answer": "种好三十平方米", "item_1_answered_by": "园艺师刘代表"}
    activity = made(desk, desk.street, "co_build", field_result="花园开放了", **task)
    page = shown(desk, f"/desk/activities/{activity.pk}/")
    for expected in ("分工任务", "园艺师刘代表", "种好三十平方米", "花园开放了"):
        assert expected in page


@pytest.mark.row("S1-11")
def test_each_matter_looked_at_gets_a_line_in_its_story(desk: Office) -> None:
    """共督看了两件：各自的经过里各多一行，写明看到什么；看不见的编号记不上。"""
    cases = [desk.say(), desk.say("湾口的水沟一下雨就满出来，臭味很大。")]
    activity = made(desk, desk.office, "co_supervise", body=desk.deputy_affairs.pk)
    url = f"/desk/activities/{activity.pk}/look/"
    for case in cases:
        given = {"number": case.number, "finding": f"看过了，{case.pk} 号还差一步"}
        assert desk.post(desk.office, url, given).status_code == 302
        lines = timeline(thread=case.thread)
        assert given["finding"] in str(lines[-1].shown)
    wrong = desk.post(desk.office, url, {"number": "没有这个号", "finding": "看过了还差一步"})
    assert wrong.status_code == 422
    assert Entry.objects.filter(verb="activity.looked_at").count() == 2
    assert Case.objects.get(pk=cases[0].pk).closed_at is None


@pytest.mark.row("S1-18")
def test_themed_forums_keep_agenda_invitees_and_outputs(desk: Office) -> None:
    """财经议事厅、法治会客厅、民生大家谈：议题必填，议程、请了谁、议出什么都留着。"""
    for kind in ("finance_hall", "law_parlour", "livelihood_forum"):
        assert record(desk, desk.street, kind, **BARE).status_code == 422
        activity = made(
            desk,
            desk.street,
            kind,
            field_topic="预算怎么看",
            agenda="一、听介绍；二、提问题",
            head_expert="2",
            item_1_text="公开预算说明",
            item_1_kind="topic",
        )
        page = shown(desk, f"/desk/activities/{activity.pk}/")
        for expected in ("预算怎么看", "二、提问题", "专家", "公开预算说明"):
            assert expected in page


@pytest.mark.row("S1-23")
def test_training_is_counted_by_course_kind(desk: Office) -> None:
    """讲座、报告会、授课、培训班各是一种，写明按哪次需求办的、几学时；统计里分开数。"""
    for kind, times in (("lecture", 2), ("report_talk", 1), ("course", 1)):
        for place in range(times):
            extra = {"field_need": "三月需求问卷"} if kind in ("lecture", "course") else {}
            made(desk, desk.street, kind, title=f"{kind}{place}", field_hours="3", **extra)
    found = figures(desk, "kinds")
    assert [found[name][1] for name in ("讲座", "报告会", "培训班")] == ["2", "1", "1"]
    assert "学时 6" in found["讲座"][-1]
    assert figures(desk, "people")["周岭梅"][2] == "12.0"


@pytest.mark.row("S2-05")
def test_micro_activities_have_one_screen_each(desk: Office) -> None:
    """微调研、微调解、微监督、微建言和代表上街头都在常用的格子里，一屏记一条。"""
    page = shown(desk, "/desk/activities/record/")
    made(desk, desk.deputy, "micro_research")
    made(desk, desk.deputy, "micro_mediation", field_result="说和了")
    made(desk, desk.deputy, "micro_supervision")
    made(desk, desk.deputy, "micro_advice")
    made(desk, desk.deputy, "street_corner")
    found = figures(desk, "kinds")
    for name in ("微调研", "微调解", "微监督", "微建言", "代表上街头"):
        assert name in page
        assert found[name][1] == "1"


@pytest.mark.row("S3-04")
def test_promotion_counts_sales_sessions_and_who_benefits(desk: Office) -> None:
    """直播带货记形式、场次、成交额、订单、受益的人，几场加得起来；当场解决的问题也在。"""
    for sales in ("10000", "2500.50"):
        made(
            desk,
            desk.deputy,
            "promotion",
            title=f"带货 {sales}",
            field_form="直播带货",
            field_sessions="1",
            field_sales=sales,
            field_orders="300",
            field_beneficiaries="30",
            item_1_text="快递点不够",
            item_1_kind="problem",
            item_1_disposition="solved",
            item_1_answer="当天加了一个点",
        )
    line = figures(desk, "kinds")["代表助农促销"]
    assert "12" in line[-2] or "成交额" in ",".join(line)
    page = shown(desk, "/desk/activities/figures/")
    for expected in ("场次 2 场", "成交额 12,500.5 元", "订单 600 单", "受益的人 60 人"):
        assert expected in page
    assert Item.objects.filter(disposition="solved").count() == 2


@pytest.mark.row("S3-19")
def test_meeting_voters_is_covered_constituency_by_constituency(desk: Office) -> None:
    """代表回选区见选民：按选区看见了几次，没见过的排在最前；不写地点的记不下。"""
    for name, region in (("第一选区", desk.village), ("第二选区", desk.county)):
        register_constituency(
            congress=desk.congress, name=name, regions=[region], actor=SYSTEM, at=AT
        )
    assert record(desk, desk.deputy, "meet_voters", **BARE, region="").status_code == 422
    before = figures(desk, "constituencies")
    assert before["第一选区"][0] == "还没有见过"
    made(desk, desk.deputy, "meet_voters", head_voter="16")
    assert figures(desk, "constituencies")["第一选区"] == ["1", "2026-03-01"]


@pytest.mark.row("S3-22")
def test_volunteer_hours_and_grids_stay_with_the_deputy(desk: Office) -> None:
    """志愿服务按小时记到各位代表名下；认领的是哪个网格写明，不写记不下。"""
    made(desk, desk.deputy, "volunteer", field_hours="1.5")
    made(desk, desk.deputy, "pledge_ceremony")
    assert record(desk, desk.deputy, "grid_adoption", **BARE).status_code == 422
    grid = made(desk, desk.deputy, "grid_adoption", field_grid="童周岭第三网格")
    assert "童周岭第三网格" in shown(desk, f"/desk/activities/{grid.pk}/")
    assert figures(desk, "people")["周岭梅"][3] == "1.5"


@pytest.mark.row("S4-17")
def test_internal_meetings_are_off_until_opened_and_never_public(desk: Office) -> None:
    """党组会、理论学习平时没有，代工委选开才记得下；从不公开，外人看不见。"""
    url = "/desk/activities/record/?kind=party_group"
    assert desk.get(desk.office, url).status_code == 404
    assert (
        desk.post(desk.street, "/desk/activities/modules/", {"internal": "on"}).status_code == 404
    )
    assert (
        desk.post(desk.office, "/desk/activities/modules/", {"internal": "on"}).status_code == 302
    )
    given = {"body": desk.standing_committee.pk, "is_public": "", "station": "", "region": ""}
    for place in range(2):
        made(desk, desk.office, "party_group", title=f"第 {place} 次党组会", **given)
    made(desk, desk.office, "theory_study", field_hours="2", **given)
    found = figures(desk, "kinds")
    assert (found["党组会"][1], found["理论学习"][1]) == ("2", "1")
    assert "次党组会" not in words(desk.client.get("/activities/"))
    assert "次党组会" not in words(desk.get(desk.unit, "/desk/activities/"))


@pytest.mark.row("S4-21")
def test_leaders_research_counts_solved_problems(desk: Office) -> None:
    """班子成员的课题调研、实事调研分开数，解决了几个问题数得出；带队的是班子成员。"""
    leader = {"body": desk.chair_council.pk, "present": [f"leader:{desk.chair.person.pk}"]}
    made(desk, desk.office, "topic_research", field_topic="基层治理", **leader)
    solved = {"item_1_text": "便桥断了", "item_1_kind": "problem", "item_1_disposition": "solved"}
    solved |= {"item_1_answer": "便桥修好了"}
    for place in range(2):
        given = {**leader, **solved, "title": f"实事 {place}", "field_topic": "便桥"}
        made(desk, desk.office, "practical_research", **given)
    found = figures(desk, "kinds")
    assert (found["课题调研"][1], found["课题调研"][5]) == ("1", "0")
    assert (found["实事调研"][1], found["实事调研"][5]) == ("2", "2")
    assert set(Attendance.objects.values_list("role", flat=True)) == {"leader"}
