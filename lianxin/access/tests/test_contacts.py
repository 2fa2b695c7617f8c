"""联系方式：单独同意才存，存了是密文，看了留痕，到期抹除。"""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from pytest_django import Settings

from lianxin.access import contacts, jobs
from lianxin.access.contacts import ContactRefused, ContactUnreadable
from lianxin.access.models import SealedContact
from lianxin.access.usecases.contacts import (
    erase_contact,
    erase_expired,
    find_by_phone,
    reveal_contact,
    seal_contact,
)
from lianxin.access.viewers import Viewer
from lianxin.audit.models import Entry
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.kernel.errors import NotVisible
from tests.world import AT, World

PHONE = "13800001234"
BOTH = {"name": True, "phone": True}
SUBJECT = {"subject_kind": "opinion", "subject_id": 7}


def anyone(_: Viewer) -> bool:
    """谁都能看（只在测试里）。"""
    return True


def nobody(_: Viewer) -> bool:
    """谁都不能看。"""
    return False


seal_one = partial(
    seal_contact,
    **SUBJECT,
    name="王小姐",
    phone=PHONE,
    consents=BOTH,
    purpose="回访",
    actor=PUBLIC,
    at=AT,
)


@pytest.mark.parametrize("suite", ["aes-gcm", "sm4-gcm"])
def test_what_is_stored_shows_nothing(world: World, settings: Settings, suite: str) -> None:
    """库里、留痕里、打印出来的，都没有姓名电话；解开又一字不差。"""
    settings.CRYPTO_SUITE = suite
    seal_one()
    stored = repr(SealedContact.objects.values().get()) + repr(list(Entry.objects.values()))
    assert PHONE not in stored
    assert "王小姐" not in stored
    found = reveal_contact(
        viewer=world.street.viewer, **SUBJECT, why="电话回访", at=AT, policy=anyone
    )
    assert (found.name, found.phone) == ("王小姐", PHONE)
    assert PHONE not in repr(found)


def test_both_suites_are_readable_whichever_is_in_use(world: World, settings: Settings) -> None:
    """换成国密以后，旧的照样解得开、查得到；换回来也一样。"""
    settings.CRYPTO_SUITE = "aes-gcm"
    seal_one()
    settings.CRYPTO_SUITE = "sm4-gcm"
    seal_one(subject_id=8)
    search = partial(find_by_phone, viewer=world.street.viewer, why="查重", at=AT, policy=anyone)
    for suite in contacts.SUITES:
        settings.CRYPTO_SUITE = suite
        assert search(phone="+86 138-0000-1234") == [("opinion", 7), ("opinion", 8)]
        row = SealedContact.objects.get(subject_id=7)
        assert contacts.unseal(bytes(row.ciphertext or b""), bound_to="opinion:7")["phone"] == PHONE


def test_a_ciphertext_belongs_to_one_matter() -> None:
    """密文挪到另一件事上、改动一位、换了主密钥，都解不开。"""
    sealed = contacts.seal({"phone": PHONE}, bound_to="opinion:7")
    assert contacts.unseal(sealed, bound_to="opinion:7") == {"phone": PHONE}
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for text, bound_to in ((sealed, "opinion:8"), (broken, "opinion:7"), (b"??", "opinion:7")):
        with pytest.raises(ContactUnreadable):
            contacts.unseal(text, bound_to=bound_to)


def test_another_key_opens_nothing(settings: Settings) -> None:
    """主密钥不同，解不开，查找值也对不上。"""
    sealed, index = contacts.seal({"phone": PHONE}, bound_to="x"), contacts.phone_index(PHONE)
    settings.SECRET_KEY = "another-key"
    with pytest.raises(ContactUnreadable):
        contacts.unseal(sealed, bound_to="x")
    assert contacts.phone_index(PHONE) != index


@pytest.mark.django_db
def test_only_consented_fields_are_kept() -> None:
    """同意留电话、没同意留姓名，就只存电话；一项都没同意就不存。"""
    with pytest.raises(ContactRefused, match="没有同意"):
        seal_one(consents={"name": False})
    seal_one(consents={"name": False, "phone": True})
    row = SealedContact.objects.get()
    assert contacts.unseal(bytes(row.ciphertext or b""), bound_to="opinion:7") == {"phone": PHONE}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("１３８００００１２３４", PHONE),
        ("138 0000 1234", PHONE),
        ("0086-13800001234", PHONE),
        ("027-81560000", "02781560000"),
        ("8156 0000", "81560000"),
    ],
)
def test_phones_are_written_one_way(written: str, kept: str) -> None:
    """全角、空格、横线、国家码，都统一成一种写法。"""
    assert contacts.normal_phone(written) == kept


@pytest.mark.parametrize("written", ["", "12345", "1380000123x", "23800001234567"])
def test_nonsense_is_not_a_phone(written: str) -> None:
    """看不出是电话的，请重填。"""
    with pytest.raises(ContactRefused, match="11 位手机号"):
        contacts.normal_phone(written)


def test_every_look_is_recorded_even_a_refused_one(world: World) -> None:
    """能看的看得到，不能看的等于没有；两次都记下是谁、为什么。"""
    seal_one()
    look = partial(reveal_contact, **SUBJECT, why="电话回访", at=AT)
    with pytest.raises(NotVisible):
        look(viewer=world.unit.viewer, policy=nobody)
    look(viewer=world.street.viewer, policy=anyone)
    looks = Entry.objects.filter(verb="contact.reveal").order_by("id")
    assert [(entry.actor_name, entry.facts["allowed"]) for entry in looks] == [
        ("赵明", False),
        ("李文", True),
    ]
    with pytest.raises(ContactRefused, match="为什么"):
        look(viewer=world.street.viewer, policy=anyone, why=" ")


def test_searching_by_phone_is_recorded_without_the_number(world: World) -> None:
    """按电话查也要留痕，但不记号码；不许查的查不到。"""
    seal_one()
    search = partial(find_by_phone, phone=PHONE, viewer=world.street.viewer, why="查重", at=AT)
    with pytest.raises(NotVisible):
        search(policy=nobody)
    assert search(policy=anyone) == [("opinion", 7)]
    entries = Entry.objects.filter(verb="contact.search")
    assert [entry.facts for entry in entries.order_by("id")] == [
        {"why": "查重", "allowed": False},
        {"why": "查重", "allowed": True},
    ]


def test_contacts_are_erased_on_the_day_they_expire(world: World) -> None:
    """保存期最后一天还在，到期那天抹除；壳子留着，内容没了，查也查不到。"""
    seal_one(keep_days=30)
    seal_one(subject_id=8, keep_days=31)
    assert erase_expired(at=AT + timedelta(days=29)) == 0
    assert erase_expired(at=AT + timedelta(days=30)) == 1
    row = SealedContact.objects.get(subject_id=7)
    assert (row.ciphertext, row.phone_index) == (None, "")
    assert row.purpose == "回访"
    look = partial(reveal_contact, subject_kind="opinion", why="回访", at=AT, policy=anyone)
    with pytest.raises(ContactRefused, match="抹除"):
        look(viewer=world.street.viewer, subject_id=7)
    assert look(viewer=world.street.viewer, subject_id=8).phone == PHONE
    assert Entry.objects.get(verb="contact.erase").facts == {"reason": "保存期满"}


@pytest.mark.django_db
def test_a_citizen_may_take_consent_back() -> None:
    """本人撤回同意，立即抹除；再撤一次不另记。"""
    seal_one()
    erase = partial(erase_contact, reason="本人撤回同意", actor=SYSTEM, at=AT)
    with pytest.raises(NotVisible):
        erase(subject_kind="opinion", subject_id=9)
    erase(**SUBJECT)
    erase(**SUBJECT)
    assert Entry.objects.filter(verb="contact.erase").count() == 1


@pytest.mark.django_db
def test_the_nightly_job_erases_and_forgets() -> None:
    """每夜的任务抹除到期的，没到期的不动。"""
    seal_one(keep_days=-1)
    seal_one(subject_id=8, at=timezone.now())
    jobs.erase_expired(timestamp=0)
    jobs.forget_calls(timestamp=0)
    left = SealedContact.objects.filter(erased_at=None)
    assert [row.subject_id for row in left] == [8]
