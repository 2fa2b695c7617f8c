"""数数有出处：每个数打得开背后的记录，写明怎么算的；公众、内部、接口、导出是同一个数。"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.access.usecases.tokens import issue_token
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import move_case
from lianxin.insight.usecases import fold
from lianxin.kernel.actors import PUBLIC
from lianxin.openapi.tests.hands import Hand, install
from lianxin.opinions.usecases import Draft, rate_opinion, register_opinion
from tests.world import AT, Persona, World

pytestmark = pytest.mark.django_db
FIGURE = (
    r'<dl class="fig"><dt>([^<]+)</dt><dd>'
    r'(?:<a class="fig-num" href="([^"]*)">|<span class="fig-num">)([^<]+)<'
)
SECRET = "丁一山家门口的垃圾桶满了三天没人收"


@pytest.fixture
def town(world: World) -> World:
    """三月四条、四月两条；答复了三条，一条评了满意，并进合计一半。"""
    install(world)
    for number in range(6):
        done = register_opinion(
            draft=Draft(
                jurisdiction_id=world.congress.pk,
                text=f"{SECRET}，这是第 {number} 回说。",
                channel="scan",
                region_id=world.village.pk,
                category_id="waste" if number % 2 else "property",
            ),
            actor=PUBLIC,
            at=AT + timedelta(days=9 * number),
        )
        if number < 3:
            move_case(
                case_id=done.case_id,
                verb="answer",
                actor=Doer(world.street.viewer),
                at=AT + timedelta(days=9 * number + (2, 20, 45)[number]),
                facts={
                    "category": "waste" if number % 2 else "property",
                    "answer": "已经清运，以后每天一次。",
                },
            )
        if number == 0:
            rate_opinion(
                receipt_no=done.receipt_no,
                receipt_key=done.receipt_key,
                attitude="satisfied",
                result="satisfied",
                at=AT + timedelta(days=3),
            )
        if number == 3:
            fold()
    return world


def figures(page: str) -> dict[str, tuple[str, str]]:
    """页面上的大数：名称 → （数，链到哪里）。"""
    found = re.findall(FIGURE, page)
    return {label: (number, unescape(url)) for label, url, number in found}


def cells(page: str) -> list[tuple[str, str]]:
    """页面上表里的数：（数，链到哪里）。"""
    found = re.findall(r'<td class="num"><a href="([^"]+)">([^<]+)</a></td>', page)
    return [(number, unescape(url)) for url, number in found]


@pytest.fixture
def desk(town: World, client: Client) -> Callable[..., str]:
    """以某人的身份打开工作台的一页。"""

    def opened(url: str, who: Persona | None = None) -> str:
        (who or town.office).sign_in(client)
        answer = client.get(url)
        assert answer.status_code == 200, url
        return answer.content.decode()

    return opened


def test_the_page_says_how_many_how_long_and_how_well(
    town: World, desk: Callable[..., str]
) -> None:
    """收到、答复、中位数、九成、三十日内、办结、评价都在页上，与手算一致。"""
    shown = {label: number for label, (number, _) in figures(desk("/desk/numbers/")).items()}
    assert shown["收到意见"] == "6"
    assert (shown["已答复"], shown["答复率"]) == ("3", "50")
    assert (shown["答复用时的中位数"], shown["九成意见的答复用时"]) == ("20", "45")
    assert (shown["三十日内答复"], shown["三十日内答复率"]) == ("2", "33.3")
    assert (shown["办结率"], shown["满意率"], shown["评价"]) == ("16.7", "100", "1")


def test_every_number_on_the_page_opens_its_records(town: World, desk: Callable[..., str]) -> None:
    """页上每一个数点开，都是它背后的那几条；按月、按类别的也是。"""
    page = desk("/desk/numbers/")
    numbers = [*figures(page).values(), *cells(page)]
    assert len(numbers) >= 30
    for number, url in numbers:
        if not url:
            continue
        opened = desk(url)
        value = figures(opened)
        rows = opened.count('<td data-label="说的什么">')
        (shown,) = {shown for shown, _ in value.values()}
        assert shown == number
        if "rate" not in url and "days" not in url:
            assert rows == int(number), url
        assert rows > 0


def test_a_rate_opens_what_it_counted_and_what_it_is_out_of(
    town: World, desk: Callable[..., str], client: Client
) -> None:
    """占比点开有两份：算上的和底数里的；两份相除就是它，两份都导得出，别的数没有这两份。"""
    rates = [url for _, url in figures(desk("/desk/numbers/")).values() if ".rate/" in url]
    assert len(rates) >= 4
    for url in rates:
        counted, base = desk(url), desk(f"{url}&of=base")
        rows = [each.count('<td data-label="说的什么">') for each in (counted, base)]
        ((shown, _),) = figures(counted).values()
        assert f"{100 * rows[0] / rows[1]:.1f}".removesuffix(".0") == shown, url
        path, _, query = url.partition("?")
        for side, number in zip(("", "&of=base"), rows, strict=True):
            answer = client.get(f"{path}export.csv?{query}{side}")
            lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
            assert lines[0].startswith("编号,说的什么")
            assert len(lines) == number + 1
    assert "底数里的" not in desk("/desk/numbers/opinion.count/?of=base")


def test_the_public_sees_the_same_numbers_and_no_private_record(
    town: World, desk: Callable[..., str]
) -> None:
    """公众看到的数一个不差；点开只有定义和公开了的事，没公开的一个字也没有。"""
    inside = figures(desk("/desk/numbers/"))
    visitor = Client()
    outside = figures(visitor.get("/numbers/").content.decode())
    assert {label: number for label, (number, _) in outside.items()} == {
        label: number for label, (number, _) in inside.items()
    }
    for _, url in outside.values():
        opened = visitor.get(url).content.decode() if url else ""
        assert "怎么算的" in opened or not url
        assert SECRET not in opened
        assert "丁一山" not in opened


def test_the_api_gives_the_same_numbers_and_only_visible_records(town: World) -> None:
    """接口给的是同一个数；没带令牌的一条记录也没有，带了的只有看得见的。"""
    account = town.office.account
    assert account is not None
    hand = Hand(Client(), issue_token(account=account, at=timezone.now()))
    stranger = Hand(Client())
    given, bare = (each.get("indicators/opinion.count").json() for each in (hand, stranger))
    assert given["value"] == bare["value"] == 6
    assert (len(given["records"]), len(bare["records"])) == (6, 0)
    months = hand.get("indicators/opinion.answered.count", by="month", period="2026").json()
    assert [part["value"] for part in months["parts"]][2:5] == [3, 0, 0]
    page = hand.get("indicators/opinion.count", limit=4).json()
    rest = hand.get("indicators/opinion.count", limit=4, cursor=page["next_cursor"]).json()
    assert len({each["id"] for each in [*page["records"], *rest["records"]]}) == 6
    assert stranger.get("indicators/opinion.count", by="month", period="三月").status_code == 422
    assert stranger.get("indicators/opinion.weight").status_code == 404


def test_the_export_holds_the_same_numbers(town: World, desk: Callable[..., str]) -> None:
    """导出的表里，合计、逐月、各类别都在，没到百分之百的不会写成 100。"""
    town.office.sign_in(client := Client())
    answer = client.get("/desk/numbers/export.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    table = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    assert (table[0]["收到意见（条）"], table[0]["三十日内答复率（%）"]) == ("6", "33.3")
    by = {
        kind: sum(int(row["收到意见（条）"]) for row in table if row["分法"] == kind)
        for kind in ("月份", "类别")
    }
    assert by == {"月份": 6, "类别": 6}
    assert client.get("/desk/numbers/export.xlsx").content.startswith(b"PK")


def test_a_unit_sees_the_number_but_not_others_records(
    town: World, desk: Callable[..., str]
) -> None:
    """承办单位看到的数与大家一样，没交给它的记录一条也看不见。"""
    opened = desk("/desk/numbers/opinion.count/", town.unit)
    assert figures(opened)["收到意见"][0] == "6"
    assert SECRET not in opened
    assert SECRET[:3] in desk("/desk/numbers/opinion.count/", town.office)


@pytest.mark.parametrize("url", ["/numbers/", "/desk/numbers/"])
def test_the_page_costs_the_same_however_many_there_are(
    town: World, client: Client, url: str
) -> None:
    """一页数字几条语句，与意见多少无关。"""
    town.office.sign_in(client)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    statements()
    few = statements()
    for number in range(20):
        register_opinion(
            draft=Draft(town.congress.pk, f"第 {number} 盏路灯不亮了，请修一修。", "scan"),
            actor=PUBLIC,
            at=AT + timedelta(days=20 * number),
        )
    fold()
    assert statements() == few <= 20


def test_an_odd_period_or_name_does_no_harm(town: World, client: Client) -> None:
    """时间段写得不像样，当作没写；没有的指标，当作没有这一页。"""
    usual = figures(client.get("/numbers/").content.decode())
    for odd in ("x", "2026-13", "9999-01..0001-01", "2026-05..2026-01", "2026-01'--"):
        answer = client.get("/numbers/", {"period": odd})
        assert {k: v[0] for k, v in figures(answer.content.decode()).items()} == {
            k: v[0] for k, v in usual.items()
        }
    assert client.get("/numbers/opinion.weight/").status_code == 404
    assert client.get("/numbers/opinion.count/", {"category": "nowhere"}).status_code == 200
