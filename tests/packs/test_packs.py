"""机制包：每一份都读得通、查得过、说得清，守得住人大的规矩。"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from lianxin.kernel.mechanism.check import check, check_source
from lianxin.kernel.mechanism.graph import edges_of, reachable
from lianxin.kernel.mechanism.model import Call, Mechanism, Move
from tests.packs.readmes import PACKS, generated, load, packs, shown

DEPUTY_KINDS = {"deputy", "cosponsor", "group"}
UNIT_KINDS = {"lead", "assist", "separate"}
HANDLING = ("jianghan-list", "jiangxia-1+2+3", "tiered-routing")
BY_KEY = {mechanism.key: mechanism for mechanism in map(load, packs())}

each_pack = pytest.mark.parametrize("mechanism", BY_KEY.values(), ids=BY_KEY)


def _kinds(mechanism: Mechanism, roles: Iterable[str]) -> set[str]:
    return {kind for role in roles for kind in mechanism.role(role).kinds}


def _calls(move: Move, name: str) -> list[Call]:
    return [call for call in move.effects if call.name == name]


def _closing_moves_of_deputies(mechanism: Mechanism) -> list[str]:
    """代表、附议代表、代表小组走了就办结，或者由他们定结果的步。"""
    return [
        f"{stage.label}·{move.label}"
        for stage, move in mechanism.moves()
        if _kinds(mechanism, move.by) & DEPUTY_KINDS
        and (move.result or (move.to and mechanism.stage(move.to).final))
    ]


def _dispatchers(mechanism: Mechanism) -> set[str]:
    """能指派承办、协办、分办单位的身份种类；并案的沿用合办那一件已经定了的，不算。"""
    return {
        kind
        for _, move in mechanism.moves()
        if not _calls(move, "same_answer")
        for call in _calls(move, "hold")
        if set(mechanism.role(call.args[0]).kinds) & UNIT_KINDS
        for kind in _kinds(mechanism, move.by)
    }


def _ends_reached_without(mechanism: Mechanism, words: str) -> list[str]:
    """一次也没有走过带某个效果的步，就到了的终点；提交人自己撤回的不算。"""
    ways = [
        (edge.start, edge.end)
        for edge in edges_of(mechanism)
        if not _calls(edge.move, words) and _kinds(mechanism, edge.move.by) != {"submitter"}
    ]
    found = reachable([mechanism.first_stage.key], ways)
    return [stage.label for stage in mechanism.stages if stage.final and stage.key in found]


def _planted(mechanism: Mechanism, stage: str, verb: str, **changes: object) -> Mechanism:
    """把某一步改坏的一份。"""
    moves = tuple(
        replace(move, **changes) if move.verb == verb else move
        for move in mechanism.stage(stage).moves
    )
    assert moves != mechanism.stage(stage).moves
    broken = replace(mechanism.stage(stage), moves=moves)
    return replace(
        mechanism, stages=tuple(broken if s.key == stage else s for s in mechanism.stages)
    )


def test_the_five_practices_are_here() -> None:
    """收件、三种办理、代表建议五份都在，用在该用的那一段。"""
    slots = {key: mechanism.slot for key, mechanism in BY_KEY.items()}

    assert slots["intake-qr"] == "intake"
    assert slots["deputy-suggestion"] == "suggestion"
    assert {slots[key] for key in HANDLING} == {"handling"}


@each_pack
def test_every_pack_proves_sound(mechanism: Mechanism) -> None:
    """每一份机制都查得过，一处错也没有。"""
    assert check(mechanism) == []


@each_pack
def test_every_pack_cites_rows_and_law(mechanism: Mechanism) -> None:
    """每一份都写明来自哪一行、依据哪条法或规则。"""
    rows = [basis for basis in mechanism.basis if re.fullmatch(r"S\d-\d\d", basis)]
    law = [basis for basis in mechanism.basis if basis not in rows]

    assert rows
    assert law
    assert mechanism.summary
    assert mechanism.place


@each_pack
def test_citizens_read_plain_words(mechanism: Mechanism) -> None:
    """每个环节、每次换环节，都有写给群众的话：短，没有代号、英文。"""
    said = [(stage.label, stage.public) for stage in mechanism.stages]
    said += [(move.label, move.public) for _, move in mechanism.moves() if move.to]

    for label, words in said:
        plain = re.sub(r"\{\w+\}", "", words)
        assert words, label
        assert len(plain) <= 32, words
        assert not re.search(r"[A-Za-z_]", plain), words


@each_pack
def test_public_words_quote_only_what_people_may_see(mechanism: Mechanism) -> None:
    """给群众的话里引用的材料，必是这一步填的，而且不是内部的。"""
    for _, move in mechanism.moves():
        for key in re.findall(r"\{(\w+)\}", move.public):
            assert key in move.needs, f"{move.label} {key}"
            assert mechanism.fact(key).audience != "staff", f"{move.label} {key}"


@each_pack
def test_words_told_are_written_in_the_same_step(mechanism: Mechanism) -> None:
    """告诉提交人的话，当步必填，提交人看得到。"""
    for _, move in mechanism.moves():
        for call in _calls(move, "tell"):
            assert call.args[0] in move.needs, move.label
            assert mechanism.fact(call.args[0]).audience != "staff", move.label


@each_pack
def test_every_fact_helps_the_one_who_fills_it(mechanism: Mechanism) -> None:
    """每一项材料都有一句话说明怎么填，文字都有长短限制。"""
    for fact in mechanism.facts:
        assert fact.help, fact.label
        assert fact.kind not in ("line", "text") or fact.max, fact.label


@each_pack
def test_every_working_stage_has_one_main_button(mechanism: Mechanism) -> None:
    """有人担责任的环节，都有一个主按钮，而且归担责任的人按。"""
    for stage in mechanism.stages:
        if stage.owner is None:
            continue
        mains = [move for move in stage.moves if move.main]
        assert len(mains) == 1, stage.label
        owners = {stage.owner, *(also.role for also in stage.also)}
        kinds = _kinds(mechanism, owners)
        assert kinds & _kinds(mechanism, mains[0].by), stage.label


@each_pack
def test_overdue_units_are_reported_to_someone_else(mechanism: Mechanism) -> None:
    """承办、协办的主责逾期，一定报给别人，不许自己管自己。"""
    for stage in mechanism.stages:
        if stage.owner and _kinds(mechanism, [stage.owner]) & UNIT_KINDS:
            assert stage.deadline, stage.label
            assert stage.deadline.escalate not in (None, stage.owner), stage.label
            assert stage.deadline.warn, stage.label


@each_pack
def test_deputies_never_close(mechanism: Mechanism) -> None:
    """代表提出、深入了解、评价，但不直接处理问题：没有一步能办结或定结果（代表法31②）。"""
    assert _closing_moves_of_deputies(mechanism) == []


@pytest.mark.parametrize(
    ("key", "stage", "verb", "change"),
    [
        ("intake-qr", "to_tell", "tell", {"by": ("deputy",)}),
        ("tiered-routing", "district_review", "close", {"by": ("office", "deputy")}),
        ("jiangxia-1+2+3", "researching", "confirm", {"to": "closed"}),
        ("jianghan-list", "accepting", "accept", {"result": "resolved"}),
        ("deputy-suggestion", "rating", "rate", {"to": "closed"}),
    ],
)
def test_a_closing_deputy_would_be_caught(
    key: str, stage: str, verb: str, change: dict[str, object]
) -> None:
    """谁把办结的步给了代表，上一条就会报出来。"""
    assert _closing_moves_of_deputies(_planted(BY_KEY[key], stage, verb, **change))


def test_only_the_office_dispatches_suggestions() -> None:
    """代表建议只由代表工作机构交办，街道工委没有这一步（代表法51①、组织法42）。"""
    suggestion = BY_KEY["deputy-suggestion"]
    lent = replace(suggestion.role("office"), kinds=("office", "street"))
    roles = tuple(lent if role.key == "office" else role for role in suggestion.roles)

    assert _dispatchers(suggestion) == {"office"}
    assert "street" in _dispatchers(replace(suggestion, roles=roles))


@pytest.mark.parametrize("key", HANDLING)
def test_undertakers_never_close_their_own_work(key: str) -> None:
    """承办单位不能自己把自己办的事办结。"""
    mechanism = BY_KEY[key]
    ends = {stage.key for stage in mechanism.stages if stage.final}

    assert [
        move.label
        for _, move in mechanism.moves()
        if move.to in ends and _kinds(mechanism, move.by) & UNIT_KINDS
    ] == []


@pytest.mark.parametrize("key", [*HANDLING, "deputy-suggestion"])
def test_every_ending_hands_its_result_to_the_matter_above(key: str) -> None:
    """派生的件无论怎么办结，都先把结果交给收件那一件。"""
    assert _ends_reached_without(BY_KEY[key], "answer_parent") == []


def test_no_opinion_ends_in_silence() -> None:
    """意见无论怎么收尾，都先有话告诉提交人；只有他自己撤回的除外。"""
    assert _ends_reached_without(BY_KEY["intake-qr"], "tell") == []
    silent = _planted(BY_KEY["intake-qr"], "received", "merge", effects=())
    assert _ends_reached_without(silent, "tell") == ["已并入同类"]


def test_citizens_may_come_back() -> None:
    """提交人能评价，三十日内能要求重办，至多两次；说完了还能请区人大过问。"""
    intake = BY_KEY["intake-qr"]
    again = intake.move("closed", "reopen")

    assert intake.stage("closed").final
    assert [str(guard) for guard in again.guards] == ["within(entered, 30d)", "times(reopen, 2)"]
    assert "times(reopen, 2)" in map(str, intake.move("told", "reopen").guards)
    assert intake.role("office") in [intake.role(intake.stage("at_office").owner or "")]
    assert intake.move("told", "rate").needs == ("attitude", "result")


def test_a_suggestion_is_answered_only_after_talking() -> None:
    """没有联系过代表、协办意见没有到齐，主办单位答复不出去；三个月，经同意最长六个月。"""
    suggestion = BY_KEY["deputy-suggestion"]
    replies = [m for m in suggestion.stage("handling").moves if m.verb.startswith("reply_")]

    assert [m.result for m in replies] == [
        "resolved",
        "in_progress",
        "planned",
        "not_feasible_now",
        "reference",
    ]
    for move in replies:
        assert {"contact_logged(1)", "discharged(helper)"} == set(map(str, move.guards))
        assert {"reply", "reply_letter", "signer"} <= set(move.needs)
        assert bool(_calls(move, "commit")) == (move.result in ("in_progress", "planned"))
    deadline = suggestion.stage("handling").deadline
    assert deadline is not None
    assert (deadline.start, str(deadline.within)) == ("dispatch", "3m")
    assert str(suggestion.duty("undertaker").extend_limit) == "6m"


def test_strike_off_needs_proof_deputy_and_a_third_party() -> None:
    """销号要有证据、代表认可、第三方查验；承办单位自己划不了。"""
    listed = BY_KEY["jianghan-list"]
    strike = listed.move("checking", "strike_off")

    assert _kinds(listed, strike.by) == {"checker"}
    assert {"has(proof)", "not_same_unit(undertaker)"} == set(map(str, strike.guards))
    before = {stage.key for stage, move in listed.moves() if move.to == "checking"}
    assert before == {"accepting"}
    assert all("proof" in m.needs for _, m in listed.moves() if m.to == "accepting")


def test_feedback_is_recorded_twice_and_the_loop_returns() -> None:
    """江夏：反馈代表与反馈群众各是一步；效果不好回到交办，再走一遍。"""
    loop = BY_KEY["jiangxia-1+2+3"]

    assert loop.move("to_deputy", "feed_deputy").to == "to_public"
    assert loop.move("to_public", "feed_public").to == "researching"
    assert loop.move("researching", "not_effective").to == "dispatching"
    assert [c.value for c in loop.fact("supervise_form").choices] == ["onsite", "key", "track"]
    assert [c.value for c in loop.fact("supervise_medium").choices] == ["online", "offline"]


def test_only_the_council_of_chairpersons_makes_a_key_suggestion() -> None:
    """重点建议只由主任会议定，日期、哪次会议、决定原文都在（代表法52）。"""
    key = BY_KEY["key-suggestion"]
    marking = [m for _, m in key.moves() if _calls(m, "mark")]

    assert [move.verb for move in marking] == ["select"]
    assert _kinds(key, marking[0].by) == {"chair"}
    assert {"decided_on", "meeting", "meeting_decision"} <= set(marking[0].needs)
    assert "decision_by(chair)" in map(str, marking[0].guards)


def test_key_suggestions_are_followed_inspected_and_assessed() -> None:
    """双月跟踪反复立期，半年视察有日子，考评要有答复、跟踪、过问、视察。"""
    key = BY_KEY["key-suggestion"]
    owed = {also.done_by: also for also in key.stage("tracking").also}

    assert {verb for verb, also in owed.items() if str(also.every) == "2m"} == {
        "follow_up",
        "report_progress",
    }
    inspected = owed["inspect"].deadline
    assert inspected is not None
    assert inspected.by == "07-31"
    assert set(map(str, key.move("tracking", "to_assess").guards)) == {
        "main(answered)",
        "done(follow_up, 1)",
        "done(instruct, 1)",
        "done(inspect, 1)",
    }
    assert all({"score", "assess_report"} <= set(m.needs) for m in _results(key, "assessing"))


def _results(mechanism: Mechanism, stage: str) -> list[Move]:
    """这一环节里定结果的步。"""
    found = [move for move in mechanism.stage(stage).moves if move.result]
    assert found
    return found


def test_three_exams_miss_nothing() -> None:
    """一考三样都是才过，二考听、看、问齐了才评，三考办结了或转到下一年了才有结果。"""
    exam = BY_KEY["three-exams"]
    asked = ("has_chain", "has_ledger", "one_reply")

    assert {f"fact_is({key}, yes)" for key in asked} == set(
        map(str, exam.move("examining_plan", "pass_plan").guards)
    )
    judged = set(map(str, exam.move("progressing", "judge").guards))
    assert {"done(hear, 1)", "done(look, 1)", "done(question, 1)"} <= judged
    for move in _results(exam, "concluding"):
        assert {"main(closed)", "beside(rolling, planned)"} & set(map(str, move.guards)), move.label
        assert "result_score" in move.needs


def test_repeated_matters_are_linked_analysed_and_kept_to_a_timetable() -> None:
    """反复提的必与往年那一件相连，六十天内开会；时间表记成承诺，承诺了结、有证据才算解决。"""
    repeat = BY_KEY["repeat-handling"]
    into = [m for _, m in repeat.moves() if m.to == "meeting"]

    assert into
    assert all("link(recurs, earlier)" in map(str, m.effects) for m in into)
    meeting = repeat.stage("meeting").deadline
    assert meeting is not None
    assert str(meeting.within) == "60d"
    assert "commit(timetable)" in map(str, repeat.move("scheduling", "set_timetable").effects)
    solved = set(map(str, repeat.move("checking", "solved").guards))
    assert {"has(proof)", "all_beside(promise, closed)"} <= solved


def test_rolling_carries_only_what_is_unfinished() -> None:
    """只有答复“列入计划”“正在解决”的才滚动；接办只在再交办那一步，由代工委走。"""
    rolling = BY_KEY["rolling-handling"]
    carrying = [move for _, move in rolling.moves() if _calls(move, "carry_over")]

    assert [move.verb for move in carrying] == ["redispatch"]
    assert _kinds(rolling, carrying[0].by) == {"office"}
    into = {guard for _, m in rolling.moves() if m.to == "waiting" for guard in map(str, m.guards)}
    assert into == {"main(planned)", "main(in_progress)"}


@each_pack
def test_the_readme_shows_the_mechanism_as_it_is(mechanism: Mechanism) -> None:
    """说明里的时限表和流程图与机制一致；改了机制要重写说明。"""
    readme = Path(mechanism.path).with_name("README.md").read_text(encoding="utf-8")

    assert shown(readme) == generated(mechanism)
    assert mechanism.key in readme
    for row in (basis for basis in mechanism.basis if re.fullmatch(r"S\d-\d\d", basis)):
        assert row in readme, row


def test_a_broken_file_is_reported_with_its_line() -> None:
    """文件写坏一处，中文报出那一行。"""
    source = PACKS / "intake_qr" / "mechanism.toml"
    text = source.read_text(encoding="utf-8")
    broken = text.replace('to      = "told"', 'to      = "nowhere"', 1)
    line = broken[: broken.index('"nowhere"')].count("\n") + 1

    assert check_source(text, "a.toml") == []
    assert [m.line for m in check_source(broken, "a.toml") if "nowhere" in m.message] == [line]
