"""回放频次办法用的台子：采用一份，办活动，一个窗口一个窗口地核对；没有办件，只有算出来的达标与否。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lianxin.activities.models import CadencePractice
from lianxin.activities.queries.cadence import Row, board, rule_named
from lianxin.activities.queries.cadencefiles import shipped
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    Present,
    Record,
    add_record,
    cancel_activity,
    record_activity,
)
from lianxin.activities.usecases.cadence import adopt_cadence, warn_cadences
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.cadence.windows import year_at
from lianxin.kernel.errors import RuleViolation
from lianxin.ops.stage import Beat, ScenarioFailed, Stage

_MINUTES = "小组到村口看了路灯，定了由谁去问。"


@dataclass(slots=True)
class Rounds:
    """一份办法下的一轮轮窗口；``stage`` 管日子和身份，这里只管频次。"""

    stage: Stage
    practice: CadencePractice | None = None

    def adopt(self, key: str, who: str = "office") -> None:
        """从今天起采用随程序走的一份办法。

        :raises ScenarioFailed: 没有这一份
        """
        found = next((one for one in shipped() if one.key == key), None)
        if found is None:
            raise ScenarioFailed(f"没有“{key}”这份频次办法")
        self.practice = adopt_cadence(
            congress_id=self.stage.county.congress_id,
            source=found.text,
            path=found.path,
            starts_on=day_of(self.stage.now).replace(day=1),
            actor=self._doer(who),
            at=self.stage.now,
        )
        self._say(who, f"采用“{self.practice.label}”，从本月一日起")

    def not_adopted(self, key: str, who: str, words: str) -> None:
        """这个身份定不了，说的话里有 ``words``。

        :raises ScenarioFailed: 定成了，或者说的不是这个理由
        """
        try:
            self.adopt(key, who)
        except RuleViolation as refusal:
            if words not in str(refusal):
                raise ScenarioFailed(f"拒绝的理由里没有“{words}”：{refusal}") from refusal
            self._say(who, f"想采用频次办法，没准：{refusal}")
            return
        raise ScenarioFailed(f"{who} 不该定得了频次办法，却定成了")

    def held(self, day: str, *, written: bool = True) -> int:
        """小组在 ``day`` 办了一场，今天记下；``written`` 是写没写记录。返回活动的编号。"""
        begun = datetime.combine(date.fromisoformat(day), time(9), self.stage.now.tzinfo)
        county = self.stage.county
        draft = ActivityDraft(
            congress_id=county.congress_id,
            kind="bench_talk",
            title="回放第一代表小组板凳会",
            body_id=county.group_id,
            starts_at=begun,
            ends_at=begun + timedelta(hours=1),
        )
        record = Record(
            attended=(Present(county.deputy_id),),
            heads=(Head("resident", 12),),
            minutes=_MINUTES if written else "",
        )
        at = max(self.stage.now, begun + timedelta(hours=2))
        made = record_activity(draft=draft, record=record, actor=self._doer("deputy"), at=at)
        told = "写了记录" if written else "没写记录"
        self._say("deputy", f"记下 {day} 的一场板凳会，{told}")
        return made.pk

    def write_up(self, activity: int) -> None:
        """补上记录。"""
        record = Record(minutes=_MINUTES)
        doer = self._doer("deputy")
        add_record(activity_id=activity, record=record, actor=doer, at=self.stage.now)
        self._say("deputy", "把那一场的记录补上")

    def cancel(self, activity: int) -> None:
        """那一场记重了，取消。"""
        doer = self._doer("deputy")
        cancel_activity(activity_id=activity, reason="记重了", actor=doer, at=self.stage.now)
        self._say("deputy", "那一场记重了，取消")

    def patrol(self, posted: int) -> None:
        """系统巡查一遍，核对新发了几条提醒。

        :raises ScenarioFailed: 条数对不上
        """
        sent = warn_cadences(actor=SYSTEM, at=self.stage.now)
        if sent != posted:
            raise ScenarioFailed(f"应当新发 {posted} 条提醒，实际发了 {sent} 条")
        self._say("", f"巡查频次，新发提醒 {sent} 条")

    def expect(self, place: int, state: str, count: int) -> None:
        """核对小组今年第 ``place`` 个窗口（从一数起）：几次、怎样。

        :raises ScenarioFailed: 对不上
        """
        cell = self._row().cells[place - 1]
        if (cell.state, cell.count) != (state, count):
            raise ScenarioFailed(
                f"第 {place} 个窗口应当是 {state}、{count} 次，实际是 {cell.state}、{cell.count} 次"
            )
        self._say("", f"第 {place} 个窗口：{cell.count} 次，{cell.words}")

    def wanting(self, number: int) -> None:
        """核对小组有几个窗口要过问。

        :raises ScenarioFailed: 对不上
        """
        if self._row().wanting != number:
            raise ScenarioFailed(f"应当有 {number} 个窗口要过问，实际 {self._row().wanting} 个")

    def _row(self) -> Row:
        today, county = day_of(self.stage.now), self.stage.county
        practice = self.practice.pk if self.practice else 0
        rule = rule_named(congress_id=county.congress_id, name=f"{practice}-group")
        found = board(congress_id=county.congress_id, rule=rule, period=year_at(today), today=today)
        return next(row for row in found.rows if row.subject.id == county.group_id)

    def _doer(self, who: str) -> Doer:
        return Doer(self.stage.county.viewers[who])

    def _say(self, who: str, did: str) -> None:
        name = self.stage.county.names[who] if who else "系统"
        self.stage.beats.append(Beat(self.stage.today, name, did, "", ""))
