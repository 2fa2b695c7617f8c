"""调研从页面走一遍：派给几个组、列名单、走一处划一处、问题分类成清单办到销号、口径随时算得出同一个数。"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.registers import register_body
from lianxin.activities.models import (
    Activity,
    Item,
    Research,
    ResearchAssignment,
    ResearchTarget,
)
from lianxin.activities.queries.research import research_page
from lianxin.activities.usecases import cancel_activity
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.files.tests.samples import pdf
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Body
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.test_surveys import csv
from tests.world import AT, Persona

TITLE = "优化营商环境专题询问前期调研"


def group(desk: Office, name: str, slug: str) -> Body:
    """一个专业小组。"""
    return register_body(
        kind="professional_group",
        name=name,
        slug=slug,
        region=desk.county,
        congress=desk.congress,
        starts_on=desk.term.starts_on,
        actor=SYSTEM,
        at=AT,
    )


def planned(desk: Office, kind: str = "inquiry", title: str = TITLE) -> Research:
    """委员会在页面上安排好的一项。"""
    given = {
        "kind": kind,
        "body": desk.special_committee.pk,
        "title": title,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-02",
    }
    answer = desk.post(desk.committee, "/desk/research/new/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Research.objects.latest("id")


def assigned(
    desk: Office, row: Research, body: Body, *methods: str, **more: Any
) -> ResearchAssignment:
    """派给一个组。"""
    given = {
        "body": body.pk,
        "methods": methods or ("visit", "forum"),
        "modes": ("together", "spread", "own"),
        "due_on": "2026-04-30",
    }
    url = f"/desk/research/{row.pk}/assign/"
    answer = desk.post(desk.committee, url, {**given, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return ResearchAssignment.objects.get(research=row, body=body)


def listed(desk: Office, task: ResearchAssignment, kind: str, *names: str) -> HttpResponse:
    """列名单。"""
    url = f"/desk/research/{task.research_id}/tasks/{task.pk}/targets/"
    return desk.post(desk.committee, url, {"kind": kind, "names": "\n".join(names)})


def visited(
    desk: Office, task: ResearchAssignment, *names: str, who: Persona | None = None, **more: Any
) -> HttpResponse:
    """记一次走访；``names`` 是名单里的几处。"""
    targets = ResearchTarget.objects.filter(assignment=task, name__in=names)
    now: datetime = desk.clock.now
    given = {
        "starts_at": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now - timedelta(minutes=10):%Y-%m-%dT%H:%M}",
        "method": "visit",
        "targets": [one.pk for one in targets],
        "others": 6,
    }
    url = f"/desk/research/{task.research_id}/tasks/{task.pk}/visit/"
    return desk.post(who or desk.committee, url, {**given, **more})


def problem(
    n: int, text: str, category: str, said: str = "taken_back", **more: Any
) -> dict[str, Any]:
    """走访表上的第几个问题。"""
    given = {f"text_{n}": text, f"category_{n}": category, f"said_{n}": said}
    return given | {f"{key}_{n}": value for key, value in more.items()}


def test_a_new_research_says_what_has_not_been_done(desk: Office) -> None:
    """刚派下去的：写还没列名单、还没有走访，不写走完了；列了一处，就写还剩一处。"""
    row = planned(desk)
    task = assigned(desk, row, group(desk, "法制小组", "jx-g1"))
    url = f"/desk/research/{row.pk}/"

    before = desk.get(desk.committee, url).content.decode()
    listed(desk, task, "firm", "华工激光")
    after = desk.get(desk.committee, url).content.decode()

    assert "1 个组，还没有走访到哪一处，还没有发现问题" in before
    assert "还没列名单" in before
    assert "还没列名单" not in after
    assert "还剩 1 处" in after
    assert "走完了" not in before + after


def test_a_task_is_not_given_to_whoever_comes_first(desk: Office) -> None:
    """派任务要选哪个组，没选的退回来说明；选了就派下去。"""
    row, law = planned(desk), group(desk, "法制小组", "jx-g1")
    url = f"/desk/research/{row.pk}/assign/"
    given = {"methods": ["visit"], "due_on": "2026-04-30"}

    without = desk.post(desk.committee, url, given)
    chosen = desk.post(desk.committee, url, {**given, "body": law.pk})

    assert without.status_code == 422
    assert "请选“派给哪个组”" in without.content.decode()
    assert chosen.status_code == 302


@pytest.mark.row("S0-05")
def test_groups_visit_their_lists_and_problems_roll_up_by_category(desk: Office) -> None:
    """几个组各走各的名单，走一处划一处；几个组都去过的只算一处；问题按类别汇总，一条一件办到销号。"""
    adopt(desk.world, "problem_list")
    row = planned(desk)
    law, money = group(desk, "法制小组", "jx-g1"), group(desk, "财经小组", "jx-g2")
    one, two = assigned(desk, row, law), assigned(desk, row, money, "visit", "phone")
    assert listed(desk, one, "firm", "华工激光", "黄鹤楼酒业", "华工激光").status_code == 302
    assert listed(desk, one, "department", "区税务局").status_code == 302
    assert listed(desk, two, "firm", " 华工 激光 ", "江城精密").status_code == 302
    assert listed(desk, two, "firm", "江城精密").status_code == 422
    first = visited(
        desk,
        one,
        "华工激光",
        "区税务局",
        **problem(1, "注册企业要跑三个窗口", "property"),
        **problem(2, "厂门口垃圾没人清", "waste", unit=desk.unit_body.pk),
    )
    assert first.status_code == 302, first.context["form"].errors
    money_said = problem(1, "开票系统常卡，现场重装好了", "property", "solved", answer="重装好了")
    assert visited(desk, two, "华工 激光", **money_said).status_code == 302

    url = f"/desk/research/{row.pk}/"
    page = desk.get(desk.committee, url).content.decode()
    assert "2 个组，走访市场主体 1 处、部门 1 处，发现 2 类 3 项问题" in page
    assert "还剩 1 处" in page
    tasks = csv(desk.get(desk.committee, f"{url}tasks/export.csv")).split("\r\n")
    assert "法制小组,集中座谈、实地走访,集中、分散、主动,2026-04-30,3,2,还剩 1 处" in tasks
    targets = csv(desk.get(desk.committee, f"{url}tasks/{one.pk}/export.csv"))
    assert "市场主体,黄鹤楼酒业,没去," in targets
    activity = Activity.objects.earliest("id")
    assert (activity.kind, activity.targets.count()) == ("research", 2)
    assert activity.organisers.filter(body=law, role="co").exists()

    item = Item.objects.get(text="厂门口垃圾没人清")
    move = f"/desk/cases/{item.case_id}/moves/"
    due = {"lead_unit": desk.unit_body.pk, "due_on": "2026-03-31"}
    check = {"check_unit": desk.special_committee.pk}
    assert desk.post(desk.office, f"{move}assign/", due).status_code == 422
    assert desk.post(desk.office, f"{move}assign/", {**due, **check}).status_code == 302
    proof = SimpleUploadedFile("照片.pdf", pdf(), "application/pdf")
    done = {"handle_note": "增设了两个桶，天天清"}
    assert desk.post(desk.unit, f"{move}claim/", done).status_code == 422
    assert desk.post(desk.unit, f"{move}claim/", {**done, "proof": proof}).status_code == 302
    words = {"check_note": "去看过三次，干净"}
    assert desk.post(desk.unit, f"{move}strike_off/", words).status_code == 422
    assert desk.post(desk.committee, f"{move}strike_off/", words).status_code == 302
    assert Case.objects.get(pk=item.case_id).result == "resolved"
    sheet = csv(desk.get(desk.committee, f"{url}problems/export.csv"))
    assert "垃圾与固废,厂门口垃圾没人清,2026-03-02,带回办理,区住房和城乡建设局,已销号" in sheet
    assert "注册企业要跑三个窗口,2026-03-02,带回办理,,待交办," in sheet


def test_two_cutoffs_of_one_campaign_stay_reproducible(desk: Office) -> None:
    """同一项调研两个口径，各截各的日子；以后再补记、再去，先前口径的数一个也不变。"""
    row = planned(desk)
    task = assigned(desk, row, group(desk, "法制小组", "jx-g1"))
    listed(desk, task, "firm", "华工激光", "黄鹤楼酒业", "江城精密")
    visited(desk, task, "华工激光", **problem(1, "注册要跑三个窗口", "property"))
    cut = f"/desk/research/{row.pk}/cutoff/"
    early = {"on": "2026-03-02", "label": "主任会议汇报"}
    assert desk.post(desk.committee, cut, {**early, "on": "2026-03-20"}).status_code == 422
    assert desk.post(desk.committee, cut, early).status_code == 302
    assert desk.post(desk.committee, cut, early).status_code == 422
    desk.wait(days=10)
    visited(desk, task, "黄鹤楼酒业", **problem(1, "路灯不亮", "waste"))
    backdated = {"starts_at": "2026-03-02T09:00", "ends_at": "2026-03-02T10:00"}
    visited(desk, task, "江城精密", **backdated)
    late = {"on": "2026-03-12", "label": "半年报告"}
    assert desk.post(desk.committee, cut, late).status_code == 302
    cancelled = Activity.objects.earliest("id")
    desk.wait(days=1)
    cancel_activity(
        activity_id=cancelled.pk,
        reason="记重了",
        actor=Doer(desk.committee.viewer),
        at=desk.clock.now,
    )

    page = research_page(viewer=desk.committee.viewer, pk=row.pk, on=desk.clock.now.date())
    words = {one.label: one.words for one in page.cutoffs}
    assert words["主任会议汇报"] == "1 个组，走访市场主体 1 处，发现 1 类 1 项问题"
    assert words["半年报告"] == "1 个组，走访市场主体 3 处，发现 2 类 2 项问题"
    assert page.now.words == "1 个组，走访市场主体 2 处，发现 1 类 1 项问题"
    seen = desk.get(desk.committee, f"/desk/research/{row.pk}/?on=2026-03-02").content.decode()
    assert "截到 3 月 2 日" in seen


@pytest.mark.row("S4-21")
def test_leaders_research_counts_and_solved_problems(desk: Office) -> None:
    """班子成员课题调研、实事调研各几次，解决几个问题；两人同去的一场，合计只算一次。"""
    adopt(desk.world, "problem_list")
    leader = f"{desk.chair.person.pk}:leader"
    topic = assigned(desk, planned(desk, "topic", "老旧小区更新课题"), desk.special_committee)
    real = assigned(desk, planned(desk, "practical", "农村饮水实事"), desk.special_committee)
    listed(desk, topic, "site", "童周岭")
    staff = f"{desk.committee.person.pk}:staff"
    assert visited(desk, topic, "童周岭", people=[leader, staff]).status_code == 302
    fixed = problem(1, "水管漏水，当场换了阀门", "property", "solved", answer="换了阀门")
    later = problem(2, "水压不够，要加泵", "property", unit=desk.unit_body.pk)
    extra = {"extra_kind": "village", "extra": "童周岭村"}
    made = visited(desk, real, people=[leader], **extra, **fixed, **later)
    assert made.status_code == 302, made.context["form"].errors
    assert visited(desk, real, "童周岭村").status_code == 302

    url = "/desk/research/practice/export.csv?since=2026-01-01&until=2026-06-30"
    table = csv(desk.get(desk.office, url)).split("\r\n")
    assert "合计,1,2,1" in table
    assert "吴远山,1,1,1" in table
    case = Item.objects.get(text="水压不够，要加泵").case
    move = f"/desk/cases/{case.pk}/moves/"
    given = {"lead_unit": desk.unit_body.pk, "due_on": "2026-03-31"}
    given["check_unit"] = desk.special_committee.pk
    desk.post(desk.office, f"{move}assign/", given)
    proof = SimpleUploadedFile("照片.pdf", pdf(), "application/pdf")
    desk.post(desk.unit, f"{move}claim/", {"handle_note": "加压泵装好了", "proof": proof})
    desk.post(desk.committee, f"{move}strike_off/", {"check_note": "水压够了，属实"})
    assert "合计,1,2,2" in csv(desk.get(desk.office, url)).split("\r\n")


def test_a_report_is_written_and_published_once(desk: Office) -> None:
    """报告写成以后可以公开到门户，只公开一次；带证件号的公开不了，原样留着。"""
    row = planned(desk)
    url = f"/desk/research/{row.pk}/"
    short = {"title": "调研报告", "text": "太短"}
    assert desk.post(desk.committee, f"{url}report/", short).status_code == 422
    text = "# 总的情况\n\n走访了三十三个部门，企业反映最多的是办证跑得多、跑得远。"
    good = {"title": "营商环境调研报告", "text": text}
    bad = {"title": "带证件号的", "text": f"{text}李某证件号 420115199001011237。"}
    assert desk.post(desk.committee, f"{url}report/", good).status_code == 302
    assert desk.post(desk.committee, f"{url}report/", bad).status_code == 302
    reports = {one.title: one for one in row.reports.all()}
    for title in (good["title"], bad["title"], good["title"]):
        desk.post(desk.committee, f"{url}act/", {"act": "publish", "report": reports[title].pk})
    public = Client().get("/articles/").content.decode()
    assert public.count("营商环境调研报告") == 1
    assert "带证件号的" not in public


def test_what_a_visit_must_say(desk: Office) -> None:
    """一处也没去、方法不是派的、问题没分类、解决了没写怎么解决，都记不下；改对就记得下。"""
    row = planned(desk)
    task = assigned(desk, row, group(desk, "法制小组", "jx-g1"))
    listed(desk, task, "firm", "华工激光")
    assert visited(desk, task).status_code == 422
    assert visited(desk, task, "华工激光", method="phone").status_code == 422
    untyped = visited(desk, task, "华工激光", **problem(1, "跑三个窗口", ""))
    assert "请选这个问题是哪一类" in untyped.content.decode()
    bare = visited(desk, task, "华工激光", **problem(1, "跑三个窗口", "property", "solved"))
    assert bare.status_code == 422
    assert not Activity.objects.exists()
    assert visited(desk, task, "华工激光").status_code == 302


def test_a_target_is_dropped_only_before_it_is_visited(desk: Office) -> None:
    """没去的写明为什么才去得掉，去掉的不再算剩下；去过的去不掉。"""
    row = planned(desk)
    task = assigned(desk, row, group(desk, "法制小组", "jx-g1"))
    listed(desk, task, "firm", "华工激光", "黄鹤楼酒业")
    visited(desk, task, "华工激光")
    been, other = (ResearchTarget.objects.get(name=name) for name in ("华工激光", "黄鹤楼酒业"))
    drop = f"/desk/research/{row.pk}/tasks/{task.pk}/drop/"
    desk.post(desk.committee, drop, {"target": been.pk, "reason": "搬走了"})
    desk.post(desk.committee, drop, {"target": other.pk, "reason": ""})
    assert not ResearchTarget.objects.filter(dropped_at__isnull=False).exists()
    desk.post(desk.committee, drop, {"target": other.pk, "reason": "企业搬走了"})
    assert "走完了" in desk.get(desk.committee, f"/desk/research/{row.pk}/").content.decode()


def test_who_sees_and_runs_research(desk: Office) -> None:
    """机关看全部；牵头的委员会管自己的；没份的街道、代表、承办单位看来没有。"""
    row = planned(desk)
    url = f"/desk/research/{row.pk}/"
    assert desk.get(desk.office, url).status_code == 200
    assert desk.get(desk.street, url).status_code == 404
    assert desk.get(desk.deputy, url).status_code == 404
    assert desk.get(desk.unit, url).status_code == 404
    assert desk.get(desk.unit, "/desk/research/new/").status_code == 404
    task = assigned(desk, row, desk.street_committee)
    assert desk.get(desk.street, url).status_code == 200
    assert desk.post(desk.street, f"{url}assign/", {}).status_code == 404
    listed(desk, task, "firm", "华工激光")
    assert visited(desk, task, "华工激光", who=desk.street).status_code == 302
    desk.post(desk.committee, f"{url}act/", {"act": "close"})
    assert visited(desk, task, "华工激光").status_code == 422


def test_pages_cost_the_same_however_many_places(desk: Office) -> None:
    """一项调研的页面，语句数与名单、走访多少无关。"""
    row = planned(desk)
    task = assigned(desk, row, group(desk, "法制小组", "jx-g1"))
    urls = (f"/desk/research/{row.pk}/", f"/desk/research/{row.pk}/tasks/{task.pk}/")

    def cost() -> list[int]:
        counts = []
        for url in ("/desk/research/", *urls):
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(desk.committee, url).status_code == 200
            counts.append(len(seen))
        return counts

    listed(desk, task, "firm", "甲厂")
    visited(desk, task, "甲厂", **problem(1, "路不平", "property"))
    before = cost()
    listed(desk, task, "firm", "乙厂", "丙厂", "丁厂")
    visited(desk, task, "乙厂", **problem(1, "灯不亮", "waste"))
    desk.wait(hours=3)
    visited(desk, task, "丙厂", **problem(1, "水不通", "property"))
    assert cost() == before
