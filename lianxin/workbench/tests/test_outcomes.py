"""成果从正门记、核、看：单位记，代工委核，清单与总数，导出。"""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.registers import register_body
from lianxin.casework.models import Duty
from lianxin.files.models import Attachment
from lianxin.kernel.actors import SYSTEM
from lianxin.outcomes.models import Outcome
from lianxin.workbench.tests.conftest import Office, picture
from tests.world import AT, Persona

PIPES = {
    "metric": "works_length",
    "value": "10400",
    "precision": "exact",
    "what": "改造老旧自来水管",
    "happened_on": "2026-03-01",
}
FUND = {**PIPES, "metric": "funds", "value": "3000000", "source": "special", "what": "管网改造"}


def note(desk: Office, who: Persona, case: Any, **given: Any) -> Any:
    """在一件事的成果页记一项。"""
    return desk.post(who, f"/desk/cases/{case.pk}/outcomes/", {**PIPES, **given})


def verify(desk: Office, who: Persona) -> Any:
    """核实最近记的一项。"""
    pk = Outcome.objects.latest("id").pk
    return desk.post(who, f"/desk/outcomes/{pk}/", {"act": "verify"})


def page(desk: Office, who: Persona, url: str = "/desk/outcomes/") -> str:
    """打开一页。"""
    return desk.get(who, url).content.decode()


@pytest.mark.row("S0-12")
def test_money_is_kept_by_source(desk: Office) -> None:
    """专项资金、国债、村民自筹各记各的，约数带“余”“近”，按来源各有总数；没核实的不算。"""
    case = desk.dispatched()
    for source, value, precision in (
        ("special", "3000000", "exact"),
        ("self_raised", "7000000", "over"),
        ("fiscal", "2000000", "near"),
        ("bond", "1226000000", "exact"),
    ):
        given = {**FUND, "source": source, "value": value, "precision": precision}
        assert note(desk, desk.unit, case, **given).status_code == 302
        assert verify(desk, desk.office).status_code == 302
    waiting = {**FUND, "source": "donated", "value": "50000"}
    assert note(desk, desk.unit, case, **waiting).status_code == 302

    shown = page(desk, desk.office)

    for words in ("300万元", "700余万元", "近200万元", "12.26亿元", "代表建议办理专项资金"):
        assert words in shown
    assert "5万元" not in shown
    assert "5万元" in page(desk, desk.office, "/desk/outcomes/?state=pending")


def test_a_round_sum_is_written_out_in_full(desk: Office) -> None:
    """更正的表里，整万的数照样写全，不写成科学记数。"""
    note(desk, desk.unit, desk.dispatched(), **{**FUND, "source": "special", "value": "20000"})
    pk = Outcome.objects.latest("id").pk
    assert 'value="20000"' in page(desk, desk.office, f"/desk/outcomes/{pk}/")


@pytest.mark.row("S3-07")
def test_people_money_and_labour_pool(desk: Office) -> None:
    """共筹：多少人、多少钱、多少工，一件事上分开记、合起来看；看的人只看共筹这一类。"""
    case = desk.dispatched()
    for given in (
        {"metric": "helpers", "value": "500", "precision": "over", "what": "居民参与社区建设"},
        {**FUND, "source": "crowd", "value": "160000", "precision": "over"},
        {"metric": "labour", "value": "320", "what": "清理沟渠"},
    ):
        assert note(desk, desk.street, case, **given).status_code == 302
        assert verify(desk, desk.office).status_code == 302

    whole = page(desk, desk.office, f"/desk/cases/{case.pk}/outcomes/")
    pooled = page(desk, desk.office, "/desk/outcomes/?group=contribution")

    assert all(words in whole for words in ("500余人", "16万余元", "320工日"))
    assert "500余人" in pooled
    assert "16万余元" not in pooled


def test_parent_and_child_are_not_added_up(desk: Office) -> None:
    """办理的那一件记过，收件的那一件再记同一种：先拦住问清，写“总数”后只算一次。"""
    child = desk.dispatched()
    parent = type(child).objects.get(pk=child.thread)
    note(desk, desk.unit, child, value="4000")
    verify(desk, desk.office)

    stopped = note(desk, desk.street, parent)
    told = note(desk, desk.street, parent, relation="whole")
    verify(desk, desk.office)

    assert stopped.status_code == 422
    assert "免得重复算" in stopped.content.decode()
    assert told.status_code == 302
    shown = page(desk, desk.office)
    assert "10400米" in shown
    assert "14400米" not in shown


def test_only_its_people_and_only_what_they_see(desk: Office) -> None:
    """承办单位记得了、核不了；别的单位连页面都没有；代表看得见、记不了。"""
    case = desk.dispatched()
    url = f"/desk/cases/{case.pk}/outcomes/"
    assert note(desk, desk.unit, case).status_code == 302
    pk = Outcome.objects.latest("id").pk

    assert verify(desk, desk.unit).status_code == 404
    assert desk.get(desk.other_unit, url).status_code == 404
    assert desk.get(desk.other_unit, f"/desk/outcomes/{pk}/").status_code == 404
    assert "改造老旧自来水管" not in page(desk, desk.other_unit, "/desk/outcomes/?state=all")
    assert note(desk, desk.deputy, case).status_code == 404
    assert verify(desk, desk.office).status_code == 302


def test_evidence_is_seen_by_those_of_the_case(desk: Office) -> None:
    """凭证附在成果上：这件事的人打得开，别的单位打不开。"""
    case = desk.dispatched()
    assert note(desk, desk.unit, case, evidence=[picture()]).status_code == 302
    file = Attachment.objects.get(subject_kind="outcome")
    url = f"/desk/files/{file.pk}/small/"

    assert desk.get(desk.office, url).status_code == 200
    assert desk.get(desk.other_unit, url).status_code == 404


def test_correcting_and_voiding_through_the_page(desk: Office) -> None:
    """更正要写原因，旧的留在“更正、作废”里；作废之后不算数。"""
    case = desk.dispatched()
    note(desk, desk.unit, case)
    verify(desk, desk.office)
    url = f"/desk/outcomes/{Outcome.objects.latest('id').pk}/"
    given = {"c-value": "1040", "c-precision": "about", "c-what": "改造水管"}
    mended = {**given, "c-happened_on": "2026-03-01", "act": "correct"}

    assert desk.post(desk.unit, url, mended).status_code == 422
    assert desk.post(desk.unit, url, {**mended, "c-reason": "多写了一个零"}).status_code == 302
    assert "10400米" in page(desk, desk.office, "/desk/outcomes/?state=undone")
    verify(desk, desk.office)
    assert "约1040米" in page(desk, desk.office)

    newest = f"/desk/outcomes/{Outcome.objects.latest('id').pk}/"
    desk.post(desk.office, newest, {"act": "void", "v-reason": "没有验收"})
    assert "约1040米" not in page(desk, desk.office)


def test_the_ledger_filters_and_exports(desk: Office) -> None:
    """按来源、按字、按日期筛；导出的就是筛出来的；乱写的条件当没写。"""
    case = desk.dispatched()
    for given in ({}, FUND):
        note(desk, desk.unit, case, **given)
        verify(desk, desk.office)

    found = desk.get(desk.office, "/desk/outcomes/export.csv?source=special")
    lines = b"".join(found.streaming_content).decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert "300万元" in lines[1]
    assert "自来水管" in page(desk, desk.office, "/desk/outcomes/?q=自来水&since=2026-03-01")
    assert "没有合条件的" in page(desk, desk.office, "/desk/outcomes/?until=2026-02-01")
    assert desk.get(desk.office, "/desk/outcomes/?state=x&since=y&before=z").status_code == 200
    sheet = desk.get(desk.office, f"/desk/cases/{case.pk}/outcomes/?form=csv")
    assert "300万元" in b"".join(sheet.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("url", ["/desk/outcomes/", "/desk/cases/{}/outcomes/"])
def test_queries_do_not_grow(desk: Office, url: str) -> None:
    """记一项和记六项，打开页面用的语句一样多。"""
    case = desk.dispatched()
    note(desk, desk.unit, case)
    address = url.format(case.pk)
    with CaptureQueriesContext(connection) as before:
        desk.get(desk.office, address)
    few = len(before)
    for _ in range(5):
        note(desk, desk.unit, case, relation="separate")
    with CaptureQueriesContext(connection) as after:
        desk.get(desk.office, address)
    assert len(after) <= few


@pytest.mark.row("S3-23")
def test_several_bodies_share_one_task_and_its_service(desk: Office) -> None:
    """公检法司一起办一件：代表提出，代工委一次交给四家；各家看得见、各尽其责，服务成果只算一次。"""
    world = desk.world
    register = partial(
        register_body,
        region=world.county,
        starts_on=world.term.starts_on,
        congress=world.congress,
        actor=SYSTEM,
        at=AT,
    )
    court = register(kind="court", name="区人民法院", slug="jx-court")
    prosecutors = register(kind="procuratorate", name="区人民检察院", slug="jx-proc")
    voice = desk.say(text="村里有人欠薪打官司，不懂法也请不起律师，想有人到村里来讲讲。")
    adopted = desk.post(
        desk.deputy,
        f"/desk/cases/{voice.pk}/moves/adopt/",
        {
            "suggestion_title": "关于公检法司联合开展进村法律援助的建议",
            "grounds": "走访三个村，欠薪、赡养纠纷多，群众不懂法。",
            "proposal": "请公检法司每月到村坐班一天，开通法律援助绿色通道。",
        },
    )
    task = desk.child(voice)
    assists = [world.other_unit_body.pk, court.pk, prosecutors.pk]
    joint = desk.post(
        desk.office,
        f"/desk/cases/{task.pk}/moves/dispatch/",
        {"lead_unit": world.unit_body.pk, "assist_units": assists},
    )
    owed = Duty.objects.open().filter(case=task, role="helper")

    assert (adopted.status_code, joint.status_code) == (302, 302)
    assert set(owed.values_list("holder_body", flat=True)) == set(assists)
    assert "区人民法院" in page(desk, desk.unit, f"/desk/cases/{task.pk}/")
    assert "give_co_opinion" in page(desk, desk.other_unit, f"/desk/cases/{task.pk}/")
    opinion = {"co_opinion": "派两名干警每月到村坐班。"}
    done = desk.post(desk.other_unit, f"/desk/cases/{task.pk}/moves/give_co_opinion/", opinion)
    assert done.status_code == 302
    assert owed.count() == 2

    served = {"metric": "services", "value": "36", "what": "公检法司进村法律援助"}
    assert note(desk, desk.unit, task, **served).status_code == 302
    again = note(desk, desk.other_unit, task, **served)
    assert again.status_code == 422
    assert "免得重复算" in again.content.decode()
    verify(desk, desk.office)
    shown = page(desk, desk.other_unit, f"/desk/cases/{task.pk}/outcomes/")
    assert "36人次" in shown
    assert "区住房和城乡建设局" in page(desk, desk.deputy, f"/desk/cases/{task.pk}/")
