"""承诺台账与落实回看：从正门走，答应的事到期有人查，办结以后有人回头看。"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.casework.models import Case
from lianxin.casework.usecases import sweep
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.test_companions import Thread
from lianxin.workbench.tests.test_drafts import WRITTEN

BY = "2026-04-30"
WHAT = "装齐十一盏路灯"


@pytest.fixture
def thread(desk: Office) -> Thread:
    """一件答复“列入计划”、答应了日子的建议。"""
    adopt(desk.world, "promise_ledger", "implementation_lookback")
    desk.write(**WRITTEN)
    made = Thread(desk, Case.objects.filter(subject_kind="suggestion").latest("id"))
    made.go(desk.office, made.main, "dispatch", lead_unit=desk.world.unit_body.pk)
    made.go(desk.unit, made.main, "log_contact", how="visit", note="和代表一起看了现场")
    letter = SimpleUploadedFile("答复函.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    row = {"promises-0-who": "区住建局", "promises-0-what": WHAT, "promises-0-by": BY}
    words = "您提出的关于加装路灯的建议收悉，已列入今年计划，四月底前装齐。"
    made.go(
        desk.unit,
        made.main,
        "reply_planned",
        reply=words,
        signer="张局长",
        reply_letter=letter,
        **row,
    )
    return made


def lines(desk: Office, who: str, state: str) -> str:
    """某人看到的台账。"""
    return desk.get(getattr(desk, who), f"/desk/promises/?state={state}").content.decode()


def done() -> dict[str, Any]:
    """报已做到，附证据。"""
    proof = SimpleUploadedFile("验收单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    return {"done_note": "五月六日全部亮灯", "proof": proof}


def test_a_promise_is_not_counted_as_unsigned(desk: Office, thread: Thread) -> None:
    """承办台账上，承诺不用签收，不写成“未签收”；没签收的建议照写。"""
    answer = desk.get(desk.unit, "/desk/unit/?state=all")
    assert {row.kind: row.signs for row in answer.context["rows"]} == {
        "代表建议": True,
        "承诺": False,
    }
    page = answer.content.decode()
    assert ("未签收" in page, "不用签收" in page) == (True, True)


def exported(desk: Office, state: str) -> str:
    """导出的台账。"""
    answer = desk.get(desk.office, f"/desk/promises/export.csv?state={state}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_promise_is_followed_to_its_result(desk: Office, thread: Thread) -> None:
    """没到日子在“还没有结果”里，过了日子排到最前，凭证据查验以后记“逾期兑现”；别的单位看不到。"""
    assert WHAT in lines(desk, "office", "open")
    assert WHAT in lines(desk, "unit", "open")
    assert WHAT not in lines(desk, "other_unit", "all")
    assert "没有过了日子的承诺" in lines(desk, "office", "overdue")

    desk.wait(days=70)
    sweep(at=desk.clock.now)
    assert WHAT in lines(desk, "office", "overdue")
    promise = thread.beside("promise")
    assert promise.stage == "overdue"
    thread.cannot(desk.other_unit, promise, "claim_late", **done())
    thread.go(desk.unit, promise, "claim_late", **done())
    thread.go(desk.office, promise, "verify_late", check_note="到现场数了，十一盏都亮着")

    assert (promise.result, promise.closed_at is not None) == ("late", True)
    assert WHAT not in lines(desk, "office", "overdue")
    assert "逾期兑现" in lines(desk, "office", "late")
    header, row = exported(desk, "late").splitlines()
    told = dict(zip(header.split(","), row.split(","), strict=True))
    assert (told["做什么"], told["结果"]) == (WHAT, "逾期兑现")
    assert date.fromisoformat(told["哪天做到"]) == date.fromisoformat(BY)


def test_a_bad_page_mark_starts_from_the_first_page(desk: Office, thread: Thread) -> None:
    """翻页的记号改坏了，从第一页看起，不出错。"""
    page = desk.get(desk.office, "/desk/promises/?state=open&after=昨天_一")
    assert page.status_code == 200
    assert WHAT in page.content.decode()


def test_a_closed_suggestion_is_looked_back_on(desk: Office, thread: Thread) -> None:
    """归档以后自动立起落实回看，承办单位接着担；没有采用回看办法的地方就不立。"""
    thread.go(desk.deputy, thread.main, "rate", attitude="satisfied", result="basic")
    thread.go(desk.office, thread.main, "close")
    looked = thread.beside("lookback")
    assert thread.main.closed_at is not None
    assert looked.closed_at is None
    assert f"case={looked.pk}" in desk.get(desk.unit, "/desk/").content.decode()
    assert f"case={looked.pk}" not in desk.get(desk.other_unit, "/desk/").content.decode()
