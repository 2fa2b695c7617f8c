"""查毒：有毒的隔离，没毒的照收，查毒程序停着、不答、乱答都不会漏过去。"""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta

import pytest
from pytest_django import Settings

from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.files import queries, scanner, storage, usecases
from lianxin.files.models import Attachment
from lianxin.files.refusals import FileRefused, Infected
from lianxin.files.tests import samples
from lianxin.files.tests.people import CLERK, MONDAY, store_document, store_image
from lianxin.files.tests.standin import EICAR, StandIn, clamd
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
ILL = PDF + EICAR


@pytest.fixture
def doctor(settings: Settings) -> Iterator[StandIn]:
    """接上一个假的查毒程序。"""
    with clamd() as made:
        settings.SCANNER, settings.SCANNER_SECONDS = made.address, 0.5
        settings.SCANNER_REFUSES = False
        yield made


def attached(content: bytes = PDF) -> Attachment:
    """传一份，附到一件事上。"""
    row = store_document(content)
    usecases.attach(
        attachment_ids=[row.pk], subject_kind="case", subject_id=9, actor=CLERK, at=MONDAY
    )
    return row


def opens(row: Attachment) -> bool:
    """打不打得开。"""
    try:
        queries.open_attachment(attachment_id=row.pk, seen_by="staff")[1].close()
    except NotVisible:
        return False
    return True


def test_clean_file_is_kept_as_ever(doctor: StandIn) -> None:
    """没有毒的照收，原样交给它查过。"""
    row = attached()

    assert (row.scan, doctor.seen) == ("clean", [PDF])
    assert opens(row)


def test_infected_upload_is_quarantined_and_refused(doctor: StandIn) -> None:
    """有毒的不收，说清楚；原样隔离备查，留痕，打不开，也不随没人要的清掉。"""
    with pytest.raises(Infected, match=r"查出病毒（Eicar-Test-Signature），已经隔离"):
        store_document(ILL)

    row = Attachment.objects.get()
    entry = Entry.objects.get(verb="attachment.quarantine")
    usecases.sweep_loose(at=MONDAY + timedelta(days=30))
    assert (row.scan, row.quarantined_reason) == ("infected", "查出病毒：Eicar-Test-Signature")
    assert entry.facts["sha256"] == row.sha256
    assert sentence(entry.verb, entry.facts).startswith("隔离一个附件：查出病毒")
    assert not opens(row)
    with storage.read(row.stored_name) as stream:
        assert stream.read() == ILL
    with pytest.raises(FileRefused):
        usecases.attach(
            attachment_ids=[row.pk], subject_kind="case", subject_id=9, actor=CLERK, at=MONDAY
        )


def test_photo_is_scanned_before_it_is_opened(doctor: StandIn) -> None:
    """照片先查毒再解码：查的是传来的原样，不是重新编码后的。"""
    with pytest.raises(Infected):
        store_image(samples.jpeg() + EICAR)
    assert store_image(samples.jpeg()).scan == "clean"
    assert doctor.seen[0].endswith(EICAR)


@pytest.mark.parametrize("mood", ["hanging", "broken", "cut"])
def test_unscanned_file_is_held_until_scanned(doctor: StandIn, mood: str) -> None:
    """不答、乱答、断线，都当没查成：先收下，打不开；好了补查，没毒的打得开，有毒的隔离。"""
    doctor.mood = mood
    good, bad = attached(), attached(ILL)
    shown, withheld = queries.attachments_on([("case", 9)])
    held = [opens(good), opens(bad)]
    before = usecases.scan_waiting(actor=SYSTEM, at=MONDAY)
    doctor.mood = "well"
    after = usecases.scan_waiting(actor=SYSTEM, at=MONDAY)

    assert (good.scan, held, before, after) == ("waiting", [False, False], 0, 2)
    assert (shown, [one.withheld for one in withheld]) == ([], ["待扫描", "待扫描"])
    assert (opens(good), opens(bad)) == (True, False)
    kept, gone = queries.attachments_on([("case", 9)])
    assert [one.id for one in kept] == [good.pk]
    assert gone[0].withheld.startswith("已隔离：查出病毒")
    assert Entry.objects.get(verb="attachment.quarantine").subject_id == 9


def test_held_photo_has_no_thumbnail_either(doctor: StandIn) -> None:
    """待扫描的照片，小图也打不开；查过就打得开。"""
    doctor.mood = "cut"
    row = store_image(samples.jpeg())
    with pytest.raises(NotVisible):
        queries.open_thumbnail(attachment_id=row.pk, seen_by="submitter")
    doctor.mood = "well"
    usecases.scan_waiting(actor=SYSTEM, at=MONDAY)
    queries.open_thumbnail(attachment_id=row.pk, seen_by="submitter")[1].close()


@pytest.mark.parametrize(("refuses", "kept"), [(False, 1), (True, 0)])
def test_a_gone_scanner_holds_or_refuses(settings: Settings, refuses: bool, kept: int) -> None:
    """查毒程序没了：按设置先收下等着，或先不收、说清楚。"""
    with clamd() as gone:
        settings.SCANNER = gone.address
    settings.SCANNER_REFUSES = refuses
    outcome = pytest.raises(FileRefused, match="过一会儿再传") if refuses else nullcontext()
    with outcome:
        store_document(PDF)
    assert Attachment.objects.filter(scan="waiting").count() == kept


def test_without_a_scanner_nothing_changes() -> None:
    """没有配置就不查，照收照开。"""
    row = attached(ILL)
    assert row.scan == "none"
    assert opens(row)


def test_ping_tells_a_scanner_from_something_else(doctor: StandIn) -> None:
    """问一声：是它就好，不是它要说。"""
    scanner.ping(address=doctor.address, seconds=1)
    doctor.mood = "broken"
    with pytest.raises(scanner.ScannerDown):
        scanner.ping(address=doctor.address, seconds=1)
    for wrong in ("tcp://127.0.0.1", "/nowhere/clamd.sock"):
        with pytest.raises(scanner.ScannerDown):
            scanner.ping(address=wrong, seconds=1)
