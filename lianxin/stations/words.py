"""接待与值守怎么说给群众听：正在接待、下次接待、下班以后。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime

from lianxin.kernel.workdays import WorkCalendar

OPENS, CLOSES = time(9), time(17)
_WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """如“3月5日（周四）”。"""
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """如“3月5日（周四）9:00—11:00”。"""
    start, end = localtime(starts_at), localtime(ends_at)
    return f"{day_words(start.date())}{clock_words(start)}—{clock_words(end)}"


def reception_words(
    at: datetime, *, starts_at: datetime | None, ends_at: datetime | None, hours: str
) -> str:
    """此刻的接待情况；没有安排就说开放时间。"""
    if starts_at is None or ends_at is None:
        return f"近期没有接待安排；开放时间：{hours}" if hours else "近期没有接待安排"
    if starts_at <= at:
        return f"代表正在接待，{clock_words(localtime(ends_at))} 结束"
    return f"下次接待：{span_words(starts_at, ends_at)}"


def staffed(at: datetime, calendar: WorkCalendar) -> bool:
    """此刻工作人员在不在岗。"""
    now = localtime(at)
    return calendar.is_workday(now.date()) and OPENS <= now.time() < CLOSES


def after_hours_words(at: datetime, calendar: WorkCalendar) -> str:
    """此刻提交，什么时候有人登记；下班时间也照收。"""
    if staffed(at, calendar):
        return "工作人员在岗，提交后随即登记"
    now = localtime(at)
    day = now.date() if now.time() < OPENS else now.date() + timedelta(days=1)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return f"现在是非工作时间，意见照常收下、立即给回执号，{day_words(day)}上班后登记"


def clock_words(moment: datetime | time) -> str:
    """如“9:05”。"""
    return f"{moment.hour}:{moment.minute:02d}"
