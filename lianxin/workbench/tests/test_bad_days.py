"""不顺的日子：逢长假、跨年、月末，不签收、互相推、离任，都从页面上走一遍。"""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from lianxin.access.models import Account
from lianxin.access.usecases.accounts import end_post, open_account
from lianxin.access.usecases.registers import (
    end_mandate,
    register_person,
    seat_deputy,
    suspend_mandate,
)
from lianxin.access.viewers import viewer_for
from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty, Practice, PublishedMechanism
from lianxin.casework.usecases import publish_mechanism, sweep
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Notice
from lianxin.opinions.queries import key_for
from lianxin.orgs.models import Post
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from lianxin.supervision.models import UnitDraft
from lianxin.workbench.tests.conftest import PACKS, Office, picture
from lianxin.workbench.tests.test_unit import REPLY, reply, two_levels
from tests.world import AT, BEIJING, PASSWORD, SINCE, Persona

TITLE = "关于在村口至小学路段加装路灯的建议"
PACK = PACKS / "deputy_suggestion" / "mechanism.toml"


def raised(desk: Office, *, second: Persona | None = None) -> Case:
    """此刻由周岭梅领衔提一件。"""
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=desk.congress.pk,
            lead_id=desk.deputy.person.pk,
            title=TITLE,
            grounds="这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
            proposal="请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
            permission="full",
            cosponsor_ids=(second.person.pk,) if second and second.person else (),
        ),
        actor=desk.deputy.actor,
        at=desk.clock.now,
    )
    return Case.objects.get(pk=made.case_id)


def act(desk: Office, who: Persona, case: Case, verb: str, **facts: Any) -> Any:
    """在页面上交一步。"""
    return desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts)


def done(desk: Office, who: Persona, case: Case, verb: str, **facts: Any) -> Case:
    """在页面上办成一步。"""
    answer = act(desk, who, case, verb, **facts)
    assert answer.status_code == 302, words(answer)
    return Case.objects.get(pk=case.pk)


def words(answer: Any) -> str:
    """页面上的话，去掉标记。"""
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def page(desk: Office, who: Persona, case: Case) -> str:
    """办件页上的话。"""
    return words(desk.get(who, f"/desk/cases/{case.pk}/"))


def at_day(desk: Office, *day: int) -> None:
    """翻到某一天上午九点。"""
    desk.clock.now = datetime(*day, 9, tzinfo=BEIJING)  # type: ignore[arg-type,misc]


def dispatched_on(desk: Office, *day: int) -> Case:
    """装好日历，在某一天提出并交给住建局。"""
    desk.post(desk.office, "/desk/calendar/load/")
    at_day(desk, *day)
    case = raised(desk)
    return done(desk, desk.office, case, "dispatch", lead_unit=desk.unit_body.pk)


def owed(case: Case) -> Duty:
    """主办单位答复的那份责任。"""
    return Duty.objects.open().get(case=case, owes__contains="答复", role="undertaker")


def second_deputy(desk: Office) -> Persona:
    """另一位在任代表何秋生。"""
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    person = register_person(name="何秋生", **note)
    open_account(username="deputy2", password=PASSWORD, person=person, **note)
    seat_deputy(person=person, term=desk.term, number="JX0002", starts_on=SINCE, **note)
    account = Account.objects.select_related("person").get(person=person)
    return Persona(viewer_for(account, today=AT.date()), account, person)


def leave(desk: Office, reason: str = "调离本行政区域") -> None:
    """领衔代表的资格今天终止。"""
    today = desk.clock.now.date()
    end_mandate(
        mandate_id=desk.mandate.pk, on=today, reason=reason, actor=SYSTEM, at=desk.clock.now
    )
    desk.wait(days=1)


@pytest.mark.row("S1-30")
def test_a_reply_due_on_the_last_day_of_a_long_holiday_rolls_once(desk: Office) -> None:
    """三个月到期落在国庆长假最后一天，顺延到上班第一天；当天答复不算逾期，再晚一天才算。"""
    case = dispatched_on(desk, 2026, 7, 7)

    assert owed(case).due_date == date(2026, 10, 8)
    assert "10月8日到期" in page(desk, desk.unit, case)
    for day, late in ((8, False), (9, True)):
        at_day(desk, 2026, 10, day)
        listed = desk.get(desk.unit, "/desk/?tab=overdue").content.decode()
        assert (f"{TITLE}</b>" in listed and "联系代表，办理并答复" in listed) is late


@pytest.mark.row("S1-30")
def test_a_reply_due_in_an_unpublished_year_is_settled_when_it_is_loaded(desk: Office) -> None:
    """到期日落在还没公布放假安排的年份，写明暂定；装入那一年以后重算，留痕，不再暂定。"""
    case = dispatched_on(desk, 2026, 10, 12)
    assert "2027年1月12日到期（暂定）" in page(desk, desk.unit, case)

    days = "2027-01-01,放假,元旦\n2027-01-12,放假,某节"
    given = {"year": 2027, "source": "国务院办公厅通知", "days": days}
    assert desk.post(desk.office, "/desk/calendar/year/", given).status_code == 302

    after = page(desk, desk.unit, case)
    assert "2027年1月13日到期" in after
    assert "2027年1月13日到期（暂定）" not in after
    line = Entry.objects.get(verb="duty.recomputed", facts__duty=owed(case).pk)
    assert line.facts["before"] == "2027-01-12"


@pytest.mark.row("S1-30")
def test_six_months_from_the_end_of_august_end_with_february(desk: Office) -> None:
    """八月三十一日交办，最长六个月到二月底（逢星期日顺延一天）；再晚一天申请不了。"""
    case = dispatched_on(desk, 2026, 8, 31)
    assert owed(case).due_date == date(2026, 11, 30)
    asked = {"reason": "要等明年的工程款下来"}

    refused = act(desk, desk.unit, case, "ask_extension", to_date="2027-03-02", **asked)
    assert "最长只能延到2027年3月1日" in words(refused)
    done(desk, desk.unit, case, "ask_extension", to_date="2027-03-01", **asked)
    done(desk, desk.office, case, "grant_extension")

    assert owed(case).due_date == date(2027, 3, 1)


@pytest.mark.row("S1-30")
def test_a_unit_that_never_signs_gains_no_time(desk: Office) -> None:
    """一直不签收，时钟照走：过了签收期退不回来，页面写明没有签收；过了答复期报代工委；补签不改日子。"""
    case = dispatched_on(desk, 2026, 3, 2)
    due = owed(case).due_date
    back = {"reason": "路灯归城管局管"}
    at_day(desk, 2026, 3, 17)

    assert "退回要在" in words(act(desk, desk.unit, case, "ask_return", **back))
    assert "一直没有签收，应在3月16日前" in page(desk, desk.office, case)
    at_day(desk, 2026, 6, 3)
    sweep(at=desk.clock.now)
    mine = words(desk.get(desk.office, "/desk/"))
    assert "督办逾期：联系代表，办理并答复" in mine
    month = words(desk.get(desk.office, "/desk/supervise/calendar/?month=2026-06"))
    assert "督办到期：联系代表，办理并答复" in month
    assert "已逾期：联系代表，办理并答复" in month
    done(desk, desk.unit, case, "sign")
    assert owed(case).due_date == due == date(2026, 6, 2)


@pytest.mark.row("S1-30")
def test_a_suggestion_is_returned_once_and_no_more(desk: Office) -> None:
    """退回改派过一次，第二家不能再退：没有这个按钮，硬交也不行。"""
    case = dispatched_on(desk, 2026, 3, 2)
    back = {"reason": "路灯归城管局管"}
    done(desk, desk.unit, case, "ask_return", **back)
    done(desk, desk.office, case, "grant_return", to_body=desk.other_unit_body.pk)

    shown = desk.get(desk.other_unit, f"/desk/cases/{case.pk}/").content.decode()
    assert f"/desk/cases/{case.pk}/moves/sign/" in shown
    assert "moves/ask_return/" not in shown
    assert act(desk, desk.other_unit, case, "ask_return", **back).status_code != 302
    assert owed(case).holder_body_id == desk.other_unit_body.pk


@pytest.mark.row("S4-09")
def test_two_units_each_say_the_other_leads(desk: Office) -> None:
    """交办前征询，两家都说归对方：两边的理由摆在代工委面前，由代工委定；定了就谁也推不掉。"""
    case = raised(desk)
    both = [desk.unit_body.pk, desk.other_unit_body.pk]
    done(desk, desk.office, case, "consult", consult_units=both, consult_note="路灯归哪家主办")
    pairs = (
        (desk.unit, desk.other_unit_body, "照三定方案，道路照明归城管局管"),
        (desk.other_unit, desk.unit_body, "没有移交的道路照明归住建局管"),
    )
    for who, other, why in pairs:
        done(desk, who, case, "say_not_ours", not_ours_reason=why, better_unit=other.pk)

    seen = page(desk, desk.office, case)
    assert all(why in seen for _, _, why in pairs)
    assert "看单位的回话，交给承办单位" in seen
    given = {"lead_unit": desk.unit_body.pk, "assist_units": [desk.other_unit_body.pk]}
    assert act(desk, desk.unit, case, "dispatch", **given).status_code != 302
    done(desk, desk.office, case, "dispatch", **given)
    assert owed(case).holder_body_id == desk.unit_body.pk
    done(desk, desk.unit, case, "ask_return", reason="还是归城管局管")
    done(desk, desk.office, case, "deny_return", reason="代工委已经定过")
    assert owed(case).holder_body_id == desk.unit_body.pk


@pytest.mark.row("S2-23")
def test_a_signer_who_left_is_stood_in_for_by_the_head(desk: Office) -> None:
    """审到一半科长离任：这一级由单位负责人代审，写明代审；别的同事代不了。"""
    section, head = two_levels(desk)
    case = done(desk, desk.office, raised(desk), "dispatch", lead_unit=desk.unit_body.pk)
    done(desk, desk.unit, case, "log_contact", how="visit", note="一起看了现场")
    reply(desk, desk.unit, case)
    url = f"/desk/unit/drafts/{UnitDraft.objects.get().pk}/approve/"
    assert desk.post(head, url).status_code == 422

    post = Post.objects.get(person=section.person, body=desk.unit_body)
    end_post(post_id=post.pk, on=AT.date(), reason="调离", actor=SYSTEM, at=AT)
    desk.wait(days=1)

    assert desk.post(desk.unit, url).status_code == 422
    assert desk.post(head, url).status_code == 302
    assert desk.post(head, url).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "rating"
    assert "由单位负责人代审" in str(Entry.objects.filter(verb="draft.approved").first().facts)


def answered(desk: Office, second: Persona) -> Case:
    """有一位附议代表、已经答复、等领衔代表评价的一件。"""
    case = done(
        desk, desk.office, raised(desk, second=second), "dispatch", lead_unit=desk.unit_body.pk
    )
    done(desk, desk.unit, case, "log_contact", how="visit", note="一起看了现场")
    given = {"reply": REPLY, "reply_letter": picture("答复函.png"), "signer": "局长 何为"}
    return done(desk, desk.unit, case, "reply_resolved", **given)


GRADES = {"attitude": "satisfied", "result": "basic"}


@pytest.mark.row("S1-30")
def test_a_cosponsor_takes_over_when_the_lead_leaves(desk: Office) -> None:
    """领衔代表资格终止：页面说明白，代工委请附议代表接着领衔，责任日子不变，留痕并告诉本人，由他评价。"""
    second = second_deputy(desk)
    case = answered(desk, second)
    due = Duty.objects.open().get(case=case, role="lead_deputy").due_date
    leave(desk)
    url = f"/desk/cases/{case.pk}/hand-over/"
    given = {"to_person": second.person.pk, "reason": "周岭梅代表调离，资格已经终止"}

    told = page(desk, desk.office, case)
    assert "领衔代表周岭梅不在任了：代表资格2026年3月2日终止（调离本行政区域）" in told
    assert url in desk.get(desk.office, f"/desk/cases/{case.pk}/").content.decode()
    assert act(desk, desk.deputy, case, "rate", **GRADES).status_code != 302
    assert act(desk, second, case, "rate", **GRADES).status_code != 302
    assert desk.post(desk.unit, url, given).status_code == 404
    assert desk.post(desk.office, url, given).status_code == 302

    duty = Duty.objects.open().get(case=case, role="lead_deputy")
    assert (duty.holder_person_id, duty.due_date) == (second.person.pk, due)
    assert "领衔代表由周岭梅换为何秋生" in page(desk, desk.office, case)
    assert "往后请您联系承办单位" in Notice.objects.get(person=second.person).text
    done(desk, second, case, "rate", **GRADES)
    assert Suggestion.objects.get(case=case).lead_id == second.person.pk


@pytest.mark.row("S1-30")
def test_a_sitting_lead_is_not_replaced(desk: Office) -> None:
    """领衔代表还在任，没有换人的页；暂停执行职务的才有，接的人只能是附议代表。"""
    second = second_deputy(desk)
    case = answered(desk, second)
    url = f"/desk/cases/{case.pk}/hand-over/"
    assert desk.get(desk.office, url).status_code == 404

    suspend_mandate(
        mandate_id=desk.mandate.pk, reason="被采取强制措施", actor=SYSTEM, at=desk.clock.now
    )

    assert "何秋生" in words(desk.get(desk.office, url))
    wrong = {"to_person": desk.chair.person.pk, "reason": "暂停执行职务"}
    assert desk.post(desk.office, url, wrong).status_code == 422
    right = {**wrong, "to_person": second.person.pk}
    assert desk.post(desk.office, url, right).status_code == 302


@pytest.mark.row("S1-30")
def test_without_a_cosponsor_the_rating_lapses_and_is_not_counted(desk: Office) -> None:
    """没有附议代表可接：页面写明到期记“到期未评”；到期由系统走，接着归档，不会一直挂着。"""
    case = answered(desk, desk.stranger)
    leave(desk)
    told = page(desk, desk.office, case)
    assert "没有在任的附议代表，评价到期记“到期未评”" in told
    assert desk.get(desk.office, f"/desk/cases/{case.pk}/hand-over/").status_code == 404

    desk.wait(days=30)
    sweep(at=desk.clock.now)

    case.refresh_from_db()
    assert (case.stage, case.flags) == ("closing", ["unrated"])
    done(desk, desk.office, case, "close")


@pytest.mark.row("S1-22")
def test_what_was_merged_by_mistake_is_split_again(desk: Office, client: Client) -> None:
    """并错了的，提交人说“不是一回事”：拆出来单独重办，原来那一件照走，两件各有各的结果。"""
    first, second = desk.say(), desk.say(text="我家门口的井盖坏了，昨晚有人踩空。")
    merged = {"merge_into": first.number, "answer": "与已经在办的一件是同一件事。"}
    done(desk, desk.street, second, "merge", **merged)
    headers = {"Receipt-Key": key_for(second.number), "Idempotency-Key": "split-1"}
    body = {"reason": "井盖和路灯不是一回事，请单独办"}

    answer = Client().post(
        f"/api/v1/receipts/{second.number}/reopen",
        body,
        content_type="application/json",
        headers=headers,
    )

    assert answer.json()["stage"] == "reopened"
    assert "重新看，定怎么重办" in words(desk.get(desk.street, "/desk/"))
    done(desk, desk.street, second, "answer", answer="井盖当晚已经换好，您再看看。")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == ("received", "told")
    assert "拆自" in page(desk, desk.street, second)
    done(desk, desk.street, first, "answer", category="property", answer="路灯月底前装好。")
    seen = Client().get(f"/api/v1/receipts/{second.number}", headers=headers).json()
    assert (seen["answer"], seen["merged_into"]) == ("井盖当晚已经换好，您再看看。", "")


@pytest.mark.row("S4-09")
def test_an_upgrade_leaves_five_hundred_running_cases_alone(desk: Office) -> None:
    """五百件在办时改用新版：一件也不动，照立件时的一版走完；新立的才按新版。"""
    running = [raised(desk).pk for _ in range(500)]
    text = PACK.read_text(encoding="utf-8")
    old = PublishedMechanism.objects.get(key="deputy-suggestion", overlay="")
    newer = text.replace(f"version = {old.version}", f"version = {old.version + 1}", 1)
    newer = newer.replace('"dispatch", within = "3m"', '"dispatch", within = "2m"')
    fresh = publish_mechanism(source=newer, path="新版", actor=SYSTEM, at=desk.clock.now)
    before = list(Case.objects.filter(pk__in=running).order_by("pk").values())

    adopted = desk.post(desk.office, f"/desk/mechanisms/{fresh.pk}/adopt/", {"sure": "1"})

    assert adopted.status_code == 302
    assert Practice.objects.get(mechanism=fresh).ends_at is None
    assert list(Case.objects.filter(pk__in=running).order_by("pk").values()) == before
    last = Case.objects.get(pk=running[-1])
    dues = [
        owed(done(desk, desk.office, one, "dispatch", lead_unit=desk.unit_body.pk)).due_date
        for one in (last, raised(desk))
    ]
    assert dues == [date(2026, 6, 2), date(2026, 5, 4)]
