"""外单位凭一次性链接说明情况：只看得到问的话，只答一次，过期、收回、伪造的好好说。"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.files.models import Attachment
from lianxin.files.tests.samples import pdf
from lianxin.kernel.actors import PUBLIC
from lianxin.notify.models import Notice
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.supervision.models import OutsideAsk
from tests.packs.story import install
from tests.world import Persona, World

WORDS = "我叫李小芳，住老街八号，小区电动车棚断电半个月了，电话13900001234。"
QUESTION = "贵公司管的车棚因为什么断电，几时能恢复？"
ANSWER = "线路老化烧断，已经请电工换线，本周五前恢复。"


@pytest.fixture
def handling(world: World) -> Case:
    """街道正在处理的一条意见。"""
    install(world, "intake_qr", "jiangxia_1_2_3")
    made = register_opinion(
        draft=Draft(
            jurisdiction_id=world.congress.pk,
            text=WORDS,
            channel="scan",
            region_id=world.village.pk,
            local_body_id=world.street_committee.pk,
        ),
        actor=PUBLIC,
        at=timezone.now(),
    )
    return Case.objects.get(pk=made.case_id)


def asked(client: Client, who: Persona, case: Case, **changes: Any) -> Any:
    """在桌面上发一条链接。"""
    given = {"organisation": "安居物业公司", "question": QUESTION, "days": 7, **changes}
    return who.sign_in(client).post(f"/desk/cases/{case.pk}/ask/", given)


def link_of(client: Client, who: Persona, case: Case) -> str:
    """发一条链接，返回给对方的网址。"""
    done = asked(client, who, case)
    assert done.status_code == 302
    page = who.sign_in(client).get(done.url)
    return str(page.context["url"]).removeprefix("http://testserver")


def send(url: str, **given: Any) -> Any:
    """对方在手机上交一份：没有登录，没有脚本。"""
    browser = Client()
    return browser.post(url, {"answer": ANSWER, "answered_by": "王经理", **given})


def test_an_outside_party_answers_without_an_account(
    world: World, handling: Case, client: Client
) -> None:
    """对方看得到问的话，看不到是谁反映的；答复和文件落在办件上，问的人收到消息。"""
    url = link_of(client, world.street, handling)

    page = Client().get(url)
    text = page.content.decode()
    letter = SimpleUploadedFile("检修单.pdf", pdf(), "application/pdf")
    done = send(url, attached=letter)

    assert QUESTION in text
    for secret in ("李小芳", "老街八号", "13900001234"):
        assert secret not in text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert done.status_code == 200
    assert "收到了" in done.content.decode()
    case_page = world.street.sign_in(client).get(f"/desk/cases/{handling.pk}/").content.decode()
    assert ANSWER in case_page
    assert "检修单" in case_page
    assert Attachment.objects.get().subject_id == handling.pk
    assert Notice.objects.filter(
        body=world.street_committee, text__contains="安居物业公司"
    ).exists()
    verbs = set(Entry.objects.filter(thread=handling.thread).values_list("verb", flat=True))
    assert {"outside.asked", "outside.answered"} <= verbs


def test_a_link_works_only_once(world: World, handling: Case, client: Client) -> None:
    """两个窗口同时开着，先交的算，后交的被告知已经交过；再打开也说清楚。"""
    url = link_of(client, world.street, handling)
    first, second = send(url), send(url, answer="另一个窗口里写的另一份说明。")

    assert first.status_code == 200
    assert second.status_code == 410
    assert "<h1>已经交过了</h1>" in second.content.decode()
    assert OutsideAsk.objects.get().answer == ANSWER


def test_revoked_expired_and_forged_links_get_a_kind_page(
    world: World, handling: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """收回的、过期的、编的链接各有一页说明，都收不下答复；好的那条收得下。"""
    revoked, late, good = (link_of(client, world.street, handling) for _ in range(3))
    ask = OutsideAsk.objects.order_by("id").first()
    world.street.sign_in(client).post(f"/desk/asks/{ask.pk}/revoke/")

    assert "收回" in send(revoked).content.decode()
    assert Client().get(f"{good[:-3]}xx/").status_code == 404
    assert send(good).status_code == 200
    now = timezone.now() + timedelta(days=8)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert "过期" in send(late).content.decode()
    assert OutsideAsk.objects.filter(answered_at__isnull=False).count() == 1


def test_the_question_must_not_name_the_citizen(
    world: World, handling: Case, client: Client
) -> None:
    """问的话里写了电话，发不出去；去掉就发得出去。"""
    bad = asked(client, world.street, handling, question=f"{QUESTION}请联系13900001234")

    assert bad.status_code == 422
    assert "个人信息" in bad.content.decode()
    assert asked(client, world.street, handling).status_code == 302


def test_only_those_who_handle_it_may_ask(world: World, handling: Case, client: Client) -> None:
    """不办这件事的单位发不了，也看不见别人发的；管这件事的代工委看得见。"""
    assert asked(client, world.unit, handling).status_code == 404
    assert asked(client, world.street, handling).status_code == 302
    ask = OutsideAsk.objects.get()

    assert world.unit.sign_in(client).get(f"/desk/asks/{ask.pk}/").status_code == 404
    assert world.office.sign_in(client).get(f"/desk/asks/{ask.pk}/").status_code == 200


def test_too_many_answers_from_one_place_wait(
    world: World, handling: Case, client: Client, settings: Any
) -> None:
    """同一网络地址交得太密，请他过一会儿；写的都还在。"""
    url = link_of(client, world.street, handling)
    settings.API_WRITES_PER_MINUTE = 1
    far = {"REMOTE_ADDR": "203.0.113.77"}
    browser = Client()
    browser.post(url, {"answer": "短"}, **far)

    slow = browser.post(url, {"answer": ANSWER}, **far)

    assert slow.status_code == 429
    assert ANSWER in slow.content.decode()
    assert OutsideAsk.objects.get().answered_at is None
    assert send(url).status_code == 200


def test_the_page_says_which_congress_it_belongs_to(
    world: World, handling: Case, client: Client
) -> None:
    """打开的、交成了的、交过了的，页头都写着是哪级人大；编的链接不知道是哪级，写平台的名字。"""
    url = link_of(client, world.street, handling)
    head = "<small>江夏区人大</small>"
    for page in (Client().get(url), send(url), Client().get(url)):
        assert head in page.content.decode(), page.status_code
    forged = Client().get(f"{url.rstrip('/')}x/")
    assert forged.status_code == 404
    assert head not in forged.content.decode()
