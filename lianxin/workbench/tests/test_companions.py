"""一件建议旁边几份机制一起办：从正门走，各办各的，改派跟着换人；考评得分按单位汇总。"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.casework.models import Case, Duty, Party
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.papers import words_of
from lianxin.workbench.tests.test_drafts import WRITTEN
from tests.world import Persona

WHY = {"reason": "三个村两千人走这条路，提了三年"}
DECIDED = {
    "decided_on": "2026-03-02",
    "meeting": "第五十二次主任会议",
    "meeting_decision": "列为今年的重点建议，年底考评。",
}
PLAN = {
    "plan": "三月定点位，四月做基础，五月立杆亮灯，六月交街道维护。",
    "duty_chain": "局长王清，副局长张远，科长赵明，经办人孙可。",
}
CHECKED = {"has_chain": "yes", "has_ledger": "yes", "one_reply": "yes"}


@pytest.fixture
def thread(desk: Office) -> "Thread":
    """一件已经交办的建议；这里采用了重点督办和三考。"""
    adopt(desk.world, "key_suggestion", "three_exams")
    desk.write(**WRITTEN)
    main = Case.objects.filter(subject_kind="suggestion").latest("id")
    made = Thread(desk, main)
    made.go(desk.office, main, "dispatch", lead_unit=desk.world.unit_body.pk)
    return made


class Thread:
    """一件建议和它旁边的几件。"""

    def __init__(self, desk: Office, main: Case) -> None:
        self.desk, self.main = desk, main

    def go(self, who: Persona, case: Case, verb: str, **facts: Any) -> Case:
        """在页面上办一步，办成了。"""
        answer = self.desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts)
        assert answer.status_code == 302, (verb, answer.content.decode()[-3000:])
        case.refresh_from_db()
        return case

    def cannot(self, who: Persona, case: Case, verb: str, **facts: Any) -> str:
        """在页面上办一步，没有办成；返回页面上的话。"""
        answer = self.desk.post(who, f"/desk/cases/{case.pk}/moves/{verb}/", facts)
        assert answer.status_code in (404, 409, 422), (verb, answer.status_code)
        return answer.content.decode()

    def beside(self, slot: str) -> Case:
        """旁边最近的那一件。"""
        return Case.objects.filter(main=self.main, beside=slot).latest("id")

    def open_key(self) -> Case:
        """代工委提请，主任会议定为重点。"""
        self.go(self.desk.office, self.main, "open_key", **WHY)
        chosen = {
            "committee_body": self.desk.special_committee.pk,
            "leader_person": self.desk.chair.person.pk,
        }
        return self.go(self.desk.chair, self.beside("key"), "select", **DECIDED, **chosen)

    def open_exam(self) -> Case:
        """代工委启动三考，定下归哪个口。"""
        day = {"dispatched_on": "2026-03-02"}
        self.go(self.desk.office, self.main, "open_exam", **day)
        return self.go(self.desk.office, self.beside("exam"), "arrange", sector="城建环保口", **day)

    def reply(self, who: Persona) -> None:
        """联系代表，答复。"""
        self.go(who, self.main, "log_contact", how="visit", note="和代表一起看了现场")
        letter = SimpleUploadedFile("答复函.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
        words = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
        self.go(who, self.main, "reply_resolved", reply=words, signer="张局长", reply_letter=letter)


def test_the_dispatch_list_names_each_suggestion_once(desk: Office, thread: Thread) -> None:
    """交办清单一件建议一行：旁边又立了一份三考，不算成两件。"""
    given = {"signer": "张局长", "contact": "", "phone": "", "copies": "", "do": "docx"}
    given |= {"since": "2026-01-01", "until": "2026-03-02", "addressee": desk.unit_body.pk}
    url = "/desk/papers/new/dispatch_list/"
    thread.open_exam()
    exam = Party.objects.filter(case=thread.beside("exam"), body=desk.unit_body, until=None)

    words = words_of(desk.post(desk.office, url, given))

    assert exam.exists()
    assert "共1件" in words
    assert words.count(thread.main.number) == 1


def owed(case: Case, role: str) -> dict[str, Duty]:
    """某身份还欠着的。"""
    return {duty.owes: duty for duty in Duty.objects.open().filter(case=case, role=role)}


def holders(case: Case, role: str) -> set[int | None]:
    """某身份的责任在谁肩上。"""
    return {duty.holder_body_id for duty in owed(case, role).values()}


@pytest.mark.row("S4-10")
def test_a_key_suggestion_is_chosen_followed_inspected_and_assessed(
    desk: Office, thread: Thread
) -> None:
    """主任会议定、双月跟踪一期一期立、半年视察、答复以后年底考评打分：全在页面上走。"""
    thread.go(desk.office, thread.main, "open_key", **WHY)
    key = thread.beside("key")
    body = {"committee_body": desk.special_committee.pk, "leader_person": desk.chair.person.pk}
    thread.cannot(desk.office, key, "select", **DECIDED, **body)
    assert "请填写" in thread.cannot(
        desk.chair, key, "select", **{**DECIDED, "meeting": ""}, **body
    )
    thread.go(desk.chair, key, "select", **DECIDED, **body)
    assert key.flags == ["key"]

    followed = next(duty for owes, duty in owed(key, "committee").items() if "双月" in owes)
    assert followed.due_date == date(2026, 5, 4)
    desk.wait(days=50)
    note = {"follow_note": "基础做完六处，五处还没征地", "pace": "slow"}
    thread.go(desk.committee, key, "follow_up", **note)
    again = next(duty for owes, duty in owed(key, "committee").items() if "双月" in owes)
    assert (again.period, again.due_date) == (2, date(2026, 7, 2))

    thread.go(desk.chair, key, "instruct", instruction="五月底前把五处用地定下来")
    assert "记半年视察" in thread.cannot(desk.committee, key, "to_assess")
    seen = {"inspected_on": "2026-04-20", "inspectors": "周岭梅"}
    report = "到现场数了，十一盏灯装了八盏，代表要求月底装完。"
    thread.go(desk.committee, key, "inspect", inspect_report=report, **seen)
    assert "已有结果" in thread.cannot(desk.committee, key, "to_assess")
    thread.reply(desk.unit)
    thread.go(desk.committee, key, "to_assess")
    judged = {"assess_report": "十一盏灯全部装好，明确由街道维护，代表满意。"}
    thread.cannot(desk.office, key, "assess_done", score="101", **judged)
    thread.go(desk.office, key, "assess_done", score="92", **judged)
    assert (key.stage, key.result, key.facts["score"]) == ("assessed", "implemented", 92)


@pytest.mark.row("S2-22")
def test_three_exams_and_the_scores_of_each_unit(desk: Office, thread: Thread) -> None:
    """一考方案、二考听看问评、三考结果；三次得分按承办单位汇总，写明几件，点得开、导得出。"""
    exam = thread.open_exam()
    assert owed(exam, "undertaker")["交办理方案，写明责任链"].due_date == date(2026, 4, 1)
    thread.go(desk.unit, exam, "submit_plan", **PLAN)
    poor = {**CHECKED, "has_ledger": "no"}
    assert "建了台账" in thread.cannot(desk.office, exam, "pass_plan", plan_score="60", **poor)
    thread.go(desk.office, exam, "pass_plan", plan_score="88", **CHECKED)
    score = {"judge_note": "比方案慢半个月。", "progress_score": "80"}
    thread.go(desk.office, exam, "hear", hear_note="副局长汇报，装了九盏")
    thread.go(desk.chair, exam, "look", look_note="到村口看了，九盏亮着")
    assert "记当面问" in thread.cannot(desk.chair, exam, "judge", **score)
    thread.go(desk.office, exam, "question", ask_note="代表问哪天亮，答八月十五前")
    thread.go(desk.chair, exam, "judge", **score)
    result = {"result_note": "十一盏都亮了，街道接手维护。", "result_score": "95"}
    assert "办结" in thread.cannot(desk.chair, exam, "conclude", **result)
    thread.reply(desk.unit)
    thread.go(desk.deputy, thread.main, "rate", attitude="satisfied", result="satisfied")
    thread.go(desk.office, thread.main, "close")
    thread.go(desk.chair, exam, "conclude", **result)

    page = desk.get(desk.office, "/desk/exams/")
    (row,) = page.context["rows"]
    assert (row.unit_id, row.cases, row.finished) == (desk.unit_body.pk, 1, 1)
    assert [(m.average, m.count) for m in (row.plan, row.progress, row.result)] == [
        (88.0, 1),
        (80.0, 1),
        (95.0, 1),
    ]
    assert row.mean == 87.67
    opened = desk.get(desk.office, f"/desk/exams/?unit={desk.unit_body.pk}")
    assert thread.main.number in opened.content.decode()
    sheet = b"".join(desk.get(desk.office, "/desk/exams/export.csv").streaming_content).decode()
    assert "87.67" in sheet
    assert desk.get(desk.other_unit, "/desk/exams/").context["rows"] == []


def test_companions_never_contradict_the_main_case(desk: Office, thread: Thread) -> None:
    """重点督办、三考、建议办理在一条线上：改派一次，两边同一步换人；谁也改不了谁。"""
    key, exam = thread.open_key(), thread.open_exam()
    before = Case.objects.get(pk=thread.main.pk)
    assert {key.thread, exam.thread} == {thread.main.thread}
    assert holders(key, "undertaker") == holders(exam, "undertaker") == {desk.unit_body.pk}

    thread.go(desk.unit, thread.main, "ask_return", reason="路灯归城管局管")
    thread.go(desk.office, thread.main, "grant_return", to_body=desk.other_unit_body.pk)
    for case in (thread.main, key, exam):
        assert holders(case, "undertaker") == {desk.other_unit_body.pk}, case
    thread.cannot(desk.unit, exam, "submit_plan", **PLAN)
    thread.go(desk.other_unit, exam, "submit_plan", **PLAN)
    thread.go(desk.other_unit, key, "report_progress", progress_note="基础做完六处")
    thread.main.refresh_from_db()
    assert (thread.main.stage, thread.main.result) == (before.stage, before.result)
    thread.reply(desk.other_unit)
    assert [Case.objects.get(pk=each.pk).stage for each in (key, exam)] == [
        "tracking",
        "examining_plan",
    ]


def test_key_exam_and_promises_run_on_one_thread(desk: Office, thread: Thread) -> None:
    """建议办理、重点督办、三考、承诺一起办：改派、答复、查验承诺都在页面上，各有各的结果。"""
    adopt(desk.world, "promise_ledger")
    key, exam = thread.open_key(), thread.open_exam()
    thread.go(desk.unit, thread.main, "ask_return", reason="路灯归城管局管")
    thread.go(desk.office, thread.main, "grant_return", to_body=desk.other_unit_body.pk)
    thread.go(desk.other_unit, exam, "submit_plan", **PLAN)
    thread.go(desk.other_unit, thread.main, "log_contact", how="visit", note="一起看了现场")
    told = {"reply": "您提出的关于加装路灯的建议收悉，正在施工，逐条答复如下。", "signer": "李局长"}
    promised = {
        "promises-0-who": "区城管局",
        "promises-0-what": "装齐十一盏路灯",
        "promises-0-by": "2026-06-30",
    }
    letter = SimpleUploadedFile("答复函.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    verb = "reply_in_progress"
    thread.go(desk.other_unit, thread.main, verb, reply_letter=letter, **told, **promised)
    promise = thread.beside("promise")
    assert holders(promise, "undertaker") == {desk.other_unit_body.pk}
    shown = desk.get(desk.office, f"/desk/cases/{thread.main.pk}/").context["case"].companions
    assert {one.card.id for one in shown} == {key.pk, exam.pk, promise.pk}
    proof = SimpleUploadedFile("验收单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    thread.go(desk.other_unit, promise, "claim", done_note="十一盏全部装好", proof=proof)
    thread.go(desk.office, promise, "verify", check_note="夜里去看，十一盏都亮着")
    thread.main.refresh_from_db()
    assert (promise.result, thread.main.stage) == ("kept", "rating")
    assert thread.main.result == "in_progress"
    stages = [Case.objects.get(pk=each.pk).stage for each in (key, exam)]
    assert stages == ["tracking", "examining_plan"]


def test_the_case_page_lists_companions_with_their_next_date(desk: Office, thread: Thread) -> None:
    """办件页列出旁边在办的几件：办到哪、接下来谁到哪天；没有启动的有按钮，启动了就没有。"""
    url = f"/desk/cases/{thread.main.pk}/"
    first = desk.get(desk.office, url)
    assert "moves/open_key/" in first.content.decode()
    assert first.context["case"].companions == ()
    key, exam = thread.open_key(), thread.open_exam()

    page = desk.get(desk.office, url)
    text = page.content.decode()
    found = page.context["case"].companions
    assert [(one.card.id, one.duty.due_date) for one in found] == [
        (key.pk, date(2026, 5, 4)),
        (exam.pk, date(2026, 4, 1)),
    ]
    assert "moves/open_key/" not in text
    assert "旁边在办的" in text
    back = desk.get(desk.office, f"/desk/cases/{key.pk}/").context["case"]
    assert [one.card.slot for one in back.companions] == ["exam"]
    assert (thread.main.pk, "主办件") in [(one.case_id, one.label) for one in back.related]


def test_who_may_not_see_a_companion_does_not_read_of_it(desk: Office, thread: Thread) -> None:
    """承办单位看得见自己担着责任的旁办件；不相干的单位连主办件都没有。"""
    thread.open_key()
    url = f"/desk/cases/{thread.main.pk}/"
    assert len(desk.get(desk.unit, url).context["case"].companions) == 1
    assert desk.get(desk.other_unit, url).status_code == 404
