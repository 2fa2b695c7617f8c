"""群众先打了分，街道才想起公示：打过分的照样能上墙，评价一起公开。"""

import pytest
from django.test import Client


@pytest.mark.row("S0-10")
@pytest.mark.parametrize("publish", [True, False])
def test_what_is_rated_can_still_be_posted(hands, publish):
    """答复、打分、办结之后再公示，公开页上看得到答复和评价；没有同意公开的，怎样都不能上墙。"""
    hands.adopt("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    receipt = hands.say(consent={"contact": False, "publish": publish})
    case = hands.do(
        "street", hands.case(receipt), "answer", category="waste", answer="路灯昨天装好了，十二盏。"
    )
    told = Client().post(
        f"/api/v1/receipts/{receipt['receipt_no']}/rating",
        {"attitude": "satisfied", "result": "basic"},
        content_type="application/json",
        headers={"Receipt-Key": receipt["receipt_key"]},
    )
    assert told.status_code == 200, told.content.decode()
    case.refresh_from_db()
    assert case.closed_at is not None
    if not publish:
        assert "同意" in hands.cannot("street", case, "post")
        return
    assert "上墙公示结果" in hands.see("street", f"/desk/cases/{case.pk}/")
    hands.do("street", case, "post")
    page = hands.see("stranger", "/matters/")
    assert "路灯" in page
    link = page.partition('href="/matters/GK')[2].partition('"')[0]
    shown = hands.see("stranger", f"/matters/GK{link}")
    assert "十二盏" in shown
    assert "基本满意" in shown
    assert receipt["receipt_no"] not in shown
