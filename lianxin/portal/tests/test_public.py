"""公开的各页：首页、公开事项、联络站、代表、文章、验回执、说明。"""

import json
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.access.usecases import registers
from lianxin.audit.seals import seal_entries
from lianxin.casework.models import Practice
from lianxin.casework.usecases import adopt_practice
from lianxin.deputies.usecases import consent, update_profile
from lianxin.files.models import Attachment
from lianxin.files.usecases import attach, store_document
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.publicity.usecases import archive_article, publish_article
from lianxin.publicity.usecases import withdraw as withdraw_matter
from lianxin.stations.usecases.registry import record_event, register_station
from lianxin.stations.usecases.roster import plan_reception
from tests.world import AT, SINCE, TODAY

from .town import ANSWER, Town, photo, text_of

NOTE = {"actor": SYSTEM, "at": AT}


@pytest.fixture
def matter(town: Town):
    """一件公示了、已经答复的事。"""
    opinion = town.say(publish="on", phone="13907110001", name="王秀英", consent="on")
    town.answer(opinion)
    return town.publish(opinion)


def station(town: Town, name: str, **given):
    """登记一个站。"""
    world = town.world
    wanted = {"kind": "liaison", "opened_on": SINCE} | given
    return register_station(
        congress=world.congress,
        body=world.street_committee,
        name=name,
        region=world.town,
        **wanted,
        **NOTE,
    )


def reception(town: Town, *, days: int = 3, theme: str = "物业管理"):
    """排一次接待。"""
    starts = AT + timedelta(days=days)
    return plan_reception(
        station=town.world.station,
        deputies=[town.world.deputy.person],
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        theme=theme,
        actor=SYSTEM,
        at=AT,
    )


def test_the_front_page_says_where_to_begin(town: Town, matter) -> None:
    """首页：去哪说、查进度、近来答复的、接待日；每个数点开是背后的清单。"""
    reception(town)
    page = town.visitor.open("/")
    shown, source = text_of(page), page.content.decode()
    for words in ("我要反映", "查我那件事办到哪了", matter.title, "周岭梅代表接待", "物业管理"):
        assert words in shown
    assert 'href="/matters/?state=answered"' in source
    assert 'href="/about/counting/#published"' in source
    assert matter.number in town.visitor.open("/matters/", state="answered").content.decode()


def test_the_front_page_of_an_empty_house_is_kind(town: Town) -> None:
    """什么都还没有的时候，说清这里会有什么。"""
    shown = text_of(town.visitor.open("/"))
    assert "办好的事会公开在这里" in shown
    assert "接待日会排在这里" in shown


@pytest.mark.row("S0-18")
def test_a_posted_matter_shows_progress_and_ratings(town: Town, matter) -> None:
    """公示的事：谁在办、怎么答复、群众怎么评，逐件看得到。"""
    town.visitor.send(
        f"/r/{town.spoken[0]}/do/rate/", attitude="satisfied", result="basic", comment=""
    )
    shown = text_of(town.visitor.open(f"/matters/{matter.number}/"))
    assert ANSWER in shown
    assert "已经答复反映的人" in shown
    assert "答复您" not in shown
    assert "办理结果基本满意 1" in shown


def test_matters_can_be_found(town: Town, matter) -> None:
    """按词、按类别、按进度、按站找；找不到的说怎么办。"""
    found = (
        {"q": "路灯"},
        {"category": "waste"},
        {"station": town.world.station.pk},
        {"state": "answered"},
    )
    missed = ({"q": "地铁"}, {"category": "property"}, {"station": 999}, {"state": "closed"})
    for query in found:
        assert matter.number in town.visitor.open("/matters/", **query).content.decode(), query
    for query in missed:
        page = town.visitor.open("/matters/", **query)
        assert matter.number not in page.content.decode(), query
        assert "没有找到这样的事" in text_of(page)


def test_nonsense_in_the_address_is_harmless(town: Town, matter) -> None:
    """网址里乱写的条件，当作没写，不出错。"""
    for query in (
        {"after": "x"},
        {"station": "abc"},
        {"state": "nonsense"},
        {"after": "9" * 40},
        {"c": "nowhere"},
    ):
        assert town.visitor.open("/matters/", **query).status_code == 200
    for path in ("/stations/?after=x", "/deputies/?after=|x", "/articles/?after=x|y&year=abc"):
        assert town.visitor.open(path).status_code == 200


def test_a_withdrawn_matter_is_gone(town: Town, matter) -> None:
    """撤下的、没公开的、没有的，都是 404；公开着的打得开。"""
    path = f"/matters/{matter.number}/"
    assert town.visitor.open(path).status_code == 200
    withdraw_matter(thread=matter.thread, reason="提交人撤回同意", actor=SYSTEM, at=AT)
    assert town.visitor.open(path).status_code == 404
    assert town.visitor.open("/matters/GK0000-0000/").status_code == 404
    assert town.visitor.open(f"/matters/{town.spoken[0]}/").status_code == 404


def test_me_too_from_the_public_page(town: Town) -> None:
    """公开页上“我也是”：拿一个自己的编号，一起等结果；办结的跟不了。"""
    opinion = town.say(publish="on")
    town.step(town.world.street, opinion.case_id, "handle", category="waste")
    posted = town.publish(opinion)
    path = f"/matters/{posted.number}/"
    neighbour = town.stranger()
    assert "我也是，一起跟进" in text_of(neighbour.open(path))
    given = {"once_key": "k" * 22}
    answers = [neighbour.send(f"{path}join/", **given) for _ in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    followed = Opinion.objects.exclude(pk=opinion.pk).get()
    assert followed.merged_into == opinion
    assert followed.receipt_no in text_of(neighbour.open(answers[0]["Location"]))

    posted.is_closed = True
    posted.save()
    assert town.stranger().send(f"{path}join/").status_code == 404


@pytest.mark.row("S0-01")
@pytest.mark.row("S1-17")
@pytest.mark.row("S1-19")
def test_stations_are_listed_by_street_kind_and_function(town: Town) -> None:
    """名录写明各种类几个；按街道分开，按种类、功能、地名找；总站下面列得出下级站，产业点写明产业。"""
    hub = station(town, "江夏代表联络总站", kind="hub", functions=["hub", "service"])
    station(town, "梅苑代表联络站", parent=hub, address="梅苑社区一楼")
    station(town, "光电子联系点", kind="industry", industry="光电子信息")
    shown = text_of(town.visitor.open("/stations/"))
    assert "共 4 个：代表联络总站 1、代表联络站 2、产业代表联系点 1" in shown
    assert "五里界街道人大工委" in shown
    assert "光电子信息" in shown
    for query, found in (
        ({"kind": "hub"}, {"江夏代表联络总站"}),
        ({"function": "service"}, {"江夏代表联络总站"}),
        ({"q": "梅苑"}, {"梅苑代表联络站"}),
        ({"q": "没有这个地方"}, set()),
    ):
        listed = text_of(town.visitor.open("/stations/", **query))
        names = {"江夏代表联络总站", "梅苑代表联络站", "光电子联系点"}
        assert {name for name in names if name in listed} == found
    assert "梅苑代表联络站" in text_of(town.visitor.open(f"/stations/{hub.pk}/"))


@pytest.mark.row("S0-02")
@pytest.mark.row("S2-18")
def test_a_station_shows_its_theme_and_brand(town: Town) -> None:
    """主题工作室、一站一品：站点页写明主题、选址和品牌活动。"""
    made = station(
        town,
        "农文旅工作室",
        kind="workroom",
        theme="农文旅",
        siting="项目地",
        brand="板凳会",
        brand_story="每月一次，坐下来说。",
    )
    shown = text_of(town.visitor.open(f"/stations/{made.pk}/"))
    for words in ("农文旅", "项目地", "板凳会", "每月一次，坐下来说。"):
        assert words in shown


@pytest.mark.row("S1-22")
def test_a_station_page_is_its_online_twin(town: Town, matter) -> None:
    """网上站与站里一样：开放时间、此刻谁在、进站代表、接待日、公示的事、说话的入口。"""
    reception(town, days=0)
    page = town.visitor.open(f"/stations/{town.world.station.pk}/")
    shown = text_of(page)
    for words in ("代表正在接待", "周岭梅 在站里", "江夏区人大代表", matter.title, "开放"):
        assert words in shown
    assert f"/say/?station={town.world.station.pk}" in page.content.decode()
    town.clock.pass_(hours=12)
    night = text_of(town.visitor.open(f"/stations/{town.world.station.pk}/"))
    assert "代表正在接待" not in night
    assert "非工作时间" in night


def test_a_closed_station_says_so(town: Town) -> None:
    """关闭的站：说清几时关的，不再有说话的入口；没有的站是 404。"""
    path = f"/stations/{town.world.station.pk}/"
    record_event(
        station_id=town.world.station.pk,
        kind="closed",
        happened_on=TODAY,
        note="并入中心站",
        **NOTE,
    )
    page = town.visitor.open(path)
    assert "关闭" in text_of(page)
    assert f"/say/?station={town.world.station.pk}" not in page.content.decode()
    assert town.visitor.open("/stations/999999/").status_code == 404


@pytest.mark.row("S0-10")
@pytest.mark.row("S0-18")
def test_the_posting_sheet_can_be_printed(town: Town, matter) -> None:
    """公示单：点一下就是一份 A4，贴在意见箱旁边；没有的站是 404。"""
    answer = town.visitor.open(f"/stations/{town.world.station.pk}/posting.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert town.visitor.open("/stations/999999/posting.pdf").status_code == 404


@pytest.mark.row("S1-25")
def test_deputies_show_who_they_are(town: Town) -> None:
    """代表亮身份：姓名、单位、接待预告和主题依法公开；联系方式本人同意了才有。"""
    person = town.world.deputy.person
    registers.change_employer(
        person=person, employer=None, workplace="童周岭小学", work_title="教师", **NOTE
    )
    update_profile(person=person, contact="027-87000000", expertise="乡村教育", **NOTE)
    reception(town, theme="放学路上")
    paths = (f"/deputies/{person.pk}/", f"/stations/{town.world.station.pk}/board/")
    for path in paths:
        shown = text_of(town.visitor.open(path))
        for words in ("周岭梅", "童周岭小学", "江夏区人大代表", "放学路上"):
            assert words in shown, (path, words)
        assert "027-87000000" not in shown
        assert "乡村教育" not in shown
    consent(person=person, fields=["contact", "expertise"], **NOTE)
    for path in paths:
        shown = text_of(town.visitor.open(path))
        assert "027-87000000" in shown
        assert "乡村教育" in shown


def test_deputies_can_be_found(town: Town) -> None:
    """按姓名找代表；不是代表的人没有公开页。"""
    assert "周岭梅" in text_of(town.visitor.open("/deputies/", q="岭梅"))
    assert "没有找到这位代表" in text_of(town.visitor.open("/deputies/", q="张三"))
    assert town.visitor.open(f"/deputies/{town.world.deputy.person.pk}/").status_code == 200
    assert town.visitor.open(f"/deputies/{town.world.unit.person.pk}/").status_code == 404


@pytest.mark.row("S4-22")
def test_articles_carry_date_source_size_and_archive(town: Town) -> None:
    """文章写明日期与来源，字号可调，附件可下载，归档的找得到。"""
    publish = partial(publish_article, jurisdiction_id=town.world.congress.pk, **NOTE)
    new = publish(
        title="代表进站接待日", body="# 怎么参加\n\n- 到站里说\n\n欢迎来。", source="代工委",
        column="工作动态", published_at=AT,
    )  # fmt: skip
    old = publish(
        title="去年的公告", body="旧事。", source="办公室", column="公告",
        published_at=AT - timedelta(days=400),
    )  # fmt: skip
    archive_article(article_id=old.pk, actor=SYSTEM, at=AT)
    paper = store_document(
        upload=BytesIO(b"%PDF-1.4\n%%EOF"), original_name="通知.pdf", audience="public", **NOTE
    )
    attach(attachment_ids=[paper.pk], subject_kind="article", subject_id=new.pk, **NOTE)

    listed = text_of(town.visitor.open("/articles/"))
    assert "代表进站接待日" in listed
    assert "去年的公告" not in listed
    assert "去年的公告" in text_of(town.visitor.open("/articles/", archived="1", year=2025))

    page = town.visitor.open(f"/articles/{new.pk}/")
    shown = text_of(page)
    for words in ("2026 年 3 月 2 日", "来源：代工委", "怎么参加", "大字", "通知.pdf"):
        assert words in shown
    assert "<h2>怎么参加</h2>" in page.content.decode()
    path = f"/articles/{new.pk}/files/{paper.pk}/"
    assert "attachment" in town.visitor.open(path)["Content-Disposition"]
    assert town.visitor.open(f"/articles/{old.pk}/files/{paper.pk}/").status_code == 404
    assert "已归档" in text_of(town.visitor.open(f"/articles/{old.pk}/"))


def test_private_files_never_leave_through_an_article(town: Town) -> None:
    """提交人的照片不能借文章的网址取出来。"""
    town.say(photos=[photo()])
    pk = Attachment.objects.get().pk
    assert town.visitor.open(f"/articles/1/files/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"not json", "不是回执文件"),
        (b"[" * 50_000, "不是回执文件"),
        (b"{}", "栏目有增减"),
        (b"x" * (1024 * 1024 + 1), "太大"),
        (b'{"format": "lianxin-receipt/1", "entries": []}', "没有内容"),
    ],
)
def test_what_is_not_a_receipt_is_refused(town: Town, content: bytes, words: str) -> None:
    """不是回执的文件，说清为什么，不出错。"""
    answer = town.visitor.send("/verify/", file=SimpleUploadedFile("x.json", content))
    assert answer.status_code in {200, 422}
    assert words in text_of(answer)


def test_a_receipt_with_a_seal_of_its_own_is_not_believed(town: Town) -> None:
    """自己造一个封印、自己说对得上，不算：树根要是本站公布过的。"""
    opinion = town.say()
    seal_entries(at=AT)
    path = f"{town.receipt_path(opinion)}proof.json"
    bundle = json.loads(town.visitor.open(path).content)
    real = SimpleUploadedFile("r.json", json.dumps(bundle).encode())
    assert "是真的" in text_of(town.visitor.send("/verify/", file=real))
    for entry in bundle["entries"]:
        entry["seal"]["root"] = "0" * 64
    fake = SimpleUploadedFile("r.json", json.dumps(bundle).encode())
    assert "不可信" in text_of(town.visitor.send("/verify/", file=fake))


def test_seals_are_public(town: Town) -> None:
    """公布的封印谁都看得到、抄得走。"""
    town.say()
    assert "封存会公布在这里" in text_of(town.visitor.open("/verify/"))
    seal_entries(at=AT)
    assert '<code class="root">' in town.visitor.open("/verify/").content.decode()


def test_the_notice_says_what_happens_to_your_data(town: Town) -> None:
    """收信息之前告知：谁处理、为什么、留多久、怎么撤回、不满十四周岁怎么办。"""
    shown = text_of(town.visitor.open("/about/privacy/"))
    for words in ("江夏区人大", "留了电话，只做一件事", "保存 2 年", "撤回同意", "不满十四周岁"):
        assert words in shown
    assert "/about/privacy/" in town.visitor.open(town.scan_path).content.decode()


def test_every_figure_has_its_definition(town: Town) -> None:
    """首页上的每个数，都找得到怎么算的。"""
    page = town.visitor.open("/about/counting/").content.decode()
    for key in ("published", "open", "answered", "closed"):
        assert f'id="{key}"' in page


def test_lists_cost_the_same_however_long(town: Town, django_assert_max_num_queries) -> None:
    """一览页的语句数不随条数变。"""
    for number in range(12):
        station(town, f"第{number}站")
        words = "甲乙丙丁戊己庚辛壬癸子丑"[number] * 9
        opinion = town.say(words, publish="on")
        town.answer(opinion)
        town.publish(opinion)
    budget = {"/": 10, "/matters/": 6, "/stations/": 12, "/deputies/": 9, "/articles/": 6}
    for path, most in budget.items():
        with django_assert_max_num_queries(most):
            assert town.visitor.open(path).status_code == 200


def test_two_congresses_share_one_site(town: Town) -> None:
    """几级人大同在一处：网址上选哪一级，看到的就是哪一级的；没有开门收意见的不列。"""
    other = registers.register_body(
        kind="congress", name="江汉区人民代表大会", slug="jh", prefix="JH",
        region=town.world.county, starts_on=SINCE, **NOTE,
    )  # fmt: skip
    assert "江汉区人大" not in text_of(town.visitor.open("/"))
    intake = Practice.objects.get(slot="intake").mechanism_id
    adopt_practice(jurisdiction_id=other.pk, mechanism_id=intake, **NOTE)
    assert "江汉区人大" in text_of(town.visitor.open("/"))
    assert "五里界代表联络站" in text_of(town.visitor.open("/stations/"))
    assert "五里界代表联络站" not in text_of(town.visitor.open("/stations/", c="jh"))
