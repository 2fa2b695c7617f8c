"""几份办法一起办一件事的走法：重点督办与三考、反复提办、检察衔接、提请重点督办。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.opinions.seeds.adopting import COURSE
from lianxin.opinions.seeds.plot import Plot, Step
from lianxin.suggestions.seeds.raising import RAISED

_TABLE = (
    ("装齐前十五处集中充电棚", 60),
    ("其余九处完成选址，公布名单", 150),
)


def beside(plot: Plot, slot: str) -> int:
    """这件建议旁边、这一用途的那一件。"""
    return Case.objects.filter(main=plot.child, beside=slot).latest("id").pk


def on_beside(plot: Plot, slot: str, doer: Doer, verb: str, **facts: Any) -> None:
    """在旁办的那一件上走一步。"""
    plot.on_case(beside(plot, slot), doer, verb, **facts)


def _office(plot: Plot) -> Doer:
    return plot.cast.of("da")


def _day(plot: Plot) -> str:
    return day_of(plot.telling.now).isoformat()


def propose_key(plot: Plot) -> None:
    """代工委提请主任会议定为重点。"""
    reason = "一年里群众扫码反映最多的就是这件事，牵涉几家单位，靠一家推不动。"
    plot.on_child(_office(plot), "open_key", reason=reason)


def _select(plot: Plot) -> None:
    facts: dict[str, Any] = {
        "decided_on": _day(plot),
        "meeting": "第四十七次主任会议",
        "meeting_decision": "列为今年的重点建议，由城环委督办，每两个月跟踪一次，年底考评。",
        "committee_body": plot.cast.body("urban").pk,
        "leader_person": plot.cast.of("cc").viewer.person_id,
    }
    on_beside(plot, "key", plot.cast.of("cc"), "select", **facts)


def _open_exam(plot: Plot) -> None:
    plot.on_child(_office(plot), "open_exam", dispatched_on=_day(plot))
    arranged = {"sector": "城建环保口", "dispatched_on": _day(plot)}
    on_beside(plot, "exam", _office(plot), "arrange", **arranged)


def _submit_plan(plot: Plot) -> None:
    unit = plot.cast.of(plot.undertaker)
    plan = "第一个月逐村摸清缺灯的路段；第二个月定样式、定电费来路；第三、四个月分两批装。"
    chain = "局长牵头，分管副局长负责，市政科承办，经办人赵明。"
    on_beside(plot, "exam", unit, "submit_plan", plan=plan, duty_chain=chain)


def _pass_plan(plot: Plot) -> None:
    checked = {"has_chain": True, "has_ledger": True, "one_reply": True, "plan_score": 88}
    on_beside(plot, "exam", _office(plot), "pass_plan", **checked)


def _instruct(plot: Plot) -> None:
    words = "电费由谁出，两周内和财政部门定下来；装灯的名单贴到村里。"
    on_beside(plot, "key", plot.cast.of("cc"), "instruct", instruction=words)


def _report(plot: Plot) -> None:
    note = "六十八公里已经走完，缺灯四百一十盏；第一批一百二十盏基础做完，下两个月装灯亮灯。"
    on_beside(plot, "key", plot.cast.of(plot.undertaker), "report_progress", progress_note=note)


def _follow(plot: Plot) -> None:
    facts = {"follow_note": "抽看了三个村，基础都做了，有一处离水沟太近，已请改位置。"}
    on_beside(plot, "key", plot.cast.of("urban"), "follow_up", pace="on_track", **facts)


def _hear(plot: Plot) -> None:
    note = "听了住建局、城管局的汇报：第一批基础做完，电费列入街道预算的方案在走程序。"
    on_beside(plot, "exam", _office(plot), "hear", hear_note=note)


def _open_repeat(plot: Plot) -> None:
    before = plot.others[plot.tale.into]
    facts = {
        "earlier": Case.objects.get(pk=before.child).number,
        "unsolved": "去年答复暂不具备条件，一年过去，飞线充电又起火两次，场地和经费还是没有着落。",
        "convener_body": plot.cast.body(plot.tale.other).pk,
    }
    plot.on_child(_office(plot), "open_repeat", **facts)


def _meet(plot: Plot) -> None:
    convener = plot.cast.of(plot.tale.other)
    facts = {
        "held_on": _day(plot),
        "attended": "区城管局钱远、区住建局赵明、五里界街道李文、何秋生代表",
        "causes": "小区没有产权清楚的空地；电力增容的钱没有来路；物业、社区、城管谁来管没有定。",
        "solution": "由城管局统一建在市政边角地，供电公司增容，街道管维护；全区同类小区照此办。",
        "minutes": [plot.letter(convener, 10)],
    }
    on_beside(plot, "repeat", convener, "meet_limited", **facts)


def _set_timetable(plot: Plot) -> None:
    who = plot.cast.body(plot.undertaker).short_name
    days = [plot.telling.today + timedelta(days=after) for _, after in _TABLE]
    rows = [
        {"who": who, "what": what, "by": day.isoformat()}
        for (what, _), day in zip(_TABLE, days, strict=True)
    ]
    facts = {"timetable": rows, "last_on": days[-1].isoformat()}
    on_beside(plot, "repeat", plot.cast.of(plot.undertaker), "set_timetable", **facts)


def _open_link(plot: Plot) -> None:
    reason = "汊口是三个村的取水口下游，倒进去的垃圾雨后会漂到湖里，受损的是大家。"
    plot.on_child(_office(plot), "open_procuratorial", domain="environment", reason=reason)


def _copy(plot: Plot) -> None:
    facts = {
        "procuratorate": plot.cast.body("jcy").pk,
        "copy_slip": plot.letter(_office(plot), 6),
    }
    on_beside(plot, "procuratorial", _office(plot), "copy", **facts)


def _sign_link(plot: Plot) -> None:
    on_beside(plot, "procuratorial", plot.cast.of("jcy"), "sign")


_STEPS = {step.name: step for step in COURSE}
_DISPATCHED = tuple(_STEPS[name] for name in ("dispatched", "signed", "contacted"))
KEY = (
    RAISED,
    Step("key_proposed", 2, propose_key),
    Step("key_selected", 5, _select),
    *_DISPATCHED[:2],
    Step("exam_opened", 9, _open_exam),
    _STEPS["contacted"],
    _STEPS["contact_checked"],
    _STEPS["helped"],
    Step("plan_submitted", 25, _submit_plan),
    Step("plan_passed", 33, _pass_plan),
    Step("instructed", 45, _instruct),
    Step("progress_reported", 52, _report),
    Step("followed_up", 57, _follow),
    Step("heard", 66, _hear),
)
REPEAT = (
    RAISED,
    *_DISPATCHED,
    Step("repeat_opened", 14, _open_repeat),
    _STEPS["helped"],
    Step("met", 42, _meet),
    Step("timetabled", 50, _set_timetable),
)
LINKED = (
    RAISED,
    *_DISPATCHED[:2],
    Step("link_opened", 9, _open_link),
    Step("copied", 11, _copy),
    _STEPS["contacted"],
    Step("link_signed", 14, _sign_link),
)
