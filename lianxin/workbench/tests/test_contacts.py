"""联系、包保、议题、小组章程、议事组织、邀请，从页面走一遍。"""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.access.usecases.groups import GroupingRefused, assign_group
from lianxin.access.usecases.registers import register_body
from lianxin.activities.drafts import ItemDraft
from lianxin.activities.models import (
    AgendaItem,
    Attendance,
    CadencePractice,
    ContactLog,
    ContactMessage,
    ContactTie,
)
from lianxin.activities.tests.cadences import adopt, deputy, group, held
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Notice
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Body
from lianxin.workbench.tests.conftest import DARK_ROAD, Office
from tests.world import AT, TODAY

LOG = {"on": "2026-03-02", "way": "visit", "words": "上门看了看，都好", "people": "3"}


def text(desk: Office, who: str, url: str) -> str:
    """某人看到的一页。"""
    answer = desk.get(getattr(desk, who), url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def point(desk: Office, kind: str, name: str, people: int = 0) -> None:
    """街道工委设一个联系点。"""
    given = {"kind": kind, "name": name, "people": people}
    assert desk.post(desk.street, "/desk/contacts/points/new/", given).status_code == 302


def tied(desk: Office, kind: str, above: str, under: str) -> ContactTie:
    """代工委定谁联系谁。"""
    given = {"above": above, "under": under, "basis": "联系制度"}
    answer = desk.post(desk.office, f"/desk/contacts/new/{kind}/", given)
    assert answer.status_code == 302, answer.content.decode()
    return ContactTie.objects.latest("id")


@pytest.mark.row("S2-10")
def test_who_contacts_whom_with_log_and_gaps(desk: Office) -> None:
    """定谁联系谁、记联系、看缺口：承办单位看不见，不在任的不能当代表那一头，问题登记成意见。"""
    gaps = text(desk, "office", "/desk/contacts/gaps/")
    assert "没人联系的代表 1 位" in gaps
    tie = tied(desk, "member_deputy", "吴远山", "周岭梅")
    assert "没人联系的代表 0 位" in text(desk, "office", "/desk/contacts/gaps/")
    wrong = {"above": "吴远山", "under": "孙立", "basis": ""}
    answer = desk.post(desk.office, "/desk/contacts/new/member_deputy/", wrong)
    assert "要是本级在任的代表" in answer.content.decode()
    again = desk.post(
        desk.office, "/desk/contacts/new/member_deputy/", {**wrong, "under": "周岭梅"}
    )
    assert "已经定过了" in again.content.decode()
    url = f"/desk/contacts/{tie.pk}/"
    assert desk.get(desk.unit, url).status_code == 404
    assert desk.post(desk.chair, f"{url}log/", {**LOG, "words": ""}).status_code == 422
    assert desk.post(desk.chair, f"{url}log/", {**LOG, "issue": DARK_ROAD}).status_code == 302
    log = ContactLog.objects.get()
    assert log.opinion_id == Opinion.objects.get().pk
    assert "已登记成意见" in text(desk, "deputy", url)
    offered = {who: "缺口" in text(desk, who, "/desk/contacts/") for who in ("office", "deputy")}
    assert offered == {"office": True, "deputy": False}
    assert "反映问题 1 个" in text(desk, "office", "/desk/contacts/")
    desk.wait(days=91)
    assert "久了没有联系的 1 条" in text(desk, "office", "/desk/contacts/gaps/")
    assert desk.post(desk.chair, f"{url}end/", {"reason": "换届"}).status_code == 404
    assert desk.post(desk.office, f"{url}end/", {"reason": "换届"}).status_code == 302
    assert desk.post(desk.chair, f"{url}log/", LOG).status_code == 422


@pytest.mark.row("S2-13")
def test_the_chain_from_office_to_voters(desk: Office) -> None:
    """机关人员—代表—中心户—选民：话往下传到有账号的，选民由代表转告；同一片选民只数一次。"""
    point(desk, "household", "三组中心户")
    point(desk, "household", "四组中心户")
    point(desk, "voters", "三四组选民", 180)
    tied(desk, "official_deputy", "陈诚", "周岭梅")
    tied(desk, "deputy_household", "周岭梅", "三组中心户")
    tied(desk, "deputy_household", "周岭梅", "四组中心户")
    tied(desk, "household_voters", "三组中心户", "三四组选民")
    tied(desk, "household_voters", "四组中心户", "三四组选民")

    page = text(desk, "office", "/desk/contacts/tree/")
    assert "代表 1 位，中心户 2 个，选民 180 人" in page
    assert "选民 180 / 180 人" in text(desk, "office", "/desk/contacts/")
    sent = {"text": "下周二晚上七点，村部议一议路灯"}
    assert desk.post(desk.unit, "/desk/contacts/tree/send/", sent).status_code == 404
    assert desk.post(desk.street, "/desk/contacts/tree/send/", sent).status_code == 422
    assert desk.post(desk.office, "/desk/contacts/tree/send/", sent).status_code == 302
    told = Notice.objects.get(event="message")
    assert (told.person_id, told.case_id) == (desk.deputy.person.pk, None)
    assert "请转告：下周二" in text(desk, "deputy", "/desk/notices/")
    row = ContactMessage.objects.get()
    assert (row.deputies, row.households, row.voters) == (1, 2, 180)
    household = ContactTie.objects.filter(kind="deputy_household").first()
    up = {**LOG, "issue": "三组的路灯不亮，晚上没法走"}
    assert desk.post(desk.deputy, f"/desk/contacts/{household.pk}/log/", up).status_code == 302
    assert Opinion.objects.get().channel == "deputy"
    assert "三组的路灯" in text(desk, "deputy", "/desk/mine/?tab=voices")


@pytest.mark.row("S4-14")
def test_leaders_answer_for_their_objects(desk: Office) -> None:
    """领导包保河湖、企业、项目：每季度走访一次，记了才算；没走访的列为没达标，问题照常办。"""
    adopt(desk.world, "contacts", starts_on=date(2026, 1, 1))
    point(desk, "water", "汤逊湖")
    tie = tied(desk, "leader_object", "吴远山", "汤逊湖")
    rule = f"/desk/cadence/rules/{CadencePractice.objects.get().pk}-leader/"
    assert "每季度至少 1 次" in text(desk, "office", rule)
    assert '<li class="strip-met"' not in text(desk, "office", rule)
    other = tied(desk, "member_deputy", "吴远山", "周岭梅")
    assert desk.post(desk.chair, f"/desk/contacts/{other.pk}/log/", LOG).status_code == 302
    assert '<li class="strip-met"' not in text(desk, "office", rule), "联系代表不算包保走访"
    given = {**LOG, "way": "inspect", "issue": "湖边排口又有污水出来"}
    assert desk.post(desk.chair, f"/desk/contacts/{tie.pk}/log/", given).status_code == 302
    assert text(desk, "office", rule).count('<li class="strip-met"') == 1
    assert Opinion.objects.count() == 1
    assert "联系 1 次" in text(desk, "office", "/desk/contacts/?kind=leader_object")
    desk.wait(days=130)
    assert "吴远山" in text(desk, "office", "/desk/cadence/breaches/")


@pytest.mark.row("S4-13")
def test_before_during_and_after_each_agenda_item(desk: Office) -> None:
    """委员联系代表；每项议题会前调研、会中讨论、会后督办三样，日子对不上的记不了，一样只记一次。"""
    tied(desk, "member_deputy", "吴远山", "周岭梅")
    given = {
        "meeting": "第三十次会议",
        "held_on": "2026-03-01",
        "title": "农村饮水安全",
        "committee_id": desk.world.special_committee.pk,
    }
    assert desk.post(desk.unit, "/desk/contacts/agenda/new/", given).status_code == 404
    assert desk.post(desk.committee, "/desk/contacts/agenda/new/", given).status_code == 302
    url = f"/desk/contacts/agenda/{AgendaItem.objects.get().pk}/"
    mark = {"part": "before", "on": "2026-03-02", "words": "走访了三个村", "people": "周岭梅代表"}
    assert "对不上" in desk.post(desk.committee, url, mark).content.decode()
    for part, on in (("before", "2026-02-20"), ("during", "2026-03-01"), ("after", "2026-03-02")):
        done = desk.post(desk.committee, url, {**mark, "part": part, "on": on})
        assert done.status_code == 302
    assert desk.post(desk.committee, url, {**mark, "on": "2026-02-21"}).status_code == 422
    assert text(desk, "office", "/desk/contacts/agenda/").count("走访了三个村") == 3


@pytest.mark.row("S0-04")
@pytest.mark.row("S3-15")
def test_a_group_led_by_the_committee_head_of_seven_to_nine(desk: Office) -> None:
    """专业小组由专工委主任兼任组长，七至九人：不够的提醒，满了的不再编；写明行业、联系的委员会。"""
    special = group(desk.world, 1, kind="professional_group")
    committee = desk.world.special_committee.pk
    given = {"industry": "光电子信息", "lead_body_id": committee, "contact_body_id": committee}
    url = f"/desk/charters/{special.pk}/"
    assert desk.post(desk.street, url, given).status_code == 404
    bad = {**given, "least": "9", "most": "7"}
    assert "比至少 9 人还少" in desk.post(desk.office, url, bad).content.decode()
    done = desk.post(desk.office, url, {**given, "least": "7", "most": "9", "mixed_levels": "on"})
    assert done.status_code == 302
    page = text(desk, "office", "/desk/charters/")
    for words in ("孙立", "城乡建设与环境资源保护委员会负责人兼任", "只有 0 人，章程要至少 7 人"):
        assert words in page
    note = {"on": TODAY, "rule": "按专业", "actor": SYSTEM, "at": AT}
    people = [deputy(desk.world, number) for number in range(10)]
    for person in people[:9]:
        assign_group(person=person, group=special, **note)
    assert "章程要至少" not in text(desk, "office", "/desk/charters/")
    with pytest.raises(GroupingRefused, match="章程至多 9 人"):
        assign_group(person=people[9], group=special, **note)
    assert "光电子信息" in text(desk, "office", "/desk/charters/")


@pytest.mark.row("S2-08")
def test_four_ones_scorecard_and_guiding_groups(desk: Office) -> None:
    """四个一各数各的：活动、课题、解决一类问题；市里的组指导镇里的组，不许绕成圈。"""
    adopt(desk.world, "four-ones", starts_on=date(2026, 1, 1))
    city = group(desk.world, 1, kind="professional_group")
    town = group(desk.world, 2, kind="professional_group")
    desk.post(desk.office, f"/desk/charters/{town.pk}/", {"guided_by_id": city.pk})
    looped = desk.post(desk.office, f"/desk/charters/{city.pk}/", {"guided_by_id": town.pk})
    assert "绕成了圈" in looped.content.decode()
    assert f"由{city.short_name}指导" in text(desk, "office", "/desk/charters/")
    found = ItemDraft(kind="problem", text="路灯不亮", disposition="solved", answer="当场修好")
    row = held(
        desk.world,
        date(2026, 2, 3),
        city,
        people=(desk.deputy.person,),
        kind="research",
        fields={"topic": "夜间照明"},
        items=(found,),
    )
    written = {"words": "形成一份调研报告"}
    assert desk.post(desk.office, f"/desk/activities/{row.pk}/summary/", written).status_code == 302
    pk = CadencePractice.objects.get().pk
    for rule in ("activity", "topic", "solved"):
        board = text(desk, "office", f"/desk/cadence/rules/{pk}-{rule}/")
        assert board.count('<li class="strip-met"') == 1, rule
    theme = text(desk, "office", f"/desk/cadence/rules/{pk}-theme/")
    assert '<li class="strip-met"' not in theme


@pytest.mark.row("S3-12")
def test_yearly_targets_have_a_least_and_a_most(desk: Office) -> None:
    """小组一年两到四个事项、代表一年两到三件小事：差几件看得见，多了写明超出。"""
    adopt(desk.world, "annual-targets", starts_on=date(2026, 1, 1))
    one, person = group(desk.world, 1), desk.deputy.person
    small = ItemDraft(
        kind="problem", text="小事", person_id=person.pk, disposition="solved", answer="办好了"
    )
    held(desk.world, date(2026, 2, 3), one, people=(person,), items=(small,))
    assert "代表帮办小事：2026 年还差 1 件" in text(desk, "deputy", "/desk/mine/")
    held(desk.world, date(2026, 2, 4), one, people=(person,), items=(small,) * 4)
    pk = CadencePractice.objects.get().pk
    assert '<li class="strip-over"' in text(
        desk, "office", f"/desk/cadence/rules/{pk}-group-topics/"
    )
    mine = text(desk, "deputy", "/desk/cadence/mine/")
    assert "已有 5 件，超过至多 3 件" in mine


@pytest.mark.row("S3-06")
def test_a_talk_every_half_month(desk: Office) -> None:
    """每半个月一谈：上半月谈过，下半月没谈的单独欠着；别的活动不算半月谈。"""
    adopt(desk.world, "half-month", starts_on=date(2026, 2, 1))
    one, person = group(desk.world, 1), desk.deputy.person
    held(desk.world, date(2026, 2, 15), one, people=(person,), kind="half_month_talk")
    held(desk.world, date(2026, 2, 20), one, people=(person,))
    board = text(desk, "office", f"/desk/cadence/rules/{CadencePractice.objects.get().pk}-talk/")
    assert board.count('<li class="strip-met"') == 1
    assert board.count('<li class="strip-breach"') == 1


@pytest.mark.row("S3-09")
def test_councils_mark_the_seats_of_deputies(desk: Office) -> None:
    """九人议事小组：几席、几席是代表；代表席位要坐在任代表；换人旧的一段留着；可导出。"""
    council = register_body(
        kind=Body.Kind.COUNCIL,
        name="童周岭村九人议事小组",
        slug="jx-council-1",
        region=desk.world.village,
        congress=desk.world.congress,
        starts_on=date(2025, 1, 1),
        actor=SYSTEM,
        at=AT,
    )
    url = f"/desk/councils/{council.pk}/seat/"
    bad = {"number": 1, "name": "张三", "role": "组长", "is_deputy_seat": "on"}
    assert "代表席位要坐在任的代表" in desk.post(desk.street, url, bad).content.decode()
    good = {"number": 1, "person_id": desk.deputy.person.pk, "role": "组长", "is_deputy_seat": "on"}
    assert desk.post(desk.street, url, good).status_code == 302
    for number in range(2, 10):
        given = {"number": number, "name": f"村民{number}", "role": "乡贤"}
        assert desk.post(desk.street, url, given).status_code == 302
    page = text(desk, "office", "/desk/councils/")
    assert "9 席，代表 1 席" in page
    desk.post(desk.street, url, {"number": 9, "name": "新人", "role": "乡贤"})
    assert "9 席，代表 1 席" in text(desk, "office", "/desk/councils/")
    sheet = desk.get(desk.office, "/desk/councils/export.csv")
    assert "周岭梅" in b"".join(sheet.streaming_content).decode()


@pytest.mark.row("S2-11")
def test_inviting_deputies_and_their_participation(desk: Office) -> None:
    """请代表写明凭什么请；代表自己回来不来；到没到、参与率按人算，别人不能替他回。"""
    row = held(desk.world, date(2026, 3, 2), state="announced", hour=15)
    url = f"/desk/invitations/{row.pk}/new/"
    given = {"people": [desk.deputy.person.pk], "basis": "对口专业小组"}
    assert desk.post(desk.unit, url, given).status_code == 404
    assert desk.post(desk.office, url, {**given, "basis": ""}).status_code == 422
    assert desk.post(desk.office, url, given).status_code == 302
    page = text(desk, "deputy", "/desk/invitations/")
    assert "对口专业小组" in page
    assert "答应来" in page
    answer = f"/desk/invitations/{row.pk}/answer/"
    assert desk.post(desk.street, answer, {"answer": "yes"}).status_code == 404
    assert desk.post(desk.deputy, answer, {"answer": "yes"}).status_code == 302
    assert Attendance.objects.get(activity=row).state == "accepted"
    assert "0%" in text(desk, "office", "/desk/invitations/")
    desk.wait(hours=7)
    sign = f"/desk/activities/{row.pk}/sign/{desk.deputy.person.pk}/"
    assert desk.post(desk.street, sign).status_code == 302
    assert "100%" in text(desk, "office", "/desk/invitations/")
    assert "没有邀请" in text(desk, "office", "/desk/invitations/?state=declined")
