"""存心捣乱与无心泄露：脚本进不来，个人信息出不去。"""

import re
from urllib.parse import quote

import pytest

from lianxin.opinions.models import Opinion

from .town import DARK_ROAD, Town, Visitor, hidden_in, photo, text_of

NAME, PHONE, CITIZEN_ID = "王秀英", "13907110001", "420115196503071234"
ROOM = "3栋2单元501"
CANARIES = (NAME, PHONE, CITIZEN_ID, ROOM)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "<!--#include virtual='/etc/passwd'-->",
    "\u202e<b>\u0000路灯",
    '=HYPERLINK("http://evil.example")',
)
LIVE = re.compile(
    r"<script>alert|<img src=x|<svg onload|onerror=alert\(1\)>|href=\"javascript:", re.I
)


def harmless(page: str) -> bool:
    """页面上没有一处活的脚本，模板也没有被当真算过。"""
    return not LIVE.search(page) and "路灯坏了 14" not in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_is_written_stays_words(town: Town, payload: str) -> None:
    """原话、标题、位置、补充、评语里写脚本，到哪一页都只是字。"""
    opinion = town.say(f"路灯坏了 {payload}", title=payload, place=payload, publish="on")
    path = town.receipt_path(opinion)
    town.visitor.send(f"{path}add/", text=f"补充 {payload}")
    town.answer(opinion, f"答复 {payload}")
    posted = town.publish(opinion)
    town.visitor.send(
        f"{path}do/rate/", attitude="satisfied", result="basic", comment=f"谢谢 {payload}"
    )
    for each in (
        path,
        f"{path}issued/",
        "/",
        "/matters/",
        f"/matters/{posted.number}/",
        f"/stations/{town.world.station.pk}/",
    ):
        assert harmless(town.visitor.open(each).content.decode()), each


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_refused_form_gives_words_back_as_words(town: Town, payload: str) -> None:
    """退回来的表、搜索框、各处网址里的脚本，也只是字。"""
    names = ("text", "title", "place", "phone", "name", "category", "region", "once_key")
    answer = town.visitor.fill(town.scan_path, **dict.fromkeys(names, payload))
    assert answer.status_code == 422
    pages = [answer.content.decode()]
    pages += [
        town.visitor.open(path, q=payload).content.decode()
        for path in ("/matters/", "/stations/", "/deputies/")
    ]
    pages.append(town.visitor.send("/r/", receipt_no=payload, receipt_key=payload).content.decode())
    for path in ("/s/", "/r/", "/matters/"):
        pages.append(town.visitor.open(f"{path}{quote(payload, safe='')}/").content.decode())
    for page in pages:
        assert harmless(page)


def test_secrets_never_reach_a_public_page(town: Town) -> None:
    """姓名、电话、证件号、门牌，原话里写了、联系方式里留了，哪一张公开页上都没有。"""
    opinion = town.say(
        f"我叫{NAME}，电话{PHONE}，身份证{CITIZEN_ID}，住{ROOM}，村口路灯坏了半个月",
        title=f"{NAME}反映路灯不亮",
        place="村口",
        phone=PHONE,
        name=NAME,
        consent="on",
        publish="on",
    )
    town.visitor.send(f"{town.receipt_path(opinion)}add/", text=f"我是{NAME}，{PHONE}")
    town.answer(opinion, f"{NAME}同志：路灯修好了，有事打{PHONE}")
    posted = town.publish(opinion)
    town.visitor.send(
        f"{town.receipt_path(opinion)}do/rate/",
        attitude="satisfied",
        result="satisfied",
        comment=f"{NAME}很满意",
    )
    stranger = town.stranger()
    station = town.world.station.pk
    for path in (
        "/",
        "/matters/",
        "/matters/?q=" + NAME,
        f"/matters/{posted.number}/",
        f"/stations/{station}/",
        "/stations/",
        f"/deputies/{town.world.deputy.person.pk}/",
        f"/stations/{station}/board/",
    ):
        page = stranger.open(path).content.decode().replace(f'value="{NAME}"', "")
        for secret in (*CANARIES, opinion.receipt_no):
            assert secret not in page, (path, secret)
    assert "路灯" in text_of(stranger.open("/matters/"))


def test_similar_hints_give_no_one_away(town: Town) -> None:
    """提交前看到的“类似的事”，遮过个人信息，没有编号。"""
    first = town.posted(
        f"我叫{NAME}，电话{PHONE}，住{ROOM}，村口路灯坏了半个月没有人修",
        title=f"本人{NAME}，{ROOM}门口路灯坏了",
    )
    page = town.stranger().fill(town.scan_path, text="村口路灯坏了半个月没有人修").content.decode()
    assert "路灯" in page
    for secret in (*CANARIES, first.receipt_no):
        assert secret not in page


def test_an_unpublished_title_is_only_counted(town: Town) -> None:
    """没有公开的事，相近的提示里只说有几件，标题一个字也不给；公开了的才给看标题。"""
    canary = "金丝雀铺子门口"
    first = town.say(title=f"{canary}没有路灯", publish="on")
    path = f"/similar/{first.jurisdiction_id}/"
    hidden = town.stranger().send(path, text=DARK_ROAD).content.decode()
    sent = town.stranger().fill(town.scan_path, text=DARK_ROAD)
    assert "另有 1 件相近的正在办" in hidden
    assert canary not in hidden
    assert "join" not in hidden
    assert sent.status_code == 303
    town.answer(first)
    town.publish(first)
    shown = town.stranger().send(path, text=DARK_ROAD).content.decode()
    assert canary in shown
    assert "另有 1 件相近的正在办" in shown


def test_receipts_are_not_kept_by_anyone_in_between(town: Town) -> None:
    """回执、扫码页不许缓存，也不让搜索引擎收。"""
    opinion = town.say()
    for path in (town.scan_path, "/r/", town.receipt_path(opinion)):
        answer = town.visitor.open(path)
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]


def test_the_policy_allows_only_our_own_scripts(town: Town) -> None:
    """内容安全策略只许本站的脚本，不许套进别人的框里。"""
    answer = town.visitor.open(town.scan_path)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_other_peoples_photos_cannot_be_smuggled_in(town: Town) -> None:
    """猜、抄别人传好的照片编号附到自己这件上，不行；自己刚传的行。"""
    stranger = town.stranger()
    refused = town.visitor.fill(
        town.scan_path, text="", photos=[photo()], once_key="k" * 22
    ).content.decode()
    kept = hidden_in(refused)["kept"]
    mine = town.visitor.send(town.scan_path, text="我的路灯坏了", kept=kept)
    assert mine.status_code == 303
    stolen = stranger.send(town.scan_path, text="别的地方的事情", kept=kept)
    assert stolen.status_code == 422
    assert Opinion.objects.count() == 1


def test_head_requests_change_nothing(town: Town) -> None:
    """只看不改的请求，什么也不登记。"""
    for path in (town.scan_path, "/say/", "/r/", "/verify/", "/"):
        assert town.visitor.client.head(path).status_code == 200
    assert not Opinion.objects.exists()


def test_writing_needs_post(town: Town) -> None:
    """打分、补充、关掉、开关，点链接办不了。"""
    opinion = town.say()
    path = town.receipt_path(opinion)
    for each in (f"{path}add/", f"{path}do/withdraw/", "/r/close/", "/preferences/"):
        assert town.visitor.open(each).status_code == 405
    assert Visitor(town.visitor.client).open(path).status_code == 200
