"""公开的意见书：办结自动公开，代工委也可以早些公开、撤下；外人只看到另存的一份。"""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.publicity.models import PublicLetter
from lianxin.supervision.models import LetterItem, OpinionLetter
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_letters import (
    ITEMS,
    REPORT,
    TITLE,
    dispatched,
    drafted,
    move,
    paper,
)

SECRET = "举报人李小芳，电话13871234567，身份证420115196503071234"


def read(url: str) -> str:
    """没有登录的人打开一页。"""
    answer = Client().get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def show(desk: Office, row: OpinionLetter, who: str = "office", **given: str) -> int:
    """在页面上公开。"""
    url = f"/desk/letters/{row.pk}/showing/"
    return desk.post(getattr(desk, who), url, {"act": "publish", **given}).status_code


def shown_url(row: OpinionLetter) -> str:
    """公开的网址。"""
    return f"/letters/{PublicLetter.objects.get(letter=row).number}/"


def first_item(row: OpinionLetter) -> Case:
    """第一项立的那一件。"""
    found = LetterItem.objects.select_related("case").get(letter=row, place=1).case
    assert found
    return found


def closed(desk: Office) -> OpinionLetter:
    """走完、带着主任会议的决定办结了的一份。"""
    row = dispatched(desk)
    case = Case.objects.get(subject_kind="letter", subject_id=row.pk)
    for item in LetterItem.objects.filter(letter=row).select_related("case"):
        move(desk, "unit", item.case, "plan_item", measure=f"照期限办好，{SECRET}")
    move(
        desk,
        "unit",
        case,
        "file_plan",
        plan="分管局长牵头，三项分到三个科室。",
        plan_document=paper(),
    )
    move(desk, "unit", case, "ask_comment", result_draft=REPORT)
    move(desk, "committee", case, "comment", committee_comment="对得上，可以报了")
    report = f"{REPORT}联系人13871234567。"
    move(desk, "unit", case, "report", result_report=report, result_document=paper())
    move(desk, "chair", case, "approve_closing", approval_note="电缆明年再查，同意先办结。")
    assert not PublicLetter.objects.exists()
    assert move(desk, "committee", case, "close_approved") == 302
    return row


@pytest.mark.row("S4-08")
def test_closing_shows_the_letter_and_its_result_without_personal_data(desk: Office) -> None:
    """办结那一步就公开：提了什么、各项状态和日子、结果报告；电话、证件号、内部的决定一个字没有。"""
    row = closed(desk)
    page = read(shown_url(row))

    for said in (TITLE, *ITEMS, REPORT[:20], "〔2026〕1号", "部分落实", "区住房和城乡建设局"):
        assert said in page
    for hidden in ("13871234567", "420115196503071234", "电缆明年再查"):
        assert hidden not in page
    assert TITLE in read("/letters/?state=closed")
    assert "这一栏里还没有" in read("/letters/?state=open")
    assert "/letters/" in read("/")
    assert Entry.objects.filter(verb="publicity.letter").count() == 1


@pytest.mark.row("S4-04")
def test_the_page_follows_each_item(desk: Office) -> None:
    """印发以后代工委可以先公开；一项报了措施、销了号，公开的网页跟着变。"""
    row = dispatched(desk)
    assert show(desk, row) == 302
    url, item = shown_url(row), first_item(row)
    assert "已销号 0 项" in read(url)
    move(desk, "unit", item, "plan_item", measure="月底前修好，街道维护")
    assert "月底前修好，街道维护" in read(url)
    move(desk, "unit", item, "claim", item_result="十一盏灯都修好了", proof=paper())
    assert "正在查验" in read(url)
    move(desk, "committee", item, "strike_off", check_note="夜里去看，全亮")

    page = read(url)
    assert "已销号 1 项" in page
    assert "3 月 2 日销号" in page
    assert "夜里去看，全亮" in page


def test_only_the_office_shows_and_only_after_issuing(desk: Office) -> None:
    """没有印发的没有这一页；印发了，专委、承办单位公开不了，代工委公开得了。"""
    row = drafted(desk)
    assert show(desk, row) == 404
    row = dispatched(desk)
    for who in ("committee", "unit", "chair", "other_unit"):
        assert show(desk, row, who) == 404
    assert not PublicLetter.objects.exists()
    assert show(desk, row) == 302
    assert "公开的网页" in desk.get(desk.unit, f"/desk/letters/{row.pk}/").content.decode()


def test_words_are_hidden_and_the_letter_withdrawn_with_a_reason(desk: Office) -> None:
    """再遮一个名字，公开的里没有；不写原因撤不下，写了外人马上看不到，再有进展也不会冒出来。"""
    row = dispatched(desk)
    show(desk, row, hide="坏灯")
    url, desk_url = shown_url(row), f"/desk/letters/{row.pk}/showing/"
    assert "把十一盏〔隐去〕修好" in read(url)

    assert desk.post(desk.office, desk_url, {"act": "withdraw", "reason": ""}).status_code == 422
    assert read(url)
    gone = {"act": "withdraw", "reason": "还要核对"}
    assert desk.post(desk.office, desk_url, gone).status_code == 302
    assert Client().get(url).status_code == 404
    move(desk, "unit", first_item(row), "plan_item", measure="月底前修好，街道维护")
    assert Client().get(url).status_code == 404
    assert "还没有公开的监督意见书" in read("/letters/")
    assert Entry.objects.filter(verb="publicity.letter_withdraw").count() == 1


def test_the_public_page_is_downloadable(desk: Office) -> None:
    """各项的办理情况下载得到，与页面上写的是同一份；没有的格式没有。"""
    row = dispatched(desk)
    show(desk, row)
    url = shown_url(row)

    csv = Client().get(f"{url}export.csv").getvalue().decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(Client().get(f"{url}export.xlsx").content)).active

    assert all(text in csv for text in ITEMS)
    assert sheet.max_row == 4
    assert Client().get(f"{url}export.pdf").status_code == 404


def test_case_and_letter_lead_to_each_other(desk: Office) -> None:
    """办件页到意见书，意见书到办件；事项写明是第几项；看不见意见书的没有这条链接。"""
    row = dispatched(desk)
    case = Case.objects.get(subject_kind="letter", subject_id=row.pk)
    link = f'href="/desk/letters/{row.pk}/"'
    for who, pk, said in (
        (desk.office, case.pk, "看意见书全文和各项"),
        (desk.unit, first_item(row).pk, f"{TITLE}，第 1 项"),
    ):
        page = desk.get(who, f"/desk/cases/{pk}/").content.decode()
        assert link in page
        assert said in page
        assert f"/desk/cases/{pk}/" in desk.get(who, f"/desk/letters/{row.pk}/").content.decode()
    assert link not in desk.get(desk.office, f"/desk/cases/{desk.say().pk}/").content.decode()


@pytest.mark.parametrize("place", ["desk list", "desk page", "public list", "public page"])
def test_queries_do_not_grow_with_letters(
    desk: Office, place: str, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    """意见书多几份、项多几项，查库次数不变。"""
    row = dispatched(desk)
    show(desk, row)
    urls = {
        "desk list": "/desk/letters/",
        "desk page": f"/desk/letters/{row.pk}/",
        "public list": "/letters/",
        "public page": shown_url(row),
    }
    client = desk.office.sign_in(Client())
    client.get(urls[place])
    with django_assert_max_num_queries(16) as before:
        client.get(urls[place])
        asked = len(before)
    for _ in range(3):
        show(desk, dispatched(desk))
    count = LetterItem.objects.filter(letter=row).count()
    LetterItem.objects.bulk_create(
        LetterItem(letter=row, place=count + n, text=f"再办一件{n}", within="3m")
        for n in range(1, 9)
    )
    with django_assert_num_queries(asked):
        assert client.get(urls[place]).status_code == 200
