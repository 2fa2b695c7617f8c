"""承诺台账与旁办一览：谁、做什么、哪天、办到哪；看不见的人一行也看不到。"""

from datetime import date
from pathlib import Path

import pytest

import lianxin
from lianxin.casework.alongside import beside_cards, commitments
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.tests.fixtures import MONDAY, SOURCE, Story, days, install, start
from lianxin.casework.usecases import open_beside

PACK = Path(lianxin.__file__).parent / "packs" / "promise_ledger" / "mechanism.toml"
TODAY = MONDAY.date()
FACT = '[[fact]]\nkey = "promises"\nlabel = "承诺"\nkind = "commitments"\n\n'
PROMISES = [
    {"who": "区住建局", "what": "铺完主路", "by": "2026-03-10"},
    {"who": "区住建局", "what": "修好路灯", "by": "2026-03-10"},
    {"who": "区住建局", "what": "补种行道树", "by": "2026-06-20"},
]


@pytest.fixture
def story(world):
    """答复时答应了三件事。"""
    source = SOURCE.replace("[[fact]]\n", f"{FACT}[[fact]]\n", 1)
    reply = 'needs   = ["answer"]\nguards  = ["contact'
    source = source.replace(reply, 'needs   = ["answer", "promises"]\nguards  = ["contact')
    install(world, source.replace('"mark(replied)"', '"mark(replied)", "commit(promises)"'))
    install(world, PACK.read_text())
    told = start(world)
    told.dispatch()
    told.act(world.unit, "log_contact", how="phone", note="问过了")
    told.move(world.unit, "reply", answer="分三步做", promises=PROMISES)
    return told


def test_each_promise_has_a_case_and_a_line(story):
    """每条承诺一件、一行：答应的那一家担着，到期日就是答应的日子；别人看不到。"""
    world = story.world
    lines = commitments(viewer=world.office.viewer, today=TODAY)
    assert [(p.what, p.by, p.stage_label) for p in lines] == [
        ("铺完主路", date(2026, 3, 10), "待兑现"),
        ("修好路灯", date(2026, 3, 10), "待兑现"),
        ("补种行道树", date(2026, 6, 20), "待兑现"),
    ]
    assert {p.body for p in lines} == {world.unit_body.short_name}
    assert commitments(viewer=world.other_unit.viewer, today=TODAY) == []
    assert commitments(viewer=world.stranger.viewer, today=TODAY) == []


def test_pages_follow_the_key_and_states_filter(story):
    """键集翻页不重不漏；按结果、按逾期筛。"""
    viewer = story.world.office.viewer
    first = commitments(viewer=viewer, today=TODAY, limit=1)
    rest = commitments(viewer=viewer, today=TODAY, after=(first[0].by, first[0].id))
    assert [p.what for p in first + rest] == ["铺完主路", "修好路灯", "补种行道树"]
    later = days(20).date()
    assert len(commitments(viewer=viewer, today=later, state="overdue")) == 2
    promise = Story(story.world, Case.objects.get(pk=first[0].case_id))
    Case.objects.filter(pk=promise.case.pk).update(result="kept")
    assert [p.what for p in commitments(viewer=viewer, today=later, state="kept")] == ["铺完主路"]
    assert len(commitments(viewer=viewer, today=later, state="overdue")) == 1


def test_what_stands_beside_in_one_statement(story, django_assert_num_queries):
    """旁办一览：用途、环节、最近到期、还剩几天；一条语句，几件都一样。"""
    world = story.world
    install(world, (Path(__file__).parent / "beside.toml").read_text())
    doer = Doer(world.office.viewer)
    why = {"reason": "群众反映集中"}
    open_beside(case_id=story.case.pk, slot="key", actor=doer, at=MONDAY, facts=why)
    with django_assert_num_queries(1):
        cards = beside_cards(viewer=world.office.viewer, thread=story.case.thread, today=TODAY)
    assert [card.slot_label for card in cards] == ["承诺", "承诺", "承诺", "重点督办"]
    assert (cards[0].next_due, cards[0].days_left) == (date(2026, 3, 10), 8)
    assert beside_cards(viewer=world.stranger.viewer, thread=story.case.thread, today=TODAY) == []
