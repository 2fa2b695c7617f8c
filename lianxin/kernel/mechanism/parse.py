"""把机制文件读成 :class:`Mechanism`；有错一次报全，都是中文，带文件和行号。"""

from collections.abc import Mapping
from typing import Any

from lianxin.kernel.mechanism.model import (
    AlsoDuty,
    Choice,
    Deadline,
    DutyRule,
    Fact,
    Mechanism,
    Move,
    Otherwise,
    Role,
    Stage,
    Timeout,
)
from lianxin.kernel.mechanism.reading import PACK_SHAPE, PLACEHOLDER, Table
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake, Notes, notes_for, read_toml
from lianxin.kernel.mechanism.vocabulary import (
    AUDIENCES,
    EFFECTS,
    FACT_KINDS,
    GUARDS,
    RESULTS,
    ROLE_KINDS,
    SLOTS,
    STARTS,
    SUBJECTS,
)


def load_mechanism(text: str, path: str) -> Mechanism:
    """读一份机制；写法有错抛 :class:`MechanismMistakes`。说的话通不通另由 ``check`` 查。"""
    mechanism, mistakes = read_mechanism(text, path)
    if mistakes:
        raise MechanismMistakes(mistakes)
    return mechanism


def read_mechanism(text: str, path: str) -> tuple[Mechanism, list[Mistake]]:
    """尽量读，连同写法上的错一并给出；语法不对、没法读的抛 :class:`MechanismMistakes`。"""
    notes = notes_for(text, path)
    mechanism = build_mechanism(read_toml(text, path), notes, text=text, path=path)
    return mechanism, notes.mistakes


def build_mechanism(data: Mapping[str, Any], notes: Notes, *, text: str, path: str) -> Mechanism:
    """由读好的表搭出机制，错误记进 ``notes``；没有环节的没法往下看，直接抛。"""
    top = Table(data, (), notes, "")
    mechanism = Mechanism(
        key=top.key("key", PACK_SHAPE),
        version=top.integer("version", least=1),
        label=top.text("label"),
        place=top.text("place", "各地通用"),
        slot=top.chosen("slot", SLOTS),
        subject=top.chosen("subject", SUBJECTS),
        basis=top.texts("basis"),
        summary=top.text("summary", ""),
        roles=tuple(_role(name, table) for name, table in top.named("roles", "身份")),
        duties=tuple(_duty(name, table) for name, table in top.named("duty", "责任")),
        facts=tuple(_fact(table) for table in top.tables("fact", "材料")),
        stages=tuple(_stage(table) for table in top.tables("stage", "环节")),
        open_by=top.texts("open_by"),
        open_needs=top.texts("open_needs"),
        path=path,
        text=text,
    )
    top.close()
    if not mechanism.stages:
        notes.add((), "一个环节也没有，请写 [[stage]]")
        raise MechanismMistakes(notes.mistakes)
    return mechanism


def _role(name: str, table: Table) -> Role:
    role = Role(name, table.text("label"), table.texts("is", required=True))
    for kind in role.kinds:
        if kind not in ROLE_KINDS:
            table.wrong("is", f"没有 {kind} 这种身份，只能用：{'、'.join(ROLE_KINDS)}")
    table.close()
    return role


def _duty(name: str, table: Table) -> DutyRule:
    rule = DutyRule(
        role=name,
        sign_within=table.span("sign_within"),
        returns=table.integer("returns", 0),
        return_by=table.maybe("return_by"),
        extend_by=table.maybe("extend_by"),
        extend_limit=table.span("extend_limit"),
        urge=table.weights("urge"),
    )
    table.close()
    return rule


def _fact(table: Table) -> Fact:
    fact = Fact(
        key=table.key("key"),
        label=table.text("label"),
        kind=table.chosen("kind", FACT_KINDS),
        audience=table.chosen("audience", AUDIENCES, "staff"),
        help=table.text("help", ""),
        choices=tuple(_choice(choice) for choice in table.tables("choices", "选项")),
        min=table.number("min"),
        max=table.number("max"),
        body_kinds=table.texts("body_kinds"),
        each=table.flag("each"),
    )
    table.close()
    return fact


def _choice(table: Table) -> Choice:
    choice = Choice(table.key("value"), table.text("label"))
    table.close()
    return choice


def _stage(table: Table) -> Stage:
    timeout = table.table("timeout", "timeout")
    stage = Stage(
        key=table.key("key"),
        label=table.text("label"),
        public=table.text("public", ""),
        owner=table.maybe("owner"),
        owes=table.text("owes", ""),
        deadline=_deadline(table.table("deadline", "deadline")),
        also=tuple(_also(also) for also in table.tables("also", "also")),
        waits=table.text("waits", ""),
        auto=table.maybe("auto"),
        timeout=_timeout(timeout) if timeout else None,
        final=table.flag("final"),
        result=table.chosen("result", RESULTS, "") or None,
        moves=tuple(_move(move) for move in table.tables("move", "步")),
    )
    table.close()
    return stage


def _deadline(table: Table | None) -> Deadline | None:
    if table is None:
        return None
    by = table.day("by")
    deadline = Deadline(
        start=table.text("from", "entered" if by else None),
        within=table.span("within"),
        warn=table.span("warn"),
        escalate=table.maybe("escalate"),
        roll=table.flag("roll", default=True),
        by=by,
        otherwise=_otherwise(table.table("otherwise", "otherwise")),
    )
    if by and deadline.within:
        table.wrong("by", "within 与 by 只能写一个")
    if deadline.start in STARTS and not (by or deadline.within):
        table.wrong("", "没有写 within")
    table.close()
    return deadline


def _otherwise(table: Table | None) -> Otherwise | None:
    if table is None:
        return None
    within = table.span("within")
    if within is None:
        table.wrong("", "没有写 within")
    made = Otherwise(table.text("from"), within or PLACEHOLDER)
    table.close()
    return made


def _also(table: Table) -> AlsoDuty:
    deadline = _deadline(table.table("deadline", "deadline"))
    every = table.span("every")
    also = AlsoDuty(
        role=table.text("role"),
        owes=table.text("owes"),
        deadline=deadline or (Deadline("entered", every) if every else None),
        optional=table.flag("optional"),
        every=every,
        done_by=table.maybe("done_by"),
    )
    table.close()
    return also


def _timeout(table: Table) -> Timeout:
    timeout = Timeout(
        start=table.text("from"),
        within=table.span("within"),
        move=table.text("move"),
        roll=table.flag("roll", default=True),
    )
    if timeout.start in STARTS and not timeout.within:
        table.wrong("", "没有写 within")
    table.close()
    return timeout


def _move(table: Table) -> Move:
    move = Move(
        verb=table.key("verb"),
        label=table.text("label"),
        by=table.texts("by", required=True),
        needs=table.texts("needs"),
        may=table.texts("may"),
        guards=table.calls("guards", GUARDS),
        to=table.maybe("to"),
        effects=table.calls("effects", EFFECTS),
        public=table.text("public", ""),
        main=table.flag("main"),
        result=table.chosen("result", RESULTS, "") or None,
    )
    table.close()
    return move
