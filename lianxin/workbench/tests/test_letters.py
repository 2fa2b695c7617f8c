"""监督意见书从页面走一遍：起草、报主任会议、编号印发、逐项销号、委员会先提意见、办结。"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.casework.models import Case, Duty
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.documents.models import Document
from lianxin.files.tests.samples import pdf
from lianxin.kernel.actors import SYSTEM
from lianxin.supervision.models import LetterItem, OpinionLetter
from lianxin.workbench.tests.conftest import PACKS, Office, adopt
from tests.world import AT

TITLE = "关于农村道路照明专项检查的意见"
ITEMS = ("把十一盏坏灯修好", "建立路灯巡查制度", "明年列入电缆改造")
REPORT = "三项意见逐项整改，灯修好了，制度印发了，电缆列入明年计划。"


def paper() -> SimpleUploadedFile:
    """一份盖了章的文件。"""
    return SimpleUploadedFile("文件.pdf", pdf(), "application/pdf")


def wording(desk: Office, **more: object) -> dict[str, object]:
    """起草用的一张表。"""
    spans = dict(zip(("within_1", "within_2", "within_3"), ("1m", "2m", "3m"), strict=True))
    texts = {f"item_{place}": text for place, text in enumerate(ITEMS, 1)}
    return {
        "kind": "supervision",
        "title": TITLE,
        "source": "2026 年农村道路照明专项检查",
        "opening": "检查了十三个村，总体完好，也有几项要整改。",
        "unit": desk.world.unit_body.pk,
        "committee": desk.world.special_committee.pk,
        **texts,
        **spans,
        **more,
    }


def move(desk: Office, who: str, case: Case, verb: str, **facts: object) -> int:
    """在页面上走一步。"""
    url = f"/desk/cases/{case.pk}/moves/{verb}/"
    return desk.post(getattr(desk, who), url, facts).status_code


def drafted(desk: Office) -> OpinionLetter:
    """委员会在页面上起草好的一份。"""
    adopt(desk.world, "jiangxia_123", "letter_item")
    assert desk.post(desk.committee, "/desk/letters/new/", wording(desk)).status_code == 302
    return OpinionLetter.objects.latest("id")


def dispatched(desk: Office) -> OpinionLetter:
    """通过、印发了的一份。"""
    row = drafted(desk)
    desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
    case = Case.objects.get(subject_kind="letter", subject_id=row.pk)
    move(desk, "chair", case, "approve", approved_on="2026-03-02", meeting="第五十二次主任会议")
    move(desk, "office", case, "dispatch", signer="吴远山主任")
    return OpinionLetter.objects.select_related("case", "document").get(pk=row.pk)


@pytest.mark.row("S4-04")
def test_a_letter_is_numbered_and_each_item_becomes_a_matter_with_its_clock(desk: Office) -> None:
    """意见书通过才编号，号连续；一项意见一件，各有整改期限；只有查验的委员会能销号。"""
    row = dispatched(desk)
    assert row.document.number.endswith("〔2026〕1号")
    again = dispatched(desk)
    assert again.document.number.endswith("〔2026〕2号")
    assert Document.objects.filter(kind="supervision_opinion").count() == 2

    items = list(LetterItem.objects.filter(letter=row).order_by("place"))
    assert [one.due_on.isoformat() for one in items] == ["2026-04-02", "2026-05-04", "2026-06-02"]
    first = items[0].case
    page = desk.get(desk.unit, f"/desk/letters/{row.pk}/").content.decode()
    assert all(text in page for text in ITEMS)
    assert "把十一盏坏灯修好" in desk.get(desk.unit, "/desk/").content.decode()
    assert move(desk, "unit", first, "plan_item", measure="市政科月底前修好，街道维护") == 302
    assert Duty.objects.open().get(case=first).due_date.isoformat() == "2026-04-02"
    done = {"item_result": "十一盏灯都修好了"}
    assert move(desk, "unit", first, "claim", **done) == 422
    assert move(desk, "unit", first, "claim", proof=paper(), **done) == 302
    check = {"check_note": "夜里去看，全亮"}
    assert move(desk, "unit", first, "strike_off", **check) == 422
    assert move(desk, "committee", first, "strike_off", **check) == 302
    assert "已销号 1 项" in desk.get(desk.office, "/desk/letters/").content.decode()


@pytest.mark.row("S4-08")
def test_one_week_two_weeks_three_months(desk: Office) -> None:
    """通过起一周交办，交办起两周报方案、三个月报结果；方案要逐项、结果要委员会先提意见、都要有文件。"""
    row = drafted(desk)
    desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
    case = Case.objects.get(subject_kind="letter")
    met = {"approved_on": "2026-03-02", "meeting": "第五十二次主任会议"}
    assert move(desk, "office", case, "approve", **met) == 422
    assert move(desk, "chair", case, "approve", **met) == 302

    def due() -> str:
        return Duty.objects.open().get(case=case).due_date.isoformat()

    assert due() == "2026-03-09"
    assert move(desk, "office", case, "dispatch") == 422
    assert move(desk, "office", case, "dispatch", signer="吴远山主任") == 302
    assert due() == "2026-03-16"
    items = [one.case for one in LetterItem.objects.order_by("place")]
    plan = {"plan": "分管局长牵头，三项分到三个科室。"}
    for item in items[:2]:
        move(desk, "unit", item, "plan_item", measure="照期限办好，科长负责")
    assert move(desk, "unit", case, "file_plan", plan_document=paper(), **plan) == 422
    move(desk, "unit", items[2], "plan_item", measure="照期限办好，科长负责")
    assert move(desk, "unit", case, "file_plan", **plan) == 422
    assert move(desk, "unit", case, "file_plan", plan_document=paper(), **plan) == 302
    assert due() == "2026-06-02"

    report = {"result_report": REPORT}
    assert move(desk, "unit", case, "report", result_document=paper(), **report) == 422
    assert move(desk, "unit", case, "ask_comment", result_draft=REPORT) == 302
    assert move(desk, "unit", case, "comment", committee_comment="可以报了") == 422
    assert move(desk, "committee", case, "comment", committee_comment="对得上，可以报了") == 302
    assert move(desk, "unit", case, "report", **report) == 422
    assert move(desk, "unit", case, "report", result_document=paper(), **report) == 302
    assert move(desk, "committee", case, "close") == 422
    note = {"approval_note": "电缆改造列入明年计划，到期再查，同意先办结。"}
    assert move(desk, "committee", case, "close_approved") == 422
    assert move(desk, "committee", case, "approve_closing", **note) == 422
    assert move(desk, "chair", case, "approve_closing", **note) == 302
    assert move(desk, "committee", case, "close_approved") == 302
    assert Case.objects.get(pk=case.pk).flags == ["approved_by_chair", "published"]
    assert REPORT in desk.get(desk.office, f"/desk/letters/{row.pk}/").content.decode()


def test_the_unit_sees_its_letter_only_once_issued(desk: Office) -> None:
    """没有印发的，承办单位看不见；印发以后看得见自己的，别的单位始终看不见。"""
    row = drafted(desk)
    url = f"/desk/letters/{row.pk}/"
    assert desk.get(desk.unit, url).status_code == 404
    assert desk.get(desk.office, url).status_code == 200
    issued = f"/desk/letters/{dispatched(desk).pk}/"
    assert desk.get(desk.unit, issued).status_code == 200
    assert desk.get(desk.other_unit, issued).status_code == 404
    assert desk.get(desk.unit, "/desk/letters/new/").status_code == 404


def test_the_page_calls_whoever_owes_the_step(desk: Office) -> None:
    """报会以后，主任会议的页上写“去办这一步”，不欠着的委员会只“看办件”。"""
    row = drafted(desk)
    desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
    pages = {
        who: desk.get(getattr(desk, who), f"/desk/letters/{row.pk}/").content.decode()
        for who in ("chair", "committee")
    }
    assert {who: "去办这一步" in page for who, page in pages.items()} == {
        "chair": True,
        "committee": False,
    }
    assert "看办件" in pages["committee"]


def test_a_letter_is_rewritten_only_before_the_council_or_when_sent_back(desk: Office) -> None:
    """报会以前、会议退回以后能改；报上去了不能改。"""
    row = drafted(desk)
    url = f"/desk/letters/{row.pk}/edit/"
    assert desk.post(desk.committee, url, wording(desk, item_3="")).status_code == 302
    assert LetterItem.objects.count() == 2
    desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
    assert desk.post(desk.committee, url, wording(desk)).status_code == 422
    case = Case.objects.get(subject_kind="letter")
    move(desk, "chair", case, "ask_redraft", redraft_note="第三项要补上")
    assert desk.post(desk.committee, url, wording(desk)).status_code == 302
    assert LetterItem.objects.count() == 3


@pytest.mark.parametrize("who", ["office", "committee"])
def test_an_issued_letter_opens_no_form_and_says_why(desk: Office, who: str) -> None:
    """起草着的打开是表；报了会、印发了的打不开表，说明为什么、该怎么办。"""
    row = drafted(desk)
    url, persona = f"/desk/letters/{row.pk}/edit/", getattr(desk, who)
    assert desk.get(persona, url).status_code == 200
    desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
    reported = desk.get(persona, url)
    assert reported.status_code == 422
    assert "等会议退回修改" in reported.content.decode()
    issued = desk.get(persona, f"/desk/letters/{dispatched(desk).pk}/edit/")
    assert issued.status_code == 422
    assert "请另起草一份" in issued.content.decode()


def test_where_a_letter_may_be_rewritten_is_written_in_the_file(desk: Office) -> None:
    """退回修改的环节换了名字，照样能改；机制里没写要说改了什么的，退回了也不能改。"""
    text = (PACKS / "jiangxia_123" / "mechanism.toml").read_text()
    renamed = text.replace('"redrafting"', '"at_the_desk"').replace("version = 2", "version = 7")
    mute = renamed.replace('needs   = ["redrafted"]', 'needs   = ["redraft_words"]')
    mute = mute.replace('key = "redrafted"', 'key = "redraft_words"')
    for source, version, code in ((renamed, 7, 302), (mute, 8, 422)):
        row = drafted(desk)
        given = source.replace("version = 7", f"version = {version}")
        made = publish_mechanism(source=given, path="m.toml", actor=SYSTEM, at=AT)
        adopt_practice(
            jurisdiction_id=desk.congress.pk,
            mechanism_id=made.pk,
            actor=SYSTEM,
            at=desk.wait(hours=1),
        )
        desk.post(desk.committee, f"/desk/letters/{row.pk}/submit/")
        case = Case.objects.get(subject_kind="letter", subject_id=row.pk)
        assert case.mechanism_id == made.pk
        move(desk, "chair", case, "ask_redraft", redraft_note="第三项要补上")
        again = desk.post(desk.committee, f"/desk/letters/{row.pk}/edit/", wording(desk))
        assert again.status_code == code


def test_letters_are_exported(desk: Office) -> None:
    """列表、一览表都导得出来。"""
    row = dispatched(desk)
    listed = desk.get(desk.office, "/desk/letters/export.csv")
    items = desk.get(desk.unit, f"/desk/letters/{row.pk}/export.csv")

    assert TITLE in b"".join(listed.streaming_content).decode("utf-8-sig")
    assert ITEMS[2] in b"".join(items.streaming_content).decode("utf-8-sig")
    assert desk.get(desk.unit, f"/desk/letters/{row.pk}/export.xlsx").status_code == 200
