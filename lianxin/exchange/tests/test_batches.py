"""成批补记：与一件一件办，落在账上的一模一样；办不了的步改走平时的路。"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.audit.models import Entry
from lianxin.audit.usecases import check_chain
from lianxin.casework.batches import Batch, NotInBatch, together
from lianxin.casework.models import Case, Duty
from lianxin.casework.usecases import move_case
from lianxin.exchange.offices import acting, office_viewer
from lianxin.exchange.replaying import Story, retell
from lianxin.exchange.tests.conftest import adopt
from lianxin.exchange.tests.samples import message
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.events import CaseClosed, CaseMoved, CaseOpened, DutyDischarged, subscribe
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Draft, register_opinion
from tests.world import AT, World

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 1, 1))  # noqa: DTZ001 （补上本地时区）
CHANGING = {"id", "case", "case_id", "thread", "subject_id", "number", "receipt_no", "key_digest"}


def stories(town: World) -> list[Story]:
    """几条旧事：答复过的、没答复的、村里的、刚答复还没到办结日的。"""
    made = []
    for number in range(1, 6):
        row = message(number)
        made.append(
            Story(
                draft=Draft(
                    jurisdiction_id=town.congress.pk,
                    text=row["text"],
                    title=row["title"],
                    channel="import",
                    category_id="waste",
                    region_id=town.village.pk if number == 3 else None,
                    source_kind="test",
                    source_id=row["id"],
                ),
                submitted_at=read(row["submitted_at"]),
                answer="" if number == 2 else row["reply"],
                answered_at=None if number == 2 else read(row["replied_at"]),
            )
        )
    made[4] = Story(
        made[4].draft, made[4].submitted_at, made[4].answer, read("2025-12-25 10:00:00")
    )
    return made


def read(text: str) -> datetime:
    """表里的时间。"""
    return timezone.make_aware(datetime.fromisoformat(text))


def ledger() -> list[Any]:
    """账上落下的全部：意见、办件、责任、留痕，去掉每次都不同的编号。"""
    rows: list[Any] = []
    for opinion in Opinion.objects.order_by("source_id"):
        case = opinion.case
        assert case is not None
        assert (case.thread, case.subject_id) == (case.pk, opinion.pk)
        rows.append(_plain(opinion))
        rows.append(_plain(case))
        rows += map(_plain, Duty.objects.filter(case=case).order_by("id"))
        for entry in Entry.objects.filter(thread=case.pk).order_by("id"):
            rows.append((entry.at, entry.actor_name, entry.actor_post, entry.verb, entry.facts))
    return rows


def _plain(row: Any) -> dict[str, Any]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value for name, value in fields.items() if name not in CHANGING}


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """听到的事件，按先后。"""
    found: list[str] = []
    kinds = (CaseOpened, CaseMoved, CaseClosed, DutyDischarged)
    leave = [
        subscribe(kind, lambda event: found.append(f"{type(event).__name__} {event.at:%m-%d}"))
        for kind in kinds
    ]
    yield found
    for each in leave:
        each()


def test_a_batch_leaves_exactly_what_single_steps_leave(town: World, heard: list[str]) -> None:
    """同样的旧事，一件一件办与成批补记，意见、办件、责任、留痕、事件都一样。"""
    doer = acting(office_viewer(town.congress, name="批量导入"))
    for story in stories(town):
        retell(story, doer=doer, now=NOW)
    singly, singly_heard = ledger(), sorted(heard)
    Opinion.objects.all().delete()
    heard.clear()
    with together(Batch()) as batch:
        for story in stories(town):
            retell(story, doer=doer, now=NOW, batch=batch)
    assert ledger() == singly
    assert sorted(heard) == singly_heard
    assert len(singly_heard) > 15
    assert check_chain(at=AT).is_sound


def test_a_batch_costs_a_handful_of_statements(town: World) -> None:
    """成批补记的语句数不随件数增长。"""
    doer = acting(office_viewer(town.congress, name="批量导入"))
    batch = Batch()

    def statements(times: int) -> int:
        with CaptureQueriesContext(connection) as queries, together(batch):
            for turn in range(times):
                for story in stories(town)[:2]:
                    retell(again(story, f"{times}-{turn}"), doer=doer, now=NOW, batch=batch)
        return len(queries)

    statements(1)
    few = statements(2)
    assert statements(12) <= few <= 16


def again(story: Story, tag: str) -> Story:
    """同一件旧事，换一个来源编号。"""
    draft = story.draft
    changed = Draft(
        jurisdiction_id=draft.jurisdiction_id,
        text=draft.text,
        title=draft.title,
        channel=draft.channel,
        category_id=draft.category_id,
        source_kind="test",
        source_id=f"{tag}-{draft.source_id}",
    )
    return Story(changed, story.submitted_at, story.answer, story.answered_at)


def test_a_batch_is_all_or_nothing(town: World) -> None:
    """一批里错一步，整批一行也不写；这一批的手还能接着用。"""
    doer = acting(office_viewer(town.congress, name="批量导入"))
    batch, (first, second, *_) = Batch(), stories(town)

    def both(text: str) -> None:
        with together(batch):
            retell(first, doer=doer, now=NOW, batch=batch)
            draft = Draft(town.congress.pk, text, "import", source_kind="test", source_id="x")
            retell(Story(draft, second.submitted_at), doer=doer, now=NOW, batch=batch)

    with pytest.raises(RuleViolation):
        both("短")
    assert (Opinion.objects.count(), Case.objects.count()) == (0, 0)
    both(second.draft.text)
    assert (Opinion.objects.count(), Case.objects.count()) == (2, 2)


def test_steps_that_spawn_go_the_ordinary_way(town: World, fresh: Callable[..., Any]) -> None:
    """派生办件的步不能成批；平时那样办，照样能办。"""
    adopt(town, "jiangxia_1_2_3")
    office = acting(town.office.viewer)

    def handle(batch: Batch | None) -> Any:
        done = fresh(batch)
        facts = {"category": "waste"}
        return move_case(
            case_id=done.case_id, verb="handle", actor=office, at=AT, facts=facts, batch=batch
        )

    with pytest.raises(NotInBatch), together(Batch()) as batch:
        handle(batch)
    assert not Case.objects.exists()
    assert handle(None).case.stage == "in_handling"


def test_a_case_from_elsewhere_is_not_in_the_batch(town: World, fresh: Callable[..., Any]) -> None:
    """别处立的件，不在这一批里，成批的手碰不到它；平时那样办，办得了。"""
    office = acting(town.office.viewer)
    done = fresh(None)

    def answer(batch: Batch | None) -> Any:
        facts = {"category": "waste", "answer": "已经清运，请您看看。"}
        return move_case(
            case_id=done.case_id, verb="answer", actor=office, at=AT, facts=facts, batch=batch
        )

    with pytest.raises(NotVisible), together(Batch()) as batch:
        answer(batch)
    assert answer(None).case.stage == "told"


@pytest.fixture
def fresh(town: World) -> Callable[..., Any]:
    """登记一条新的。"""

    def registered(batch: Batch | None) -> Any:
        draft = Draft(town.congress.pk, "垃圾桶满了三天没人收。", "scan")
        return register_opinion(draft=draft, actor=PUBLIC, at=AT, batch=batch)

    return registered
