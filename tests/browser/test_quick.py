"""手机上一屏记活动：断网写、断网重开、联网送；连点、丢了答复、钟不准、存满了，都不丢不重。"""

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from lianxin.activities.models import Activity, Headcount, Voice
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from tests.browser.hands import DARK, QUICK, SAVE, Phone
from tests.world import AT, Persona, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"


class Handset(Phone):
    """测试里的一部：以小世界里的谁登录。"""

    def sign_in(self, who: Persona) -> None:
        """换成这个人登录。"""
        self.carry(who.sign_in(Client()).cookies["sessionid"].value)


@pytest.fixture
def town(world: World) -> World:
    """采用了收件和办理机制，意见照常立件。"""
    for pack in ("intake_qr", "jiangxia_1_2_3"):
        source = (PACKS / pack / "mechanism.toml").read_text()
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    return world


@pytest.fixture
def mine(phone: Page, live_server: Any, town: World) -> Handset:
    """代表登录好的手机。"""
    made = Handset(phone, live_server.url)
    made.sign_in(town.deputy)
    return made


def assert_kept_once(heads: int = 30) -> Activity:
    """恰好一场，一条意见，人头没有翻倍。"""
    activity = Activity.objects.get()
    assert Voice.objects.filter(activity=activity).count() == Opinion.objects.count() == 1
    assert Headcount.objects.get(activity=activity).count == heads
    return activity


@pytest.mark.row("S0-09")
def test_written_offline_reopened_offline_and_sent_once_online(mine: Handset) -> None:
    """断网写、存进手机、断网重开还在；联上网自动送，板凳会、人数、意见都到账，只有一份。"""
    mine.open()
    mine.settle()
    mine.context.set_offline(True)
    mine.page.goto(mine.address + QUICK)
    expect(mine.page.get_by_role("heading", name="快速记一场")).to_be_visible()
    mine.write()
    mine.save()
    mine.state("在手机里")
    mine.page.goto(mine.address + "/desk/mine/")
    expect(mine.page).to_have_url(mine.address + QUICK)
    mine.state("在手机里")
    assert not Activity.objects.exists()
    mine.context.set_offline(False)
    mine.state("已送到")
    activity = assert_kept_once()
    assert (activity.kind, activity.title) == ("bench_talk", "村口大樟树下板凳会")


def test_a_double_tap_sends_once(mine: Handset) -> None:
    """连点两下，一份草稿，一场活动。"""
    mine.open()
    mine.write()
    mine.page.get_by_role("button", name=SAVE).dblclick()
    mine.state("已送到")
    expect(mine.page.locator("#outbox li")).to_have_count(1)
    assert_kept_once()


def test_a_lost_answer_is_sent_again_and_counted_once(mine: Handset) -> None:
    """服务器收下了，答复在路上丢了：再送一次，回的是同一场。"""
    mine.open()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    mine.page.route("**/quick/send/", lose, times=1)
    mine.write()
    mine.save()
    mine.state("在手机里")
    assert lost == [200]
    mine.page.get_by_role("button", name="现在就送").click()
    mine.state("已送到")
    assert_kept_once()


def changed_after_a_lost_answer(mine: Handset) -> None:
    """答复丢了以后，又改了人数再送。"""
    mine.open()
    mine.page.route("**/quick/send/", lambda route: (route.fetch(), route.abort()), times=1)
    mine.write()
    mine.save()
    mine.state("在手机里")
    mine.page.get_by_role("button", name="打开来改").click()
    mine.page.get_by_label("群众", exact=True).fill("45")
    mine.save()
    mine.state("有冲突")


@pytest.mark.parametrize(("choice", "heads"), [("以先收下的为准", 30), ("以手机上这份为准", 45)])
def test_two_versions_are_shown_side_by_side_and_the_person_chooses(
    mine: Handset, choice: str, heads: int
) -> None:
    """同一份草稿两个样子：并排给看，选哪份就是哪份，意见不重。"""
    changed_after_a_lost_answer(mine)
    differs = mine.page.locator(".versus .differs td")
    assert differs.all_text_contents() == ["30", "45"]
    mine.page.get_by_role("button", name=choice).click()
    mine.state("已送到")
    assert_kept_once(heads)


def test_a_full_phone_says_so_and_drops_nothing(mine: Handset) -> None:
    """手机真的存满了：说清楚，字一个不少还在页上；腾出地方再点，照样送到。"""
    mine.squeeze(1)
    mine.open()
    mine.context.set_offline(True)
    mine.write("说" * 4000)
    mine.save()
    expect(mine.page.get_by_text("手机的存储满了，这一份没有存下")).to_be_visible()
    assert mine.page.locator("[name=voice_0]").input_value() == "说" * 4000
    expect(mine.page.locator("#outbox li")).to_have_count(0)
    mine.squeeze(None)
    mine.save()
    mine.state("在手机里")
    mine.context.set_offline(False)
    mine.state("已送到")
    assert_kept_once()


def test_a_full_phone_with_a_network_sends_at_once(mine: Handset) -> None:
    """手机存满了但有网：不经存储，直接送到，只有一场。"""
    mine.squeeze(1)
    mine.open()
    mine.write()
    mine.save()
    expect(mine.page.get_by_text("没有存在手机里，直接送到了")).to_be_visible()
    assert_kept_once()


@pytest.mark.row("S0-09")
def test_a_draft_goes_round_on_a_slow_network(mine: Handset) -> None:
    """来回四百毫秒、每秒五十 kB 的网：断网存下，联上网自己送到，只有一场。"""
    mine.slow_down()
    mine.open()
    mine.context.set_offline(True)
    mine.write()
    mine.save()
    mine.state("在手机里")
    mine.context.set_offline(False)
    mine.slow_down()
    mine.state("已送到", seconds=60)
    assert_kept_once()


@pytest.mark.parametrize(("button", "days"), [("时间改成", 0), ("时间没有错，照原样送", -1)])
def test_a_wrong_clock_is_noticed_and_asked_about(mine: Handset, button: str, days: int) -> None:
    """手机的钟慢了一天：说差多少，问改不改；不问就不记。"""
    now = datetime.now().astimezone()
    mine.page.clock.set_fixed_time(now - timedelta(days=1))
    mine.open()
    mine.write()
    mine.save()
    mine.state("要核对时间")
    expect(mine.page.get_by_text("手机的钟慢了 1 天").first).to_be_visible()
    assert not Activity.objects.exists()
    mine.page.get_by_role("button", name=button).click()
    mine.state("已送到")
    begun = now.replace(minute=now.minute // 30 * 30) + timedelta(days=days)
    assert abs(assert_kept_once().starts_at - begun) < timedelta(minutes=10)


@pytest.mark.parametrize(("minute", "begin"), [(0, "00"), (29, "00"), (30, "30"), (47, "30")])
def test_the_phone_starts_at_the_last_half_hour(mine: Handset, minute: int, begin: str) -> None:
    """脚本先填的也是刚过去的整点或半点，与没有脚本的一页一样。"""
    mine.page.clock.set_fixed_time(datetime.now().astimezone().replace(minute=minute))
    mine.open()
    told = mine.page.locator("[name=begin]").input_value()
    assert told.partition(":")[2] == begin


def test_another_person_on_the_same_phone_sees_and_sends_nothing_of_it(
    mine: Handset, town: World
) -> None:
    """换一个人登录：看不见前一位的草稿，也送不出去；前一位回来，草稿还在，这才送到。"""
    mine.open()
    mine.settle()
    mine.context.set_offline(True)
    mine.write()
    mine.save()
    mine.state("在手机里")
    mine.context.set_offline(False)
    mine.page.goto("about:blank")
    mine.sign_in(town.street)
    mine.context.set_offline(True)
    mine.page.goto(mine.address + QUICK)
    expect(mine.page.get_by_text("还记不了")).to_be_visible()
    expect(mine.page.locator("#outbox li")).to_have_count(0)
    mine.context.set_offline(False)
    mine.open()
    expect(mine.page.locator("#outbox li")).to_have_count(0)
    assert not Activity.objects.exists()
    mine.sign_in(town.deputy)
    mine.open()
    mine.state("已送到")
    assert assert_kept_once().recorded_by == town.deputy.person


def test_a_refused_draft_keeps_its_words_and_the_reason(mine: Handset) -> None:
    """规矩不许的：写明为什么，字都在，改了再送就成。"""
    mine.open()
    mine.write()
    ahead = datetime.now().astimezone() + timedelta(days=3)
    mine.page.get_by_label("哪天").fill(ahead.strftime("%Y-%m-%d"))
    mine.save()
    mine.state("要改")
    expect(mine.page.locator("#outbox").get_by_text("活动还没开始")).to_be_visible()
    mine.page.get_by_role("button", name="打开来改").click()
    assert mine.page.locator("[name=voice_0]").input_value() == DARK
    mine.page.get_by_label("哪天").fill(datetime.now().astimezone().strftime("%Y-%m-%d"))
    mine.save()
    mine.state("已送到")
    assert_kept_once()


def test_signing_out_hides_the_drafts(mine: Handset) -> None:
    """退出登录：草稿不显示，断网也打不开；再登录还在。"""
    mine.open()
    mine.settle()
    mine.context.set_offline(True)
    mine.write()
    mine.save()
    mine.context.set_offline(False)
    mine.state("已送到")
    mine.page.goto(mine.address + "/account/logout/")
    mine.page.locator("main form button").click()
    owners = [cookie for cookie in mine.context.cookies() if cookie["name"] == "phone_owner"]
    assert not owners
    mine.context.set_offline(True)
    mine.page.goto(mine.address + QUICK)
    expect(mine.page.get_by_text("还记不了")).to_be_visible()


def test_photos_are_made_small_on_the_phone(mine: Handset) -> None:
    """照片先在手机上缩小：长边不过 1600，才存、才送。"""
    mine.open()
    canvas = """() => { const c = document.createElement('canvas'); c.width = 3000; c.height = 2000;
        const x = c.getContext('2d'); for (let i = 0; i < 3000; i += 3) {
        x.fillStyle = `hsl(${i * 7}, 80%, 50%)`; x.fillRect(i, (i * 37) % 2000, 90, 90); }
        return c.toDataURL('image/jpeg', 1).split(',')[1]; }"""
    big = base64.b64decode(mine.page.evaluate(canvas))
    given = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": big}
    mine.page.locator("[name=photos]").set_input_files(given)  # type: ignore[arg-type]
    expect(mine.page.locator("#quick-photos img")).to_have_count(1)
    size = mine.page.locator("#quick-photos img").evaluate("node => node.naturalWidth")
    assert size == 1600
    mine.write()
    mine.save()
    mine.state("已送到")
    assert_kept_once()


@pytest.mark.row("S0-09")
def test_without_script_the_same_screen_is_simply_sent(
    scriptless: Page, live_server: Any, town: World
) -> None:
    """没有脚本：同一张表照常交，刷新再交一次也只有一场。"""
    plain = Handset(scriptless, live_server.url)
    plain.sign_in(town.deputy)
    scriptless.goto(plain.address + QUICK)
    plain.write()
    plain.save()
    expect(scriptless.get_by_text("已经记下：")).to_be_visible()
    assert_kept_once()


def test_the_phone_can_install_it(mine: Handset) -> None:
    """清单、图标、后台小程序都取得到，后台小程序不许缓存。"""
    mine.open()
    told = mine.page.request.get(mine.address + "/app.webmanifest")
    content = json.loads(told.text())
    assert content["display"] == "standalone"
    for each in content["icons"]:
        assert mine.page.request.get(mine.address + each["src"]).ok
    worker = mine.page.request.get(mine.address + "/worker.js")
    assert worker.headers["cache-control"] == "no-cache"


def test_what_a_kind_demands_is_asked_before_it_is_kept(mine: Handset) -> None:
    """选了志愿服务，没填每人时长，当场停在那一格、不存；填上才存、才送；换成板凳会就不问。"""
    mine.open()
    mine.write()
    mine.page.locator(".chip", has_text="志愿服务").click()
    mine.save()
    hours = mine.page.locator("[name=own_volunteer_hours]")
    expect(hours).to_be_focused()
    expect(mine.page.locator("#outbox")).to_be_hidden()
    hours.fill("3")
    mine.save()
    mine.state("已送到")
    assert Activity.objects.get().fields == {"hours": 3}
    mine.write()
    mine.save()
    expect(mine.page.locator("#outbox li")).to_have_count(2)
