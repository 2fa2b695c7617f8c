"""把日历写成 iCalendar（RFC 5545）：手机、电脑上的日历都订得了。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from lianxin.activities.queries.calendars import Entry

BEIJING = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
_STATES = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}


def calendar_of(
    entries: Iterable[Entry], *, name: str, base: str, host: str, at: datetime
) -> bytes:
    """写成一份日历。

    :param base: 网址开头，给每一条加上去哪里看
    :param host: 编号里用的主机名，同一条换了时间还是同一条
    """
    made = Calendar()
    made.add("prodid", "-//lianxin//calendar//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    for entry in entries:
        made.add_component(_event(entry, base, host, at))
    found: bytes = made.to_ical()
    return found


def _event(entry: Entry, base: str, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", (entry.changed_at or at).astimezone(UTC))
    event.add("summary", entry.title)
    if entry.all_day:
        day = entry.starts_at.astimezone(BEIJING).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        # 写成世界时，不带时区表：各家日历都认得，也不会差八个小时。
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("status", _STATES[entry.state])
    for key, value in (("location", entry.place), ("description", entry.note)):
        if value:
            event.add(key, value)
    if entry.path:
        event.add("url", f"{base}{entry.path}")
    return event
