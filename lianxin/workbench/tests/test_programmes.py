"""安排从页面走一遍：发布清单、认领、行动、季度小结、问效、数、缺口、谁参加了、总结。"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.accounts import grant_post, open_account
from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import register_body, register_person
from lianxin.activities.models import Programme, Task
from lianxin.activities.queries.tallies import by_body, by_node
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    Said,
    record_activity,
)
from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office, adopt, group_of
from tests.world import AT, PASSWORD, SINCE, Persona

URL = "/desk/programmes/"
NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
LAMP = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


def leader(desk: Office) -> Persona:
    """周岭梅当了五里界代表小组的组长。"""
    person = desk.world.deputy.person
    assert person is not None
    team = group_of(desk.world)
    assign_group(person=person, group=team, on=SINCE, rule="就近", role="leader", **NOTE)
    return desk.world.deputy


def built(desk: Office, who: Persona, kind: str, name: str, **more: Any) -> Programme:
    """在页面上建一个节点。"""
    parent = more.pop("parent", None)
    given = {
        "kind": kind,
        "name": name,
        "body": more.pop("body", desk.world.deputy_affairs.pk),
        "starts_on": "2026-03-02",
        "is_public": "on",
        **({} if parent else {"ends_on": "2026-12-31"}),
        **more,
    }
    url = f"{URL}new/" + (f"?parent={parent.pk}" if parent else "")
    assert desk.post(who, url, given).status_code == 302
    return Programme.objects.get(name=name)


def claim(desk: Office, who: Persona, node: Programme, *themes: Programme, **more: Any) -> int:
    """在页面上认领。"""
    given = {"body": group_of(desk.world).pk, "themes": [one.pk for one in themes], **more}
    return desk.post(who, f"{URL}{node.pk}/claim/", given).status_code


def move(desk: Office, who: Persona, task: Task, verb: str, **facts: Any) -> int:
    """在办件页上走一步。"""
    return desk.post(who, f"/desk/cases/{task.case_id}/moves/{verb}/", facts).status_code


def held(desk: Office, node: Programme | None, record: Record | None = None, **more: Any) -> int:
    """记一场板凳会，返回编号；默认二十个居民到场。"""
    starts: datetime = more.pop("starts_at", AT)
    given = {"body_id": group_of(desk.world).pk, "title": "板凳会", **more}
    draft = ActivityDraft(
        congress_id=desk.world.congress.pk,
        kind="bench_talk",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        programme_id=node.pk if node else None,
        **given,
    )
    found = record or Record(heads=(Head("resident", 20),))
    at = max(starts, AT)
    return record_activity(draft=draft, record=found, actor=Doer(desk.office.viewer), at=at).pk


def text(desk: Office, who: Persona, url: str) -> str:
    """一页上的字。"""
    response = desk.get(who, url)
    assert response.status_code == 200, url
    return response.content.decode()


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


@pytest.mark.row("S3-02")
def test_online_and_offline_legs_of_one_campaign_are_counted_apart(desk: Office) -> None:
    """一次行动两条线：线上、线下各有各的数，总数是两条线之和。"""
    campaign = built(desk, desk.office, "campaign", "双线实桥")
    online = built(desk, desk.office, "line", "线上", parent=campaign, tags=["two_lines.online"])
    offline = built(desk, desk.office, "line", "线下", parent=campaign, tags=["two_lines.offline"])
    held(desk, online)
    held(desk, offline)
    held(desk, offline, starts_at=AT - timedelta(days=1))
    tags = text(desk, desk.office, f"{URL}tags/?family=two_lines")
    assert "线上：开展活动 1 场" in tags
    assert "线下：开展活动 2 场" in tags
    assert "开展活动 3 场" in text(desk, desk.office, f"{URL}{campaign.pk}/")


@pytest.mark.row("S3-05")
def test_each_unit_takes_one_or_two_and_reports_what_it_found(desk: Office) -> None:
    """每家一至两项：领第三项不行；没有办过活动、没有写发现的，交不了。"""
    adopt(desk.world, "campaign")
    who = leader(desk)
    campaign = built(desk, desk.office, "campaign", "解剖麻雀", least="1", most="2")
    tasks = [built(desk, desk.office, "task", f"第{n}只麻雀", parent=campaign) for n in "一二三"]
    assert claim(desk, who, campaign, *tasks) == 422
    assert claim(desk, who, campaign, *tasks[:2]) == 302
    assert claim(desk, who, campaign, tasks[2]) == 422
    task = Task.objects.get(programme=tasks[0])
    move(desk, who, task, "start", entry_point="林管段的断头路", plan="走一遍，量一量")
    assert move(desk, who, task, "collect", finding="断头路三百米，两户不通车。") == 422
    held(desk, tasks[0])
    assert move(desk, who, task, "collect") == 422
    assert move(desk, who, task, "collect", finding="断头路三百米，两户不通车。") == 302
    other = register_body(
        kind="group",
        name="乌龙泉代表小组",
        slug="jx-group-2",
        region=desk.world.town,
        congress=desk.world.congress,
        starts_on=SINCE,
        **NOTE,
    )
    gaps = text(desk, desk.office, f"{URL}{campaign.pk}/gaps/?kind=short")
    assert other.short_name in gaps
    assert group_of(desk.world).short_name not in gaps.split("每季小结")[0]


@pytest.mark.row("S3-14")
def test_a_week_of_concerted_activity_shows_who_of_the_leaders_came(desk: Office) -> None:
    """集中活动周：实时进度不靠脚本自己刷新，可停住；领导“2 名中 1 名参加”，谁没来看得见。"""
    week = built(desk, desk.office, "campaign", "集中活动周", target_activities="2")
    chair = desk.world.chair.person
    second = register_person(name="郑同舟", **NOTE)
    open_account(username="chair2", password=PASSWORD, person=second, **NOTE)
    council = desk.world.chair_council
    grant_post(person=second, body=council, kind="member", title="成员", starts_on=SINCE, **NOTE)
    assert chair is not None
    held(desk, week, Record(attended=(Present(chair.pk, role="official"),)))
    live = text(desk, desk.office, f"{URL}{week.pk}/live/")
    assert 'http-equiv="refresh" content="60"' in live
    assert "1 / 2" in live
    assert 'http-equiv="refresh"' not in text(desk, desk.office, f"{URL}{week.pk}/live/?still=1")
    page = text(desk, desk.office, f"{URL}{week.pk}/leaders/?body={council.pk}")
    assert "2 名中 1 名参加" in page
    assert "郑同舟" in page.split("还没有参加的")[1]
    assert desk.get(desk.unit, f"{URL}{week.pk}/leaders/").status_code == 404
    public = Client().get(f"/programmes/{week.pk}/?live=1").content.decode()
    assert 'content="60"' in public
    assert "郑同舟" not in public


@pytest.mark.row("S3-17")
@pytest.mark.row("S3-18")
def test_problems_opinions_and_solved_are_three_counts_per_line(desk: Office) -> None:
    """六大行动各是一条线：发现问题、意见、解决各数各的，交办、现场解决分得开；问效排在办结以后。"""
    adopt(desk.world, "campaign")
    who = leader(desk)
    campaign = built(desk, desk.office, "campaign", "清渠洁岸")
    river = built(desk, desk.office, "line", "清源", parent=campaign)
    bank = built(desk, desk.office, "line", "净河", parent=campaign)
    problems = (
        ItemDraft("problem", "排口没有标牌", disposition="noted"),
        ItemDraft("problem", "岸边有垃圾", disposition="solved", answer="当场清了"),
    )
    held(desk, river, Record(voices=(Said(text=LAMP),), items=problems))
    held(desk, bank, Record(items=problems[:1]), starts_at=AT - timedelta(days=1))
    found = by_node(nodes=[campaign.pk, river.pk, bank.pk])
    assert [(t.problems, t.opinions, t.solved) for t in found.values()] == [
        (3, 1, 1),
        (2, 1, 1),
        (1, 0, 0),
    ]
    page = text(desk, desk.office, f"{URL}{campaign.pk}/")
    assert "发现问题 3 个，收集意见建议 1 条，推动解决 1 件" in page

    task_node = built(desk, desk.office, "task", "走访排污口", parent=river)
    claim(desk, who, river, task_node)
    task = Task.objects.get(programme=task_node)
    held(desk, task_node, starts_at=AT - timedelta(days=2))
    move(desk, who, task, "start", entry_point="桥头沟排口", plan="每月走一遍")
    move(desk, who, task, "collect", finding="两个排口没有标牌。")
    move(desk, desk.office, task, "dispatch_findings", dispatch_note="交环保分局，六月底前")
    move(desk, who, task, "settled", closing_note="标牌都立了")
    due = Duty.objects.open().get(case=task.case)
    assert (due.owes, due.due_date) == ("回头问效", date(2026, 6, 2))
    looked = {"checked_on": "2026-03-02", "effect_note": "夜里去看，没有偷排"}
    assert move(desk, who, task, "effective", **looked) == 422
    assert move(desk, desk.office, task, "effective", **looked) == 302


def test_a_shared_activity_counts_once_above_and_once_for_each(desk: Office) -> None:
    """合办的一场，总数只算一场，各家各算一场；同一处走访两次算一处，人次与人分开。"""
    week = built(desk, desk.office, "campaign", "集中活动周")
    person = desk.world.deputy.person
    assert person is not None
    both = (desk.world.street_committee.pk,)
    seen = Record(
        attended=(Present(person.pk),),
        heads=(Head("resident", 9),),
        targets=(Place("firm", "江夏 食品厂"),),
    )
    held(desk, week, seen, co_body_ids=both)
    held(desk, week, seen, starts_at=AT - timedelta(days=1))
    (whole,) = by_node(nodes=[week.pk]).values()
    assert (whole.activities, whole.attendances, whole.persons) == (2, 20, 1)
    bodies = by_body(node=week)
    assert {pk: one.activities for pk, one in bodies.items()} == {
        group_of(desk.world).pk: 2,
        desk.world.street_committee.pk: 1,
    }


def test_pages_ask_a_constant_number_of_statements(desk: Office) -> None:
    """下面挂得多、认领得多、活动多，语句数不变。"""
    adopt(desk.world, "theme_menu")
    menu = built(desk, desk.office, "menu", "清单")
    pages = ("", f"{menu.pk}/", f"{menu.pk}/live/", f"{menu.pk}/gaps/", "tags/", "matrix/")

    def grow(names: str) -> None:
        for name in names:
            theme = built(desk, desk.office, "theme", f"主题{name}", parent=menu)
            claim(desk, desk.office, menu, theme)
            held(desk, theme, title=f"板凳会{name}")

    def asked() -> list[int]:
        counts = []
        for page in pages:
            text(desk, desk.office, URL + page)
            with CaptureQueriesContext(connection) as told:
                text(desk, desk.office, URL + page)
            counts.append(len(told))
        return counts

    grow("甲乙")
    few = asked()
    grow("丙丁戊己")
    assert asked() == few


def test_the_public_sees_only_what_is_public(desk: Office) -> None:
    """公开的清单群众看得见；草稿、不公开的看不见；也看不见哪个小组没做。"""
    shown = built(desk, desk.office, "menu", "公开清单")
    hidden = built(desk, desk.office, "menu", "内部清单", is_public="")
    draft = built(desk, desk.office, "menu", "草稿清单", is_draft="on")
    stranger = Client()
    page = stranger.get("/programmes/").content.decode()
    assert shown.name in page
    assert hidden.name not in page
    assert draft.name not in page
    codes = [stranger.get(f"/programmes/{one.pk}/").status_code for one in (shown, hidden, draft)]
    assert codes == [200, 404, 404]


def test_units_build_and_drop_nothing(desk: Office) -> None:
    """承办单位看得见公开的安排，建不了、取消不了；代工委都可以。"""
    menu = built(desk, desk.office, "menu", "清单")
    assert desk.get(desk.unit, f"{URL}new/").status_code == 404
    assert desk.get(desk.office, f"{URL}new/").status_code == 200
    drop = f"{URL}{menu.pk}/drop/"
    assert desk.post(desk.unit, drop, {"reason": "不办了"}).status_code == 404
    assert desk.post(desk.office, drop, {"reason": "不办了"}).status_code == 302
