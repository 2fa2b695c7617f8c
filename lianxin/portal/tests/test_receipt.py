"""回执：到哪了、谁在办、到哪天、说了什么；打分、要求再办、补充、撤回，都凭编号和查询码。"""

import json

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.audit.models import Entry
from lianxin.audit.seals import seal_entries
from lianxin.casework.models import Case
from lianxin.files.models import Attachment
from lianxin.kernel.actors import PUBLIC
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.opinions.usecases import follow_opinion
from lianxin.ratings.models import Rating
from tests.world import AT

from .town import ANSWER, DARK_ROAD, Town, Visitor, hidden_in, photo, text_of

GOOD = {"attitude": "satisfied", "result": "basic"}


def once_in(page: str, verb: str) -> dict[str, str]:
    """这一步的表里藏着的钥匙。"""
    part = page[page.index(f"/do/{verb}/") :]
    return {"once_key": hidden_in(part)["once_key"]}


@pytest.mark.row("S1-21")
def test_number_and_key_open_the_receipt(town: Town) -> None:
    """换一部手机，凭编号和查询码查得到；大小写、空格不计较。"""
    opinion = town.say()
    other = town.stranger()
    number, key = opinion.receipt_no, key_for(opinion.receipt_no)
    assert "填上提交时拿到的编号" in text_of(other.open(f"/r/{number}/"))
    answer = other.send("/r/", receipt_no=number.lower(), receipt_key=key.lower().replace("-", " "))
    assert answer.status_code == 303
    shown = text_of(other.open(answer["Location"]))
    assert opinion.title in shown
    assert "五里界街道人大工委负责" in shown
    assert "3 月 5 日" in shown


def test_a_wrong_key_and_an_unknown_number_look_alike(town: Town) -> None:
    """编号不存在与查询码不对，答复一个字都不差；对的才打得开。"""
    opinion = town.say()
    other = town.stranger()
    wrong = key_for("JX-2026-999999")
    answers = [
        other.send("/r/", receipt_no=number, receipt_key=wrong)
        for number in (opinion.receipt_no, "JX-2026-999998")
    ]
    assert {answer.status_code for answer in answers} == {422}
    first, second = (text_of(answer) for answer in answers)
    assert first == second
    assert "编号或查询码不对" in first
    assert town.unlock(other, opinion).status_code == 303


def test_a_locked_receipt_tells_nothing(town: Town) -> None:
    """没有打开过的：进度、编号页、验真文件、每一步，都看不到也办不了。"""
    opinion = town.say()
    stranger = town.stranger()
    path = town.receipt_path(opinion)
    real, fake = (text_of(stranger.open(each)) for each in (path, "/r/JX-2026-999998/"))
    assert real == fake
    assert stranger.open(f"{path}issued/").status_code == 302
    assert stranger.open(f"{path}proof.json").status_code == 404
    assert stranger.send(f"{path}do/withdraw/").status_code == 303
    assert stranger.send(f"{path}add/", text="我也说一句").status_code == 303
    assert Case.objects.get().stage == "received"
    assert not Entry.objects.filter(verb="opinion.supplemented").exists()


def test_a_forged_cookie_opens_nothing(town: Town) -> None:
    """自己写一个 cookie 说打开过，不算；签错名的也不算。"""
    opinion = town.say()
    for value in (
        json.dumps([opinion.receipt_no]),
        signing.dumps([opinion.receipt_no], salt="wrong"),
    ):
        browser = Client()
        browser.cookies["receipts"] = value
        shown = text_of(Visitor(browser).open(town.receipt_path(opinion)))
        assert opinion.title not in shown


def test_the_key_never_rides_in_an_address(town: Town) -> None:
    """查询码不出现在任何网址里：不进历史，不进来路，不进日志；二维码里在井号后面。"""
    opinion = town.say()
    key = key_for(opinion.receipt_no)
    issued = town.visitor.open(f"/r/{opinion.receipt_no}/issued/")
    page = issued.content.decode()
    assert key in page
    assert f"={key}" not in page
    assert f"/{key}" not in page
    assert issued["Cache-Control"] == "no-store"
    assert issued["Referrer-Policy"] == "same-origin"
    assert key not in town.visitor.open(town.receipt_path(opinion)).content.decode()


def test_closing_forgets_the_receipt(town: Town) -> None:
    """在公用电脑上看完，关掉就看不到了。"""
    opinion = town.say()
    assert opinion.title in text_of(town.visitor.open(town.receipt_path(opinion)))
    town.visitor.send("/r/close/")
    assert opinion.title not in text_of(town.visitor.open(town.receipt_path(opinion)))


@pytest.mark.row("S1-22")
def test_the_answer_comes_back_and_is_rated(town: Town) -> None:
    """街道答复，提交人看到原话，态度和结果分开打分，办结。"""
    opinion = town.say()
    town.answer(opinion)
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    assert ANSWER in page
    assert "请您打分" in page

    path = f"{town.receipt_path(opinion)}do/rate/"
    answer = town.visitor.send(path, **once_in(page, "rate"), **GOOD, comment="谢谢")
    assert answer.status_code == 303
    rating = Rating.objects.get()
    assert (rating.attitude, rating.result, rating.comment) == ("satisfied", "basic", "谢谢")
    opinion.case.refresh_from_db()
    assert opinion.case.stage == "closed"
    assert "您评价了" in text_of(town.visitor.open(town.receipt_path(opinion)))


def test_an_unfinished_rating_is_handed_back(town: Town) -> None:
    """只打了态度：退回来标出缺哪一项，打过的还在；补上就收。"""
    opinion = town.say()
    town.answer(opinion)
    path = f"{town.receipt_path(opinion)}do/rate/"
    answer = town.visitor.send(path, attitude="satisfied", comment="挺好的")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请填写" in page
    assert "挺好的" in page
    assert not Rating.objects.exists()
    assert town.visitor.send(path, **GOOD).status_code == 303


def test_a_double_rating_counts_once(town: Town) -> None:
    """打分时手快点两下，只记一次。"""
    opinion = town.say()
    town.answer(opinion)
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    path = f"{town.receipt_path(opinion)}do/rate/"
    given = once_in(page, "rate") | GOOD
    assert [town.visitor.send(path, **given).status_code for _ in range(2)] == [303, 303]
    assert Rating.objects.count() == 1


def test_not_solved_means_again(town: Town) -> None:
    """没办好：写明哪里没办好、附上照片，要求再办；点两下也只算一次。"""
    opinion = town.say()
    town.answer(opinion)
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    path = f"{town.receipt_path(opinion)}do/reopen/"
    assert town.visitor.send(path, reopen_reason="").status_code == 422
    for _ in range(2):
        given = once_in(page, "reopen") | {"reopen_reason": "还有三盏没亮"}
        answer = town.visitor.send(path, **given, photos=[photo()])
        assert answer.status_code == 303
    opinion.case.refresh_from_db()
    assert opinion.case.stage == "reopened"
    shown = town.visitor.open(town.receipt_path(opinion)).content.decode()
    assert "还有三盏没亮" in shown
    assert shown.count("/files/") == 2


def test_a_step_that_is_not_offered_is_refused(town: Town) -> None:
    """现在没有的步、工作人员的步，网址猜对了也办不了；提交人的步办得了。"""
    opinion = town.say()
    for verb in ("rate", "handle", "answer", "nonsense"):
        answer = town.visitor.send(f"{town.receipt_path(opinion)}do/{verb}/", **GOOD)
        assert answer.status_code == 422
        assert "现在不能办" in text_of(answer)
    answer = town.visitor.send(
        f"{town.receipt_path(opinion)}do/withdraw/", withdraw_reason="自己解决了"
    )
    assert answer.status_code == 303
    opinion.case.refresh_from_db()
    assert (opinion.case.stage, opinion.case.result) == ("closed", "withdrawn")


def test_the_higher_office_can_be_asked_after_a_reopening(town: Town) -> None:
    """请上级过问：重办过一次才有这个按钮。"""
    opinion = town.say()
    path = town.receipt_path(opinion)
    town.answer(opinion)
    assert "/do/appeal/" not in town.visitor.open(path).content.decode()
    town.visitor.send(f"{path}do/reopen/", reopen_reason="还是没有亮")
    town.step(town.world.street, opinion.case_id, "explain", answer="灯杆还没有到货，再等等")
    assert "/do/appeal/" in town.visitor.open(path).content.decode()
    assert town.visitor.send(f"{path}do/appeal/", appeal_reason="等了三个月").status_code == 303
    assert Case.objects.get(pk=opinion.case_id).stage == "at_office"


def test_the_same_words_are_said_once(town: Town) -> None:
    """办理的话已经写进那一步的标题，下面不再重复。"""
    sent = town.visitor.fill(f"/say/?deputy={town.world.deputy.person.pk}", text=DARK_ROAD)
    opinion = Opinion.objects.get(receipt_no=sent["Location"].split("/")[2])
    words = "路灯杆的位置已经看过，等施工队进场"
    town.step(town.world.deputy, opinion.case_id, "add_view", view=words)
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    assert page.count(words) == 1


def test_where_is_said_once(town: Town) -> None:
    """写的位置里已经有村名的，不在前面再加一遍；没有的加上，看得出是哪个村。"""
    village = town.world.village
    for place, shown in (("小学门口", f"{village.name}小学门口"), (f"{village.name}口",) * 2):
        opinion = town.say(place=place, region=village.code)
        page = text_of(town.visitor.open(town.receipt_path(opinion)))
        assert shown in page
        assert village.name * 2 not in page


def test_a_supplement_reaches_the_handler(town: Town) -> None:
    """补充的话和照片记在同一条线索上；什么也没写的请他写一句；办结的指一条路。"""
    opinion = town.say()
    path = f"{town.receipt_path(opinion)}add/"
    assert town.visitor.send(path, text=" ").status_code == 422
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    hidden = hidden_in(page[page.index("/add/") :])
    for _ in range(2):
        answer = town.visitor.send(path, **hidden, text="昨晚又摔了一个人", photos=[photo()])
        assert answer.status_code == 303
    assert Entry.objects.filter(verb="opinion.supplemented").count() == 1
    shown = town.visitor.open(town.receipt_path(opinion)).content.decode()
    assert "昨晚又摔了一个人" in shown
    assert "/files/" in shown
    town.visitor.send(f"{town.receipt_path(opinion)}do/withdraw/")
    assert town.visitor.send(path, text="再补一句").status_code == 422


def test_photos_are_only_for_those_who_may_see_them(town: Town) -> None:
    """自己的照片看得到；没打开回执的、打开了别人回执的，都是 404。"""
    mine = town.say(photos=[photo()])
    pk = Attachment.objects.get().pk
    path = f"{town.receipt_path(mine)}files/{pk}/"
    assert town.visitor.open(path).status_code == 200
    assert town.visitor.open(f"{path}small/")["Content-Type"] == "image/jpeg"
    stranger = town.stranger()
    assert stranger.open(path).status_code == 404
    other = Opinion.objects.get(
        receipt_no=stranger.fill(town.scan_path, text="垃圾没有人收")["Location"].split("/")[2]
    )
    assert stranger.open(town.receipt_path(other)).status_code == 200
    assert stranger.open(f"{town.receipt_path(other)}files/{pk}/").status_code == 404


def test_a_follower_reads_no_neighbours_secrets(town: Town) -> None:
    """跟进邻居那件事的：看得到走到哪一步，看不到邻居的原话、门牌、电话、补充和照片。"""
    first = town.say(
        "我叫王秀英，电话13812345678，村口的路灯坏了半个月没有人修",
        title="王秀英反映路灯不亮",
        place="3栋2单元501",
        photos=[photo()],
    )
    town.visitor.send(f"{town.receipt_path(first)}add/", text="我儿子王小明昨晚摔伤了")
    second = follow_opinion(
        target_id=first.pk, contact=None, channel="web", actor=PUBLIC, at=town.clock.now
    )
    town.answer(first, "王秀英同志：灯修好了，有事打13812345678")
    neighbour = town.stranger()
    town.unlock(neighbour, Opinion.objects.get(pk=second.opinion_id))
    page = neighbour.open(f"/r/{second.receipt_no}/").content.decode()
    assert "已经答复您" in page
    assert "灯修好了" in page
    for secret in ("13812345678", "501", "王小明", "摔伤", "/files/", "我叫王秀英"):
        assert secret not in page


def test_a_neighbours_steps_are_not_called_yours(town: Town) -> None:
    """邻居打的分，跟进的人看到“邻居评价了”；邻居自己看到“您评价了”。"""
    first = town.say()
    second = follow_opinion(
        target_id=first.pk, contact=None, channel="web", actor=PUBLIC, at=town.clock.now
    )
    town.answer(first)
    path = town.receipt_path(first)
    page = town.visitor.open(path).content.decode()
    town.visitor.send(f"{path}do/rate/", **once_in(page, "rate"), **GOOD)
    neighbour = town.stranger()
    town.unlock(neighbour, Opinion.objects.get(pk=second.opinion_id))
    seen = text_of(neighbour.open(f"/r/{second.receipt_no}/"))
    assert "邻居评价了" in seen
    assert "您评价了" not in seen
    assert "您评价了" in text_of(town.visitor.open(path))


def test_a_followers_own_words_stay_with_them(town: Town) -> None:
    """跟进的人补充的话，自己看得到，经办人看得到，邻居看不到。"""
    first = town.say()
    second = follow_opinion(
        target_id=first.pk, contact=None, channel="web", actor=PUBLIC, at=town.clock.now
    )
    neighbour = town.stranger()
    town.unlock(neighbour, Opinion.objects.get(pk=second.opinion_id))
    sent = neighbour.send(f"/r/{second.receipt_no}/add/", text="我住村西头，也看不见路")
    assert sent.status_code == 303
    assert "我住村西头" in neighbour.open(f"/r/{second.receipt_no}/").content.decode()
    assert "我住村西头" not in town.visitor.open(town.receipt_path(first)).content.decode()
    noted = Entry.objects.filter(thread=first.case_id, verb="opinion.supplemented")
    assert noted.get().facts["shown"]["text"]["text"] == "我住村西头，也看不见路"


def test_the_saved_receipt_verifies(town: Town) -> None:
    """存下来的回执验得过；改一个字就验不过；封存之前说清还没封。"""
    opinion = town.say()
    town.answer(opinion)
    path = f"{town.receipt_path(opinion)}proof.json"
    early = town.visitor.open(path)
    assert early["Content-Disposition"] == f'attachment; filename="{opinion.receipt_no}.json"'
    assert "还有没封存的" in text_of(check(town, early.content))
    seal_entries(at=AT)
    saved = town.visitor.open(path).content
    assert "是真的，没有被改过" in text_of(check(town, saved))
    altered = saved.decode().replace("已经答复您", "没有答复您").encode()
    assert "对不上，不可信" in text_of(check(town, altered))


def check(town: Town, content: bytes):
    """在网上验一张回执。"""
    return town.stranger().send("/verify/", file=SimpleUploadedFile("receipt.json", content))


def test_internal_notes_never_reach_the_receipt(town: Town) -> None:
    """只给工作人员看的材料，回执和验真文件里都没有。"""
    opinion = town.say()
    secret = "这家人常来上访，先稳住"
    town.step(town.world.street, opinion.case_id, "look_into", category="waste", screen_note=secret)
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    proof = town.visitor.open(f"{town.receipt_path(opinion)}proof.json").content.decode()
    assert "要先到现场看一看" in page
    assert secret not in page
    assert secret not in proof


def test_a_stale_page_keeps_what_was_written(town: Town) -> None:
    """回执页开得太久再补充：说清再点一次，字都还在。"""
    opinion = town.say()
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = town.visitor.client.cookies
    answer = Visitor(browser).send(f"{town.receipt_path(opinion)}add/", text="又坏了两盏")
    assert answer.status_code == 403
    assert "又坏了两盏" in answer.content.decode()
    assert not Entry.objects.filter(verb="opinion.supplemented").exists()


def test_a_receipt_costs_four_statements(town: Town, django_assert_num_queries) -> None:
    """一张回执四条语句，不管走了多少步、有多少照片。"""
    opinion = town.say(photos=[photo(), photo("二.jpg", "blue")])
    town.visitor.open(town.receipt_path(opinion))
    for number in range(4):
        town.visitor.send(f"{town.receipt_path(opinion)}add/", text=f"补充 {number}")
    with django_assert_num_queries(4):
        town.visitor.open(town.receipt_path(opinion))


def test_a_receipt_says_which_congress_it_belongs_to(town: Town) -> None:
    """刚拿到编号的一页、回执、退回来要改的一页，页头都写着是哪级人大，页脚也是。"""
    opinion = town.say()
    path = town.receipt_path(opinion)
    for page in (
        town.visitor.open(f"{path}issued/"),
        town.visitor.open(path),
        town.visitor.send(f"{path}add/", text=""),
    ):
        words = page.content.decode()
        assert "<small>江夏区人大</small>" in words
        assert "江夏区人大 · 反映的事" in words


def test_what_was_said_is_shown_back(town: Town) -> None:
    """自己当时写的、传的照片，回执上都看得到。"""
    opinion = town.say(place="小学门口", photos=[photo()])
    page = town.visitor.open(town.receipt_path(opinion)).content.decode()
    assert DARK_ROAD in page
    assert "小学门口" in page
    assert "您传的第 1 张照片" in page
