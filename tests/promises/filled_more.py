"""小世界里要指名的几样：同一种空，这一页要的不是别页的那一件；一网址一样，照网址取。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lianxin.activities.drafts import ActivityDraft, ItemDraft
from lianxin.activities.usecases.codes import give_sign_code
from lianxin.activities.usecases.items import note_item
from lianxin.activities.usecases.live import PollDraft, SlotPlan, add_poll, book_slot, offer_slots
from lianxin.activities.usecases.planning import announce, plan_activity
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.activities.usecases.research import assign_research, list_targets
from lianxin.activities.usecases.series import open_series
from lianxin.activities.usecases.survey_building import (
    QuestionDraft,
    SurveyDraft,
    draft_survey,
    put_question,
)
from lianxin.activities.usecases.survey_running import close_survey, open_survey, publish_result
from lianxin.activities.usecases.tasks import assign
from lianxin.casework.policies import Doer
from lianxin.documents.models import RuleCategory
from lianxin.documents.usecases import RuleText, draft_rule
from lianxin.insight.usecases import ask_report
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.usecases import Contact
from lianxin.stations import codes
from lianxin.suggestions.queries.papers import Scope
from lianxin.supervision import tokens
from lianxin.supervision.models import OutsideAsk
from lianxin.supervision.usecases.letters import Wording, draft_letter
from tests.world import AT, SINCE, TODAY, World

Named = dict[str, dict[str, Any]]
UNTIL = date(2026, 6, 30)


def named(world: World, known: dict[str, Any]) -> Named:
    """网址 → 它要填的空，``?`` 是问号后面的；``known`` 是先造好的别的东西。"""
    return {
        **reception(world),
        **on_the_spot(world, known["live/"]),
        **series(world),
        **task(world, known["groups/"], known["programmes/"]),
        **research_task(world, known["research/"]),
        **result(world),
        **unfinished(world),
        **report(world),
        **outside(),
        **words(),
        "desk/consultations/new/": {"?": "?function=legislation"},
        "desk/surveys/<int:pk>/texts/": {"?": f"?q={known['<int:question>']}"},
    }


def reception(world: World) -> Named:
    """街道的网上接待：放了时段，有人约了一段，留了电话。"""
    street = Doer(world.street.viewer)
    begins = AT + timedelta(days=4)
    draft = ActivityDraft(
        congress_id=world.congress.pk,
        kind="online_reception",
        title="周五网上接待",
        body_id=world.street_committee.pk,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        station_id=world.station.pk,
    )
    held = plan_activity(draft=draft, actor=street, at=AT).pk
    plan = SlotPlan(begins, 20, 3, "voice")
    slot = offer_slots(activity_id=held, plan=plan, actor=street, at=AT)[0]
    announce(activity_id=held, actor=street, at=AT)
    caller = Contact(name="司徒青禾", phone="13871190246", consents=("contact",))
    booked = book_slot(slot_id=slot.pk, topic="村口路灯什么时候修", contact=caller, at=AT)
    one = {"<int:pk>": held, "<int:booking>": booked.booking_id}
    return {
        "book/<int:pk>/": one,
        "desk/live/<int:pk>/slots/": one,
        "desk/live/<int:pk>/bookings/<int:booking>/": one,
        "desk/live/<int:pk>/bookings/<int:booking>/contact/": one,
    }


def on_the_spot(world: World, held: int) -> Named:
    """板凳会上问到住建局一件、评一项，门口贴了签到码。"""
    street: dict[str, Any] = {"actor": Doer(world.street.viewer), "at": AT}
    asked = ItemDraft("problem", "村口到小学的路灯坏了十一盏", body_id=world.unit_body.pk)
    item = note_item(activity_id=held, item=asked, **street)
    poll = add_poll(activity_id=held, draft=PollDraft("路灯修得怎么样", "three"), **street)
    code = codes.sign(give_sign_code(activity_id=held, **street).serial)
    return {
        "desk/live/<int:pk>/items/<int:item>/reply/": {"<int:item>": item.pk},
        "desk/live/<int:pk>/polls/<int:poll>/hands/": {"<int:poll>": poll.pk},
        "a/<str:code>": {"<str:code>": code},
        "a/<str:code>/": {"<str:code>": code},
    }


def series(world: World) -> Named:
    """街道立的一个系列。"""
    made = open_series(
        congress_id=world.congress.pk,
        body_id=world.street_committee.pk,
        name="樟树下夜话",
        purpose="一月一次，说村里的事。",
        parties=[("街道人大工委", "召集"), ("村委会", "记下来办")],
        actor=Doer(world.street.viewer),
        at=AT,
    )
    home, one = "desk/activities/series/<int:pk>/", {"<int:pk>": made.pk}
    return {home: one, f"{home}export.<slug:ext>": one}


def task(world: World, group: int, campaign: int) -> Named:
    """专项行动里一项必做的任务，分给了代表小组。"""
    office: dict[str, Any] = {"actor": Doer(world.office.viewer), "at": AT}
    node = Node("task", "每组走访十户", world.deputy_affairs.pk, TODAY, UNTIL, is_mandatory=True)
    made = create_node(congress_id=world.congress.pk, node=node, parent_id=campaign, **office)
    (given,) = assign(programme_id=made.pk, body_ids=[group], **office)
    one = {"<int:pk>": made.pk, "<int:task>": given.pk}
    return {"desk/programmes/<int:pk>/tasks/<int:task>/drop/": one}


def research_task(world: World, research: int) -> Named:
    """派给街道的一份走访名单。"""
    given = assign_research(
        research_id=research,
        body_id=world.street_committee.pk,
        methods=["visit"],
        modes=["together"],
        due_on=UNTIL,
        actor=Doer(world.office.viewer),
        at=AT,
    )
    street = Doer(world.street.viewer)
    names = ["童周岭村", "群益村"]
    list_targets(assignment_id=given.pk, kind="village", names=names, actor=street, at=AT)
    one = {"<int:pk>": research, "<int:task>": given.pk}
    home = "desk/research/<int:pk>/tasks/<int:task>/"
    return {f"{home}{page}": one for page in ("", "export.<slug:ext>", "targets/", "visit/")}


def result(world: World) -> Named:
    """收完了、公布了的一份问卷。"""
    street: dict[str, Any] = {"actor": Doer(world.street.viewer), "at": AT}
    draft = SurveyDraft(
        body_id=world.street_committee.pk,
        title="接待日定在周几好",
        intro="",
        opens_on=TODAY,
        closes_on=TODAY,
        population=60,
        population_source="社区入户登记",
    )
    made = draft_survey(congress_id=world.congress.pk, draft=draft, **street)
    asked = QuestionDraft("single", "周几方便", options=("周五", "周六"))
    put_question(survey_id=made.pk, question=asked, **street)
    open_survey(survey_id=made.pk, **street)
    close_survey(survey_id=made.pk, words="", **street)
    shown = publish_result(survey_id=made.pk, **street)
    return {"q/<slug:serial>/result/": {"<slug:serial>": shown.serial}}


def unfinished(world: World) -> Named:
    """还没有送审的一份意见书、还没有公布的一项制度。"""
    wording = Wording(
        kind="supervision",
        title="关于村口路灯的意见",
        source="专题调研",
        opening="看了三个村。",
        unit_id=world.unit_body.pk,
        committee_id=world.special_committee.pk,
        items=(("修好路灯", "1m"),),
    )
    letter = draft_letter(
        jurisdiction_id=world.congress.pk,
        wording=wording,
        actor=Doer(world.committee.viewer),
        at=AT,
    )
    text = RuleText(
        RuleCategory.objects.get(jurisdiction=world.congress).pk,
        "代表小组活动办法",
        number="江夏人常发〔2026〕7号",
        issuing_body="江夏区人大常委会",
        adopted_on=SINCE,
        effective_on=SINCE,
        text="第一条　每季度活动一次。",
        is_public=True,
    )
    rule = draft_rule(jurisdiction_id=world.congress.pk, rule=text, actor=SYSTEM, at=AT)
    return {
        "desk/letters/<int:pk>/edit/": {"<int:pk>": letter.pk},
        "desk/rules/<int:pk>/edit/": {"<int:pk>": rule.pk},
    }


def report(world: World) -> Named:
    """代工委要的一份办理情况报告，排在后台。"""
    asked = ask_report(
        scope=Scope(world.congress.pk, year=TODAY.year),
        form="docx",
        given={"issuer": world.deputy_affairs.pk},
        viewer=world.office.viewer,
        actor=world.office.actor,
        at=AT,
    )
    return {"desk/papers/annual/<int:pk>/": {"<int:pk>": asked.pk}}


def outside() -> Named:
    """问外单位的一次性链接。"""
    return {"o/<str:token>/": {"<str:token>": tokens.sign(OutsideAsk.objects.get().serial)}}


def words() -> Named:
    """网址里写的是哪一种。"""
    return {
        "desk/messages/rules/<slug:key>/": {"<slug:key>": "urged_holder"},
        "desk/papers/new/<slug:key>/": {"<slug:key>": "brief"},
        "desk/cases/<int:pk>/papers/<slug:key>/": {"<slug:key>": "follow_up"},
        "desk/numbers/<str:key>/": {"<str:key>": "opinion.count"},
        "desk/numbers/<str:key>/export.<slug:ext>": {"<str:key>": "opinion.count"},
        "numbers/<str:key>/": {"<str:key>": "opinion.count"},
    }
