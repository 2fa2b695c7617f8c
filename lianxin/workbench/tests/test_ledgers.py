"""台账与登记：各看各的，筛得出，翻得到，导出的就是看得见的。"""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from lianxin.access.usecases.registers import register_body, register_region
from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.files.models import Attachment
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import Office, picture
from tests.world import AT

SPOKEN = "来访的老人说，村卫生室经常没有人，量血压要跑很远。"
ENTRY = {"kind": "opinion", "channel": "visit", "text": SPOKEN, "place": "村卫生室"}


def lines(response) -> list[list[str]]:
    """导出的 csv 读成行。"""
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(body)))


def test_everyone_has_their_own_ledger(desk: Office) -> None:
    """街道看到本街道的，单位看到交给它的，代表看到找他的。"""
    waiting = desk.say(text="自来水早晚高峰水压小，三楼上不去水。", deputy_id=None)
    handling = desk.dispatched()
    pages = {
        name: desk.get(getattr(desk, name), "/desk/opinions/").content.decode()
        for name in ("street", "office", "unit", "other_unit", "deputy")
    }

    seen = {name: (waiting.title in page, handling.title in page) for name, page in pages.items()}

    assert seen == {
        "street": (True, True),
        "office": (True, True),
        "unit": (False, True),
        "other_unit": (False, False),
        "deputy": (False, True),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=路灯", True),
        ("q=查不到", False),
        ("channel=scan", True),
        ("channel=phone", False),
        ("state=open", True),
        ("state=closed", False),
        ("since=2026-03-02&until=2026-03-02", True),
        ("since=2026-03-03", False),
        ("kind=service", False),
        ("channel=nonsense", True),
    ],
)
def test_filters_narrow_and_never_break(desk: Office, query: str, found: bool) -> None:
    """各项筛选各管各的；写错的一项当没写。"""
    case = desk.say()

    page = desk.get(desk.street, f"/desk/opinions/?{query}").content.decode()

    assert (case.title in page) is found


def test_export_is_what_one_sees(desk: Office) -> None:
    """导出的行与页面上的一致；单位导不出别人的，也没有联系方式；导出留痕。"""
    desk.say(text="自来水早晚高峰水压小，三楼上不去水，电话13871234567。")
    handling = desk.dispatched()

    street = lines(desk.get(desk.street, "/desk/opinions/export.csv"))
    unit = lines(desk.get(desk.unit, "/desk/opinions/export.csv"))

    assert [row[0] for row in street[1:]] == [handling.number, "JX-2026-" + street[2][0][-6:]]
    assert [row[0] for row in unit[1:]] == [handling.number]
    assert Entry.objects.filter(verb="desk.export").count() == 2


def test_xlsx_opens(desk: Office) -> None:
    """导出的表格打得开，首行是列名。"""
    desk.say()

    answer = desk.get(desk.street, "/desk/opinions/export.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active

    assert sheet["A1"].value == "编号"
    assert sheet.max_row == 2
    assert desk.get(desk.street, "/desk/opinions/export.exe").status_code == 404


def test_a_unit_cannot_fish_by_phone(desk: Office) -> None:
    """看不到原话的单位，拿电话去搜也搜不出是哪一条；街道搜得出。"""
    text = "电话13871234567，路灯坏了。"
    desk.dispatched(text=text, title="13871234567反映路灯")
    url = "/desk/opinions/?q=13871234567"

    assert len(desk.get(desk.street, url).context["cards"]) == 1
    assert len(desk.get(desk.unit, url).context["cards"]) == 0


def test_staff_register_for_visitors(desk: Office) -> None:
    """街道替来访的人登记：有编号，归本街道，出一张只看得到一次的回执单。"""
    done = desk.post(desk.street, "/desk/opinions/new/", ENTRY)
    opinion = Opinion.objects.get()
    slip = desk.client.get(done.url).content.decode()

    assert done.status_code == 302
    assert opinion.channel == "visit"
    assert opinion.case.local_body_id == desk.street_committee.pk
    assert opinion.receipt_no in slip
    assert "江夏区人大" in slip
    assert "查询码" in slip
    assert "<svg" in slip
    assert desk.get(desk.office, done.url).status_code == 404


def test_the_slip_is_given_even_when_another_street_will_handle_it(desk: Office) -> None:
    """替住在别的街道的人登记：归那个街道办，回执单照样给，不给看不见的办件的链接。"""
    note = {"actor": SYSTEM, "at": AT}
    town = register_region(
        code="420115008000", name="法泗街道", level="town", parent=desk.county, **note
    )
    register_body(
        kind="street_committee",
        name="法泗街道人大工委",
        slug="jx-fasi",
        region=town,
        congress=desk.congress,
        starts_on=AT.date(),
        **note,
    )
    ours = desk.post(desk.street, "/desk/opinions/new/", {**ENTRY, "region": desk.village.pk})
    kept = desk.client.get(ours.url).content.decode()
    theirs = desk.post(desk.street, "/desk/opinions/new/", {**ENTRY, "region": town.pk})
    given = desk.client.get(theirs.url).content.decode()
    first, second = Opinion.objects.order_by("pk")

    assert f"/desk/cases/{first.case.pk}/" in kept
    assert second.receipt_no in given
    assert "查询码" in given
    assert "归法泗街道人大工委办" in given
    assert f"/desk/cases/{second.case.pk}/" not in given


def test_a_phone_needs_consent(desk: Office) -> None:
    """留电话没有勾同意，退回来说明；勾了就收，电话加密存。"""
    phone = {"name": "陈桂芳", "phone": "13871234567"}

    without = desk.post(desk.street, "/desk/opinions/new/", {**ENTRY, **phone})
    agreed = desk.post(desk.street, "/desk/opinions/new/", {**ENTRY, **phone, "contact": "on"})

    assert without.status_code == 422
    assert "留电话要本人同意" in without.content.decode()
    assert agreed.status_code == 302
    assert Opinion.objects.get().has_contact


def test_a_photo_comes_with_the_entry(desk: Office) -> None:
    """登记时附的照片跟着这一条走。"""
    done = desk.post(desk.street, "/desk/opinions/new/", {**ENTRY, "photos": [picture()]})

    assert done.status_code == 302
    assert Attachment.objects.filter(subject_kind="opinion").count() == 1


def test_a_deputy_records_what_they_heard(desk: Office) -> None:
    """代表把听到的记下来：渠道是代表转来，所找代表就是自己。"""
    desk.post(
        desk.deputy,
        "/desk/opinions/new/",
        {**ENTRY, "channel": "deputy", "region": desk.village.pk},
    )

    case = Opinion.objects.get(channel="deputy").case
    assert case.deputy_id == desk.deputy.person.pk
    assert case.local_body_id == desk.street_committee.pk


def test_units_do_not_register_opinions(desk: Office) -> None:
    """承办单位没有登记这一页。"""
    assert desk.get(desk.street, "/desk/opinions/new/").status_code == 200
    assert desk.get(desk.unit, "/desk/opinions/new/").status_code == 404


@pytest.mark.row("S2-19")
def test_service_requests_are_their_own_kind(desk: Office) -> None:
    """便民服务与意见分开记，筛得出；转给服务窗口，提交人看得到该找哪里。"""
    desk.post(desk.street, "/desk/opinions/new/", ENTRY)
    desk.post(
        desk.street,
        "/desk/opinions/new/",
        {**ENTRY, "kind": "service", "text": "想问残疾人补贴怎么申请，要带什么材料。"},
    )
    service = Opinion.objects.get(kind="service")

    only = desk.get(desk.street, "/desk/opinions/?kind=service").context["cards"]
    desk.post(
        desk.street,
        f"/desk/cases/{service.case_id}/moves/refer/",
        {"channel": "service", "answer": "请到站内二号窗口找小王，带上残疾证和身份证。"},
    )

    assert [card.id for card in only] == [service.pk]
    assert Case.objects.get(pk=service.case_id).result == "referred"
    service.refresh_from_db()
    assert "二号窗口" in service.told


@pytest.mark.row("S1-28")
def test_ledger_deduplicates_classifies_and_explains(desk: Office) -> None:
    """民意台账：标准的几栏、并重、归类；办不了的解释清楚，话送到提交人。"""
    first = desk.say()
    second = desk.say(text="村口到小学这段路没有路灯，冬天孩子放学天黑了，骑车摔过好几回。")
    third = desk.say(text="希望把高铁站修到我们村口来，出门方便。")
    desk.post(
        desk.street,
        f"/desk/cases/{second.pk}/moves/merge/",
        {"merge_into": first.number, "answer": "同一件事，我们合在一起办。"},
    )
    desk.post(
        desk.street,
        f"/desk/cases/{third.pk}/moves/explain/",
        {"category": "property", "answer": "高铁站的选址由国家统一规划，街道定不了，请您理解。"},
    )

    page = desk.get(desk.street, "/desk/opinions/").content.decode()

    assert "已并入同类" in page
    assert "物业与小区管理" in page
    assert "1 人跟进" in page
    told = Opinion.objects.get(case=third)
    assert "街道定不了" in told.told
    assert Case.objects.get(pk=third.pk).result == "explained"


def test_duty_ledger_keeps_what_is_done(desk: Office) -> None:
    """责任台账：在办的、办完的都在，导出带着怎样了结。"""
    handling = desk.dispatched()
    desk.step(handling, desk.unit, "finish", handling_result="装了十二盏路灯，全部亮了。")

    done = desk.get(desk.unit, "/desk/duties/?state=done").content.decode()
    rows = lines(desk.get(desk.unit, "/desk/duties/export.csv?state=all"))

    assert handling.title in done
    assert {row[12] for row in rows[1:]} == {"已尽责", "在办"}
    assert len(lines(desk.get(desk.other_unit, "/desk/duties/export.csv?state=all"))) == 1


@pytest.mark.parametrize("url", ["/desk/opinions/", "/desk/duties/", "/desk/notices/"])
def test_query_counts_do_not_grow(desk: Office, django_assert_max_num_queries, url: str) -> None:
    """二十行与一行，查库的次数一样多。"""
    for number in range(20):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")
    desk.get(desk.street, url)

    with django_assert_max_num_queries(9):
        page = desk.client.get(url)

    assert page.status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/desk/opinions/", "/desk/duties/", "/desk/notices/", "/desk/suggestions/", "/desk/watch/"],
)
def test_empty_pages_say_how_to_begin(desk: Office, url: str) -> None:
    """空着的列表说明这里会出现什么、怎么开始。"""
    page = desk.get(desk.unit, url).content.decode()

    assert 'class="blank"' in page
    assert 'class="blank-title"' in page
