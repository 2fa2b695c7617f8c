"""小世界里的活动一族：一场活动、问卷、频次、专项行动、调研、联系、专业小组、议事会。"""

from datetime import date, timedelta
from typing import Any

from lianxin.access.usecases.registers import register_body
from lianxin.activities.drafts import ActivityDraft
from lianxin.activities.models import Survey
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.activities.usecases.contacts import Ends, tie_contact
from lianxin.activities.usecases.planning import announce, plan_activity
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.activities.usecases.research import ResearchDraft, plan_research
from lianxin.activities.usecases.survey_building import (
    QuestionDraft,
    SurveyDraft,
    draft_survey,
    put_question,
)
from lianxin.activities.usecases.survey_running import open_survey
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.stations.models import ServiceRequest
from lianxin.stations.usecases.services import receive_service
from lianxin.stations.usecases.visits import note_visits
from tests.promises.filled_world import PACKS
from tests.world import AT, SINCE, TODAY, World


def deputy_group(world: World) -> int:
    return register_body(
        kind="group",
        name="五里界代表小组",
        slug="jx-group-1",
        region=world.town,
        congress=world.congress,
        starts_on=SINCE,
        actor=SYSTEM,
        at=AT,
    ).pk


def survey(world: World) -> tuple[Survey, int]:
    """街道发的一份正在收的问卷，和其中一道题。"""
    doer = Doer(world.street.viewer)
    draft = SurveyDraft(
        body_id=world.street_committee.pk,
        title="老旧小区改造，您最盼着先办哪一样",
        intro="只问一道题。",
        opens_on=TODAY,
        closes_on=date(2026, 3, 31),
        population=60,
        population_source="社区入户登记",
    )
    made = draft_survey(congress_id=world.congress.pk, draft=draft, actor=doer, at=AT)
    asked = QuestionDraft("single", "最盼着先办哪一样", options=("电梯", "路灯"))
    question = put_question(survey_id=made.pk, question=asked, actor=doer, at=AT)
    return open_survey(survey_id=made.pk, actor=doer, at=AT), question.pk


def cadence(world: World) -> int:
    path = PACKS / "cadence" / "cadence-quarter.toml"
    return adopt_cadence(
        congress_id=world.congress.pk,
        source=path.read_text(encoding="utf-8"),
        path="cadence-quarter",
        starts_on=SINCE,
        actor=Doer(world.office.viewer),
        at=AT,
    ).pk


def arranged(world: World) -> dict[str, Any]:
    """一个专项行动、一项调研、一份联系。"""
    office, body = Doer(world.office.viewer), world.deputy_affairs.pk
    until = date(2026, 6, 30)
    node = create_node(
        congress_id=world.congress.pk,
        node=Node("campaign", "暖心行动", body, TODAY, until),
        actor=office,
        at=AT,
    )
    research = plan_research(
        congress_id=world.congress.pk,
        draft=ResearchDraft("topic", body, "农村道路照明", TODAY, until),
        actor=office,
        at=AT,
    )
    tie = tie_contact(
        congress_id=world.congress.pk,
        kind="member_deputy",
        ends=Ends(from_person=world.chair.person.pk, to_person=world.deputy.person.pk),
        actor=office,
        at=AT,
    )
    return {
        "programmes/": node.pk,
        "research/": research.pk,
        "contacts/": tie.pk,
        "<slug:kind>": "member_deputy",
    }


def bodies(world: World) -> dict[str, int]:
    """一个专业代表小组、一个议事组织。"""
    made = {
        kind: register_body(
            kind=kind,
            name=name,
            slug=slug,
            region=world.town,
            congress=world.congress,
            starts_on=SINCE,
            actor=SYSTEM,
            at=AT,
        ).pk
        for kind, name, slug in (
            ("professional_group", "照明专业代表小组", "jx-lighting"),
            ("council", "五里界议事会", "jx-council"),
        )
    }
    return {"charters/": made["professional_group"], "councils/": made["council"]}


def an_activity(world: World) -> int:
    """街道排好、贴了预告的一场板凳会。"""
    begins = AT + timedelta(days=3)
    draft = ActivityDraft(
        congress_id=world.congress.pk,
        kind="bench_talk",
        title="童周岭板凳会",
        body_id=world.street_committee.pk,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        region_id=world.village.pk,
        station_id=world.station.pk,
        place="村口大樟树下",
    )
    street = Doer(world.street.viewer)
    planned = plan_activity(draft=draft, actor=street, at=AT)
    return announce(activity_id=planned.pk, actor=street, at=AT).pk


def a_service(world: World) -> int:
    """站里收下的一件便民服务；那天还记了一人来反映事情。"""
    note_visits(
        station_id=world.station.pk,
        on=TODAY,
        counts={"speak": 1},
        actor=world.street.actor,
        at=AT,
        today=TODAY,
    )
    return receive_service(
        station_id=world.station.pk,
        kind=ServiceRequest.Kind.GUIDE,
        text="老人证怎么办，要带什么",
        at=AT,
        today=TODAY,
    ).request_id
