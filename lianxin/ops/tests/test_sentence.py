"""``lianxin sentence``：记下事实，写出来的就是那一句，数、量词、约数都对；写不得的说明理由。"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lianxin.access.usecases import registers
from lianxin.insight.queries.sentences import readiness, sentences
from lianxin.ops.cli import main
from lianxin.ops.tests import crowds
from lianxin.ops.tests.sentence_facts import OF_ACTIVITIES, outcomes
from tests.packs.story import install
from tests.world import SINCE, World

pytestmark = pytest.mark.django_db
Output = pytest.CaptureFixture[str]
THIS_YEAR = ("--period", "2026")


def told(capsys: Output, *words: str) -> str:
    """跑一次，写成了的话。"""
    capsys.readouterr()
    assert main(["sentence", *words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out.strip()


def refused(capsys: Output, *words: str) -> str:
    """跑一次，没写成，一行说明为什么。"""
    capsys.readouterr()
    assert main(["sentence", *words]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("✗ ")
    assert "\n" not in said
    return said


def _t01(world: World) -> None:
    crowds.events(crowds.stations(world, "liaison", 56)[:2], "upgraded")
    crowds.stations(world, "point", 1, on=date(2026, 2, 1))
    crowds.stations(world, "point", 1, on=date(2026, 2, 2))
    crowds.stations(world, "point", 1, on=date(2026, 2, 3))


def _t12(world: World) -> None:
    crowds.staffed(world, streets=13, villages=109)


def _t13(world: World) -> None:
    crowds.stations(world, "center", 12)


def _t14(world: World) -> None:
    crowds.placed(world, crowds.deputies(world, 280))


def _t15(world: World) -> None:
    teams = crowds.teams(world, "group", 65)
    crowds.grouped(crowds.deputies(world, 1057), teams[0])


def _t18(world: World) -> None:
    crowds.events(crowds.stations(world, "liaison", 86), "upgraded")


def _t19(world: World) -> None:
    crowds.stations(world, "liaison", 74)


def _t29(world: World) -> None:
    above = registers.register_region(
        code="420000000000", name="湖北省", level="province", **crowds.NOTE
    )
    registers.register_body(
        kind="congress",
        name="省人大",
        slug="hb",
        prefix="HB",
        region=above,
        starts_on=SINCE,
        **crowds.NOTE,
    )
    crowds.stations(world, "home", 7009)


def _t30(world: World) -> None:
    install(world, "intake_qr")
    crowds.stations(world, "home", 23)
    crowds.stations(world, "liaison", 87)
    crowds.voices(world, 174, closed=173)
    crowds.answer_all(world)


def _t32(world: World) -> None:
    crowds.teams(world, "group", 84)
    crowds.placed(world, crowds.deputies(world, 1900))


def _t34(world: World) -> None:
    install(world, "intake_qr")
    crowds.voices(world, 887, closed=568)


def _t37(world: World) -> None:
    install(world, "intake_qr")
    crowds.voices(world, 1217, closed=845)


def _t50(world: World) -> None:
    crowds.events(crowds.stations(world, "workroom", 42)[:8], "pilot")
    crowds.stations(world, "liaison", 17)
    crowds.stations(world, "point", 5)


def _t52(world: World) -> None:
    crowds.teams(world, "professional_group", 4)
    crowds.teams(world, "group", 2, on=date(2026, 2, 1))
    for number in range(9):
        registers.register_body(
            kind="professional_group",
            name=f"专业{number}组",
            slug=f"special-{number}",
            region=world.county,
            congress=world.congress,
            starts_on=date(2026, 2, 1 + number),
            **crowds.NOTE,
        )


WRITTEN: dict[str, tuple[Callable[[World], None], str]] = {
    **OF_ACTIVITIES,
    "T01": (_t01, "在57个代表家站室的基础上，今年以来新建、提升代表家站室5个。"),
    "T05": (outcomes(("works_length", "10400")), "已改造供水管道等管线10400米。"),
    "T06": (
        outcomes(("funds", "3000000", "special"), ("funds", "120000", "fiscal")),
        "争取人大代表建议办理专项资金300万元。",
    ),
    "T12": (
        _t12,
        "全区13个人大街道工委全部配备专职主任（副主任）和人大工作联络员，"
        "109个社区均明确一名副书记负责社区人大工作。",
    ),
    "T13": (_t13, "建成12个中心代表联络站。"),
    "T14": (_t14, "辖区内280名四级人大代表就近编入代表家站室。"),
    "T15": (_t15, "全区1057名四级人大代表编为65个代表小组开展活动。"),
    "T18": (_t18, "对86家代表联络站进行了优化提升。"),
    "T19": (_t19, "建成网上代表联络站75家。"),
    "T22": (outcomes(("funds", "1226000000", "bond")), "争取国债资金12.26亿元。"),
    "T29": (_t29, "全省建成运行代表家站室7010个。"),
    "T30": (
        _t30,
        "今年以来，23个代表之家、88个代表联络站全部建立网上代表之家，"
        "网上收到的170余条群众意见均得到答复。",
    ),
    "T32": (_t32, "全区1900名各级人大代表编组进站，成立84个代表小组。"),
    "T34": (_t34, "共梳理形成有效意见建议887件，已办结500余件。"),
    "T37": (_t37, "共收集意见建议1217件，办结845件，办结率69.43%。"),
    "T38": (
        outcomes(
            ("works_fittings", "1040"), ("funds", "18220000", "subsidy"), ("households", "7432")
        ),
        "累计加装电梯1040部，发放补贴资金1822万元，惠及7400余户家庭。",
    ),
    "T41": (
        outcomes(("service_points", "137")),
        "推动在楼宇、商圈等人流密集处建起130多个驿站。",
    ),
    "T50": (
        _t50,
        "在现有42个代表工作室、18个代表联络站和5个民情民意联系点的基础上，"
        "今年以来列为试点、着力打造功能型、枢纽型家站室8个。",
    ),
    "T52": (_t52, "今年以来新建9个专业代表小组。"),
}


#: 要来一千多条意见，与拒写的那一条合在一个测试里。
@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "T37"])
def test_the_facts_come_out_as_the_sentence(name: str, world: World, capsys: Output) -> None:
    """记下多少，句子里就是多少：数、量词、约数、全部、均，一样不差。"""
    seed, written = WRITTEN[name]
    seed(world)
    congress = ["--congress", "hb"] if name == "T29" else []
    period = [] if sentences()[name].period else THIS_YEAR
    assert told(capsys, name, *congress, *period) == written


def test_what_can_be_written_is_proved_and_the_rest_says_what_is_missing(capsys: Output) -> None:
    """五十五句里写得出的，每一句都有上面的证明；别的，如实说缺哪一族，一句也不编。"""
    rows = json.loads(told(capsys, "--list", "--json"))
    assert len(rows) == 55
    assert {row["id"] for row in rows if row["ready"]} == WRITTEN.keys()
    for row in rows:
        if not row["ready"]:
            assert all(words in refused(capsys, row["id"]) for words in row["missing"])
    assert f"共 55 句，写得出 {len(WRITTEN)} 句" in told(capsys, "--list")
    assert [each.id for each in sentences().values() if not readiness(each)] == sorted(WRITTEN)


def test_each_number_says_where_it_comes_from(world: World, capsys: Output) -> None:
    """给程序看的结果里，每个空都有指标、口径、实数、时间、记录条数和打得开的链接。"""
    _t50(world)
    found: dict[str, Any] = json.loads(told(capsys, "T50", "--json", *THIS_YEAR))
    slots = {each["name"]: each for each in found["slots"]}
    assert "42个代表工作室" in found["text"]
    workrooms = slots["workrooms"]
    assert (workrooms["value"], workrooms["records"], workrooms["unit"]) == (42, 42, "个")
    assert (workrooms["period"], slots["hubs"]["period"]) == ("2025-12", "2026-01..2026-12")
    assert "那一天" in workrooms["definition"]
    assert workrooms["link"] == "/desk/numbers/station.count/?period=2025-12&kind=workroom"


@pytest.mark.row("S3-16")
def test_a_rate_the_numbers_contradict_is_not_written(world: World, capsys: Output) -> None:
    """1217 件办结 845 件：照实写 69.43%，要写成 100% 就不写，并说明实际是多少。"""
    seed, written = WRITTEN["T37"]
    seed(world)
    assert told(capsys, "T37", *THIS_YEAR, "--say", "rate=69.43%") == written
    said = refused(capsys, "T37", *THIS_YEAR, "--say", "rate=100%")
    assert "845/1217" in said
    assert "69.43%" in said
    assert "实际是 845" in refused(capsys, "T37", *THIS_YEAR, "--say", "closed=1217")


def test_one_vacancy_and_it_is_not_all(world: World, capsys: Output) -> None:
    """有一个社区没有明确副书记，就不能写“均”；补上了才写得出。"""
    crowds.staffed(world, streets=3, villages=4)
    assert "4个社区均明确" in told(capsys, "T12", *THIS_YEAR)
    registers.register_body(
        kind="village",
        name="新设社区",
        slug="village-new",
        region=world.village,
        congress=world.congress,
        starts_on=SINCE,
        **crowds.NOTE,
    )
    said = refused(capsys, "T12", *THIS_YEAR)
    assert "5 里只有 4" in said
    assert "均" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["T99"], "没有“T99”这一句"),
        ([], "请写明哪一句"),
        (["T13", "--congress", "nowhere"], "没有这个机构"),
        (["T13", "--congress", "jx-da"], "不是人大"),
        (["T13", "--period", "三月"], "时间段请写成"),
        (["T13", "--say", "centers"], "空=数"),
        (["T13", "--say", "beds=3"], "没有“beds”这个空"),
    ],
)
def test_a_wrong_request_is_one_clear_line(
    world: World, words: list[str], said: str, capsys: Output
) -> None:
    """编号、人大、时间、要说的数写错了，一行说清怎么改；写对的写得出。"""
    assert told(capsys, "T13", "--congress", "jx", *THIS_YEAR) == "建成0个中心代表联络站。"
    assert said in refused(capsys, *words)
