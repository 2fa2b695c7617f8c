"""网页导入：先核对、再确认、后台导；坏文件各有各的说法，谁的表谁看。"""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.audit import sentences
from lianxin.audit.models import Entry
from lianxin.casework.models import Case
from lianxin.exchange import importing, jobs, usecases
from lianxin.exchange.models import ImportRun
from lianxin.exchange.tests.samples import BUS, LAMP, NOISE
from lianxin.files.sheetwriting import write_xlsx
from lianxin.opinions.models import Opinion
from tests.world import Persona, World

pytestmark = pytest.mark.django_db
HEADERS = ("编号", "标题", "内容", "渠道", "地点", "提交时间", "联系人", "电话")
PHONE = "13900001234"


def table(*rows: tuple[Any, ...]) -> bytes:
    """一份台账。"""
    return write_xlsx(HEADERS, rows)


GOOD = ("甲1", "路灯坏了", LAMP, "来访接待", "童周岭村", "2025-05-06", "丁一山", PHONE)
BAD = ("甲2", "噪声", NOISE, "飞鸽", "", "2025-05-07", "", "")
LATE = ("甲3", "公交", BUS, "电话", "", "后年", "", "")


@pytest.fixture
def hand(town: World, client: Client) -> Callable[..., Any]:
    """以某人的身份传一份表。"""

    def sent(content: bytes, *, name: str = "台账.xlsx", who: Persona | None = None) -> Any:
        (who or town.street).sign_in(client)
        upload = SimpleUploadedFile(name, content)
        return client.post("/desk/import/", {"kind": "opinions", "file": upload})

    return sent


def press(client: Client, button: str) -> Any:
    """在最近那次导入的页面上按一个按钮。"""
    return client.post(f"/desk/import/{ImportRun.objects.latest('id').pk}/{button}/")


def page(client: Client) -> str:
    """最近那次导入的页面。"""
    answer = client.get(f"/desk/import/{ImportRun.objects.latest('id').pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.row("S1-28")
def test_a_sheet_is_checked_first_and_taken_after_a_yes(
    town: World, hand: Callable[..., Any], client: Client
) -> None:
    """传上来先核对，一个字不写；确认了后台才导，导完写明各几行。"""
    assert hand(table(GOOD, BAD)).status_code == 302
    shown = page(client)
    assert "没有“飞鸽”这一种" in shown
    assert "第几行" in shown
    assert not Opinion.objects.exists()

    assert press(client, "confirm").status_code == 302
    run = ImportRun.objects.get()
    job = ProcrastinateJob.objects.get(task_name="exchange.perform")
    assert (run.state, job.args) == ("queued", {"run_id": run.pk})
    assert 'http-equiv="refresh"' in page(client)
    jobs.perform(run_id=run.pk)

    run.refresh_from_db()
    found = Opinion.objects.get()
    assert (run.state, run.done, run.summary["added"], run.summary["refused"]) == ("done", 2, 1, 1)
    assert (found.source_id, found.region_id) == ("甲1", town.village.pk)
    assert Entry.objects.get(verb="opinion.registered").actor_name == "李文"
    assert "导完了" in page(client)


def test_the_file_is_sealed_and_gone_when_done(hand: Callable[..., Any], client: Client) -> None:
    """表里有群众的电话：存的是密文，导完就抹去，结果和留痕里也没有。"""
    content = ",".join(HEADERS).encode() + f"\n甲1,路灯坏了,{LAMP},,,,丁一山,{PHONE}\n".encode()
    hand(content, name="台账.csv")
    run = ImportRun.objects.get()
    assert PHONE.encode() not in bytes(run.sealed or b"")
    assert usecases._content(run) == content
    press(client, "confirm")
    jobs.perform(run_id=run.pk)
    run.refresh_from_db()
    kept = f"{run.summary}{list(Entry.objects.filter(subject_kind='import').values())}"
    assert run.sealed is None
    assert PHONE not in kept
    assert "路灯坏了" not in kept


def test_a_run_may_be_dropped_and_then_not_confirmed(
    hand: Callable[..., Any], client: Client
) -> None:
    """作废的不能再导；没作废的能。"""
    hand(table(GOOD))
    assert press(client, "drop").status_code == 302
    refused = press(client, "confirm")
    assert refused.status_code == 422
    assert "已作废" in refused.content.decode()
    hand(table(GOOD))
    assert press(client, "confirm").status_code == 302


def test_a_killed_job_goes_on_where_it_stopped(
    hand: Callable[..., Any], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """后台任务中途被杀，再跑一次接着导，不重不漏，进度看得见。"""
    rows = [(f"乙{n}", f"第 {n} 件", LAMP, "电话", "", "2025-05-06", "", "") for n in range(6)]
    hand(table(*rows))
    press(client, "confirm")
    run = ImportRun.objects.get()
    monkeypatch.setattr(importing, "BATCH", 2)
    whole = importing._together

    def killed(*lines: Any, at: Any) -> Any:
        if Opinion.objects.count() >= 4:
            raise KeyboardInterrupt
        return whole(*lines, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_together", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.perform(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, Opinion.objects.count()) == ("running", 4, 4)
    assert "66%" in page(client)
    jobs.perform(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.summary["added"], run.summary["skipped"]) == ("done", 2, 4)
    assert Case.objects.count() == 6
    jobs.perform(run_id=run.pk)
    assert Case.objects.count() == 6


def test_a_big_sheet_is_checked_in_the_background(
    hand: Callable[..., Any], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """大表交给后台核对，页面不等它；核对完给出同样的结果。"""
    monkeypatch.setattr(usecases, "SMALL", 100)
    hand(table(GOOD, BAD))
    run = ImportRun.objects.get()
    assert (run.state, run.total) == ("checking", 0)
    jobs.check(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.total, run.summary["refused"]) == ("checked", 2, 1)


def bomb() -> bytes:
    """一个解开后撑爆内存的压缩包。"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    return made.getvalue()


def far_cell() -> bytes:
    """一个写在天边的格子。"""
    book = Workbook()
    book.active["A1"] = "内容"
    book.active["XFD1048576"] = "远"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.xlsx", "空"),
        (b"\x00\x01\x02" * 400, "乱.csv", "编码"),
        ("标题,联系人\n路灯,某人\n".encode(), "缺列.csv", "缺这几列：内容"),
        (b"<html><body>x</body></html>", "页.xls", "网页"),
        (b"PK\x03\x04" + b"x" * 300, "坏.xlsx", "已损坏"),
        (bomb(), "炸弹.xlsx", "不合常理"),
        (far_cell(), "天边.xlsx", "范围太大"),
    ],
    ids=["empty", "binary", "columns", "html", "broken", "bomb", "far"],
)
def test_a_bad_file_is_refused_with_a_reason(
    hand: Callable[..., Any], content: bytes, name: str, said: str
) -> None:
    """坏文件当场退回，说明哪里不行、怎么办；好的收下。"""
    answer = hand(content, name=name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert hand(table(GOOD)).status_code == 302


def test_an_oversized_file_is_refused_unread(
    hand: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """超过二十兆的不收，正好二十兆以内的照收。"""
    answer = hand(b"x" * (20 * 1024 * 1024 + 1), name="大.csv")
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_too_many_rows_are_refused(hand: Callable[..., Any]) -> None:
    """一次最多五万行，超过的说明分几份。"""
    lines = "内容\n" + "路灯坏了请修\n" * 50_001
    answer = hand(lines.encode(), name="长.csv")
    run = ImportRun.objects.get()
    if run.state == "checking":
        jobs.check(run_id=run.pk)
        run.refresh_from_db()
    assert answer.status_code in (302, 422)
    assert (run.state, "最多 50000 行" in run.problem) == ("failed", True)


def test_only_those_who_register_opinions_may_import(
    town: World, hand: Callable[..., Any], client: Client
) -> None:
    """街道工委和代工委能导；单位、代表、专委会看来没有这一页，没登录的先去登录。"""
    assert client.get("/desk/import/").status_code == 302
    for who in (town.unit, town.deputy, town.committee):
        assert hand(table(GOOD), who=who).status_code == 404
    for who in (town.street, town.office):
        assert hand(table(GOOD), who=who).status_code == 302


def test_a_run_is_seen_by_its_uploader_and_the_office(
    town: World, hand: Callable[..., Any], client: Client
) -> None:
    """谁传的谁看得见，代工委也看得见，但只有传的人能确认；别人看来没有。"""
    hand(table(GOOD), who=town.office)
    run = ImportRun.objects.get()
    town.street.sign_in(client)
    assert client.get(f"/desk/import/{run.pk}/").status_code == 404
    assert press(client, "confirm").status_code == 404
    hand(table(GOOD), who=town.street)
    town.office.sign_in(client)
    assert "就这样导入" not in page(client)
    assert press(client, "confirm").status_code == 404
    assert client.get("/desk/import/").content.decode().count("台账.xlsx") == 2


def test_the_blank_template_is_understood(
    town: World, hand: Callable[..., Any], client: Client
) -> None:
    """空白台账的列名，照着填就认得。"""
    town.street.sign_in(client)
    answer = client.get("/desk/import/template.xlsx")
    assert answer.content.startswith(b"PK")
    refused = hand(answer.content)
    assert refused.status_code in (302, 422)
    assert "缺这几列" not in refused.content.decode()


def test_what_lies_about_too_long_is_wiped(hand: Callable[..., Any]) -> None:
    """传上来七天没导的，内容抹去；没到七天的留着。"""
    hand(table(GOOD))
    now = timezone.now()
    assert usecases.sweep_kept(at=now + timedelta(days=6)) == 0
    assert usecases.sweep_kept(at=now + timedelta(days=8)) == 1
    assert (ImportRun.objects.get().state, ImportRun.objects.get().sealed) == ("dropped", None)


def test_every_step_has_its_sentence(hand: Callable[..., Any], client: Client) -> None:
    """导入的每一步都留痕，都有中文说法。"""
    hand(table(GOOD))
    press(client, "confirm")
    jobs.perform(run_id=ImportRun.objects.get().pk)
    verbs = list(Entry.objects.filter(subject_kind="import").values_list("verb", flat=True))
    assert sorted(verbs) == ["import.confirm", "import.finish", "import.upload"]
    assert sentences.missing(verbs) == []


def test_the_desk_menu_is_the_same_here(client: Client, world: World) -> None:
    """导入页左边的栏目与工作台一样，一项不少，亮着的是批量导入。"""
    world.street.sign_in(client)

    def menu(path: str) -> list[str]:
        return [item.key for item in client.get(path).context["desk_nav"]]

    assert menu("/desk/import/") == menu("/desk/opinions/")
    here, there = (client.get(f"/desk/{each}/").context for each in ("import", "opinions"))
    assert [item.key for item in here["desk_nav"] if item.active] == ["imports"]
    assert here["desk_who"] == there["desk_who"] != ""
