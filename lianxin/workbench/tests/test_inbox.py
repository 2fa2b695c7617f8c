"""收件箱里一条消息怎么摆：同一句话只说一遍。"""

from lianxin.notify.models import Notice
from lianxin.workbench.tests.conftest import Office


def test_a_notice_says_nothing_twice(desk: Office) -> None:
    """左边标了“有新进展”，话里不再说；话里有标题的，下面不再写；没有的照写。"""
    case = desk.dispatched()
    told = Notice.objects.filter(case_id=case.pk, body=desk.unit_body)
    told.update(event="progress", text=f"有新进展：{case.number} {case.title}")

    page = desk.get(desk.unit, "/desk/notices/")
    (once,) = [one for one in page.context["notices"] if one["notice"].case_id == case.pk]
    told.update(text=f"有新进展：{case.number}")
    page = desk.get(desk.unit, "/desk/notices/")
    (below,) = [one for one in page.context["notices"] if one["notice"].case_id == case.pk]

    assert (once["text"], once["title"]) == (f"{case.number} {case.title}", "")
    assert (below["text"], below["title"]) == (case.number, case.title)
