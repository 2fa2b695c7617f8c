"""问卷从页面走一遍：出题、发出、扫码填、录纸质的、数出来、按街道分、结束、公布；各种不该收的都不收。"""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.registers import register_region
from lianxin.activities.models import (
    Survey,
    SurveyMark,
    SurveyQuestion,
    SurveyReply,
)
from lianxin.activities.survey_slips import slip_of
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.programming import built
from tests.world import AT, TODAY, Persona

TITLE = "老旧小区改造，您最盼着先办哪一样"
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"kind": "single", "text": "您住的小区多少年了", "options": "不到十年\n十到二十年\n二十年以上"},
    {"kind": "multi", "text": "最盼着先办哪几样", "options": "电梯\n停车\n管网\n路灯", "most": 2},
    {"kind": "scale", "text": "给小区打几分", "options": "很不满意\n很满意", "most": 5},
    {"kind": "text", "text": "还有什么要说的"},
    {"kind": "number", "text": "家里住几口人", "unit": "口"},
)
OPTIONAL = ("text", "number")


def csv(answer: HttpResponse) -> str:
    """导出的 csv 的文字。"""
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def facts(desk: Office, **more: Any) -> dict[str, Any]:
    """做问卷的一张表。"""
    given = {
        "body": desk.street_committee.pk,
        "title": TITLE,
        "opens_on": TODAY.isoformat(),
        "closes_on": "2026-03-20",
        "population": 10,
        "population_source": "社区 2026 年 2 月入户数",
        "by_link": "on",
        "asks_street": "on",
        "slips": 0,
    }
    return {**given, **more}


def made(desk: Office, who: Persona | None = None, **more: Any) -> Survey:
    """街道在页面上做好、题也出好的一份。"""
    who = who or desk.street
    answer = desk.post(who, "/desk/surveys/new/", facts(desk, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    row = Survey.objects.latest("id")
    for question in QUESTIONS:
        required = {} if question["kind"] in OPTIONAL else {"is_required": "on"}
        url = f"/desk/surveys/{row.pk}/questions/new/"
        assert desk.post(who, url, {**question, **required}).status_code == 302
    return row


def opened(desk: Office, **more: Any) -> Survey:
    """发出去了的一份。"""
    row = made(desk, **more)
    desk.post(desk.street, f"/desk/surveys/{row.pk}/", {"act": "open"})
    return Survey.objects.get(pk=row.pk)


def answers(row: Survey, **more: Any) -> dict[str, Any]:
    """群众填的一份。"""
    ids = list(SurveyQuestion.objects.filter(survey=row).order_by("place").values_list("pk"))
    said: tuple[Any, ...] = ("3", ["1", "3"], "2", "电梯老坏，我电话 13812345678", "4")
    filled = {f"q{pk}": value for (pk,), value in zip(ids, said, strict=True)}
    return {**filled, "region": "420115007000", **more}


def phone() -> Client:
    """一部手机：从本站页面交的。"""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def fill(row: Survey, hand: Client | None = None, **more: Any) -> HttpResponse:
    """打开问卷，填好交上去。"""
    hand = hand or phone()
    hand.get(f"/q/{row.serial}/")
    answer: HttpResponse = hand.post(f"/q/{row.serial}/", answers(row, **more))
    return answer


def paper(desk: Office, row: Survey, slip: str, **more: Any) -> HttpResponse:
    """录一份纸质的。"""
    ids = list(SurveyQuestion.objects.filter(survey=row).order_by("place").values_list("pk"))
    said = ("2", "1 4", "5", "", "3")
    filled = {f"q{pk}": value for (pk,), value in zip(ids, said, strict=True)}
    given = {**filled, "region": "", "slip": slip, "received_on": TODAY.isoformat()}
    return desk.post(desk.street, f"/desk/surveys/{row.pk}/paper/", {**given, **more})


@pytest.mark.row("S3-08")
def test_a_survey_from_questions_to_published_result(desk: Office) -> None:
    """出题、发出、手机填、纸质录，回收率写明总数和来源，按街道分开看，结束以后公布汇总。"""
    menu = built(desk, desk.office, "menu", "上半年主题")
    host = desk.street_committee.pk
    theme = built(desk, desk.office, "theme", "老旧小区改造", parent=menu, body=host)
    other = register_region(
        code="420115008000", name="纸坊街道", level="town", parent=desk.county, actor=SYSTEM, at=AT
    )
    row = opened(desk, programme=theme.pk)
    assert row.programme == theme
    assert fill(row).status_code == 303
    assert fill(row, region=other.pk).status_code == 303
    assert paper(desk, row, "A-01").status_code == 302

    page = desk.get(desk.office, f"/desk/surveys/{row.pk}/").content.decode()
    assert "30.0%（应收 10 份，收回 3 份）" in page
    assert "社区 2026 年 2 月入户数" in page
    assert "扫码填 2 份，纸质录入 1 份" in page
    assert "平均 <b>3.00 分（满分 5）</b>" in page
    assert "老旧小区改造" in desk.get(desk.office, "/desk/surveys/").content.decode()
    table = csv(desk.get(desk.office, f"/desk/surveys/{row.pk}/export.csv"))
    assert "1,您住的小区多少年了,单选,二十年以上,2,66.7%,3" in table
    assert "2,最盼着先办哪几样,多选,电梯,3,100.0%,3" in table
    first = SurveyQuestion.objects.get(survey=row, place=1)
    cross = desk.get(desk.office, f"/desk/surveys/{row.pk}/cross/{first.pk}/export.csv")
    lines = csv(cross).split("\r\n")
    assert "五里界街道,1,0,0,1" in lines
    assert "纸坊街道,1,0,0,1" in lines
    assert "没写街道,1,0,1,0" in lines

    thanks = Client().get(f"/q/{row.serial}/done/").content.decode()
    assert "<small>江夏区人大</small>" in thanks
    result = f"/q/{row.serial}/result/"
    assert Client().get(result).status_code == 404
    act = f"/desk/surveys/{row.pk}/"
    desk.post(desk.street, act, {"act": "publish"})
    assert Client().get(result).status_code == 404
    desk.post(desk.street, act, {"act": "close", "words": "谢谢大家，电梯的事已列入清单。"})
    desk.post(desk.street, act, {"act": "publish"})
    shown = Client().get(f"{result}?cross={first.pk}").content.decode()
    assert "30.0%（应收 10 份，收回 3 份）" in shown
    assert "谢谢大家" in shown
    assert "<small>江夏区人大</small>" in shown
    assert "另有 3 个街道份数太少，免得认出人来，不单列" in shown
    assert "没有份数够多、可以单列的街道" in shown
    unasked = Client().get(result)
    assert unasked.context["cross"].question == first
    assert "电梯老坏" not in shown
    assert result in Client().get("/q/").content.decode()


def test_a_phone_answers_once_and_another_phone_may(desk: Office) -> None:
    """同一部手机第二份不收；换一部手机收；页面上只留摘要，对不出人。"""
    row = opened(desk)
    hand = phone()
    assert fill(row, hand).status_code == 303
    assert "您已经答过了" in hand.get(f"/q/{row.serial}/").content.decode()
    again = hand.post(f"/q/{row.serial}/", answers(row))
    assert again.status_code == 409
    assert "您已经答过了" in again.content.decode()
    assert fill(row, phone()).status_code == 303
    assert SurveyReply.objects.filter(survey=row).count() == 2
    other = opened(desk, title="另一份")
    fill(other, hand)
    digests = {bytes(one.device) for one in SurveyReply.objects.all()}
    assert len(digests) == 3


def test_a_slip_counts_once_whoever_holds_the_phone(desk: Office) -> None:
    """发票号的：一个号一份，同一部手机换一个号可以；抄错的、没发过的不收；纸质和手机同一个号只算一份。"""
    row = opened(desk, slips=50)
    hand = phone()
    wrong = fill(row, hand, slip="0001-AAA")
    assert wrong.status_code == 422
    assert "把号再抄一遍" in wrong.content.decode()
    assert fill(row, hand, slip=slip_of(row.serial, 51)).status_code == 422
    slip = slip_of(row.serial, 1)
    assert fill(row, hand, slip=slip.lower().replace("-", "")).status_code == 303
    assert hand.post(f"/q/{row.serial}/", answers(row, slip=slip)).status_code == 409
    assert paper(desk, row, slip).status_code == 422
    assert fill(row, hand, slip=slip_of(row.serial, 2)).status_code == 303
    assert SurveyReply.objects.filter(survey=row).count() == 2
    listed = csv(desk.get(desk.street, f"/desk/surveys/{row.pk}/slips/export.csv"))
    assert slip in listed
    assert slip not in csv(desk.get(desk.street, f"/desk/surveys/{row.pk}/replies/export.csv"))
    assert desk.get(desk.committee, f"/desk/surveys/{row.pk}/slips/export.csv").status_code == 404


def test_words_are_masked_before_anybody_reads_them(desk: Office) -> None:
    """写的电话入库前就遮住，库里没有原话；公式样的话导出时压住，当不成公式。"""
    row = opened(desk)
    fill(row)
    fill(row, phone(), **{f"q{_question(row, 4).pk}": "=1+1 请看这里"})
    page = desk.get(desk.street, f"/desk/surveys/{row.pk}/texts/?q={_question(row, 4).pk}")
    assert "电梯老坏，我电话" in page.content.decode()
    assert "13812345678" not in page.content.decode()
    assert not SurveyMark.objects.filter(text__contains="13812345678").exists()
    replies = csv(desk.get(desk.street, f"/desk/surveys/{row.pk}/replies/export.csv"))
    assert "'=1+1 请看这里" in replies
    assert desk.get(desk.deputy, f"/desk/surveys/{row.pk}/").status_code == 200
    assert desk.get(desk.deputy, f"/desk/surveys/{row.pk}/texts/?q=1").status_code == 404


def _question(row: Survey, place: int) -> SurveyQuestion:
    return SurveyQuestion.objects.get(survey=row, place=place)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"q1": ""}, "第 1 题要答"),
        ({"q2": ["1", "2", "3"]}, "最多选 2 项"),
        ({"q4": "长" * 1001}, "最多 1000 个"),
        ({"q5": "三口"}, "请填一个数"),
        ({"region": ""}, "请选您住在哪个街道"),
        ({"region": "420115007210"}, "请选您住在哪个街道|不是有效|不在"),
    ],
)
def test_what_does_not_fit_is_said_at_its_question(
    desk: Office, more: dict[str, Any], words: str
) -> None:
    """漏答必答题、选多了、太长、填的不是数、没选街道：标在那一题；都对的照收。"""
    row = opened(desk)
    ids = {f"q{n}": f"q{_question(row, n).pk}" for n in range(1, 6)}
    answer = fill(row, **{ids.get(key, key): value for key, value in more.items()})
    assert answer.status_code == (422 if words else 303)
    if words:
        assert re.search(words, answer.content.decode())
        assert "电梯老坏" in answer.content.decode() or "q4" in more
    assert SurveyReply.objects.exists() == (not words)


def test_an_empty_sheet_is_not_taken(desk: Office) -> None:
    """一题也没答的不收，手机上、纸上都一样。"""
    row = opened(desk)
    hand = phone()
    hand.get(f"/q/{row.serial}/")
    assert hand.post(f"/q/{row.serial}/", {"region": "420115007000"}).status_code == 422
    blank = {f"q{one.pk}": "" for one in SurveyQuestion.objects.filter(survey=row)}
    empty = paper(desk, row, "A-01", **blank)
    assert empty.status_code == 422
    assert "一题也没有答" in empty.content.decode()
    assert not SurveyReply.objects.exists()


def test_nothing_is_taken_before_the_first_or_after_the_last_day(desk: Office) -> None:
    """没到日子、过了日子、结束以后，手机上和纸上都不收；收到的日子在期内的纸质卷，结束以前还能补录。"""
    row = opened(desk, opens_on="2026-03-03")
    assert "3月3日开始收" in Client().get(f"/q/{row.serial}/").content.decode()
    assert fill(row).status_code == 410
    desk.wait(days=1)
    assert fill(row).status_code == 303
    desk.wait(days=18)
    assert fill(row).status_code == 410
    assert paper(desk, row, "A-01", received_on="2026-03-21").status_code == 422
    assert paper(desk, row, "A-01", received_on="2026-03-19").status_code == 302
    desk.post(desk.street, f"/desk/surveys/{row.pk}/", {"act": "close"})
    late = paper(desk, row, "A-02", received_on="2026-03-19")
    assert late.status_code == 422
    assert "已经结束" in late.content.decode()
    assert SurveyReply.objects.filter(survey=row).count() == 2


def test_an_open_survey_cannot_be_changed_but_a_new_version_can(desk: Office) -> None:
    """发出以后加题、改题、改说明都不行，说清怎么办；另出一版照抄题目，两版分开数，旧码引到新版。"""
    row = opened(desk)
    fill(row)
    url = f"/desk/surveys/{row.pk}/"
    more = {"kind": "text", "text": "再加一题"}
    refused = desk.post(desk.street, f"{url}questions/new/", more)
    assert refused.status_code == 422
    assert "出新的一版" in refused.content.decode()
    assert desk.post(desk.street, f"{url}edit/", facts(desk, title="换个题目")).status_code == 422
    first = _question(row, 1)
    desk.post(desk.street, url, {"act": "move", "question": first.pk, "way": "down"})
    desk.post(desk.street, url, {"act": "drop", "question": first.pk})
    assert SurveyQuestion.objects.filter(survey=row).count() == 5
    assert _question(row, 1) == first

    answer = desk.post(desk.street, url, {"act": "renew"})
    again = Survey.objects.get(previous=row)
    assert answer.headers["Location"] == f"/desk/surveys/{again.pk}/"
    new_url = f"/desk/surveys/{again.pk}/"
    assert desk.post(desk.street, f"{new_url}questions/new/", more).status_code == 302
    desk.post(desk.street, new_url, {"act": "open"})
    assert Survey.objects.get(pk=again.pk).state == "draft"
    desk.post(desk.street, url, {"act": "close"})
    desk.post(desk.street, new_url, {"act": "open"})
    assert f"/q/{again.serial}/" in Client().get(f"/q/{row.serial}/").content.decode()
    assert (again.version, SurveyQuestion.objects.filter(survey=again).count()) == (2, 6)
    assert SurveyReply.objects.filter(survey=again).count() == 0


def test_questions_are_reordered_without_script(desk: Office) -> None:
    """上移、下移、去掉，次序始终连着；到头的再挪不动。"""
    row = made(desk)
    url = f"/desk/surveys/{row.pk}/"

    def texts() -> list[str]:
        rows = SurveyQuestion.objects.filter(survey=row).order_by("place")
        assert [one.place for one in rows] == list(range(1, len(rows) + 1))
        return [one.kind for one in rows]

    second = _question(row, 2)
    desk.post(desk.street, url, {"act": "move", "question": second.pk, "way": "up"})
    desk.post(desk.street, url, {"act": "move", "question": second.pk, "way": "up"})
    assert texts() == ["multi", "single", "scale", "text", "number"]
    desk.post(desk.street, url, {"act": "drop", "question": second.pk})
    assert texts() == ["single", "scale", "text", "number"]


def test_a_mistyped_paper_is_voided_and_keyed_again(desk: Office) -> None:
    """同一个卷号不能录两遍；写明为什么作废以后可以重录，作废的不算数。"""
    row = opened(desk)
    assert paper(desk, row, "A-01").status_code == 302
    assert paper(desk, row, "A-01").status_code == 422
    assert paper(desk, row, "").status_code == 422
    url = f"/desk/surveys/{row.pk}/paper/"
    void = {"act": "void", "slip": "A-01", "reason": ""}
    assert desk.post(desk.street, url, void).status_code == 422
    assert desk.post(desk.street, url, {**void, "reason": "第一题打错了"}).status_code == 302
    assert paper(desk, row, "A-01", **{f"q{_question(row, 1).pk}": "9"}).status_code == 422
    assert paper(desk, row, "A-01").status_code == 302
    assert "收回 1 份）" in desk.get(desk.office, f"/desk/surveys/{row.pk}/").content.decode()


def test_who_sees_and_runs_a_survey(desk: Office) -> None:
    """草稿只有出题的那家和机关看得见；发出以后专工委、代表看得见、办不了；承办单位没有这一页。"""
    row = made(desk)
    url = f"/desk/surveys/{row.pk}/"
    assert [desk.get(who, url).status_code for who in (desk.street, desk.office)] == [200, 200]
    assert desk.get(desk.committee, url).status_code == 404
    assert desk.get(desk.deputy, url).status_code == 404
    assert Client().get(f"/q/{row.serial}/").status_code == 404
    desk.post(desk.street, url, {"act": "open"})
    assert desk.get(desk.committee, url).status_code == 200
    assert desk.post(desk.committee, url, {"act": "close"}).status_code == 404
    assert desk.get(desk.deputy, url).status_code == 200
    assert desk.get(desk.unit, url).status_code == 404
    assert desk.post(desk.unit, "/desk/surveys/new/", facts(desk)).status_code == 404
    assert desk.post(desk.committee, "/desk/surveys/new/", facts(desk)).status_code == 422


def test_a_survey_needs_sound_facts(desk: Office) -> None:
    """写了总数没写来源、结束早于开始、没有题就发出，都说清楚。"""
    bare = desk.post(desk.street, "/desk/surveys/new/", facts(desk, population_source=""))
    assert "要写明从哪来" in bare.content.decode()
    early = desk.post(desk.street, "/desk/surveys/new/", facts(desk, closes_on="2026-03-01"))
    assert "结束的日子在开始以前" in early.content.decode()
    assert not Survey.objects.exists()
    desk.post(desk.street, "/desk/surveys/new/", facts(desk))
    row = Survey.objects.get()
    url = f"/desk/surveys/{row.pk}/"
    desk.post(desk.street, url, {"act": "open"})
    assert Survey.objects.get().state == "draft"
    one = {"kind": "single", "text": "您住几楼", "options": "一楼"}
    few = desk.post(desk.street, f"{url}questions/new/", one)
    assert "至少要两个选项" in few.content.decode()


def test_a_phone_that_keeps_nothing_is_told(desk: Office) -> None:
    """不让记暗号的手机：第一下退回、填的都在，允许以后再交就收。"""
    row = opened(desk)
    hand = phone()
    first = hand.post(f"/q/{row.serial}/", answers(row))
    assert first.status_code == 422
    assert "再交一次" in first.content.decode()
    assert "电梯老坏" in first.content.decode()
    assert hand.post(f"/q/{row.serial}/", answers(row)).status_code == 303


def test_pages_cost_the_same_however_many_answered(desk: Office) -> None:
    """清单、一份、公开页的语句数，与收回多少份无关。"""
    row = opened(desk)
    first = _question(row, 1)
    urls = ("/desk/surveys/", f"/desk/surveys/{row.pk}/?cross={first.pk}")

    def cost() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert desk.get(desk.street, url).status_code == 200
            counts.append(len(seen))
        return counts

    fill(row)
    before = cost()
    for _ in range(5):
        fill(row, phone())
    assert cost() == before
