"""收意见：给了编号就入账；重发不重记；收不下的说清怎么改。"""

import pytest

from lianxin.access.models import IdempotentCall, SealedContact
from lianxin.casework.models import Duty
from lianxin.openapi.tests.hands import TEXT, Sent, fresh_key, send, sent
from lianxin.openapi.tests.problems import refusal
from lianxin.opinions.models import Opinion
from lianxin.stations import codes
from lianxin.stations.usecases.codes import issue_code, revoke_code
from tests.world import AT

pytestmark = pytest.mark.django_db


def test_a_receipt_number_means_recorded_and_held(town, anyone):
    """给了编号，就已入账、立件、有人管。"""
    got = sent(anyone, access_code=town.code)
    opinion = Opinion.objects.select_related("case").get(receipt_no=got.receipt_no)
    assert opinion.text == TEXT
    assert opinion.station_id == town.station.pk
    assert opinion.channel == "scan"
    assert Duty.objects.open().get(case=opinion.case).holder_body_id == town.street_committee.pk


def test_without_a_code_the_first_congress_takes_it(town, anyone):
    """没有码的，记到最先登记的人大，由代工委管。"""
    got = sent(anyone)
    opinion = Opinion.objects.get(receipt_no=got.receipt_no)
    assert opinion.jurisdiction_id == town.congress.pk
    assert opinion.channel == "api"
    assert Duty.objects.open().get(case=opinion.case).holder_body_id == town.deputy_affairs.pk


def test_the_region_decides_who_looks(town, anyone):
    """写了地点的，归那里的街道工委看。"""
    got = sent(anyone, congress="jx", region=town.village.code)
    opinion = Opinion.objects.get(receipt_no=got.receipt_no)
    assert Duty.objects.open().get(case=opinion.case).holder_body_id == town.street_committee.pk


def test_a_deputy_code_reaches_the_deputy(town, anyone):
    """扫代表码的，记到这位代表名下。"""
    got = sent(anyone, access_code=codes.sign(town.deputy_code.serial))
    opinion = Opinion.objects.select_related("case").get(receipt_no=got.receipt_no)
    assert opinion.case.deputy_id == town.deputy.person.pk


def test_replay_gives_the_same_receipt_and_says_so(town, anyone):
    """没收到答复就原样重发：编号、查询码一样，并说明是重发。"""
    headers = fresh_key()
    first, second = (send(anyone, access_code=town.code, headers=headers) for _ in range(2))
    assert second.status_code == first.status_code == 201
    assert second.json() == first.json()
    assert "Idempotent-Replay" not in first.headers
    assert second.headers["Idempotent-Replay"] == "true"
    assert Opinion.objects.count() == 1


def test_one_key_serves_one_content(town, anyone):
    """同一把钥匙换了内容就拒绝；换一把就收。"""
    headers = fresh_key()
    sent(anyone, headers=headers)
    assert "另一份内容" in refusal(send(anyone, text=TEXT + "还有。", headers=headers), 422)
    sent(anyone, text=TEXT + "还有。", headers=fresh_key())
    assert Opinion.objects.count() == 2


def test_a_refused_post_leaves_its_key_free(town, anyone):
    """没收下的不占钥匙：改好了用同一把再发，照收。"""
    headers = fresh_key()
    refusal(send(anyone, text="一", headers=headers), 422)
    sent(anyone, headers=headers)


@pytest.mark.parametrize("key", ["", "汉字".encode().decode("latin-1"), "有空 格", "x" * 81])
def test_every_post_needs_a_proper_key(town, anyone, key):
    """没有 Idempotency-Key，或写得不像样，是 400。"""
    headers = {"Idempotency-Key": key} if key else {"X-Nothing": "1"}
    assert "Idempotency-Key" in refusal(send(anyone, headers=headers), 400)


def test_the_key_is_not_stored_with_the_answer(town, anyone):
    """幂等记录里不留查询码：库里只有摘要。"""
    got = sent(anyone)
    assert got.receipt_key not in str(IdempotentCall.objects.get().answer)


def test_consent_comes_before_contact(town, anyone):
    """没同意就不收联系方式；同意了才收，加密存。"""
    contact = {"name": "王大爷", "phone": "138 0013 8000"}
    refused = send(anyone, contact=contact, consent=False)
    assert "同意" in refusal(refused, 422, "consent")
    sent(anyone, contact=contact, consent={"contact": True})
    sent(anyone, contact=contact, consent=True)
    rows = SealedContact.objects.all()
    assert len(rows) == 2
    assert all(b"13800138000" not in bytes(row.ciphertext) for row in rows)


def test_consent_to_publish_needs_no_contact(town, anyone):
    """不留联系方式也可以同意公开。"""
    got = sent(anyone, consent={"publish": True})
    opinion = Opinion.objects.select_related("case").get(receipt_no=got.receipt_no)
    assert opinion.case.facts == {"consent_publish": True}
    assert not opinion.has_contact


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("category", "no-such", "没有这个类别"),
        ("region", "999999999999", "没有这个地方"),
        ("congress", "no-such", "没有这一级人大"),
        ("access_code", "7K2M9P-4XWQ1RTC", "不是本平台发的"),
        ("access_code", "代表码", "不是本平台发的"),
        ("kind", "complaint", "只能是"),
        ("contact", "电话", "请写成一组"),
        ("consent", "maybe", "请写"),
    ],
)
def test_a_wrong_value_is_named(town, anyone, field, value, words):
    """写错的一项，说清是哪一项、怎么改；不写这一项就收下。"""
    assert words in refusal(send(anyone, **{field: value}), 422, field)
    sent(anyone)


def test_a_revoked_code_says_why_and_where_to_go(town, anyone):
    """吊销的码：说为什么、可以去哪里；重新发的码照收。"""
    note = {"actor": town.office.actor, "at": AT}
    revoke_code(code_id=town.station_code.pk, reason="站点迁址", **note)
    words = refusal(send(anyone, access_code=town.code), 422, "access_code")
    assert "站点迁址" in words
    assert town.station.name in words
    again = issue_code(
        kind="station", congress=town.congress, station=town.station, label="新址", **note
    )
    sent(anyone, access_code=codes.sign(again.serial))


def test_text_is_cleaned_not_refused(town, anyone):
    """零字符、半个代理对悄悄去掉，表情留着。"""
    dirty = (
        b'{"text": "\\u0000\\u6751\\u53e3\\ud800\\u6ca1\\u706f\\ud83d\\ude4f", "title": "\\u0000"}'
    )
    answer = anyone.post("opinions", dirty, headers=fresh_key())
    assert answer.status_code == 201, answer.content.decode()
    assert Opinion.objects.get().text == "村口没灯🙏"


def test_too_long_is_told_clearly(town, anyone):
    """两万字收不下，说清多少字、可以多少字；五千字收得下。"""
    assert "20000 字" in refusal(send(anyone, text="路" * 20_000), 422)
    sent(anyone, text="路" * 5_000)


def test_several_mistakes_are_told_at_once(town, anyone):
    """几处不对，一次说全。"""
    answer = send(anyone, text=None, kind="x", contact={"name": "王"})
    refusal(answer, 422)
    assert set(answer.json()["errors"]) == {"text", "kind", "contact.phone"}


def test_the_status_url_opens_the_receipt(town, anyone):
    """答复里的网址指向这张回执。"""
    answer = send(anyone).json()
    assert answer["status_url"].endswith(f"/r/{answer['receipt_no']}")
    got = Sent(answer["receipt_no"], answer["receipt_key"])
    assert anyone.get(f"receipts/{got.receipt_no}", headers=got.key).status_code == 200
