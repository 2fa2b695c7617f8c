"""同一件事的几件建议并案：各得一份答复、各自评价；并错了拆出来，责任和期限都回来。"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty, Link
from lianxin.casework.policies import Doer
from lianxin.casework.queries import neglected_cases
from lianxin.casework.usecases.doing import do
from lianxin.files.models import Attachment
from lianxin.kernel.errors import RuleViolation
from lianxin.notify.models import Notice
from lianxin.ratings.models import Rating
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from lianxin.workbench.tests.conftest import Office, picture
from lianxin.workbench.tests.test_bad_days import act, done, page, second_deputy, words
from lianxin.workbench.tests.test_unit import REPLY
from tests.world import AT, PASSWORD, Persona

SAME = "都是村口到小学这段路没有路灯，请同一家办。"
GRADES = {"attitude": "satisfied", "result": "satisfied"}
BLAME = {"attitude": "basic", "result": "dissatisfied", "dissatisfied_reason": "后半段还是黑的"}
pytestmark = pytest.mark.row("S1-13")


def raised(desk: Office, lead: Persona, *seconders: Persona) -> Case:
    """由某位代表领衔提一件路灯的建议。"""
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=desk.congress.pk,
            lead_id=lead.person.pk,
            title=f"{lead.person.name}关于在村口至小学路段加装路灯的建议",
            grounds="这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
            proposal="请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
            permission="full",
            cosponsor_ids=tuple(each.person.pk for each in seconders),
        ),
        actor=lead.actor,
        at=desk.clock.now,
    )
    return Case.objects.get(pk=made.case_id)


def two(desk: Office) -> tuple[Case, Case, Persona]:
    """两位代表各提一件，说的是一件事；第二件由第一位附议。"""
    other = second_deputy(desk)
    return raised(desk, desk.deputy), raised(desk, other, desk.deputy), other


def merge(desk: Office, case: Case, into: Case, who: Persona | None = None) -> Any:
    """在页面上把一件并到另一件。"""
    given = {"merge_into": into.number, "merge_reason": SAME}
    return act(desk, who or desk.office, case, "merge", **given)


def answer(desk: Office, case: Case) -> Case:
    """住建局联系代表，答复已经解决。"""
    done(desk, desk.unit, case, "log_contact", how="visit", note="一起看了现场")
    letter = {"reply_letter": picture("答复函.png"), "signer": "局长 何为"}
    return done(desk, desk.unit, case, "reply_resolved", reply=REPLY, **letter)


def dispatch(desk: Office, case: Case, unit: Any = None) -> Case:
    """交给一家单位。"""
    return done(desk, desk.office, case, "dispatch", lead_unit=(unit or desk.unit_body).pk)


def test_each_deputy_gets_the_answer_and_rates_for_himself(desk: Office) -> None:
    """并案办一次：并走的写明并到哪、谁在办；答复了两件都得到，各自评价，一件不满意只再办那一件。"""
    main, joined, other = two(desk)
    assert merge(desk, joined, main).status_code == 302
    dispatch(desk, main)

    for who in (other, desk.office):
        told = page(desk, who, joined)
        assert f"并到{main.number}一起办" in told
        assert "区住房和城乡建设局主办" in told or "区住建局主办" in told
    assert "并进来一起办的1件" in page(desk, desk.unit, main)
    assert joined.number in page(desk, desk.unit, main)
    assert neglected_cases() == []
    assert Notice.objects.filter(case_id=joined.pk, person=other.person).exists()
    assert Notice.objects.filter(case_id=joined.pk, person=desk.deputy.person).exists()

    answer(desk, main)
    joined.refresh_from_db()
    assert (joined.stage, joined.result) == ("rating", "resolved")
    assert REPLY in page(desk, other, joined)
    _both_have_the_letter(desk, other, main, joined)
    done(desk, desk.deputy, main, "rate", **GRADES)
    assert act(desk, desk.deputy, joined, "rate", **GRADES).status_code == 422
    again = done(desk, other, joined, "rate_dissatisfied", **BLAME)
    assert again.stage == "re_handling"
    assert Case.objects.get(pk=main.pk).stage == "closing"
    assert Duty.objects.open().get(case=joined).holder_body == desk.unit_body
    assert Rating.objects.filter(case_id__in=(main.pk, joined.pk)).count() == 2


def _both_have_the_letter(desk: Office, other: Persona, main: Case, joined: Case) -> None:
    """答复函两件上各有一份：各人在自己的那一件上打得开，别人那一件上的打不开。"""
    mine, theirs = (
        Attachment.objects.get(subject_kind="case", subject_id=c.pk) for c in (joined, main)
    )
    assert (mine.original_name, mine.sha256) == (theirs.original_name, theirs.sha256)
    assert (
        f"/desk/files/{mine.pk}/" in desk.get(other, f"/desk/cases/{joined.pk}/").content.decode()
    )
    assert desk.get(other, f"/desk/files/{mine.pk}/").status_code == 200
    assert desk.get(other, f"/desk/files/{theirs.pk}/").status_code == 404


def test_lists_exports_numbers_and_the_trail_tell_of_it(desk: Office) -> None:
    """清单、导出、接口写明并到哪一件；两边的经过各有一笔；年度报告里两件各算一件，不多不少。"""
    main, joined, _other = two(desk)
    merge(desk, joined, main)
    listed = desk.get(desk.office, "/desk/suggestions/")
    export = desk.get(desk.office, "/desk/suggestions/export.csv")
    dispatch(desk, main)
    answer(desk, main)
    annual = words(desk.get(desk.office, "/desk/papers/annual/?scope=y2026"))

    assert f"并到{main.number}" in words(listed)
    assert f"在办,{main.number}" in b"".join(export.streaming_content).decode()
    assert "代表共提出建议2件，应办2件" in annual
    assert "并入别件" not in annual
    assert "应办2件" in annual
    assert "已答复代表2件" in annual
    assert f"{joined.number}并进来一起办，何秋生代表领衔" in page(desk, desk.office, main)
    assert "合办的一件答复了" in page(desk, desk.office, joined)
    assert Entry.objects.get(verb="suggestion.joined").facts["other"] == joined.pk


def test_what_was_wrongly_merged_is_split_before_dispatch(desk: Office) -> None:
    """没有交办过的拆出来，回到审查，五个工作日交办；那一件照走，答复不再带上它。"""
    main, joined, _ = two(desk)
    merge(desk, joined, main)
    dispatch(desk, main)
    desk.wait(days=3)

    back = done(desk, desk.office, joined, "split", split_reason="细看是两段路，分开办")

    assert back.stage == "submitted"
    duty = Duty.objects.open().get(case=back)
    assert (duty.started_on, duty.within) == (desk.clock.now.date(), "5wd")
    assert f"并到{main.number}一起办" not in page(desk, desk.office, back)
    assert "拆自" in page(desk, desk.office, back)
    assert "拆出去单独办了" in page(desk, desk.office, main)
    answer(desk, main)
    assert Case.objects.get(pk=back.pk).stage == "submitted"
    assert neglected_cases() == []


def test_what_was_dispatched_goes_back_to_its_unit_with_its_date(desk: Office) -> None:
    """交办过的并走又拆出来，回到原来的单位，期限仍从当初交办之日起三个月，一天也没有多出来。"""
    main, joined, _ = two(desk)
    dispatch(desk, joined, desk.other_unit_body)
    due = Duty.objects.open().get(case=joined, owes__contains="答复").due_date
    desk.wait(days=10)
    merge(desk, joined, main)
    assert not Duty.objects.open().filter(case=joined).exists()
    desk.wait(days=20)

    back = done(desk, desk.office, joined, "split", split_reason="要两家各办各的")

    duty = Duty.objects.open().get(case=back, owes__contains="答复")
    assert (duty.holder_body, duty.due_date) == (desk.other_unit_body, due)
    assert neglected_cases() == []


def test_when_the_one_it_joined_is_withdrawn_it_stands_alone_again(desk: Office) -> None:
    """合办的那一件撤回了，并进来的自动拆出来，回到审查，没有落下。"""
    main, joined, other = two(desk)
    merge(desk, joined, main)
    done(desk, desk.deputy, main, "withdraw", withdraw_reason="另有一件说得更全")
    done(desk, desk.office, main, "confirm_withdrawal")

    joined.refresh_from_db()
    assert (joined.stage, joined.result) == ("submitted", "")
    assert "已撤回，这一件单独办" in page(desk, other, joined)
    assert Duty.objects.open().filter(case=joined, role="office").exists()


def test_the_lead_may_still_withdraw_while_merged(desk: Office) -> None:
    """并着的时候领衔代表照样可以撤回；撤不成的接着自己办，不再跟着那一件。"""
    main, joined, other = two(desk)
    merge(desk, joined, main)
    done(desk, other, joined, "withdraw", withdraw_reason="想再补充情况")
    back = done(desk, desk.office, joined, "keep_going", not_withdrawn_reason="附议代表不同意")

    assert back.stage == "submitted"
    assert not Link.objects.filter(kind="merged_into", source=joined.pk).exists()


def test_only_the_office_merges_and_only_what_is_not_answered(desk: Office) -> None:
    """单位、代表并不了；答复了的并不进去、也并不走；已并走的、有件并进来的、自己，都说清该填哪一件。"""
    main, joined, other = two(desk)
    third = raised(desk, other)
    for who in (desk.deputy, other):
        assert merge(desk, joined, main, who).status_code in (404, 422)
    assert merge(desk, joined, main, desk.unit).status_code == 404
    assert "自己的编号" in words(merge(desk, joined, joined))
    assert merge(desk, joined, main).status_code == 302
    told = words(merge(desk, third, joined))
    assert f"请直接并到{main.number}" in told
    assert "请反过来" in words(merge(desk, main, third))
    dispatch(desk, main)
    answer(desk, main)
    assert "已经有了结果，并不进去了" in words(merge(desk, third, main))
    assert "现在是“待代表评价”，这一步已经不能办了" in words(merge(desk, main, third))
    assert Case.objects.get(pk=third.pk).stage == "submitted"
    assert merge(desk, third, raised(desk, desk.deputy)).status_code == 302


def test_an_opinion_is_not_what_a_suggestion_merges_into(desk: Office) -> None:
    """建议只能并到建议；填了群众意见的编号，说清楚。"""
    main, joined, _ = two(desk)
    opinion = desk.say()
    assert "只能并到另一件代表建议里" in words(merge(desk, joined, opinion))
    assert merge(desk, joined, main).status_code == 302


def test_the_similar_one_is_one_click_away(desk: Office) -> None:
    """代工委的办件页上，像是同一件事的摆在旁边，一点就并过去；单位、代表的页上没有。"""
    main, joined, other = two(desk)
    shown = desk.get(desk.office, f"/desk/cases/{joined.pk}/").content.decode()

    assert f'name="merge_into" value="{main.number}"' in shown
    assert "merge_into" not in desk.get(other, f"/desk/cases/{joined.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_merging_each_into_the_other_at_once(desk: Office) -> None:
    """两个人同时把两件互相并：一件并成，另一个听得懂为什么，两件都有人管。"""
    main, joined, _ = two(desk)
    told: list[str] = []

    def go(case: Case, into: Case) -> None:
        try:
            do(
                case_id=case.pk,
                verb="merge",
                actor=Doer(desk.office.viewer),
                at=AT,
                facts={"merge_into": into.number, "merge_reason": SAME},
            )
        except RuleViolation as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(go, joined, main), pool.submit(go, main, joined)]:
            one.result()

    merged = Link.objects.filter(kind="merged_into")
    assert merged.count() == 1
    assert len(told) == 1
    assert neglected_cases() == []
    kept = Case.objects.get(pk=merged.get().target_id)
    dispatch(desk, kept)
    assert answer(desk, kept).stage == "rating"


def test_the_interface_tells_where_it_is_handled(desk: Office) -> None:
    """接口的清单写明并到哪一件。"""
    main, joined, _ = two(desk)
    merge(desk, joined, main)
    given = {"username": desk.office.account.username, "password": PASSWORD}
    token = Client().post("/api/v1/tokens", given, content_type="application/json").json()["token"]

    headers = {"Authorization": f"Bearer {token}"}
    items = Client().get("/api/v1/suggestions", headers=headers).json()["items"]

    assert {one["number"]: one["handled_with"] for one in items} == {
        main.number: "",
        joined.number: main.number,
    }
