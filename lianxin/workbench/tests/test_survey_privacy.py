"""公布的问卷结果：按街道分开看，也认不出是谁。"""

import pytest
from django.test import Client

from lianxin.access.usecases.registers import register_region
from lianxin.activities.models import SurveyQuestion
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.test_surveys import opened, paper
from tests.world import AT


@pytest.mark.parametrize("few", [2, 5])
def test_a_small_street_cannot_be_found_by_subtraction(desk: Office, few: int) -> None:
    """藏起来的一个街道只有两份，连最少的一个一起藏，总数减不出来；有五份就照列。"""
    other = register_region(
        code="420115008000", name="纸坊街道", level="town", parent=desk.county, actor=SYSTEM, at=AT
    )
    row = opened(desk)
    for count, place in ((few, other.pk), (5, "420115007000"), (6, "")):
        for number in range(count):
            slip = f"{place}-{number}"
            assert paper(desk, row, slip, region=place).status_code == 302
    act = f"/desk/surveys/{row.pk}/"
    desk.post(desk.street, act, {"act": "close"})
    desk.post(desk.street, act, {"act": "publish"})
    first = SurveyQuestion.objects.get(survey=row, place=1)
    answer = Client().get(f"/q/{row.serial}/result/?cross={first.pk}")
    streets = {line.street for line in answer.context["cross"].lines}
    assert streets == ({"没写街道"} if few == 2 else {"没写街道", "五里界街道", "纸坊街道"})
    assert ("另有 2 个街道份数太少" in answer.content.decode()) is (few == 2)
