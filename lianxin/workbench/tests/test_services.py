"""便民服务与意见分开：站点页、扫码页上提交，站里答复，转给别家办了回来，另有自己的数。"""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from lianxin.access.models import SealedContact
from lianxin.insight.queries import Period, indicator
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.stations.models import ServiceRequest
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import plain
from tests.world import TODAY, Persona

ASKED = {"kind": "guide", "text": "老人办高龄津贴要带什么"}


def asked(desk: Office, **more: Any) -> tuple[ServiceRequest, str]:
    """群众在站点的便民服务页提交一件；返回这一件和查询码。"""
    answer = Client().post(f"/stations/{desk.station.pk}/service/", {**ASKED, **more})
    assert answer.status_code == 201, answer.content.decode()
    _, key = re.findall(r'<dd class="key">([^<]+)<', answer.content.decode())
    return ServiceRequest.objects.latest("pk"), key


def act(desk: Office, who: Persona, row: ServiceRequest, name: str, **given: Any) -> HttpResponse:
    """在这一件的页上办一步。"""
    data = {f"{name}-{key}": value for key, value in given.items()}
    return desk.post(who, f"/desk/services/{row.pk}/", {"act": name, **data})


def counted(desk: Office, key: str) -> Any:
    """三月的一个数。"""
    period = Period(TODAY.replace(day=1), TODAY.replace(month=4, day=1))
    ask: dict[str, Any] = {"jurisdiction_id": desk.congress.pk, "period": period, "today": TODAY}
    return indicator(key, slices={"station": str(desk.station.pk)}, **ask).number


def test_a_service_is_not_an_opinion(desk: Office) -> None:
    """扫码页点得到便民服务；提交不用账号，凭编号和查询码看答复；另数，不算在意见里。"""
    scanned = Client().get(f"/s/{desk.code}").content.decode()
    assert f"/stations/{desk.station.pk}/service/" in scanned
    row, key = asked(desk)
    assert not Opinion.objects.exists()
    assert (counted(desk, "service.count"), counted(desk, "service.answered.count")) == (1, 0)
    assert counted(desk, "opinion.count") == 0

    assert act(desk, desk.street, row, "answer", words="好").status_code == 422
    words = "带身份证、户口本，到党群服务中心二号窗口。"
    assert act(desk, desk.street, row, "answer", words=words).status_code == 302
    assert act(desk, desk.street, row, "answer", words=words).status_code == 404
    mine = Client().post("/service/mine/", {"receipt_no": row.receipt_no, "receipt_key": key})
    assert words in mine.content.decode()
    assert "<small>江夏区人大</small>" in mine.content.decode()
    wrong = {"receipt_no": row.receipt_no, "receipt_key": "0" * 16}
    assert words not in Client().post("/service/mine/", wrong).content.decode()
    assert counted(desk, "service.answered.count") == 1
    sheet = desk.get(desk.office, "/desk/services/export.csv?state=all")
    listed = b"".join(sheet.streaming_content).decode()  # type: ignore[attr-defined]
    assert row.receipt_no in listed


def test_a_service_is_handed_over_and_comes_back(desk: Office) -> None:
    """转给单位：单位看得到、只能回；没回来站里不能答复、不能再转；回来了由站里答复；别的单位看不见。"""
    row, _ = asked(desk)
    page = f"/desk/services/{row.pk}/"
    assert desk.get(desk.unit, page).status_code == 404
    hand = {"body": desk.unit_body.pk, "reason": "请答复怎么申请"}
    assert act(desk, desk.unit, row, "hand", **hand).status_code == 404
    assert act(desk, desk.street, row, "hand", **hand).status_code == 302
    assert act(desk, desk.street, row, "hand", **hand).status_code == 404
    assert act(desk, desk.street, row, "answer", words="已经转办了").status_code == 404

    assert row.receipt_no in desk.get(desk.unit, "/desk/services/").content.decode()
    assert desk.get(desk.other_unit, page).status_code == 404
    assert act(desk, desk.unit, row, "answer", words="我们直接答复了").status_code == 404
    assert act(desk, desk.unit, row, "return", words="").status_code == 422
    assert act(desk, desk.unit, row, "return", words="线上申请，三天办好").status_code == 302
    assert act(desk, desk.street, row, "answer", words="线上申请，三天办好").status_code == 302

    said = plain(desk.get(desk.street, page).content.decode())
    assert "请答复怎么申请" in said
    assert "线上申请，三天办好" in said
    row.refresh_from_db()
    assert row.state == "answered"


def test_contacts_are_sealed_and_read_with_a_reason(desk: Office) -> None:
    """留电话要勾同意，加密另存；站里写明原因才看得到，转给的单位看不到。"""
    named = {**ASKED, "name": "王女士", "phone": "13912345678"}
    url = f"/stations/{desk.station.pk}/service/"
    assert Client().post(url, named).status_code == 422
    row, _ = asked(desk, name="王女士", phone="13912345678", consent="on")
    sealed = SealedContact.objects.get(subject_kind="service_request")
    assert sealed.subject_id == row.pk

    assert "13912345678" not in desk.get(desk.street, f"/desk/services/{row.pk}/").content.decode()
    assert act(desk, desk.street, row, "reveal", why="").status_code == 422
    shown = act(desk, desk.street, row, "reveal", why="告诉她带什么材料")
    assert "13912345678" in shown.content.decode()
    act(desk, desk.street, row, "hand", body=desk.unit_body.pk, reason="请答复怎么申请")
    assert act(desk, desk.unit, row, "reveal", why="想问问").status_code == 404


def test_a_service_that_is_an_opinion_goes_into_the_register(desk: Office) -> None:
    """不是便民服务的登记成意见：有编号、有人办；群众凭原来的编号和查询码找得到；单位登记不了，登记过的不能再登记。"""
    row, key = asked(desk, text="村口的路灯坏了三天，晚上没法走")
    said = {"text": "村口的路灯坏了三天，晚上没法走，已有人摔倒", "place": "村口"}
    assert act(desk, desk.street, row, "hand", body=desk.unit_body.pk, reason="看看").status_code
    assert act(desk, desk.unit, row, "opinion", **said).status_code == 404
    assert act(desk, desk.street, row, "opinion", **said).status_code == 404
    act(desk, desk.unit, row, "return", words="不是我们这个窗口办的")

    assert act(desk, desk.street, row, "opinion", text="").status_code == 422
    assert act(desk, desk.street, row, "opinion", **said).status_code == 302
    assert act(desk, desk.street, row, "opinion", **said).status_code == 404
    opinion = Opinion.objects.get()
    assert (opinion.station_id, opinion.place) == (desk.station.pk, "村口")
    assert opinion.case is not None
    assert opinion.case.local_body_id == desk.street_committee.pk
    assert counted(desk, "opinion.count") == 1
    assert opinion.receipt_no in desk.get(desk.street, f"/desk/services/{row.pk}/").content.decode()
    assert row.receipt_no not in desk.get(desk.street, "/desk/services/").content.decode()
    done = desk.get(desk.street, "/desk/services/?state=done").content.decode()
    assert row.receipt_no in done

    citizen = Client()
    assert "摔倒" not in citizen.get(f"/r/{opinion.receipt_no}/").content.decode()
    mine = citizen.post("/service/mine/", {"receipt_no": row.receipt_no, "receipt_key": key})
    found = re.findall(r'<dd class="num"><b>([^<]+)</b>', mine.content.decode())
    assert found == [opinion.receipt_no, key_for(opinion.receipt_no)]
    assert "摔倒" in citizen.get(f"/r/{opinion.receipt_no}/").content.decode()


def test_a_double_tap_asks_once(desk: Office) -> None:
    """手快点两下：只收一件，两次都给同一把查询码；换一张表才是另一件。"""
    (row, key), again = asked(desk, once_key="A" * 22), asked(desk, once_key="A" * 22)
    assert again == (row, key)
    assert ServiceRequest.objects.count() == 1
    asked(desk, once_key="B" * 22)
    assert ServiceRequest.objects.count() == 2
