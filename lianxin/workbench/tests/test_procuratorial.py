"""代表建议与检察建议双向衔接，从页面走一遍：抄送、决定、文书送回、复查反馈，反过来转成建议稿。"""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.access.usecases import accounts, registers
from lianxin.access.viewers import viewer_for
from lianxin.casework.models import Case, Duty
from lianxin.files.tests.samples import pdf
from lianxin.kernel.actors import SYSTEM
from lianxin.suggestions.models import Draft
from lianxin.workbench.tests.conftest import Office, adopt
from tests.world import AT, PASSWORD, SINCE, TODAY, Persona

WHY = {"domain": "environment", "reason": "河道被填，下游三个村行洪用水都受影响"}
FOUND = {
    "suggestion_title": "关于建立建筑垃圾运输联单制度的建议",
    "grounds": "办案中查了九个工地，七个没有运输记录，垃圾去了哪里说不清。",
    "proposal": "请区住建局今年内建立运输联单，一车一单，每季度抽查一次。",
}


def procurator(desk: Office) -> Persona:
    """区检察院和院里的一位检察官。"""
    note = {"actor": SYSTEM, "at": AT}
    body = registers.register_body(
        kind="procuratorate",
        name="区人民检察院",
        slug="jx-jcy",
        region=desk.world.county,
        congress=desk.world.congress,
        starts_on=SINCE,
        **note,
    )
    person = registers.register_person(name="林清", **note)
    account = accounts.open_account(username="procurator", password=PASSWORD, person=person, **note)
    accounts.grant_post(
        person=person, body=body, kind="handler", title="检察官", starts_on=SINCE, **note
    )
    return Persona(viewer_for(account, today=TODAY), account, person, body)


def paper() -> SimpleUploadedFile:
    """一份盖了章的文书。"""
    return SimpleUploadedFile("文书.pdf", pdf(), "application/pdf")


def dispatched(desk: Office) -> Case:
    """代表提的一件建议，交给住建局办。"""
    voice = desk.say(text="村口河道里倒了好多建筑垃圾。")
    given = {**FOUND, "suggestion_title": "关于整治村口河道倾倒垃圾的建议"}
    desk.post(desk.deputy, f"/desk/cases/{voice.pk}/moves/adopt/", given)
    main = desk.child(voice)
    desk.post(
        desk.office,
        f"/desk/cases/{main.pk}/moves/dispatch/",
        {"lead_unit": desk.world.unit_body.pk},
    )
    return Case.objects.get(pk=main.pk)


def go(desk: Office, who: Persona, case: Case, verb: str, **facts: object) -> int:
    """在页面上走一步，返回状态码。"""
    return desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts).status_code


def link_of(main: Case) -> Case:
    """这件建议旁边与检察院衔接的那一件。"""
    return Case.objects.get(main=main, beside="procuratorial")


@pytest.mark.row("S1-16")
def test_a_suggestion_is_copied_decided_returned_and_reviewed(desk: Office) -> None:
    """建议抄送检察院，立案、发检察建议、文书送回、整改、复查反馈，两边都看得到；建议的时限一天不停。"""
    adopt(desk.world, "procuratorial_link")
    who, main = procurator(desk), dispatched(desk)
    due = Duty.objects.open().get(case=main, role="undertaker", owes__contains="答复").due_date
    do = partial(go, desk)

    assert do(desk.office, main, "open_procuratorial", **WHY) == 302
    link = link_of(main)
    slip = {"procuratorate": who.body.pk, "copy_slip": paper()}
    assert do(desk.unit, link, "copy", **slip) in (404, 422)
    assert do(desk.office, link, "copy", procuratorate=who.body.pk, copy_slip=paper()) == 302
    assert "待检察院决定" in desk.get(who, f"/desk/cases/{link.pk}/").content.decode()
    filed = {"decided_on": "2026-03-02", "decision_note": "河道行洪受损，属实，立案。"}
    assert do(desk.office, link, "file_case", **filed) == 422
    assert do(who, link, "file_case", **filed) == 302
    advice = {
        "document_no": "江检建〔2026〕6号",
        "document_on": "2026-03-02",
        "reply_by": "2026-04-10",
    }
    assert do(who, link, "issue_advice", **advice) == 302
    owed = Duty.objects.open().get(case=link, role="procurator")
    assert owed.due_date.isoformat() == "2026-03-12"
    assert do(who, link, "return_papers") == 422
    assert do(who, link, "return_papers", case_papers=paper()) == 302
    assert (
        do(desk.unit, link, "reply_advice", rectify_reply="河道两百米已清完，查明倾倒人。") == 302
    )
    assert (
        do(who, link, "review", reviewed_on="2026-03-02", review_note="到现场看过，清完了。") == 302
    )
    assert Duty.objects.open().get(case=link).due_date.isoformat() == "2026-03-12"
    assert do(who, link, "tell_done", result_note="整改到位，终结本案。") == 302

    assert Case.objects.get(pk=link.pk).result == "implemented"
    still = Duty.objects.open().get(case=main, role="undertaker", owes__contains="答复")
    assert (still.due_date, still.paused_on) == (due, None)
    for one in (desk.office, desk.deputy, desk.unit, who):
        assert "反馈：改到位了" in desk.get(one, f"/desk/cases/{link.pk}/").content.decode()


@pytest.mark.row("S1-16")
def test_what_the_procurators_found_becomes_a_deputys_draft(desk: Office) -> None:
    """反方向：检察院办案发现的普遍问题转成建议稿，放在在任代表名下，代表自己提出；不是代表的不行。"""
    adopt(desk.world, "procuratorial_link")
    who, main = procurator(desk), dispatched(desk)
    go(desk, desk.office, main, "open_procuratorial", **WHY)
    link = link_of(main)
    go(desk, desk.office, link, "copy", procuratorate=who.body.pk, copy_slip=paper())
    go(desk, who, link, "file_case", decided_on="2026-03-02", decision_note="属实，立案调查。")
    sheet = desk.get(who, f"/desk/cases/{link.pk}/moves/to_suggestion/").content.decode()

    def to(person_id: int) -> int:
        return go(desk, who, link, "to_suggestion", draft_deputy=person_id, **FOUND)

    assert desk.deputy.person.name in sheet
    assert to(desk.chair.person.pk) == 422
    assert not Draft.objects.exists()
    assert to(desk.deputy.person.pk) == 302
    row = Draft.objects.get()
    assert row.source == Draft.Source.PROCURATORIAL
    assert (
        FOUND["suggestion_title"]
        in desk.get(desk.deputy, "/desk/mine/?tab=drafts").content.decode()
    )
    form = {"version": 1, "permission": "full", "exclusions_clear": "on", "do": "submit"}
    said = {"title": row.title, "grounds": row.grounds, "proposal": row.proposal}
    assert desk.post(desk.deputy, f"/desk/drafts/{row.pk}/", {**form, **said}).status_code == 302
    assert Draft.objects.get().state == Draft.State.SUBMITTED
