"""清单：看得见的才列，翻页不重不漏，记号改不了。"""

import base64

import pytest

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import move_case
from lianxin.openapi.tests.hands import case_of, sent
from lianxin.openapi.tests.problems import refusal
from lianxin.publicity.models import PublicMatter
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from tests.world import AT

pytestmark = pytest.mark.django_db
SECRET = ("opinions", "suggestions", "cases")
OPEN = ("stations", "deputies", "matters")


@pytest.fixture
def five(town, anyone) -> list[str]:
    """五条意见，先来的在前。"""
    return [sent(anyone, access_code=town.code, title=f"第{n}件").receipt_no for n in range(5)]


def _walk(hand, kind, **query) -> list[dict]:
    """从第一页翻到最后一页。"""
    items, cursor = [], ""
    while True:
        page = hand.get(kind, cursor=cursor, **query).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


@pytest.mark.parametrize("kind", SECRET)
def test_lists_of_people_s_matters_need_a_token(town, anyone, hand, kind):
    """意见、建议、办件的清单要凭令牌。"""
    answer = anyone.get(kind)
    refusal(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert hand(town.office).get(kind).status_code == 200


@pytest.mark.parametrize("kind", OPEN)
def test_registers_are_open_to_all(town, anyone, kind):
    """家站室、代表、公开事项，人人可看。"""
    assert anyone.get(kind).status_code == 200


def test_paging_misses_nothing_and_repeats_nothing(town, hand, five):
    """一页两条翻到底：五条不重不漏，新的在前。"""
    for kind, field in (("opinions", "receipt_no"), ("cases", "number")):
        seen = [item[field] for item in _walk(hand(town.office), kind, limit=2)]
        assert seen == five[::-1]


def test_registers_page_too(town, anyone):
    """家站室、代表一页一条也翻得完。"""
    assert [item["name"] for item in _walk(anyone, "stations", limit=1)] == [town.station.name]
    assert [item["name"] for item in _walk(anyone, "deputies", limit=1)] == ["周岭梅"]


@pytest.mark.parametrize("persona", ["other_unit", "committee", "deputy", "unit"])
def test_nobody_lists_what_is_not_theirs(town, hand, five, persona):
    """没有关系的人，清单是空的。"""
    for kind in ("opinions", "cases"):
        assert hand(getattr(town, persona)).get(kind).json()["items"] == []


def test_filters_narrow_the_list(town, hand, five):
    """按状态、标题、编号筛。"""
    office, street = hand(town.office), Doer(town.street.viewer)
    first = Case.objects.get(number=five[0]).pk
    answer = {"category": "waste", "answer": "已经办好了，请放心。"}
    move_case(case_id=first, verb="answer", actor=street, at=AT, facts=answer)

    def numbers(**query):
        return [item["receipt_no"] for item in office.get("opinions", **query).json()["items"]]

    assert numbers(q="第3件") == [five[3]]
    assert numbers(q=five[2].lower()) == [five[2]]
    assert numbers(category="waste") == [five[0]]
    assert len(numbers(state="open")) == 5
    assert numbers(state="closed") == []
    assert [i["number"] for i in office.get("cases", category="waste").json()["items"]] == [five[0]]


def test_a_changed_cursor_is_refused(town, hand, five):
    """改过的、别的清单的、胡写的记号都不收；原样的才收。"""
    office = hand(town.office)
    good = office.get("opinions", limit=2).json()["next_cursor"]
    forged = base64.urlsafe_b64encode(b"1:bad-signature").decode()
    for cursor in (
        forged,
        "!!",
        "汉字",
        good[:-3],
        office.get("cases", limit=2).json()["next_cursor"],
    ):
        assert "翻页记号" in refusal(office.get("opinions", cursor=cursor), 422, "cursor")
    assert office.get("opinions", cursor=good).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"state": "half"}, "state"),
        ({"since": "昨天"}, "since"),
        ({"station": 0}, "station"),
        ({"station": 2**63}, "station"),
    ],
)
def test_a_wrong_filter_is_named(town, hand, query, field):
    """筛选写错了，说清是哪一项。"""
    assert refusal(hand(town.office).get("opinions", **query), 422, field)


@pytest.mark.parametrize("kind", SECRET + OPEN)
def test_nul_in_a_search_is_harmless(town, hand, kind):
    """检索里夹了零字符，照常答。"""
    assert hand(town.office).get(kind, q="路\x00灯", category="\x00").status_code == 200


def test_opinions_are_redacted_for_those_who_must_not_read_raw(town, anyone, hand):
    """代表看自己名下的意见见原话；清单里遮住电话。"""
    got = sent(anyone, access_code=town.code, text="路灯坏了，我是李大爷，电话13800138000，请修。")
    office = hand(town.office)
    opinion = office.get("opinions").json()["items"][0]
    assert opinion["receipt_no"] == got.receipt_no
    detail = office.get(f"opinions/{opinion['id']}").json()
    assert "13800138000" in detail["text"]
    assert not detail["is_redacted"]
    assert "13800138000" not in office.get(f"cases/{case_of(got)}").json()["title"]


def test_matters_are_the_published_ones_only(town, anyone):
    """公开清单只列批准了、没撤下的。"""
    shared = {
        "jurisdiction": town.congress,
        "title": "装路灯",
        "summary": "",
        "stage": "正在办",
        "received_on": AT.date(),
        "published_at": AT,
    }
    PublicMatter.objects.create(thread=1, number="JX-G-1", approved_by="陈诚", **shared)
    PublicMatter.objects.create(thread=2, number="JX-G-2", approved_by="", **shared)
    PublicMatter.objects.create(
        thread=3,
        number="JX-G-3",
        approved_by="陈诚",
        withdrawn_at=AT,
        withdraw_reason="提交人撤回同意",
        **shared,
    )
    assert [item["number"] for item in anyone.get("matters").json()["items"]] == ["JX-G-1"]


def test_suggestions_are_listed_for_those_who_see_their_case(town, hand):
    """建议：代工委与领衔代表看得见，别的单位看不见。"""
    raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=town.congress.pk,
            lead_id=town.deputy.person.pk,
            title="关于在村口加装路灯的建议",
            grounds="晚上看不清路，学生放学不安全。",
            proposal="沿村道每三十米装一盏太阳能路灯。",
        ),
        actor=town.deputy.actor,
        at=AT,
    )
    for persona, count in ((town.office, 1), (town.deputy, 1), (town.unit, 0)):
        items = hand(persona).get("suggestions").json()["items"]
        assert len(items) == count
    assert hand(town.office).get("suggestions", lead=town.deputy.person.pk).json()["items"]
