"""左边的栏目：各种岗位各有各的，最常用的在前；手机上前四个排在底部。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lianxin.access.viewers import Viewer
from lianxin.orgs.models import Body
from lianxin.workbench import policies


@dataclass(frozen=True, slots=True)
class NavItem:
    """一个栏目。"""

    key: str
    label: str
    icon: str
    url: str
    active: bool
    count: int = 0


def who_words(viewer: Viewer) -> str:
    """左上角写明是谁，如“五里界街道人大工委 · 李文”。"""
    bodies = dict.fromkeys(post.body_name for post in viewer.posts)
    hats = [*bodies, *(["人大代表"] if viewer.is_deputy else [])]
    return " · ".join([*hats[:2], viewer.name])


def nav_for(viewer: Viewer, *, active: str, counts: Mapping[str, int]) -> tuple[NavItem, ...]:
    """这个人的栏目。"""
    return tuple(
        NavItem(key, label, icon, url, key == active, counts.get(key, 0))
        for key, label, icon, name in _items(viewer)
        if (url := _reverse(name))
    )


_Item = tuple[str, str, str, str]


def _items(viewer: Viewer) -> Iterator[_Item]:
    if viewer.posts:
        yield "home", "今天要办", "list-check", "workbench:home"
    if viewer.is_deputy:
        yield "deputy", "我的履职", "user", "workbench:deputy"
    if policies.oversees(viewer):
        yield "watch", "盯办督办", "eye", "workbench:watch"
        yield "supervise", "督办台", "flag", "workbench:supervise"
        yield "decisions", "等我批的", "gavel", "workbench:decisions"
    if policies.unit_bodies(viewer):
        yield "unit", "承办台账", "clipboard-list", "workbench:unit"
    yield "opinions", "群众意见", "message-2", "workbench:opinions"
    if policies.registers_opinions(viewer):
        yield "groups", "共性问题", "git-merge", "workbench:groups"
    yield "suggestions", "代表建议", "bulb", "workbench:suggestions"
    if viewer.posts and not policies.unit_bodies(viewer):
        yield "duties", "责任台账", "clipboard-list", "workbench:duties"
        yield "outcomes", "成果", "chart-bar", "workbench:outcomes"
        yield "papers", "公文与批示", "file-text", "workbench:papers"
    yield "rules", "规章制度", "scale", "workbench:rules"
    yield "notices", "消息", "bell", "workbench:notices"
    if policies.keeps_registers(viewer):
        yield from _registers(viewer)
    yield "numbers", "数字与简报", "chart-bar", "workbench:numbers"


def _registers(viewer: Viewer) -> Iterator[_Item]:
    yield "stations", "家站室", "home", "workbench:stations"
    yield "deputies", "代表与编组", "users", "workbench:deputies"
    yield "receptions", "接待安排", "calendar-event", "workbench:receptions"
    yield "codes", "代表码", "qrcode", "workbench:codes"
    yield "posting", "公示", "speakerphone", "workbench:posting"
    if policies.registers_opinions(viewer):
        yield "imports", "批量导入", "upload", "exchange:imports"
    yield "posts", "岗位配备", "checklist", "workbench:posts"
    if viewer.holds(Body.Kind.DEPUTY_AFFAIRS, Body.Kind.CHAIR_COUNCIL):
        yield "mechanisms", "机制", "settings", "workbench:mechanisms"
        yield "calendar", "工作日历", "calendar", "workbench:calendar"
    if viewer.holds(Body.Kind.DEPUTY_AFFAIRS):
        yield "messages", "消息设置", "send", "workbench:message_rules"


def _reverse(name: str) -> str:
    """还没有的栏目不显示。"""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
