"""公文从桌面上做：答复函、督办记录单、交办清单、意见书、专报与批示、办理情况报告。"""

import shutil
import subprocess
from typing import Any

import pytest
from django.http import HttpResponse

from lianxin.audit.models import Entry
from lianxin.documents.models import Document
from lianxin.documents.papers import Paper
from lianxin.insight import jobs
from lianxin.insight.models import ReportRun
from lianxin.insight.usecases import reports
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.papers import (
    CITIZEN,
    PHONE,
    SIGNED,
    TITLE,
    another,
    name_of,
    raised,
    words_of,
)


@pytest.mark.row("S2-23")
def test_unit_writes_one_reply_for_one_suggestion(desk: Office) -> None:
    """一件建议一份答复函：类别标记、逐条答复、协办意见、签发人、联系人、抄送都在，编号印发。"""
    suggestion = raised(desk)
    page = desk.get(desk.unit, f"/desk/cases/{suggestion.case.pk}/").content.decode()
    words = words_of(suggestion.ask(desk.unit, "docx", copies="代表工作委员会、区政府办公室"))
    issued = suggestion.ask(desk.unit, "issue")
    again = suggestion.ask(desk.unit, "issue")
    made = Document.objects.get()

    assert suggestion.url() in page
    for part in (
        "类别标记：A",
        "关于江夏区七届人大闭会期间2026年第1号建议的答复",
        "周岭梅代表：",
        "一、关于加装路灯",
        "区城市管理执法局：灯杆基础由我局负责",
        "签发人：张局长",
        "区住房和城乡建设局（盖章）",
        "联系人：赵明联系电话：027-87910000",
        "抄送：代表工作委员会，区政府办公室。",
        "建议办理情况征询意见表",
    ):
        assert part in words, part
    assert issued.status_code == 302
    assert made.number == "区住房和城乡建设局函〔2026〕1号"
    assert (again.status_code, Document.objects.count()) == (422, 1)
    assert "一件建议一份答复" in again.content.decode()


def test_a_new_reply_replaces_the_old_with_a_reason(desk: Office) -> None:
    """代表不满意要重新答复：写明理由，旧的作废，办件页上两份都看得到。"""
    suggestion = raised(desk)
    suggestion.ask(desk.unit, "issue")
    done = suggestion.ask(desk.unit, "issue", replaces_reason="代表不满意，重新答复")
    page = desk.get(desk.deputy, f"/desk/cases/{suggestion.case.pk}/").content.decode()

    assert done.status_code == 302
    assert "已作废：代表不满意，重新答复" in page
    assert "函〔2026〕2号" in page


def test_the_reply_already_given_fills_the_letter(desk: Office) -> None:
    """单位答复过的，答复函里直接就有；代表下载得到，PDF 里读得出中文。"""
    suggestion = raised(desk)
    case = suggestion.answered()
    page = desk.get(desk.unit, suggestion.url()).content.decode()
    suggestion.ask(desk.unit, "issue")
    made = Document.objects.get()
    pdf = desk.get(desk.deputy, f"/desk/papers/{made.pk}/file.pdf")
    word = desk.get(desk.deputy, f"/desk/papers/{made.pk}/file.docx")

    assert case.stage == "rating"
    assert "十一盏路灯六月底装齐" in page
    assert made.number in words_of(word)
    assert pdf.content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", "-", "-"], input=pdf.content, capture_output=True)
        assert "十一盏路灯六月底装齐" in "".join(read.stdout.decode().split())


def test_the_citizen_is_in_no_document(desk: Office) -> None:
    """群众的姓名、电话，不在任何一份公文、文件名、登记簿、导出和留痕里；建议的话还在。"""
    suggestion = raised(desk)
    suggestion.answered()
    made = [
        suggestion.ask(desk.unit, "docx"),
        suggestion.ask(desk.unit, "issue"),
        suggestion.ask(desk.office, "docx", "follow_up", words=f"请回访{CITIZEN}，{PHONE}。"),
        suggestion.ask(desk.office, "issue", "follow_up", words=f"请回访{CITIZEN}，{PHONE}。"),
    ]
    files = [
        desk.get(desk.office, f"/desk/papers/{row.pk}/file.docx") for row in Document.objects.all()
    ]
    read = [words_of(one) for one in (made[0], made[2], *files)]
    named = [name_of(one) for one in (made[0], made[2], *files)]
    listed = desk.get(desk.office, "/desk/papers/").content.decode()
    bodies = [str(row.body) for row in Document.objects.all()]
    noted = [str(row.facts) for row in Entry.objects.filter(verb__startswith="document.")]

    assert len(files) == 2
    assert "十一盏路灯六月底装齐" in read[0]
    for text in (*read, *named, *bodies, *noted, listed):
        assert CITIZEN not in text
        assert PHONE not in text


def test_who_may_write_what(desk: Office) -> None:
    """答复函只有主办单位能写，督办记录单归人大；别的单位连这件都看不到。"""
    suggestion = raised(desk)
    tried = {
        (who, kind): desk.get(getattr(desk, who), suggestion.url(kind)).status_code
        for who in ("unit", "other_unit", "office", "deputy")
        for kind in ("reply_letter", "follow_up")
    }

    assert {pair for pair, status in tried.items() if status == 200} == {
        ("unit", "reply_letter"),
        ("office", "follow_up"),
    }
    suggestion.ask(desk.unit, "issue")
    made = Document.objects.get()
    url = f"/desk/papers/{made.pk}/file.docx"
    assert desk.get(desk.other_unit, url).status_code == 200
    assert desk.get(desk.committee, url).status_code == 404


def test_an_issued_paper_is_withdrawn_only_by_its_issuer(desk: Office) -> None:
    """作废归发文的单位，要写理由；别人的页上没有这一格。"""
    suggestion = raised(desk)
    suggestion.ask(desk.unit, "issue")
    made = Document.objects.get()
    url = f"/desk/papers/{made.pk}/"

    desk.post(desk.office, url, {"reason": "机关替它作废"})
    made.refresh_from_db()
    assert made.withdrawn_at is None
    assert desk.post(desk.unit, url, {"reason": ""}).status_code == 422
    assert desk.post(desk.unit, url, {"reason": "签发人写错了"}).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_reason == "签发人写错了"


def test_office_dispatches_with_a_list(desk: Office) -> None:
    """交办清单：一家单位一份，写明主办、协办和期限；没有交办的，说明白。"""
    suggestion = raised(desk)
    given = {**SIGNED, "since": "2026-01-01", "until": "2026-03-02"}
    url = "/desk/papers/new/dispatch_list/"

    words = words_of(
        desk.post(desk.office, url, {**given, "addressee": desk.other_unit_body.pk, "do": "docx"})
    )
    empty = desk.post(desk.office, url, {**given, "addressee": desk.subdistrict.pk, "do": "docx"})
    desk.post(desk.office, url, {**given, "addressee": desk.unit_body.pk, "do": "issue"})

    assert suggestion.case.number in words
    assert "协办" in words
    assert empty.status_code == 422
    assert "没有交办给这家单位的建议" in empty.content.decode()
    assert "交办代表建议的通知" in desk.get(desk.unit, "/desk/papers/").content.decode()
    assert desk.get(desk.unit, url).status_code == 404


def test_opinion_letter_numbers_its_items_and_deadlines(desk: Office) -> None:
    """意见书一项一条、各有期限，附办理一览表；日期写错了，说明怎么写。"""
    given = {
        **SIGNED,
        "title": "关于物业管理条例执法检查的审议意见",
        "addressee": desk.unit_body.pk,
        "opening": "区人大常委会听取了执法检查报告。",
        "items": "健全业委会备案办法｜2026-06-30\n=公开维修资金账目",
        "closing": "",
        "do": "docx",
    }
    url = "/desk/papers/new/review_opinion/"
    words = words_of(desk.post(desk.committee, url, given))
    wrong = desk.post(desk.committee, url, {**given, "items": "健全办法｜六月底"})

    assert "一、健全业委会备案办法。（2026年6月30日前报办理情况）" in words
    assert "'=公开维修资金账目" in words
    assert "意见办理一览表" in words
    assert wrong.status_code == 422
    assert "2026-09-30" in wrong.content.decode()


@pytest.mark.row("S4-05")
def test_briefs_are_numbered_and_instructions_followed(desk: Office) -> None:
    """专报编期号报上去，批示登记谁批的、交给谁；单位报落实，台账看得到、导得出。"""
    desk.post(
        desk.office,
        "/desk/papers/code/",
        {"kind": "brief", "code": "江夏人大专报"},
    )
    text = "一、基本情况\n城区路灯有三成不亮，管护没有人牵头。"
    given = {**SIGNED, "title": "路灯管护情况", "addressee": "区委", "text": text}
    desk.post(desk.office, "/desk/papers/new/brief/", {**given, "do": "issue"})
    report = Document.objects.get()
    asked = {
        "made_by": "吴远山",
        "made_by_post": "区委书记",
        "made_on": "2026-03-02",
        "document": report.pk,
        "matter": "",
        "words": "请住建局一个月内拿出管护办法。",
        "assigned": desk.unit_body.pk,
        "due_on": "2026-04-02",
    }
    incomplete = desk.post(desk.office, "/desk/instructions/new/", {**asked, "words": ""})
    desk.post(desk.office, "/desk/instructions/new/", asked)
    desk.wait(days=40)
    late = desk.get(desk.unit, "/desk/instructions/").content.decode()
    row = late.split("/desk/instructions/")[-1]
    pk = int(late.split('href="/desk/instructions/')[-1].split("/")[0])
    told = {"state": "done", "progress": "管护办法已经印发。"}
    done = desk.post(desk.unit, f"/desk/instructions/{pk}/", told)
    table = b"".join(desk.get(desk.office, "/desk/instructions/export.csv").streaming_content)

    assert report.number == "江夏人大专报〔2026〕1号"
    assert incomplete.status_code == 422
    assert row
    assert "已过期" in late
    assert done.status_code == 302
    for part in ("吴远山", "区委书记", report.number, "管护办法已经印发。", "落实了"):
        assert part in table.decode()
    assert desk.get(desk.other_unit, f"/desk/instructions/{pk}/").status_code == 404
    assert desk.get(desk.unit, "/desk/instructions/new/").status_code == 404


def report_made(desk: Office, given: dict[str, str], *, scope: str = "y2026") -> HttpResponse:
    """要一份报告，后台做好，点开下载；印发的没有下载，返回做到哪了的那一页。"""
    asked = desk.post(desk.office, f"/desk/papers/annual/?scope={scope}", given)
    assert asked.status_code == 302, asked.content.decode()[-2000:]
    run = asked.headers["Location"]
    assert "排着队" in desk.get(desk.office, run).content.decode()
    jobs.report(run_id=ReportRun.objects.latest("id").pk)
    page = desk.get(desk.office, run)
    if given["do"] == "issue":
        assert "已经编号印发" in page.content.decode()
        return page
    assert f"{run}file/" in page.content.decode()
    return desk.get(desk.office, f"{run}file/")


@pytest.mark.row("S2-26")
def test_annual_report_counts_and_lists_every_suggestion(desk: Office) -> None:
    """办理情况报告：结果、单位、类别各多少，几个率各写明怎么算，附全部建议；印发了编号。"""
    suggestion = raised(desk)
    suggestion.answered()
    desk.step(suggestion.case, desk.deputy, "rate", attitude="satisfied", result="basic")
    desk.step(suggestion.case, desk.office, "close")
    another(desk, "=关于规范小区充电桩的建议")
    shown = desk.get(desk.office, "/desk/papers/annual/")
    page, figures = shown.content.decode(), {f.label: f for f in shown.context["figures"]}
    given = {**SIGNED, "words": "下一步抓好落实。", "do": "docx"}
    words = words_of(report_made(desk, given))
    report_made(desk, {**given, "do": "issue"})
    table = desk.get(desk.office, "/desk/papers/annual/export.csv?scope=y2026")

    assert "代表共提出建议2件" in page
    assert (figures["办复率"].value, figures["办复率"].unit) == ("50.00", "%")
    assert (figures["落实率"].value, figures["落实率"].unit) == ("—", "")
    for part in (
        "关于江夏区2026年代表建议办理情况的报告",
        "办复率50.00%1÷2已答复的件数÷应办建议的件数",
        "建议办结率50.00%1÷2",
        "结果满意率0.00%0÷1",
        "结果基本满意以上100.00%1÷1",
        "落实率没有0÷0",
        "A已经解决或基本解决150.00%",
        "区住房和城乡建设局11110",
        "".join(TITLE.split()),
        "'=关于规范小区充电桩的建议",
        "下一步抓好落实。",
    ):
        assert part in words, part
    assert Document.objects.get(kind="annual_report").serial == 1
    assert TITLE in b"".join(table.streaming_content).decode()
    assert desk.get(desk.unit, "/desk/papers/annual/").status_code == 404


def asked_for(desk: Office, do: str = "pdf", **more: str) -> HttpResponse:
    """在页面上要一份报告。"""
    given = {**SIGNED, "words": "", "do": do, **more}
    return desk.post(desk.office, "/desk/papers/annual/?scope=y2026", given)


def test_the_report_shows_how_far_it_is(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """做的时候页面上有进度条，做好了才下载得到；不归他管的看不见，也下载不了。"""
    raised(desk)
    run = asked_for(desk).headers["Location"]
    seen: list[str] = []

    def half(_paper: Paper, *, progress: Any) -> bytes:
        progress(1, 2)
        seen.append(desk.get(desk.office, run).content.decode())
        assert desk.get(desk.office, f"{run}file/").status_code == 404
        return b"%PDF-1.4"

    monkeypatch.setattr(reports, "pdf_file", half)
    jobs.report(run_id=ReportRun.objects.get().pk)

    assert "74%" in seen[0]
    assert 'http-equiv="refresh"' in seen[0]
    assert "做好了" in desk.get(desk.office, run).content.decode()
    assert desk.get(desk.office, f"{run}file/").content == b"%PDF-1.4"
    for url in (run, f"{run}file/"):
        assert desk.get(desk.unit, url).status_code == 404


def test_one_report_at_a_time_and_issuing_once(desk: Office) -> None:
    """前一份没做完不收第二份；做到一半断了接着做，只印发一次；没写签发人的不收。"""
    raised(desk)
    assert asked_for(desk, "issue", signer="").status_code == 422
    assert asked_for(desk, "issue").status_code == 302
    refused = asked_for(desk)
    assert refused.status_code == 422
    assert "前一份还没有做完" in refused.content.decode()
    run = ReportRun.objects.get()
    ReportRun.objects.update(state="running", percent=40)
    for _ in range(2):
        jobs.report(run_id=run.pk)
    assert Document.objects.filter(kind="annual_report").count() == 1
    assert asked_for(desk).status_code == 302


def test_a_report_too_long_says_what_to_do(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """件数多得一份文件排不下，写明怎么办；放满七日的文件抹去，页上说再做一份。"""
    raised(desk)
    with monkeypatch.context() as patch:
        patch.setattr("lianxin.suggestions.papers_annual.MOST_ENTRIES", 0)
        run = asked_for(desk, "docx").headers["Location"]
        jobs.report(run_id=ReportRun.objects.get().pk)
    assert "请按会议分几份出" in desk.get(desk.office, run).content.decode()
    run = asked_for(desk, "docx").headers["Location"]
    jobs.report(run_id=ReportRun.objects.latest("id").pk)
    assert desk.get(desk.office, f"{run}file/").status_code == 200
    desk.wait(days=8)
    jobs.sweep_reports(timestamp=0)
    assert desk.get(desk.office, f"{run}file/").status_code == 404


def test_annual_report_of_nothing_says_so(desk: Office) -> None:
    """一件建议也没有，页面说明从哪里开始。"""
    page = desk.get(desk.office, "/desk/papers/annual/")

    assert page.status_code == 200
    assert "还没有代表建议" in page.content.decode()


def test_posting_sheet_opens_in_word(desk: Office) -> None:
    """站点公示单有 Word 文件，事项和进展都在。"""
    desk.dispatched()

    words = words_of(desk.get(desk.street, f"/desk/stations/{desk.station.pk}/posting.docx"))

    assert "".join(desk.station.name.split()) in words


@pytest.mark.parametrize("url", ["/desk/papers/", "/desk/instructions/", "/desk/papers/annual/"])
def test_query_counts_do_not_grow(desk: Office, django_assert_max_num_queries, url: str) -> None:
    """登记簿、批示台账、报告页，行数再多，查询数不变。"""
    suggestion = raised(desk)
    for turn in range(6):
        suggestion.ask(desk.office, "issue", "follow_up", words=f"第 {turn} 次督办，请抓紧。")
        given = {
            "made_by": "吴远山",
            "made_by_post": "主任",
            "made_on": "2026-03-02",
            "matter": f"材料 {turn}",
            "words": "请落实。",
            "assigned": desk.unit_body.pk,
        }
        desk.post(desk.office, "/desk/instructions/new/", given)
    desk.office.sign_in(desk.client)

    with django_assert_max_num_queries(14):
        answer = desk.client.get(url)

    assert answer.status_code == 200


def test_drafts_take_no_number(desk: Office) -> None:
    """下载草稿不占号，也不留在登记簿里；没有签发人的印发不了。"""
    suggestion = raised(desk)
    suggestion.ask(desk.unit, "pdf")
    unsigned = suggestion.ask(desk.unit, "issue", signer="")

    assert unsigned.status_code == 422
    assert "签发人" in unsigned.content.decode()
    assert not Document.objects.exists()
