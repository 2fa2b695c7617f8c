"""公文测试共用的手：一件从群众意见转来的建议走到单位手里，读文件里的字。"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from docx import Document as open_word
from docx.oxml.ns import qn

from lianxin.casework.models import Case
from lianxin.files.usecases import store_document
from lianxin.opinions.usecases.registering import Contact
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from lianxin.workbench.tests.conftest import Office
from tests.world import AT

CITIZEN, PHONE = "陈桂芳", "13871234567"
TITLE = "关于在村口至小学路段加装路灯的建议"
GROUNDS = f"村民{CITIZEN}（{PHONE}）说，这条路一共缺十一盏灯，一年摔伤三起。"
PROPOSAL = "请区住建局今年内装齐十一盏路灯，并明确由谁维护。"
REPLY = f"一、关于加装路灯\n已和{CITIZEN}（电话{PHONE}）看过现场，十一盏路灯六月底装齐。"
SIGNED = {"signer": "张局长", "contact": "赵明", "phone": "027-87910000", "copies": ""}


@dataclass
class Raised:
    """一件建议的办件，已经交到住建局手里，城管局协办。"""

    desk: Office
    case: Case

    def url(self, kind: str = "reply_letter") -> str:
        """在这件上做公文的页。"""
        return f"/desk/cases/{self.case.pk}/papers/{kind}/"

    def ask(self, who: Any, do: str, kind: str = "reply_letter", **more: str) -> HttpResponse:
        """在这件上做一份公文。"""
        given = {**SIGNED, "result": "resolved", "reply": REPLY, "do": do, **more}
        return self.desk.post(who, self.url(kind), given)

    def answered(self) -> Case:
        """单位照答复函把答复这一步走完。"""
        self.desk.step(self.case, self.desk.unit, "reply_resolved", **letter(self.desk))
        return Case.objects.get(pk=self.case.pk)


def letter(desk: Office) -> dict[str, Any]:
    """答复这一步的材料。"""
    kept = store_document(
        upload=BytesIO(b"%PDF-1.4\n%%EOF\n"),
        original_name="答复函.pdf",
        audience="staff",
        actor=desk.unit.actor,
        at=AT,
    )
    return {"reply": REPLY, "reply_letter": str(kept.pk), "signer": "张局长"}


def raised(desk: Office) -> Raised:
    """群众留了姓名电话的一条意见，代表提成建议，交给住建局主办、城管局协办。"""
    asked = desk.say(contact=Contact(name=CITIZEN, phone=PHONE))
    desk.step(
        asked,
        desk.deputy,
        "adopt",
        category="property",
        suggestion_title=TITLE,
        grounds=GROUNDS,
        proposal=PROPOSAL,
    )
    case = desk.child(asked)
    desk.step(
        case,
        desk.office,
        "dispatch",
        lead_unit=desk.unit_body.pk,
        assist_units=[desk.other_unit_body.pk],
    )
    desk.step(case, desk.unit, "log_contact", how="visit", note="和代表一起看了现场")
    desk.step(case, desk.other_unit, "give_co_opinion", co_opinion="灯杆基础由我局负责，本月做完。")
    return Raised(desk, Case.objects.get(pk=case.pk))


def another(desk: Office, title: str) -> None:
    """代表又提了一件，还没有交办。"""
    draft = SuggestionDraft(
        jurisdiction_id=desk.congress.pk,
        lead_id=desk.deputy.person.pk,
        title=title,
        grounds="充电桩太少，飞线充电有隐患。",
        proposal="请城管局统一规划充电桩，明确由谁管护。",
    )
    raise_suggestion(draft=draft, actor=desk.deputy.actor, at=AT)


def words_of(answer: HttpResponse) -> str:
    """下载的 Word 文件里的字。"""
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    body = open_word(BytesIO(answer.content)).element.body
    return "".join("".join(node.text or "" for node in body.iter(qn("w:t"))).split())


def name_of(answer: HttpResponse) -> str:
    """下载的文件叫什么。"""
    return unquote(re.split("''", answer["Content-Disposition"])[1])
