"""共性问题统一答复：归一次、写一次，件件答到人；答不了的说明原因；连点两次不重复。"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Link
from lianxin.notify.models import Notice
from lianxin.opinions.models import Opinion, ReplyGroup, ReplyMember
from lianxin.opinions.queries import key_for
from lianxin.ratings.models import Rating
from lianxin.workbench.tests.conftest import Office
from tests.world import Persona

CHARGING = "{}号楼电动车没有地方充电，家家从窗户拉线下来，下雨天看着就怕。"
ANSWER = "区里已定：今年九月底前，在各小区统一建充电棚，由住建局牵头，街道盯着办。"


def voices(desk: Office, count: int = 3) -> list[Case]:
    """几个人说同一件事。"""
    return [desk.say(text=CHARGING.format(number)) for number in range(1, count + 1)]


def gather(desk: Office, cases: list[Case], who: Persona | None = None) -> ReplyGroup:
    """街道把它们归成一组。"""
    given = {"title": "老旧小区充电难", "cases": [case.pk for case in cases]}
    done = desk.post(who or desk.street, "/desk/together/new/", given)
    assert done.status_code == 302, done.content.decode()
    return ReplyGroup.objects.latest("id")


def answer(desk: Office, group: ReplyGroup, words: str = ANSWER, result: str = "explained") -> Any:
    """写一份答复。"""
    given = {"act": "answer", "answer": words, "result": result}
    return desk.post(desk.street, f"/desk/together/{group.pk}/", given)


def sorted_(desk: Office, case: Case) -> Case:
    """先去核实的一件：分拣时定了类别。"""
    return desk.step(case, desk.street, "look_into", category="property")


def receipt(case: Case) -> str:
    """提交人凭编号和查询码打开回执。"""
    number = Opinion.objects.get(case=case).receipt_no
    client = Client()
    client.post("/r/", {"receipt_no": number, "receipt_key": key_for(number)})
    return client.get(f"/r/{number}/").content.decode()


@pytest.mark.row("S1-13")
def test_one_answer_reaches_every_citizen_and_deputy(desk: Office) -> None:
    """三个人说的同一件事，一份答复，三张回执都看得到，所找的代表都收到；各自照样评价。"""
    cases = voices(desk)
    for case in cases:
        sorted_(desk, case)
    group = gather(desk, cases)

    assert answer(desk, group).status_code == 302

    for case in cases:
        assert ANSWER in receipt(case)
        case.refresh_from_db()
        assert case.stage == "told"
    told = Notice.objects.filter(person=desk.deputy.person, text__contains="统一答复")
    assert told.count() == 3
    assert Link.objects.filter(kind="answers", source=cases[0]).count() == 2
    desk.step(cases[0], None, "rate", attitude="satisfied", result="satisfied")
    desk.step(cases[1], None, "rate", attitude="basic", result="dissatisfied")
    assert Rating.objects.count() == 2
    page = desk.get(desk.street, f"/desk/together/{group.pk}/").content.decode()
    assert "3 / 3 件" in page


def test_fresh_matters_are_sorted_by_the_group(desk: Office) -> None:
    """还没分拣的几件，归集时选了类别就答得到；没选的，说清差在哪里。"""
    without, with_ = voices(desk, 1), voices(desk, 2)[1:]
    answer(desk, gather(desk, without))
    given = {"title": "老旧小区充电难", "cases": [with_[0].pk], "category": "property"}
    desk.post(desk.street, "/desk/together/new/", given)
    answer(desk, ReplyGroup.objects.latest("id"))
    assert "归哪一类" in ReplyMember.objects.get(case=without[0]).refusal
    with_[0].refresh_from_db()
    assert (with_[0].stage, with_[0].category_id) == ("told", "property")


def test_a_matter_that_cannot_be_answered_is_listed(desk: Office) -> None:
    """已经转去办理的答不了，写明到了哪里；别的照样答到；办到该答时再点一次就答到。"""
    cases = voices(desk)
    sorted_(desk, cases[0])
    desk.step(cases[1], desk.street, "handle", category="property")
    sorted_(desk, cases[2])
    group = gather(desk, cases)

    answer(desk, group)

    page = desk.get(desk.street, f"/desk/together/{group.pk}/").content.decode()
    assert "2 / 3 件" in page
    assert "现在是“办理中”" in page
    assert ANSWER not in receipt(cases[1])
    member = ReplyMember.objects.get(case=cases[1])
    assert member.answered_at is None
    assert "单独办" in member.refusal


def test_what_is_not_solved_is_not_called_solved(desk: Office) -> None:
    """核实中的能答成“说明情况”，答不成“列入计划”：列出来，话也没有送出去。"""
    case = sorted_(desk, voices(desk, 1)[0])
    group = gather(desk, [case])

    answer(desk, group, result="planned")
    assert "不能答成“列入计划”" in ReplyMember.objects.get().refusal
    assert ANSWER not in receipt(case)

    answer(desk, group)
    case.refresh_from_db()
    assert case.result == "explained"
    assert ANSWER in receipt(case)


def test_clicking_twice_answers_once(desk: Office) -> None:
    """连点两次：每一件只走一步，第二次没有要答的。"""
    cases = voices(desk, 2)
    for case in cases:
        sorted_(desk, case)
    group = gather(desk, cases)

    answer(desk, group)
    answer(desk, group)

    assert Entry.objects.filter(verb="intake-qr.explain").count() == 2
    assert Entry.objects.filter(verb="reply_group.answer").count() == 1


def test_a_new_matter_joins_and_is_answered(desk: Office) -> None:
    """答过以后又来一个同样的：页面提示像的，归进来，再答一次，只答新来的。"""
    cases = voices(desk, 2)
    for case in cases:
        sorted_(desk, case)
    group = gather(desk, cases)
    answer(desk, group)
    late = sorted_(desk, desk.say(text=CHARGING.format(9)))
    url = f"/desk/together/{group.pk}/"
    assert late.number in desk.get(desk.street, url).content.decode()

    desk.post(desk.street, url, {"act": "join", "cases": [late.pk]})
    answer(desk, group)

    assert ANSWER in receipt(late)
    assert ReplyMember.objects.filter(group=group, answered_at__isnull=False).count() == 3
    assert Entry.objects.filter(verb="intake-qr.explain").count() == 3


def test_what_is_not_the_same_leaves_before_the_answer(desk: Office) -> None:
    """不是一回事的移得出来；答到了的移不出来。"""
    cases = [sorted_(desk, case) for case in voices(desk, 2)]
    group = gather(desk, cases)
    url = f"/desk/together/{group.pk}/"
    desk.post(desk.street, url, {"act": "leave", "cases": [cases[1].pk]})
    answer(desk, group)
    desk.post(desk.street, url, {"act": "leave", "cases": [cases[0].pk]})

    assert list(group.members.values_list("case", flat=True)) == [cases[0].pk]
    assert ANSWER not in receipt(cases[1])


def test_only_the_street_and_the_office_group(desk: Office) -> None:
    """承办单位没有这一页；一件只归一组；看不见的归不了；答复不能空着。"""
    cases = [sorted_(desk, case) for case in voices(desk, 2)]
    group = gather(desk, cases)
    url = f"/desk/together/{group.pk}/"

    assert desk.get(desk.unit, url).status_code == 404
    assert desk.get(desk.unit, "/desk/together/").status_code == 404
    again = {"title": "又一组", "cases": [cases[0].pk]}
    assert desk.post(desk.street, "/desk/together/new/", again).status_code == 422
    assert answer(desk, group, " ").status_code == 422
    assert desk.get(desk.office, url).status_code == 200


def test_many_are_answered_in_turns(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """件数多的分几次答完，页面写明还剩几件。"""
    monkeypatch.setattr("lianxin.opinions.usecases.together.AT_ONCE", 3)
    cases = [sorted_(desk, case) for case in voices(desk, 5)]
    group = gather(desk, cases)

    answer(desk, group)
    page = desk.get(desk.street, f"/desk/together/{group.pk}/").content.decode()
    assert "3 / 5 件" in page
    assert "接着答余下的 2 件" in page
    answer(desk, group)

    assert ReplyMember.objects.filter(answered_at__isnull=False).count() == 5


def test_the_ledger_exports_and_stays_cheap(desk: Office) -> None:
    """清单、一组都能导出；组里件数多了，语句不多。"""
    cases = [sorted_(desk, case) for case in voices(desk, 4)]
    group = gather(desk, cases[:1])
    url = f"/desk/together/{group.pk}/"
    with CaptureQueriesContext(connection) as before:
        desk.get(desk.street, url)
    few = len(before)
    desk.post(desk.street, url, {"act": "join", "cases": [case.pk for case in cases[1:]]})
    desk.get(desk.street, url)
    with CaptureQueriesContext(connection) as after:
        desk.get(desk.street, url)
    assert len(after) <= few
    for path in ("/desk/together/export.csv", f"/desk/together/{group.pk}/export.csv"):
        body = b"".join(desk.get(desk.street, path).streaming_content).decode("utf-8-sig")
        assert len(body.splitlines()) >= 2
