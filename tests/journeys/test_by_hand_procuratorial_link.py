"""代表建议与检察建议衔接亲手办一遍：抄送、立案、文书送回、整改、复查、反馈，办案发现的转成建议稿。"""

from dataclasses import dataclass
from typing import Any

import pytest

from lianxin.access.usecases import accounts, registers
from lianxin.access.viewers import viewer_for
from lianxin.kernel.actors import SYSTEM
from tests.journeys.by_hand import ByHand, Value, paper
from tests.journeys.suggested import dispatched, proposed
from tests.world import AT, PASSWORD, SINCE, TODAY, Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIVER = "关于整治村口河道倾倒建筑垃圾的建议"
SAID = "村口河道里倒了好多建筑垃圾"
COURT = "区人民检察院"
WHY: dict[str, Value] = {
    "属于哪个公益领域": "生态环境和资源保护",
    "为什么送检察院看": "河道被填，下游三个村的行洪和用水都受影响",
}
FOUND: dict[str, Value] = {
    "请哪位代表来提": "周岭梅",
    "建议标题": "关于建立建筑垃圾运输联单制度的建议",
    "案据：办案中发现的普遍问题": "办案中查了九个工地，七个没有运输记录，垃圾去了哪里说不清。",
    "方案：建议怎么办": "请区住建局今年内建立运输联单，一车一单，每季度抽查一次。",
}
DECIDE_OWED = "决定立案或者不立案"
INVESTIGATE_OWED = "调查，提出检察建议或者终结"


@dataclass
class Wider:
    """小世界，外加一位检察官。"""

    world: World
    procurator: Persona

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)


@pytest.fixture
def people(by_hand: ByHand) -> ByHand:
    """小世界里添一家检察院和一位检察官。"""
    world, note = by_hand.hands.world, {"actor": SYSTEM, "at": AT}
    body = registers.register_body(
        kind="procuratorate",
        name=COURT,
        slug="jx-jcy",
        region=world.county,
        congress=world.congress,
        starts_on=SINCE,
        **note,
    )
    person = registers.register_person(name="林清", **note)
    account = accounts.open_account(username="procurator", password=PASSWORD, person=person, **note)
    accounts.grant_post(
        person=person, body=body, kind="handler", title="检察官", starts_on=SINCE, **note
    )
    seen = Persona(viewer_for(account, today=TODAY), account, person, body)
    by_hand.hands.world = Wider(world, seen)  # type: ignore[assignment]
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "procuratorial_link")
    return by_hand


def copied(people: ByHand) -> str:
    """代工委从办件页启动检察协作，抄送检察院。"""
    title = dispatched(people, proposed(people, RIVER, SAID))
    assert "启动检察协作" not in people.offers("unit", title)
    people.work("office", title, "启动检察协作", WHY, via=("代表建议",))
    slip: dict[str, Value] = {"抄送哪个检察院": COURT, "抄送单": paper("抄送单.pdf")}
    people.work("office", "筛查公益领域，抄送检察院", "抄送检察院", slip)
    return title


@pytest.mark.row("S1-16")
def test_a_public_interest_suggestion_goes_to_the_procurators_and_back(people: ByHand) -> None:
    """抄送、签收、立案、转建议稿、检察建议、送回文书、整改、复查、反馈；建议自己的期限一天不停。"""
    title = copied(people)
    people.work("procurator", DECIDE_OWED, "签收")
    people.on(3, 20)
    filed: dict[str, Value] = {
        "检察院哪天决定的": "2026-03-20",
        "立案或不立案的理由": "河道行洪受损，属实，立案。",
    }
    people.work("procurator", DECIDE_OWED, "立案", filed)
    people.work("procurator", INVESTIGATE_OWED, "发现普遍问题，转成建议稿", FOUND)
    mine = ("我的履职", "写着的、请我附议的")
    assert people.sees("deputy", str(FOUND["建议标题"]), *mine)
    _advised(people)
    _reviewed(people)
    page = people.find("office", title, "代表建议")
    people.reads(page, "办理中", "已落实", "6 月 2 日到期")


def _advised(people: ByHand) -> None:
    people.on(4, 8)
    advice: dict[str, Value] = {
        "检察建议书文号": "回检建〔2026〕6号",
        "检察建议书落款日期": "2026-04-07",
        "要求承办单位哪天前回复": "2026-05-29",
    }
    people.work("procurator", INVESTIGATE_OWED, "发出检察建议", advice)
    owed = "十日内把检察建议书送代表工作机构"
    wrong = people.refused("procurator", owed, "送回检察建议书")
    assert "文书" in wrong
    papers: dict[str, Value] = {"决定书、检察建议书等文书": paper("检察建议书.pdf")}
    people.work("procurator", owed, "送回检察建议书", papers)


def _reviewed(people: ByHand) -> None:
    people.on(5, 26)
    reply: dict[str, Value] = {"整改情况和书面回复": "河道两百米已清完，查明倾倒人并处罚。"}
    people.work("unit", "照检察建议整改，书面回复检察院", "书面回复检察院", reply)
    people.on(6, 1)
    seen: dict[str, Value] = {
        "到期复查哪天做完的": "2026-06-01",
        "复查看到什么": "到现场走了一遍，河道清完了。",
    }
    people.work("procurator", "到现场复查整改", "记复查情况", seen)
    told: dict[str, Value] = {"结果反馈": "整改到位，终结本案。"}
    owed = "十日内把结果告诉代表工作机构和代表"
    people.work("procurator", owed, "反馈：改到位了", told)


@pytest.mark.row("S1-16")
def test_what_the_procurators_do_not_take_comes_back_with_papers(people: ByHand) -> None:
    """没有立案的，文书也从检察院的桌面送回来；代工委看得到没有立案。"""
    title = copied(people)
    said: dict[str, Value] = {
        "检察院哪天决定的": "2026-03-02",
        "立案或不立案的理由": "已由水务部门立案查处，不再重复。",
    }
    people.work("procurator", DECIDE_OWED, "不立案", said)
    papers: dict[str, Value] = {"决定书、检察建议书等文书": paper("不立案决定书.pdf")}
    people.work("procurator", "十日内把不立案文书送代表工作机构", "送回不立案文书", papers)
    page = people.find("office", title, "代表建议")
    people.reads(page, "没有立案或终结", "办理中")


@pytest.mark.row("S1-16")
def test_what_is_not_public_interest_is_not_copied(people: ByHand) -> None:
    """筛查发现不属于公益领域的，写明为什么，不抄送，建议照常办。"""
    title = dispatched(people, proposed(people, RIVER, SAID))
    people.work("office", title, "启动检察协作", WHY, via=("代表建议",))
    why: dict[str, Value] = {"为什么不抄送": "只涉及两户的界址，不属于公益。"}
    people.work("office", "筛查公益领域，抄送检察院", "不属于公益领域，不抄送", why)
    page = people.find("office", title, "代表建议")
    people.reads(page, "没有抄送", "办理中")
