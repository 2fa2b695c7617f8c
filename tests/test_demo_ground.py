"""演示的两个区：种得快、对得上数、各人进得去。"""

from collections.abc import Iterator
from datetime import date, datetime
from time import process_time

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from lianxin.access import seeds as access_seeds
from lianxin.access.queries import viewer_named
from lianxin.access.usecases.tokens import sign_in
from lianxin.audit.models import Entry
from lianxin.audit.sentences import missing
from lianxin.deputies import queries as deputies
from lianxin.deputies import seeds as deputies_seeds
from lianxin.kernel.seeding import Garden
from lianxin.lexis import seeds as lexis_seeds
from lianxin.orgs import queries as orgs
from lianxin.orgs.models import Category
from lianxin.stations import queries as stations
from lianxin.stations import seeds as stations_seeds
from tests.world import BEIJING

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 10, tzinfo=BEIJING)
TODAY = NOW.date()
YEAR_2024, YEAR_2025 = date(2024, 12, 31), date(2025, 12, 31)


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Garden]:
    """种一次，这个文件里的测试都看；看完撤掉。"""
    garden = Garden(at=NOW, today=TODAY, progress=lambda *_: None)
    with django_db_blocker.unblock(), transaction.atomic():
        start = process_time()
        for module in (access_seeds, lexis_seeds, deputies_seeds, stations_seeds):
            module.plant(garden)
        garden.put("seconds", process_time() - start)
        yield garden
        transaction.set_rollback(True)


def test_planting_is_quick(planted: Garden) -> None:
    """种完只用十几秒机器时间（别的程序占着机器的不算）。"""
    assert planted.get("seconds") < 120


def test_every_persona_can_sign_in(planted: Garden) -> None:
    """演示的每个人都登录得进去，名字对得上；系统管理员看不到业务内容。"""
    for persona in planted.personas:
        account = sign_in(username=persona.username, password=persona.password)
        if account.person is not None:
            assert account.person.name == persona.name
    viewers = {p.username: viewer_named(p.username, today=TODAY) for p in planted.personas}
    assert [name for name, viewer in viewers.items() if viewer.sees_nothing] == ["admin"]
    assert viewers["office"].office_of == {planted.get("jx").pk}
    assert viewers["jhoffice"].office_of == {planted.get("jh").pk}
    assert viewers["deputy"].deputy_of == {planted.get("jx").pk, planted.get("wh").pk}
    assert {post.body_name for post in viewers["deputy"].posts} == {"童周岭村"}


@pytest.mark.row("S0-01")
def test_station_counts_are_those_published(planted: Garden) -> None:
    """2024 年底 57 个，其中新建、提升 5 个，试点 8 个；2025 年底 42+18+5，枢纽 8 个。"""
    jx = planted.get("jx").pk
    earlier = stations.counts_by_kind(congress_id=jx, on=YEAR_2024)
    later = stations.counts_by_kind(congress_id=jx, on=YEAR_2025)
    assert earlier.total == 57
    assert dict(later.by_kind) == {"workroom": 42, "liaison": 18, "point": 5}
    in_2024 = stations.events_between(congress_id=jx, since=date(2024, 1, 1), until=YEAR_2024)
    kinds = [line.kind for line in in_2024]
    assert (kinds.count("built") + kinds.count("upgraded"), kinds.count("pilot")) == (5, 8)
    hubs = stations.station_cards(congress_id=jx, on=YEAR_2025, function="hub")
    assert len(hubs) == 8


@pytest.mark.row("S1-03")
@pytest.mark.row("S1-02")
def test_jianghan_is_covered_everywhere(planted: Garden) -> None:
    """江汉 13 个街道、109 个社区处处有站，另有 12 个中心站；该配的人都配了。"""
    jh = planted.get("jh").pk
    coverage = stations.station_coverage(congress_id=jh, on=TODAY)
    assert (coverage.ratio("town"), coverage.ratio("village")) == ((13, 13), (109, 109))
    assert stations.counts_by_kind(congress_id=jh, on=TODAY).by_kind["center"] == 12
    posts = orgs.coverage_matrix(congress_id=jh, on=TODAY)
    assert posts.ratio("street_head") == (13, 13)
    assert posts.ratio("village_vice_secretary") == (109, 109)


def test_jiangxia_shows_a_vacancy_and_a_handover(planted: Garden) -> None:
    """江夏留着一个空缺、一次交接，好让人看见。"""
    jx = planted.get("jx").pk
    vacancies = orgs.coverage_matrix(congress_id=jx, on=TODAY).vacancies
    assert [cell.requirement.key for cell in vacancies] == ["village_vice_secretary"]
    passed = orgs.handovers(congress_id=jx, since=date(2026, 1, 1), until=TODAY)
    assert {(h.title, h.gap_days) for h in passed if h.incoming} == {("联络员", 6)}


@pytest.mark.row("S1-04")
@pytest.mark.row("S4-16")
def test_everyone_is_grouped_and_stationed(planted: Garden) -> None:
    """人人进站、人人进组：46 个小组，其中 9 个专业小组编入 8 个站。"""
    jx = planted.get("jx").pk
    assert orgs.count_deputies(on=TODAY, congress_ids=[jx]) == 120
    assert stations.unassigned_deputies(congress_id=jx, on=TODAY) == []
    assert orgs.ungrouped(congress_id=jx, on=TODAY) == []
    grouping = orgs.group_totals(congress_id=jx, on=TODAY)
    assert (grouping.count, len(grouping.of_kind("professional_group"))) == (46, 9)
    bound = stations.bindings(congress_id=jx, on=TODAY, professional_only=True)
    assert (bound.groups, bound.stations) == (9, 8)


@pytest.mark.row("S0-21")
def test_some_deputies_hold_two_mandates(planted: Garden) -> None:
    """兼任市人大代表的，数人只算一个，数资格算两份。"""
    people = orgs.count_deputies(on=TODAY)
    mandates = orgs.count_deputies(on=TODAY, distinct=False)
    assert (people, mandates - people) == (172, 28)


def test_every_domain_has_somebody_to_handle_it(planted: Garden) -> None:
    """江夏每个事项领域都有单位办；只有说给人大听的归人大自己。"""
    jx = planted.get("jx").pk
    domains = set(Category.objects.exclude(domain="").values_list("domain", flat=True))
    homeless = {domain for domain in domains if not orgs.departments_for(domain, jx)}
    assert homeless == {"人大"}
    assert [d for d in domains - homeless if not orgs.committee_for(d, jx)] == []


@pytest.mark.row("S1-21")
def test_every_station_and_deputy_has_a_code(planted: Garden) -> None:
    """每个站、每位代表都有码；指给看演示的人的几个都扫得开。"""
    for key, deputy_count in (("jx", 120), ("jh", 52)):
        labels = stations.code_labels(congress_id=planted.get(key).pk, at=NOW)
        everywhere = stations.station_cards(congress_id=planted.get(key).pk, on=TODAY)
        kinds = [label.kind for label in labels]
        assert (kinds.count("station"), kinds.count("deputy")) == (len(everywhere), deputy_count)
    found = [stations.resolve_code(code=link.code, at=NOW) for link in planted.links]
    assert len(found) == 3
    assert all(isinstance(card, stations.CodeCard) for card in found)


def test_deputy_pages_respect_consent(planted: Garden) -> None:
    """有的代表公开了约见方式，有的没有。"""
    page = deputies.deputy_list(on=TODAY, congress_id=planted.get("jx").pk, limit=12)
    shown = [
        deputies.deputy_page(person_id=card.person_id, today=TODAY).contact for card in page.cards
    ]
    assert 0 < sum(map(bool, shown)) < len(shown)


def test_every_step_reads_as_a_sentence(planted: Garden) -> None:
    """种的时候留下的每种动作，都有一句中文说法。"""
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert len(verbs) > 20
    assert missing(verbs) == []
