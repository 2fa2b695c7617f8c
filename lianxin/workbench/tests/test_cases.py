"""一件事的详情：各看各的，能办的就有按钮，还不能办的说清差什么。"""

import re
from typing import Any

from lianxin.access.models import Account, SealedContact
from lianxin.access.usecases.accounts import grant_post, open_account
from lianxin.access.usecases.registers import register_body, register_person
from lianxin.access.viewers import viewer_for
from lianxin.audit.models import Entry
from lianxin.casework.models import Party
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Contact
from lianxin.workbench.tests.conftest import Office, group_of
from tests.world import AT, PASSWORD, SINCE, TODAY, Persona

PHONE = "13871234567"
SECRET = f"我叫陈桂芳，电话{PHONE}，村口到小学这段路没有路灯，晚上看不见。"


def labels(page: str) -> list[str]:
    """页面上按得动的按钮，按次序。"""
    found = re.findall(r'data-key="\d"[^>]*>([^<]+?) <kbd', page)
    return [label.strip() for label in found]


def test_the_street_sees_the_words_and_its_moves(desk: Office) -> None:
    """街道看到原话、能做的几步（主按钮在前）、机制与期限的来历。"""
    case = desk.say()

    page = desk.get(desk.street, f"/desk/cases/{case.pk}/").content.decode()

    assert "骑车的摔过好几回" in page
    assert labels(page)[0] == "转去办理"
    assert {"当场答复", "解释说明", "并入同类的一件"} <= set(labels(page))
    assert f"扫码收件 第 {case.mechanism.version} 版" in page
    assert "3 月 5 日到期" in page
    assert "从 3 月 2 日进入这个环节起 3 个工作日" in page


def test_everyone_sees_only_their_own_moves(desk: Office) -> None:
    """同一件事，代表看到的是代表能做的；没有分拣、答复的按钮（代表不直接处理问题）。"""
    case = desk.say()

    page = desk.get(desk.deputy, f"/desk/cases/{case.pk}/").content.decode()

    assert "深入了解" in labels(page)
    assert "提成代表建议" in labels(page)
    assert "当场答复" not in labels(page)
    assert "转去办理" not in labels(page)


def test_invisible_case_is_missing(desk: Office) -> None:
    """没有交给他的，对承办单位就是不存在；交给了的就看得见。"""
    waiting = desk.say()
    handling = desk.dispatched()

    assert desk.get(desk.unit, f"/desk/cases/{handling.pk}/").status_code == 200
    assert desk.get(desk.unit, f"/desk/cases/{waiting.pk}/").status_code == 404
    assert desk.get(desk.other_unit, f"/desk/cases/{handling.pk}/").status_code == 404


def test_a_street_named_in_a_case_elsewhere_sees_it_redacted(desk: Office) -> None:
    """别的街道的事，指派了本街道工委担一个身份，就看得见这一件，看到的是脱敏后的话；没指派的等于没有。"""
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    body = register_body(
        kind="street_committee",
        name="纸坊街道人大工委",
        slug="jx-zf",
        region=desk.town,
        congress=desk.congress,
        starts_on=SINCE,
        **note,
    )
    person = register_person(name="邹平", **note)
    open_account(username="zf", password=PASSWORD, person=person, **note)
    grant_post(person=person, body=body, kind="staff", title="干事", starts_on=SINCE, **note)
    account = Account.objects.select_related("person").get(person=person)
    next_door = Persona(viewer_for(account, today=TODAY), account, person, body)
    case = desk.say(text=SECRET)
    url = f"/desk/cases/{case.pk}/"

    assert desk.get(next_door, url).status_code == 404
    Party.objects.create(case=case, role="helper", kind="co", body=body, since=AT)
    page = desk.get(next_door, url)

    assert page.status_code == 200
    assert "没有路灯" in page.content.decode()
    assert PHONE not in page.content.decode()
    assert PHONE in desk.get(desk.street, url).content.decode()


def test_the_unit_never_learns_who_spoke(desk: Office) -> None:
    """承办单位看到的原话遮去姓名和电话；街道看到原话。"""
    handling = desk.dispatched(text=SECRET)

    street = desk.get(desk.street, f"/desk/cases/{handling.pk}/").content.decode()
    unit = desk.get(desk.unit, f"/desk/cases/{handling.pk}/").content.decode()

    assert PHONE in street
    assert "没有路灯" in unit
    assert PHONE not in unit
    assert "陈桂芳" not in unit


def test_blocked_moves_say_what_is_missing(desk: Office) -> None:
    """轮到他但条件不够的一步，按钮按不动，旁边写明差什么。"""
    case = desk.say()
    desk.step(case, desk.street, "handle", category="property")

    page = desk.get(desk.street, f"/desk/cases/{case.pk}/").content.decode()

    assert "上墙公示进展" in page
    assert "上墙公示进展" not in labels(page)
    assert "还不能办" in page


def test_similar_matters_merge_in_one_click(desk: Office) -> None:
    """街道看到类似的一件，点一下就并过去；两个人都收到话。"""
    first = desk.say()
    second = desk.say(text="村口到小学这段路没有路灯，冬天孩子放学天黑了，骑车摔过好几回。")

    page = desk.get(desk.street, f"/desk/cases/{second.pk}/").content.decode()
    assert "并到这一件" in page
    answer = desk.post(
        desk.street,
        f"/desk/cases/{second.pk}/moves/merge/",
        {"merge_into": first.number, "answer": "同一件事，我们合在一起办，办好一并答复您。"},
    )

    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.stage == "merged"
    assert Opinion.objects.get(case=first).follower_count == 1


def test_suggested_category_shows_its_words(desk: Office) -> None:
    """系统读出多半是哪一类，写明凭哪些词。"""
    case = desk.say()

    page = desk.get(desk.street, f"/desk/cases/{case.pk}/").content.decode()

    assert "城乡建设 › 市政设施" in page
    assert "凭“路灯”" in page


def test_contact_is_shown_once_and_recorded(desk: Office) -> None:
    """街道写明原因才看得到电话，看一次留一次痕；承办单位没有这个网址。"""
    handling = desk.dispatched(
        contact=Contact(name="陈桂芳", phone=PHONE, consents=("contact", "name", "phone"))
    )
    assert SealedContact.objects.count() == 1
    url = f"/desk/cases/{handling.pk}/contact/"

    shown = desk.post(desk.street, url, {"why": "约到现场指认路段"})
    hidden = desk.post(desk.unit, url, {"why": "约到现场指认路段"})
    again = desk.get(desk.street, f"/desk/cases/{handling.pk}/")

    assert PHONE in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert hidden.status_code == 404
    assert PHONE not in again.content.decode()
    looks = Entry.objects.filter(verb="contact.reveal").order_by("id")
    assert [entry.facts["allowed"] for entry in looks] == [True, False]
    assert looks[0].facts["why"] == "约到现场指认路段"


def test_contact_needs_a_reason(desk: Office) -> None:
    """不写原因不给看。"""
    case = desk.say(
        contact=Contact(name="陈桂芳", phone=PHONE, consents=("contact", "name", "phone"))
    )

    answer = desk.post(desk.street, f"/desk/cases/{case.pk}/contact/", {"why": " "})

    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()


def test_thread_is_one_story(desk: Office) -> None:
    """收件、办理是一条线：从哪件来、到哪件去，点得过去；经过连在一起。"""
    handling = desk.dispatched()

    page = desk.get(desk.street, f"/desk/cases/{handling.pk}/").content.decode()

    assert "来龙去脉" in page
    assert f"/desk/cases/{handling.thread}/" in page
    assert "转去办理" in page
    assert "区住房和城乡建设局" in page


def test_the_unit_reads_only_public_words_of_earlier_steps(desk: Office) -> None:
    """街道内部的考虑不给承办单位看；给群众看的那句话看得到。"""
    case = desk.say()
    desk.step(case, desk.street, "handle", category="property", screen_note="此人多次来访")
    handling = desk.child(case)
    desk.step(handling, desk.street, "raise", level="district", analysis="需要区里统筹来办")

    desk.step(
        handling,
        desk.office,
        "dispatch",
        lead_unit=desk.unit_body.pk,
        visit_group=group_of(desk.world).pk,
    )

    unit = desk.get(desk.unit, f"/desk/cases/{handling.pk}/").content.decode()

    assert "看过了，已经转去办理" in unit
    assert "此人多次来访" not in unit
    assert "此人多次来访" in desk.get(desk.street, f"/desk/cases/{handling.pk}/").content.decode()


def test_an_opinion_address_leads_to_its_case(desk: Office) -> None:
    """台账里点一条意见，到它的办件；看不见的同样不存在。"""
    case = desk.say()
    url = f"/desk/opinions/{case.subject_id}/"

    assert desk.get(desk.street, url).url == f"/desk/cases/{case.pk}/"
    assert desk.get(desk.unit, url).status_code == 404


def test_where_is_said_once(desk: Office) -> None:
    """写的位置里已经有村名的，标题下不再重复村名。"""
    village = desk.village.name
    for place, shown in ((f"{village}口", f"{village}口"), ("小学门口", f"{village}小学门口")):
        case = desk.say(place=place)
        page = desk.get(desk.street, f"/desk/cases/{case.pk}/").content.decode()
        assert f"<span>{shown}</span>" in page


def test_what_was_filled_reads_in_the_order_of_the_form(desk: Office) -> None:
    """经过里填的几样，照表上的先后读：先标题，再案据，再方案。"""
    case = desk.say()
    said = {
        "suggestion_title": "关于在村口至小学路段加装路灯的建议",
        "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
        "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
    }
    desk.post(desk.deputy, f"/desk/cases/{case.pk}/moves/adopt/", said)

    told = desk.get(desk.deputy, f"/desk/cases/{case.pk}/").context["timeline"]

    adopted = next(line["text"] for line in told if line["title"] == "提成代表建议")
    read = [line.split("：")[-1] for line in adopted.splitlines()]
    assert read == list(said.values())
