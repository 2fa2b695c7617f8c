"""从一条站内消息到送出去：分到各人、装成份、送出、再试，断在哪里都不多不少。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.access.models import Account
from lianxin.access.usecases.accounts import suspend_account
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Delivery, DeliveryLine, Notice, Preference
from lianxin.notify.tests.conftest import PHONE, listens
from lianxin.notify.tests.standin import Standin
from lianxin.notify.usecases import deliver, pack, spread
from lianxin.notify.usecases.delivering import BACKOFF
from lianxin.orgs.models import Body, Person, Post
from tests.world import AT, SINCE, World

Tell = Callable[..., Notice]
State = Delivery.State
#: 下一个工作日上午九点，大家的摘要。
TOMORROW = AT + timedelta(days=1)


def run(at: datetime = AT) -> None:
    """后台醒一次：分下去、装成份。"""
    spread(actor=SYSTEM, at=at)
    pack(actor=SYSTEM, at=at)


def send(at: datetime = AT) -> None:
    """排着队的都送一遍。"""
    deliver(ids=list(Delivery.objects.values_list("pk", flat=True)), actor=SYSTEM, at=at)


def test_an_urge_goes_out_at_once(world: World, channels: Standin, tell: Tell) -> None:
    """催办立刻送到他选的每条通道，各一份；没留地址、没选通道的人不收。"""
    listens(world.unit, "sms", "email")
    tell()
    run()
    send()
    assert {d.channel for d in Delivery.objects.filter(state=State.SENT)} == {"sms", "email"}
    (given,) = channels.accepted.values()
    assert given["to"] == PHONE
    assert "催办：书面答复" in given["text"]
    assert given["text"].endswith("/desk/cases/7/")
    assert mail.outbox[0].to == ["unit@example.com"]


def test_news_waits_for_the_digest(world: World, channels: Standin, tell: Tell) -> None:
    """不急的攒着，到他的钟点一天一份；没有新的就一份也没有。"""
    listens(world.unit, "email")
    tell("due_soon", words={"owes": "签收"})
    tell("due_soon", words={"owes": "书面答复"})
    run()
    assert not Delivery.objects.exists()
    run(TOMORROW)
    run(TOMORROW + timedelta(minutes=1))
    run(TOMORROW + timedelta(days=1))
    digest = Delivery.objects.get()
    assert (digest.urgency, digest.count) == ("digest", 2)
    assert [text[:6] for text in digest.texts] == ["快到期：签收", "快到期：书面"]


def test_a_persons_hour_is_kept(world: World, channels: Standin, tell: Tell) -> None:
    """摘要在各人自己定的钟点发。"""
    listens(world.unit, "email", hour=15)
    tell("due_soon")
    run()
    assert DeliveryLine.objects.get().due_at == AT.replace(hour=15)


def test_direct_waits_out_the_night_urgent_does_not(
    world: World, channels: Standin, tell: Tell
) -> None:
    """夜里逾期的等到早上八点；夜里催办的马上送。"""
    listens(world.unit, "email")
    night = AT.replace(hour=23)
    for event in ("overdue", "urged"):
        tell(event, at=night)
    run(night)
    assert [d.urgency for d in Delivery.objects.all()] == ["urgent"]
    run((night + timedelta(days=1)).replace(hour=8))
    assert sorted(Delivery.objects.values_list("urgency", flat=True)) == ["direct", "urgent"]


def test_a_late_worker_does_not_wake_people(world: World, channels: Standin, tell: Tell) -> None:
    """白天装好、后台夜里才送的，不是立刻的等到早上。"""
    listens(world.unit, "email")
    tell("overdue")
    run()
    night = AT.replace(hour=23)
    send(night)
    row = Delivery.objects.get()
    assert (row.state, mail.outbox) == (State.QUEUED, [])
    assert row.next_at == (AT + timedelta(days=1)).replace(hour=8)
    send(row.next_at)
    assert len(mail.outbox) == 1


def test_too_many_in_a_day_become_a_digest(world: World, channels: Standin, tell: Tell) -> None:
    """一天单独的五份为限，多的并进摘要，一条不少。"""
    listens(world.unit, "sms")
    for number in range(8):
        tell("urged", words={"owes": f"第{number}件"})
    run()
    assert Delivery.objects.filter(urgency="urgent").count() == 5
    run(TOMORROW)
    assert Delivery.objects.get(urgency="digest").count == 3


def test_nothing_goes_twice_whoever_runs_again(world: World, channels: Standin, tell: Tell) -> None:
    """后台重跑几遍，各人还是各一份；送过的不再送。"""
    listens(world.unit, "sms")
    tell()
    for _ in range(3):
        run()
        send()
    assert (Delivery.objects.count(), len(channels.calls)) == (1, 1)


def test_failures_back_off_then_give_up(world: World, channels: Standin, tell: Tell) -> None:
    """送不成的隔一阵再试，编号不变，越隔越久；试够了不再试，页上看得见缘由。"""
    listens(world.unit, "sms")
    tell()
    run()
    at, waits = AT, []
    for _ in range(len(BACKOFF) + 1):
        channels.script.append("500")
        send(at)
        row = Delivery.objects.get()
        waits.append(row.next_at - at)
        at = max(row.next_at, at)
    assert tuple(waits[:-1]) == BACKOFF
    assert (row.state, row.error, row.tries) == (State.GIVEN_UP, "对方答复 500", 6)
    jobs = ProcrastinateJob.objects.filter(task_name="notify.deliver", scheduled_at__isnull=False)
    assert jobs.count() == len(BACKOFF)


def test_a_refused_number_is_not_tried_again(world: World, channels: Standin, tell: Tell) -> None:
    """对方说号码不行的，不再试。"""
    listens(world.unit, "sms")
    tell()
    run()
    channels.script.append("reject")
    send()
    row = Delivery.objects.get()
    assert (row.state, row.error) == (State.GIVEN_UP, "号码不存在")


def test_a_lost_answer_is_asked_again_with_the_same_number(
    world: World, channels: Standin, tell: Tell
) -> None:
    """对方收了、答复没到：再送用同一个编号，对方说收过，记为送出，只收了一份。"""
    listens(world.unit, "sms")
    tell()
    run()
    channels.script.append("drop")
    send()
    assert Delivery.objects.get().state == State.FAILED
    send(AT + BACKOFF[0])
    assert Delivery.objects.get().state == State.SENT
    assert (len(channels.calls), len(channels.accepted)) == (2, 1)


def test_what_was_sent_is_on_record_without_words(
    world: World, channels: Standin, tell: Tell
) -> None:
    """送了几份、哪几号留痕；说了什么、发到哪里不留。"""
    listens(world.unit, "sms")
    tell()
    run()
    send()
    entry = Entry.objects.get(verb="notify.deliver")
    assert entry.facts["ids"] == [Delivery.objects.get().pk]
    assert (entry.facts["sent"], entry.jurisdiction_id) == (1, world.congress.pk)
    kept = str(Entry.objects.filter(verb__startswith="notify").values_list("facts", flat=True))
    assert "书面答复" not in kept
    assert PHONE not in kept


def test_no_contact_and_no_foreign_link_goes_out(
    world: World, channels: Standin, tell: Tell
) -> None:
    """催办的话里写了电话、网址，送出去的遮住、点不动。"""
    listens(world.unit, "sms", "email")
    tell(words={"note": "打 13911112222 找李四，见 http://evil.com/a"})
    run()
    send()
    (given,) = channels.accepted.values()
    for said in (given["text"], mail.outbox[0].body):
        assert "13911112222" not in said
        assert "evil.com" not in said
        assert said.count("://") == 1


def test_those_who_left_are_not_told(world: World, channels: Standin, tell: Tell) -> None:
    """离任的、账号停用的不再收；接任的收得到。"""
    listens(world.unit, "sms")
    tell()
    assert world.unit.account
    suspend_account(account_id=world.unit.account.pk, reason="调离", actor=SYSTEM, at=AT)
    run()
    assert not DeliveryLine.objects.exists()

    Account.objects.filter(pk=world.unit.account.pk).update(is_active=True)
    tell()
    run()
    assert DeliveryLine.objects.count() == 1
    Post.objects.filter(person=world.unit.person).update(ends_on=AT.date())
    tell()
    run()
    assert DeliveryLine.objects.count() == 1


def test_old_news_stays_inside(world: World, channels: Standin, tell: Tell) -> None:
    """补录的旧事只在站内，不往外发；同样的新事就发。"""
    listens(world.unit, "sms")
    tell(at=AT - timedelta(days=10))
    run()
    assert not DeliveryLine.objects.exists()
    tell()
    run()
    assert DeliveryLine.objects.count() == 1


def test_a_failure_half_way_undoes_the_whole_step(
    world: World, channels: Standin, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """装到一半出错，份和任务都不留；再来一遍正好。"""
    listens(world.unit, "sms")
    tell()
    spread(actor=SYSTEM, at=AT)
    with monkeypatch.context() as patch:

        def broken(*_: Any, **__: Any) -> None:
            raise OSError("断了")

        patch.setattr("lianxin.notify.usecases.packing.defer", broken)
        with pytest.raises(OSError, match="断了"):
            pack(actor=SYSTEM, at=AT)
    assert not Delivery.objects.exists()
    pack(actor=SYSTEM, at=AT)
    assert Delivery.objects.count() == 1


@pytest.mark.slow
def test_the_work_follows_the_news_not_the_subscribers(
    world: World, channels: Standin, tell: Tell
) -> None:
    """四千人订着、二百人有新事：语句数固定，任务数只随那二百份。"""
    crowd(world, 4000)
    first = statements_of_a_digest(tell, world, news=20)
    second = statements_of_a_digest(tell, world, news=200)
    assert first[0] == second[0] <= 25
    assert (first[1], second[1]) == (1, 10)


def crowd(world: World, size: int) -> None:
    """``size`` 个收邮件摘要的人，一人一个小单位。"""
    people = Person.objects.bulk_create(Person(name=f"订户{n}") for n in range(size))
    Account.objects.bulk_create(
        Account(username=f"s{p.pk}", email=f"s{p.pk}@example.com", person=p) for p in people
    )
    unit = world.unit_body
    bodies = Body.objects.bulk_create(
        Body(
            kind="department",
            name=f"单位{n}",
            short_name=f"单位{n}",
            slug=f"crowd-{n}",
            level="county",
            region_id=unit.region_id,
            congress_id=unit.congress_id,
            starts_on=SINCE,
        )
        for n in range(size)
    )
    Post.objects.bulk_create(
        Post(person=p, body=b, kind="staff", title="办事员", starts_on=SINCE)
        for p, b in zip(people, bodies, strict=True)
    )
    Preference.objects.bulk_create(
        Preference(person=p, channels=["email"], changed_at=AT) for p in people
    )


def statements_of_a_digest(tell: Tell, world: World, *, news: int) -> tuple[int, int]:
    """``news`` 个单位各有一条新事，发一次摘要：（几条语句，几个任务）。"""
    DeliveryLine.objects.all().delete()
    Delivery.objects.all().delete()
    ProcrastinateJob.objects.all()._raw_delete("default")
    bodies = Body.objects.filter(slug__startswith="crowd-").order_by("pk")[:news]
    tell("due_soon", readers=[(body.pk, None) for body in bodies])
    with CaptureQueriesContext(
        connection,
    ) as caught:
        run()
        run(TOMORROW)
    assert Delivery.objects.count() == news
    return len(caught), ProcrastinateJob.objects.filter(task_name="notify.deliver").count()
