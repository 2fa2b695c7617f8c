"""机制：看得到、比得出、发布和改用归代工委。"""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.casework.models import Practice, PublishedMechanism
from lianxin.casework.usecases import publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.workbench.tests.conftest import PACKS, Office
from lianxin.workbench.tests.registers.hands import plain

HANDLING = "tiered_routing"


def source(pack: str) -> str:
    """一份机制的全文。"""
    return (Path(PACKS) / pack / "mechanism.toml").read_text()


def adopted(desk: Office, slot: str) -> PublishedMechanism:
    """这一段此刻用哪一份。"""
    return Practice.objects.get(
        jurisdiction=desk.congress, slot=slot, ends_at__isnull=True
    ).mechanism


@pytest.mark.row("S0-16")
def test_every_step_on_the_wall_has_an_accountable_role(desk: Office) -> None:
    """墙上的表由机制生成：没办结的每个环节都写明谁办、多久，每一步都写明由谁走。"""
    for slot in ("intake", "handling", "suggestion"):
        row = adopted(desk, slot)
        mech = load_mechanism(row.source, "x")
        answer = desk.get(desk.street, f"/desk/mechanisms/{row.pk}/")
        wall = answer.context["wall"]

        owners = {line[0]: line[1] for line in reversed(wall.rows)}
        assert owners.keys() == {stage.label for stage in mech.stages}
        assert all(owners.values())
        steps = [line[4] for line in wall.rows if line[4]]
        assert steps
        assert all(re.search(r"（[^）]+）", step) for step in steps)
        owned = [stage for stage in mech.stages if not stage.final]
        assert all(stage.owner or stage.also or stage.waits for stage in owned)
        assert all(stage.owner or stage.timeout or stage.waits for stage in owned)


@pytest.mark.row("S0-16")
def test_flowchart_is_drawn_from_the_pack(desk: Office) -> None:
    """流程图由机制画出来：每个环节都在图上；表格也导得出。"""
    row = adopted(desk, "handling")
    mech = load_mechanism(row.source, "x")

    answer = desk.get(desk.unit, f"/desk/mechanisms/{row.pk}/wall.svg")
    sheet = desk.get(desk.street, f"/desk/mechanisms/{row.pk}/export.csv")

    drawn = answer.content.decode()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert all(stage.label[:4] in drawn for stage in mech.stages)
    assert mech.stages[0].label in b"".join(sheet.streaming_content).decode()


@pytest.mark.row("S0-16")
def test_no_item_is_ever_without_an_owner(desk: Office) -> None:
    """从登记到交办，每走一步，都有一份没了结的责任，写着归谁。"""
    case = desk.dispatched()

    said = plain(desk.get(desk.office, f"/desk/cases/{case.pk}/").content.decode())

    assert "区住房和城乡建设局" in said
    assert desk.duty(case, desk.unit_body).owes


def test_office_publishes_and_adopts_with_confirmation(desk: Office) -> None:
    """代工委发布随带的一份，勾了确认才改用；此前立的件照原来的走完。"""
    case = desk.dispatched()
    before = adopted(desk, "handling")
    made = desk.post(desk.office, "/desk/mechanisms/publish/", {"pack": HANDLING})
    fresh = PublishedMechanism.objects.latest("id")
    url = f"/desk/mechanisms/{fresh.pk}/adopt/"

    assert made.status_code == 302
    desk.post(desk.office, url, {})
    assert adopted(desk, "handling") == before
    desk.post(desk.office, url, {"sure": "1"})
    assert adopted(desk, "handling") == fresh
    case.refresh_from_db()
    assert case.mechanism_id == before.pk
    assert "以前用过" in desk.get(desk.office, "/desk/mechanisms/").content.decode()


@pytest.mark.parametrize("path", ["publish/", "{pk}/adopt/"])
def test_only_the_office_publishes_and_adopts(desk: Office, path: str) -> None:
    """街道、主任会议、承办单位看来，没有发布和改用。"""
    url = "/desk/mechanisms/" + path.format(pk=adopted(desk, "handling").pk)
    data = {"pack": HANDLING, "sure": "1"}

    for who in (desk.street, desk.chair, desk.unit):
        assert desk.post(who, url, data).status_code == 404
    assert desk.post(desk.office, url, data).status_code == 302


def test_all_mistakes_are_listed_with_line_numbers(desk: Office) -> None:
    """传上来的一份有几处错，逐条列出在第几行；改好了就发布。"""
    good = source(HANDLING).replace('key     = "', 'key     = "my-', 1)
    good = re.sub(r'^key(\s*)= "(my-)?', r'key\1= "my-', good, count=1, flags=re.MULTILINE)
    lines = good.splitlines()
    spots = [number for number, line in enumerate(lines, 1) if line.startswith("[[stage]]")][:2]
    bad = list(lines)
    for spot in spots:
        bad.insert(spot + spots.index(spot), 'nonsense = "不认得"')

    def send(text: str):
        upload = SimpleUploadedFile("本地.toml", text.encode())
        return desk.post(desk.office, "/desk/mechanisms/publish/", {"source": upload})

    refused = send("\n".join(bad))
    accepted = send(good)

    said = refused.content.decode()
    assert refused.status_code == 422
    assert said.count("不认识 nonsense") == 2
    for spot in (spots[0] + 1, spots[1] + 2):
        assert f"第 {spot} 行" in said
    assert accepted.status_code == 302
    assert PublishedMechanism.objects.filter(key__startswith="my-").count() == 1


def test_two_mechanisms_are_compared_stage_by_stage(desk: Office) -> None:
    """两份放在一起看：逐个环节写明一样不一样。"""
    desk.post(desk.office, "/desk/mechanisms/publish/", {"pack": HANDLING})
    left, right = adopted(desk, "handling"), PublishedMechanism.objects.latest("id")

    answer = desk.get(desk.office, f"/desk/mechanisms/{left.pk}/?with={right.pk}")
    same = desk.get(desk.office, f"/desk/mechanisms/{left.pk}/?with={left.pk}")

    assert any(not line.is_same for line in answer.context["compared"])
    assert all(line.is_same for line in same.context["compared"])
    assert "没有这个环节" in answer.content.decode()


def test_query_count_of_the_shelf(desk: Office, django_assert_max_num_queries) -> None:
    """机制清单不管发布了几份，查库不过八次。"""
    desk.get(desk.office, "/desk/mechanisms/")
    with django_assert_max_num_queries(8):
        assert desk.client.get("/desk/mechanisms/").status_code == 200


def test_titles_are_in_chinese_and_the_key_is_small(desk: Office) -> None:
    """机制写明标题、哪里的、第几版；代号只是一行灰色小字，表头、下拉框里不出现。"""
    text = source("deputy_suggestion")
    local = (Path(PACKS) / "deputy_suggestion" / "overlay-zhejiang.toml").read_text()
    at = desk.clock.now
    row = publish_mechanism(source=text, overlay_source=local, path="m.toml", actor=SYSTEM, at=at)
    mine = text.replace('"deputy-suggestion"', '"our-own"')
    own = publish_mechanism(source=mine, path="own.toml", actor=SYSTEM, at=at)
    key = str(row)
    for url in ("/desk/mechanisms/", f"/desk/mechanisms/{row.pk}/?with={own.pk}"):
        page = desk.get(desk.office, url).content.decode()
        greyed = re.sub(r'<(p|span) class="(?:fine num|num|fine)">[^<]*</', "", page)
        assert row.label in greyed
        assert f"本地版 · 第 {row.version} 版" in greyed
        assert key in page
        assert key not in greyed
        assert "our-own@" not in greyed

    chosen = {"a": key, "b": str(own)}
    page = desk.client.get("/desk/mechanisms/compare/", chosen).content.decode()
    shown = re.sub(r'value="[^"]*"|href="[^"]*"', "", page)
    assert "deputy-suggestion@" not in shown
    assert f"{row.label}（本地版 · 第 {row.version} 版）" in shown
