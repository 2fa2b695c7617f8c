"""共评小组从页面走一遍：从三家里抽签点名，一轮一轮不记名打分，照结果奖励、更换、整改。"""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.charters import seat_council
from lianxin.access.usecases.registers import register_body
from lianxin.activities.queries.surveys import all_slips
from lianxin.appraisal.models import Panel, PanelAction, PanelMember, PanelRound
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Body, CouncilSeat
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_surveys import csv
from tests.world import AT, TODAY, Persona

NAME = "黄龙山社区共评小组"
SEED = "3 6 9 12 20 28"


def council(desk: Office, name: str, slug: str, seats: int, *, deputy: bool = False) -> Body:
    """坐满了人的一个议事组织；``deputy`` 为真时第一席是代表。"""
    body = register_body(
        kind=Body.Kind.COUNCIL,
        name=name,
        slug=slug,
        region=desk.village,
        congress=desk.congress,
        starts_on=date(2025, 1, 1),
        actor=SYSTEM,
        at=AT,
    )
    for number in range(1, seats + 1):
        is_deputy = deputy and number == 1
        seat_council(
            council=body,
            number=number,
            name=f"{name[-3:]}{number}号",
            role="成员",
            on=date(2025, 1, 1),
            person_id=desk.deputy.person.pk if is_deputy else None,
            is_deputy_seat=is_deputy,
            actor=SYSTEM,
            at=AT,
        )
    return body


def founded(desk: Office, who: Persona | None = None, **changes: Any) -> HttpResponse:
    """在页面上立一个：议事会抽三位、监事会抽一位、理事会点名一位。"""
    talk = council(desk, "黄龙山社区议事会", "jx-talk", 7)
    run = council(desk, "黄龙山社区理事会", "jx-run", 5, deputy=True)
    watch = council(desk, "黄龙山社区监事会", "jx-watch", 3)
    named = CouncilSeat.objects.get(body=run, number=1)
    given = {
        "body": desk.street_committee.pk,
        "name": NAME,
        "purpose": "社区微改造项目和管事的人",
        "seed": SEED,
        "seed_source": "在场群众报的开奖号",
        f"kind_{talk.pk}": "deliberate",
        f"wanted_{talk.pk}": 3,
        f"kind_{watch.pk}": "supervisory",
        f"wanted_{watch.pk}": 1,
        f"kind_{run.pk}": "executive",
        f"seats_{run.pk}": [named.pk],
    }
    bodies = "&".join(f"council={one.pk}" for one in (talk, run, watch))
    return desk.post(who or desk.street, f"/desk/panels/new/?{bodies}", {**given, **changes})


def a_panel(desk: Office) -> Panel:
    """立好的一个。"""
    answer = founded(desk)
    assert answer.status_code == 302, answer.context["form"].errors
    return Panel.objects.get()


def opened(desk: Office, panel: Panel, **changes: Any) -> HttpResponse:
    """开一轮：两个项目、一位管事的人。"""
    given = {
        "projects": "口袋公园\n楼道照明",
        "stewards": "便民服务队 刘建国",
        "opens_on": desk.clock.now.date(),
        "closes_on": desk.clock.now.date(),
    }
    return desk.post(desk.street, f"/desk/panels/{panel.pk}/rounds/new/", {**given, **changes})


def marked(desk: Office, row: PanelRound, *marks: tuple[int, int, int]) -> None:
    """录几份纸质的，一份三题。"""
    slips = list(all_slips(row.survey.serial, row.survey.slips))
    questions = [one.question_id for one in row.subjects.order_by("id")]
    for slip, given in zip(slips, marks, strict=False):
        sheet = {f"q{pk}": score for pk, score in zip(questions, given, strict=True)}
        sheet |= {"slip": slip, "received_on": desk.clock.now.date()}
        answer = desk.post(desk.street, f"/desk/surveys/{row.survey_id}/paper/", sheet)
        assert answer.status_code == 302, answer.context["form"].errors


def acted(desk: Office, panel: Panel, who: Persona | None = None, **given: Any) -> HttpResponse:
    """在小组页上按一下，返回随后看到的那一页。"""
    desk.post(who or desk.street, f"/desk/panels/{panel.pk}/act/", given)
    return desk.get(desk.street, f"/desk/panels/{panel.pk}/")


@pytest.mark.row("S0-11")
def test_a_panel_is_drawn_from_three_bodies_and_anyone_can_check_the_draw(desk: Office) -> None:
    """三家里抽签、点名立小组；种子和名单都留着，照写明的办法自己再算一遍，抽中的就是这几位。"""
    panel = a_panel(desk)
    page = desk.get(desk.street, f"/desk/panels/{panel.pk}/").content.decode()
    assert "照种子再算一遍，对得上" in page
    assert SEED in page
    assert PanelMember.objects.filter(panel=panel).count() == 5
    drawn = csv(desk.get(desk.street, f"/desk/panels/{panel.pk}/draw/export.csv"))
    lots = {
        f"议事会{n}号": sha256(
            "\n".join((SEED, "黄龙山社区议事会", str(n), f"议事会{n}号")).encode()
        ).hexdigest()
        for n in range(1, 8)
    }
    first_three = sorted(lots, key=lots.__getitem__)[:3]
    kept = PanelMember.objects.filter(track__kind="deliberate").order_by("number")
    assert [one.name for one in kept] == first_three
    assert all(digest in drawn for digest in lots.values())


@pytest.mark.row("S0-11")
def test_rounds_are_rated_with_their_sample_and_acted_upon(desk: Office) -> None:
    """两轮不记名打分，写明样本和上一轮；奖励、更换、整改写明谁、哪天，办了销账。"""
    panel = a_panel(desk)
    assert opened(desk, panel).status_code == 302
    row = PanelRound.objects.get()
    marked(desk, row, (5, 3, 2), (4, 3, 1), (5, 2, 2), (4, 3, 1))
    assert acted(desk, panel).context["page"].rounds[0].scores[0].mean is None
    page = acted(desk, panel, act="close", round=row.pk, words="第一季度").content.decode()
    assert "5 位成员收回 4 份，80%" in page
    assert "4.50 分" in page
    assert "一位成员一张票号、只收一份" in page
    park, _, steward = row.subjects.order_by("id")
    url = f"/desk/panels/{panel.pk}/subjects/"
    reward = {"kind": "reward", "words": "颁流动红旗，奖励工具一套", "doer": "社区居委会"}
    reward["decided_on"] = TODAY.isoformat()
    replace = {**reward, "kind": "replace", "words": "换成张桂兰来管"}
    assert desk.post(desk.street, f"{url}{park.pk}/", reward).status_code == 302
    assert desk.post(desk.street, f"{url}{park.pk}/", replace).status_code == 422
    assert desk.post(desk.street, f"{url}{steward.pk}/", replace).status_code == 302
    late = {**reward, "kind": "rectify", "words": "把值班表贴出来"}
    assert desk.post(desk.street, f"{url}{steward.pk}/", late).status_code == 422
    in_time = {**late, "due_on": "2026-03-20"}
    assert desk.post(desk.street, f"{url}{steward.pk}/", in_time).status_code == 302

    desk.wait(days=5)
    action = PanelAction.objects.get(kind="replace")
    assert action.recorded_by.startswith(desk.street.viewer.name)
    done = {"act": "done", "action": action.pk, "on": "2026-03-06", "words": "张桂兰已到岗"}
    assert "张桂兰已到岗" in acted(desk, panel, **done).content.decode()
    opened(desk, panel)
    again = PanelRound.objects.get(ordinal=2)
    marked(desk, again, (4, 4, 4), (4, 4, 4), (4, 4, 4))
    page = acted(desk, panel, act="close", round=again.pk).content.decode()
    assert "4.00 分（上一轮 4.50）" in page
    sheet = csv(desk.get(desk.street, f"/desk/panels/{panel.pk}/results/export.csv"))
    assert "1,4,5,项目,口袋公园,4,4.50,0,0,0,2,2,奖励：颁流动红旗，奖励工具一套" in sheet
    assert {"panel.formed", "panel.round", "panel.action_done"} <= set(
        Entry.objects.values_list("verb", flat=True)
    )


def test_a_draw_needs_a_seed_and_enough_seats(desk: Office) -> None:
    """抽签没写种子、席位不够、不以自己的名义，都立不成；写齐了就立得成。"""
    assert "请写抽签的种子" in founded(desk, seed="").content.decode()
    talk = Body.objects.get(slug="jx-talk")
    url = f"/desk/panels/new/?council={talk.pk}"
    given = {
        "body": desk.street_committee.pk,
        "name": NAME,
        "purpose": "评项目",
        "seed": SEED,
        "seed_source": "开奖号",
        f"kind_{talk.pk}": "deliberate",
    }
    more = desk.post(desk.street, url, {**given, f"wanted_{talk.pk}": 9})
    assert "在任 7 席" in more.content.decode()
    few = desk.post(desk.street, url, {**given, f"wanted_{talk.pk}": 2})
    assert "至少 3 位" in few.content.decode()
    others = desk.post(desk.street, url, {**given, "body": desk.deputy_affairs.pk})
    assert others.status_code == 422
    assert not Panel.objects.exists()
    assert desk.post(desk.street, url, {**given, f"wanted_{talk.pk}": 3}).status_code == 302
    twice = desk.post(desk.street, url, {**given, f"wanted_{talk.pk}": 3})
    assert "已有同名的小组" in twice.content.decode()


def test_a_panel_is_seen_and_run_by_those_with_a_part(desk: Office) -> None:
    """组织的街道和本级机关管得了；席上的代表看得见、管不了；单位和没份的专工委看不见。"""
    panel = a_panel(desk)
    url = f"/desk/panels/{panel.pk}/"
    seen = {
        "street": 200,
        "office": 200,
        "deputy": 200,
        "committee": 404,
        "unit": 404,
    }
    assert {who: desk.get(getattr(desk, who), url).status_code for who in seen} == seen
    ending = {"act": "end", "words": "任期满了"}
    for who in (desk.deputy, desk.committee):
        assert desk.post(who, f"{url}act/", ending).status_code == 404
    assert desk.get(desk.committee, "/desk/panels/").context["rows"] == []
    assert desk.get(desk.unit, "/desk/panels/new/").status_code == 404
    acted(desk, panel, **ending)
    assert Panel.objects.get().end_reason == "任期满了"


def test_rounds_come_one_after_another_and_few_sheets_show_no_score(desk: Office) -> None:
    """上一轮没收，不开下一轮；收回不到三份不出分；没票号的收不下；没收轮定不了后续。"""
    panel = a_panel(desk)
    assert opened(desk, panel).status_code == 302
    row = PanelRound.objects.get()
    assert "上一轮还没有收" in opened(desk, panel).content.decode()
    public = f"/q/{row.survey.serial}/"
    assert row.survey.title not in desk.client.get("/q/").content.decode()
    question = row.subjects.first().question_id
    wrong = desk.client.post(public, {f"q{question}": 5, "slip": "0001-AAA"})
    assert wrong.status_code == 422
    subject = row.subjects.first()
    given = {"kind": "reward", "words": "颁流动红旗", "doer": "居委会", "decided_on": TODAY}
    early = desk.post(desk.street, f"/desk/panels/{panel.pk}/subjects/{subject.pk}/", given)
    assert "还在收票" in early.content.decode()
    marked(desk, row, (5, 3, 2), (4, 3, 1))
    page = acted(desk, panel, act="close", round=row.pk)
    assert "份数不够，不出分" in page.content.decode()
    late = desk.post(desk.street, f"/desk/panels/{panel.pk}/subjects/{subject.pk}/", given)
    assert late.status_code == 302


def test_the_page_costs_the_same_however_many_rounds(desk: Office) -> None:
    """评过几轮，小组页的语句数不变。"""
    panel = a_panel(desk)
    counts = []
    for _ in range(3):
        opened(desk, panel)
        row = PanelRound.objects.latest("id")
        marked(desk, row, (5, 3, 2), (4, 3, 1), (4, 4, 4))
        acted(desk, panel, act="close", round=row.pk)
        with CaptureQueriesContext(connection) as seen:
            desk.get(desk.street, f"/desk/panels/{panel.pk}/")
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
