"""演示的调研：一项派给两个专业小组，走了几处、还剩几处，问题列成清单，报告公开前还在改。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.activities.models import Item, Programme, ResearchAssignment, ResearchTarget
from lianxin.activities.usecases.research import (
    Finding,
    ResearchDraft,
    VisitDraft,
    assign_research,
    list_targets,
    plan_research,
    record_visit,
)
from lianxin.activities.usecases.research_reports import set_cutoff, write_report
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import Garden
from lianxin.orgs.models import Body

_PLACES = (
    ("firm", ("五里界豆制品厂", "梁子湖民宿合作社", "老街五金店", "湖畔物流站", "青禾农机社")),
    ("project", ("五里界农贸市场改造点", "锦绣路充电场站", "老街排水改造段", "湖岸步道", "冷链仓")),
)
_SOLVED = Item.Disposition.SOLVED.value
_METHODS = ("visit", "forum", "phone")
_FOUND = (
    (
        Finding("货车进老街要绕两公里，限高杆能不能分时段放开", "transport.traffic"),
        Finding("办一张食品许可跑了三趟，材料清单每次不一样", "services.counter"),
    ),
    (
        Finding("场站夜里没有灯", "construction.works", _SOLVED, answer="当晚装了灯"),
        Finding("市场改造以后摊位费怎么收，没有人说得清", "commerce.market"),
    ),
)
_REPORT = (
    "两个组走访企业和项目点，听到的集中在三件事：老街限高限行、办证材料一次说清、市场改造后的收费。"
    "建议由区里明确分时段放行办法，办证窗口公布一次性清单，改造项目收费提前公示。"
)


def plant(garden: Garden) -> None:
    """代工委牵头，派给两个专业小组。"""
    cast = Cast(garden.get("jx"), garden.today)
    office = cast.of("da")
    note: dict[str, Any] = {"actor": office, "at": garden.at}
    framework = Programme.objects.filter(congress=cast.congress, parent__isnull=True).first()
    row = plan_research(
        congress_id=cast.congress.pk,
        draft=ResearchDraft(
            kind="inquiry",
            body_id=cast.body("da").pk,
            title="营商环境专题询问前期调研",
            starts_on=garden.today - timedelta(days=40),
            ends_on=garden.today + timedelta(days=20),
            scope="企业和项目点办事顺不顺、路好不好走、收费清不清楚。",
            programme_id=framework.pk if framework else None,
        ),
        **note,
    )
    groups = Body.objects.filter(congress=cast.congress, kind=Body.Kind.PROFESSIONAL_GROUP)
    for number, group in enumerate(groups.order_by("id")[: len(_PLACES)]):
        task = assign_research(
            research_id=row.pk,
            body_id=group.pk,
            methods=_METHODS,
            modes=("together", "own"),
            due_on=garden.today + timedelta(days=10),
            **note,
        )
        _walk(garden, office, task, number, cast.deputy("wulijie", number))
    set_cutoff(research_id=row.pk, on=garden.today, label="主任会议汇报稿", **note)
    write_report(research_id=row.pk, title="营商环境调研报告（讨论稿）", text=_REPORT, **note)


def _walk(garden: Garden, office: Doer, task: ResearchAssignment, number: int, person: int) -> None:
    """名单列好，走访前三处，余下的还没去。"""
    kind, names = _PLACES[number]
    note: dict[str, Any] = {"assignment_id": task.pk, "actor": office, "at": garden.at}
    list_targets(kind=kind, names=names, **note)
    targets = ResearchTarget.objects.filter(assignment=task).order_by("pk")[:3]
    begun = garden.at - timedelta(days=12 + number, hours=5)
    draft = VisitDraft(
        starts_at=begun,
        ends_at=begun + timedelta(hours=3),
        method="visit",
        target_ids=[one.pk for one in targets],
        place="五里界街道",
        people=((person, "deputy"),),
        others=6,
        findings=_FOUND[number],
        minutes="一处处看、一家家问，能当场说清的当场说清，说不清的列进清单。",
    )
    record_visit(draft=draft, **note)
