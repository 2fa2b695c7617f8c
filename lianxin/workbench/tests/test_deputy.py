"""我的履职：找过我的、等我办的、我的建议；代表督促，不直接处理（代表法 29、31 条）。"""

import pytest

from lianxin.casework.models import Case
from lianxin.suggestions.models import Suggestion
from lianxin.workbench.tests.conftest import Office, picture

GROUNDS = "走访了六个小区，飞线充电普遍，已经发生两起冒烟。"
PROPOSAL = "请住建部门会同街道，一年内在二十个老旧小区集中建设充电棚。"
DRAFT = {
    "title": "关于在老旧小区集中建设充电设施的建议",
    "grounds": GROUNDS,
    "proposal": PROPOSAL,
    "permission": "full",
}


def test_a_deputys_desk_opens_on_their_own_page(desk: Office) -> None:
    """只是代表的，打开工作台就是“我的履职”。"""
    assert desk.get(desk.deputy, "/desk/").url == "/desk/mine/"
    assert desk.get(desk.unit, "/desk/mine/").status_code == 404


def test_voices_that_name_me(desk: Office) -> None:
    """扫我的码说的事在“找过我的”里，说得出走到哪、谁在办；没点我名的不在。"""
    named = desk.say()
    desk.say(text="自来水早晚高峰水压小，三楼上不去水。", deputy_id=None)

    page = desk.get(desk.deputy, "/desk/mine/?tab=voices").content.decode()

    assert named.title in page
    assert "待分拣" in page
    assert "五里界街道人大工委在办" in page
    assert "水压小" not in page


def test_the_card_offers_what_a_deputy_may_do(desk: Office) -> None:
    """卡片上有深入了解、提成建议、催一催；没有答复、办结（R10）。"""
    desk.say()

    page = desk.get(desk.deputy, "/desk/mine/?tab=voices").content.decode()

    assert "深入了解" in page
    assert "提成代表建议" in page
    assert "催一催" in page
    assert "当场答复" not in page
    assert "不予受理" not in page


def test_adopting_a_voice_makes_a_suggestion(desk: Office) -> None:
    """代表把一条意见提成建议：有编号，进“我的建议”，提意见的人看得到那句话。"""
    case = desk.say()
    done = desk.post(
        desk.deputy,
        f"/desk/cases/{case.pk}/moves/adopt/",
        {"suggestion_title": DRAFT["title"], "grounds": GROUNDS, "proposal": PROPOSAL},
    )

    made = Suggestion.objects.get()
    assert done.status_code == 302
    assert made.opinion_id == case.subject_id
    page = desk.get(desk.deputy, "/desk/mine/?tab=suggestions").content.decode()
    assert DRAFT["title"] in page
    assert made.number in page


def test_a_deputy_raises_a_suggestion_directly(desk: Office) -> None:
    """代表自己提一件：案由、案据、方案齐了才收。"""
    short = desk.write(**{**DRAFT, "grounds": ""})
    whole = desk.write(**DRAFT)

    assert short.status_code == 422
    assert "还缺案据" in short.content.decode()
    assert whole.status_code == 302
    assert Suggestion.objects.get().title == DRAFT["title"]


def test_only_deputies_raise_suggestions(desk: Office) -> None:
    """不是代表的，没有“提一件建议”这一页。"""
    assert desk.get(desk.deputy, "/desk/suggestions/new/").status_code == 200
    assert desk.get(desk.office, "/desk/suggestions/new/").status_code == 404


@pytest.mark.row("S1-30")
@pytest.mark.row("S2-23")
def test_contact_reply_and_rating_from_desk_to_desk(desk: Office) -> None:
    """承办单位先联系代表才能答复，一件一复；代表在手机上评价态度和结果。"""
    desk.write(**DRAFT)
    case = Suggestion.objects.get().case
    base = f"/desk/cases/{case.pk}/moves"
    desk.post(desk.office, f"{base}/dispatch/", {"lead_unit": desk.unit_body.pk})
    duty = desk.duty(case, desk.unit_body)
    reply = {"reply": "已经选定二十个小区，九月底前全部建成投用。", "signer": "局长 赵明"}
    early = desk.post(desk.unit, f"{base}/reply_resolved/", {**reply, "reply_letter": letter()})
    desk.post(desk.unit, f"{base}/assign_person/?duty={duty.pk}", {"person": desk.unit.person.pk})
    desk.post(
        desk.unit, f"{base}/log_contact/?duty={duty.pk}", {"how": "phone", "note": "谈了选址"}
    )
    done = desk.post(desk.unit, f"{base}/reply_resolved/", {**reply, "reply_letter": letter()})
    again = desk.post(desk.unit, f"{base}/reply_resolved/", {**reply, "reply_letter": letter()})
    waiting = desk.get(desk.deputy, "/desk/mine/").content.decode()
    desk.post(desk.deputy, f"{base}/rate/", {"attitude": "satisfied", "result": "basic"})

    assert early.status_code == 422
    assert "联系" in early.content.decode()
    assert done.status_code == 302
    assert again.status_code == 422
    assert DRAFT["title"] in waiting
    assert Case.objects.get(pk=case.pk).stage == "closing"
    ledger = desk.get(desk.unit, "/desk/duties/?state=all").content.decode()
    assert "赵明" in ledger
    assert DRAFT["title"] in ledger


def letter():
    """一份答复函。"""
    return picture("答复函.png")


def test_query_count_does_not_grow(desk: Office, django_assert_max_num_queries) -> None:
    """二十条与一条，查库的次数一样多。"""
    for number in range(20):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")
    desk.get(desk.deputy, "/desk/mine/?tab=voices")

    with django_assert_max_num_queries(10):
        page = desk.client.get("/desk/mine/?tab=voices")

    assert len(page.context["cards"]) == 20


def test_my_record_is_mine_alone_and_costs_the_same(desk: Office) -> None:
    """档案里有找我的意见、我提的建议，按日子筛得出、导得出；别人没有这一页。"""
    named = desk.say()
    desk.say(text="自来水早晚高峰水压小，三楼上不去水。", deputy_id=None)
    desk.write(**DRAFT)
    page = desk.get(desk.deputy, "/desk/mine/record/")
    assert dict(page.context["record"].counts) == {"活动": 0, "建议": 1, "群众意见": 1, "联系": 0}
    assert named.title in page.content.decode()
    assert "水压小" not in page.content.decode()
    sheet = desk.get(desk.deputy, "/desk/mine/record/export.csv")
    assert DRAFT["title"] in b"".join(sheet.streaming_content).decode()
    empty = desk.get(desk.deputy, "/desk/mine/record/?since=2025-01-01&until=2025-12-31")
    assert empty.context["record"].lines == ()
    assert desk.get(desk.unit, "/desk/mine/record/").status_code == 404
