"""安排从页面走一遍：发布清单、认领、标签、交叉表、框架与总结、季度小结、申创。"""

from datetime import date, timedelta

import pytest
from django.test import Client

from lianxin.activities.models import Task
from lianxin.activities.usecases import (
    Head,
    Record,
    Said,
)
from lianxin.casework.models import Duty
from lianxin.workbench.tests.conftest import Office, adopt, group_of
from lianxin.workbench.tests.programming import LAMP, URL, built, claim, held, leader, move, text
from tests.world import AT


@pytest.mark.row("S0-13")
def test_themes_are_published_claimed_planned_carried_out_and_accepted(desk: Office) -> None:
    """代工委发布，小组在截止前认领，报方案，没办活动交不了报告，办了才交，验收；没人认领的有清单。"""
    adopt(desk.world, "theme_menu")
    who = leader(desk)
    menu = built(desk, desk.office, "menu", "第二季度主题清单", claim_by="2026-03-31", most="2")
    lamps = built(desk, desk.office, "theme", "农村道路照明", parent=menu)
    lifts = built(desk, desk.office, "theme", "老旧小区加装电梯", parent=menu)

    assert claim(desk, desk.unit, menu, lamps) == 404
    assert claim(desk, who, menu, lamps) == 302
    assert claim(desk, who, menu, lamps) == 422
    task = Task.objects.get(programme=lamps)
    assert "农村道路照明" in text(desk, who, "/desk/mine/")
    plan = {"plan": "组长带队走三个村，每村座谈一次", "plan_on": "2026-03-20"}
    assert move(desk, who, task, "submit_plan", **plan) == 302
    report = {"report": "走了三个村，二十一盏灯坏了八盏，居民要求写明由谁维护。"}
    assert move(desk, who, task, "report", **report) == 422
    held(desk, lamps)
    assert move(desk, who, task, "report", **report) == 302
    assert move(desk, who, task, "accept", accept_note="照单落实") == 422
    assert move(desk, desk.office, task, "accept", accept_note="照单落实") == 302

    page = text(desk, desk.office, f"{URL}{menu.pk}/")
    assert "认领 1 项，落实 1 项" in page
    gaps = text(desk, desk.office, f"{URL}{menu.pk}/gaps/?kind=unclaimed")
    assert lifts.name in gaps
    assert lamps.name not in gaps
    desk.clock.now = AT.replace(month=4, day=1)
    assert claim(desk, who, menu, lifts) == 422
    sheet = b"".join(desk.get(desk.office, f"{URL}{menu.pk}/gaps/export.csv").streaming_content)
    assert lifts.name in sheet.decode("utf-8-sig")


@pytest.mark.row("S0-14")
def test_a_street_sets_its_own_list_under_a_district_theme(desk: Office) -> None:
    """街道在区级主题下面定自己的清单，分批发布，街道自己验收；定不了代工委的，也改不了。"""
    adopt(desk.world, "theme_menu")
    who = leader(desk)
    menu = built(desk, desk.office, "menu", "区级主题清单")
    theme = built(desk, desk.office, "theme", "家门口的小事", parent=menu)
    own = {"body": desk.world.street_committee.pk, "parent": theme}
    first = built(desk, desk.street, "menu", "五里界第一批", **own)
    second = built(desk, desk.street, "menu", "五里界第二批", is_draft="on", **own)
    small = built(
        desk,
        desk.street,
        "theme",
        "门口的停车位",
        parent=first,
        body=desk.world.street_committee.pk,
    )
    assert desk.get(who, f"{URL}{second.pk}/").status_code == 404
    assert desk.get(desk.street, f"{URL}{second.pk}/").status_code == 200
    assert desk.get(desk.street, f"{URL}{menu.pk}/edit/").status_code == 404
    desk.post(desk.street, f"{URL}{second.pk}/publish/")
    assert desk.get(who, f"{URL}{second.pk}/").status_code == 200

    assert claim(desk, who, first, small) == 302
    task = Task.objects.get(programme=small)
    plan = {"plan": "数一数门口的停车位，问二十户", "plan_on": "2026-03-05"}
    move(desk, who, task, "submit_plan", **plan)
    held(desk, small)
    move(desk, who, task, "report", report="数了四十六个车位，十二个被占。")
    assert Duty.objects.open().get(case=task.case).holder_body_id == desk.world.street_committee.pk
    assert move(desk, desk.street, task, "accept", accept_note="数得清楚") == 302
    assert "落实 1 项" in text(desk, desk.office, f"{URL}{menu.pk}/")


@pytest.mark.row("S0-22")
def test_the_five_together_are_tags_with_statistics_and_brief_sections(desk: Office) -> None:
    """五共是标签：活动贴的、安排贴的都算，一场只算一次；没有的标签贴不上；简报按标签分节。"""
    brand = built(desk, desk.office, "brand", "共谋路灯", tags=["five_co.plan"])
    held(desk, brand)
    held(desk, brand, tags=("five_co.plan", "five_co.build"))
    held(desk, None, tags=("five_co.share",))
    page = text(desk, desk.office, f"{URL}tags/?family=five_co")
    assert "共谋：开展活动 2 场，参加 40 人次。" in page
    assert "共建：开展活动 1 场，参加 20 人次。" in page
    assert "共管：没有开展活动。" in page
    wrong = {"kind": "brand", "name": "乱贴", "body": desk.world.deputy_affairs.pk}
    url = f"{URL}new/"
    assert (
        desk.post(desk.office, url, {**wrong, "starts_on": "2026-03-02", "tags": "x.y"}).status_code
        == 422
    )


@pytest.mark.row("S1-01")
def test_three_modes_by_six_themes_each_counted_apart(desk: Office) -> None:
    """“代表有约”：三种模式乘六个主题，场次、人次、意见各数各的；别的安排不混进来。"""
    brand = built(desk, desk.office, "brand", "代表有约")
    other = built(desk, desk.office, "brand", "别的活动")
    home = ("modes.visit", "themes.people")
    said = Record(heads=(Head("resident", 25),), voices=(Said(text=LAMP),))
    held(desk, brand, said, tags=home)
    held(desk, brand, said, tags=home, starts_at=AT - timedelta(days=1))
    held(desk, brand, tags=("modes.online", "themes.law"), starts_at=AT - timedelta(days=2))
    held(desk, other, tags=("modes.fixed", "themes.grass"), starts_at=AT - timedelta(days=3))
    page = text(desk, desk.office, f"{URL}matrix/?node={brand.pk}")
    assert page.count("</b> 场") == 2
    assert "50 人次" in page
    assert "意见 2 条" in page
    whole = text(desk, desk.office, f"{URL}matrix/")
    assert whole.count("</b> 场") == 3
    sheet = b"".join(
        desk.get(desk.office, f"{URL}matrix/export.csv?node={brand.pk}").streaming_content
    )
    lines = sheet.decode("utf-8-sig").splitlines()
    assert len(lines) == 19
    assert any(line.startswith("上门约,约民生,2,50,") for line in lines)


@pytest.mark.row("S2-01")
@pytest.mark.row("S4-15")
def test_a_framework_is_a_tree_whose_yearly_summary_is_generated(desk: Office) -> None:
    """框架→线→项，各有牵头；数沿树往上加；年度总结按数字生成，去年的不算；结束以后公开。"""
    frame = built(desk, desk.office, "framework", "五大行动", target_activities="4")
    line = built(desk, desk.office, "line", "提能行动", parent=frame)
    item = built(
        desk,
        desk.office,
        "item",
        "代表大讲堂",
        parent=line,
        body=desk.world.special_committee.pk,
    )
    held(desk, item)
    held(desk, line, starts_at=AT - timedelta(days=3))
    held(desk, item, starts_at=AT - timedelta(days=90))
    page = text(desk, desk.office, f"{URL}{frame.pk}/")
    assert "开展活动 3 场" in page
    assert "3 / 4" in page
    assert "城乡建设" in text(desk, desk.office, f"{URL}{line.pk}/")
    year = f"{URL}{frame.pk}/summary/?since=2026-01-01&until=2026-12-31"
    words = text(desk, desk.office, year)
    assert "“五大行动”开展活动 2 场，参加 40 人次" in words
    assert "1. 提能行动：开展活动 2 场" in words
    close = f"{URL}{frame.pk}/close/"
    assert "开展活动 3 场" in text(desk, desk.office, close)
    assert desk.post(desk.office, close, {"words": "短"}).status_code == 422
    assert desk.post(desk.street, close, {"words": "一年办了三场，人人满意。"}).status_code == 404
    assert desk.post(desk.office, close, {"words": "一年办了三场，人人满意。"}).status_code == 302
    public = Client().get(f"/programmes/{frame.pk}/").content.decode()
    assert "一年办了三场" in public


@pytest.mark.row("S2-02")
@pytest.mark.row("S2-04")
def test_a_campaign_has_must_do_tasks_and_a_quarterly_summary(desk: Office) -> None:
    """必做的分下去，选做的自己领；季季有提示有小结，漏了的上清单；下一期照原来的日子。"""
    adopt(desk.world, "campaign")
    who = leader(desk)
    campaign = built(desk, desk.office, "campaign", "代表行动")
    phase = built(desk, desk.office, "phase", "摸底", parent=campaign)
    must = built(desk, desk.office, "task", "清产核资", parent=phase, is_mandatory="on")
    free = built(desk, desk.office, "task", "小切口自选", parent=phase)
    team = group_of(desk.world)
    assert desk.post(who, f"{URL}{must.pk}/assign/", {"bodies": team.pk}).status_code == 404
    assert desk.post(desk.office, f"{URL}{must.pk}/assign/", {"bodies": team.pk}).status_code == 302
    assert claim(desk, who, phase, free, subject="桥头沟三个排口") == 302
    task = Task.objects.get(programme=must)
    start = {"entry_point": "村集体资产台账", "plan": "逐村核对，四月底前报"}
    assert move(desk, who, task, "start", **start) == 302
    summary = Duty.objects.open().get(case=task.case, owes="季度小结")
    assert summary.due_date == date(2026, 6, 2)

    gaps = f"{URL}{campaign.pk}/gaps/?kind=summary"
    assert "眼下没有缺口" in text(desk, desk.office, gaps)
    desk.clock.now = AT.replace(month=6, day=3)
    assert "过了期还没有交" in text(desk, desk.office, gaps)
    done = {"quarter_summary": "走访三次，发现两处问题，一处当场整改。"}
    assert move(desk, who, task, "summarise", **done) == 302
    assert "眼下没有缺口" in text(desk, desk.office, gaps)
    summary = Duty.objects.open().get(case=task.case, owes="季度小结")
    assert summary.due_date == date(2026, 9, 2)


@pytest.mark.row("S2-09")
def test_innovation_projects_are_applied_for_reviewed_and_awarded(desk: Office) -> None:
    """镇街申创：申报、写案例、评审，评上的和没评上的各有清单；不是评审的评不了。"""
    adopt(desk.world, "campaign")
    item = built(desk, desk.office, "item", "人大工作创新申创", claim_by="2026-04-30")
    given = {"body": desk.world.street_committee.pk, "themes": [item.pk], "subject": "板凳会连心"}
    assert desk.post(desk.street, f"{URL}{item.pk}/claim/", given).status_code == 302
    task = Task.objects.get(programme=item)
    assert task.subject == "板凳会连心"
    start = {"entry_point": "把板凳会办成制度", "plan": "每月一次，全街道铺开"}
    assert move(desk, desk.street, task, "start", **start) == 302
    held(desk, item, body_id=desk.world.street_committee.pk)
    case = {"finding": "案例：十二个村每月一场板凳会，办成小事六十件。"}
    assert move(desk, desk.street, task, "collect", **case) == 302
    assert move(desk, desk.street, task, "nothing_to_dispatch", nothing_reason="自评很好") == 422
    assert move(desk, desk.office, task, "nothing_to_dispatch", nothing_reason="直接评审") == 302
    judged = {"checked_on": "2026-03-02", "effect_note": "评审组实地看了，评为创新奖"}
    assert move(desk, desk.office, task, "effective", **judged) == 302
    page = text(desk, desk.office, f"{URL}{item.pk}/")
    assert "板凳会连心" in page
    assert "问效完了" in page
    assert "落实 1 项" in page
