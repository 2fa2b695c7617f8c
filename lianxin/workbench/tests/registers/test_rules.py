"""规章制度汇编：登记、施行、代替、废止、公开、导出，机制依据点得开。"""

import csv
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.casework.models import Practice
from lianxin.documents.models import Rule, RuleCategory
from lianxin.workbench.tests.conftest import Office, picture
from tests.world import Persona

LIST = "/desk/rules/"
BASIS = "S0-17"
GIVEN = {
    "title": "《群众意见督办处理办法》",
    "number": "人常〔2026〕3号",
    "issuing_body": "区人大常委会",
    "adopted_on": "2026-01-10",
    "effective_on": "2026-02-01",
    "text": "街道五日内分办。\n\n办不了的报区里统筹。",
}


@pytest.fixture
def shelf(desk: Office) -> Office:
    """定了七类的汇编。"""
    names = "综合议事\n监督工作\n代表工作\n选举任免\n基层人大\n机关管理\n机关党建"
    assert desk.post(desk.office, f"{LIST}categories/", {"added": names}).status_code == 302
    return desk


def drafted(desk: Office, **more: object) -> Rule:
    """在页面上登记一项草稿。"""
    category = RuleCategory.objects.get(name=more.pop("category", "基层人大"))
    answer = desk.post(desk.office, f"{LIST}new/", {**GIVEN, "category": category.pk, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Rule.objects.latest("id")


def act(desk: Office, row: Rule, what: str, who: Persona | None = None, **given: object):
    """在一项上做一件事。"""
    return desk.post(who or desk.office, f"{LIST}{row.pk}/do/{what}/", given)


def enacted(desk: Office, **more: object) -> Rule:
    """登记并施行的一项。"""
    row = drafted(desk, **more)
    assert act(desk, row, "enact").status_code == 302
    row.refresh_from_db()
    return row


def text(desk: Office, who: Persona, url: str) -> str:
    """一页上的字。"""
    return desk.get(who, url).content.decode()


@pytest.mark.row("S4-20")
def test_library_holds_rules_by_category_and_status(shelf: Office) -> None:
    """登记成草稿只有人大机关看得见，施行后代表和单位都查得到；各类各种状态几项，数得出、导得出。"""
    row = drafted(shelf, attachments=picture("盖章页.png"))
    before = {
        who: shelf.get(getattr(shelf, who), f"{LIST}{row.pk}/").status_code
        for who in ("office", "deputy", "unit")
    }
    assert act(shelf, row, "enact").status_code == 302
    drafted(shelf, title="监督工作规程", category="监督工作")
    deputy = shelf.get(shelf.deputy, f"{LIST}{row.pk}/")
    file = deputy.context["files"][0]
    page = shelf.get(shelf.deputy, f"{LIST}?q=督办处理")
    counted = shelf.get(shelf.office, LIST).context["counted"]
    sheet = b"".join(shelf.get(shelf.deputy, f"{LIST}export.csv").streaming_content)

    assert before == {"office": 200, "deputy": 404, "unit": 404}
    assert "街道五日内分办" in deputy.content.decode()
    assert shelf.get(shelf.deputy, f"/desk/files/{file.id}/").status_code == 200
    assert "群众意见督办处理办法" in page.content.decode()
    assert "群众意见督办处理办法" not in text(shelf, shelf.deputy, f"{LIST}?q=招商引资")
    lines = {line[0].text: line[1:] for line in counted.rows}
    assert len(lines) == 7
    assert lines["基层人大"] == (1, 0, 0, 1)
    assert lines["监督工作"] == (0, 0, 1, 1)
    rows = list(csv.reader(StringIO(sheet.decode("utf-8-sig"))))
    assert [line[0] for line in rows[1:]] == ["群众意见督办处理办法"]
    assert rows[1][2] == "人常〔2026〕3号"
    assert shelf.get(shelf.office, f"{LIST}export.xlsx").content[:2] == b"PK"


@pytest.mark.row("S4-20")
def test_pack_cites_its_rule_and_repealed_one_warns(shelf: Office) -> None:
    """机制的依据对上规章制度，机制页点得开；这一项废止了，正在采用它的机制页和汇编都提醒。"""
    row = enacted(shelf)
    practice = Practice.objects.get(slot="handling", ends_at__isnull=True)
    page = f"/desk/mechanisms/{practice.mechanism_id}/"
    bare = text(shelf, shelf.office, page)
    assert act(shelf, row, "cite", basis=BASIS).status_code == 302
    linked = text(shelf, shelf.unit, page)
    quiet = text(shelf, shelf.deputy, LIST)
    assert (
        act(shelf, row, "repeal", repealed_on="2026-03-01", reason="并入新办法").status_code == 302
    )
    warned = text(shelf, shelf.office, page)
    listed = text(shelf, shelf.deputy, LIST)
    kept = text(shelf, shelf.deputy, f"{LIST}{row.pk}/")

    link = f'href="{LIST}{row.pk}/"'
    assert link not in bare
    assert link in linked
    assert "起废止" not in linked
    assert "还引用着废止" not in quiet
    assert "这份机制正在采用" in warned
    assert "还引用着废止" in listed
    assert "街道五日内分办" in kept
    assert "并入新办法" in kept
    assert practice.mechanism.label in kept


def test_citation_can_be_moved_to_the_new_rule_and_taken_off(shelf: Office) -> None:
    """依据改对新的一项，提醒就没有了；也可以去掉。"""
    old = enacted(shelf)
    act(shelf, old, "cite", basis=BASIS)
    new = enacted(shelf, title="群众意见督办处理办法（修订）", supersedes=old.pk)
    old.refresh_from_db()
    assert "还引用着废止" in text(shelf, shelf.office, LIST)
    act(shelf, new, "cite", basis=BASIS)

    assert (old.status, old.repeal_reason) == ("repealed", f"由《{new.title}》代替")
    assert "还引用着废止" not in text(shelf, shelf.office, LIST)
    assert f"{LIST}{new.pk}/" in text(shelf, shelf.deputy, f"{LIST}{old.pk}/")
    assert act(shelf, new, "uncite", basis=BASIS).status_code == 302
    assert "还没有机制的依据对着这一项" in text(shelf, shelf.office, f"{LIST}{new.pk}/")


@pytest.mark.row("S4-20")
def test_only_public_rules_in_force_are_on_the_portal(shelf: Office, client: Client) -> None:
    """公开网站上只有标明公开的、现行的；改为内部、废止了，连附件也没有。"""
    row = enacted(shelf, attachments=picture())
    file = shelf.get(shelf.office, f"{LIST}{row.pk}/").context["files"][0]
    urls = [f"/rules/{row.pk}/", f"/rules/{row.pk}/files/{file.id}/"]

    def outside() -> tuple[list[int], bool]:
        anyone = Client()
        codes = [anyone.get(url).status_code for url in urls]
        return codes, row.title in anyone.get("/rules/").content.decode()

    inside = outside()
    act(shelf, row, "show", public="1")
    shown = outside()
    act(shelf, row, "repeal", repealed_on="2026-03-02", reason="不再需要了")
    gone = outside()

    assert inside == ([404, 404], False)
    assert shown == ([200, 200], True)
    assert gone == ([404, 404], False)


def test_rule_repealed_from_a_later_day_still_stands(shelf: Office) -> None:
    """定了以后才废止的，到那天以前还是现行。"""
    row = enacted(shelf, is_public="on")
    act(shelf, row, "repeal", repealed_on="2026-03-10", reason="新法下周施行")
    waiting = shelf.get(shelf.deputy, f"{LIST}{row.pk}/").context["card"]
    before = Client().get(f"/rules/{row.pk}/").status_code
    shelf.wait(days=8)
    over = shelf.get(shelf.deputy, f"{LIST}{row.pk}/").context["card"]

    assert waiting.state_words == "现行，2026年3月10日起废止"
    assert over.state_words == "已废止"
    assert (before, Client().get(f"/rules/{row.pk}/").status_code) == (200, 404)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"adopted_on": ""}, "还缺：通过日期"),
        ({"issuing_body": "", "text": ""}, "还缺：制定机关、正文或附件"),
    ],
)
def test_a_rule_is_enacted_whole(shelf: Office, more: dict[str, str], said: str) -> None:
    """缺日期、机关、正文的施行不了，说清缺什么；补齐就行。"""
    row = drafted(shelf, **more)
    refused = act(shelf, row, "enact")
    shelf.post(shelf.office, f"{LIST}{row.pk}/edit/", {**GIVEN, "category": row.category_id})
    mended = act(shelf, row, "enact")

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert mended.status_code == 302


def test_an_enacted_rule_cannot_be_changed(shelf: Office) -> None:
    """施行了的改不了：页面没有，绕过页面也被数据库挡住；公开与否可以改。"""
    row = enacted(shelf)
    rows = Rule.objects.filter(pk=row.pk)

    assert shelf.get(shelf.office, f"{LIST}{row.pk}/edit/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(text="改了")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    assert rows.update(is_public=True) == 1


@pytest.mark.parametrize(("who", "code"), [("office", 302), ("deputy", 404), ("street", 404)])
def test_only_the_office_keeps_the_library(shelf: Office, who: str, code: int) -> None:
    """登记施行归代工委；别人看来没有这一页。"""
    row = drafted(shelf)
    assert act(shelf, row, "enact", getattr(shelf, who)).status_code == code


def test_categories_are_data(shelf: Office) -> None:
    """类别可以改名、去掉、加新的；里面有规章的去不掉，重名的不行。"""
    row = drafted(shelf)
    names = {f"c{one.pk}": one.name for one in RuleCategory.objects.order_by("position")}
    last, url = list(names)[-1], f"{LIST}categories/"
    swapped = {**names, f"c{row.category_id}": "家站室", last: ""}
    done = shelf.post(shelf.office, url, {**swapped, "added": "数字人大"})
    refused = shelf.post(shelf.office, url, {**swapped, f"c{row.category_id}": "", "added": ""})
    twice = shelf.post(shelf.office, url, {**swapped, "added": "家站室"})

    assert (done.status_code, refused.status_code, twice.status_code) == (302, 422, 422)
    assert "不能去掉" in refused.content.decode()
    listed = RuleCategory.objects.order_by("position").values_list("name", flat=True)
    assert list(listed)[4:] == ["家站室", "机关管理", "数字人大"]


def test_every_step_is_recorded_in_words(shelf: Office) -> None:
    """起草、施行、废止都留痕，说得成一句话。"""
    row = enacted(shelf)
    act(shelf, row, "repeal", repealed_on="2026-03-02", reason="不再需要了")
    entries = Entry.objects.filter(subject_kind="rule", subject_id=row.pk).order_by("id")
    verbs = [entry.verb for entry in entries]

    assert verbs == ["rule.drafted", "rule.enacted", "rule.repealed"]
    assert sentence(entries[2].verb, entries[2].facts) == f"废止《{row.title}》：不再需要了"


def test_the_list_costs_the_same_however_long(shelf: Office) -> None:
    """清单的语句数与项数无关。"""
    enacted(shelf)
    few = _statements(shelf)
    for number in range(5):
        enacted(shelf, title=f"第{number}项办法")
    assert _statements(shelf) == few


def _statements(desk: Office) -> int:
    client = desk.deputy.sign_in(desk.client)
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    return len(captured)
