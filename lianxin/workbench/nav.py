"""左边的栏目：各种岗位各有各的，分成几组，最常用的在前；手机上最常用的几个排在底部。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from lianxin.access.viewers import Viewer
from lianxin.orgs.models import Body
from lianxin.workbench import policies


@dataclass(frozen=True, slots=True)
class NavItem:
    """一个栏目。``group`` 是所在的一组，最常用的一组没有名字；``pinned`` 的排在手机底部。"""

    key: str
    label: str
    icon: str
    url: str
    active: bool
    count: int = 0
    group: str = ""
    pinned: bool = False


def who_words(viewer: Viewer) -> str:
    """左上角写明是谁，如“五里界街道人大工委 · 李文”。"""
    bodies = dict.fromkeys(post.body_name for post in viewer.posts)
    hats = [*bodies, *(["人大代表"] if viewer.is_deputy else [])]
    return " · ".join([*hats[:2], viewer.name])


def nav_for(viewer: Viewer, *, active: str, counts: Mapping[str, int]) -> tuple[NavItem, ...]:
    """这个人的栏目。"""
    found = [
        NavItem(key, label, icon, url, key == active, counts.get(key, 0), group)
        for group, items in _GROUPS
        for key, label, icon, name in items(viewer)
        if (url := _reverse(name))
    ]
    pinned = _pinned(viewer, [item.key for item in found])
    return tuple(replace(item, pinned=item.key in pinned) for item in found)


#: 又是代表又有岗位的，群众意见、代表建议也要一按就到。
_DEPUTY_AT_WORK = frozenset({"home", "deputy", "notices", "opinions", "suggestions"})
_TABS = 4


def _pinned(viewer: Viewer, keys: Sequence[str]) -> frozenset[str]:
    """手机底部放哪几个。"""
    if viewer.is_deputy and viewer.posts:
        return _DEPUTY_AT_WORK
    return frozenset(keys[:_TABS])


_Item = tuple[str, str, str, str]


def _first(viewer: Viewer) -> Iterator[_Item]:
    if viewer.posts:
        yield "home", "今天要办", "list-check", "workbench:home"
    if viewer.is_deputy:
        yield "deputy", "我的履职", "user", "workbench:deputy"
    if policies.unit_bodies(viewer):
        yield "unit", "承办台账", "clipboard-list", "workbench:unit"
    if policies.oversees(viewer):
        yield "decisions", "等我批的", "gavel", "workbench:decisions"
    yield "notices", "消息", "bell", "workbench:notices"


def _matters(viewer: Viewer) -> Iterator[_Item]:
    yield "opinions", "群众意见", "message-2", "workbench:opinions"
    if policies.registers_opinions(viewer):
        yield "groups", "共性问题", "git-merge", "workbench:groups"
    yield "suggestions", "代表建议", "bulb", "workbench:suggestions"
    if policies.keeps_registers(viewer) or policies.unit_bodies(viewer):
        yield "services", "便民服务", "heart-handshake", "workbench:services"
    if _keeps_ledgers(viewer):
        yield "duties", "责任台账", "clipboard-list", "workbench:duties"
    if viewer.posts:
        yield "promises", "承诺台账", "checklist", "workbench:promises"
    if policies.oversees(viewer):
        yield "watch", "盯办催办", "eye", "workbench:watch"
        yield "supervise", "督办台", "flag", "workbench:supervise"


def _activities(viewer: Viewer) -> Iterator[_Item]:
    if policies.keeps_registers(viewer) or viewer.is_deputy:
        yield "activities", "活动", "calendar-event", "workbench:activities"
        yield "programmes", "主题与行动", "list-check", "workbench:programmes"
        yield "research", "调研", "search", "workbench:research"
        yield "surveys", "问卷", "checklist", "workbench:surveys"
    yield "agenda", "我的日历", "calendar", "workbench:agenda"
    if policies.oversees(viewer):
        yield "cadence", "频次", "calendar-event", "workbench:cadence"
    if policies.oversees(viewer) or viewer.is_deputy:
        yield "invitations", "邀请代表", "send", "workbench:invitations"
        yield "contacts", "联系", "users", "workbench:contacts"
    if policies.oversees(viewer) or viewer.is_deputy:
        yield "consultations", "征求意见", "messages", "workbench:consultations"
    if viewer.is_deputy:
        yield "cadence_mine", "我的进度", "checklist", "workbench:cadence_mine"
    if viewer.posts:
        yield "live", "现场", "speakerphone", "workbench:lives"


def _results(viewer: Viewer) -> Iterator[_Item]:
    if viewer.posts:
        yield "letters", "监督意见书", "file-text", "workbench:letters"
    if policies.keeps_registers(viewer):
        yield "posting", "公示", "speakerphone", "workbench:posting"
        yield "coverage", "宣传报道", "news", "workbench:coverage"
    if _keeps_ledgers(viewer):
        yield "outcomes", "成果", "circle-check", "workbench:outcomes"
        yield "papers", "公文与批示", "file-text", "workbench:papers"
    yield "rules", "规章制度", "scale", "workbench:rules"
    yield "numbers", "数字", "chart-bar", "workbench:numbers"


def _places(viewer: Viewer) -> Iterator[_Item]:
    if policies.keeps_registers(viewer):
        yield "stations", "家站室", "home", "workbench:stations"
        yield "deputies", "代表与编组", "users", "workbench:deputies"
        yield "charters", "小组章程", "file-text", "workbench:charters"
        yield "panels", "共评小组", "scale", "workbench:panels"
        yield "receptions", "接待安排", "calendar-event", "workbench:receptions"
        yield "codes", "代表码", "qrcode", "workbench:codes"


def _settings(viewer: Viewer) -> Iterator[_Item]:
    if not policies.keeps_registers(viewer):
        return
    if policies.registers_opinions(viewer):
        yield "imports", "批量导入", "upload", "exchange:imports"
    yield "posts", "岗位配备", "checklist", "workbench:posts"
    if viewer.holds(Body.Kind.DEPUTY_AFFAIRS, Body.Kind.CHAIR_COUNCIL):
        yield "mechanisms", "机制", "settings", "workbench:mechanisms"
        yield "calendar", "工作日历", "calendar", "workbench:calendar"
    if viewer.holds(Body.Kind.DEPUTY_AFFAIRS):
        yield "messages", "消息设置", "send", "workbench:message_rules"


def _keeps_ledgers(viewer: Viewer) -> bool:
    """承办单位的台账在“承办台账”里，别的机关看责任台账、成果和公文。"""
    return bool(viewer.posts) and not policies.unit_bodies(viewer)


_GROUPS: tuple[tuple[str, Callable[[Viewer], Iterator[_Item]]], ...] = (
    ("", _first),
    ("办件", _matters),
    ("活动", _activities),
    ("公开与成果", _results),
    ("阵地与代表", _places),
    ("管理", _settings),
)


def _reverse(name: str) -> str:
    """还没有的栏目不显示。"""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
