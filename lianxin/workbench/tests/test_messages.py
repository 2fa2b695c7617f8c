"""消息的页面：收件箱、怎么收、规则、预演、发送记录；从办件上真有的事走到发出去。"""

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from openpyxl import load_workbook

from lianxin.access.models import Account
from lianxin.audit.models import Entry
from lianxin.casework.usecases import sweep
from lianxin.kernel.actors import SYSTEM
from lianxin.notify import jobs
from lianxin.notify.models import Delivery, DeliveryLine, Notice, Preference, RuleChange
from lianxin.notify.usecases import gather, spread
from lianxin.workbench.tests.conftest import DARK_ROAD, Office
from tests.world import AT, Persona

PREVIEW = "/desk/messages/preview/"
LOG = "/desk/messages/log/"
WORDS = {
    "is_on": "on",
    "urgency": "digest",
    "channels": ["email"],
    "text": "请抓紧：{owes}（{number}）",
}


@pytest.fixture(autouse=True)
def mailing(settings: Any) -> None:
    """邮件通道配好了，进内存。"""
    settings.NOTIFY = {"email": {"sender": "bridge@example.com"}}


@pytest.fixture
def mailed(desk: Office) -> Office:
    """几个人的账号都有邮箱。"""
    for who in (desk.office, desk.street, desk.deputy, desk.unit):
        Account.objects.filter(pk=who.account.pk).update(email=f"{who.account.username}@a.cn")
    return desk


def work() -> None:
    """后台醒一次，再把排着的都送出去。"""
    jobs.run(timestamp=0)
    jobs.deliver(ids=list(Delivery.objects.values_list("pk", flat=True)))


def told() -> list[str]:
    """发出去的信都给了谁。"""
    return sorted(to for letter in mail.outbox for to in letter.to)


def page(desk: Office, who: Persona, url: str) -> str:
    """某人打开一页，看到的全文。"""
    answer = desk.get(who, url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def badge(text: str) -> str:
    """栏目“消息”旁的数。"""
    found = re.search(r"<span>消息</span>(?:<b>(\d+))?", text)
    assert found
    return found[1] or ""


def test_the_badge_counts_and_empties(desk: Office) -> None:
    """没读过几条，栏目旁就是几；一条一条收，或一次收完；收起来的在“读过的”里。"""
    duty = desk.duty(desk.dispatched(), desk.unit_body)
    for note in ("第一催", "第二催"):
        desk.post(desk.office, "/desk/watch/urge/", {"duty": [duty.pk], "note": note})
        desk.wait(days=1)
    before = int(badge(page(desk, desk.unit, "/desk/notices/")))
    assert before >= 2
    one = Notice.objects.get(text__contains="第一催")

    desk.post(desk.other_unit, f"/desk/notices/{one.pk}/read/")
    assert badge(page(desk, desk.unit, "/desk/")) == str(before)
    desk.post(desk.unit, f"/desk/notices/{one.pk}/read/")
    assert badge(page(desk, desk.unit, "/desk/")) == str(before - 1)
    assert "第一催" not in page(desk, desk.unit, "/desk/notices/")
    assert "第一催" in page(desk, desk.unit, "/desk/notices/?tab=read")

    desk.post(desk.unit, "/desk/notices/read/", {"up_to": Notice.objects.latest("pk").pk})
    assert badge(page(desk, desk.unit, "/desk/notices/")) == ""
    assert "没有新消息" in page(desk, desk.unit, "/desk/notices/")


@pytest.mark.parametrize("who", ["office", "street", "deputy", "unit", "committee", "chair"])
def test_every_role_has_an_inbox(desk: Office, who: str) -> None:
    """登录的人都有收件箱和自己的设置。"""
    assert "没有新消息" in page(desk, getattr(desk, who), "/desk/notices/")
    assert "怎么收消息" in page(desk, getattr(desk, who), "/desk/messages/mine/")


def test_the_inbox_takes_the_same_statements(
    desk: Office, django_assert_max_num_queries: Any
) -> None:
    """消息再多，收件箱和发送记录的语句数不变。"""
    duty = desk.duty(desk.dispatched(), desk.unit_body)
    for number in range(20):
        desk.post(desk.office, "/desk/watch/urge/", {"duty": [duty.pk], "note": f"催{number}"})
        desk.wait(days=1)
    desk.unit.sign_in(desk.client)
    with django_assert_max_num_queries(6):
        assert desk.client.get("/desk/notices/").status_code == 200
    work()
    desk.office.sign_in(desk.client)
    with django_assert_max_num_queries(7):
        assert desk.client.get(LOG).status_code == 200


def test_new_duties_and_urges_reach_the_unit(mailed: Office) -> None:
    """交办的第二天早上摘要里有；催办马上有；信里没有群众的原话、没有标题。"""
    handling = mailed.dispatched()
    duty = mailed.duty(handling, mailed.unit_body)
    work()
    assert told() == []
    mailed.post(mailed.office, "/desk/watch/urge/", {"duty": [duty.pk], "note": "请本周办"})
    work()
    assert told() == ["unit@a.cn"]
    mailed.wait(days=1)
    work()
    assert told().count("unit@a.cn") == 2
    said = "".join(letter.body for letter in mail.outbox)
    assert handling.number in said
    assert handling.title not in said
    assert DARK_ROAD[:8] not in said


def test_gathering_again_finds_nothing_new(mailed: Office) -> None:
    """同一件事取几遍都只有一条消息。"""
    mailed.dispatched()
    gather(actor=SYSTEM, at=mailed.clock.now)
    first = Notice.objects.count()
    assert Notice.objects.filter(event="duty_opened", body=mailed.unit_body).count() == 1
    gather(actor=SYSTEM, at=mailed.clock.now)
    assert Notice.objects.count() == first


def test_a_result_reaches_the_deputy(mailed: Office) -> None:
    """办结了，所找的代表当时就知道；结果只说哪一类。"""
    case = mailed.say()
    mailed.step(case, mailed.street, "answer", category="property", answer="路灯已经装好了。")
    work()
    assert [n.text for n in Notice.objects.filter(event="answered", person=mailed.deputy.person)]
    (letter,) = [letter for letter in mail.outbox if letter.to == ["deputy@a.cn"]]
    assert case.number in letter.body
    assert "路灯" not in letter.body


def test_choices_decide_where_it_goes(mailed: Office) -> None:
    """关掉邮件就不再发；选了短信没留手机号，说请填上；改好了留痕，不留地址。"""
    url = "/desk/messages/mine/"
    refused = mailed.post(mailed.unit, url, {"channels": ["sms"]})
    assert refused.status_code == 422
    assert "请把手机号填上" in refused.content.decode()
    done = mailed.post(mailed.unit, url, {"channels": ["sms"], "sms": "138 0000 0001"})
    assert done.status_code == 302
    assert Preference.objects.get().channels == ["sms"]
    assert b"13800000001" not in bytes(Preference.objects.get().address)
    assert "13800000001" in page(mailed, mailed.unit, url)
    assert "1380000" not in str(Entry.objects.get(verb="notify.preference").facts)

    duty = mailed.duty(mailed.dispatched(), mailed.unit_body)
    mailed.post(mailed.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    work()
    assert told() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"channels": ["sms"], "sms": "027-88888888"}, "短信只能发到手机"),
        ({"channels": ["email"], "email": "not-mail"}, "邮箱看不懂"),
        ({"channels": ["wechat"], "wechat": "有空格 不行"}, "微信的接收编号看不懂"),
    ],
)
def test_bad_addresses_are_explained(desk: Office, given: dict[str, Any], said: str) -> None:
    """地址写错了，说该怎么写，什么也没改。"""
    answer = desk.post(desk.unit, "/desk/messages/mine/", given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Preference.objects.exists()


def test_the_office_changes_a_rule_here_only(mailed: Office) -> None:
    """代工委把催办改成摘要，就等到第二天早上；留痕，清单上标“本地改过”。"""
    url = "/desk/messages/rules/urged_holder/"
    assert mailed.post(mailed.unit, url, WORDS).status_code == 404
    assert not RuleChange.objects.exists()
    assert mailed.post(mailed.office, url, WORDS).status_code == 302
    assert "本地改过" in page(mailed, mailed.office, "/desk/messages/rules/")
    assert Entry.objects.filter(verb="notify.rule").count() == 1

    duty = mailed.duty(mailed.dispatched(), mailed.unit_body)
    mailed.post(mailed.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    work()
    assert told() == []
    mailed.wait(days=1)
    work()
    assert "请抓紧：" in mail.outbox[0].body


def test_blanks_are_named_in_plain_words(desk: Office) -> None:
    """规则里的空写给人看的叫法；照这样改，存下的是系统认的名字。"""
    url = "/desk/messages/rules/urged_holder/"
    for path in ("/desk/messages/rules/", url):
        shown = page(desk, desk.office, path)
        assert ("{欠什么}" in shown, "{owes}" in shown) == (True, False)
    assert desk.post(desk.office, url, {**WORDS, "text": "请抓紧：{欠什么}"}).status_code == 302
    assert RuleChange.objects.get().text == "请抓紧：{owes}"


def test_a_message_says_which_matter(desk: Office) -> None:
    """收件箱里写明是哪一件事；看不见那件事的，不写标题。"""
    case = desk.dispatched()
    assert case.title in page(desk, desk.unit, "/desk/notices/")
    assert case.title not in page(desk, desk.other_unit, "/desk/notices/")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "{title}"}, "填了 {title}"),
        ({"text": "见 http://a.cn"}, "有网址"),
        ({"channels": []}, "至少选一条通道"),
    ],
)
def test_a_wrong_rule_is_explained(desk: Office, changes: dict[str, Any], said: str) -> None:
    """规则改错了，说错在哪里，照旧用原来的。"""
    url = "/desk/messages/rules/urged_holder/"
    answer = desk.post(desk.office, url, {**WORDS, **changes})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not RuleChange.objects.exists()
    assert desk.post(desk.office, url, WORDS).status_code == 302


def test_the_preview_shows_what_would_really_be_sent(mailed: Office) -> None:
    """预演说谁会收到什么；什么也没发、没记；真发的时候正是那些人、那句话。"""
    handling = mailed.dispatched()
    before = (Notice.objects.count(), DeliveryLine.objects.count())
    url = f"{PREVIEW}?event=urged&number={handling.number}"
    shown = page(mailed, mailed.office, url)
    assert (Notice.objects.count(), DeliveryLine.objects.count()) == before
    assert "赵明" in shown
    assert "电子邮件" in shown
    sentence = re.search(r"催办：[^<]+", shown)
    assert sentence

    duty = mailed.duty(handling, mailed.unit_body)
    mailed.post(mailed.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    work()
    assert told() == ["unit@a.cn"]
    assert sentence[0] in mail.outbox[0].body
    period = "event=urged&since=2026-03-01&until=2026-03-03"
    assert sentence[0] in page(mailed, mailed.office, f"{PREVIEW}?{period}")
    answer = mailed.get(mailed.office, f"{PREVIEW}export.xlsx?{period}")
    assert load_workbook(BytesIO(answer.content)).active.max_row >= 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("event=urged", "请填一件办件的编号"),
        ("event=urged&number=没有", "没有这个编号"),
        ("event=urged&since=2026-03-03&until=2026-03-01", "时间倒过来了"),
    ],
)
def test_an_unclear_preview_is_explained(desk: Office, query: str, said: str) -> None:
    """预演没填全、填错了，说该填什么。"""
    answer = desk.get(desk.office, f"{PREVIEW}?{query}")
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("url", ["/desk/messages/rules/", PREVIEW, LOG, f"{LOG}export.csv"])
def test_only_the_office_runs_messages(desk: Office, url: str) -> None:
    """规则、预演、发送记录只有代工委看得到，别人看来没有这一页。"""
    for who in (desk.unit, desk.street, desk.deputy, desk.chair):
        assert desk.get(who, url).status_code == 404
    assert desk.get(desk.office, url).status_code == 200


def test_the_log_tells_and_the_failed_are_sent_again(mailed: Office, settings: Any) -> None:
    """没送成的写明缘由，勾上再发就送出去；记录和导出里没有说的话、没有地址。"""
    duty = mailed.duty(mailed.dispatched(), mailed.unit_body)
    mailed.post(mailed.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    backend, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.smtp.EmailBackend",
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    work()
    shown = page(mailed, mailed.office, f"{LOG}?state=failed&channel=email")
    assert "连不上邮件服务器" in shown
    assert "赵明" in shown
    exported = mailed.get(mailed.office, f"{LOG}export.csv").getvalue().decode("utf-8-sig")
    for text in (shown, exported):
        assert "unit@a.cn" not in text
        assert "催办：" not in text

    settings.EMAIL_BACKEND = backend
    (row,) = Delivery.objects.filter(state="failed")
    assert "请先勾选" in mailed.client.post(f"{LOG}resend/", follow=True).content.decode()
    assert mailed.post(mailed.unit, f"{LOG}resend/", {"delivery": [row.pk]}).status_code == 404
    mailed.post(mailed.office, f"{LOG}resend/", {"delivery": [row.pk]})
    work()
    row.refresh_from_db()
    assert row.state == Delivery.State.SENT
    assert told() == ["unit@a.cn"]
    assert Entry.objects.filter(verb="notify.resend", subject_id=row.pk).count() == 1


def test_an_overdue_duty_reaches_those_above(mailed: Office) -> None:
    """逾期升级之后，报给的那一级也在摘要里知道，不是当作新责任再说一遍。"""
    handling = mailed.dispatched()
    mailed.wait(days=40)
    sweep(at=mailed.clock.now)
    work()
    above = Notice.objects.filter(event="overdue", audience="escalated", case_id=handling.pk)
    assert above.exists()
    assert not Notice.objects.filter(event="duty_opened", text__contains="督办逾期").exists()


def test_inbox_lines_tell_one_case_from_another(desk: Office) -> None:
    """两件相像的事，收件箱里新责任、结果、评价各写明编号，分得清；群众的原话一个字不在。"""
    first, second = desk.say(), desk.say()
    for case in (first, second):
        desk.step(case, desk.street, "answer", category="property", answer="路灯下周装好。")
        desk.step(case, None, "rate", result="satisfied", attitude="satisfied")
    gather(actor=SYSTEM, at=desk.clock.now)

    for event in ("duty_opened", "answered", "rated"):
        lines = list(Notice.objects.filter(event=event).values_list("case_id", "text"))
        assert {case_id for case_id, _ in lines} == {first.pk, second.pk}, event
        numbers = {first.pk: first.number, second.pk: second.number}
        assert all(numbers[case_id] in text for case_id, text in lines), lines
        assert not any(DARK_ROAD[:6] in text for _, text in lines)
    inbox = page(desk, desk.office, "/desk/notices/")
    assert f"{first.number}（物业与小区管理）有了评价：满意" in inbox
    assert f"{second.number}（物业与小区管理）有了评价：满意" in inbox


def test_the_clock_and_an_urge_name_the_case(desk: Office) -> None:
    """快到期、逾期、被催办，承办单位的收件箱里都写明是哪一件。"""
    handling = desk.dispatched()
    duty = desk.duty(handling, desk.unit_body)
    desk.post(desk.office, "/desk/watch/urge/", {"duty": [duty.pk]})
    assert duty.check_on
    for day in (duty.check_on, duty.due_date + timedelta(days=1)):
        desk.clock.now = datetime.combine(day, AT.timetz())
        sweep(at=desk.clock.now)

    inbox = page(desk, desk.unit, "/desk/notices/")

    for kind in ("催办", "快到期", "已逾期"):
        assert f"{kind}（{handling.number}）：{duty.owes}" in inbox


def test_those_told_of_another_read_a_line_of_their_own(desk: Office) -> None:
    """逾期报给的人不会读到“请尽快办理”，读到的是规则里给他们的话；改了规则的话没写编号，补上。"""
    handling = desk.dispatched()
    overdue_line = f"请过问：{handling.number} 的“"
    desk.wait(days=40)
    sweep(at=desk.clock.now)
    spread(actor=SYSTEM, at=desk.clock.now)
    above = Notice.objects.filter(case_id=handling.pk, event="overdue").exclude(audience="holder")
    held = Notice.objects.filter(case_id=handling.pk, event="overdue", audience="holder")
    assert above
    assert all(line.text.startswith(overdue_line) for line in above)
    assert all("请尽快办理或说明情况" in line.text for line in held)
    assert overdue_line in page(desk, desk.office, "/desk/notices/")

    words = {**WORDS, "text": "有一件{owes}逾期了", "urgency": "digest"}
    changed = desk.post(desk.office, "/desk/messages/rules/overdue_escalated/", words)
    assert changed.status_code == 302
    second = desk.dispatched(text="老街下水道堵了，污水漫到门口。")
    desk.wait(days=40)
    sweep(at=desk.clock.now)
    spread(actor=SYSTEM, at=desk.clock.now)
    (line, *_) = Notice.objects.filter(case_id=second.pk, audience="escalated")
    assert line.text.startswith("有一件")
    assert line.text.endswith(f"逾期了（{second.number}）")
