"""联络员名册与征求意见从页面走一遍：聘任、发稿、回意见、逐份定采纳、结果告诉每一位。"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from lianxin.audit.models import Entry
from lianxin.files.tests.samples import pdf
from lianxin.legislation.models import Consultation, ConsultationAsk, Officer
from lianxin.notify.models import Notice
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_surveys import csv
from tests.world import TODAY, Persona

TITLE = "物业管理办法（草案二次审议稿）"


def appointed(desk: Office, who: Persona, **changes: Any) -> HttpResponse:
    """聘 ``who`` 当立法联络员。"""
    given = {
        "function": "legislation",
        "person": who.person.pk if who.person else "",
        "place": "五里界街道",
        "starts_on": TODAY,
        "ends_on": "2028-03-01",
    }
    return desk.post(desk.committee, "/desk/officers/new/", {**given, **changes})


def sent(desk: Office, **changes: Any) -> HttpResponse:
    """委员会发一次，附一份稿子。"""
    given: dict[str, Any] = {
        "body": desk.special_committee.pk,
        "title": TITLE,
        "text": "第三章收费一节怎样写大家才看得懂？",
        "due_on": "2026-03-12",
        "officers": [one.pk for one in Officer.objects.all()],
        "papers": SimpleUploadedFile("草案.pdf", pdf(), "application/pdf"),
    }
    url = "/desk/consultations/new/?function=legislation"
    return desk.post(desk.committee, url, {**given, **changes})


def asked(desk: Office) -> Consultation:
    """问了代表和街道各一位的一次。"""
    for who in (desk.deputy, desk.street):
        assert appointed(desk, who).status_code == 302
    answer = sent(desk)
    assert answer.status_code == 302, answer.context["form"].errors
    return Consultation.objects.get()


def ask_of(row: Consultation, who: Persona) -> ConsultationAsk:
    """问他的那一份。"""
    return row.asks.get(officer__person=who.person)


def answered(desk: Office, row: Consultation, who: Persona, text: str) -> HttpResponse:
    """本人回意见。"""
    url = f"/desk/consultations/{row.pk}/asks/{ask_of(row, who).pk}/"
    return desk.post(who, url, {"answer": text})


@pytest.mark.row("S1-20")
def test_officers_are_asked_answer_and_hear_what_became_of_it(desk: Office) -> None:
    """名册里聘的两位各收到消息，本人回、纸质代录，逐份写采纳没有，结果告诉每一位，都可导出。"""
    row = asked(desk)
    register = csv(desk.get(desk.committee, "/desk/officers/export.csv"))
    assert "周岭梅,立法联络员,五里界街道,2026-03-02,2028-03-01" in register
    told = Notice.objects.filter(link=f"/desk/consultations/{row.pk}/")
    assert told.filter(person=desk.deputy.person, text__contains="3月12日以前回").count() == 1
    inbox = desk.get(desk.deputy, "/desk/notices/").content.decode()
    assert TITLE in inbox
    page = desk.get(desk.deputy, f"/desk/consultations/{row.pk}/").content.decode()
    assert "草案.pdf" in page
    assert "李文" not in page.split('id="answers"')[1]

    assert answered(desk, row, desk.deputy, "收费项目列成表，按平方米算给人看。").status_code == 302
    desk.wait(days=11)
    by_hand = f"/desk/consultations/{row.pk}/asks/{ask_of(row, desk.street).pk}/"
    late = {"answer": "公示要写明在哪里贴、贴几天。"}
    assert desk.post(desk.committee, by_hand, late).status_code == 302
    page = desk.get(desk.committee, f"/desk/consultations/{row.pk}/").content.decode()
    assert "问了 2 位，回了 2 位（100%）" in page
    assert "过了期限才回" in page

    first, second = ask_of(row, desk.deputy), ask_of(row, desk.street)
    url = f"/desk/consultations/{row.pk}/result/"
    given = {"result": "第三章加了收费一览表，四月提请三审。", f"taken_{first.pk}": "adopted"}
    given |= {f"words_{first.pk}": "写进第二十一条", f"taken_{second.pk}": "noted"}
    assert desk.post(desk.committee, url, given).status_code == 422
    why = {f"words_{second.pk}": "公示办法由配套文件规定"}
    assert desk.post(desk.committee, url, {**given, **why}).status_code == 302
    mine = desk.get(desk.deputy, f"/desk/consultations/{row.pk}/").content.decode()
    assert "写进第二十一条" in mine
    assert "公示办法由配套文件规定" not in mine
    assert told.filter(text__contains="结果出来了").count() == 2
    sheet = csv(desk.get(desk.committee, f"/desk/consultations/{row.pk}/export.csv"))
    assert "公示要写明在哪里贴、贴几天。,2026-03-13,是,留作参考,公示办法由配套文件规定" in sheet
    assert "2,2,1,2026-03-13" in csv(desk.get(desk.committee, "/desk/consultations/export.csv"))
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"officer.appointed", "consultation.sent", "consultation.returned"} <= verbs


def test_a_term_is_one_at_a_time_and_leaving_keeps_the_old_spell(desk: Office) -> None:
    """聘期没到不重复聘；离任写明原因，旧的一段留在名册里；离任的不再问。"""
    assert appointed(desk, desk.deputy).status_code == 302
    assert "聘期还没到" in appointed(desk, desk.deputy).content.decode()
    row = Officer.objects.get()
    url = f"/desk/officers/{row.pk}/leave/"
    assert desk.post(desk.committee, url, {"on": TODAY, "reason": ""}).status_code == 422
    assert desk.post(desk.committee, url, {"on": TODAY, "reason": "工作调动"}).status_code == 302
    assert desk.get(desk.committee, "/desk/officers/").context["table"].rows == ()
    past = desk.get(desk.committee, "/desk/officers/?past=1").content.decode()
    assert "工作调动" in past
    assert sent(desk, officers=[row.pk]).status_code == 422
    assert "从第二天起再聘" in appointed(desk, desk.deputy).content.decode()
    desk.wait(days=1)
    assert appointed(desk, desk.deputy, starts_on="2026-03-03").status_code == 302
    assert sent(desk, officers=[Officer.objects.latest("id").pk]).status_code == 302


def test_only_those_asked_and_the_asking_body_have_a_part(desk: Office) -> None:
    """没问到的看不见；别人的那一份回不了；街道、单位聘不了人；代表只导得出自己那一份。"""
    row = asked(desk)
    assert answered(desk, row, desk.deputy, "先把收费表列出来。").status_code == 302
    url = f"/desk/consultations/{row.pk}/"
    others = f"{url}asks/{ask_of(row, desk.street).pk}/"
    assert desk.post(desk.deputy, others, {"answer": "替他写几句"}).status_code == 404
    assert desk.get(desk.unit, url).status_code == 404
    assert desk.get(desk.unit, "/desk/officers/").status_code == 404
    assert desk.get(desk.street, "/desk/officers/new/").status_code == 404
    assert desk.get(desk.office, url).status_code == 200
    assert desk.post(desk.office, f"{url}result/", {"result": "替委员会反馈"}).status_code == 404
    sheet = csv(desk.get(desk.street, f"{url}export.csv"))
    assert "先把收费表列出来" not in sheet
    file = desk.get(desk.deputy, url).context["page"].files[0].id
    assert desk.get(desk.deputy, f"/desk/files/{file}/").status_code == 200
    assert desk.get(desk.unit, f"/desk/files/{file}/").status_code == 404


def test_after_the_result_answers_stand(desk: Office) -> None:
    """反馈以前改得了，反馈以后改不了；期限在过去的发不出。"""
    assert sent(desk, due_on=date(2026, 3, 2)).status_code == 422
    row = asked(desk)
    assert answered(desk, row, desk.deputy, "先列收费表。").status_code == 302
    assert answered(desk, row, desk.deputy, "收费表列在附件里。").status_code == 302
    first = ask_of(row, desk.deputy)
    given = {"result": "照此修改，四月三审。", f"taken_{first.pk}": "adopted"}
    url = f"/desk/consultations/{row.pk}/result/"
    assert desk.post(desk.committee, url, given).status_code == 302
    late = answered(desk, row, desk.deputy, "再改一句。")
    assert "不能再改" in late.content.decode()
    assert ask_of(row, desk.deputy).answer == "收费表列在附件里。"


def test_the_page_costs_the_same_however_many_are_asked(desk: Office) -> None:
    """问一位、问三位，语句数一样。"""
    counts = []
    for number, more in enumerate(((desk.deputy,), (desk.street, desk.office))):
        for who in more:
            appointed(desk, who)
        sent(desk, title=f"第 {number} 稿")
        row = Consultation.objects.latest("id")
        with CaptureQueriesContext(connection) as seen:
            desk.get(desk.committee, f"/desk/consultations/{row.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_without_officers_the_way_leads_to_the_roster(desk: Office) -> None:
    """还没有聘联络员的，点“问立法联络员”先到名册去聘；聘好了才有发的表。"""
    url = "/desk/consultations/new/?function=legislation"
    first = desk.get(desk.committee, url)
    assert first.headers["Location"] == "/desk/officers/?function=legislation"
    assert appointed(desk, desk.deputy).status_code == 302
    assert desk.get(desk.committee, url).status_code == 200
