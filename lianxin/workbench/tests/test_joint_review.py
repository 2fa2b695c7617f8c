"""双重联审，从页面走一遍：代表团先审、议案组后审，退回有人帮，采纳才编号。"""

from datetime import date

import pytest

from lianxin.casework.models import Case, Duty, Link
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Session
from lianxin.suggestions.models import Draft, Suggestion
from lianxin.workbench.tests.conftest import PACKS, Office, adopt
from lianxin.workbench.tests.test_drafts import WRITTEN, filled, started
from tests.world import AT

FIRST = {"cause_clear": "yes", "evidence_enough": "yes", "plan_feasible": "yes"}
SECOND = {f"{key}_again": yes for key, yes in FIRST.items()}
PASSED = {**FIRST, "proposed_as": "suggestion"}


def submitted(desk: Office, **start: str) -> Case:
    """代表在页面上写好、提出；返回接下来的那一件。"""
    url = started(desk, **start)
    desk.post(desk.deputy, url, filled(do="submit", exclusions_clear="on"))
    return Case.objects.latest("id")


def move(desk: Office, who: str, case: Case, verb: str, **facts: str) -> int:
    """在页面上走一步。"""
    url = f"/desk/cases/{case.pk}/moves/{verb}/"
    return desk.post(getattr(desk, who), url, facts).status_code


@pytest.mark.row("S2-21")
def test_two_ordered_reviews_with_return_and_help(desk: Office) -> None:
    """代表团先审：案据不足通不过，退回写明差什么、帮着改；改好再审，议案组后审，采纳才编号成建议。"""
    adopt(desk.world, "joint_review")
    case = submitted(desk)
    assert not Suggestion.objects.exists()
    assert (
        WRITTEN["grounds"][:12] in desk.get(desk.office, f"/desk/cases/{case.pk}/").content.decode()
    )
    assert move(desk, "office", case, "accept", **SECOND) == 422
    # 没有选区街道的代表，初审由代表工作机构顶上。
    assert (
        move(desk, "office", case, "pass_delegation", **{**PASSED, "evidence_enough": "no"}) == 422
    )
    back = {**FIRST, "evidence_enough": "no", "revise_note": "请补上影响多少户。"}
    assert move(desk, "office", case, "return_delegation", **back) == 302
    assert move(desk, "office", case, "help_drafting", help_note="社区台账上是四百二十户。") == 302
    page = desk.get(desk.deputy, f"/desk/cases/{case.pk}/").content.decode()
    assert "请补上影响多少户" in page
    assert "社区台账上是四百二十户" in page
    said = {
        "suggestion_title": WRITTEN["title"],
        "grounds": WRITTEN["grounds"] + "涉及四百二十户。",
        "proposal": WRITTEN["proposal"],
    }
    assert move(desk, "office", case, "resubmit", **said) == 422
    assert move(desk, "deputy", case, "resubmit", **said) == 302
    assert move(desk, "office", case, "pass_delegation", **PASSED) == 302
    assert move(desk, "office", case, "accept", **{**SECOND, "plan_feasible_again": "no"}) == 422
    assert not Suggestion.objects.exists()
    assert move(desk, "office", case, "accept", **SECOND) == 302

    made = Suggestion.objects.get()
    assert made.grounds.endswith("涉及四百二十户。")
    assert made.number
    assert Draft.objects.get().suggestion == made
    link = Link.objects.get(target=made.case_id)
    assert (link.source_id, link.kind) == (case.pk, "converted_to")
    assert Case.objects.get(pk=case.pk).result == "accepted"


def test_a_draft_under_review_is_found_by_links(desk: Office) -> None:
    """联审着的稿，议案组从“代表建议”点得到，代表从“我的建议”点得到；别家看不见；改的时候原稿先填好。"""
    adopt(desk.world, "joint_review")
    case = submitted(desk)
    link = f'href="/desk/cases/{case.pk}/'

    assert link in desk.get(desk.office, "/desk/suggestions/").content.decode()
    assert link in desk.get(desk.deputy, "/desk/mine/?tab=suggestions").content.decode()
    assert link not in desk.get(desk.unit, "/desk/suggestions/").content.decode()
    move(desk, "office", case, "return_delegation", **FIRST, revise_note="请补上影响多少户。")
    form = desk.get(desk.deputy, f"/desk/cases/{case.pk}/moves/resubmit/").content.decode()
    assert WRITTEN["grounds"] in form
    move(desk, "deputy", case, "withdraw", withdraw_reason="已经列入计划了")
    move(desk, "office", case, "confirm_withdrawal")
    assert link not in desk.get(desk.office, "/desk/suggestions/").content.decode()


@pytest.mark.row("S2-21")
def test_a_bill_may_become_a_suggestion_only_by_the_motions_group(desk: Office) -> None:
    """按议案提的，议案组写明理由转为建议；按建议提的，走不了这一步。"""
    adopt(desk.world, "joint_review")
    case = submitted(desk)
    move(desk, "office", case, "pass_delegation", **{**PASSED, "proposed_as": "bill"})
    why = {**SECOND, "bill_reason": "联名人数不够"}

    assert move(desk, "office", case, "accept", **SECOND) == 422
    assert move(desk, "deputy", case, "turn_bill", **why) == 422
    assert move(desk, "office", case, "turn_bill", **why) == 302
    assert Suggestion.objects.count() == 1
    assert Case.objects.get(pk=case.pk).flags == ["from_bill"]


def test_without_the_practice_a_draft_is_numbered_at_once(desk: Office) -> None:
    """没有采用联审的，提出就编号；采用了的，稿子停在联审，改不了、也提不了第二次。"""
    assert submitted(desk).subject_kind == "suggestion"
    adopt(desk.world, "joint_review")
    case = submitted(desk)
    draft = Draft.objects.latest("id")

    assert (case.subject_kind, draft.state) == ("draft", Draft.State.REVIEWING)
    again = filled(draft.version, do="submit", exclusions_clear="on", title="关于另一件事情的建议")
    refused = desk.post(desk.deputy, f"/desk/drafts/{draft.pk}/", again)
    assert refused.status_code == 422
    assert "正在联审" in refused.content.decode()
    assert Suggestion.objects.count() == 1


def test_a_citizens_voice_waits_for_both_reviews(desk: Office) -> None:
    """从群众意见来的：联审接在那件意见后面，不采纳的原因带回给群众那一件。"""
    adopt(desk.world, "joint_review")
    voice = desk.say()
    said = {
        "suggestion_title": WRITTEN["title"],
        "grounds": WRITTEN["grounds"],
        "proposal": WRITTEN["proposal"],
    }
    assert move(desk, "deputy", voice, "adopt", **said, category="property") == 302
    case = desk.child(voice)
    assert (case.subject_kind, case.thread) == ("draft", voice.thread)
    assert move(desk, "street", case, "pass_delegation", **PASSED) == 302
    why = {"reject_reason": "not_ours", "reject_words": "这件事由镇里管，请在镇人代会上提。"}
    assert move(desk, "office", case, "reject", **why) == 302
    after = Case.objects.get(pk=voice.pk)
    assert after.facts["child_answer"] == why["reject_words"]
    assert Draft.objects.get().state == Draft.State.REJECTED


def motions_due(desk: Office) -> date:
    """提出一份、代表团审过，议案组哪天到期。"""
    case = submitted(desk)
    assert move(desk, "office", case, "pass_delegation", **PASSED) == 302
    return Duty.objects.open().get(case=case).due_date


def test_in_recess_the_motions_group_has_what_the_file_says(desk: Office) -> None:
    """闭会期间照机制写的十个工作日；机制改成二十个，到期日跟着变；会上提的照大会截止日。"""
    adopt(desk.world, "joint_review")
    assert motions_due(desk) == date(2026, 3, 16)

    text = (PACKS / "joint_review" / "mechanism.toml").read_text()
    longer = text.replace('within = "10wd" } }', 'within = "20wd" } }')
    longer = longer.replace("version = 2", "version = 3")
    row = publish_mechanism(source=longer, path="m.toml", actor=SYSTEM, at=AT)
    adopt_practice(
        jurisdiction_id=desk.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=desk.wait(hours=1)
    )
    assert motions_due(desk) == date(2026, 3, 30)

    session = Session.objects.create(
        term=desk.term, ordinal=6, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 12)
    )
    closes = {"session": session.pk, "closes_at": "2026-03-10T12:00"}
    assert desk.post(desk.office, "/desk/suggestions/window/", closes).status_code == 302
    assert motions_due(desk) == date(2026, 3, 10)
    page = desk.get(desk.office, f"/desk/cases/{Case.objects.latest('id').pk}/").content.decode()
    assert "“联审截止日”" in page
