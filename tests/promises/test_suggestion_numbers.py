"""代表建议的数：办复、办结、满意、按期各有各的口径，公众、内部、接口、导出是同一个数。"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.registers import hold_session
from lianxin.casework.models import Case
from lianxin.insight.definitions import definitions
from lianxin.insight.queries.annual import count_year
from lianxin.kernel.actors import SYSTEM
from lianxin.openapi.tests.hands import Hand
from lianxin.suggestions.queries.papers import Scope
from lianxin.suggestions.usecases.raising import SuggestionDraft, raise_suggestion
from tests.packs.story import BLAME, PRAISE, REPLY, Story, install
from tests.promises.test_numbers import cells, figures
from tests.world import AT, TODAY, Persona, World

pytestmark = pytest.mark.django_db
GROUNDS = "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。"


class Walk(Story):
    """一件代表自己提的建议，一步一步办。"""

    def __post_init__(self) -> None:
        made = raise_suggestion(
            draft=SuggestionDraft(
                jurisdiction_id=self.world.congress.pk,
                lead_id=self.world.deputy.person.pk,
                title="关于加装路灯的建议",
                grounds=GROUNDS,
                proposal="请今年内装齐十一盏路灯，并明确由谁维护。",
                category_id="property",
                local_body_id=self.world.street_committee.pk,
            ),
            actor=self.world.deputy.actor,
            at=self.at,
        )
        self.case = Case.objects.get(pk=made.case_id)

    def sent(self, unit: Persona | None = None) -> "Walk":
        """交办。"""
        body = (unit or self.world.unit).body
        self.step(self.world.office, "dispatch", lead_unit=body.pk)
        return self

    def replied(self, verb: str = "reply_resolved") -> "Walk":
        """联系代表，再答复。"""
        self.step(self.world.unit, "log_contact", how="visit", note="和代表一起看了现场")
        more = (
            {"promises": [{"who": "区住建局", "what": "装齐路灯", "by": "2026-12-31"}]}
            if verb == "reply_planned"
            else {}
        )
        self.step(self.world.unit, verb, **REPLY, **more)
        return self


@pytest.fixture
def town(world: World) -> World:
    """七件建议：两件办结（满意、到期未评），一件待评，一件再办没有再答复，一件超期才答复，一件没答复，一件撤回。"""
    install(world, "deputy_suggestion")
    hold_session(
        term=world.term,
        ordinal=5,
        starts_on=TODAY - timedelta(days=30),
        ends_on=TODAY,
        actor=SYSTEM,
        at=AT,
    )
    praised = Walk(world).sent().replied()
    praised.step(world.deputy, "rate", **PRAISE)
    praised.step(world.office, "close")
    later = AT + timedelta(days=2)
    unrated = Walk(world, at=later).sent().replied("reply_reference")
    unrated.wait(days=40)
    unrated.step(world.office, "close")
    Walk(world, at=later).sent().replied("reply_planned")
    blamed = Walk(world, at=later).sent().replied()
    blamed.step(world.deputy, "rate_dissatisfied", dissatisfied_reason="还没有动工", **BLAME)
    late = Walk(world, at=later).sent()
    late.at += timedelta(days=120)
    late.replied()
    Walk(world, at=later).sent(world.other_unit)
    gone = Walk(world, at=later)
    gone.step(world.deputy, "withdraw", withdraw_reason="路灯已经装上了")
    gone.step(world.office, "confirm_withdrawal")
    return world


def shown(page: str) -> dict[str, str]:
    """页面上的大数：名称 → 数。"""
    return {label: number for label, (number, _) in figures(page).items()}


def page_of(who: Persona, url: str = "/desk/numbers/") -> str:
    """以某人的身份打开一页。"""
    answer = who.sign_in(Client()).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.row("S3-16")
def test_each_rate_has_its_own_meaning_and_base(town: World) -> None:
    """办复率、办结率、满意率、按期率分开定义、底数各不相同：答复了五件，只办结两件，不会都成百分之百。"""
    found = shown(page_of(town.office))
    assert (found["提出建议"], found["应办建议"], found["已答复"]) == ("7", "6", "5")
    assert (found["办复率"], found["建议办结率"]) == ("83.3", "33.3")
    assert (found["按期答复率"], found["答复前联系率"]) == ("80", "100")
    assert (found["此刻逾期"], found["要求再办"]) == ("2", "1")
    assert (found["代表已评价"], found["结果满意率"], found["代表评态度满意率"]) == (
        "2",
        "50",
        "50",
    )
    assert (found["已回看"], found["落实率"]) == ("0", "—")
    meanings = {
        name: page_of(town.office, f"/desk/numbers/suggestion.{name}.rate/")
        for name in ("replied", "closed", "satisfied", "implemented")
    }
    for words in ("不等于办结", "与办复、落实、满意各是各的数", "没评的不算满意", "没有回看的"):
        assert sum(words in page for page in meanings.values()) == 1, words


def test_every_suggestion_number_opens_its_records(town: World) -> None:
    """建议的每个数点开，都是它背后的那几件；别的单位看得见数，看不见没交给它的那几件。"""
    page = page_of(town.office)
    part = page[page.index('id="suggestions"') :]
    numbers = [*figures(part).values(), *cells(part)]
    assert len(numbers) >= 20
    for number, url in numbers:
        if url:
            opened = page_of(town.office, url)
            assert shown(opened).popitem()[1] == number
            if "rate" not in url:
                assert opened.count('<td data-label="说的什么">') == int(number), url
    mine = page_of(town.other_unit, "/desk/numbers/suggestion.count/")
    assert shown(mine)["提出建议"] == "7"
    assert mine.count('<td data-label="说的什么">') == 1


def test_inside_outside_api_and_sheet_agree(town: World) -> None:
    """公众、接口、导出给的是同一个数；没带令牌的一条记录也没有。"""
    inside = shown(page_of(town.office))
    assert shown(Client().get("/numbers/").content.decode()) == inside
    given = Hand(Client()).get("indicators/suggestion.closed.rate").json()
    assert (round(given["value"], 1), given["sample"], given["records"]) == (33.3, 6, [])
    parts = Hand(Client()).get("indicators/suggestion.count", by="unit").json()["parts"]
    assert sorted(part["value"] for part in parts) == [1, 1, 5]
    answer = town.office.sign_in(Client()).get("/desk/numbers/export.csv?what=suggestions")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    total = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert (total["提出建议（件）"], total["建议办结率（%）"]) == ("7", "33.3")


def test_the_page_costs_the_same_with_more_suggestions(town: World) -> None:
    """建议再多，数字页的语句条数不变，不过十一条。"""
    client = town.office.sign_in(Client())

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/numbers/").status_code == 200
        return len(queries)

    statements()
    few = statements()
    for number in range(5):
        Walk(town, at=AT + timedelta(days=number)).sent()
    assert statements() == few <= 20


def test_a_number_on_the_registers_opens_and_refuses_an_unknown_kind(town: World) -> None:
    """名录的数也打得开、公众看得到口径；没有的种类说明没有，不给零。"""
    opened = page_of(town.office, "/desk/numbers/station.count/?kind=liaison")
    assert shown(opened)["代表家站室"] == "1"
    assert opened.count('<td data-label="说的什么">') == 1
    assert "怎么算的" in Client().get("/numbers/station.count/").content.decode()
    hand = Hand(Client())
    assert hand.get("indicators/station.count", kind="liaison").json()["value"] == 1
    assert hand.get("indicators/station.count", kind="castle").status_code == 422
    assert hand.get("indicators/deputy.assigned.count", by="level").json()["parts"][0]["value"] == 1


def test_the_annual_report_says_what_the_numbers_page_says(town: World) -> None:
    """办理情况报告里的率，名称、口径、数都与数字页的指标相同：对内对外一个数。"""
    counts = count_year(Scope(town.congress.pk, year=TODAY.year), today=TODAY)
    known = {one.label: one for one in definitions().values() if one.key.startswith("suggestion")}
    numbers = shown(page_of(town.office))
    for rate in counts.rates:
        assert rate.definition == known[rate.label].definition
        told = "—" if not rate.whole else f"{rate.part / rate.whole * 100:.1f}".removesuffix(".0")
        assert told == numbers[rate.label], rate.label
