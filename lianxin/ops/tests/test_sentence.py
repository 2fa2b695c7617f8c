"""``lianxin sentence``：记下事实，写出来的就是那一句，数、量词、约数都对；写不得的说明理由。"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lianxin.access.usecases import registers
from lianxin.activities.models import Activity, Headcount, Item, OpenedModule, Target
from lianxin.casework.models import Case
from lianxin.documents.models import RuleCategory
from lianxin.documents.papers import Paper, Paragraph
from lianxin.documents.usecases import (
    Instructed,
    Issue,
    issue_document,
    record_instruction,
    set_series_code,
)
from lianxin.documents.usecases.library import (
    RuleText,
    arrange_categories,
    draft_rule,
    enact_rule,
)
from lianxin.insight.queries.sentences import readiness, sentences
from lianxin.ops.cli import main
from lianxin.ops.tests import crowds, gatherings
from tests.packs.story import install
from tests.world import SINCE, TODAY, World

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


def _voiced(world: World, kind: str, count: int, said: int, **more: int) -> list[Activity]:
    """这种活动办了几场，头一场样样都记，共收到这么多条意见。"""
    install(world, "intake_qr")
    made = gatherings.held(world, kind, count, gatherings.full(world))
    gatherings.said(made[0], said, **more)
    return made


def _t03(world: World) -> None:
    (home,) = gatherings.held(world, "home_meeting", 1)
    gatherings.found(home, "agreed", 16, solved=0)
    _outcomes(("works_area", "1200"))(world)


def _t04(world: World) -> None:
    gatherings.held(world, "consultation", 9)
    gatherings.held(world, "dialogue", 5)


def _t07(world: World) -> None:
    _outcomes(("helper_households", "32"), ("funds", "7032000", "self_raised"))(world)


def _t09(world: World) -> None:
    crowds.teams(world, "group", 46)
    held = _voiced(world, "bench_talk", 217, 74, closed=42)
    gatherings.came(world, held[1:], 1218)


def _t11(world: World) -> None:
    held = _voiced(world, "dialogue", 1278, 456)
    gatherings.came(world, held[1:], 3635)


def _t16(world: World) -> None:
    held = _voiced(world, "visit", 40, 386)
    Target.objects.filter(activity=held[0]).delete()
    for kind, count in (("village", 135), ("firm", 220), ("project", 35), ("household", 9)):
        gatherings.visited(held, kind, count)
    gatherings.found(held[1], "problem", 120, solved=88)


def _t23(world: World) -> None:
    held = gatherings.held(world, "hotline", 172)
    gatherings.came(world, held, 344)
    gatherings.came(world, gatherings.held(world, "bench_talk", 3), 6)
    for number, episode in enumerate(held[:4]):
        gatherings.found(episode, "call", 880, solved=660, how=("solved", "answered")[number % 2])


def _t24(world: World) -> None:
    held = gatherings.held(world, "hotline", 1)
    gatherings.came(world, held, 2)
    gatherings.came(world, held, 3, "official")


def _t25(world: World) -> None:
    held = gatherings.held(world, "legal_consultation", 9)
    gatherings.visited(held, "firm", 63)
    gatherings.found(held[0], "problem", 20, solved=13)


def _t26(world: World) -> None:
    held = _voiced(world, "council_hall", 43, 142)
    Headcount.objects.filter(activity=held[0]).update(role="voter", count=568)
    gatherings.found(held[1], "problem", 130, solved=114)


def _t27(world: World) -> None:
    (held,) = gatherings.held(world, "promotion", 1)
    gatherings.found(held, "problem", 972, solved=783)
    gatherings.found(gatherings.held(world, "hotline", 1)[0], "call", 30, solved=20)


def _t31(world: World) -> None:
    held = _voiced(world, "at_station", 10, 56)
    gatherings.found(held[1], "commitment", 24, solved=0)
    _voiced(world, "reception", 2, 7)


def _t33(world: World) -> None:
    _outcomes(("helpers", "530"), ("funds", "164000", "crowd"))(world)


def _t39(world: World) -> None:
    """一共 1,069 个交办、835 个落实；现场解决没有交办的，哪边也不算。"""
    install(world, "intake_qr")
    (held,) = gatherings.held(world, "special_inspection", 1, gatherings.full(world))
    case = Case.objects.get(subject_kind="opinion")

    def numbered(row: Case, number: int) -> None:
        row.thread, row.number, row.subject_kind = row.pk, f"W{row.pk}", "activity_item"
        if number <= 835:
            row.closed_at, row.result, row.stage = gatherings.DONE, "resolved", "closed"

    cases = crowds.copies(case, 1069, numbered)
    gatherings.shouldered(case, cases[835:])
    gatherings.found(held, "problem", 1069, solved=0)
    items = list(Item.objects.filter(kind="problem").order_by("pk"))
    for item, its in zip(items, cases, strict=True):
        item.case = its
    Item.objects.bulk_update(items, ["case"])
    gatherings.found(gatherings.held(world, "street_corner", 1)[0], "problem", 12, solved=9)


def _t40(world: World) -> None:
    held = _voiced(world, "volunteer", 1596, 1630)
    gatherings.found(held[1], "problem", 1603, solved=1128)


def _kinds(**counts: int) -> Callable[[World], None]:
    def seeded(world: World) -> None:
        OpenedModule.objects.create(
            congress=world.congress, module="internal", opened_at=crowds.NOTE["at"]
        )
        for kind, count in counts.items():
            gatherings.held(world, kind, count, is_public=False)

    return seeded


def _t55(world: World) -> None:
    _kinds(topic_research=56, practical_research=45)(world)
    gatherings.found(Activity.objects.latest("pk"), "problem", 30, solved=19)


def _issued(world: World, kind: str, count: int) -> None:
    issuer = world.deputy_affairs
    set_series_code(issuer_id=issuer.pk, kind=kind, code=f"江人{kind[:1]}", **crowds.NOTE)
    paper = Paper(kind, "关于路灯管护", (Paragraph("路灯有人装，没人管。"),), signer="陈诚")
    for _ in range(count):
        issue_document(issue=Issue(issuer.pk, kind, paper), **crowds.NOTE)


def _t47(world: World) -> None:
    _issued(world, "brief", 5)
    _issued(world, "supervision_opinion", 2)
    for number in range(3):
        words = Instructed(
            world.congress.pk,
            "王某",
            "区委书记",
            TODAY,
            "请认真研究。",
            matter=f"第{number + 1}期专报",
        )
        record_instruction(instructed=words, **crowds.NOTE)


def _t54(world: World) -> None:
    home = {"jurisdiction_id": world.congress.pk, **crowds.NOTE}
    names = "\n".join(f"第{number}类" for number in range(8))
    arrange_categories(names={}, added=names, **home)
    categories = list(RuleCategory.objects.order_by("position"))
    for number in range(38):
        text = RuleText(
            categories[number % 7 if number < 37 else 7].pk,
            f"第{number}项制度",
            issuing_body="区人大常委会",
            adopted_on=SINCE,
            effective_on=SINCE,
            text="全文。",
        )
        rule = draft_rule(rule=text, **home)
        if number < 37:
            enact_rule(rule_id=rule.pk, **home)


def _outcomes(*given: tuple[str, ...]) -> Callable[[World], None]:
    def seeded(world: World) -> None:
        install(world, "intake_qr")
        for each in given:
            crowds.voices(world, 2, closed=1)
            crowds.outcome(world, *each)

    return seeded


WRITTEN: dict[str, tuple[Callable[[World], None], str]] = {
    "T03": (_t03, "共同商定16个建设项目，其中已建成1200平方米的场地。"),
    "T04": (_t04, "与有关各方协商近10次。"),
    "T07": (_t07, "32户经营户自筹700余万元用于环境整治。"),
    "T09": (
        _t09,
        "今年以来，全区46个代表小组开展活动217次，代表参加1219人次，提出意见建议74条，已办结42条。",
    ),
    "T11": (_t11, "全区开展专项履职活动1278场，代表参加3636人次，收集问题和意见建议456条。"),
    "T16": (
        _t16,
        "全区代表走访村（社区）135个、市场主体220家、项目点35个，收集意见建议386条，推动解决问题88个。",
    ),
    "T23": (_t23, "代表专线共开通172期，代表接听344人次，接听电话3500多个，解决问题2600多个。"),
    "T24": (_t24, "邀请2名人大代表和3名部门负责人现场直播。"),
    "T25": (_t25, "走访企业60余家，举办咨询活动近10场次，帮助解决困难、化解矛盾10多起。"),
    "T26": (
        _t26,
        "截至目前，全区开展议事活动43场（次），接待选民568人次，收集意见建议142条，推动解决民生实事110余件。",
    ),
    "T27": (_t27, "截至目前，共收集问题972个，其中现场解决783个。"),
    "T31": (
        _t31,
        "今年以来，组织开展进站活动10次，收集代表意见建议56条，承办单位负责人作出承诺24项。",
    ),
    "T33": (_t33, "500余人参与社区建设，单位和个人共筹资金16万余元。"),
    "T39": (_t39, "共交办问题1069件，已落实835件，落实率78.11%。"),
    "T40": (_t40, "全区共开展代表行动1596场，发现问题1603个，收集意见建议1630条，解决问题1128个。"),
    "T46": (_kinds(party_group=7, theory_study=11), "召开党组会7次，开展理论学习中心组学习11次。"),
    "T47": (_t47, "制发调研专报5期，获领导批示3次。"),
    "T48": (_kinds(chair_inspection=6, special_inspection=14), "组织开展主任会议调研6次。"),
    "T49": (
        lambda world: _issued(world, "supervision_opinion", 17),
        "印发调研意见书（审议意见函）17件。",
    ),
    "T53": (
        _kinds(lecture=6, study_tour=5),
        "开展人大知识专题讲座6场，组织5批次委员、代表外出考察学习。",
    ),
    "T54": (_t54, "系统完善7大类37项人大规章制度。"),
    "T55": (_t55, "共开展课题调研56次，实事调研45次，解决突出问题19个。"),
    "T01": (_t01, "在57个代表家站室的基础上，今年以来新建、提升代表家站室5个。"),
    "T05": (_outcomes(("works_length", "10400")), "已改造供水管道等管线10400米。"),
    "T06": (
        _outcomes(("funds", "3000000", "special"), ("funds", "120000", "fiscal")),
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
    "T22": (_outcomes(("funds", "1226000000", "bond")), "争取国债资金12.26亿元。"),
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
        _outcomes(
            ("works_fittings", "1040"), ("funds", "18220000", "subsidy"), ("households", "7432")
        ),
        "累计加装电梯1040部，发放补贴资金1822万元，惠及7400余户家庭。",
    ),
    "T41": (
        _outcomes(("service_points", "137")),
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
