"""发文登记：编号一个不漏，印发的不能改，一件建议一份答复。"""

from dataclasses import replace
from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.documents.models import Document, DocumentSeries, Instruction
from lianxin.documents.papers import Paper, PaperMistake, Paragraph
from lianxin.documents.queries import (
    DocumentTampered,
    document_page,
    document_paper,
    instruction_page,
)
from lianxin.documents.usecases import (
    AlreadyIssued,
    DocumentRefused,
    Instructed,
    InstructionRefused,
    Issue,
    issue_document,
    record_instruction,
    report_instruction,
    set_series_code,
    withdraw_document,
)
from lianxin.kernel.errors import NotVisible
from tests.world import AT, BEIJING, TODAY, World

PAPER = Paper(
    "brief", "关于路灯管护的调研报告", (Paragraph("路灯有人装，没人管。"),), signer="陈诚"
)


def brief(world: World, **more: object) -> Issue:
    """代工委要发的一份专报。"""
    return Issue(world.deputy_affairs.pk, "brief", PAPER, **more)  # type: ignore[arg-type]


def reply(world: World, **more: object) -> Issue:
    """单位对一件建议的答复函。"""
    paper = replace(PAPER, kind="reply_letter")
    given = {"subject_kind": "suggestion", "subject_id": 7, **more}
    return Issue(world.unit_body.pk, "reply_letter", paper, **given)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_numbers_run_on_and_start_again_each_year(world: World) -> None:
    """同一机关、同一文种、同一年从 1 号起接着编；第二年从 1 号重来。"""
    set_series_code(
        issuer_id=world.deputy_affairs.pk,
        kind="brief",
        code="江夏人大",
        actor=world.office.actor,
        at=AT,
    )
    later = datetime(2027, 1, 4, 9, tzinfo=BEIJING)
    made = [
        issue_document(issue=brief(world), actor=world.office.actor, at=at)
        for at in (AT, AT, later)
    ]

    assert [row.number for row in made] == [
        "江夏人大〔2026〕1号",
        "江夏人大〔2026〕2号",
        "江夏人大〔2027〕1号",
    ]
    assert made[0].body["number"] == "江夏人大〔2026〕1号"
    assert made[0].body["dated"] == "2026年3月2日"


@pytest.mark.django_db
def test_a_failed_issue_takes_no_number(world: World) -> None:
    """发不成的不占号：没有签发人退回来，下一份还是接着的号。"""
    unsigned = replace(brief(world), paper=replace(PAPER, signer=""))
    empty = replace(brief(world), paper=replace(PAPER, blocks=()))
    for bad, why in ((unsigned, DocumentRefused), (empty, PaperMistake)):
        with pytest.raises(why):
            issue_document(issue=bad, actor=world.office.actor, at=AT)

    made = issue_document(issue=brief(world), actor=world.office.actor, at=AT)

    assert made.serial == 1


@pytest.mark.django_db
def test_issued_words_cannot_be_changed(world: World) -> None:
    """印发的公文改一个字、删一行，数据库都不许；字号也退不回去。"""
    made = issue_document(issue=brief(world), actor=world.office.actor, at=AT)
    for change in (
        lambda: Document.objects.filter(pk=made.pk).update(title="改了"),
        lambda: Document.objects.filter(pk=made.pk).delete(),
        lambda: DocumentSeries.objects.update(last=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Document.objects.get(pk=made.pk).title == PAPER.title


@pytest.mark.django_db
def test_tampering_below_the_trigger_is_noticed(world: World) -> None:
    """绕过触发器动了内容，摘要对不上，就不再当真的给出来。"""
    made = issue_document(issue=brief(world), actor=world.office.actor, at=AT)
    _, kept = document_paper(viewer=world.office.viewer, pk=made.pk)
    assert kept.title == PAPER.title
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE documents_document SET body = jsonb_set(body, '{title}', '\"假的\"')"
        )
        cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.raises(DocumentTampered):
        document_paper(viewer=world.office.viewer, pk=made.pk)


@pytest.mark.django_db
def test_one_reply_for_one_suggestion(world: World) -> None:
    """一件建议一份答复：再发要写明代替前一份，前一份作废，字号照样往下编。"""
    first = issue_document(issue=reply(world), actor=world.unit.actor, at=AT)
    with pytest.raises(AlreadyIssued, match="一件建议一份答复"):
        issue_document(issue=reply(world), actor=world.unit.actor, at=AT)

    again = reply(world, replaces_id=first.pk, replaces_reason="代表不满意，重新答复")
    second = issue_document(issue=again, actor=world.unit.actor, at=AT)

    first.refresh_from_db()
    assert (first.withdrawn_reason, second.serial) == ("代表不满意，重新答复", 2)
    assert second.replaces_id == first.pk
    words = [sentence(row.verb, row.facts) for row in Entry.objects.order_by("id")]
    assert f"印发答复函 {second.number}" in words
    assert f"作废答复函 {first.number}：代表不满意，重新答复" in words


@pytest.mark.django_db
def test_withdrawing_needs_a_reason_and_happens_once(world: World) -> None:
    """作废要写理由，只作废一次；写了理由就成。"""
    made = issue_document(issue=brief(world), actor=world.office.actor, at=AT)

    def withdraw(reason: str) -> Document:
        return withdraw_document(
            document_id=made.pk, reason=reason, actor=world.office.actor, at=AT
        )

    with pytest.raises(DocumentRefused, match="理由"):
        withdraw("  ")
    assert withdraw("数字有误，另发一份").withdrawn_at == AT
    with pytest.raises(DocumentRefused, match="已经作废"):
        withdraw("再作废一次")


@pytest.mark.django_db
def test_two_kinds_never_share_a_code(world: World) -> None:
    """机关代字不许两个文种共用，也不许发过文再改；换一个就成。"""

    def name(kind: str, code: str) -> DocumentSeries:
        return set_series_code(
            issuer_id=world.deputy_affairs.pk,
            kind=kind,
            code=code,
            actor=world.office.actor,
            at=AT,
        )

    name("brief", "江夏人大")
    with pytest.raises(DocumentRefused, match="重号"):
        name("dispatch_list", "江夏人大")
    assert name("dispatch_list", "江夏人大办").code == "江夏人大办"
    issue_document(issue=brief(world), actor=world.office.actor, at=AT)
    with pytest.raises(DocumentRefused, match="明年"):
        name("brief", "江夏人大专")


@pytest.mark.django_db
def test_who_sees_a_document(world: World) -> None:
    """人大机关看本级的，收文的单位看给自己的；别的单位看来没有。"""
    to_unit = brief(world, addressee_body_id=world.unit_body.pk)
    made = issue_document(issue=to_unit, actor=world.office.actor, at=AT)

    for persona in (world.office, world.chair, world.unit):
        assert [card.id for card in document_page(viewer=persona.viewer)] == [made.pk]
    for persona in (world.other_unit, world.deputy, world.stranger):
        assert document_page(viewer=persona.viewer) == []
        with pytest.raises(NotVisible):
            document_paper(viewer=persona.viewer, pk=made.pk)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_issuing_at_once_get_consecutive_numbers(world: World) -> None:
    """几个人同时印发，号依次接着，一个不重、一个不漏。"""
    start, numbers = Barrier(6), []

    def press() -> None:
        start.wait()
        try:
            made = issue_document(issue=brief(world), actor=world.office.actor, at=AT)
            numbers.append(made.serial)
        finally:
            connection.close()

    clerks = [Thread(target=press) for _ in range(6)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_instructions_are_followed_until_done(world: World) -> None:
    """批示登记了有人管：交给谁、哪天以前，过期亮红灯；报了落实情况才算数。"""
    given = Instructed(
        jurisdiction_id=world.congress.pk,
        made_by="吴远山",
        made_by_post="区人大常委会主任",
        made_on=TODAY,
        words="请住建局一个月内拿出管护办法。",
        matter="关于路灯管护的调研报告",
        assigned_id=world.unit_body.pk,
        due_on=date(2026, 4, 2),
    )
    with pytest.raises(InstructionRefused, match="还缺：职务"):
        record_instruction(
            instructed=replace(given, made_by_post=""), actor=world.office.actor, at=AT
        )
    made = record_instruction(instructed=given, actor=world.office.actor, at=AT)
    late = date(2026, 4, 3)

    assert [card.tone for card in instruction_page(viewer=world.unit.viewer, today=late)] == ["bad"]
    assert instruction_page(viewer=world.other_unit.viewer, today=late) == []
    with pytest.raises(InstructionRefused, match="写清"):
        report_instruction(
            instruction_id=made.pk, state="done", progress="", actor=world.unit.actor, at=AT
        )
    report_instruction(
        instruction_id=made.pk,
        state="done",
        progress="管护办法已经印发。",
        actor=world.unit.actor,
        at=AT,
    )
    (card,) = instruction_page(viewer=world.office.viewer, today=late)
    assert (card.state, card.tone) == (Instruction.State.DONE, "ok")
