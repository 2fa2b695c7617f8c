"""扫码说一件事：一分钟、不登录、没有脚本也行；重复交只算一次，退回来一个字都不丢。"""

import re
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from lianxin.access.models import SealedContact
from lianxin.casework.models import Case, Duty
from lianxin.files.models import Attachment
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.stations import codes

from .town import DARK_ROAD, Town, Visitor, hidden_in, photo, text_of


@pytest.mark.row("S1-21")
def test_a_scan_becomes_a_numbered_opinion(town: Town) -> None:
    """扫站点码、写一句话、提交：马上给编号和查询码，意见已经在街道的待办里。"""
    shown = text_of(town.visitor.open(town.scan_path))
    assert "五里界代表联络站" in shown
    assert "不用注册" in shown

    opinion = town.say()

    issued = text_of(town.visitor.open(f"/r/{opinion.receipt_no}/issued/"))
    assert opinion.receipt_no in issued
    assert key_for(opinion.receipt_no) in issued
    assert opinion.channel == "scan"
    assert opinion.station == town.world.station
    assert Duty.objects.get(case=opinion.case).holder_body == town.world.street_committee


@pytest.mark.row("S1-21")
def test_a_deputy_code_leads_to_the_deputy(town: Town) -> None:
    """扫代表码，页头写明是哪位代表；说的话直接到他那里。"""
    path = f"/s/{codes.sign(town.world.deputy_code.serial)}"
    assert "周岭梅 代表" in text_of(town.visitor.open(path))
    answer = town.visitor.fill(path, text=DARK_ROAD)
    assert answer.status_code == 303
    assert Case.objects.get().deputy == town.world.deputy.person


def test_nothing_but_words_is_asked(town: Town) -> None:
    """只有原话必填；空着交会退回来，说清写什么。"""
    answer = town.visitor.fill(town.scan_path, text="  ")
    assert answer.status_code == 422
    assert "请写几个字" in text_of(answer)
    assert town.visitor.fill(town.scan_path, text="路灯坏了").status_code == 303
    assert Opinion.objects.count() == 1


def test_everything_given_is_kept(town: Town) -> None:
    """地点、类别、标题、位置、照片、联系方式、同意公开，给了的都记下。"""
    opinion = town.say(
        title="村口路灯",
        category="waste",
        region=town.world.village.pk,
        place="小学门口往东五十米",
        latitude="30.351234",
        longitude="114.318765",
        phone="138 1234 5678",
        name="王秀英",
        consent="on",
        publish="on",
        photos=[photo(), photo("第二张.jpg", "blue")],
    )
    assert (opinion.title, opinion.category_id) == ("村口路灯", "waste")
    assert (opinion.region_id, opinion.place) == (town.world.village.pk, "小学门口往东五十米")
    assert str(opinion.latitude) == "30.35123"
    assert opinion.has_contact
    assert opinion.case.facts["consent_publish"] is True
    assert Attachment.objects.filter(subject_kind="opinion", subject_id=opinion.pk).count() == 2


def test_the_category_is_suggested_when_left_out(town: Town) -> None:
    """没有选类别的，读一读原话先归一类；本地没有这一类就空着。"""
    assert town.say("小区门口没有停车位，天天堵车，公交线路也少").category_id == "transport"
    assert town.say("希望多办几场村里的戏").category_id is None


@pytest.mark.row("S2-19")
def test_asking_for_help_is_a_kind_of_its_own(town: Town) -> None:
    """办事求助与反映问题分得开。"""
    page = text_of(town.visitor.open(town.scan_path))
    assert "办事求助" in page
    assert town.say("想问问大病救助怎么申请", kind="service").kind == "service"
    assert town.say(DARK_ROAD).kind == "opinion"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": "12"}, "电话号码看不懂"),
        ({"phone": "13812345678"}, "勾上同意"),
        ({"name": "王秀英"}, "只留称呼联系不上您"),
    ],
)
def test_contact_needs_a_number_and_a_yes(town: Town, given: dict[str, str], words: str) -> None:
    """电话看不懂、没勾同意、只留称呼的，退回来说清；写的字都还在，改对就收。"""
    answer = town.visitor.fill(town.scan_path, text=DARK_ROAD, **given)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert DARK_ROAD in answer.content.decode()
    good = {"phone": "13812345678", "consent": "on"}
    assert town.visitor.fill(town.scan_path, text=DARK_ROAD, **good).status_code == 303
    assert SealedContact.objects.count() == 1


def test_a_double_tap_is_one_opinion(town: Town) -> None:
    """手快点两下、断网重发、退回去再交：同一张表只登记一条，给同一张回执。"""
    given = hidden_in(town.visitor.open(town.scan_path).content.decode()) | {"text": DARK_ROAD}
    answers = [town.visitor.send(town.scan_path, **given) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Opinion.objects.count() == 1


def test_a_changed_form_is_another_opinion(town: Town) -> None:
    """退回去改了字再交，是另一条：改的话不会被吞掉。"""
    given = hidden_in(town.visitor.open(town.scan_path).content.decode())
    for text in (DARK_ROAD, "另外一件事：垃圾站的味道太大"):
        town.visitor.send(town.scan_path, **given, text=text)
    assert Opinion.objects.count() == 2


def test_similar_matters_are_shown_before_sending(town: Town) -> None:
    """没有脚本：有很像的先给他看一眼；看过仍要交，就照交。"""
    town.posted()
    neighbour = town.stranger()
    text = DARK_ROAD + "请尽快装上。"
    asked = neighbour.fill(town.scan_path, text=text)
    assert asked.status_code == 200
    assert "有 1 位邻居说过类似的事" in text_of(asked)
    assert text in asked.content.decode()
    assert Opinion.objects.count() == 1

    again = hidden_in(asked.content.decode())
    assert neighbour.send(town.scan_path, **again, text=text).status_code == 303
    assert Opinion.objects.count() == 2


def test_a_neighbour_may_simply_follow(town: Town) -> None:
    """“我也是”：当场并进去，各有各的编号；自己写的话也记下。"""
    first = town.posted()
    neighbour = town.stranger()
    asked = neighbour.fill(town.scan_path, text=DARK_ROAD + "我家门口也黑。").content.decode()
    offer = re.search(r'name="join" value="([^"]+)"', asked)
    assert offer is not None

    given = hidden_in(asked) | {"text": "我家门口也黑。", "join": offer[1]}
    number = neighbour.send(town.scan_path, **given)["Location"].split("/")[2]

    followed = Opinion.objects.get(receipt_no=number)
    assert followed.merged_into == first
    assert followed.text == "我家门口也黑。"
    first.refresh_from_db()
    assert first.follower_count == 1


def test_no_one_can_follow_what_was_not_offered(town: Town) -> None:
    """没有问到过的事，猜编号跟不进去。"""
    first = town.say()
    stranger = town.stranger()
    answer = stranger.fill(town.scan_path, text="我也是", join=str(first.pk))
    assert answer.status_code == 422
    assert Opinion.objects.count() == 1


def test_the_live_hint_answers_with_a_fragment(town: Town) -> None:
    """有脚本：边写边问，只答一小块；题目里的个人信息遮住了。"""
    opinion = town.posted("我叫王秀英，电话13812345678，村口的路灯坏了半个月没有人修")
    answer = town.visitor.send(
        f"/similar/{opinion.jurisdiction_id}/", text="村口的路灯坏了半个月没有人修"
    )
    shown = answer.content.decode()
    assert "路灯" in shown
    assert "<html" not in shown
    assert "王秀英" not in shown
    assert "13812345678" not in shown
    assert opinion.receipt_no not in shown


def test_bad_photos_are_refused_clearly(town: Town) -> None:
    """不是照片的说清是第几张；好的留着不用再选，字也都在。"""
    fake = photo()
    fake.file.seek(0)
    fake.file.write(b"GIF89a not a photo at all")
    answer = town.visitor.fill(town.scan_path, text=DARK_ROAD, photos=[photo(), fake])
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "第 2 张没有收下" in shown
    assert "第 1 张照片已经传好" in shown
    assert "第 2 张照片已经传好" not in shown
    assert DARK_ROAD in answer.content.decode()

    again = hidden_in(answer.content.decode())
    assert town.visitor.send(town.scan_path, **again, text=DARK_ROAD).status_code == 303
    assert Attachment.objects.filter(subject_id=Opinion.objects.get().pk).count() == 1


def test_too_many_photos_are_refused(town: Town) -> None:
    """一次最多六张。"""
    seven = [photo(f"{n}.jpg") for n in range(7)]
    answer = town.visitor.fill(town.scan_path, text=DARK_ROAD, photos=seven)
    assert answer.status_code == 422
    assert "最多 6 张" in text_of(answer)
    kept = hidden_in(answer.content.decode())
    kept["kept"] = kept["kept"][:2]
    assert town.visitor.send(town.scan_path, **kept, text=DARK_ROAD).status_code == 303
    assert Attachment.objects.filter(subject_id=Opinion.objects.get().pk).count() == 2


def test_photos_lose_their_secrets(town: Town) -> None:
    """照片重新编码过：原来的文件名不当路径用，内容是新的 JPEG。"""
    opinion = town.say(photos=[photo("../../etc/passwd.jpg")])
    kept = Attachment.objects.get(subject_id=opinion.pk)
    assert kept.content_type == "image/jpeg"
    assert "/" not in kept.original_name
    assert ".." not in kept.stored_name


def test_a_page_open_for_hours_keeps_the_words(town: Town) -> None:
    """页面开了太久、防伪记号对不上：字都还在，再点一次就成。"""
    browser = Client(enforce_csrf_checks=True)
    visitor = Visitor(browser)
    hidden = hidden_in(visitor.open(town.scan_path).content.decode())
    answer = visitor.send(town.scan_path, **hidden, text=DARK_ROAD, csrfmiddlewaretoken="x" * 32)
    assert answer.status_code == 403
    assert DARK_ROAD in answer.content.decode()
    assert "再点一次" in text_of(answer)

    fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert fresh is not None
    good = visitor.send(town.scan_path, **hidden, text=DARK_ROAD, csrfmiddlewaretoken=fresh[1])
    assert good.status_code == 303


def test_a_browser_that_vouches_needs_no_token(town: Town) -> None:
    """不让记 cookie 的手机：浏览器担保是本站交来的，照收；别的网站代交的不收。"""
    browser = Client(enforce_csrf_checks=True)
    given = {"text": DARK_ROAD}
    for site, status in (("cross-site", 403), ("same-origin", 303)):
        answer = browser.post(town.scan_path, given, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status


def test_too_many_at_once_are_asked_to_wait(town: Town, settings) -> None:
    """同一网络地址交得太密，请等一会儿；写的字都在，等过了照收。"""
    settings.API_WRITES_PER_MINUTE = 2
    outside = {"REMOTE_ADDR": "203.0.113.9"}
    statuses = [
        town.visitor.client.post(town.scan_path, {"text": words}, **outside)
        for words in ("路灯坏了没人修", "垃圾站味道大", "公交车太少了")
    ]
    assert [answer.status_code for answer in statuses] == [303, 303, 429]
    assert int(statuses[-1]["Retry-After"]) > 0
    assert "公交车太少了" in statuses[-1].content.decode()
    settings.API_WRITES_PER_MINUTE = 0
    assert town.visitor.send(town.scan_path, text="公交车太少了").status_code == 303


def test_a_busy_database_gives_the_words_back(town: Town) -> None:
    """数据库忙：回 503，写明过几秒再来，页面上就是刚才写的字，点一下再交。"""
    given = hidden_in(town.visitor.open(town.scan_path).content.decode()) | {"text": DARK_ROAD}
    with mock.patch(
        "lianxin.portal.web.saying.register_opinion", side_effect=OperationalError("pool timeout")
    ):
        answer = town.visitor.send(town.scan_path, **given)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert DARK_ROAD in answer.content.decode()
    assert town.visitor.send(town.scan_path, **given).status_code == 303


def test_the_page_needs_no_script(town: Town) -> None:
    """整页没有写在页面里的脚本；表是真的表，交得出去。"""
    page = town.visitor.open(town.scan_path).content.decode()
    assert '<form class="scan-form" method="post"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "onclick" not in page


def test_elder_and_dark_follow_the_cookie(town: Town) -> None:
    """大字与深色记在这台设备上，没有脚本也照样起作用；只肯回本站。"""
    plain = town.visitor.open(town.scan_path).content.decode()
    assert "data-elder" not in plain
    back = town.visitor.send("/preferences/", elder="1", next=town.scan_path)
    assert back["Location"] == town.scan_path
    town.visitor.send("/preferences/", theme="dark", next=town.scan_path)
    page = town.visitor.open(town.scan_path).content.decode()
    assert "data-elder" in page
    assert 'data-theme="dark"' in page
    assert (
        town.visitor.send("/preferences/", elder="0", next="https://evil.example/")["Location"]
        == "/"
    )


def test_scanning_costs_the_same_every_time(town: Town, django_assert_max_num_queries) -> None:
    """打开扫码页的语句数是固定的，登记一条也是。"""
    town.visitor.open(town.scan_path)
    for number in range(3):
        town.say(f"第{number}件，" + "甲乙丙"[number] * 8)
    with django_assert_max_num_queries(9):
        town.visitor.open(town.scan_path)
    with django_assert_max_num_queries(18):
        town.visitor.send(town.scan_path, text="丁丁丁丁丁丁丁丁")
