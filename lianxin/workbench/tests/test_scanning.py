"""查毒从页面看：群众、工作人员传了有毒的，看得明白；待扫描、隔离了的，办件页上写着。"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.audit.models import Entry
from lianxin.documents.models import RuleCategory
from lianxin.files.models import Attachment
from lianxin.files.tests.standin import EICAR, StandIn, clamd
from lianxin.files.usecases import attach, scan_waiting
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from tests.world import AT


@pytest.fixture
def doctor(settings: Any) -> Iterator[StandIn]:
    """接上一个假的查毒程序。"""
    with clamd() as made:
        settings.SCANNER = made.address
        yield made


def pdf(more: bytes = b"") -> SimpleUploadedFile:
    """一份文件。"""
    return SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n%%EOF\n" + more, "application/pdf")


def test_infected_upload_is_explained_on_the_page(desk: Office, doctor: StandIn) -> None:
    """工作人员传了有毒的：页面说查出了什么，填的还在，没有登记；换一个就行。"""
    desk.post(desk.office, "/desk/rules/categories/", {"added": "监督工作"})
    given = {"title": "监督工作规程", "category": RuleCategory.objects.get().pk}
    url = "/desk/rules/new/"
    refused = desk.post(desk.office, url, {**given, "attachments": pdf(EICAR)})
    passed = desk.post(desk.office, url, {**given, "attachments": pdf()})

    assert (refused.status_code, passed.status_code) == (422, 302)
    page = refused.content.decode()
    assert "查出病毒（Eicar-Test-Signature），已经隔离" in page
    assert "监督工作规程" in page
    gone = Attachment.objects.get(scan="infected")
    assert desk.get(desk.office, f"/desk/files/{gone.pk}/").status_code == 404
    assert Entry.objects.filter(verb="attachment.quarantine").count() == 1


def test_staff_see_what_is_held_and_what_is_quarantined(desk: Office, doctor: StandIn) -> None:
    """先收下的写着“待扫描”，后来查出来的写着“已隔离”；两样都打不开。"""
    doctor.mood = "cut"
    case = desk.say()
    desk.post(desk.office, "/desk/rules/categories/", {"added": "监督工作"})
    given = {"title": "监督工作规程", "category": RuleCategory.objects.get().pk}
    desk.post(desk.office, "/desk/rules/new/", {**given, "attachments": pdf(EICAR)})
    row = Attachment.objects.get()
    Attachment.objects.filter(pk=row.pk).update(subject_kind="", subject_id=None)
    attach(
        attachment_ids=[row.pk],
        subject_kind="case",
        subject_id=case.pk,
        actor=desk.office.actor,
        at=AT,
    )
    url, file = f"/desk/cases/{case.pk}/", f"/desk/files/{row.pk}/"
    held = desk.get(desk.street, url).content.decode()
    shut = desk.get(desk.street, file).status_code
    doctor.mood = "well"
    scan_waiting(actor=SYSTEM, at=AT)
    found = desk.get(desk.street, url).content.decode()

    assert "待扫描" in held
    assert "已隔离：查出病毒" in found
    assert "待扫描" not in found
    assert [shut, desk.get(desk.street, file).status_code] == [404, 404]
