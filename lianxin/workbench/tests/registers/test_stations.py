"""家站室：名录、各块板、站点页上的每一样。"""

from datetime import date

import pytest

from lianxin.access.usecases.registers import register_body
from lianxin.orgs.models import Body
from lianxin.stations.models import Station, StationDeputy, StationEvent
from lianxin.stations.usecases.registry import record_event, register_station
from lianxin.workbench.tests.conftest import Office, group_of
from lianxin.workbench.tests.registers.hands import NOTE, act, built, page, plain, seated
from tests.world import TODAY


@pytest.mark.row("S0-01")
def test_counts_are_reproducible_as_of_any_date(desk: Office) -> None:
    """建三个、提升一个、关一个：哪一天的数都算得出来，期间的大事也数得出来。"""
    for number in range(3):
        built(desk, f"第{number}代表工作室")
    point = built(desk, "老街联系点", "point")
    record_event(
        station_id=point.pk,
        kind="upgraded",
        new_kind="liaison",
        happened_on=date(2025, 6, 18),
        new_functions=["hub", "service"],
        **NOTE,
    )
    gone = Station.objects.get(name="第0代表工作室")
    record_event(station_id=gone.pk, kind="closed", happened_on=date(2025, 9, 1), **NOTE)

    before = page(desk, "counts", "?on=2025-01-01&since=2024-01-01")
    after = page(desk, "counts", "?on=2025-12-31&since=2025-01-01")

    assert "家站室一共5个" in before
    assert "代表工作室3" in before
    assert "民情民意联系点1" in before
    assert "期间新建4件" in before
    assert "家站室一共4个" in after
    assert "代表联络站2" in after
    assert "代表工作室2" in after
    assert "期间提升1件" in after
    assert "期间关闭1件" in after


@pytest.mark.row("S0-01")
def test_registry_is_filtered_by_kind_and_function(desk: Office) -> None:
    """名录按种类、功能、街道找得到，导出的就是看得见的。"""
    built(desk, "枢纽中心", "hub", functions=["hub", "service"])
    built(desk, "村口联系点", "point")

    def listed(query: str) -> str:
        return desk.get(desk.office, f"/desk/stations/?{query}").content.decode()

    assert "枢纽中心" in listed("function=hub")
    assert "村口联系点" not in listed("function=hub")
    assert "村口联系点" in listed(f"kind=point&street={desk.street_committee.pk}")
    assert "没有合条件的站" in listed("q=查无此站")
    sheet = desk.get(desk.office, "/desk/stations/export.csv?kind=point")
    exported = b"".join(sheet.streaming_content).decode()
    assert "村口联系点" in exported
    assert "枢纽中心" not in exported


@pytest.mark.row("S0-01")
def test_station_is_registered_upgraded_and_renamed_on_the_page(desk: Office) -> None:
    """街道登记自己的站，记提升、更名；重名的登记不了，说清怎么改。"""
    form = {
        "name": "锦绣社区代表工作室",
        "kind": "workroom",
        "body": desk.street_committee.pk,
        "region": desk.village.pk,
        "address": "锦绣社区党群服务中心",
        "functions": ["liaison"],
        "opened_on": "2026-02-01",
    }
    assert desk.post(desk.street, "/desk/stations/new/", form).status_code == 302
    assert desk.post(desk.street, "/desk/stations/new/", form).status_code == 422
    made = Station.objects.get(name=form["name"])
    act(
        desk,
        made,
        "event",
        kind="upgraded",
        new_kind="center",
        new_functions=["hub"],
        happened_on="2026-02-20",
    )
    act(desk, made, "event", kind="renamed", new_name="锦绣中心站", happened_on="2026-03-01")

    made.refresh_from_db()

    assert (made.kind, made.name, made.functions) == ("center", "锦绣中心站", ["liaison", "hub"])
    assert [row.kind for row in StationEvent.objects.filter(station=made).order_by("id")] == [
        "built",
        "upgraded",
        "renamed",
    ]
    early = act(desk, made, "event", kind="pilot", happened_on="2025-01-01")
    assert early.status_code == 422
    assert "才开放" in early.content.decode()


@pytest.mark.row("S0-02")
def test_themes_and_sitings_carry_their_numbers(desk: Office) -> None:
    """按主题、按选址：几个站、多少代表、几次接待、多少条意见。"""
    farm = built(desk, "田园工作室", theme="农文旅融合", siting="项目地")
    built(desk, "老小区工作室", theme="社区治理", siting="老旧小区")
    act(desk, farm, "assign", person=desk.deputy.person.pk, on="2026-03-01")
    for number in range(2):
        desk.say(text=f"第{number}处民宿门口没有停车的地方。", station_id=farm.pk)

    said = page(desk, "themes", "?since=2026-01-01&on=2026-03-02")

    assert "农文旅融合1102" in said
    assert "社区治理1000" in said
    assert "项目地12田园工作室" in said


@pytest.mark.row("S1-03")
def test_coverage_shows_every_place_against_station_kinds(desk: Office) -> None:
    """街道、村逐个对照：哪里有哪类站、哪里还没有；各种类的第一个和日期。"""
    before = page(desk, "coverage")
    assert "童周岭村还没有站" in before
    assert "村（社区）有站的0/1个" in before

    built(desk, "童周岭工作室")
    after = page(desk, "coverage")

    assert "童周岭村有站1" in after
    assert "村（社区）有站的1/1个" in after
    assert "童周岭村还没有站" in page(desk, "coverage", "?on=2024-05-01")
    assert "童周岭工作室代表工作室2024年5月10日" in page(desk, "counts")


@pytest.mark.row("S1-17")
def test_hierarchy_adds_up_and_counts_a_person_once(desk: Office) -> None:
    """总站→中心站→站→点逐级汇总；一位代表在两个站，总站只算一个人。"""
    hub = built(desk, "代表联络总站", "hub")
    center = built(desk, "片区中心站", "center", parent=hub)
    station = built(desk, "社区站", "liaison", parent=center)
    point = built(desk, "楼栋联系点", "point", parent=station)
    for each in (station, point):
        act(desk, each, "assign", person=desk.deputy.person.pk, on="2026-03-01")

    answer = desk.get(desk.office, "/desk/stations/boards/network/")
    board = answer.context["board"]
    root = next(node for node in board.tree if node.card.id == hub.pk)

    assert (root.stations, root.deputies) == (4, 1)
    assert root.children[0].children[0].children[0].card.name == "楼栋联系点"
    assert "共4个站代表1人" in plain(answer.content.decode())


@pytest.mark.row("S1-19")
def test_industry_point_ties_industry_deputies_and_firms(desk: Office) -> None:
    """产业联系点写明产业；在点代表和他们的企业列在一起；没写产业的登记不了。"""
    form = {
        "name": "光谷产业联系点",
        "kind": "industry",
        "body": desk.street_committee.pk,
        "region": desk.town.pk,
        "address": "软件园一期",
        "functions": ["liaison"],
        "opened_on": "2026-02-01",
    }
    refused = desk.post(desk.office, "/desk/stations/new/", form)
    assert "写明是什么产业" in refused.content.decode()
    assert (
        desk.post(desk.office, "/desk/stations/new/", {**form, "industry": "光电子"}).status_code
        == 302
    )
    maker = seated(desk, "程立新", "JX0002", "长河光电有限公司")
    act(desk, Station.objects.get(kind="industry"), "assign", person=maker.pk, on="2026-03-01")

    said = page(desk, "industry")

    assert "光谷产业联系点光电子程立新长河光电有限公司" in said


@pytest.mark.row("S2-12")
def test_standard_checklist_names_the_gaps(desk: Office) -> None:
    """标准化检查：缺接待、缺品牌写明；补齐一项就少一项；来说事的条数也在。"""
    desk.say()
    assert "五里界代表联络站周一至周五9:00—17:003/5有有有缺缺01" in page(desk, "standard")

    act(
        desk,
        desk.station,
        "facts",
        address="五里界街道 1 号",
        brand="板凳会",
    )

    assert "周一至周五9:00—17:004/5有有有缺有01" in page(desk, "standard")


@pytest.mark.row("S2-18")
def test_every_station_has_its_brand(desk: Office) -> None:
    """一站一品：有品牌的展示，没有的列名单；补上就换边。"""
    assert "有品牌的站0/1个" in page(desk, "brands")

    act(
        desk,
        desk.station,
        "facts",
        address="五里界街道 1 号",
        brand="湾子夜话",
        brand_story="每月九日晚上，代表和湾里人坐在一起说事。",
    )

    said = page(desk, "brands")
    assert "有品牌的站1/1个" in said
    assert "湾子夜话五里界代表联络站" in said
    assert "每个站都有品牌活动了" in said


@pytest.mark.row("S1-04")
def test_deputies_are_assigned_moved_and_rostered(desk: Office) -> None:
    """代表进站、转站，名单跟着变，历史留着；重复进站的不收，说清楚。"""
    other = built(desk, "第二站")
    person = desk.deputy.person
    again = act(desk, desk.station, "assign", person=person.pk, on="2026-03-01")
    assert again.status_code == 422

    desk.post(
        desk.street,
        f"/desk/stations/{desk.station.pk}/",
        {"act": "release", "person": person.pk, "to": other.pk},
    )

    here = desk.get(desk.office, f"/desk/stations/{other.pk}/").content.decode()
    assert person.name in here
    spells = StationDeputy.objects.filter(person=person).order_by("id")
    assert [(row.station_id, row.ends_on) for row in spells] == [
        (desk.station.pk, TODAY),
        (other.pk, None),
    ]


@pytest.mark.row("S4-16")
def test_groups_are_bound_to_stations(desk: Office) -> None:
    """小组编入阵地，带日期；调出就不在了；不重复编入。"""
    group = group_of(desk.world)
    made = act(desk, desk.station, "group", group=group.pk, on="2026-03-01")
    again = act(desk, desk.station, "group", group=group.pk, on="2026-03-02")

    assert made.status_code == 302
    assert again.status_code == 422
    url = f"/desk/stations/{desk.station.pk}/"
    assert "3月1日编入" in plain(desk.get(desk.office, url).content.decode())
    desk.post(desk.street, url, {"act": "unbind", "group": group.pk})
    assert "还没有小组编入" in desk.get(desk.office, url).content.decode()


def test_only_keepers_change_a_station(desk: Office) -> None:
    """别的街道、专委看得到改不了；承办单位、代表看来没有这一页。"""
    url = f"/desk/stations/{desk.station.pk}/"

    assert "改资料" in desk.get(desk.street, url).content.decode()
    assert "改资料" not in desk.get(desk.committee, url).content.decode()
    for who in (desk.unit, desk.deputy):
        assert desk.get(who, url).status_code == 404
    refused = act(desk, desk.station, "facts", desk.committee, address="甲")
    allowed = act(desk, desk.station, "facts", desk.street, address="甲")
    assert (refused.status_code, allowed.status_code) == (404, 302)


def test_stations_of_another_congress_do_not_exist(desk: Office) -> None:
    """别的一级人大的站，硬打开也是没有。"""
    other = register_body(
        kind="congress",
        name="外县人大",
        slug="other",
        prefix="OT",
        region=desk.county,
        starts_on=desk.term.starts_on,
        **NOTE,
    )
    street = register_body(
        kind="street_committee",
        name="外县街道工委",
        slug="other-street",
        region=desk.town,
        congress=other,
        starts_on=desk.term.starts_on,
        **NOTE,
    )
    far = register_station(
        congress=Body.objects.get(pk=other.pk),
        body=street,
        name="外县站",
        kind="liaison",
        region=desk.town,
        opened_on=TODAY,
        **NOTE,
    )

    assert desk.get(desk.office, f"/desk/stations/{far.pk}/").status_code == 404
    assert "外县站" not in desk.get(desk.office, "/desk/stations/").content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/desk/stations/",
        "/desk/receptions/",
        "/desk/codes/?state=all",
        *(
            f"/desk/stations/boards/{key}/"
            for key in ("network", "coverage", "themes", "brands", "industry", "standard")
        ),
    ],
)
def test_query_count_does_not_grow(desk: Office, url: str, django_assert_max_num_queries) -> None:
    """三十个站与一个站，查库的次数一样多，连认人不过八次。"""
    for number in range(30):
        built(desk, f"第{number}工作室", theme="社区治理", siting="老旧小区")
    desk.get(desk.office, url)

    with django_assert_max_num_queries(9):
        assert desk.client.get(url).status_code == 200


def test_long_registry_is_paged_without_loss(desk: Office) -> None:
    """一页放不下的往下翻，一个不漏、一个不重。"""
    for number in range(60):
        built(desk, f"第{number:02}工作室")
    seen: list[str] = []
    url = "/desk/stations/"
    while url:
        answer = desk.get(desk.office, url)
        seen += [row[0].text for row in answer.context["table"].rows]
        following = answer.context["next_url"]
        url = f"/desk/stations/{following}" if following else ""

    assert len(seen) == len(set(seen)) == 61
