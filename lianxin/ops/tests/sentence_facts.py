"""活动、公文的二十二句：记下哪些事实，写出来是哪一句。"""

from collections.abc import Callable

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
from lianxin.ops.tests import crowds, gatherings
from tests.packs.story import install
from tests.world import SINCE, TODAY, World


def outcomes(*given: tuple[str, ...]) -> Callable[[World], None]:
    """每样记一项核实过的成果。"""

    def seeded(world: World) -> None:
        install(world, "intake_qr")
        for each in given:
            crowds.voices(world, 2, closed=1)
            crowds.outcome(world, *each)

    return seeded


def _voiced(world: World, kind: str, count: int, said: int, **more: int) -> list[Activity]:
    """这种活动办了几场，头一场样样都记，共收到这么多条意见。"""
    install(world, "intake_qr")
    made = gatherings.held(world, kind, count, gatherings.full(world))
    gatherings.said(made[0], said, **more)
    return made


def _t03(world: World) -> None:
    (home,) = gatherings.held(world, "home_meeting", 1)
    gatherings.found(home, "agreed", 16, solved=0)
    outcomes(("works_area", "1200"))(world)


def _t04(world: World) -> None:
    gatherings.held(world, "consultation", 9)
    gatherings.held(world, "dialogue", 5)


def _t07(world: World) -> None:
    outcomes(("helper_households", "32"), ("funds", "7032000", "self_raised"))(world)


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
    outcomes(("helpers", "530"), ("funds", "164000", "crowd"))(world)


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


OF_ACTIVITIES: dict[str, tuple[Callable[[World], None], str]] = {
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
}
