"""回执：凭编号和查询码看到哪了、评价、要求再办、补充、验真；别人的一律看不到。"""

import pytest
from django.utils import timezone

from lianxin.audit.seals import seal_entries
from lianxin.audit.verify import verify_bundle
from lianxin.openapi.tests.hands import Sent, case_of, fresh_key, sent
from lianxin.openapi.tests.problems import refusal
from lianxin.opinions.receipts import key_for
from lianxin.ratings.models import Rating

pytestmark = pytest.mark.django_db
ANSWER = "十二盏路灯昨天装好了，请晚上去看看。"
GOOD = {"attitude": "satisfied", "result": "basic"}


@pytest.fixture
def got(town, anyone) -> Sent:
    """扫码登记成的一条。"""
    return sent(anyone, access_code=town.code)


@pytest.fixture
def told(town, hand, got) -> Sent:
    """已经当场答复的一条。"""
    answer = hand(town.street).post(
        f"cases/{case_of(got)}/moves/answer", {"facts": {"category": "waste", "answer": ANSWER}}
    )
    assert answer.status_code == 200, answer.content.decode()
    return got


def test_the_receipt_says_where_who_when_and_what_next(town, anyone, got):
    """回执上有：到哪一步、谁在办、到哪天、走过的步、现在能做什么。"""
    seen = anyone.get(f"receipts/{got.receipt_no}", headers=got.key).json()
    assert seen["stage"] == "received"
    assert seen["label"].startswith("已收到")
    assert seen["holder"] == town.street_committee.short_name
    assert seen["due_date"] > seen["submitted_at"][:10]
    assert [step["state"] for step in seen["timeline"]] == ["done", "cur"]
    assert seen["moves"] == ["withdraw"]


def test_the_key_forgives_how_it_was_copied(anyone, got):
    """查询码抄成小写、带空格，一样认。"""
    copied = {"Receipt-Key": got.receipt_key.lower().replace("-", " ")}
    assert anyone.get(f"receipts/{got.receipt_no}", headers=copied).status_code == 200


@pytest.mark.parametrize("path", ["", "/proof", "/rating", "/reopen", "/supplements"])
def test_wrong_key_and_unknown_number_look_the_same(anyone, got, path):
    """查询码不对、抄得不像样、没有带、编号不存在：答复一字不差；对的就答。"""
    body = {**GOOD, "reason": "没有修好", "text": "补充一句"} if path[1:] in WRITES else None
    other = sent(anyone)
    unknown = "JX-2026-999999"
    tries = [
        (got.receipt_no, other.key),
        (got.receipt_no, {"Receipt-Key": "WRONG"}),
        (got.receipt_no, {}),
        (unknown, got.key),
        (unknown, {"Receipt-Key": key_for("JX-2026-999998")}),
        ("%00", got.key),
    ]
    answers = [_ask(anyone, number, path, body, headers) for number, headers in tries]
    words = {refusal(answer, 404) for answer in answers}
    assert len(words) == 1
    assert _ask(anyone, got.receipt_no, path, body, got.key).status_code != 404


WRITES = {"rating", "reopen", "supplements"}


def _ask(anyone, number, path, body, headers):
    url = f"receipts/{number}{path}"
    return anyone.post(url, body, headers=headers) if body else anyone.get(url, headers=headers)


def test_rating_closes_the_matter(anyone, told):
    """看到答复就能评价；评完就办结，答复是评价之后的回执。"""
    before = anyone.get(f"receipts/{told.receipt_no}", headers=told.key).json()
    assert before["answer"] == ANSWER
    assert "rate" in before["moves"]
    after = anyone.post(f"receipts/{told.receipt_no}/rating", GOOD, headers=told.key)
    assert after.status_code == 200, after.content.decode()
    assert after.json()["is_closed"]
    rating = Rating.objects.get()
    assert (rating.attitude, rating.result) == ("satisfied", "basic")


def test_rating_before_an_answer_is_a_conflict(anyone, got):
    """还没答复就评价，是 409，说清现在到哪一步。"""
    answer = anyone.post(f"receipts/{got.receipt_no}/rating", GOOD, headers=got.key)
    assert "待分拣" in refusal(answer, 409)


def test_an_unknown_grade_is_named(anyone, told):
    """评价只有三档，写别的指出是哪一项。"""
    wrong = {**GOOD, "attitude": "五星"}
    answer = anyone.post(f"receipts/{told.receipt_no}/rating", wrong, headers=told.key)
    assert "请从所列选项里选" in refusal(answer, 422, "attitude")


def test_reopening_says_why_and_starts_again(town, anyone, told):
    """没办好就要求再办，写明原因；重新有人管、有日期。"""
    path = f"receipts/{told.receipt_no}/reopen"
    assert refusal(anyone.post(path, {"reason": "差"}, headers=told.key), 422, "reopen_reason")
    after = anyone.post(path, {"reason": "有三盏不亮，请再来看"}, headers=told.key)
    assert after.json()["stage"] == "reopened"
    assert after.json()["holder"] == town.street_committee.short_name


def test_a_resent_rating_counts_once(anyone, told):
    """评价重发不重记；同一把钥匙没有查询码也看不到回执。"""
    headers = {**told.key, **fresh_key()}
    path = f"receipts/{told.receipt_no}/rating"
    first, second = (anyone.post(path, GOOD, headers=headers) for _ in range(2))
    assert second.headers["Idempotent-Replay"] == "true"
    assert second.json() == first.json()
    assert Rating.objects.count() == 1
    del headers["Receipt-Key"]
    refusal(anyone.post(path, GOOD, headers=headers), 404)


def test_supplements_reach_the_people_who_handle_it(town, anyone, hand, got):
    """补充的话，经办人看得到；空的不收。"""
    path = f"receipts/{got.receipt_no}/supplements"
    refusal(anyone.post(path, {"text": " "}, headers=got.key), 422)
    assert anyone.post(path, {"text": "就在小卖部门口"}, headers=got.key).status_code == 200
    lines = hand(town.street).get(f"cases/{case_of(got)}").json()["timeline"]
    assert lines[-1]["shown"] == [{"label": "补充", "text": "就在小卖部门口"}]


def test_the_proof_can_be_checked_offline(anyone, got):
    """验真材料离线可验，只交出时间、动作、给群众看的话和原话摘要；改一个字就验不过。"""
    seal_entries(at=timezone.now(), everything=True)
    proof = anyone.get(f"receipts/{got.receipt_no}/proof", headers=got.key).json()
    assert verify_bundle(proof).ok
    shown = proof["entries"][0]["fields"]
    assert set(shown) == {"at", "verb", "facts/public", "facts/text_digest"}
    shown["facts/public"]["value"] = "没收到"
    assert not verify_bundle(proof).ok
