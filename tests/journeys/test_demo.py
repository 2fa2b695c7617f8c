"""演示：装得起来，各种情形都有，每个人桌上有事，每件事有人管，每条意见有回执。"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.casework.models import Case, Duty
from lianxin.casework.queries import duty_page, neglected_cases
from lianxin.files.models import Attachment
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.opinions.seeds.plot import tales
from lianxin.opinions.usecases.returning import opinion_of_receipt
from lianxin.ops import demo
from lianxin.orgs.models import Body
from lianxin.publicity.models import PublicLine, PublicMatter
from lianxin.ratings.models import Rating
from lianxin.suggestions.models import Suggestion
from tests.packs.readmes import PACKS

# 没有这一行，单跑这个文件时不会另建测试库。
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
AT_WORK = (
    *("street", "keeper", "office", "deputy", "unit", "unit2", "chair", "committee"),
    *("procuratorate", "jhoffice", "jhdeputy", "jhstreet", "whoffice"),
)
#: 几份办法各停在哪里，好让人接着走。
IN_HAND = {
    "key-suggestion": {"tracking", "proposed"},
    "three-exams": {"progressing"},
    "jiangxia-123": {"handling", "approving"},
    "letter-item": {"struck_off", "checking", "doing"},
    "repeat-handling": {"scheduling"},
    "procuratorial-link": {"deciding"},
}


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """装一遍演示，这一组测试都看它，看完撤掉。"""
    seen: list[tuple[str, int, int]] = []
    with django_db_blocker.unblock(), transaction.atomic():
        told = demo.load(lambda *step: seen.append(step))
        assert all(finished <= total for _, finished, total in seen)
        yield told
        transaction.set_rollback(True)


def _today() -> date:
    return timezone.localdate()


def _viewer(username: str) -> Viewer:
    account = Account.objects.select_related("person").get(username=username)
    return viewer_for(account, today=_today())


def _stages(congress: str, mechanism: str) -> Counter[str]:
    found = Case.objects.filter(jurisdiction__slug=congress, mechanism__key=mechanism)
    return Counter(found.values_list("stage", flat=True))


def _overdue(street: str) -> int:
    return Duty.objects.overdue(on=_today()).filter(holder_body__slug=f"jx-{street}").count()


def test_every_told_opinion_is_registered(report: dict[str, Any]) -> None:
    """写了多少条，就登记多少条；邻居说的“我也是”也各有一条。"""
    for slug, source in (("jx", "jiangxia"), ("jh", "jianghan")):
        written = tales(source)
        told = len(written) + sum(len(tale.joined) for tale in written)
        # 活动上听到的另算：它们随活动登记，不在这几篇里。
        found = Opinion.objects.filter(jurisdiction__slug=slug, activity_voice__isnull=True)
        assert found.count() == told
        assert len(set(found.values_list("text", flat=True))) > told / 2


@pytest.mark.parametrize(
    ("congress", "pack", "unseen"),
    [
        ("jx", "intake_qr", {"at_office"}),
        ("jx", "jiangxia_1_2_3", set()),
        ("jh", "jianghan_list", set()),
        (
            "jx",
            "deputy_suggestion",
            {
                *("closing", "re_rating", "rejected", "withdrawing", "consulting"),
                *("withdrawing_late", "merged", "merged_late"),
            },
        ),
    ],
)
def test_every_stage_can_be_seen(
    report: dict[str, Any], congress: str, pack: str, unseen: set[str]
) -> None:
    """每个环节都有件停在那里可看；少数一闪而过、一年难得一回的除外。"""
    source = PACKS / pack / "mechanism.toml"
    mechanism = load_mechanism(source.read_text(encoding="utf-8"), pack)
    found = _stages(congress, mechanism.key)
    assert {stage.key for stage in mechanism.stages} - found.keys() <= unseen
    assert found["closed"] >= 3


def test_the_turns_of_the_road_are_there(report: dict[str, Any]) -> None:
    """退回、延期、催办、督办、并入、重办、评价、公开，各种枝节都有。"""
    counts: Counter[str] = Counter()
    for each in Case.objects.values_list("counts", flat=True):
        counts.update(each)
    wanted = {"ask_return", "grant_return", "ask_extension", "grant_extension", "urge"}
    wanted |= {"supervise", "merge", "reopen", "post", "refer", "explain", "reject", "add_progress"}
    assert not wanted - counts.keys()
    assert Duty.objects.open().filter(return_asked_at__isnull=False).exists()
    assert Duty.objects.open().filter(extension_asked_to__isnull=False).exists()
    assert set(Rating.objects.values_list("result", flat=True)) >= {"satisfied", "dissatisfied"}
    assert Suggestion.objects.filter(opinion__isnull=False).count() >= 4
    assert Suggestion.objects.filter(opinion__isnull=True).count() >= 8
    assert Attachment.objects.filter(subject_id__isnull=True).count() == 0


def test_one_street_is_well_one_is_behind_one_is_new(report: dict[str, Any]) -> None:
    """五里界没有逾期；金口积了一堆，都报了上级；滨湖刚起步，一条也没有。"""
    assert _overdue("wulijie") == 0
    assert _overdue("jinkou") >= 6
    late = Duty.objects.overdue(on=_today()).filter(case__local_body__slug="jx-jinkou")
    assert not late.filter(escalated_at__isnull=True).exclude(owes__startswith="督办").exists()
    newcomer = Body.objects.get(slug="jx-binhu")
    assert not Case.objects.filter(local_body=newcomer).exists()


@pytest.mark.parametrize("username", AT_WORK)
def test_nobody_faces_an_empty_desk(report: dict[str, Any], username: str) -> None:
    """登录进来，桌上都有事。"""
    assert duty_page(viewer=_viewer(username), today=_today())


def test_named_people_find_interesting_work(report: dict[str, Any]) -> None:
    """代表、街道、住建局三个人，看得到新到的、快到期的、等着定的，各不止一种。"""
    for username, kinds in (("deputy", 2), ("street", 4), ("unit", 3)):
        cards = duty_page(viewer=_viewer(username), today=_today())
        assert len({card.owes for card in cards}) >= kinds, username
    assert Case.objects.visible_to(_viewer("deputy")).filter(closed_at=None).count() >= 8


@pytest.mark.row("S0-17")
def test_the_local_methods_are_all_running(report: dict[str, Any]) -> None:
    """各地的办法都有一件办着：重点、三考、意见书三项、反复提办、检察衔接在江夏，联审在江汉。"""
    assert {key: set(_stages("jx", key)) for key in IN_HAND} == IN_HAND
    assert set(_stages("jh", "joint-review")) == {"delegation_review"}
    keyed = Case.objects.get(mechanism__key="key-suggestion", stage="tracking").main_id
    beside = Case.objects.filter(main=keyed).values_list("mechanism__key", flat=True)
    assert {"key-suggestion", "three-exams"} <= set(beside)


@pytest.mark.row("S2-25")
def test_last_year_is_carried_into_this_one(report: dict[str, Any]) -> None:
    """去年没办完的，今年立了接办的一件；号一脉相承，两件在一条线索上。"""
    heir = Case.objects.get(number__contains="→", main=None)
    before = Case.objects.get(number=heir.number.split("→")[0], main=None)
    assert heir.thread == before.thread
    assert (before.opened_at.year, heir.opened_at.year) == (_today().year - 1, _today().year)


def test_two_districts_do_not_see_each_other(report: dict[str, Any]) -> None:
    """两个区各看各的；同一种收件，办理走两套机制。"""
    one = Case.objects.visible_to(_viewer("office"))
    other = Case.objects.visible_to(_viewer("jhoffice"))
    assert not set(one.values_list("pk", flat=True)) & set(other.values_list("pk", flat=True))
    assert _stages("jx", "jianghan-list") == _stages("jh", "jiangxia-1+2+3") == Counter()


def test_everything_is_cared_for(report: dict[str, Any]) -> None:
    """没有一件没人管。"""
    assert Case.objects.filter(closed_at=None).count() > 50
    assert neglected_cases() == []


def test_every_opinion_has_a_receipt(report: dict[str, Any]) -> None:
    """每条意见都有编号，凭编号和查询码查得到自己那一条。"""
    for opinion in Opinion.objects.all():
        key = key_for(opinion.receipt_no)
        found = opinion_of_receipt(receipt_no=opinion.receipt_no, receipt_key=key)
        assert (found.pk, found.case_id) == (opinion.pk, opinion.case_id)


def test_what_is_public_names_nobody(report: dict[str, Any]) -> None:
    """公开的事有十来件，公开的话里没有电话。"""
    assert PublicMatter.objects.filter(withdrawn_at=None).count() >= 12
    said = [*PublicMatter.objects.values_list("title", "summary", "answer", "place")]
    lines = [(text,) for text in PublicLine.objects.values_list("text", flat=True)]
    assert not [words for row in (*said, *lines) for words in row if "1390" in words]


def test_the_links_lead_somewhere(report: dict[str, Any]) -> None:
    """指给人看的网址：代表码、站点码、两张回执，写明了码和查询码。"""
    links = {link["path"].split("/")[1]: link for link in report["links"]}
    assert links.keys() >= {"s", "r"}
    assert all(link["code"] for link in report["links"] if link["path"].startswith(("/s/", "/r/")))
    number = links["r"]["path"].split("/")[2]
    assert opinion_of_receipt(receipt_no=number, receipt_key=links["r"]["code"])
