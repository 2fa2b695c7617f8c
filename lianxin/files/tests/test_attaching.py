"""附到一件事上、给谁看、隔离、清理。"""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxin.audit.models import Entry
from lianxin.files import queries, usecases
from lianxin.files.refusals import FileRefused
from lianxin.files.tests import samples
from lianxin.files.tests.people import CLERK, COLLEAGUE, MONDAY, store_document, store_image
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
attach = partial(usecases.attach, subject_kind="opinion", subject_id=417, actor=PUBLIC, at=MONDAY)


def test_attached_photo_is_found_on_its_matter() -> None:
    """附上之后在那件事上看得到，别的事上没有，并留痕。"""
    row = store_image(samples.jpeg())

    assert attach(attachment_ids=[row.id]) == 1

    (card,) = queries.attachments_of(subject_kind="opinion", subject_id=417, seen_by="submitter")
    assert (card.id, card.name, card.is_image) == (row.id, "灯.jpg", True)
    assert not queries.attachments_of(subject_kind="opinion", subject_id=418, seen_by="staff")
    assert Entry.objects.get(verb="attachment.attach").facts["sha256"] == [row.sha256]


def test_attachment_belongs_to_one_matter_only() -> None:
    """附过的不能再附到别的事上；同一件事重复提交不算错，也不重复留痕。"""
    row = store_image(samples.jpeg())
    attach(attachment_ids=[row.id])

    with pytest.raises(FileRefused, match="已经用过"):
        attach(attachment_ids=[row.id], subject_id=418)
    assert attach(attachment_ids=[row.id]) == 0
    assert Entry.objects.filter(verb="attachment.attach").count() == 1


def test_staff_cannot_attach_what_others_uploaded() -> None:
    """别人传的附件，拿到编号也附不上；自己传的可以。"""
    row = store_document(samples.pdf(), actor=CLERK)

    with pytest.raises(FileRefused, match="重新传"):
        attach(attachment_ids=[row.id], actor=COLLEAGUE)
    assert attach(attachment_ids=[row.id], actor=CLERK) == 1


def test_unknown_attachment_refuses_the_whole_lot() -> None:
    """有一个编号不存在，整批都不附。"""
    row = store_image(samples.jpeg())

    with pytest.raises(FileRefused, match="没有传好"):
        attach(attachment_ids=[row.id, uuid4()])
    assert not queries.attachments_of(subject_kind="opinion", subject_id=417, seen_by="staff")


def test_one_matter_holds_thirty_at_most() -> None:
    """一件事最多附三十个。"""
    first = store_image(samples.jpeg())
    copies = [_copy(first.id) for _ in range(30)]

    with pytest.raises(FileRefused, match="最多附 30 个"):
        attach(attachment_ids=[first.id, *copies])
    assert attach(attachment_ids=copies) == 30


def _copy(pk: object) -> object:
    row = usecases.Attachment.objects.get(pk=pk)
    row.pk, row.stored_name = uuid4(), f"copy/{uuid4().hex}.jpg"
    row.save(force_insert=True)
    return row.pk


@pytest.mark.parametrize(
    ("audience", "seers"),
    [
        ("public", {"public", "submitter", "staff"}),
        ("submitter", {"submitter", "staff"}),
        ("staff", {"staff"}),
    ],
)
def test_each_audience_sees_its_own(audience: str, seers: set[str]) -> None:
    """给谁看的附件谁看得见；看不见的，列表里没有，直接要也说没有。"""
    row = store_document(samples.pdf(), audience=audience)
    attach(attachment_ids=[row.id], actor=CLERK)

    for seen_by in ("public", "submitter", "staff"):
        listed = queries.attachments_of(subject_kind="opinion", subject_id=417, seen_by=seen_by)
        assert bool(listed) == (seen_by in seers)
        open_it = partial(queries.open_attachment, attachment_id=row.id, seen_by=seen_by)
        if seen_by in seers:
            card, stream = open_it()
            with stream:
                assert (card.name, stream.read()) == ("方案.pdf", samples.pdf())
        else:
            with pytest.raises(NotVisible):
                open_it()


@pytest.mark.parametrize("wanted", ["../../etc/passwd", "", "417", str(UUID(int=417))])
def test_made_up_numbers_open_nothing(wanted: str) -> None:
    """编造的编号什么也打不开。"""
    row = store_image(samples.jpeg())
    ask = partial(queries.get_attachment, seen_by="staff")

    with pytest.raises(NotVisible):
        ask(attachment_id=wanted)
    assert ask(attachment_id=str(row.id)).id == row.id


def test_thumbnails_are_for_photos_only() -> None:
    """照片有缩略图，文件没有。"""
    photo, paper = store_image(samples.jpeg()), store_document(samples.pdf())
    ask = partial(queries.open_thumbnail, seen_by="staff")

    with pytest.raises(NotVisible):
        ask(attachment_id=paper.id)
    _, stream = ask(attachment_id=photo.id)
    with stream:
        assert stream.read(3) == b"\xff\xd8\xff"


def test_quarantined_attachment_is_seen_by_nobody() -> None:
    """隔离要写理由；隔离之后谁都看不见，留痕里有理由。"""
    row = store_image(samples.jpeg())
    attach(attachment_ids=[row.id])
    isolate = partial(usecases.quarantine, attachment_id=row.id, actor=CLERK, at=MONDAY)

    with pytest.raises(FileRefused, match="为什么"):
        isolate(reason=" ")
    isolate(reason="拍到了孩子的脸")

    with pytest.raises(NotVisible):
        queries.get_attachment(attachment_id=row.id, seen_by="staff")
    entry = Entry.objects.get(verb="attachment.quarantine")
    assert (entry.subject_id, entry.facts["reason"]) == (417, "拍到了孩子的脸")


def test_a_copy_is_seen_and_withheld_together() -> None:
    """抄到另一件事上：名字、内容一样，连同小图；再抄不重；隔离一份，两份都看不到，也不再抄出去。"""
    row = store_image(samples.jpeg())
    attach(attachment_ids=[row.id])
    copy = partial(
        usecases.copy_to,
        attachment_ids=[row.id],
        to_kind="opinion",
        to_id=418,
        actor=CLERK,
        at=MONDAY,
    )

    assert (copy(), copy()) == (1, 0)
    (card,) = queries.attachments_of(subject_kind="opinion", subject_id=418, seen_by="staff")
    assert (card.name, card.id == row.id) == ("灯.jpg", False)
    for opened in (queries.open_attachment, queries.open_thumbnail):
        opened(attachment_id=card.id, seen_by="staff")[1].close()
    usecases.quarantine(attachment_id=row.id, reason="拍到了群众的电话", actor=CLERK, at=MONDAY)
    for opened in (queries.open_attachment, queries.open_thumbnail):
        for each in (row.id, card.id):
            with pytest.raises(NotVisible):
                opened(attachment_id=each, seen_by="staff")
    noted = Entry.objects.filter(verb="attachment.quarantine")
    assert sorted(noted.values_list("subject_id", flat=True)) == [417, 418]
    assert copy(to_id=419) == 0


def test_a_file_missing_from_the_store_is_told_plainly(media_root: Path) -> None:
    """账上有、盘上没有的：说清找谁，不是系统出错；盘上有的照样打得开。"""
    row = store_image(samples.jpeg())
    attach(attachment_ids=[row.id])
    ask = partial(queries.open_attachment, attachment_id=row.id, seen_by="staff")

    ask()[1].close()
    (media_root / row.stored_name).unlink()
    with pytest.raises(NotVisible, match="从备份里找回"):
        ask()


def test_unused_uploads_are_cleared_after_a_day(media_root: Path) -> None:
    """传上来一天没有附到任何事上的清掉，连同文件；附上了的、刚传的都留着。"""
    used, fresh = store_image(samples.jpeg()), store_image(samples.jpeg(), at=MONDAY + DAY)
    attach(attachment_ids=[used.id])
    store_image(samples.jpeg())

    assert usecases.sweep_loose(at=MONDAY + DAY + timedelta(seconds=1)) == 1

    kept = {path.name.partition(".")[0] for path in media_root.rglob("*.jpg")}
    assert kept == {used.id.hex, fresh.id.hex}


def test_many_matters_are_read_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """列表页一次查出各件事的附件，不随件数增加。"""
    for number in range(3):
        row = store_image(samples.jpeg())
        attach(attachment_ids=[row.id], subject_id=number)

    with django_assert_num_queries(1):
        found = queries.attachments_of_many(
            subject_kind="opinion", subject_ids=range(9), seen_by="submitter"
        )

    assert {number: len(cards) for number, cards in found.items()} == {0: 1, 1: 1, 2: 1}


@pytest.mark.parametrize("actor", [PUBLIC, Actor(9, "周岭梅", "人大代表")])
def test_public_upload_may_be_attached_by_whoever_holds_its_number(actor: Actor) -> None:
    """群众传的照片，由群众自己或受理的人附上都行：编号猜不出来。"""
    row = store_image(samples.jpeg())

    assert attach(attachment_ids=[row.id], actor=actor) == 1
