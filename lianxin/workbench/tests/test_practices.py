"""各地的做法从桌面上走一遍：分级办理、督办留形式、身份回避。"""

import pytest

from lianxin.access.usecases.accounts import grant_post
from lianxin.casework.models import Case, Duty
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Person
from lianxin.suggestions.models import Suggestion
from lianxin.workbench.tests.conftest import Office, adopt, picture
from tests.world import AT, TODAY

RESULT = "已经到现场看过，装了十二盏路灯，月底前全部亮。"


def fresh(case: Case) -> Case:
    """重新取一遍。"""
    return Case.objects.get(pk=case.pk)


def handled(desk: Office, text: str) -> Case:
    """街道把一条意见转去办理；返回办理的那一件。"""
    case = desk.say(text=text)
    desk.post(desk.street, f"/desk/cases/{case.pk}/moves/handle/", {"category": "property"})
    return desk.child(case)


@pytest.mark.row("S1-29")
@pytest.mark.row("S2-14")
def test_each_matter_goes_to_its_level_and_comes_back(desk: Office) -> None:
    """街道的交科室，区级的交部门，市级以上的上报并取回结果；一件事一条线，两头都闭环。"""
    adopt(desk.world, "tiered_routing")
    note = {"grading_note": "按职责归这一级管"}
    street = handled(desk, "小区门口垃圾没人清，夏天苍蝇多。")
    district = handled(desk, "主干道路面坑洼积水，电动车没法走。")
    city = handled(desk, "希望高架桥加装隔音屏，夜里吵得睡不着。")

    desk.post(
        desk.street,
        f"/desk/cases/{street.pk}/moves/keep/",
        {**note, "lead_unit": desk.subdistrict.pk},
    )
    desk.post(desk.street, f"/desk/cases/{district.pk}/moves/raise_district/", note)
    desk.post(
        desk.office,
        f"/desk/cases/{district.pk}/moves/dispatch/",
        {"lead_unit": desk.unit_body.pk},
    )
    base = f"/desk/cases/{city.pk}/moves"
    desk.post(desk.street, f"{base}/raise_city/", note)
    letter = {"upper_body": "市人大常委会代表工作机构", "upward_letter": picture("上报函.png")}
    desk.post(desk.office, f"{base}/send_up/", letter)
    desk.post(desk.office, f"{base}/note_upper/", {"upper_status": "市里已交城建部门研究"})
    closing = {
        "upper_status": "隔音屏已列入今年计划",
        "final_words": "市里已列入今年计划，年底装好。",
    }
    desk.post(desk.office, f"{base}/upper_done/", closing)

    assert fresh(street).stage == "street_handling"
    assert fresh(district).stage == "district_handling"
    assert fresh(city).stage == "closed"
    root = Case.objects.get(pk=city.thread)
    assert root.stage == "to_tell"
    page = desk.get(desk.street, f"/desk/cases/{root.pk}/").content.decode()
    assert "市里的进展" in page or "记上级进展" in page
    told = f"/desk/cases/{root.pk}/moves/tell/"
    assert "年底装好" in desk.get(desk.street, told).content.decode()
    desk.post(desk.street, told, {"answer": "市里已列入今年计划，年底装好。"})
    assert "年底装好" in Opinion.objects.get(case=root).told
    levels = {name: ledger(desk, name) for name in ("street", "office", "unit")}
    assert "看一遍，定怎么办" in levels["street"]
    assert "发函上报" in levels["office"]
    assert "办理，报结果" in levels["unit"]


def ledger(desk: Office, name: str) -> str:
    """某一级的责任清单。"""
    return desk.get(getattr(desk, name), "/desk/duties/?state=all").content.decode()


@pytest.mark.row("S0-17")
def test_supervision_keeps_form_and_medium_and_may_loop_back(desk: Office) -> None:
    """督办写明现场、重点、跟踪和线上、线下；效果不好，回到重新交办，从调研再来一圈。"""
    handling = desk.dispatched()
    base = f"/desk/cases/{handling.pk}/moves"
    supervised = {
        "supervise_form": "onsite",
        "supervise_medium": "offline",
        "supervise_note": "到现场看了，灯杆还没有进场，要求月底前开工。",
    }
    missing = desk.post(desk.office, f"{base}/supervise/", {**supervised, "supervise_form": ""})
    done = desk.post(desk.office, f"{base}/supervise/", supervised)
    desk.post(desk.unit, f"{base}/finish/", {"handling_result": RESULT})
    desk.post(desk.unit, f"{base}/feed_deputy/", {"deputy_feedback": "路灯装好了，请代表看看。"})
    desk.post(desk.unit, f"{base}/feed_public/", {"public_feedback": "路灯装好了，晚上不黑了。"})
    desk.post(desk.street, f"{base}/not_effective/", {"visit_note": "去看了，有三盏不亮。"})

    page = desk.get(desk.unit, f"/desk/cases/{handling.pk}/").content.decode()

    assert missing.status_code == 422
    assert 'id="id_supervise_form_error"' in missing.content.decode()
    assert done.status_code == 302
    assert "现场督办" in page
    assert "线下" in page
    assert fresh(handling).stage == "dispatching"
    assert Duty.objects.open().get(case=handling).holder_body_id == desk.deputy_affairs.pk


@pytest.mark.row("S0-21")
def test_one_person_with_two_hats_may_not_rate_their_own_unit(desk: Office) -> None:
    """代表又在承办单位任职：两个身份的事都看得见，本单位的答复不能由他评。"""
    person = Person.objects.get(pk=desk.deputy.person.pk)
    desk.write(
        title="关于在村口至小学路段加装路灯的建议",
        grounds="这条路一共缺十一盏灯，晚上八点以后看不见路面。",
        proposal="请住建部门年内装完，请街道出人看护。",
    )
    case = Suggestion.objects.get().case
    base = f"/desk/cases/{case.pk}/moves"
    desk.post(desk.office, f"{base}/dispatch/", {"lead_unit": desk.unit_body.pk})
    duty = desk.duty(case, desk.unit_body)
    called = {"how": "phone", "note": "谈了安装位置"}
    desk.post(desk.unit, f"{base}/log_contact/?duty={duty.pk}", called)
    reply = {"reply": RESULT, "signer": "局长 赵明", "reply_letter": picture("答复函.png")}
    desk.post(desk.unit, f"{base}/reply_resolved/", reply)
    rating = {"attitude": "satisfied", "result": "satisfied"}
    post = grant_post(
        person=person,
        body=desk.unit_body,
        kind="staff",
        title="科员",
        starts_on=TODAY,
        actor=SYSTEM,
        at=AT,
    )

    both = desk.get(desk.deputy, "/desk/").content.decode()
    refused = desk.post(desk.deputy, f"{base}/rate/", rating)
    type(post).objects.filter(pk=post.pk).delete()
    accepted = desk.post(desk.deputy, f"{base}/rate/", rating)

    assert "区住房和城乡建设局 · 人大代表 · 周岭梅" in both
    assert "我的履职" in both
    assert refused.status_code == 422
    assert accepted.status_code == 302
    assert fresh(case).stage == "closing"
