"""专项行动从页面走一遍：双线、小切口、集中活动周、三样数、合办、语句数、谁看得见。"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.accounts import grant_post, open_account
from lianxin.access.usecases.registers import register_body, register_person
from lianxin.activities.models import Task
from lianxin.activities.queries.tallies import by_body, by_node
from lianxin.activities.usecases import (
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    Said,
)
from lianxin.casework.models import Duty
from lianxin.workbench.tests.conftest import Office, adopt, group_of
from lianxin.workbench.tests.programming import (
    LAMP,
    NOTE,
    URL,
    built,
    claim,
    held,
    leader,
    move,
    text,
)
from tests.world import AT, PASSWORD, SINCE


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
