"""断网记一场：真浏览器，来回四百毫秒、每秒五十 kB 的网；打开、断网存下、联网送到，各等几秒。"""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.house import House
from tests.browser.hands import DARK, SLOW, Phone
from tests.plugins.browser import MISSING, PHONE, chromium_path, launched

LONGEST = 120


def round_trip(house: House, *, session: str) -> str:
    """走一个来回，一句话的成绩；没有浏览器的说明没有量。"""
    if chromium_path() is None:
        return f"没有量：{MISSING}"
    before = _kept(house)
    with launched() as browser:
        context = browser.new_context(viewport=PHONE, has_touch=True, locale="zh-CN")  # type: ignore[arg-type]
        phone = Phone(context.new_page(), f"http://127.0.0.1:{house.port}")
        phone.page.set_default_timeout(1000 * LONGEST)
        phone.carry(session)
        phone.slow_down()
        opened = _seconds(phone.open)
        phone.settle()
        again = _seconds(phone.open)
        phone.context.set_offline(True)
        phone.write()
        kept = _seconds(lambda: _save(phone))
        sent = _seconds(lambda: _send(phone))
    made = _kept(house) - before
    return (
        f"头一次打开 {opened:.1f} 秒，再打开 {again:.1f} 秒，断网存下 {kept:.2f} 秒，"
        f"联网后 {sent:.1f} 秒送到，记下 {made} 场"
        f"（来回 {SLOW['latency']} 毫秒，每秒 {SLOW['downloadThroughput'] // 1000} kB）"
    )


def _save(phone: Phone) -> None:
    phone.save()
    phone.state("在手机里", seconds=LONGEST)


def _send(phone: Phone) -> None:
    """联上网：还是那张慢网。"""
    phone.context.set_offline(False)
    phone.slow_down()
    phone.state("已送到", seconds=LONGEST)


def _seconds(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _kept(house: House) -> int:
    """库里这样的意见有几条。"""
    with house.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM opinions_opinion WHERE text = %s", [DARK]
        ).fetchone()
    return int(row[0]) if row else 0
