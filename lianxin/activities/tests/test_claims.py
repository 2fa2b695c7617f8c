"""安排与认领：树挂得对、上下限守得住、两个人同时认领不会超、并组转手、改日子。"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import register_body
from lianxin.access.viewers import viewer_for
from lianxin.activities.models import Programme, Task
from lianxin.activities.tagfile import BadTags, load
from lianxin.activities.usecases.programmes import (
    Node,
    ProgrammeRefused,
    close_node,
    create_node,
    drop_node,
    edit_node,
    move_dates,
    publish_node,
)
from lianxin.activities.usecases.tasks import TaskRefused, assign, claim, drop_task, pass_on
from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.casework.usecases.doing import do
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body
from tests.world import AT, SINCE, TODAY, Persona, World

PACKS = Path(__file__).resolve().parents[2] / "packs"
JUNE = date(2026, 6, 30)


def doer(who: Persona) -> Doer:
    """以某人的身份办。"""
    return Doer(who.viewer)


def group(world: World, name: str = "第一代表小组") -> Body:
    """一个代表小组。"""
    slug = f"jx-g{Body.objects.count()}"
    return register_body(
        kind="group",
        name=name,
        slug=slug,
        region=world.town,
        congress=world.congress,
        starts_on=SINCE,
        actor=SYSTEM,
        at=AT,
    )


def led(world: World, team: Body) -> Doer:
    """周岭梅当了这个组的组长。"""
    person = world.deputy.person
    assert person is not None
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    assign_group(person=person, group=team, on=SINCE, rule="就近", role="leader", **note)
    assert world.deputy.account is not None
    return Doer(viewer_for(world.deputy.account, today=TODAY))


def node(world: World, kind: str, name: str, **more: Any) -> Node:
    """一个节点，代工委牵头，到六月底。"""
    given: dict[str, Any] = {"body_id": world.deputy_affairs.pk, "starts_on": TODAY}
    return Node(**{**given, "kind": kind, "name": name, "ends_on": JUNE, **more})


def grow(world: World, one: Node, parent: Programme | None = None) -> Programme:
    """代工委建一个节点。"""
    return create_node(
        congress_id=world.congress.pk,
        node=one,
        parent_id=parent.pk if parent else None,
        actor=doer(world.office),
        at=AT,
    )


def menu(world: World, *themes: str, **more: Any) -> tuple[Programme, ...]:
    """一张清单和它下面的主题。"""
    top = grow(world, node(world, "menu", "二季度主题清单", **more))
    return (top, *(grow(world, node(world, "theme", name), top) for name in themes))


def adopt(world: World, pack: str) -> None:
    """采用一份机制。"""
    source = (PACKS / pack / "mechanism.toml").read_text(encoding="utf-8")
    row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


def claimed(world: World, team: Body, *themes: Programme, **more: Any) -> list[Task]:
    """代工委替小组认领。"""
    given: dict[str, Any] = {"actor": doer(world.office), "at": AT, **more}
    return claim(body_id=team.pk, programme_ids=[one.pk for one in themes], **given)


def test_a_node_hangs_only_where_it_belongs(world: World) -> None:
    """框架下面挂线，线下面挂项；主题直接挂在框架下面不行；路径从根到自己。"""
    root = grow(world, node(world, "framework", "五大行动"))
    line = grow(world, node(world, "line", "提能行动"), root)
    item = grow(world, node(world, "item", "代表大讲堂"), line)
    assert item.path == f"/{root.pk}/{line.pk}/{item.pk}/"
    with pytest.raises(ProgrammeRefused, match="不能放在“工作框架”下面"):
        grow(world, node(world, "theme", "代表大讲堂"), root)
    with pytest.raises(ProgrammeRefused, match="已经有"):
        grow(world, node(world, "line", "提能行动"), root)
    with pytest.raises(ProgrammeRefused, match="不能更晚"):
        grow(world, node(world, "line", "次年的线", ends_on=date(2027, 1, 1)), root)


def test_a_street_keeps_only_its_own_lists(world: World) -> None:
    """街道可以在区级主题下面定自己牵头的清单，定不了代工委牵头的；单位什么也定不了。"""
    _, theme = menu(world, "道路照明")
    own = node(world, "menu", "五里界小清单", body_id=world.street_committee.pk)

    def build(who: Persona, one: Node) -> Programme:
        return create_node(
            congress_id=world.congress.pk, node=one, parent_id=theme.pk, actor=doer(who), at=AT
        )

    local = build(world.street, own)
    assert local.path.startswith(theme.path)
    with pytest.raises(ProgrammeRefused, match="自己牵头"):
        build(world.street, node(world, "menu", "区级清单"))
    with pytest.raises(ProgrammeRefused, match="代表工作机构"):
        build(world.unit, own)


def test_claims_are_held_between_the_least_and_the_most(world: World) -> None:
    """每家一到两个：一个可以，再一个也可以，第三个不行；至少两个的一次要选够。"""
    team = group(world)
    _, one, two, three = menu(world, "照明", "电梯", "养老", most=2)
    claimed(world, team, one)
    claimed(world, team, two)
    with pytest.raises(TaskRefused, match="至多 2 个"):
        claimed(world, team, three)
    other = group(world, "第二代表小组")
    claimed(world, other, one)
    with pytest.raises(TaskRefused, match="已经认领"):
        claimed(world, other, one)

    grown = grow(world, node(world, "campaign", "解剖麻雀", least=2, most=3))
    tasks = [grow(world, node(world, "task", name), grown) for name in ("甲村的事", "乙村的事")]
    with pytest.raises(TaskRefused, match="至少 2 个"):
        claimed(world, team, tasks[0])
    assert len(claimed(world, team, *tasks)) == 2


def test_claims_close_with_their_window(world: World) -> None:
    """截止那天还能认领，过了不行；代工委可以补认；没有公布的认领不了。"""
    team = group(world)
    leader = led(world, team)
    last = TODAY + timedelta(days=7)
    _, one, two, three = menu(world, "照明", "电梯", "养老", claim_by=last)
    on_time = AT + timedelta(days=7)
    claimed(world, team, one, actor=leader, at=on_time)
    with pytest.raises(TaskRefused, match="截止"):
        claimed(world, team, two, actor=leader, at=on_time + timedelta(days=1))
    claimed(world, team, two, at=on_time + timedelta(days=1))

    draft = grow(world, node(world, "menu", "三季度清单", is_draft=True))
    hidden = grow(world, node(world, "theme", "还没有公布", is_draft=True), draft)
    with pytest.raises(TaskRefused, match="没有公布"):
        claimed(world, team, hidden)
    publish_node(programme_id=draft.pk, actor=doer(world.office), at=AT)
    assert claimed(world, team, hidden)
    assert three.claim_by is None


def test_only_its_own_people_speak_for_a_group(world: World) -> None:
    """组长替自己的组认领；承办单位、别的组的代表不行；组外的人看不见就是没有。"""
    team, other = group(world), group(world, "第二代表小组")
    leader = led(world, team)
    _, theme = menu(world, "照明")
    with pytest.raises(TaskRefused, match="组长"):
        claimed(world, other, theme, actor=leader)
    with pytest.raises(TaskRefused, match="组长"):
        claimed(world, team, theme, actor=doer(world.unit))
    (task,) = claimed(world, team, theme, actor=leader)
    assert task.case is None
    with pytest.raises(NotVisible):
        drop_task(task_id=task.pk, reason="不做了", actor=doer(world.unit), at=AT)
    with pytest.raises(TaskRefused, match="缘由"):
        drop_task(task_id=task.pk, reason=" ", actor=leader, at=AT)
    assert drop_task(task_id=task.pk, reason="没有人手", actor=leader, at=AT).dropped_at == AT


def test_the_leader_acts_on_the_case_and_the_place_is_freed(world: World) -> None:
    """立了件的：组长办得了，别的代表办不了；申请放弃、同意以后名额空出来。"""
    adopt(world, "theme_menu")
    team = group(world)
    leader = led(world, team)
    _, one, two = menu(world, "照明", "电梯", most=1)
    (task,) = claimed(world, team, one, actor=leader)
    assert task.case is not None
    assert Duty.objects.open().of(leader.viewer).filter(case=task.case).exists()
    assert not Duty.objects.open().of(world.deputy.viewer).filter(case=task.case).exists()
    assert Case.objects.visible_to(leader.viewer).filter(pk=task.case_id).exists()
    with pytest.raises(TaskRefused, match="至多 1 个"):
        claimed(world, team, two, actor=leader)
    why = {"drop_reason": "组里没有懂电梯的人"}
    do(case_id=task.case_id, verb="ask_drop", actor=leader, at=AT, facts=why)
    do(case_id=task.case_id, verb="drop", actor=doer(world.office), at=AT, facts={})
    task.refresh_from_db()
    assert task.drop_reason == why["drop_reason"]
    assert claimed(world, team, two, actor=leader)


def test_a_merged_group_hands_its_tasks_on(world: World) -> None:
    """并了的组，没办完的任务连同责任转给接手的组，到期日不变；接手的自己也领了的分得开。"""
    adopt(world, "theme_menu")
    old, heir = group(world), group(world, "第二代表小组")
    leader = led(world, heir)
    _, one, two = menu(world, "照明", "电梯")
    first, second = (*claimed(world, old, one), *claimed(world, old, two))
    claimed(world, heir, two)
    due = Duty.objects.open().get(case=first.case).due_date

    def hand(who: Persona) -> list[Task]:
        return pass_on(
            from_body_id=old.pk,
            to_body_id=heir.pk,
            reason="第一小组并入第二小组",
            actor=doer(who),
            at=AT,
        )

    with pytest.raises(TaskRefused, match="代表工作机构"):
        hand(world.street)
    assert {task.pk for task in hand(world.office)} == {first.pk, second.pk}
    duty = Duty.objects.open().get(case=first.case)
    assert (duty.holder_body_id, duty.due_date) == (heir.pk, due)
    second.refresh_from_db()
    assert second.subject == "（原第一代表小组）"
    plan = {"plan": "组长带队走三个村", "plan_on": "2026-03-20"}
    do(case_id=first.case_id or 0, verb="submit_plan", actor=leader, at=AT, facts=plan)


def test_moving_the_dates_moves_what_is_owed(world: World) -> None:
    """改落实的日子，领下的任务到期日跟着改；没写缘由改不了；留痕说得出人话。"""
    adopt(world, "theme_menu")
    team = group(world)
    _, theme = menu(world, "照明")
    (task,) = claimed(world, team, theme)
    plan = {"plan": "组长带队走三个村", "plan_on": "2026-03-20"}
    leader = led(world, team)
    do(case_id=task.case_id or 0, verb="submit_plan", actor=leader, at=AT, facts=plan)

    def moved(reason: str) -> Programme:
        return move_dates(
            programme_id=theme.pk,
            starts_on=TODAY,
            ends_on=date(2026, 5, 29),
            claim_by=None,
            reason=reason,
            actor=doer(world.office),
            at=AT,
        )

    with pytest.raises(ProgrammeRefused, match="缘由"):
        moved("")
    moved("提前到五月底")
    assert Duty.objects.open().get(case=task.case).due_date == date(2026, 5, 29)
    entry = Entry.objects.filter(verb="programme.redated").latest("id")
    assert "提前到五月底" in sentence(entry.verb, entry.facts)


def test_closing_needs_words_and_dropping_needs_emptiness(world: World) -> None:
    """结束要有小结，下面的一起结束，以后不能再改；有人领了的取消不了。"""
    team = group(world)
    top, theme, spare = menu(world, "照明", "电梯")
    claimed(world, team, theme)
    office: dict[str, Any] = {"actor": doer(world.office), "at": AT}
    with pytest.raises(ProgrammeRefused, match="不能取消"):
        drop_node(programme_id=top.pk, reason="不办了", **office)
    drop_node(programme_id=spare.pk, reason="与别的主题重了", **office)
    with pytest.raises(ProgrammeRefused, match="小结"):
        close_node(programme_id=top.pk, words="好", **office)
    close_node(programme_id=top.pk, words="一个小组认领了一个主题，落实了。", **office)
    theme.refresh_from_db()
    spare.refresh_from_db()
    assert (theme.state, spare.state) == ("closed", "dropped")
    with pytest.raises(ProgrammeRefused, match="已结束"):
        edit_node(programme_id=theme.pk, node=node(world, "theme", "换个名"), **office)


def test_a_must_do_task_is_handed_to_every_unit_once(world: World) -> None:
    """必做的任务由牵头的一家分下去，再分一次不重复；组长自己分不了。"""
    team = group(world)
    leader = led(world, team)
    campaign = grow(world, node(world, "campaign", "清产核资·代表行动"))
    task = grow(world, node(world, "task", "摸清家底", is_mandatory=True), campaign)

    def handed(by: Doer) -> int:
        both = [team.pk, world.street_committee.pk]
        return len(assign(programme_id=task.pk, body_ids=both, actor=by, at=AT))

    with pytest.raises(TaskRefused, match="牵头"):
        handed(leader)
    assert handed(doer(world.office)) == 2
    assert handed(doer(world.office)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_slip_past_the_limit(world: World) -> None:
    """组长和联系人同一刻各认领一个，至多一个的只成一个。"""
    team = group(world)
    _, one, two = menu(world, "照明", "电梯", most=1)
    barrier = Barrier(2)
    said: list[str] = []

    def attempt(theme: Programme) -> Callable[[], None]:
        def run() -> None:
            barrier.wait()
            try:
                claimed(world, team, theme)
                said.append("成了")
            except TaskRefused as refusal:
                said.append(str(refusal))
            finally:
                connection.close()

        return run

    threads = [Thread(target=attempt(theme)) for theme in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("成了") == 1
    assert sum("至多 1 个" in words for words in said) == 1
    assert Task.objects.count() == 1


def test_the_tag_file_tells_all_its_faults_at_once() -> None:
    """标签文件写坏几处，一次全报出来；真的那一份没有毛病。"""
    with pytest.raises(BadTags) as told:
        load('[a]\nlabel="甲"\nbasis="S0-22"\ntags={x="同", y="同"}\n[b]\nlabel="甲"\n')
    for words in ("同名的标签", "缺 basis", "“甲”用了两次"):
        assert words in str(told.value)
    assert load('[a]\nlabel="甲"\nbasis="S0-22"\ntags={x="同"}\n')[0].tags == (("a.x", "同"),)
