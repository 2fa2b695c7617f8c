"""省级指导意见变成对照表，一站一站对照：有依据才算做到，符合率带着项数。"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.appraisal.models import NormCheck, NormEvidence
from lianxin.appraisal.queries import get_norm
from lianxin.audit.models import Entry
from lianxin.files.models import Attachment
from lianxin.files.tests.samples import pdf
from lianxin.workbench.tests.conftest import Office
from tests.world import TODAY, Persona

ITEMS = get_norm("station-guidance").items


def check(desk: Office, who: Persona, *, unmet: int = 0, **changes: Any) -> Any:
    """对照一次：前几项没做到，立法那一项不适用，其余做到。"""
    given: dict[str, Any] = {"on": TODAY.isoformat()}
    for place, item in enumerate(ITEMS):
        said = "na" if item.key == "legislation" else "unmet" if place < unmet else "met"
        given |= {f"{item.key}-said": said, f"{item.key}-why": "现场看过，有照片"}
    return desk.post(who, f"/desk/stations/{desk.station.pk}/norms/", {**given, **changes})


@pytest.mark.row("S3-21")
def test_a_station_is_checked_against_the_provincial_guidance(desk: Office) -> None:
    """街道照表对照自己的站，再对照一次，历次都在；各站一览的符合率写明项数，可导出。"""
    assert check(desk, desk.street, unmet=3).status_code == 302
    assert check(desk, desk.office, unmet=0).status_code == 302

    page = desk.get(desk.street, f"/desk/stations/{desk.station.pk}/norms/")
    assert [one.rate_words for one in page.context["checks"]] == [
        "100%（9 项里做到 9 项）",
        "67%（9 项里做到 6 项）",
    ]
    board = desk.get(desk.office, "/desk/stations/norms/").content.decode()
    assert "100%（9 项里做到 9 项）" in board
    assert "1 个站对照过，9 项里做到 9 项" in board
    sheet = b"".join(desk.client.get("/desk/stations/norms/export.csv").streaming_content).decode()
    assert desk.station.name in sheet
    assert Entry.objects.filter(verb="station.norm_check").count() == 2


def test_met_needs_evidence(desk: Office) -> None:
    """说做到了却没写依据，记不下；写上就记得下。"""
    bare = check(desk, desk.street, **{"sign-why": ""})

    assert bare.status_code == 422
    assert "做到了要写依据" in bare.content.decode()
    assert not NormCheck.objects.exists()
    assert check(desk, desk.street).status_code == 302


def test_only_keepers_check(desk: Office) -> None:
    """专工委看得见、记不了；承办单位连页面也没有；将来的日子记不下。"""
    url = f"/desk/stations/{desk.station.pk}/norms/"
    assert desk.get(desk.committee, url).status_code == 200
    assert check(desk, desk.committee).status_code == 404
    assert desk.get(desk.unit, url).status_code == 404
    assert check(desk, desk.street, on="2026-03-09").status_code == 422
    assert not NormCheck.objects.exists()


def test_each_item_keeps_its_evidence(desk: Office) -> None:
    """一项放上文件、网址和再查的日子，谁放的都在；到日子标出来；撤下就不算有依据；别的岗位放不了。"""
    url = f"/desk/stations/{desk.station.pk}/norms/"
    given = {
        "act": "evidence",
        "evidence-item": "sign",
        "evidence-words": "门口挂牌的照片",
        "evidence-link": "https://example.org/photo",
        "evidence-next_on": "2026-03-20",
    }
    upload = {"evidence-paper": SimpleUploadedFile("牌子.pdf", pdf())}
    assert desk.post(desk.committee, url, given).status_code == 404
    assert desk.post(desk.street, url, {**given, "evidence-words": "有"}).status_code == 422
    assert desk.post(desk.street, url, {**given, "evidence-link": "内网"}).status_code == 422
    assert desk.post(desk.street, url, {**given, **upload}).status_code == 302

    page = desk.get(desk.street, url).content.decode()
    assert "10 项里 1 项有" in page
    assert "门口挂牌的照片" in page
    assert "该再查了" not in page
    row = NormEvidence.objects.get()
    file = Attachment.objects.get(subject_kind="norm_evidence", subject_id=row.pk)
    opened = f"/desk/files/{file.pk}/"
    assert desk.get(desk.committee, opened).status_code == 200
    assert desk.get(desk.unit, opened).status_code == 404
    board = desk.get(desk.office, "/desk/stations/norms/").content.decode()
    assert "10%（10 项里 1 项）" in board
    desk.wait(days=19)
    assert "该再查了" in desk.get(desk.street, url).content.decode()
    gone = {"act": "withdraw", "evidence": row.pk}
    assert desk.post(desk.street, url, gone).status_code == 302
    assert "10 项里 0 项有" in desk.get(desk.street, url).content.decode()


def test_the_next_check_is_due_after_a_year(desk: Office) -> None:
    """对照过的，一年以后该再对照；过了标出来。"""
    assert check(desk, desk.street).status_code == 302
    page = "/desk/stations/norms/"
    assert "2027 年 3 月 2 日" in desk.get(desk.office, page).content.decode()
    desk.wait(days=366)
    assert "2027 年 3 月 2 日，过了" in desk.get(desk.office, page).content.decode()
