"""机制的文字写法：墙上贴的表与 Mermaid 图。"""

from dataclasses import dataclass

from lianxin.kernel.mechanism.model import AlsoDuty, Deadline, Mechanism, Move, Stage
from lianxin.kernel.mechanism.vocabulary import (
    RESULTS,
    deadline_text,
    effect_text,
    guard_text,
    start_text,
)

HEADINGS = ("环节", "谁办", "时限", "从何起算", "可走的步", "要留的材料", "条件", "依据")


@dataclass(frozen=True, slots=True)
class Row:
    """表里的一行：一个环节的一步；``opens`` 为真的是这个环节的头一行。"""

    stage: str
    owner: str
    within: str
    start: str
    move: str
    evidence: str
    guards: str
    basis: str
    effects: str
    opens: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """与 ``HEADINGS`` 对应的各格。"""
        return (
            self.stage,
            self.owner,
            self.within,
            self.start,
            self.move,
            self.evidence,
            self.guards,
            self.basis,
        )


def table(mechanism: Mechanism) -> list[Row]:
    """全部环节与步，按先后；没有步的环节也占一行。"""
    rows = []
    for stage in mechanism.stages:
        moves: tuple[Move | None, ...] = stage.moves or (None,)
        rows += [_row(mechanism, stage, move, opens=not n) for n, move in enumerate(moves)]
    return rows


def _row(mechanism: Mechanism, stage: Stage, move: Move | None, *, opens: bool) -> Row:
    return Row(
        stage=stage.label,
        owner=owners_text(mechanism, stage),
        within=within_text(mechanism, stage),
        start=_starts(mechanism, stage),
        move=_move_text(mechanism, move) if move else "",
        evidence=_evidence(mechanism, move) if move else "",
        guards="；".join(guard_text(call, mechanism) for call in move.guards) if move else "",
        basis="、".join(mechanism.basis),
        effects="；".join(effect_text(call, mechanism) for call in move.effects) if move else "",
        opens=opens,
    )


def owners_text(mechanism: Mechanism, stage: Stage) -> str:
    """谁办什么，如“承办单位：答复；协办单位：提出协办意见”；在等的写明等什么。"""
    if stage.final:
        return f"结果：{RESULTS[stage.result]}" if stage.result else "办结"
    owed = [f"{mechanism.role(stage.owner).label}：{stage.owes}"] if stage.owner else []
    owed += [f"{mechanism.role(also.role).label}：{also.owes}{_again(also)}" for also in stage.also]
    return "；".join(owed + ([stage.waits] if stage.waits else []))


def _again(also: AlsoDuty) -> str:
    return f"（每 {also.every.text}一次）" if also.every else ""


def opening_text(mechanism: Mechanism) -> str:
    """旁办的由谁启动、要填什么；不能由人启动的为空。"""
    if not mechanism.open_by:
        return ""
    who = "、".join(mechanism.role(role).label for role in mechanism.open_by)
    asked = "、".join(mechanism.fact(key).label for key in mechanism.open_needs)
    return f"由{who}启动" + (f"，填：{asked}" if asked else "")


def edition_text(mechanism: Mechanism) -> str:
    """哪里的、第几版：如“武穴 · 第 2 版”；套了本地版的写“本地版”，地名在它的名称里。"""
    place = "本地版" if mechanism.overlay else mechanism.place
    return f"{place} · 第 {mechanism.version} 版"


def within_text(mechanism: Mechanism, stage: Stage) -> str:
    """时限的中文；没有的为空。"""
    said = [_clock(mechanism, stage.deadline)] if stage.deadline else []
    for also in stage.also:
        if also.deadline:
            clock = _clock(mechanism, also.deadline)
            said.append(f"{mechanism.role(also.role).label} {clock}")
    if stage.timeout:
        label = mechanism.verb_label(stage.timeout.move)
        within = stage.timeout.within
        said.append(f"{f'满 {within.text}' if within else '那天过了'}，系统“{label}”")
    return "；".join(said)


def _clock(mechanism: Mechanism, deadline: Deadline) -> str:
    said = deadline_text(deadline, mechanism)
    if deadline.warn:
        said += f"，提前 {deadline.warn.text}预警"
    if deadline.escalate:
        said += f"，逾期报{mechanism.role(deadline.escalate).label}"
    return said


def _starts(mechanism: Mechanism, stage: Stage) -> str:
    clocks = (stage.deadline, stage.timeout, *(also.deadline for also in stage.also))
    starts = dict.fromkeys(clock.start for clock in clocks if clock)
    return "、".join(start_text(start, mechanism) for start in starts)


def _move_text(mechanism: Mechanism, move: Move) -> str:
    by = "、".join(mechanism.role(role).label for role in move.by)
    onward = f" → {mechanism.stage(move.to).label}" if move.to else ""
    return f"{move.label}（{by}）{onward}"


def _evidence(mechanism: Mechanism, move: Move) -> str:
    must = [mechanism.fact(key).label for key in move.needs]
    may = [f"{mechanism.fact(key).label}（可选）" for key in move.may]
    return "、".join(must + may)


def mermaid(mechanism: Mechanism) -> str:
    """Mermaid 状态图；环节按次序编成 s0、s1…，免得标识撞上保留字。"""
    names = {stage.key: f"s{number}" for number, stage in enumerate(mechanism.stages)}
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_plain(s.label)}" as {names[s.key]}' for s in mechanism.stages]
    lines.append(f"    [*] --> {names[mechanism.first_stage.key]}")
    for stage, move in mechanism.moves():
        end = names[move.to or stage.key]
        lines.append(f"    {names[stage.key]} --> {end} : {_plain(move.label)}")
    lines += [f"    {names[s.key]} --> [*]" for s in mechanism.stages if s.final]
    return "\n".join(lines) + "\n"


def _plain(label: str) -> str:
    """去掉 Mermaid 当作记号的字符。"""
    return label.translate(str.maketrans('":;#\n', "”：；＃ "))
